"""Every word of the command line exists in French and in English, click's own among them."""

import ast
import importlib
import inspect
import os
import re
import runpy
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from site_builder.cli import main
from site_builder.cli.language import choose_language
from site_builder.report import language_of
from tests.architecture.house import ROOT
from tests.site import SMALL, make_site

FRENCH = ROOT / "site_builder/cli/locale/fr/LC_MESSAGES/messages.po"
REFERENCE = runpy.run_path(str(ROOT / "docs/reference.py"))
COMMANDS = tuple(main.list_commands(click.Context(main)))


def words(node: ast.expr) -> str | None:
    """Return the text that *node* writes, None when it is worked out."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def translatable(path: Path) -> Iterator[str]:
    """Yield what the file at *path* looks up in the catalogue: `_("…")`, `ngettext("…", …)`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            found = words(node.args[0]) if node.func.id in ("_", "gettext", "ngettext") else None
            if found is not None:
                yield found


def catalogue() -> dict[str, str]:
    """Return the French of each text; of the first form of a plural."""
    text = FRENCH.read_text(encoding="utf-8")
    lines = r'((?:"[^\n]*"\n?)+)'
    pattern = rf"^msgid {lines}(?:msgid_plural {lines})?msgstr(?:\[0\])? {lines}"

    def whole(quoted: str) -> str:
        return "".join(ast.literal_eval(line) for line in quoted.splitlines())

    return {whole(f[1]): whole(f[3]) for f in re.finditer(pattern, text, re.MULTILINE)}


def ask(*args: str, language: str) -> Result:
    return CliRunner(env={"SITE_BUILDER_LANG": language}).invoke(main, args)


def test_the_compiled_catalogue_is_fresh() -> None:
    written = FRENCH.with_suffix(".mo").read_bytes()
    assert written == REFERENCE["compiled"](FRENCH.read_text(encoding="utf-8"))


def test_all_that_click_says_is_in_the_catalogue() -> None:
    """A new version of click brings new words: they fail here until somebody translates them."""
    folder = Path(click.__file__).parent
    said = {text for path in folder.glob("*.py") for text in translatable(path)}
    # How to install a shell's completion on a system that has no bash: nobody is asked for it.
    completion = set(translatable(folder / "shell_completion.py"))
    windows = set(translatable(folder / "_winconsole.py"))
    assert len(said) > 50
    assert sorted(said - catalogue().keys() - completion - windows) == []


def test_all_that_our_commands_look_up_is_in_the_catalogue() -> None:
    said = {t for path in (ROOT / "site_builder/cli").glob("*.py") for t in translatable(path)}
    assert said
    assert sorted(said - catalogue().keys()) == []


def test_fields_are_the_same_in_both_languages() -> None:
    for english, french in catalogue().items():
        if english:
            fields = {re.sub("!r", "", f) for f in re.findall(r"\{[^}]*\}|%\(\w+\)s", english)}
            assert set(re.findall(r"\{[^}]*\}|%\(\w+\)s", french)) <= fields | {"{nargs}"}, english


def test_french_words_are_typeset() -> None:
    for english, french in catalogue().items():
        if english:
            prose = re.sub(r"`[^`]*`|https?:\S*", "", french)
            assert not re.search(r" [:;!?»]|« |[a-zéè]'[a-zéêà]|\w[:;!?](?: |$)", prose), french


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_every_help_is_in_both_languages(name: str) -> None:
    args = (name, "--help") if name else ("--help",)
    english, french = (ask(*args, language=language) for language in ("en", "fr"))
    assert english.exit_code == french.exit_code == 0
    assert "Usage:" in english.output
    assert "Usage\u00a0:" in french.output
    for result, examples in ((english, "Examples:"), (french, "Exemples\u00a0:")):
        assert not name or examples in result.output
    for line in french.output.splitlines():
        assert "Default:" not in line
        assert not re.search(r"\b(?:the|and|what|Default|Show)\b", line), line


def declared(command: click.Command) -> Iterator[click.Command]:
    """Yield *command* and those below it."""
    yield command
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            yield from declared(inner)


MODULES = [
    importlib.import_module(f"site_builder.cli.{path.stem}")
    for path in sorted((ROOT / "site_builder/cli").glob("[a-z]*.py"))
]
DECLARED = [
    command for m in MODULES if hasattr(m, "command") for command in (main, *declared(m.command))
]
HELPS = sorted(
    {p.help for c in DECLARED for p in c.params if isinstance(p, click.Option) and p.help}
    | {inspect.cleandoc(command.help) for command in DECLARED if command.help}
)


