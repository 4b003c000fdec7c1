"""View → bytes, one recipe a kind of file. A recipe knows neither cache nor disk."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from site_builder.fingerprint import digest_bytes
from site_builder.images import derive, draw_card
from site_builder.pages import Page
from site_builder.problems import problem
from site_builder.recipes.absolute import absolute
from site_builder.recipes.data import write_data
from site_builder.recipes.fill import away, filled, html_of
from site_builder.recipes.json_feed import json_feed, json_item
from site_builder.recipes.private import keep_letter_private, keep_page_private, keep_style_private
from site_builder.recipes.screen import for_screens
from site_builder.recipes.style import write_style
from site_builder.templates import Compiled, render
from site_builder.theme import RenderFailed, Theme, asset_shown
from site_builder.views import (
    CardFile,
    Feed,
    FeedItem,
    FileCopy,
    Headers,
    ImageCopy,
    IndexFile,
    Redirects,
    Reservation,
    SiteView,
    StyleSheet,
    WebManifest,
)

__all__ = [
    "RECIPES",
    "Kitchen",
    "absolute",
    "for_screens",
    "html_of",
    "keep_letter_private",
    "make",
]

# Items of feeds kept at hand, some ten kilobytes each: memory must not grow with the site.
_MOST_ITEMS = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Kitchen:
    """What recipes work with: templates, the site, and the two ways to fetch what views only name.

    `text(digest)` gives the HTML of a body, `file(origin)` the bytes of a file, `indexed(digest)`
    those of a file of a search index; `kept(key, make)` is for what takes long: it makes what no
    earlier build has made. `items` are those of feeds, by recipe and digest, that are written
    already: most stand in several feeds.
    """

    templates: Compiled
    theme: Theme
    site: SiteView
    text: Callable[[str], str]
    file: Callable[[str], bytes]
    indexed: Callable[[str], bytes]
    kept: Callable[[str, Callable[[], bytes]], bytes]
    items: dict[tuple[str, str], bytes] = field(default_factory=dict)


def make(page: Page, kitchen: Kitchen) -> bytes:
    """Return the content of *page*. Raises RenderFailed for a faulty template."""
    return RECIPES[page.recipe](page, kitchen)


def _template(page: Page, kitchen: Kitchen) -> bytes:
    values = {"site": kitchen.site, "page": filled(page.view, kitchen.text)}
    data = render(kitchen.templates, page.template, page.path, values)
    if page.recipe == "html":
        keep_page_private(data, page, kitchen.site, kitchen.theme, kitchen.file)
    return data


# feedgen brings lxml: a warm build needs neither, hence the imports inside.


def _rss(page: Page, kitchen: Kitchen) -> bytes:
    from site_builder.recipes.xml_feeds import rss, rss_item

    feed, items = _portions(page, rss_item, kitchen)
    return rss(feed, items)


def _atom(page: Page, kitchen: Kitchen) -> bytes:
    from site_builder.recipes.xml_feeds import atom, atom_entry

    feed, items = _portions(page, atom_entry, kitchen)
    return atom(feed, items)


def _json(page: Page, kitchen: Kitchen) -> bytes:
    feed, items = _portions(page, json_item, kitchen)
    return json_feed(feed, items)


def _portions(
    page: Page, write: Callable[[FeedItem], bytes], kitchen: Kitchen
) -> tuple[Feed, list[bytes]]:
    """Return the feed that *page* is, and its items as *write* gives them."""
    feed = page.view
    assert isinstance(feed, Feed)
    items: list[bytes] = []
    for item in feed.items:
        key = (page.recipe, item.digest)
        if key not in kitchen.items:
            if len(kitchen.items) >= _MOST_ITEMS:
                del kitchen.items[next(iter(kitchen.items))]
            kitchen.items[key] = write(away(item.value, kitchen.text))
        items.append(kitchen.items[key])
    return feed, items


def _headers(page: Page, _: Kitchen) -> bytes:
    assert isinstance(page.view, Headers)
    lines = []
    for pattern, found in page.view.rules:
        lines += [pattern, *(f"  {name}: {value}" for name, value in found)]
    return ("\n".join(lines) + "\n").encode()


def _redirects(page: Page, _: Kitchen) -> bytes:
    assert isinstance(page.view, Redirects)
    return "".join(f"{old} {new} 301\n" for old, new in page.view.pairs).encode()


def _copy(page: Page, kitchen: Kitchen) -> bytes:
    assert isinstance(page.view, FileCopy)
    return _source(page, page.view, kitchen)


def _image(page: Page, kitchen: Kitchen) -> bytes:
    assert isinstance(page.view, ImageCopy)
    return derive(_source(page, page.view, kitchen), (page.view.shape,))[0]


def _card(page: Page, _: Kitchen) -> bytes:
    assert isinstance(page.view, CardFile)
    return draw_card(page.view.card)


def _source(page: Page, view: FileCopy | ImageCopy | StyleSheet, kitchen: Kitchen) -> bytes:
    """Return the file that *view* was planned with. Raises RenderFailed when it is another now,
    or gone: published under the key of what it was, it would pass for that if it came back.
    """
    try:
        data = kitchen.file(view.origin)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, PermissionError):
        data = None
    if data is None or digest_bytes(data) != view.digest:
        where = asset_shown(view.origin) if view.origin.startswith("/") else view.origin
        raise RenderFailed(problem("file.changed", page.origin or where))
    return data


def _data(page: Page, _: Kitchen) -> bytes:
    assert isinstance(page.view, WebManifest | Reservation)
    return write_data(page.view)


def _style(page: Page, kitchen: Kitchen) -> bytes:
    assert isinstance(page.view, StyleSheet)
    data = _source(page, page.view, kitchen)
    sheet = write_style(page.view, data)
    keep_style_private(sheet.decode(), data.decode("utf-8-sig"), page, kitchen.site)
    return sheet


def _index(page: Page, kitchen: Kitchen) -> bytes:
    assert isinstance(page.view, IndexFile)
    return kitchen.indexed(page.view.digest)


RECIPES: Mapping[str, Callable[[Page, Kitchen], bytes]] = {
    "html": _template,
    "text": _template,
    "rss": _rss,
    "atom": _atom,
    "json": _json,
    "redirects": _redirects,
    "headers": _headers,
    "copy": _copy,
    "index": _index,
    "data": _data,
    "style": _style,
    "image": _image,
    "card": _card,
}
