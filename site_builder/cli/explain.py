"""`site-builder explain`."""

import datetime as dt
import os
import sys
from pathlib import Path

import click

from site_builder.cli.completion import complete_text
from site_builder.cli.site import AT_FAULT, SITE, fail, find_site, no_site, say
from site_builder.explanations import explanation_text
from site_builder.layout import OUTPUT
from site_builder.manifest import OutputError
from site_builder.outcome import Options
from site_builder.pool import processors
from site_builder.progress import ProgressBar
from site_builder.reasons import explain
from site_builder.refusals import disk_problem
from site_builder.report import language_of

_EXAMPLES = """\b
Examples:
  site-builder explain /entreprises/meta/
  site-builder explain content/articles/2023/2023-07-18-llama-2.md
  site-builder explain public/index.html"""


@click.command(name="explain", epilog=_EXAMPLES)
@SITE
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="Folder to publish to. Default: public/ in the site.",
)
@click.option("--drafts", is_flag=True, help="As for a build that publishes drafts too.")
@click.option("--future", is_flag=True, help="As for a build that publishes the future too.")
@click.argument("path", shell_complete=complete_text)
def command(
    *, site: Path | None, output: Path | None, drafts: bool, future: bool, path: str
) -> None:
    """Say why the next build makes a page again, or keeps it.

    Says what the page is made of, too. PATH is a URL, a file of the published site, or a text of
    content/.
    """
    language = language_of(os.environ.items())
    found = find_site(site)
    if found is None:
        fail(no_site(site), language)
        return
    options = Options(
        site=found,
        output=output or found / OUTPUT,
        now=dt.datetime.now(dt.UTC),
        drafts=drafts,
        future=future,
        jobs=processors(),
    )
    try:
        with ProgressBar(language) as bar:
            explanation = explain(path, options, bar.update)
    except OutputError as error:
        fail((disk_problem(error),), language)
        return
    if explanation.problems:
        say(explanation.problems, language)
    at_fault = explanation.why in ("broken", "nothing")
    click.echo(explanation_text(explanation, language), err=at_fault)
    if at_fault:
        sys.exit(AT_FAULT)
