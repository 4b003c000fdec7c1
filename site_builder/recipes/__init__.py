"""View → bytes, one recipe a kind of file. A recipe knows neither cache nor disk."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from jinja2 import Environment

from site_builder.fingerprint import digest_bytes
from site_builder.pages import Page
from site_builder.problems import problem
from site_builder.recipes.fill import filled, html_of
from site_builder.templates import RenderFailed, Theme, render
from site_builder.views import Feed, FileCopy, Redirects, SiteView

__all__ = ["RECIPES", "Kitchen", "html_of", "make"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kitchen:
    """What recipes work with: templates, the site, and the two ways to fetch what views only name.

    `text(digest)` gives the HTML of a body, `file(origin)` the bytes of a file.
    """

    env: Environment
    theme: Theme
    site: SiteView
    text: Callable[[str], str]
    file: Callable[[str], bytes]


def make(page: Page, kitchen: Kitchen) -> bytes:
    """Return the content of *page*. Raises RenderFailed for a faulty template."""
    return RECIPES[page.recipe](page, kitchen)


def _template(page: Page, kitchen: Kitchen) -> bytes:
    values = {"site": kitchen.site, "page": filled(page.view, kitchen.text)}
    return render(kitchen.env, kitchen.theme, page.template, page.path, values)


def _rss(page: Page, kitchen: Kitchen) -> bytes:
    from site_builder.recipes.rss import (
        write_rss,
    )  # feedgen brings lxml: a warm build needs neither

    feed = filled(page.view, kitchen.text)
    assert isinstance(feed, Feed)
    return write_rss(feed)


def _redirects(page: Page, _: Kitchen) -> bytes:
    assert isinstance(page.view, Redirects)
    return "".join(f"{old} {new} 301\n" for old, new in page.view.pairs).encode()


def _copy(page: Page, kitchen: Kitchen) -> bytes:
    assert isinstance(page.view, FileCopy)
    data = kitchen.file(page.view.origin)
    if digest_bytes(data) != page.view.digest:
        # Published under the key of what it was, it would pass for that if it came back.
        raise RenderFailed(problem("file.changed", page.origin or page.view.origin))
    return data


RECIPES: Mapping[str, Callable[[Page, Kitchen], bytes]] = {
    "html": _template,
    "text": _template,
    "rss": _rss,
    "redirects": _redirects,
    "copy": _copy,
}
