"""What the W3C feed validator, the RSS 2.0 specification and its best practices ask of a feed.

https://validator.w3.org/feed/docs/rss2.html, https://www.rssboard.org/rss-profile
"""

import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import urlsplit

from lxml import etree, html

ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"

_LANGUAGE = re.compile(r"[a-z]{2}(-[a-z]{2})?")
_MARKUP = re.compile(r"</?[a-zA-Z][^>]*>|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+);")
# What readers of feeds keep; the validator warns of the rest, `style` and `on…` above all.
_ELEMENTS = frozenset(
    "a abbr b blockquote br caption cite code col colgroup dd del dfn div dl dt em figcaption "
    "figure h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub sup "
    "table tbody td tfoot th thead time tr u ul var".split()
)
_ATTRIBUTES = frozenset(
    "alt cite class colspan datetime dir headers height href hreflang id lang rel reversed rowspan "
    "scope span src srcset sizes start title type value width".split()
)
_ADDRESSES = ("href", "src", "cite")


def faults_of(data: bytes, url: str) -> list[str]:
    """Return every rule that the RSS feed *data*, published at *url*, breaks."""
    if not data.startswith(b"<?xml version='1.0' encoding='UTF-8'?>"):
        return ["does not begin with an XML declaration in UTF-8"]
    try:
        root = etree.fromstring(data)
    except etree.XMLSyntaxError as error:
        return [f"is not well-formed: {error}"]
    if root.tag != "rss" or root.get("version") != "2.0" or [c.tag for c in root] != ["channel"]:
        return ["is not one channel of RSS 2.0"]
    channel = root[0]
    items = channel.findall("item")
    faults = [*_channel_faults(channel, url), *_order_faults(items)]
    for number, item in enumerate(items, 1):
        faults += [f"item {number}: {fault}" for fault in _item_faults(item)]
    return faults


def date_of(item: etree._Element) -> datetime:
    """Return when *item* was published."""
    return parsedate_to_datetime(item.findtext("pubDate") or "")


def _channel_faults(channel: etree._Element, url: str) -> Iterator[str]:
    yield from _count_faults(channel, required=("title", "link", "description", "language"))
    tags = [str(child.tag) for child in channel]
    if "item" in tags and any(tag != "item" for tag in tags[tags.index("item") :]):
        yield "an item stands before what describes the feed"
    for name in ("title", "description"):
        yield from _plain_faults(channel, name)
    if not _absolute(channel.findtext("link") or ""):
        yield "the link is not absolute"
    if not _LANGUAGE.fullmatch(channel.findtext("language") or ""):
        yield "the language is unknown"
    if channel.find("lastBuildDate") is not None:
        yield from _date_faults(channel.findtext("lastBuildDate") or "")
    itself = [link for link in channel.findall(f"{ATOM}link") if link.get("rel") == "self"]
    if [link.get("href") for link in itself] != [url]:
        yield "does not say its own address"
    if any(link.get("type") != "application/rss+xml" for link in itself):
        yield "does not say its own type"


def _order_faults(items: list[etree._Element]) -> Iterator[str]:
    ids = [item.findtext("guid") for item in items]
    if len(ids) != len(set(ids)):
        yield "two items have one guid"
    links = [item.findtext("link") for item in items]
    if len(links) != len(set(links)):
        yield "two items have one link"
    dates = [item.findtext("pubDate") or "" for item in items]
    if any(list(_date_faults(date)) for date in dates):
        return
    moments = [parsedate_to_datetime(date) for date in dates]
    if moments != sorted(moments, reverse=True):
        yield "the newest item does not come first"


def _item_faults(item: etree._Element) -> Iterator[str]:
    required = ("title", "link", "guid", "pubDate", "description", ENCODED)
    yield from _count_faults(item, required=required)
    for name in ("title", "description"):
        yield from _plain_faults(item, name)
    tags = [str(child.tag) for child in item]
    if "description" in tags and ENCODED in tags[: tags.index("description")]:
        yield "the content stands before the description"
    if not _absolute(item.findtext("link") or ""):
        yield "the link is not absolute"
    guid = item.find("guid")
    permanent = guid is not None and guid.get("isPermaLink", "true") == "true"
    if permanent and not _absolute(item.findtext("guid") or ""):
        yield "the guid says it is a link and is none"
    yield from _date_faults(item.findtext("pubDate") or "")
    if item.find("author") is not None and item.find(f"{DC}creator") is not None:
        yield "two ways to say who wrote it"
    if any("@" not in (author.text or "") for author in item.findall("author")):
        yield "the author is not an e-mail address"
    if any(not (name.text or "").strip() for name in item.findall("category")):
        yield "a category is empty"
    yield from _content_faults(item.findtext(ENCODED) or "")


def _count_faults(element: etree._Element, *, required: tuple[str, ...]) -> Iterator[str]:
    for name in required:
        texts = [child.text or "" for child in element.findall(name)]
        if len(texts) != 1:
            yield f"{len(texts)} × {name}"
        elif not texts[0].strip():
            yield f"{name} is empty"


def _plain_faults(element: etree._Element, name: str) -> Iterator[str]:
    if found := _MARKUP.search(element.findtext(name) or ""):
        yield f"{name} is not plain text: {found[0]}"


def _date_faults(text: str) -> Iterator[str]:
    """Yield what is wrong with a date of RFC 822, with a year of four digits."""
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        yield f"not a date: {text!r}"
        return
    # Written again it must be the same, which settles the day of the week and the zone.
    if moment.tzinfo is None or format_datetime(moment) != text:
        yield f"not a date of RFC 822: {text!r}"
    if moment.year < 1990:
        yield f"implausible date: {text!r}"


def _content_faults(text: str) -> Iterator[str]:
    for element in html.fragment_fromstring(text, create_parent="div").iter():
        if not isinstance(element.tag, str):
            yield "a comment"
            continue
        if element.tag not in _ELEMENTS:
            yield f"<{element.tag}> is not for feeds"
        for name, value in element.attrib.items():
            if name not in _ATTRIBUTES:
                yield f"<{element.tag} {name}> is not for feeds"
            if name in _ADDRESSES and not _absolute(str(value)):
                yield f"relative address: {value}"
    for candidates in re.findall(r'srcset="([^"]*)"', text):
        for candidate in candidates.split(","):
            if not _absolute(candidate.split()[0]):
                yield f"relative address: {candidate}"


def _absolute(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "mailto" or (parts.scheme in ("http", "https") and bool(parts.netloc))
