"""`site-builder check`."""

import datetime as dt
import os
import sys
from pathlib import Path

import click

from site_builder import memory as memories
from site_builder.answers import link_problems
from site_builder.checking import Checked, changes_of, check
from site_builder.cli.site import AT_FAULT, SITE, find_site, no_site, prefix_from_here, say
from site_builder.formats import FORMATS
from site_builder.layout import OUTPUT
from site_builder.outcome import Options
from site_builder.outward import OutwardLink
from site_builder.pool import processors
from site_builder.problems import Problem, has_errors, in_order
from site_builder.progress import ProgressBar
from site_builder.report import change_text, language_of, sound_text
from site_builder.web import Manners, ask_all

_EXAMPLES = """\b
Examples:
  site-builder check
  site-builder check --drafts --future
  site-builder check --external
  site-builder check --strict --format github"""


@click.command(name="check", epilog=_EXAMPLES)
@SITE
@click.option("--drafts", is_flag=True, help="Check drafts too.")
@click.option("--future", is_flag=True, help="Check articles dated in the future too.")
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
@click.option("--typography", is_flag=True, help="List what typography changes in the sources.")
@click.option(
    "--external",
    is_flag=True,
    help="Ask other sites whether the pages we link to are still there: slow, and polite.",
)
@click.option(
    "--time-limit",
    type=click.IntRange(1, 86_400),
    default=300,
    show_default=True,
    help="Seconds that --external may take in all.",
)
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", *FORMATS]),
    default="text",
    help="How problems are told: to people, or to a program.",
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but what is wrong.")
def command(
    *,
    site: Path | None,
    drafts: bool,
    future: bool,
    strict: bool,
    typography: bool,
    external: bool,
    time_limit: int,
    shape: str,
    quiet: bool,
) -> None:
    """Say what is wrong, publishing nothing.

    That is everything `build` would refuse or warn about, and advice: images without alternative
    text or that nothing shows, long summaries, titles that repeat.
    """
    language = language_of(os.environ.items())
    found = find_site(site)
    checked = Checked(problems=no_site(site))
    if found is not None:
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
            checked = check(options, bar.update)
        if typography:
            for change in changes_of(found):
                click.echo(change_text(change, language), err=shape != "text")
    problems = checked.problems
    if external and found is not None:
        told = _ask(checked.links, found / memories.FOLDER, time_limit, language)
        problems = in_order([*problems, *told])
    if shape != "text":
        prefix = prefix_from_here(found) if found else ""
        if text := FORMATS[shape](problems, language, prefix):
            click.echo(text)
    elif problems:
        say(problems, language)
    elif not quiet:
        click.echo(sound_text(language))
    sys.exit(AT_FAULT if has_errors(problems, strict=strict) else 0)


def _ask(
    links: tuple[OutwardLink, ...], folder: Path, seconds: int, language: str
) -> tuple[Problem, ...]:
    manners = Manners(whole=float(seconds))
    with ProgressBar(language) as bar:
        answers = ask_all((link.url for link in links), folder, manners, bar.update)
    return link_problems(links, answers)
