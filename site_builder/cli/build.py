"""`site-builder build`."""

import datetime as dt
import os
import sys
import time
from pathlib import Path

import click

from site_builder.cli.site import (
    AT_FAULT,
    SITE,
    find_site,
    no_site,
    prefix_from_here,
    refuse,
    say,
    shown_path,
)
from site_builder.formats import as_json, problem_fields
from site_builder.inputs import Options
from site_builder.manifest import OutputError
from site_builder.pipeline import OUTPUT, Built, Refused, build
from site_builder.pool import processors
from site_builder.progress import ProgressBar
from site_builder.refusals import disk_problem
from site_builder.report import built_fields, language_of, made_text, summary_text, waiting_text

_EXAMPLES = """\b
Examples:
  site-builder build
  site-builder build --drafts --future --output /tmp/preview
  site-builder build --strict --format json"""


@click.command(name="build", epilog=_EXAMPLES)
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
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json"]),
    default="text",
    help="How the result is told: to people, or to a program.",
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but what is wrong.")
@click.option("-v", "--verbose", is_flag=True, help="Name every file that was made.")
def command(
    *,
    site: Path | None,
    output: Path | None,
    drafts: bool,
    future: bool,
    clean: bool,
    strict: bool,
    jobs: int | None,
    shape: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Build the site and publish it, all of it or nothing."""
    started = time.perf_counter()
    language = language_of(os.environ.items())
    found = find_site(site)
    result: Built | Refused
    if found is None:
        result = Refused(problems=no_site(site))
    else:
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
        result = _build(options, language)
    seconds = time.perf_counter() - started
    if shape == "json":
        prefix = prefix_from_here(found) if found else ""
        problems = [problem_fields(p, language, prefix) for p in result.problems]
        fields = {"published": isinstance(result, Built), "seconds": round(seconds, 3)}
        more = built_fields(result) if isinstance(result, Built) else {}
        click.echo(as_json({**fields, **more, "problems": problems}))
        sys.exit(0 if isinstance(result, Built) else AT_FAULT)
    if not isinstance(result, Built):
        refuse(result.problems, language)
        return
    if result.problems:
        say(result.problems, language)
    if verbose and result.made:
        click.echo(made_text(result))
    if not quiet:
        click.echo(summary_text(result, shown_path(result.output), seconds, language))


def _build(options: Options, language: str) -> Built | Refused:
    try:
        with ProgressBar(language) as bar:
            return build(options, bar.update, lambda: click.echo(waiting_text(language), err=True))
    except OutputError as error:
        return Refused(problems=(disk_problem(error),))
