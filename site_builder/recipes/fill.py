"""Views with their texts: a `Prose` becomes the HTML it names, with every address in its place."""

import re
from collections.abc import Callable
from dataclasses import replace
from html import escape

from site_builder.recipes.absolute import absolute
from site_builder.recipes.screen import for_screens
from site_builder.views import (
    ArticlePage,
    AuthorPage,
    CompanyPage,
    FeedItem,
    Html,
    Prose,
    TextPage,
    View,
)

_HOLE = re.compile("\0([0-9]+)\0")


def away(item: FeedItem, text: Callable[[str], str]) -> FeedItem:
    """Return *item* with its body as HTML for readers elsewhere."""
    if not isinstance(item.body, Prose):
        return item
    return replace(item, body=Html(absolute(html_of(item.body, text), item.url)))


def html_of(prose: Prose, text: Callable[[str], str]) -> Html:
    """Return the HTML of *prose*."""
    hrefs = prose.hrefs
    html = _linked(text(prose.digest), prose.links)
    return Html(_HOLE.sub(lambda hole: escape(hrefs[int(hole[1])]), html))


def _linked(html: str, links: tuple[tuple[int, int, str], ...]) -> str:
    """Return *html* with a link around each of the names that *links* place in it."""
    pieces: list[str] = []
    done = 0
    for start, end, href in links:
        name = html[start:end]
        pieces += (html[done:start], f'<a class="company" href="{escape(href)}">{name}</a>')
        done = end
    return "".join((*pieces, html[done:]))


def filled(view: View, text: Callable[[str], str]) -> View:
    """Return *view* with HTML where it held `Prose`. `text(digest)` gives the words of a body."""
    if isinstance(view, ArticlePage | CompanyPage | AuthorPage | TextPage) and isinstance(
        view.body, Prose
    ):
        return replace(view, body=Html(for_screens(html_of(view.body, text))))
    return view
