"""Whatever articles say, every form of a feed is well-formed and gives it back."""

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable
from html import escape, unescape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree, html
from msgspec.structs import replace

from site_builder.borrowed import seal
from site_builder.recipes.json_feed import json_feed
from site_builder.recipes.parts import Parts
from site_builder.recipes.xml_feeds import atom, rss
from site_builder.views import Enclosure, Feed, FeedItem, Html, Link
from tests.feeds.rules import ATOM, DC, ENCODED
from tests.feeds.test_json_feed import faults_of

PIECES = (
    "]]>", "<![CDATA[", "<b>", "</item>", "</entry>", "</content:encoded>", "<!--", "&amp;", "&",
    "<", ">", '"', "'", "\x00", "\x01", "\x0b", "\x1f", "\x7f", "\x85", "\r", "\r\n", "\n", "\t",
    "\u2028", "\u2029", "\ufeff", "\ufffe", "\uffff", "\u200f", "\u202e", "\u2066", "é", "e\u0301",
    "🧑‍💻", "🏴‍☠️", "\U0010ffff", "\U0001fffe", "«\u00a0texte\u00a0»", "mot", " ",
)  # fmt: skip


def visible(text: str) -> str:
    """Return *text* as XML can carry it."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text)


words = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=12).map("".join)
lines = words.map(lambda text: f"T{text}t")
moments = st.datetimes(min_value=dt.datetime(1990, 1, 1), timezones=st.just(dt.UTC)).map(
    lambda moment: moment.replace(microsecond=0).isoformat()
)
addresses = st.sampled_from(("https://a.example/", "https://a.example/%C3%A9?a=1&b=2#c"))
people = st.builds(Link, label=lines, url=addresses)
items = st.builds(
    FeedItem,
    id=lines,
    title=lines,
    url=addresses,
    date=moments,
    updated=moments,
    authors=st.lists(people, max_size=2).map(tuple),
    categories=st.lists(lines, max_size=3, unique_by=visible).map(tuple),
    summary=lines,
    image=st.none()
    | st.builds(
        Enclosure,
        url=addresses,
        size=st.none() | st.integers(1),
        type=st.just("image/png"),
        width=st.integers(0),
        height=st.integers(0),
    ),
    body=lines.map(Html),
)
feeds = st.builds(
    Feed,
    id=addresses,
    title=lines,
    description=lines,
    url=addresses,
    home=addresses,
    language=st.just("fr-FR"),
    author=people,
    hub=st.none() | addresses,
    updated=st.none() | moments,
    items=st.lists(items.map(seal), max_size=3).map(tuple),
)
LONG = "<p>Cinquante kilo-octets, 🧑‍💻 et ]]> &amp; \u202e</p>\n" * 1000
DAY = "2023-07-18T00:00:00+02:00"
PLAIN = FeedItem(
    id="tag:a.example,2023:un", title="Un", url="https://a.example/", date=DAY, updated=DAY,
    authors=(), categories=(), summary="Un", image=None, body=Html(LONG),
)  # fmt: skip
LONG_FEED = Feed(
    id="https://a.example/", title="T", description="D", url="https://a.example/feed.xml",
    home="https://a.example/", language="fr-FR", author=Link(label="A", url="https://a.example/"),
    hub=None, updated=None, items=(seal(PLAIN), seal(replace(PLAIN, id="deux"))),
)  # fmt: skip


def items_of(feed: Feed) -> list[FeedItem]:
    return [item.value for item in feed.items]


@settings(deadline=None)
@given(feeds)
@example(LONG_FEED)
def test_rss_gives_back_what_it_was_given(feed: Feed) -> None:
    data = rss(feed, items_of(feed)).whole()
    channel = etree.fromstring(data)[0]
    assert channel.findtext("title") == visible(feed.title)
    assert channel.findtext("description") == visible(feed.description)
    found = channel.findall("item")
    assert [i.findtext("guid") for i in found] == [visible(i.id) for i in items_of(feed)]
    assert [i.findtext("title") for i in found] == [visible(i.title) for i in items_of(feed)]
    assert [i.findtext("link") for i in found] == [i.url for i in items_of(feed)]
    assert [i.findtext(ENCODED) for i in found] == [visible(str(i.body)) for i in items_of(feed)]
    for item, written in zip(items_of(feed), found, strict=True):
        assert [c.text for c in written.findall("category")] == list(map(visible, item.categories))
        assert [c.text for c in written.findall(f"{DC}creator")] == [
            visible(who.label) for who in item.authors
        ]
        assert written.findtext("description") in (
            visible(item.summary),
            escape(visible(item.summary)),
        )


@given(words)
@example("la balise <title> & co")
@example("&copy 2023")
def test_a_summary_is_shown_as_it_was_written(text: str) -> None:
    summary = f"T{text}t"
    document = rss(LONG_FEED, [replace(PLAIN, summary=summary)]).whole()
    described = etree.fromstring(document)[0].find("item").findtext("description")
    assert unescape(described) == visible(summary)
    assert len(html.fragment_fromstring(described, create_parent="div")) == 0


@settings(deadline=None)
@given(feeds)
@example(LONG_FEED)
def test_atom_gives_back_what_it_was_given(feed: Feed) -> None:
    root = etree.fromstring(atom(feed, items_of(feed)).whole())
    assert root.findtext(f"{ATOM}title") == visible(feed.title)
    assert root.findtext(f"{ATOM}subtitle") == visible(feed.description)
    found = root.findall(f"{ATOM}entry")
    for name, texts in {
        "id": [i.id for i in items_of(feed)],
        "title": [i.title for i in items_of(feed)],
        "summary": [i.summary for i in items_of(feed)],
        "content": [str(i.body) for i in items_of(feed)],
        "published": [i.date for i in items_of(feed)],
    }.items():
        assert [e.findtext(f"{ATOM}{name}") for e in found] == list(map(visible, texts))
    for item, written in zip(items_of(feed), found, strict=True):
        assert [c.get("term") for c in written.findall(f"{ATOM}category")] == [
            visible(name) for name in item.categories
        ]
        names = [a.findtext(f"{ATOM}name") for a in written.findall(f"{ATOM}author")]
        assert names == [visible(who.label) for who in item.authors]


@settings(deadline=None)
@given(feeds)
@example(LONG_FEED)
def test_json_gives_back_what_it_was_given(feed: Feed) -> None:
    read = json.loads(json_feed(feed, items_of(feed)).whole())
    assert faults_of(read) == []
    assert read["title"] == visible(feed.title)
    for item, written in zip(items_of(feed), read["items"], strict=True):
        assert written["id"] == visible(item.id)
        assert written["title"] == visible(item.title)
        assert written["summary"] == visible(item.summary)
        assert written["content_html"] == visible(str(item.body))
        assert written.get("tags", []) == list(map(visible, item.categories))


@settings(deadline=None)
@given(feeds)
@example(LONG_FEED)
@pytest.mark.parametrize("write", [rss, atom, json_feed])
def test_an_item_is_written_the_same_whatever_stands_beside_it(
    write: Callable[[Feed, Iterable[FeedItem]], Parts], feed: Feed
) -> None:
    together = write(feed, items_of(feed))
    alone = [write(LONG_FEED, [item]).items for item in items_of(feed)]
    assert [(data,) for data in together.items] == alone
    empty = write(feed, [])
    assert (empty.head, empty.between, empty.tail) == (
        together.head,
        together.between,
        together.tail,
    )
