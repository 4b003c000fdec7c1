"""Words of another language: one short notation, three spellings, left alone by typography."""

import pytest

from site_builder.markup import MarkupSettings, render_markdown
from site_builder.typography import typeset_html

SETTINGS = MarkupSettings(extensions=(), trusted=False, root="https://puce.example")


def rendered(text: str) -> str:
    """Return *text* as HTML, as it is before typography."""
    result = render_markdown(text, SETTINGS, path="content/pages/a.md")
    assert result.problems == ()
    return result.html


def typeset(text: str) -> str:
    return typeset_html(rendered(text), "france")


@pytest.mark.parametrize(
    ("notation", "lang"),
    [
        ("{en}", "en"),
        ("{ en }", "en"),
        ("{:en}", "en"),
        ("{: en }", "en"),
        ("{lang=en}", "en"),
        ("{ lang=en }", "en"),
        ("{: lang=en }", "en"),
        ("{: lang=en-GB }", "en-GB"),
        ("{en-GB}", "en-GB"),
        ("{lang='en'}", "en"),
        ('{lang="en"}', "en"),
        ("{de}", "de"),
        ("{zh-Hant}", "zh-Hant"),
        ("{zh-Hant-TW}", "zh-Hant-TW"),
        ("{fil}", "fil"),
    ],
)
def test_every_spelling_names_the_language(notation: str, lang: str) -> None:
    expected = f'<p>Le <span lang="{lang}">fair use</span> ici.</p>'
    assert rendered(f"Le [fair use]{notation} ici.") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[very *fair* use]{en}", '<span lang="en">very <em>fair</em> use</span>'),
        ("[**fair**]{en}", '<span lang="en"><strong>fair</strong></span>'),
        ("[use `a: b`]{en}", '<span lang="en">use <code>a: b</code></span>'),
        ("*[fair use]{en}*", '<em><span lang="en">fair use</span></em>'),
        ("**[fair use]{en}**", '<strong><span lang="en">fair use</span></strong>'),
        ("[fair\nuse]{en}", '<span lang="en">fair\nuse</span>'),
        ("[a]{en}[b]{es}", '<span lang="en">a</span><span lang="es">b</span>'),
        ("[a < b & c]{en}", '<span lang="en">a &lt; b &amp; c</span>'),
    ],
)
def test_markup_inside_and_around(text: str, expected: str) -> None:
    assert rendered(text) == f"<p>{expected}</p>"


def test_headings_lists_tables_and_notes() -> None:
    html = rendered(
        "## Le [fair use]{en} !\n\n- [cloud]{en}\n\n| a | b |\n|---|---|\n| [chip]{en} | c |\n\n"
        "Note[^1].\n\n[^1]: Un [leak]{en}.\n"
    )
    assert '<h2 id="le-fair-use">' in html
    for word in ("fair use", "cloud", "chip", "leak"):
        assert f'<span lang="en">{word}</span>' in html


LINK = '<a href="https://e.example">lien</a>'
SPAN = '<span lang="en">fair use</span>'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[lien](https://e.example) et [fair use]{en}", f"{LINK} et {SPAN}"),
        ("[fair use]{en} et [lien](https://e.example)", f"{SPAN} et {LINK}"),
        ("[fair use]{en}[lien](https://e.example)", f"{SPAN}{LINK}"),
        ("[lien][r] et [fair use]{en}\n\n[r]: https://e.example", f"{LINK} et {SPAN}"),
        ("[fair use]{en} et [lien][]\n\n[lien]: https://e.example", f"{SPAN} et {LINK}"),
        ("[lien] et [fair use]{en}\n\n[lien]: https://e.example", f"{LINK} et {SPAN}"),
        ("[[fair use]{en}](https://e.example)", f'<a href="https://e.example">{SPAN}</a>'),
        (
            "[fair use](https://e.example){lang=en}",
            '<a href="https://e.example" lang="en">fair use</a>',
        ),
    ],
)
def test_beside_links(text: str, expected: str) -> None:
    assert rendered(text) == f"<p>{expected}</p>"


@pytest.mark.parametrize("notation", ["{en}", "{lang=en}"])
def test_a_reference_link_in_another_language_stays_a_link(notation: str) -> None:
    html = rendered(f"[fair use][r]{notation}\n\n[r]: https://e.example")
    assert 'href="https://e.example"' in html
    assert ">fair use<" in html
    assert 'lang="en"' in html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`[fair use]{en}`", "<p><code>[fair use]{en}</code></p>"),
        ("``[a]{en} ` b``", "<p><code>[a]{en} ` b</code></p>"),
        ("```\n[fair use]{en}\n```", "<pre><code>[fair use]{en}\n</code></pre>"),
        ("    [fair use]{en}", "<pre><code>[fair use]{en}\n</code></pre>"),
    ],
)
def test_code_is_left_as_it_is(text: str, expected: str) -> None:
    assert rendered(text) == expected
    assert typeset(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "{{ x }}",
        "[a]{{ x }}",
        "[a]{{en}}",
        "[a]{% x %}",
        "Un {{ mot }} ici",
        "[a] {en}",
        "[]{en}",
        "[a]{e}",
        "[a]{français}",
        "[a]{fr_FR}",
        "{en}",
        "a]{en}",
    ],
)
def test_other_braces_are_text(text: str) -> None:
    assert rendered(text) == f"<p>{text}</p>"


def test_braces_beside_the_notation_are_kept() -> None:
    assert rendered("{{ x }} [a]{en} {{ y }}") == '<p>{{ x }} <span lang="en">a</span> {{ y }}</p>'


def test_an_escaped_bracket_is_text() -> None:
    assert "<span" not in rendered("\\[fair use]{en}")


@pytest.mark.parametrize(
    "words",
    [
        "don't",
        "Really?",
        'say "yes"',
        "wait...",
        "fair use: yes",
        "one - two",
        "50% of 1 000",
        "it's *fair*: isn't it?",
        "July 4 !",
    ],
)
def test_typography_leaves_the_words_alone(words: str) -> None:
    text = f"Le [{words}]{{en}} ici"
    assert typeset(text) == rendered(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L'[idea]{en} !", '<p>L’<span lang="en">idea</span>\u202f!</p>'),
        ('"[yes]{en}"', '<p>«\u00a0<span lang="en">yes</span>\u00a0»</p>'),
        ("[don't]{en} : l'été", '<p><span lang="en">don\'t</span>\u00a0: l’été</p>'),
        ("[Quoi !]{fr-CA}", '<p><span lang="fr-CA">Quoi\u202f!</span></p>'),
        ("[Don't [dit]{fr} !]{en}", '<p>[Don’t <span lang="fr">dit</span>\u202f!]{en}</p>'),
    ],
)
def test_the_french_around_is_set(text: str, expected: str) -> None:
    assert typeset(text) == expected


def test_a_whole_paragraph_in_another_language() -> None:
    assert typeset("Don't ask !\n{: lang=en }") == '<p lang="en">Don\'t ask !</p>'


def test_many_unfinished_notations_are_text() -> None:
    assert "<span" not in rendered("[a]{e " * 2000)
