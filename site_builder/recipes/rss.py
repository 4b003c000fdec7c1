"""RSS 2.0 with full content, written by feedgen.

feedgen has no `dc:creator` without an e-mail and stamps the feed with the clock; an extension of
ours and explicit dates settle both.
"""

import datetime as dt
import re
from email.utils import format_datetime

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml.etree import Element, SubElement

from site_builder.views import Feed, FeedItem

_DC = "http://purl.org/dc/elements/1.1/"
_NO_DATE = dt.datetime.fromtimestamp(0, dt.UTC)
_NO_DATE_TEXT = format_datetime(_NO_DATE)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class _Channel(BaseExtension):  # type: ignore[misc]  # feedgen is untyped
    def extend_ns(self) -> dict[str, str]:
        return {"dc": _DC}

    def extend_rss(self, feed: Element) -> Element:
        """Take back the clock's date, which feedgen writes where no date was given."""
        for stamp in feed.findall("channel/lastBuildDate"):
            if stamp.text == _NO_DATE_TEXT:
                stamp.getparent().remove(stamp)
        return feed


class _EntryCreators(BaseEntryExtension):  # type: ignore[misc]  # feedgen is untyped
    """`dc:creator`: RSS has `author` for e-mail addresses only."""

    def __init__(self) -> None:
        self._names: tuple[str, ...] = ()

    def creators(self, names: tuple[str, ...]) -> None:
        self._names = names

    def extend_rss(self, entry: Element) -> Element:
        for name in self._names:
            SubElement(entry, f"{{{_DC}}}creator").text = name
        return entry


def write_rss(feed: Feed) -> bytes:
    """Return *feed* as RSS 2.0: same feed, same bytes."""
    generator = FeedGenerator()
    generator.register_extension("creators", _Channel, _EntryCreators, atom=False, rss=True)
    generator.title(_xml(feed.title))
    generator.description(_xml(feed.description))
    generator.link(href=feed.url, rel="self", type="application/rss+xml")
    generator.link(href=feed.home, rel="alternate")
    generator.language(feed.language)
    generator.generator("site-builder")
    generator.docs("https://www.rssboard.org/rss-specification")
    dates = [item.updated or item.date for item in feed.items]
    newest = max((dt.datetime.fromisoformat(date) for date in dates), default=_NO_DATE)
    generator.lastBuildDate(newest)
    for item in feed.items:
        _add(generator, item)
    document: bytes = generator.rss_str(pretty=True)
    return document


def _add(generator: FeedGenerator, item: FeedItem) -> None:
    entry = generator.add_entry(order="append")
    entry.title(_xml(item.title))
    entry.link(href=item.url)
    entry.guid(_xml(item.id), permalink=False)
    entry.pubDate(dt.datetime.fromisoformat(item.date))
    entry.description(_xml(item.summary or item.title))
    entry.content(_xml(str(item.body)), type="html")
    entry.category([{"term": _xml(name)} for name in item.categories])
    entry.creators.creators(tuple(map(_xml, item.authors)))


def _xml(text: str) -> str:
    """Return *text* without the characters XML has no way to write."""
    return _FORBIDDEN.sub("", text)
