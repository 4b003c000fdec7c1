"""What the W3C feed validator and the specifications ask of a feed, and of a list of feeds.

RSS 2.0: https://validator.w3.org/feed/docs/rss2.html, https://www.rssboard.org/rss-profile
Atom: https://www.rfc-editor.org/rfc/rfc4287
OPML 2.0: http://opml.org/spec2.opml
"""

import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import urlsplit

from lxml import etree, html

ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
XML = "{http://www.w3.org/XML/1998/namespace}"
ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"

_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
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
    hubs = [link for link in channel.findall(f"{ATOM}link") if link.get("rel") == "hub"]
    if any(not _absolute(hub.get("href") or "") for hub in hubs):
        yield "the hub has no absolute address"
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
    yield from _plain_faults(item, "title")
    # A description is HTML to whoever reads it; ours are text, so what it marks up is written out.
    shown = html.fragment_fromstring(item.findtext("description") or "", create_parent="div")
    if len(shown):
        yield "description is not plain text: a tag"
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
    enclosures = item.findall("enclosure")
    if len(enclosures) > 1:
        yield "several enclosures, of which readers keep one"
    for enclosure in enclosures:
        yield from _file_faults(enclosure, "url")
    yield from _content_faults(item.findtext(ENCODED) or "")


def _file_faults(element: etree._Element, address: str) -> Iterator[str]:
    if not _absolute(element.get(address) or ""):
        yield "the file has no absolute address"
    if not re.fullmatch(r"[1-9]\d*", element.get("length") or ""):
        yield f"the length is not a number of bytes: {element.get('length')}"
    if not _MEDIA_TYPE.fullmatch(element.get("type") or ""):
        yield f"not a media type: {element.get('type')}"


def atom_faults_of(data: bytes, url: str) -> list[str]:
    """Return every rule that the Atom feed *data*, published at *url*, breaks."""
    if not data.startswith(b"<?xml version='1.0' encoding='UTF-8'?>"):
        return ["does not begin with an XML declaration in UTF-8"]
    try:
        root = etree.fromstring(data)
    except etree.XMLSyntaxError as error:
        return [f"is not well-formed: {error}"]
    if root.tag != f"{ATOM}feed":
        return ["is not a feed of Atom"]
    entries = root.findall(f"{ATOM}entry")
    faults = [*_atom_feed_faults(root, url), *_atom_order_faults(entries)]
    for number, entry in enumerate(entries, 1):
        faults += [f"entry {number}: {fault}" for fault in _atom_entry_faults(entry)]
        if entry.find(f"{ATOM}author") is None and root.find(f"{ATOM}author") is None:
            faults.append(f"entry {number}: nobody answers for it")  # RFC 4287, 4.1.2
    return faults


def _atom_feed_faults(feed: etree._Element, url: str) -> Iterator[str]:
    yield from _count_faults(feed, required=tuple(f"{ATOM}{n}" for n in ("id", "title", "updated")))
    tags = [str(child.tag) for child in feed]
    if f"{ATOM}entry" in tags:
        first = tags.index(f"{ATOM}entry")
        if any(tag != f"{ATOM}entry" for tag in tags[first:]):
            yield "an entry stands before what describes the feed"
    known = "author category contributor entry generator icon id link logo rights subtitle title"
    yield from _stranger_faults(feed, f"{known} updated")
    if not re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", feed.get(f"{XML}lang") or ""):
        yield "the language is unknown"
    yield from _atom_common_faults(feed)
    links = feed.findall(f"{ATOM}link")
    itself = [(link.get("href"), link.get("type")) for link in links if link.get("rel") == "self"]
    if itself != [(url, "application/atom+xml")]:
        yield "does not say its own address and type"


