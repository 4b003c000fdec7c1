"""HTML → plain text: what a reader without HTML gets of each kind of passage."""

from pathlib import Path

import pytest

from site_builder.mailing import plain_text

LONG = "mot " * 40


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Un  texte\nbref.</p><p>Puis un autre.</p>", "Un texte bref.\n\nPuis un autre."),
        ("<h1>Titre</h1><p>Texte</p>", "Titre\n=====\n\nTexte"),
        ("<h2>Été</h2><h3>L’œuvre d’été</h3>", "Été\n---\n\nL’ŒUVRE D’ÉTÉ"),
        ("<p>a<br>b</p>", "a\nb"),
        ("<p><em>a</em> <strong>b</strong> <code>c()</code></p>", "_a_ *b* c()"),
        ("<ul><li>un</li><li>deux<ul><li>trois</li></ul></li></ul>", "- un\n- deux\n  - trois"),
        ('<ol start="9"><li>neuf</li><li>dix</li></ol>', "9. neuf\n10. dix"),
        ("<ul><li><p>un</p></li><li><p>deux</p></li></ul>", "- un\n\n- deux"),
        ("<blockquote><p>un</p><p>deux</p></blockquote>", "> un\n>\n> deux"),
        ("<pre><code>a\n  b\n</code></pre>", "    a\n      b"),
        (
            "<dl><dt>Mot</dt><dd>Son sens.</dd><dd>L’autre.</dd><dt>Fin</dt><dd>Rien.</dd></dl>",
            "Mot\n    Son sens.\n    L’autre.\n\nFin\n    Rien.",
        ),
        ('<p><img src="a" alt="Une puce"> <img src="b" alt=""></p>', "[Une puce]"),
        ("<p>Fait<sup>1</sup>, CO<sub>2</sub></p>", "Fait(1), CO2"),
        ("<p>Fin.&nbsp;</p>", "Fin."),
        ("<!-- rien --><p>a<!-- rien --> b</p><style>p{}</style>", "a b"),
        (
            "<table><tr><th>Puce</th><th class='align-right'>Taille</th></tr>"
            "<tr><td>A</td><td>3 nm</td></tr></table>",
            "Puce   Taille\n----   ------\nA        3 nm",
        ),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a   b"),
    ],
)
def test_a_passage(html: str, text: str) -> None:
    assert plain_text(f"<body>{html}</body>") == text + "\n"


def test_links_become_notes_at_the_end_of_their_section() -> None:
    html = (
        '<section><p><a href="https://a.example/">Un</a>, <a href="https://b.example/">deux</a>, '
        '<a href="https://a.example/">encore un</a>.</p></section>'
        '<section><p><a href="https://a.example/">Plus loin</a>.</p></section>'
    )
    assert plain_text(f"<body>{html}</body>").splitlines() == [
        "Un\u00a0[1], deux\u00a0[2], encore un\u00a0[1].",
        "",
        "[1] https://a.example/",
        "[2] https://b.example/",
        "",
        "Plus loin\u00a0[3].",
        "",
        "[3] https://a.example/",
    ]


@pytest.mark.parametrize("text", ["https://a.example/x", "a.example/x", "a.example/x/"])
def test_a_link_that_says_where_it_leads_needs_no_note(text: str) -> None:
    html = f'<body><p><a href="https://a.example/x">{text}</a></p></body>'
    assert plain_text(html) == f"{text}\n"


@pytest.mark.parametrize("tag", ["p", "li", "blockquote", "dd", "h3"])
def test_lines_have_76_columns_at_most(tag: str) -> None:
    lines = plain_text(f"<body><{tag}>{LONG}</{tag}></body>").splitlines()
    assert len(lines) > 1
    assert 60 < max(map(len, lines)) <= 76


def test_what_typography_binds_stays_on_one_line() -> None:
    bound = "«\u00a0ah\u202f!\u00a0»"
    text = plain_text(f"<body><p>{f'{bound} ' * 40}</p></body>")
    assert all(line.startswith("«") and line.endswith("»") for line in text.splitlines())
    assert text.count(bound) == 40


def test_a_table_too_wide_is_told_row_by_row() -> None:
    row = "".join(f"<td>{word} {'très ' * 6}long</td>" for word in ("un", "deux", "trois"))
    html = f"<table><tr><th>A</th><th>B</th><th>C</th></tr><tr>{row}</tr></table>"
    assert plain_text(f"<body>{html}</body>").splitlines() == [
        "- un très très très très très très long",
        "  B\u00a0: deux très très très très très très long",
        "  C\u00a0: trois très très très très très très long",
    ]


def test_every_edition_fits_a_terminal(letters: Path) -> None:
    for file in letters.glob("*.txt"):
        for line in file.read_text(encoding="utf-8").splitlines():
            assert len(line) <= 76 or "://" in line or "mailto:" in line, line
