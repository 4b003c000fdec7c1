"""`site-builder import`."""

import datetime as dt
import os
from gettext import gettext
from pathlib import Path

import click
from msgspec.structs import replace

from site_builder.cli.site import SITE, fail, find_site, no_site
from site_builder.importing import Imported, import_draft, imported_text, read_newsroom
from site_builder.inputs import read_site_config
from site_builder.kinds import is_moment
from site_builder.problems import Problem
from site_builder.report import language_of

_EXAMPLES = """\b
Examples:
  site-builder import brouillon.txt --date 2023-07-19
  site-builder import brouillons/*.txt"""


@click.command(name="import", epilog=_EXAMPLES)
@SITE
@click.option("--date", help="Day, or day and time, of publication: 2023-07-19. Default: today.")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
def command(*, site: Path | None, date: str | None, files: tuple[Path, ...]) -> None:
    """Turn plain-text drafts into articles.

    Says what was recognised and left out, and what to check.
    """
    language = language_of(os.environ.items())
    found = find_site(site)
    config, _, problems = read_site_config(found) if found else (None, "", no_site(site))
    if found is None or config is None:
        fail(problems, language)
        return
    day = date if date is not None else dt.datetime.now(config.zone).date().isoformat()
    if not is_moment(day):
        said = gettext('"{text}" is not a date like 2023-07-19').format(text=day)
        raise click.BadParameter(said, param_hint="--date")
    faults: list[Problem] = []
    newsroom = read_newsroom(found, config)
    for file in files:
        result = import_draft(file, newsroom, day)
        if isinstance(result, Imported):
            click.echo(imported_text(result, language))
            newsroom = replace(newsroom, slugs={**newsroom.slugs, result.slug: result.path})
        else:
            faults.append(result)
    if faults:
        fail(faults, language)
