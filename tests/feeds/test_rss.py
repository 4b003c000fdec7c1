"""Every feed of the sample against the rules of RSS, and what is promised of feeds over time."""

import datetime as dt
import re
from pathlib import Path

import feedparser
import pytest
from lxml import etree

from tests.feeds.conftest import Sample
from tests.feeds.rules import faults_of
from tests.tools.sample import copy_sample, is_redirect, publish_sample


def test_every_feed_follows_the_rules(sample: Sample) -> None:
    faults = {url: faults_of(path.read_bytes(), url) for url, path in sample.feeds.items()}
    assert {url: found for url, found in faults.items() if found} == {}


def test_feedparser_reads_every_feed_without_complaint(sample: Sample) -> None:
    for url, path in sample.feeds.items():
        headers = {"content-location": url, "content-type": "application/rss+xml; charset=utf-8"}
        read = feedparser.parse(path.read_bytes(), response_headers=headers)
        assert not read.bozo, f"{url}: {read.get('bozo_exception')}"
        assert read.version == "rss20"
        assert read.feed.title
        assert len(read.entries) == path.read_text(encoding="utf-8").count("<item>")
        for entry in read.entries:
            assert entry.title
            assert entry.summary
            assert entry.id.startswith("tag:")
            assert entry.published_parsed
            assert entry.authors[0].name
            assert entry.content[0].type == "text/html"


def test_every_list_of_articles_has_its_feed(sample: Sample) -> None:
    folders = {sample.output}
    for family in ("entreprises", "themes", "auteurs"):
        pages = sorted((sample.output / family).glob("*/index.html"))
        assert pages
        folders.update(page.parent for page in pages if not is_redirect(page))
    folders.add(sample.output / "editions")
    folders.remove(sample.output / "entreprises/carte")  # a drawing of them all
    assert {path.parent for path in sample.feeds.values()} == folders


def test_the_site_feed_holds_every_article_newest_first(sample: Sample) -> None:
    channel = etree.parse(sample.output / "feed.xml").getroot()[0]
    named = [item.findtext("link") for item in channel.findall("item")]
    pages = sorted((sample.output / "articles").glob("*/index.html"))
    published = {
        f"{sample.base_url}articles/{page.parent.name}/" for page in pages if not is_redirect(page)
    }
    assert set(named) == published
    assert len(named) == len(published)


def test_one_article_is_the_same_item_in_every_feed(sample: Sample) -> None:
    items: dict[str, set[bytes]] = {}
    for path in sample.feeds.values():
        for item in etree.parse(path).getroot()[0].findall("item"):
            guid = item.findtext("guid") or ""
            items.setdefault(guid, set()).add(etree.tostring(item, with_tail=False))
    assert {guid: len(found) for guid, found in items.items() if len(found) > 1} == {}


def test_feeds_do_not_depend_on_the_day_of_the_build(tmp_path: Path) -> None:
    def feeds(name: str, now: dt.datetime) -> dict[str, bytes]:
        output = publish_sample(copy_sample(tmp_path / name), now)
        found = sorted(output.rglob("feed.xml"))
        return {path.relative_to(output).as_posix(): path.read_bytes() for path in found}

    early = feeds("early", dt.datetime(2023, 12, 31, tzinfo=dt.UTC))
    late = feeds("late", dt.datetime(2031, 6, 30, 12, 30, tzinfo=dt.UTC))
    assert early == late
    assert len(early) > 40


def test_a_guid_outlives_every_edit(tmp_path: Path) -> None:
    site = copy_sample(tmp_path / "site")

    def guids() -> list[str | None]:
        channel = etree.parse(publish_sample(site) / "feed.xml").getroot()[0]
        return [item.findtext("guid") for item in channel.findall("item")]

    before = guids()
    article = site / "content/articles/2023/2023-02-07-bard.md"
    text = article.read_text(encoding="utf-8")
    text, count = re.subn("(?m)^title: .*$", "title: Google dévoile Bard", text)
    assert count == 1
    old_url = "old_urls: [/articles/bard/]"
    article.write_text(text.replace("\nid: ", f"\n{old_url}\nid: ") + "\nUn mot de plus.\n")
    article.rename(article.with_name("2023-02-07-google-bard.md"))
    for other in sorted((site / "content").rglob("*.md")):
        words = other.read_text(encoding="utf-8")
        if "2023-02-07-bard.md" in words:
            other.write_text(words.replace("2023-02-07-bard.md", "2023-02-07-google-bard.md"))
    assert guids() == before