def test_no_command_is_forgotten() -> None:
    assert {*COMMANDS} <= {command.name for command in DECLARED}


@pytest.mark.parametrize("text", HELPS)
def test_every_command_and_option_is_explained_in_french(text: str) -> None:
    assert catalogue().get(text, "") not in ("", text)


USAGE: dict[str, tuple[tuple[str, ...], str, str]] = {
    "an unknown option": (("build", "--nope"), "No such option", "n’existe pas"),
    "a slip in an option": (("build", "--draft"), "Did you mean", "Vouliez-vous dire"),
    "an unknown command": (("biuld",), "No such command", "La commande «\u00a0biuld"),
    "no argument": (("import",), "Missing argument 'FILES...'", "manquant\u00a0: 'FICHIERS...'"),
    "no title": (("new",), "Missing argument 'TITLE'", "manquant\u00a0: 'TITRE'"),
    "no folder": (("init",), "Missing argument 'FOLDER'", "manquant\u00a0: 'DOSSIER'"),
    "a file that is not there": (("import", "x.txt"), "does not exist", "Fichier introuvable"),
    "a bad choice": (("check", "--format", "xml"), "is not one of", "n’est pas l’un de"),
    "no number": (("build", "--jobs", "x"), "is not a valid number", "pas un nombre"),
    "a slip in a command": (("chekc",), "Did you mean 'check'", "Vouliez-vous dire 'check'"),
    "no edition": (("email", "foo"), "'foo' is not a valid number", "pas un nombre"),
    "no date": (("build", "--now", "x"), "date like 2023-07-19", "une date comme 2023-07-19"),
    "no day": (("build", "--now", "2023-02-30"), "has 28 days", "compte 28\u00a0jours"),
    "a number out of range": (("build", "--jobs", "99"), "not in the range", "l’intervalle"),
    "too many arguments": (("build", "x"), "unexpected extra argument", "Argument en trop"),
    "an option without its value": (("build", "--output"), "requires an arg", "attend une valeur"),
    "a flag with a value": (("build", "--clean=1"), "does not take a value", "prend pas de valeur"),
}


@pytest.mark.parametrize("name", USAGE)
def test_every_usage_error_is_in_both_languages(name: str) -> None:
    args, english, french = USAGE[name]
    for language, expected, heading in (("en", english, "Error:"), ("fr", french, "Erreur\u00a0:")):
        result = ask(*args, language=language)
        assert result.exit_code == 2
        assert expected in result.stderr
        assert heading in result.stderr


def test_the_environment_is_as_it_was_afterwards() -> None:
    before = dict(os.environ)
    with pytest.raises(SystemExit):
        main(["--help"])
    assert dict(os.environ) == before


@pytest.mark.parametrize(
    ("variables", "wish", "language"),
    [
        ({"LANG": "fr_FR.UTF-8"}, None, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "C"}, None, "en"),
        ({"LANG": "de_DE.UTF-8"}, None, "en"),
        ({}, None, "en"),
        ({"LANG": "en_GB.UTF-8"}, "fr", "fr"),
        ({"LANG": "fr_FR.UTF-8"}, "en", "en"),
        ({"LANG": "fr_FR.UTF-8", "SITE_BUILDER_LANG": "en"}, "fr", "en"),
        ({"LANG": "fr_FR.UTF-8", "SITE_BUILDER_LANG": ""}, None, "fr"),
    ],
)
def test_who_asks_is_heard_first_then_the_site_then_the_machine(
    variables: dict[str, str], wish: str | None, language: str
) -> None:
    assert language_of(variables.items(), wish) == language


@pytest.mark.parametrize("form", ["--site={}", "--site {}"])
def test_a_site_says_in_which_language_it_is_made(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SITE_BUILDER_LANG", raising=False)
    monkeypatch.setenv("LC_ALL", "C")
    make_site(tmp_path, SMALL)
    args = ["check", *form.format(tmp_path).split(" ")]
    assert choose_language(args) == "en"
    with (tmp_path / "site.toml").open("a", encoding="utf-8") as file:
        file.write('messages = "fr"\n')
    assert choose_language(args) == "fr"
    assert CliRunner().invoke(main, args).output == "Rien à redire.\n"


@pytest.mark.parametrize("text", ["", "messages = ", 'messages = "de"\n', "\xff"])
def test_a_faulty_site_is_spoken_of_in_the_language_of_the_machine(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SITE_BUILDER_LANG", raising=False)
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    (tmp_path / "site.toml").write_text(text, encoding="latin-1")
    assert choose_language(["check", "--site", str(tmp_path)]) == "fr"