def _atom_entry_faults(entry: etree._Element) -> Iterator[str]:
    required = ("id", "title", "updated", "published", "summary", "content")
    yield from _count_faults(entry, required=tuple(f"{ATOM}{name}" for name in required))
    known = "author category content contributor id link published rights source summary title"
    yield from _stranger_faults(entry, f"{known} updated")
    yield from _atom_common_faults(entry)
    content = entry.find(f"{ATOM}content")
    if content is not None and content.get("type") != "html":
        yield "the content does not say that it is HTML"
    for name in ("title", "summary"):
        if any(e.get("type", "text") != "text" for e in entry.findall(f"{ATOM}{name}")):
            yield f"{name} is not plain text"
    published, updated = (entry.findtext(f"{ATOM}{n}") or "" for n in ("published", "updated"))
    faults = list(_rfc3339_faults(published))
    yield from faults
    dated = not faults and not list(_rfc3339_faults(updated))
    if dated and datetime.fromisoformat(updated) < datetime.fromisoformat(published):
        yield "updated before it was published"
    for link in entry.findall(f"{ATOM}link"):
        if link.get("rel") == "enclosure":
            yield from _file_faults(link, "href")
    yield from _content_faults(entry.findtext(f"{ATOM}content") or "")


def _atom_common_faults(element: etree._Element) -> Iterator[str]:
    """Yield what is wrong with what feeds and entries both have."""
    if not urlsplit(element.findtext(f"{ATOM}id") or "").scheme:
        yield "the id is not an IRI"
    yield from _rfc3339_faults(element.findtext(f"{ATOM}updated") or "")
    for person in element.findall(f"{ATOM}author"):
        yield from _count_faults(person, required=(f"{ATOM}name",))
        if not _absolute(person.findtext(f"{ATOM}uri") or "https://none.example"):
            yield "the page of an author has no absolute address"
    for category in element.findall(f"{ATOM}category"):
        if not (category.get("term") or "").strip():
            yield "a category is empty"
    alternates = []
    for link in element.findall(f"{ATOM}link"):
        if not _absolute(link.get("href") or ""):
            yield f"relative address: {link.get('href')}"
        if link.get("rel") not in ("alternate", "self", "hub", "enclosure"):
            yield f"unknown rel of a link: {link.get('rel')}"
        if link.get("rel") == "alternate":
            alternates.append((link.get("type"), link.get("hreflang")))
    if len(alternates) != 1:
        yield f"{len(alternates)} × alternate link"


def _stranger_faults(element: etree._Element, known: str) -> Iterator[str]:
    names = {f"{ATOM}{name}" for name in known.split()}
    for child in element:
        if child.tag not in names:
            yield f"unknown element: {child.tag}"


def _atom_order_faults(entries: list[etree._Element]) -> Iterator[str]:
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    if len(ids) != len(set(ids)):
        yield "two entries have one id"
    dates = [entry.findtext(f"{ATOM}published") or "" for entry in entries]
    if any(list(_rfc3339_faults(date)) for date in dates):
        return
    moments = [datetime.fromisoformat(date) for date in dates]
    if moments != sorted(moments, reverse=True):
        yield "the newest entry does not come first"


def _rfc3339_faults(text: str) -> Iterator[str]:
    if not _RFC3339.fullmatch(text):
        yield f"not a date of RFC 3339: {text!r}"
        return
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        yield f"not a date: {text!r}"
        return
    if moment.year < 1990:
        yield f"implausible date: {text!r}"


def opml_faults_of(data: bytes) -> list[str]:
    """Return every rule of OPML 2.0, and of a list of subscriptions, that *data* breaks."""
    try:
        root = etree.fromstring(data)
    except etree.XMLSyntaxError as error:
        return [f"is not well-formed: {error}"]
    if root.tag != "opml" or root.get("version") != "2.0":
        return ["is not OPML 2.0"]
    if [child.tag for child in root] != ["head", "body"]:
        return ["is not a head and a body"]
    return list(_outline_faults(root))


def _outline_faults(root: etree._Element) -> Iterator[str]:
    if not (root[0].findtext("title") or "").strip():
        yield "has no title"
    if not len(root[1]):
        yield "has an empty body"
    seen: set[str] = set()
    for outline in root[1].iter():
        if outline is root[1]:
            continue
        if outline.tag != "outline":
            yield f"unknown element: {outline.tag}"
        if not (outline.get("text") or "").strip():
            yield "an outline has no text"
        if outline.get("type") is None and not len(outline):
            yield "an empty group"
        if outline.get("type") is None:
            continue
        if outline.get("type") != "rss":
            yield f"not a subscription: {outline.get('type')}"
        url = outline.get("xmlUrl") or ""
        if not _absolute(url) or not _absolute(outline.get("htmlUrl") or ""):
            yield f"relative address: {url}"
        if url in seen:
            yield f"listed twice: {url}"
        seen.add(url)


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
