"""A theme in memory, filled plainly and by Jinja."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from site_builder.jinja import fill
from site_builder.problems import Problem
from site_builder.templates import compiled, render
from site_builder.theme import RenderFailed, Theme
from site_builder.views import Html


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A view, with fields of all the kinds that views have."""

    label: str
    html: Html
    size: int
    nothing: str | None
    files: Mapping[str, str]
    cards: tuple["Thing", ...] = ()
    pairs: tuple[tuple[str, int], ...] = (("un", 1), ("deux", 2))


def thing(label: str, *cards: Thing) -> Thing:
    return Thing(
        label=label,
        html=Html("<b>é & è</b>"),
        size=len(label),
        nothing=None,
        files={"a.css": "/a.css?b=1&c", "label": "clef"},
        cards=cards,
    )


SITE = thing('L’Octet <&> "l\'autre" 100 %', thing("Menu"), thing("Pied"))
PAGE = thing("%s & <page>", thing("Un"), thing("Deux", thing("Sous")), thing(""))
VALUES = {"site": SITE, "page": PAGE}

Said = bytes | tuple[Problem, ...]


def theme_of(sources: Mapping[str, str]) -> Theme:
    origins = {name: Path("/theme") / name for name in sources}
    return Theme(sources=dict(sources), origins=origins, assets=(), problems=())


def both(sources: Mapping[str, str]) -> tuple[Said, Said, bool]:
    """Return what we say of `page`, what Jinja alone says, and whether it was said plainly."""
    templates = compiled(theme_of(sources))

    def said(by_jinja: bool) -> Said:
        try:
            if by_jinja:
                return fill(templates.jinja, templates.theme, "page", "a.html", VALUES)
            return render(templates, "page", "a.html", VALUES)
        except RenderFailed as failed:
            return failed.problems
        except SyntaxError:  # of the Python that Jinja writes: told before a page is made
            return ()

    ours = said(by_jinja=False)
    return ours, said(by_jinja=True), templates.library.page("page") is not None
