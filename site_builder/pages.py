"""What a plan is made of."""

from dataclasses import dataclass

from site_builder.problems import Problem
from site_builder.views import FileCopy, SiteView, StyleSheet, View


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A file of the output: how it is made (`recipe`, and a template's name) and of what.

    `kind` is what the summary counts it as; `origin` the source to name when something is wrong.
    """

    path: str
    kind: str
    recipe: str
    view: View
    template: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedAsset:
    """A file of `templates/assets/`; `name` is its path there, `path` its fingerprinted output."""

    name: str
    path: str
    view: FileCopy | StyleSheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a search may find: `body` is the digest of its text, `about` a line under its title.

    `names` are searched beside the text, `facets` are what a reader may narrow the results to.
    """

    url: str
    title: str
    about: str
    summary: str
    body: str | None
    names: tuple[str, ...]
    facets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """What is indexed together; `name` is that of its folder, nothing for the first."""

    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Every page in the order of its path, the site view they share, what is to be indexed for
    search, and what cannot be.
    """

    site: SiteView
    pages: tuple[Page, ...]
    portions: tuple[Portion, ...]
    problems: tuple[Problem, ...]
