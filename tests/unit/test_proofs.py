"""`check --typography`: what typography changes in the sources, where an editor finds it."""

import hashlib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from site_builder.cli import main
from site_builder.content import ParseSettings
from site_builder.markup import MarkupSettings
from site_builder.proofs import typographic_changes, visible
from site_builder.sources import Source
from site_builder.typesetter import AS_TYPED, Typesetter
from tests.site import SMALL, contents, make_site

PATH = "content/articles/2023-07-18-llama.md"
HEAD = "---\ntitle: Titre\ndate: 2023-07-18\n---\n\n"  # the body begins at line 6


def proofs(text: str | bytes, typesetter: Typesetter = Typesetter(preset="france")) -> list[str]:  # noqa: B008  # frozen
    """Return the changes of *text*: `line:column before → after`, spaces visible."""
    data = text.encode() if isinstance(text, str) else text
    source = Source(path=PATH, data=data, digest=hashlib.sha256(data).hexdigest())
    markup = MarkupSettings(extensions=(), trusted=False, root="https://puce.example")
    settings = ParseSettings(markup=markup, time_zone="Europe/Paris", typesetter=typesetter)
    changes = typographic_changes(source, settings)
    assert all(change.path == PATH for change in changes)
    return [f"{c.line}:{c.column} {visible(c.before)} → {visible(c.after)}" for c in changes]


def test_spaces_are_made_visible() -> None:
    assert visible("a b\u00a0c\u202fd\ne") == "a␣b⍽c⌇d↵e"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Rien à redire.\n", []),
        ("Déjà bon\u202f! Et\u00a0: l’été.\n", []),
        ("Quel succès !\n", ["6:12 succès␣! → succès⌇!"]),
        ("Quel succès!\n", ["6:12 succès! → succès⌇!"]),
        ("Oui\u00a0!\n", ["6:4 Oui⍽! → Oui⌇!"]),
        ("Un\ndeux\nl'été\n", ["8:2 l'été → l’été"]),
        ("Bref...\n", ["6:5 Bref... → Bref…"]),
        ("Un mot\n!\n", ["6:7 mot↵! → mot⌇!"]),
        ("Le 18 juillet.\n", ["6:6 18␣juillet. → 18⍽juillet."]),
        ("Un.\n\nUn [lien](/a/) coûte 3 €.\n", ["8:23 3␣€. → 3⍽€."]),
        ("A & B &amp; C, oui !\n", ["6:19 oui␣! → oui⌇!"]),
        ("L'**Express** paraît.\n", ["6:2 L' → L’"]),
        ("Quel *succès* !\n", ["6:14 ␣! → ⌇!"]),
        ("[what !]{en} Oui !\n", ["6:17 Oui␣! → Oui⌇!"]),
        ("`a !` et\n\n    code !\n\nOui !\n", ["10:4 Oui␣! → Oui⌇!"]),
    ],
)
def test_line_column_before_and_after(body: str, expected: list[str]) -> None:
    assert proofs(HEAD + body) == expected


def test_several_on_one_line() -> None:
    assert proofs(f"{HEAD}L'an 1 : oui !\n") == [
        "6:2 L'an → L’an",
        "6:7 1␣: → 1⍽:",
        "6:13 oui␣! → oui⌇!",
    ]


def test_straight_quotes() -> None:
    assert proofs(f'{HEAD}Le "hasard" ici.\n') == [
        '6:4 "hasard" → «⍽hasard"',
        '6:11 "hasard" → "hasard⍽»',
    ]


def test_the_same_words_are_found_at_each_of_their_places() -> None:
    assert proofs(f"{HEAD}Oui !\n\nOui !\n\nEt oui, oui, oui : oui !\n\nOui !\n") == [
        "6:4 Oui␣! → Oui⌇!",
        "8:4 Oui␣! → Oui⌇!",
        "10:17 oui␣: → oui⍽:",
        "10:23 oui␣! → oui⌇!",
        "12:4 Oui␣! → Oui⌇!",
    ]


def test_the_title_repeated_in_the_text() -> None:
    text = "---\ntitle: Titre !\ndate: 2023-07-18\n---\n\nTitre !\n"
    assert proofs(text) == ["2:13 Titre␣! → Titre⌇!", "6:6 Titre␣! → Titre⌇!"]


