"""Problems → a page of its own, shown over the site or in place of one that is not there yet."""

import functools
from collections.abc import Iterable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from site_builder.problems import Problem, told
from site_builder.serving.excerpts import Line, excerpt
from site_builder.serving.stage import Scene
from site_builder.serving.words import OVERLAY, counts
from site_builder.values import Value

CLIENT = Path(__file__).parent / "client"
# What a reader can take in at once; the terminal has them all.
_MOST = 50


class _Card(Value, frozen=True, kw_only=True):
    place: str
    error: bool
    severity: str
    message: str
    hint: str
    lines: tuple[Line, ...]


def overlay(scene: Scene, site: Path, language: str) -> bytes:
    """Return the page that shows the problems of *scene*, with the lines of the sources."""
    errors = [p for p in scene.problems if p.is_error]
    warnings = [p for p in scene.problems if not p.is_error]
    shown = [*errors, *warnings][:_MOST]
    page = _template().render(
        language=language,
        words=OVERLAY[language],
        failed=scene.failed,
        standing=scene.failed and scene.site is None,
        counts=counts(len(errors), len(warnings), language),
        left=len(scene.problems) - len(shown),
        cards=list(_cards(shown, site, language)),
    )
    return page.encode()


def _cards(problems: Iterable[Problem], site: Path, language: str) -> Iterable[_Card]:
    for found in problems:
        words = told(found, language)
        yield _Card(
            place=str(found.place),
            error=found.is_error,
            severity=words.severity,
            message=words.message,
            hint=words.hint,
            lines=excerpt(site, found.place),
        )


@functools.cache
def _template() -> Template:
    env = Environment(
        loader=FileSystemLoader(CLIENT),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return env.get_template("problems.html")
