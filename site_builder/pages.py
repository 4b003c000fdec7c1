"""What a plan is made of."""

from site_builder.problems import Problem
from site_builder.values import Value
from site_builder.views import FileCopy, SiteView, StyleSheet, View


class Kept(Value, frozen=True):
    """A view that is written down (see `borrowed`): `json` without its `parts`, which many pages
    have and which stand here by their digests, field by field; the `marks` of what it borrows.

    `digest` is that of it all. Of a view that an earlier build wrote down, nothing else is known.
    """

    digest: str
    json: bytes = b""
    marks: tuple[str, ...] = ()
    parts: tuple[tuple[str, ...], ...] = ()


class Page(Value, frozen=True, kw_only=True):
    """A file of the output: how it is made (`recipe`, and a template's name) and of what.

    `kind` is what the summary counts it as; `origin` the source to name when something is wrong.
    """

    path: str
    kind: str
    recipe: str
    view: View | Kept
    template: str = ""
    origin: str = ""


class PlannedAsset(Value, frozen=True, kw_only=True):
    """A file of `templates/assets/`; `name` is its path there, `path` its fingerprinted output,
    `integrity` what pages state of a script.
    """

    name: str
    path: str
    view: FileCopy | StyleSheet
    integrity: str = ""


class Entry(Value, frozen=True, kw_only=True):
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


class Portion(Value, frozen=True, kw_only=True):
    """What is indexed together; `name` is that of its folder, nothing for the first."""

    name: str
    entries: tuple[Entry, ...]


class Plan(Value, frozen=True, kw_only=True):
    """Every page in the order of its path, the site view they share, what is to be indexed for
    search, and what cannot be. `read` are the sources of the articles whose title was read: other
    texts that pages borrow were handed on as they are.
    """

    site: SiteView
    pages: tuple[Page, ...]
    portions: tuple[Portion, ...]
    problems: tuple[Problem, ...]
    read: frozenset[str] = frozenset()
