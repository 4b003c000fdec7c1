"""`site-builder companies`."""

import datetime as dt
import os
from pathlib import Path

import click

from site_builder.checking import take_census
from site_builder.cli.site import SITE, fail, find_site, no_site
from site_builder.layout import OUTPUT
from site_builder.outcome import Options
from site_builder.pool import processors
from site_builder.problems import has_errors
from site_builder.progress import ProgressBar
from site_builder.report import language_of, problems_text
from site_builder.roll import census_json, census_table, suggestions_text

_EXAMPLES = """\b
Examples:
  site-builder companies
  site-builder companies --suggest
  site-builder companies --json"""


@click.command(name="companies", epilog=_EXAMPLES)
@SITE
@click.option("--suggest", is_flag=True, help="List what may be missing: records, declarations.")
@click.option("--json", "as_json", is_flag=True, help="Write everything as JSON.")
def command(*, site: Path | None, suggest: bool, as_json: bool) -> None:
    """Show who is written about, and who should have a record."""
    language = language_of(os.environ.items())
    found = find_site(site)
    if found is None:
        fail(no_site(site), language)
        return
    now = dt.datetime.now(dt.UTC)
    options = Options(site=found, output=found / OUTPUT, now=now, jobs=processors())
    with ProgressBar(language) as bar:
        census, problems = take_census(options, bar.update)
    if census is None:
        fail(problems, language)
        return
    if has_errors(problems):
        click.echo(problems_text(problems, language), err=True)
    if as_json:
        click.echo(census_json(census))
    elif suggest:
        click.echo(suggestions_text(census, language))
    else:
        click.echo(census_table(census, language))
