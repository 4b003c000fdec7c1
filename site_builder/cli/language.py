"""In which language we speak: chosen once, before a word is said, for click's own words too.

What click says goes through gettext, whose catalogue for it is ours: `locale/`. Helps of commands
and options are written in English where they are declared, and looked up in the same catalogue.
"""

import gettext
import os
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from inspect import cleandoc
from pathlib import Path
from typing import Any

import click

from site_builder.cli.site import find_site
from site_builder.layout import FILE_NAME
from site_builder.report import language_of

_CATALOGUES = Path(__file__).parent / "locale"
# The domain of whoever names none, as click.
_DOMAIN = "messages"


def choose_language(args: Sequence[str]) -> str:
    """Return the language that the environment asks for, or the site that *args* are about."""
    return language_of(os.environ.items(), _wish_of_site(args))


def _wish_of_site(args: Sequence[str]) -> str | None:
    """Return `messages` of site.toml; a faulty one is for the command to tell."""
    try:
        site = find_site(_named_site(args))
        if site is None:
            return None
        wish = tomllib.loads((site / FILE_NAME).read_text(encoding="utf-8-sig")).get("messages")
    except (OSError, ValueError, RecursionError):
        return None
    return wish if wish in ("fr", "en") else None


def _named_site(args: Sequence[str]) -> Path | None:
    for number, arg in enumerate(args):
        name, equals, value = arg.partition("=")
        if name == "--site":
            following = value if equals else "".join(args[number + 1 : number + 2])
            return Path(following) if following else None
    return None


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Make everything said inside, by us, by click and by programs we start, be in *language*."""
    variables = {"SITE_BUILDER_LANG": language, "LANGUAGE": language}
    before = {name: os.environ.get(name) for name in variables}
    gettext.bindtextdomain(_DOMAIN, str(_CATALOGUES))
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def translated(command: click.Command) -> click.Command:
    """Return *command* with its words in the language we speak."""
    said = copy(command)
    said.help = _said(cleandoc(command.help)) if command.help else None
    if command.epilog:  # examples are typed the same in every language
        said.epilog = command.epilog.replace("Examples:", gettext.gettext("Examples:"))
    said.short_help = _said(command.short_help)
    said.options_metavar = _said(command.options_metavar)
    said.params = [_translated_parameter(p) for p in command.params]
    if isinstance(said, click.Group):
        said.subcommand_metavar = gettext.gettext("COMMAND [ARGS]...")
        said.commands = {name: translated(inner) for name, inner in said.commands.items()}
    return said


def _translated_parameter(parameter: click.Parameter) -> click.Parameter:
    said = copy(parameter)
    if isinstance(parameter.type, click.Path):
        kind = copy(parameter.type)
        kind.name = gettext.gettext(_kind_of_path(kind))
        said.type = kind
    if isinstance(parameter.type, click.IntRange):
        number = copy(parameter.type)
        number.name = gettext.gettext("number")  # click says “integer range”
        said.type = number
    if isinstance(said, click.Option):
        said.help = _said(said.help)
        if said.metavar is not None or not (said.is_flag or isinstance(said.type, click.Choice)):
            said.metavar = gettext.gettext(said.metavar or said.type.name.upper())
    elif not isinstance(said.type, click.Choice):
        word = gettext.gettext(said.metavar or (said.name or "").upper())
        said.metavar = (word if said.required else f"[{word}]") + ("" if said.nargs == 1 else "...")
    return said


def _kind_of_path(kind: "click.Path[Any]") -> str:
    if kind.file_okay and not kind.dir_okay:
        return "file"
    return "directory" if kind.dir_okay and not kind.file_okay else "path"


def _said(words: str | None) -> str | None:
    return gettext.gettext(words) if words else words
