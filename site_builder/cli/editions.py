"""`site-builder edition`."""

import datetime as dt
import os
from pathlib import Path

import click

from site_builder.cli.moment import not_a_date_text
from site_builder.cli.site import SITE, fail, find_site, no_site
from site_builder.editing import Opened, open_edition, opened_text
from site_builder.inputs import read_site_config
from site_builder.layout import OUTPUT
from site_builder.outcome import Options
from site_builder.pool import processors
from site_builder.progress import ProgressBar
from site_builder.report import language_of

_EXAMPLES = """\b
Examples:
  site-builder edition new
  site-builder edition new --since 2023-07-15
  site-builder edition new --date 2023-07-21"""


@click.group(name="edition", epilog=_EXAMPLES)
def command() -> None:
    """Prepare the issues of the letter."""


@command.command(name="new", epilog=_EXAMPLES)
@SITE
@click.option("--since", help="First day of the articles to gather: 2023-07-19. Default: all.")
@click.option("--date", help="Day it is sent: 2023-07-21. Default: today.")
def new(*, site: Path | None, since: str | None, date: str | None) -> None:
    """Gather the articles not yet sent in a new edition, the oldest first."""
    language = language_of(os.environ.items())
    found = find_site(site)
    config, _, problems = read_site_config(found) if found else (None, "", no_site(site))
    if found is None or config is None:
        fail(problems, language)
        return
    now = dt.datetime.now(config.zone)
    options = Options(site=found, output=found / OUTPUT, now=now, jobs=processors())
    first = _day(since, "--since", language) if since is not None else None
    day = _day(date, "--date", language) if date is not None else now.date()
    with ProgressBar(language) as bar:
        result = open_edition(options, day, first, bar.update)
    if not isinstance(result, Opened):
        fail(result.problems, language)
        return
    click.echo(opened_text(result, language))


def _day(text: str, option: str, language: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        said = not_a_date_text(text, language)
        raise click.BadParameter(said, param_hint=option) from None
