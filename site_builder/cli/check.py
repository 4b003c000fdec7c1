"""`site-builder check`."""

import datetime as dt
import os
from pathlib import Path

import click

from site_builder.cli.site import SITE, fail, find_site, no_site
from site_builder.layout import OUTPUT
from site_builder.outcome import Options
from site_builder.pipeline import changes_of, check
from site_builder.pool import processors
from site_builder.problems import has_errors
from site_builder.progress import ProgressBar
from site_builder.report import change_text, language_of, problems_text, sound_text


@click.command(name="check")
@SITE
@click.option("--drafts", is_flag=True, help="Check drafts too.")
@click.option("--future", is_flag=True, help="Check articles dated in the future too.")
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
@click.option("--typography", is_flag=True, help="List what typography changes in the sources.")
def command(
    *, site: Path | None, drafts: bool, future: bool, strict: bool, typography: bool
) -> None:
    """Say everything `build` would refuse or warn about, writing nothing."""
    language = language_of(os.environ.items())
    found = find_site(site)
    if found is None:
        fail(no_site(site), language)
        return
    options = Options(
        site=found,
        output=found / OUTPUT,
        now=dt.datetime.now(dt.UTC),
        drafts=drafts,
        future=future,
        strict=strict,
        jobs=processors(),
    )
    with ProgressBar(language) as bar:
        problems = check(options, bar.update)
    if typography:
        for change in changes_of(found):
            click.echo(change_text(change, language))
    if has_errors(problems, strict=strict):
        fail(problems, language)
    if problems:
        click.echo(problems_text(problems, language), err=True)
    else:
        click.echo(sound_text(language))
