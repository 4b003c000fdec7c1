"""RSS 2.0 and Atom with full content, written by feedgen.

feedgen writes what most feeds need. Extensions of ours add what it has no word for (`dc:creator`
without an e-mail, the hub of an RSS feed) or loses (what the links of an Atom entry are for), and
take back the clock's date, which it writes where none was given. An item is written once, alone,
and its bytes stand in every feed that holds it.
"""

import datetime as dt
from collections.abc import Iterable
from email.utils import format_datetime
from html import escape

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml.etree import Element, SubElement

from site_builder.recipes.plain import looks_like_html, printable
from site_builder.views import Feed, FeedItem

_DC = "http://purl.org/dc/elements/1.1/"
_ATOM = "http://www.w3.org/2005/Atom"
_NO_DATE = dt.datetime.fromtimestamp(0, dt.UTC)
_NO_DATE_TEXT = format_datetime(_NO_DATE)


class _RssFeed(BaseExtension):  # type: ignore[misc]  # feedgen is untyped
    def __init__(self) -> None:
        self._hub: str | None = None

    def extend_ns(self) -> dict[str, str]:
        return {"dc": _DC}

    def hub(self, url: str | None) -> None:
        self._hub = url

    def extend_rss(self, feed: Element) -> Element:
        for stamp in feed.findall("channel/lastBuildDate"):
            if stamp.text == _NO_DATE_TEXT:
                stamp.getparent().remove(stamp)
        if self._hub is not None:
            SubElement(feed[0], f"{{{_ATOM}}}link", rel="hub", href=self._hub)
        return feed


class _Entry(BaseEntryExtension):  # type: ignore[misc]  # feedgen is untyped
    def __init__(self) -> None:
        self._names: tuple[str, ...] = ()
        self._links: tuple[dict[str, str], ...] = ()

    def says(self, names: tuple[str, ...], links: tuple[dict[str, str], ...]) -> None:
        self._names, self._links = names, links


class _RssItem(_Entry):
    def extend_rss(self, entry: Element) -> Element:
        for name in self._names:
            SubElement(entry, f"{{{_DC}}}creator").text = name
        return entry


class _AtomEntry(_Entry):
    def extend_atom(self, entry: Element) -> Element:
        for element, link in zip(entry.findall("link"), self._links, strict=True):
            element.attrib.update(link)
        return entry


def rss_item(item: FeedItem) -> bytes:
    """Return *item*, whose body is HTML for readers elsewhere, as an item of RSS."""
    generator = _rss_generator()
    generator.title("–")
    generator.description("–")
    generator.link(href=item.url, rel="alternate")
    _add(generator, item)
    return _between(generator.rss_str(pretty=True), b"    <item>", b"</item>\n")


def rss(feed: Feed, items: Iterable[bytes]) -> bytes:
    """Return *feed* as RSS 2.0, with its *items*: same feed, same bytes."""
    generator = _rss_generator()
    _describe(generator, feed, "application/rss+xml")
    generator.language(feed.language.lower())
    generator.house.hub(feed.hub)
    generator.lastBuildDate(_moment(feed.updated) if feed.items else _NO_DATE)
    return _filled(generator.rss_str(pretty=True), b"  </channel>\n", items)


def atom_entry(item: FeedItem) -> bytes:
    """Return *item*, whose body is HTML for readers elsewhere, as an entry of Atom."""
    generator = _atom_generator()
    generator.title("–")
    generator.id(item.url)
    generator.updated(_NO_DATE)
    _add(generator, item)
    return _between(generator.atom_str(pretty=True), b"  <entry>", b"</entry>\n")


def atom(feed: Feed, entries: Iterable[bytes]) -> bytes:
    """Return *feed* as Atom, with its *entries*: same feed, same bytes."""
    generator = _atom_generator()
    _describe(generator, feed, "application/atom+xml")
    generator.language(feed.language)
    generator.id(printable(feed.id))
    generator.subtitle(printable(feed.description))
    generator.author({"name": printable(feed.author.label), "uri": feed.author.url})
    generator.updated(_moment(feed.updated))
    if feed.hub is not None:
        generator.link(href=feed.hub, rel="hub")
    return _filled(generator.atom_str(pretty=True), b"</feed>\n", entries)


def _rss_generator() -> FeedGenerator:
    generator = FeedGenerator()
    generator.register_extension("house", _RssFeed, _RssItem, atom=False, rss=True)
    return generator


def _atom_generator() -> FeedGenerator:
    generator = FeedGenerator()
    generator.register_extension("house", BaseExtension, _AtomEntry, atom=True, rss=False)
    return generator


def _describe(generator: FeedGenerator, feed: Feed, own_type: str) -> None:
    generator.title(printable(feed.title))
    generator.description(printable(feed.description))
    generator.link(href=feed.url, rel="self", type=own_type)
    generator.link(href=feed.home, rel="alternate", type="text/html")
    generator.generator("site-builder")
    generator.docs("https://www.rssboard.org/rss-specification")


def _add(generator: FeedGenerator, item: FeedItem) -> None:
    entry = generator.add_entry()
    summary = printable(item.summary or item.title)
    entry.title(printable(item.title) or "–")
    entry.guid(printable(item.id), permalink=False)
    entry.published(_moment(item.date))
    entry.updated(_moment(item.updated))
    entry.summary(summary)
    # Readers take the description of an item for HTML, and a summary is text.
    entry.description(escape(summary) if looks_like_html(summary) else summary)
    entry.content(printable(str(item.body)) or escape(summary), type="html")
    entry.category([{"term": printable(name)} for name in item.categories])
    entry.author([{"name": printable(who.label), "uri": who.url} for who in item.authors])
    links = [{"href": item.url, "rel": "alternate", "type": "text/html"}]
    if item.image is not None:
        size = str(item.image.size)
        file = {"href": item.image.url, "rel": "enclosure", "type": item.image.type}
        links.append({**file, "length": size})
    entry.link([dict(link) for link in links])
    entry.house.says(tuple(printable(who.label) for who in item.authors), tuple(links))


def _moment(iso: str | None) -> dt.datetime:
    return dt.datetime.fromisoformat(iso) if iso else _NO_DATE


def _between(document: bytes, opening: bytes, closing: bytes) -> bytes:
    """Return what stands from *opening* to *closing*; texts are escaped and hold neither."""
    start = document.index(opening)
    return document[start : document.rindex(closing) + len(closing)]


def _filled(document: bytes, end: bytes, items: Iterable[bytes]) -> bytes:
    """Return *document* with *items* before *end*."""
    cut = document.rindex(end)
    return b"".join((document[:cut], *items, document[cut:]))
