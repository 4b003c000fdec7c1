"""View → bytes, one recipe a kind of file. A recipe knows neither cache nor disk."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from msgspec import field

from site_builder.fingerprint import digest_bytes
from site_builder.images import derive, draw_card
from site_builder.pages import Kept, Page
from site_builder.problems import problem
from site_builder.recipes.absolute import absolute
from site_builder.recipes.data import write_data
from site_builder.recipes.fill import away, filled, html_of
from site_builder.recipes.json_feed import json_feed
from site_builder.recipes.parts import Parts
from site_builder.recipes.private import keep_letter_private, keep_page_private, keep_style_private
from site_builder.recipes.screen import for_screens
from site_builder.recipes.style import write_style
from site_builder.templates import Compiled, render
from site_builder.theme import RenderFailed, Theme, asset_shown
from site_builder.values import Value
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


class Kitchen(Value, frozen=True, kw_only=True):
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
    whole: Callable[[Page], Page]
    items: dict[str, dict[str, bytes]] = field(default_factory=lambda: defaultdict(dict))


def make(page: Page, kitchen: Kitchen) -> bytes:
    """Return the content of *page*. Raises RenderFailed for a faulty template."""
    return RECIPES[page.recipe](page, kitchen)


def _template(page: Page, kitchen: Kitchen) -> bytes:
    assert not isinstance(page.view, Kept)
    values = {"site": kitchen.site, "page": filled(page.view, kitchen.text)}
    data = render(kitchen.templates, page.template, page.path, values)
    if page.recipe == "html":
        keep_page_private(data, page, kitchen.site, kitchen.theme, kitchen.file)
    return data


# feedgen brings lxml: a warm build needs neither, hence the imports inside.


def _rss(page: Page, kitchen: Kitchen) -> bytes:
    from site_builder.recipes.xml_feeds import rss

    return _feed(page, rss, kitchen)


def _atom(page: Page, kitchen: Kitchen) -> bytes:
    from site_builder.recipes.xml_feeds import atom

    return _feed(page, atom, kitchen)


def _json(page: Page, kitchen: Kitchen) -> bytes:
    return _feed(page, json_feed, kitchen)


def _feed(
    page: Page, write: Callable[[Feed, Iterable[FeedItem]], Parts], kitchen: Kitchen
) -> bytes:
    """Return the feed that *page* is, as *write* gives it with the items that no other has had."""
    feed = page.view
    assert isinstance(feed, Feed)
    written, digests = kitchen.items[page.recipe], [item.digest for item in feed.items]
    new = {item.digest: item.value for item in feed.items if item.digest not in written}
    parts = write(feed, (away(item, kitchen.text) for item in new.values()))
    written |= zip(new, parts.items, strict=True)
    data = parts.whole(written[digest] for digest in digests)
    while len(written) > _MOST_ITEMS:
        del written[next(iter(written))]
    return data


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