def test_front_matter_that_readers_read() -> None:
    text = (
        "---\ntitle: \"L'IA : oui\"\ndate: 2023-07-18\nsummary: L'été\nslug: titre\nimage:\n"
        "  src: l'a.png\n  alt: Quoi ?\n  caption: Ici !\n  credit: L'agence\n---\n\nUn texte.\n"
    )
    assert proofs(text) == [
        "2:10 L'IA → L’IA",
        "2:13 L'IA␣: → L'IA⍽:",
        "4:11 L'été → L’été",
        "8:12 Quoi␣? → Quoi⌇?",
        "9:15 Ici␣! → Ici⌇!",
        "10:12 L'agence → L’agence",
    ]


def test_a_value_quoted_as_yaml_quotes_is_found() -> None:
    (found,) = proofs("---\ntitle: 'L''IA'\ndate: 2023-07-18\n---\n\nUn texte.\n")
    assert found.startswith("2:")


def test_alternative_text() -> None:
    assert proofs(f"{HEAD}![Quoi ?](/a.png)\n") == ["6:7 Quoi␣? → Quoi⌇?"]


def test_windows_line_ends() -> None:
    text = f"{HEAD}Un.\nQuel succès !\n".replace("\n", "\r\n")
    assert proofs(text) == ["7:12 succès␣! → succès⌇!"]


@pytest.mark.parametrize("value", ["false", "False", "no", "off"])
def test_an_article_left_as_typed(value: str) -> None:
    head = HEAD.replace("date:", f"typography: {value}\ndate:")
    assert proofs(f"{head}Oui !\n") == []


def test_typography_true_is_the_default() -> None:
    head = HEAD.replace("date:", "typography: true\ndate:")
    assert proofs(f"{head}Oui !\n") == ["7:4 Oui␣! → Oui⌇!"]


def test_a_site_without_typography() -> None:
    assert proofs(f"{HEAD}Oui !\n", AS_TYPED) == []


def test_the_usage_of_the_site() -> None:
    quebec = Typesetter(preset="quebec")
    assert proofs(f"{HEAD}Oui ! Bon : oui.\n", quebec) == [
        "6:4 Oui␣! → Oui!",
        "6:10 Bon␣: → Bon⍽:",
    ]


@pytest.mark.parametrize(
    "text",
    [b"\xff\xfeO\0u\0i\0", b"\xe9t\xe9 !", "---\ntitle: [\n---\n\nOui !\n", "Oui !\n", ""],
    ids=["UTF-16", "Latin-1", "faulty front matter", "no front matter", "empty"],
)
def test_nothing_of_a_faulty_file(text: str | bytes) -> None:
    assert proofs(text) == []


def check(site: Path, *args: str, language: str = "en") -> Result:
    runner = CliRunner(env={"SITE_BUILDER_LANG": language})
    return runner.invoke(main, ["check", "--site", str(site), *args])


FAULTY = {PATH: f"{HEAD}Quel succès !\n", "content/pages/a.md": "---\ntitle: L'été\n---\n\nUn.\n"}


@pytest.mark.parametrize(
    ("language", "label"), [("en", "typography:"), ("fr", "typographie\u00a0:")]
)
def test_check_lists_the_changes_when_asked(tmp_path: Path, language: str, label: str) -> None:
    site = make_site(tmp_path, {**SMALL, **FAULTY})
    before = contents(site)
    result = check(site, "--typography", language=language)
    assert result.exit_code == 0, result.output
    assert [line for line in result.stdout.splitlines() if "→" in line] == [
        f"{PATH}:6:12: {label} succès␣! → succès⌇!",
        f"content/pages/a.md:2:9: {label} L'été → L’été",
    ]
    assert contents(site) == before


def test_check_says_nothing_of_typography_unless_asked(tmp_path: Path) -> None:
    site = make_site(tmp_path, {**SMALL, **FAULTY})
    assert "→" not in check(site).output


def test_the_changes_are_information_even_when_warnings_are_errors(tmp_path: Path) -> None:
    site = make_site(tmp_path, {**SMALL, **FAULTY})
    result = check(site, "--typography", "--strict")
    assert result.exit_code == 0, result.output


def test_a_faulty_file_does_not_hide_the_changes_of_others(tmp_path: Path) -> None:
    broken = {"content/articles/2023-07-19-x.md": "---\ntitle: [\n---\n\nOui !\n"}
    result = check(make_site(tmp_path, {**SMALL, **FAULTY, **broken}), "--typography")
    assert result.exit_code == 1
    assert f"{PATH}:6:12:" in result.stdout


def test_check_follows_site_toml(tmp_path: Path) -> None:
    toml = f"{SMALL['site.toml']!s}[typography]\nenabled = false\n"
    site = make_site(tmp_path, {**SMALL, **FAULTY, "site.toml": toml})
    assert "→" not in check(site, "--typography").output
