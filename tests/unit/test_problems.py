"""Problems: whole texts in both languages, an order, and no way to drive a terminal."""

import ast
import re
import string

import pytest

from site_builder.problems import Place, describe, has_errors, in_order, problem
from site_builder.problems.texts import TEXTS, Text
from tests.architecture.house import calls, modules


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("code", TEXTS)
def test_both_languages_say_the_same_with_a_hint(code: str) -> None:
    text = TEXTS[code]
    assert re.fullmatch(r"[a-z-]+\.[a-z0-9-]+", code)
    assert text.severity in ("error", "warning")
    assert all((text.en, text.fr, text.en_hint, text.fr_hint))
    assert text.en != text.fr
    assert text.en_hint != text.fr_hint

    def meant(names: set[str]) -> set[str]:
        return {name.removesuffix("_fr") for name in names}

    assert meant(fields(text.en)) == meant(fields(text.fr))
    assert meant(fields(text.en_hint)) == meant(fields(text.fr_hint))


@pytest.mark.parametrize("code", TEXTS)
def test_french_is_typeset(code: str) -> None:
    """Spaces before : ; ! ? and inside « » are unbreakable; apostrophes are curly."""
    text = TEXTS[code]
    for french in (text.fr, text.fr_hint):
        prose = re.sub(r"`[^`]*`", "", french)
        assert not re.search(r" [:;!?»]|« |[a-zé]'[a-zéê]", prose), french


@pytest.mark.parametrize("code", TEXTS)
def test_an_english_text_is_english(code: str) -> None:
    text = TEXTS[code]
    assert "’" not in text.en + text.en_hint


def filled(code: str, **params: str) -> list[str]:
    """Return *code* in both languages with every parameter given."""
    text = TEXTS[code]
    names = set().union(*map(fields, (text.en, text.fr, text.en_hint, text.fr_hint)))
    found = problem(code, "a.md", 3, 8, **{**dict.fromkeys(names, "VALEUR"), **params})
    return [describe(found, "en"), describe(found, "fr")]


@pytest.mark.parametrize("code", TEXTS)
def test_a_problem_is_two_lines(code: str) -> None:
    english, french = filled(code)
    severity = TEXTS[code].severity
    word = {"error": "erreur", "warning": "avertissement"}[severity]
    assert english.startswith(f"a.md:3:8: {severity}: ")
    assert french.startswith(f"a.md:3:8: {word}\u00a0: ")
    for text in (english, french):
        assert len(text.splitlines()) == 2
        assert not re.search(r"\{[a-z_]+\}", text)
    assert english.splitlines()[1].startswith("  hint: ")
    assert french.splitlines()[1].startswith("  conseil\u00a0: ")


@pytest.mark.parametrize("hostile", ["{key}", "{0}", "{", "}", "%s", "{suggestion!r}"])
def test_what_a_user_typed_is_never_a_format(hostile: str) -> None:
    for text in filled("front-matter.bad-text", value=hostile, key=hostile):
        assert hostile in text


@pytest.mark.parametrize("sign", ["\n", "\r", "\x1b", "\0", "\x9b", "\u2028", "\udce9", "\u202e"])
@pytest.mark.parametrize("where", ["param", "path"])
def test_what_a_user_typed_cannot_drive_a_terminal(sign: str, where: str) -> None:
    """A line break forges a problem, an escape colours or erases, a half character cannot be
    printed, a right-to-left mark hides the end of a name.
    """
    name = f"a{sign}b"
    found = (
        problem("file.link-broken", "a.md", target=name)
        if where == "param"
        else problem("file.empty", name)
    )
    for language in ("en", "fr"):
        text = describe(found, language)
        assert text.count("\n") == 1
        assert sign == "\n" or sign not in text
        text.encode()


@pytest.mark.parametrize("family", ["front-matter", "config"])
def test_every_fault_of_a_form_has_its_words(family: str) -> None:
    """A fault is found without its family: what one form may say, each may."""
    found = set()
    for room in ("kinds", "schema"):
        for name, call in calls(modules()[room].tree):
            codes = [call.args[0]] if name == "Misfit" and call.args else []
            codes += [k.value for k in call.keywords if name == "Fault" and k.arg == "code"]
            found |= {str(ast.literal_eval(c)) for c in codes if isinstance(c, ast.Constant)}
    assert {"bad-choice", "bad-text", "unknown-key"} <= found
    dates = {"bad-date", "no-such-day"} if family == "config" else set()  # site.toml has none
    assert sorted(code for code in found - dates if f"{family}.{code}" not in TEXTS) == []


def test_a_suggestion_is_asked_only_when_there_is_one() -> None:
    english, french = filled("front-matter.unknown-key", key="titel", suggestion="title")
    assert '; did you mean "title"?' in english
    assert "vouliez-vous dire «\u00a0title\u00a0»" in french
    english, french = filled("front-matter.unknown-key", key="titel", suggestion="")
    assert english.splitlines()[0] == "a.md:3:8: error: unknown key `titel`"
    assert french.splitlines()[0] == "a.md:3:8: erreur\u00a0: clé inconnue `titel`"


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Place(path="a.md"), "a.md"),
        (Place(path="a.md", line=3), "a.md:3"),
        (Place(path="a.md", line=3, column=8), "a.md:3:8"),
    ],
)
def test_a_place(place: Place, expected: str) -> None:
    assert str(place) == expected


def test_problems_are_sorted_and_told_once() -> None:
    one = problem("file.empty", "b.md")
    two = problem("front-matter.key", "a.md", 10, 1)
    three = problem("front-matter.key", "a.md", 9, 1)
    four = problem("front-matter.anchor", "a.md", 9, 1)
    assert in_order([one, two, three, one, four]) == (four, three, two, one)


def test_a_warning_is_an_error_only_when_asked() -> None:
    warning = problem("content.no-articles", "content/articles")
    error = problem("file.empty", "a.md")
    assert not warning.is_error
    assert error.is_error
    assert not has_errors([])
    assert not has_errors([], strict=True)
    assert not has_errors([warning])
    assert has_errors([warning], strict=True)
    assert has_errors([warning, error])


def test_a_text_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        TEXTS["file.empty"].en = "x"  # type: ignore[misc]  # the point of the test
    assert isinstance(TEXTS["file.empty"], Text)
