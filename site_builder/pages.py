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
class Plan:
    """Every page in the order of its path, the site view they share, and what cannot be."""

    site: SiteView
    pages: tuple[Page, ...]
    problems: tuple[Problem, ...]
