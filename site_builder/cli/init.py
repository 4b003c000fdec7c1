"""`site-builder init`."""

import datetime as dt
import os
import sys
from gettext import gettext
from pathlib import Path

import click

from site_builder.cli.site import fail, shown_path
from site_builder.layout import FILE_NAME
from site_builder.problems import told
from site_builder.report import founded_text, language_of
from site_builder.scaffold import Founding, found_newsletter, is_address

_EXAMPLES = """\b
Examples:
  site-builder init mon-journal
  site-builder init mon-journal --title "Mon journal" --url https://journal.example"""
_ADDRESS = "https://journal.example"
# Where site.toml has the title; the only other thing in it that is typed is the address.
_TITLE_LINE = 4


@click.command(name="init", epilog=_EXAMPLES)
@click.option("--title", help="Name of the newsletter. Default: from the name of the folder.")
@click.option(
    "--url", help="Where it will be published. Default: an address to replace in site.toml."
)
@click.option("-y", "--yes", is_flag=True, help="Ask nothing; take the defaults.")
@click.argument("folder", type=click.Path(path_type=Path))
def command(*, title: str | None, url: str | None, yes: bool, folder: Path) -> None:
    """Make a new newsletter in FOLDER, ready to be built."""
    language = language_of(os.environ.items())
    asking = not yes and sys.stdin.isatty()
    if title is None:
        title = folder.resolve().name.replace("-", " ").replace("_", " ").strip().capitalize()
        title = click.prompt(gettext("Name of the newsletter"), default=title) if asking else title
    if url is None:
        url = _ask_address() if asking else _ADDRESS
    founding = Founding(
        title=" ".join(title.split()),
        base_url=url.strip(),
        language=language,
        day=dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1),
    )
    if problems := found_newsletter(folder, founding):
        if problems[0].place.path == FILE_NAME:  # written from the options: they are at fault
            hint = "--title" if problems[0].place.line == _TITLE_LINE else "--url"
            raise click.BadParameter(told(problems[0], language).message, param_hint=hint)
        fail(problems, language)
        return
    click.echo(founded_text(shown_path(folder.resolve()), folder.resolve().name, language))


def _ask_address() -> str:
    """Return the address that is typed, once it is one."""

    def read(text: str) -> str:
        if is_address(text.strip()):
            return text.strip()
        said = gettext('"{text}" is not an address like https://www.example.org')
        raise click.UsageError(said.format(text=text))

    address: str = click.prompt(gettext("Address"), default=_ADDRESS, value_proc=read)
    return address