FEED = """\
<?xml version='1.0' encoding='UTF-8'?>
<rss xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/" version="2.0"><channel>
<title>T</title><link>https://a.example/</link><description>D</description>
<atom:link href="https://a.example/feed.xml" rel="self" type="application/rss+xml"/>
<language>fr-fr</language><lastBuildDate>Tue, 18 Jul 2023 07:30:00 +0200</lastBuildDate>
<item><title>Un</title><link>https://a.example/un/</link><description>Un.</description>
<content:encoded>&lt;p&gt;Un &lt;a href="https://b.example/"&gt;lien&lt;/a&gt;.&lt;/p&gt;</content:encoded>
<dc:creator>Ada</dc:creator><category>IA</category>
<enclosure url="https://a.example/p.png" length="9" type="image/png"/>
<guid isPermaLink="false">tag:a.example,2023:un</guid>
<pubDate>Tue, 18 Jul 2023 07:30:00 +0200</pubDate></item>
<item><title>Deux</title><link>https://a.example/deux/</link><description>Deux.</description>
<content:encoded>&lt;p&gt;Deux.&lt;/p&gt;</content:encoded>
<guid isPermaLink="false">tag:a.example,2023:deux</guid>
<pubDate>Mon, 17 Jul 2023 07:30:00 +0200</pubDate></item></channel></rss>
"""


def test_a_good_feed_breaks_no_rule() -> None:
    assert faults_of(FEED.encode(), "https://a.example/feed.xml") == []


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ("</item>", "", "not well-formed"),
        ("<?xml version='1.0' encoding='UTF-8'?>", "", "XML declaration"),
        ('version="2.0"', 'version="0.91"', "RSS 2.0"),
        ("<title>T</title>", "<title> </title>", "title is empty"),
        ("<title>T</title>", "<title>T &amp;amp; U</title>", "not plain text"),
        ("<title>Un</title>", "<title>&lt;b&gt;Un</title>", "not plain text"),
        ("<language>fr-fr</language>", "<language>fr-fr</language>" * 2, "2 × language"),
        ("<language>fr-fr</language>", "", "0 × language"),
        ("<language>fr-fr<", "<language>french<", "language is unknown"),
        ("https://a.example/feed.xml", "https://a.example/rss", "own address"),
        ("<link>https://a.example/un/", "<link>/un/", "not absolute"),
        ("<guid isPermaLink", "<x isPermaLink", "not well-formed"),
        ('<guid isPermaLink="false">tag:a.example,2023:un</guid>', "", "0 × guid"),
        (' isPermaLink="false"', "", "says it is a link"),
        ("2023:deux", "2023:un", "one guid"),
        ("example/deux/", "example/un/", "one link"),
        ("Mon, 17 Jul 2023", "Wed, 19 Jul 2023", "newest"),
        ("Mon, 17 Jul 2023", "Tue, 17 Jul 2023", "RFC 822"),
        ("Mon, 17 Jul 2023", "17/07/2023", "not a date"),
        ("Mon, 17 Jul 2023 07:30:00 +0200", "Mon, 17 Jul 2023 07:30:00 CEST", "RFC 822"),
        ("Tue, 18 Jul 2023 07:30:00 +0200</last", "Thu, 01 Jan 1970 00:00:00 +0000</last", "impl"),
        ('href="https://b.example/"', 'href="/b/"', "relative address"),
        ("&lt;p&gt;Deux", '&lt;img src="a.png"&gt;Deux', "relative address"),
        ("&lt;p&gt;Deux", '&lt;p style="color:red"&gt;Deux', "not for feeds"),
        ("&lt;p&gt;Deux", "&lt;script&gt;&lt;/script&gt;&lt;p&gt;Deux", "not for feeds"),
        ("&lt;p&gt;Deux", "&lt;!-- x --&gt;&lt;p&gt;Deux", "comment"),
        ("<dc:creator>Ada</dc:creator>", "<author>Ada</author>", "e-mail"),
        ("<category>IA<", "<category> <", "category"),
        ("<description>Deux.</description>", "", "0 × description"),
        ("<description>Deux.<", "<description>&lt;b&gt;Deux&lt;/b&gt;.<", "a tag"),
        ('length="9"', 'length="0"', "number of bytes"),
        ('url="https://a.example/p.png"', 'url="p.png"', "absolute address"),
        ('type="image/png"', 'type="png"', "media type"),
    ],
)
def test_the_check_bites(right: str, wrong: str, fault: str) -> None:
    if right not in FEED:
        pytest.fail(f"not in the feed: {right}")
    found = faults_of(FEED.replace(right, wrong).encode(), "https://a.example/feed.xml")
    assert any(fault in text for text in found), found
