"""`site-builder build`."""

import datetime as dt
import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

import click

from site_builder.building import build
from site_builder.cli.moment import MomentType
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
from site_builder.layout import OUTPUT
from site_builder.manifest import OutputError
from site_builder.outcome import Built, Options, Refused
from site_builder.pool import processors
from site_builder.progress import ProgressBar, Stopwatch
from site_builder.refusals import disk_problem
from site_builder.report import (
    built_fields,
    language_of,
    made_text,
    profile_text,
    summary_text,
    waiting_text,
)

_EXAMPLES = """\b
Examples:
  site-builder build
  site-builder build --drafts --future --output /tmp/preview
  site-builder build --strict --format json"""

# Files that a profile names.
_SLOWEST = 10


@click.command(name="build", epilog=_EXAMPLES)
@SITE
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="Folder to publish to. Default: public/ in the site.",
)
@click.option("--drafts", is_flag=True, help="Publish drafts too.")
@click.option("--future", is_flag=True, help="Publish articles dated in the future too.")
@click.option(
    "--now",
    "asked",
    metavar="DATE",
    type=MomentType(),
    help="Build for that day or hour, like 2023-07-18T07:30, instead of this one.",
)
@click.option("--clean", is_flag=True, help="Forget earlier builds and make everything again.")
@click.option("--verify", is_flag=True, help="Believe no time of a file: read all of them again.")
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes. Default: one per processor.")
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json"]),
    default="text",
    help="How the result is told: to people, or to a program.",
)
@click.option("--profile", is_flag=True, help="Tell where the time went, stage by stage.")
@click.option(
    "--profile-json",
    type=click.File("w", encoding="utf-8", lazy=True),
    help="Write the seconds of each stage to a JSON file.",
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but what is wrong.")
@click.option("-v", "--verbose", is_flag=True, help="Name every file that was made.")
def command(
    *,
    site: Path | None,
    output: Path | None,
    drafts: bool,
    future: bool,
    asked: dt.datetime | None,
    clean: bool,
    verify: bool,
    strict: bool,
    jobs: int | None,
    shape: str,
    profile: bool,
    profile_json: TextIO | None,
    quiet: bool,
    verbose: bool,
) -> None:
    """Build the site and publish it, all of it or nothing."""
    started = time.perf_counter()
    watch = Stopwatch()
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
            asked=asked,
            drafts=drafts,
            future=future,
            clean=clean,
            verify=verify,
            strict=strict,
            jobs=jobs or processors(),
            took=watch.took,
        )
        result = _build(options, language, watch)
    seconds = time.perf_counter() - started
    spent, slowest = watch.seconds(), watch.slowest(_SLOWEST)
    if profile_json is not None:
        profile_json.write(
            as_json({"seconds": _rounded(spent), "slowest": _rounded(slowest)}) + "\n"
        )
    if shape == "json":
        prefix = prefix_from_here(found) if found else ""
        problems = [problem_fields(p, language, prefix) for p in result.problems]
        fields = {"published": isinstance(result, Built), "seconds": round(seconds, 3)}
        more = built_fields(result) if isinstance(result, Built) else {}
        click.echo(as_json({**fields, **more, "problems": problems}))
        sys.exit(0 if isinstance(result, Built) else AT_FAULT)
    if not isinstance(result, Built):
        refuse(result.problems, language, stands=_stands(found, output))
        return
    if result.problems:
        say(result.problems, language)
    if verbose and result.made:
        click.echo(made_text(result))
    if profile:
        click.echo(profile_text(spent, slowest, language))
    if not quiet:
        click.echo(summary_text(result, shown_path(result.output), seconds, language))


def _stands(site: Path | None, output: Path | None) -> bool:
    """Return whether a build of *site* has published something that stays."""
    if site is None:
        return False
    try:
        return (output or site / OUTPUT).exists()
    except OSError:
        return False


def _rounded(seconds: Mapping[str, float]) -> dict[str, float]:
    return {name: round(taken, 6) for name, taken in seconds.items()}


def _build(options: Options, language: str, watch: Stopwatch) -> Built | Refused:
    try:
        with ProgressBar(language) as bar:

            def update(stage: str, done: int, total: int) -> None:
                watch.update(stage, done, total)
                bar.update(stage, done, total)

            return build(options, update, lambda: click.echo(waiting_text(language), err=True))
    except OutputError as error:
        return Refused(problems=(disk_problem(error),))
