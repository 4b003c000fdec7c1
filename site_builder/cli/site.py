"""What commands share: which site is meant, and how a refusal is told."""

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from site_builder.layout import FILE_NAME
from site_builder.problems import Problem, problem
from site_builder.report import problems_text, refused_text

AT_FAULT = 1
SITE = click.option(
    "--site",
    type=click.Path(path_type=Path),
    help="Folder of the newsletter. Default: the nearest one with a site.toml, from here up.",
)


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


def refuse(problems: tuple[Problem, ...], language: str) -> None:
    """Say *problems*, and that nothing was published; exit."""
    click.echo(problems_text(problems, language), err=True)
    click.echo(refused_text(language), err=True)
    sys.exit(AT_FAULT)


def fail(problems: Iterable[Problem], language: str) -> None:
    """Say *problems*; exit."""
    click.echo(problems_text(problems, language), err=True)
    sys.exit(AT_FAULT)
