"""What commands share: which site is meant, and how a refusal is told."""

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from site_builder.layout import FILE_NAME
from site_builder.problems import Problem, colon, hint_label, problem, told
from site_builder.report import problems_text, refused_text

AT_FAULT = 1
SITE = click.option(
    "--site",
    type=click.Path(path_type=Path),
    help="Folder of the newsletter. Default: the nearest one with a site.toml, from here up.",
)


def painted(found: Problem, language: str) -> str:
    """Return *found* in colours, which are left out where there is no terminal, or NO_COLOR."""
    words = told(found, language)
    place = click.style(str(found.place), bold=True)
    colour = "red" if found.is_error else "yellow"
    severity = click.style(f"{words.severity}{colon(language)}", fg=colour, bold=True)
    lines = [f"{place}: {severity} {words.message}"]
    if words.hint:
        lines.append(f"  {click.style(hint_label(language), fg='green')} {words.hint}")
    return "\n".join(lines)


def say(problems: Iterable[Problem], language: str) -> None:
    """Tell *problems* to whoever is at the terminal."""
    click.echo(problems_text(problems, language, painted), err=True)


def prefix_from_here(site: Path) -> str:
    """Return what leads from the current folder to *site*: `""`, or `lettre/`."""
    shown = shown_path(site.resolve())
    return "" if shown == "." else f"{shown}/"


def no_site(given: Path | None) -> tuple[Problem, ...]:
    """Return what to say where there is no site."""
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


def refuse(problems: tuple[Problem, ...], language: str, *, stands: bool) -> None:
    """Say *problems*, and that nothing was published, while something *stands* or not; exit."""
    say(problems, language)
    click.echo(refused_text(language, stands=stands), err=True)
    sys.exit(AT_FAULT)


def fail(problems: Iterable[Problem], language: str) -> None:
    """Say *problems*; exit."""
    say(problems, language)
    sys.exit(AT_FAULT)
