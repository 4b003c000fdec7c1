"""RSS 2.0 and Atom with full content, written by feedgen.

feedgen writes what most feeds need. Extensions of ours add what it has no word for (`dc:creator`
without an e-mail, the hub of an RSS feed) or loses (what the links of an Atom entry are for), and
take back the clock's date, which it writes where none was given.
"""

import datetime as dt
from collections.abc import Iterable
from email.utils import format_datetime
from html import escape

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml.etree import Element, SubElement

from site_builder.recipes.parts import Parts
from site_builder.recipes.plain import looks_like_html, printable
from site_builder.views import Enclosure, Feed, FeedItem

_DC = "http://purl.org/dc/elements/1.1/"
_ATOM = "http://www.w3.org/2005/Atom"
_MEDIA = "http://search.yahoo.com/mrss/"
_NO_DATE = dt.datetime.fromtimestamp(0, dt.UTC)
_NO_DATE_TEXT = format_datetime(_NO_DATE)


class _RssFeed(BaseExtension):  # type: ignore[misc]  # feedgen is untyped
    def __init__(self) -> None:
        self._hub: str | None = None

    def extend_ns(self) -> dict[str, str]:
        return {"dc": _DC, "media": _MEDIA}

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
        self._picture: Enclosure | None = None

    def says(self, item: FeedItem, links: tuple[dict[str, str], ...]) -> None:
        self._names = tuple(printable(who.label) for who in item.authors)
        self._links = links
        self._picture = item.image


class _RssItem(_Entry):
    def extend_rss(self, entry: Element) -> Element:
        for name in self._names:
            SubElement(entry, f"{{{_DC}}}creator").text = name
        picture = self._picture
        if picture is not None:
            shown = {"url": picture.url, "type": picture.type, "medium": "image"}
            if picture.width:
                shown |= {"width": str(picture.width), "height": str(picture.height)}
            SubElement(entry, f"{{{_MEDIA}}}content", shown)
            # An enclosure must say its bytes; where they are not known yet, the other form remains.
            if picture.size is None:
                entry.remove(entry.find("enclosure"))
        return entry


class _AtomEntry(_Entry):
    def extend_atom(self, entry: Element) -> Element:
        for element, link in zip(entry.findall("link"), self._links, strict=True):
            element.attrib.update(link)
            if "length" not in link:
                element.attrib.pop("length", None)
        return entry


def rss(feed: Feed, items: Iterable[FeedItem]) -> Parts:
    """Return *feed* as RSS 2.0 with these *items*, whose bodies are HTML for readers elsewhere:
    same feed, same bytes.
    """
    generator = _rss_generator()
    _describe(generator, feed, "application/rss+xml")
    generator.language(feed.language.lower())
    generator.house.hub(feed.hub)
    generator.lastBuildDate(_moment(feed.updated) if feed.items else _NO_DATE)
    for item in items:
        _add(generator, item)
    return _parts(generator.rss_str(pretty=True), "    <item>", "</item>\n", "  </channel>\n")


def atom(feed: Feed, items: Iterable[FeedItem]) -> Parts:
    """Return *feed* as Atom with these *items*, whose bodies are HTML for readers elsewhere:
    same feed, same bytes.
    """
    generator = _atom_generator()
    _describe(generator, feed, "application/atom+xml")
    generator.language(feed.language)
    generator.id(printable(feed.id))
    generator.subtitle(printable(feed.description))
    generator.author({"name": printable(feed.author.label), "uri": feed.author.url})
    generator.updated(_moment(feed.updated))
    if feed.hub is not None:
        generator.link(href=feed.hub, rel="hub")
    for item in items:
        _add(generator, item)
    return _parts(generator.atom_str(pretty=True), "  <entry>", "</entry>\n", "</feed>\n")


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
    entry = generator.add_entry(order="append")
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
        file = {"href": item.image.url, "rel": "enclosure", "type": item.image.type}
        size = item.image.size
        links.append(file if size is None else {**file, "length": str(size)})
    entry.link([dict(link) for link in links])
    entry.house.says(item, tuple(links))


def _moment(iso: str | None) -> dt.datetime:
    return dt.datetime.fromisoformat(iso) if iso else _NO_DATE


def _parts(document: bytes, opening: str, closing: str, end: str) -> Parts:
    """Return *document*, whose items begin with *opening* and end with *closing*, in its parts; it
    closes with *end*. Texts are escaped and hold none of these.
    """
    *items, tail = document.split(closing.encode())
    if not items:
        cut = document.rindex(end.encode())
        return Parts(head=document[:cut], items=(), tail=document[cut:])
    cut = items[0].index(opening.encode())
    head, items[0] = items[0][:cut], items[0][cut:]
    return Parts(head=head, items=tuple(i + closing.encode() for i in items), tail=tail)
