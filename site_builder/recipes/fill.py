"""Views with their texts: a `Prose` becomes the HTML it names, with every address in its place."""

import re
from collections.abc import Callable
from dataclasses import replace
from html import escape

from site_builder.views import (
    ArticlePage,
    AuthorPage,
    CompanyPage,
    EditionPage,
    Feed,
    Html,
    Link,
    Prose,
    TextPage,
    View,
)

_HOLE = re.compile("\0([0-9]+)\0")
# A tag, with its quoted values whole: they may hold a `>`.
_TAG = re.compile(r"""<(/?[A-Za-z][A-Za-z0-9]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>""")
_ID = re.compile(r"""(\sid=["']?)(?=[^"'\s>])""")
_HEADING = re.compile(r"(/?h)([1-5])\Z", re.I)


def html_of(prose: Prose, text: Callable[[str], str]) -> Html:
    """Return the HTML of *prose*."""
    hrefs = prose.hrefs
    html = text(prose.digest)
    if prose.scope:
        html = _scoped(html, prose.scope)
    return Html(_HOLE.sub(lambda hole: escape(hrefs[int(hole[1])]), html))


def _scoped(html: str, scope: str) -> str:
    """Return *html* as one of several texts of a page: ids of its own, headings one level lower."""

    def tag(found: re.Match[str]) -> str:
        name = _HEADING.sub(lambda h: f"{h[1]}{int(h[2]) + 1}", found[1])
        attributes = _ID.sub(rf"\g<1>{scope}-", found[2])
        return f"<{name}{attributes}>"

    return _TAG.sub(tag, html)


def _list_of(links: tuple[Link, ...]) -> str:
    entries = (f'<li><a href="{escape(link.url)}">{escape(link.label)}</a></li>' for link in links)
    return "\n".join(["\n<ul>", *entries, "</ul>"]) if links else ""


def filled(view: View, text: Callable[[str], str]) -> View:
    """Return *view* with HTML where it held `Prose`. `text(digest)` gives the words of a body."""
    if isinstance(view, Feed):
        items = tuple(
            replace(item, body=Html(html_of(item.body, text) + _list_of(item.links)), links=())
            if isinstance(item.body, Prose)
            else item
            for item in view.items
        )
        return replace(view, items=items)
    if isinstance(view, EditionPage):
        editorial = view.editorial
        return replace(
            view,
            editorial=html_of(editorial, text) if isinstance(editorial, Prose) else editorial,
            articles=tuple(
                replace(a, body=html_of(a.body, text)) if isinstance(a.body, Prose) else a
                for a in view.articles
            ),
        )
    if isinstance(view, ArticlePage | CompanyPage | AuthorPage | TextPage) and isinstance(
        view.body, Prose
    ):
        return replace(view, body=html_of(view.body, text))
    return view
