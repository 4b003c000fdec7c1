"""The street door: arguments in, exit status out. One module a command."""

import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from site_builder.cli.language import choose_language, speaking, translated

__all__ = ["main", "run"]

# Name of the command → module that holds it as `command`: only that one is imported.
_COMMANDS = {
    "init": "init",
    "new": "new",
    "import": "importing",
    "edition": "editions",
    "email": "emailing",
    "serve": "serve",
    "check": "check",
    "build": "build",
    "companies": "companies",
    "explain": "explain",
    "schema": "schema",
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's name
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click's name
        if cmd_name not in _COMMANDS:
            return None
        found: click.Command = importlib.import_module(f"{__name__}.{_COMMANDS[cmd_name]}").command
        return translated(found)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:  # click knows the commands of a group that has them
            name = error.command_name
            raise click.NoSuchCommand(name, possibilities=_COMMANDS, ctx=ctx) from None

    def main(self, args: Sequence[str] | None = None, *rest: Any, **extra: Any) -> Any:
        given = sys.argv[1:] if args is None else list(args)
        if os.environ.get("NO_COLOR"):  # https://no-color.org
            extra["color"] = False
        with speaking(choose_language(given)):
            return click.Command.main(translated(self), given, *rest, **extra)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="site-builder")
def main() -> None:
    """Publish a French tech newsletter: articles, feeds, and a page for every company."""


def run() -> None:
    """Run the command, in a Python that reads and writes the names of files in UTF-8."""
    if sys.getfilesystemencoding() != "utf-8":
        # Names of files are those of URLs: under another encoding each would be another name.
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])
    main()
