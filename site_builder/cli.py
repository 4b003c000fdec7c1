"""The street door: arguments in, exit status out."""

import datetime as dt
import os
import sys
import time
from pathlib import Path

import click

from site_builder.config import FILE_NAME
from site_builder.manifest import OutputError
from site_builder.pipeline import OUTPUT, Built, Options, build, disk_problem
from site_builder.pool import processors
from site_builder.problems import Problem, problem
from site_builder.progress import ProgressBar
from site_builder.report import (
    language_of,
    problems_text,
    refused_text,
    summary_text,
    waiting_text,
)

AT_FAULT = 1
_SITE = click.option(
    "--site",
    type=click.Path(path_type=Path),
    help="Folder of the newsletter. Default: the nearest one with a site.toml, from here up.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="site-builder")
def main() -> None:
    """Publish a French tech newsletter: articles, feeds, and a page for every company."""


@main.command(name="build")
@_SITE
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
def build_command(
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
        _refuse((problem("config.missing", str(site or FILE_NAME)),), language)
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
        _refuse((disk_problem(error),), language)
        return
    if not isinstance(result, Built):
        _refuse(result.problems, language)
        return
    if result.problems:
        click.echo(problems_text(result.problems, language), err=True)
    click.echo(summary_text(result, time.perf_counter() - started, language))


def find_site(given: Path | None) -> Path | None:
    """Return the folder of the site: *given*, or the nearest one with a site.toml, upwards."""
    if given is not None:
        return given if (given / FILE_NAME).is_file() else None
    here = Path.cwd()
    return next((f for f in (here, *here.parents) if (f / FILE_NAME).is_file()), None)


def _refuse(problems: tuple[Problem, ...], language: str) -> None:
    click.echo(problems_text(problems, language), err=True)
    click.echo(refused_text(language), err=True)
    sys.exit(AT_FAULT)
