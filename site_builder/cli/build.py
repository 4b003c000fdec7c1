"""`site-builder build`."""

import datetime as dt
import os
import time
from pathlib import Path

import click

from site_builder.cli.site import SITE, find_site, no_site, refuse, shown_path
from site_builder.inputs import Options
from site_builder.manifest import OutputError
from site_builder.pipeline import OUTPUT, Built, build
from site_builder.pool import processors
from site_builder.progress import ProgressBar
from site_builder.refusals import disk_problem
from site_builder.report import language_of, problems_text, summary_text, waiting_text


@click.command(name="build")
@SITE
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="Folder to publish to. Default: public/ in the site.",
)
@click.option("--drafts", is_flag=True, help="Publish drafts too.")
@click.option("--future", is_flag=True, help="Publish articles dated in the future too.")
@click.option("--clean", is_flag=True, help="Forget earlier builds and make everything again.")
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes. Default: one per processor.")
def command(
    *,
    site: Path | None,
    output: Path | None,
    drafts: bool,
    future: bool,
    clean: bool,
    strict: bool,
    jobs: int | None,
) -> None:
    """Build the site and publish it, all of it or nothing."""
    started = time.perf_counter()
    language = language_of(os.environ.items())
    found = find_site(site)
    if found is None:
        refuse(no_site(site), language)
        return
    options = Options(
        site=found,
        output=output or found / OUTPUT,
        now=dt.datetime.now(dt.UTC),
        drafts=drafts,
        future=future,
        clean=clean,
        strict=strict,
        jobs=jobs or processors(),
    )
    try:
        with ProgressBar(language) as bar:
            result = build(
                options, bar.update, lambda: click.echo(waiting_text(language), err=True)
            )
    except OutputError as error:
        refuse((disk_problem(error),), language)
        return
    if not isinstance(result, Built):
        refuse(result.problems, language)
        return
    if result.problems:
        click.echo(problems_text(result.problems, language), err=True)
    seconds = time.perf_counter() - started
    click.echo(summary_text(result, shown_path(result.output), seconds, language))
