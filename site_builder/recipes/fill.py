"""Views with their texts: a `Prose` becomes the HTML it names, with every address in its place."""

import re
from collections.abc import Callable
from html import escape

from msgspec.structs import replace

from site_builder.recipes.absolute import absolute
from site_builder.recipes.screen import for_screens
from site_builder.views import (
    ArticlePage,
    AuthorPage,
    CompanyPage,
    EditionPage,
    FeedItem,
    Html,
    ImageFiles,
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


def away(item: FeedItem, text: Callable[[str], str]) -> FeedItem:
    """Return *item* with its body as HTML for readers elsewhere."""
    if not isinstance(item.body, Prose):
        return item
    html = absolute(html_of(item.body, text), item.url) + _list_of(item.links)
    return replace(item, body=Html(html), links=())


def html_of(prose: Prose, text: Callable[[str], str]) -> Html:
    """Return the HTML of *prose*."""
    hrefs = prose.hrefs
    html = _linked(text(prose.digest), prose.links)
    if prose.pictures:
        html = _pictured(html, prose.pictures)
    if prose.scope:
        html = _scoped(html, prose.scope)
    return Html(_HOLE.sub(lambda hole: escape(hrefs[int(hole[1])]), html))


_IMG = re.compile('<img\\b([^<>]*?) ?src="\0([0-9]+)\0"([^<>]*?) ?/?>', re.IGNORECASE)
_SIZED = re.compile(r"\s(?:width|height)\s*=", re.IGNORECASE)
_LOADED = re.compile(r"\sloading\s*=", re.IGNORECASE)


def _pictured(html: str, pictures: tuple[ImageFiles | None, ...]) -> str:
    """Return *html* in which each image that is one of *pictures* has all its files."""
    # An author who writes <picture> or `srcset` has chosen; and one <picture> cannot hold another.
    whole = "<picture" not in html.lower()

    def shown(found: re.Match[str]) -> str:
        files = pictures[int(found[2])]
        typed = f"{found[1]} {found[3]}"
        if files is None or "srcset" in typed:
            return found[0]
        return picture_html(files, typed) if whole else f"<img{_attributes(files, typed)}>"

    return _IMG.sub(shown, html)


def picture_html(files: ImageFiles, typed: str) -> str:
    """Return the picture that comes in *files*, with the attributes that its author *typed*."""
    image = f"<img{_attributes(files, typed)}>"
    if not files.sources:
        return image
    sources = "".join(
        f'<source type="{source.type}" srcset="{escape(source.srcset)}"'
        f' sizes="{escape(files.sizes)}">'
        for source in files.sources
    )
    return f"<picture>{sources}{image}</picture>"


def _attributes(files: ImageFiles, typed: str) -> str:
    """Return the attributes of the image itself: what its author *typed* comes first, and holds."""
    said = [f" {typed.strip()}" if typed.strip() else "", f' src="{escape(files.url)}"']
    if files.srcset:
        said.append(f' srcset="{escape(files.srcset)}" sizes="{escape(files.sizes)}"')
    if not _SIZED.search(f" {typed}"):
        said.append(f' width="{files.width}" height="{files.height}"')
    if files.loading == "lazy" and not _LOADED.search(f" {typed}"):
        said.append(' loading="lazy" decoding="async"')
    return "".join(said)


def _linked(html: str, links: tuple[tuple[str, str], ...]) -> str:
    """Return *html* with a link around each of the names that *links* place in it."""
    pieces: list[str] = []
    done = 0
    for place, href in links:
        start, end = map(int, place.split())
        name = html[start:end]
        pieces += (html[done:start], f'<a class="company" href="{escape(href)}">{name}</a>')
        done = end
    return "".join((*pieces, html[done:]))


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
    if isinstance(view, EditionPage):
        return replace(
            view,
            editorial=_on_screen(view.editorial, text),
            articles=tuple(
                replace(a, body=_on_screen(a.body, text, a.title)) for a in view.articles
            ),
        )
    if isinstance(view, ArticlePage | CompanyPage | AuthorPage | TextPage) and isinstance(
        view.body, Prose
    ):
        return replace(view, body=Html(for_screens(html_of(view.body, text))))
    return view


def _on_screen(
    found: Prose | str | None, text: Callable[[str], str], title: str = ""
) -> str | None:
    if not isinstance(found, Prose):
        return found
    return Html(for_screens(html_of(found, text), title))
