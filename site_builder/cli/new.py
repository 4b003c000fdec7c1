"""`site-builder new`."""

import datetime as dt
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from gettext import gettext
from pathlib import Path

import click

from site_builder.cli.completion import complete_author, complete_company, complete_tag
from site_builder.cli.moment import not_a_date_text
from site_builder.cli.site import SITE, fail, find_site, no_site, say
from site_builder.importing import read_newsroom
from site_builder.inputs import read_site_config
from site_builder.kinds import moment_of
from site_builder.problems import Problem
from site_builder.report import language_of, near_text, new_company_text
from site_builder.text import fold
from site_builder.writing import Brief, Known, close_names, known_names, new_names, write_article

_EXAMPLES = """\b
Examples:
  site-builder new
  site-builder new "Llama 2 : Meta ouvre son modèle"
  site-builder new "Llama 2" --company Meta --tag IA --draft --edit"""


@click.command(name="new", epilog=_EXAMPLES)
@SITE
@click.option(
    "-c",
    "--company",
    "companies",
    multiple=True,
    shell_complete=complete_company,
    help="A company it is about; the option may be repeated, most important first.",
)
@click.option(
    "-t",
    "--tag",
    "tags",
    multiple=True,
    shell_complete=complete_tag,
    help="A theme; the option may be repeated.",
)
@click.option(
    "-a",
    "--author",
    "authors",
    multiple=True,
    shell_complete=complete_author,
    help="Who signs; the option may be repeated.",
)
@click.option("--summary", default="", help="One or two sentences for lists and feeds.")
@click.option(
    "--date", help="Day, or day and time, of publication: 2023-07-19T07:30. Default: now."
)
@click.option("--draft", is_flag=True, help="Publish it nowhere yet.")
@click.option("--edit", is_flag=True, help="Open it in $EDITOR.")
@click.option("-y", "--yes", is_flag=True, help="Ask nothing; what is not given is left out.")
@click.argument("title", required=False)
@click.pass_context
def command(
    ctx: click.Context,
    /,
    *,
    site: Path | None,
    companies: tuple[str, ...],
    tags: tuple[str, ...],
    authors: tuple[str, ...],
    summary: str,
    date: str | None,
    draft: bool,
    edit: bool,
    yes: bool,
    title: str | None,
) -> None:
    """Write a new article with its front matter filled in.

    On a terminal, asks for what is missing; Tab completes the names that the site knows.
    """
    language = language_of(os.environ.items())
    asking = not yes and sys.stdin.isatty()
    if not asking and not (title or "").strip():
        (argument,) = (p for p in ctx.command.params if p.name == "title")
        raise click.MissingParameter(ctx=ctx, param=argument, param_hint=repr(gettext("TITLE")))
    found = find_site(site)
    config, _, problems = read_site_config(found) if found else (None, "", no_site(site))
    if found is None or config is None:
        fail(problems, language)
        return
    known = known_names(found, config)
    now = dt.datetime.now(config.zone).replace(tzinfo=None).isoformat(timespec="minutes")
    if asking:
        title = title or _ask(gettext("Title"))
        companies = companies or _ask_companies(known, language)
        tags = tags or _ask_names(gettext("Tags, separated by commas"), known.tags)
        authors = authors or _ask_authors(known)
        date = date or _ask_date(now, language)
    moment = moment_of(date or now)
    if moment is None:
        raise click.BadParameter(not_a_date_text(date or "", language), param_hint="--date")
    brief = Brief(
        title=" ".join((title or "").split()),
        date=moment,
        companies=companies,
        tags=tags,
        authors=authors,
        summary=" ".join(summary.split()),
        draft=draft,
    )
    written = write_article(brief, read_newsroom(found, config))
    if isinstance(written, Problem):
        fail([written], language)
        return
    if close := close_names(brief, known, written):
        say(close, language)
    for name in new_names(brief, known):
        click.echo(new_company_text(name, language), err=True)
    click.echo(written)
    if edit:
        click.edit(filename=str(found / written))


@contextmanager
def _completing(names: Sequence[str]) -> Iterator[None]:
    """Complete *names* with the Tab key, where Python has readline."""
    try:
        import readline
    except ImportError:
        yield
        return

    def complete(start: str, number: int) -> str | None:
        fitting = [name for name in names if fold(name).startswith(fold(start.strip()))]
        return fitting[number] if number < len(fitting) else None

    before = readline.get_completer(), readline.get_completer_delims()
    readline.set_completer(complete)
    readline.set_completer_delims(",")
    readline.parse_and_bind("tab: complete")
    try:
        yield
    finally:
        readline.set_completer(before[0])
        readline.set_completer_delims(before[1])


def _ask(question: str, known: Sequence[str] = (), default: str | None = None) -> str:
    with _completing(known):
        answer: str = click.prompt(question, default=default, show_default=bool(default))
    return answer.strip()


def _ask_names(question: str, known: Sequence[str], default: str = "") -> tuple[str, ...]:
    answer = _ask(question, known, default)
    return tuple(name for part in answer.split(",") if (name := part.strip()))


def _ask_authors(known: Known) -> tuple[str, ...]:
    only = known.authors[0] if len(known.authors) == 1 else ""
    return _ask_names(gettext("Authors, separated by commas"), known.authors, only)


def _ask_companies(known: Known, language: str) -> tuple[str, ...]:
    names = _ask_names(gettext("Companies, separated by commas"), known.companies)
    return tuple(_sure(name, known, language) for name in names)


def _sure(name: str, known: Known, language: str) -> str:
    """Return *name*, or what the editor meant by it."""
    near = known.close_to(name)
    if not near:
        return name
    click.echo(near_text(name, near, language))
    return _ask(gettext("Name to write"), known.companies, near)


def _ask_date(now: str, language: str) -> str:
    while True:
        answer = _ask(gettext("Date"), (), now)
        if moment_of(answer):
            return answer
        click.echo(not_a_date_text(answer, language))
