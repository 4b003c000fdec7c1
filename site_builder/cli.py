"""The street door: arguments in, exit status out."""

import datetime as dt
import json
import os
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import click

from site_builder.config import FILE_NAME, Config
from site_builder.forms import FORMS
from site_builder.inputs import Options, read_site_config
from site_builder.kinds import is_moment
from site_builder.manifest import OutputError
from site_builder.pipeline import OUTPUT, Built, build, changes_of, check
from site_builder.pool import processors
from site_builder.problems import Problem, has_errors, problem
from site_builder.progress import ProgressBar
from site_builder.refusals import disk_problem
from site_builder.report import (
    change_text,
    language_of,
    problems_text,
    refused_text,
    sound_text,
    summary_text,
    waiting_text,
)
from site_builder.schema import json_schema

AT_FAULT = 1
_SITE = click.option(
    "--site",
    type=click.Path(path_type=Path),
    help="Folder of the newsletter. Default: the nearest one with a site.toml, from here up.",
)


def run() -> None:
    """Run the command, in a Python that reads and writes the names of files in UTF-8."""
    if sys.getfilesystemencoding() != "utf-8":
        # Names of files are those of URLs: under another encoding each would be another name.
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])
    main()


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
        _refuse(_no_site(site), language)
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
    seconds = time.perf_counter() - started
    click.echo(summary_text(result, shown_path(result.output), seconds, language))


@main.command(name="check")
@_SITE
@click.option("--drafts", is_flag=True, help="Check drafts too.")
@click.option("--future", is_flag=True, help="Check articles dated in the future too.")
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
@click.option("--typography", is_flag=True, help="List what typography changes in the sources.")
def check_command(
    *, site: Path | None, drafts: bool, future: bool, strict: bool, typography: bool
) -> None:
    """Say everything `build` would refuse or warn about, writing nothing."""
    language = language_of(os.environ.items())
    found = find_site(site)
    if found is None:
        _fail(_no_site(site), language)
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
        _fail(problems, language)
    if problems:
        click.echo(problems_text(problems, language), err=True)
    else:
        click.echo(sound_text(language))


@main.command(name="import")
@_SITE
@click.option("--date", help="Day, or day and time, of publication: 2023-07-19. Default: today.")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
def import_command(*, site: Path | None, date: str | None, files: tuple[Path, ...]) -> None:
    """Turn plain-text drafts into articles, and say what to check in them."""
    from site_builder.importing import Imported, import_draft, imported_text, read_newsroom

    language = language_of(os.environ.items())
    found = find_site(site)
    config, _, problems = read_site_config(found) if found else (None, "", _no_site(site))
    if found is None or config is None:
        _fail(problems, language)
        return
    day = date if date is not None else dt.datetime.now(config.zone).date().isoformat()
    if not is_moment(day):
        raise click.BadParameter(f"{day!r} is not a date like 2023-07-19", param_hint="--date")
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
        _fail(faults, language)


@main.command(name="schema")
@click.argument("kind", type=click.Choice([*FORMS, "site"]))
def schema_command(*, kind: str) -> None:
    """Print the JSON Schema of a kind of front matter, or of site.toml."""
    form = Config if kind == "site" else FORMS[kind]
    title = "site.toml" if kind == "site" else f"content/{kind}/*.md"
    click.echo(json.dumps(json_schema(form, title), ensure_ascii=False, indent=2))


def _no_site(given: Path | None) -> tuple[Problem, ...]:
    return (problem("config.missing", str(given or FILE_NAME)),)


def shown_path(path: Path) -> str:
    """Return *path* as short as it can be typed from here."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def find_site(given: Path | None) -> Path | None:
    """Return the folder of the site: *given*, or the nearest one with a site.toml, upwards."""
    if given is not None:
        folder = given.parent if given.name == FILE_NAME else given
        return folder if (folder / FILE_NAME).is_file() else None
    here = Path.cwd()
    return next((f for f in (here, *here.parents) if (f / FILE_NAME).is_file()), None)


def _refuse(problems: tuple[Problem, ...], language: str) -> None:
    click.echo(problems_text(problems, language), err=True)
    click.echo(refused_text(language), err=True)
    sys.exit(AT_FAULT)


def _fail(problems: Iterable[Problem], language: str) -> None:
    click.echo(problems_text(problems, language), err=True)
    sys.exit(AT_FAULT)
