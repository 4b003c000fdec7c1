"""newsboat, a reader that people use, fetches feeds of the sample and keeps all of them."""

import os
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from lxml import etree, html

from tests.feeds.conftest import Sample
from tests.tools.loopback import serve
from tests.tools.needs import program
from tests.tools.sample import HOST

FEEDS = ("feed.xml", "entreprises/meta/feed.xml", "entreprises/openai/feed.xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An article as newsboat keeps it."""

    guid: str
    title: str
    url: str
    author: str
    time: int
    words: tuple[str, ...]


def words_of(markup: str) -> tuple[str, ...]:
    """Return the words of *markup*; no-break spaces part words too."""
    return tuple(str(html.fragment_fromstring(markup, create_parent="div").text_content()).split())


def line_of(text: str) -> str:
    """Return *text* with plain spaces only."""
    return " ".join(text.split())


def fetch(folder: Path, urls: list[str]) -> list[Kept]:
    """Return what newsboat keeps of the feeds at *urls*, newest first, with its cache in *folder*.

    It keeps one article a guid, under the last feed that held it.
    """
    newsboat = program("newsboat", "newsboat")
    (folder / "urls").write_text("".join(f"{url}\n" for url in urls))
    (folder / "config").write_text("max-items 0\n")
    done = subprocess.run(
        [newsboat, "-q", "-u", "urls", "-C", "config", "-c", "cache.db", "-x", "reload"],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    columns = "guid, title, url, author, pubDate, content"
    query = f"SELECT {columns} FROM rss_item ORDER BY pubDate DESC"
    with closing(sqlite3.connect(folder / "cache.db")) as connection:
        return [
            Kept(guid=g, title=line_of(t), url=u, author=a, time=d, words=words_of(c))
            for g, t, u, a, d, c in connection.execute(query)
        ]


def published(sample: Sample, feed: str) -> list[Kept]:
    """Return the articles of *feed* with the words and dates of their own pages, not the feed's."""
    kept = []
    for item in etree.parse(sample.output / feed).getroot()[0].findall("item"):
        url = item.findtext("link") or ""
        page = html.parse(sample.output / url.removeprefix(sample.base_url) / "index.html")
        (text,) = page.xpath('//article/div[@class="text"]')
        moment = datetime.fromisoformat(page.xpath("string(//article/header//time/@datetime)"))
        assert moment.tzinfo is not None
        kept.append(
            Kept(
                guid=item.findtext("guid") or "",
                title=line_of(page.xpath("string(//article/header/h1)")),
                url=url,
                author=page.xpath("string(//article/header/p[@class='byline']/a)"),
                time=int(moment.timestamp()),
                words=tuple(text.text_content().split()),
            )
        )
    return kept


@pytest.mark.parametrize("feed", FEEDS)
def test_newsboat_keeps_every_article_whole_and_dated(
    sample: Sample, tmp_path: Path, feed: str
) -> None:
    with serve(sample.output, sample.base_url.removeprefix(HOST)) as host:
        kept = fetch(tmp_path, [host.url + feed])
        assert host.failures == []
    expected = published(sample, feed)
    assert len(expected) > 5
    assert kept == expected


def test_newsboat_takes_an_article_of_several_feeds_for_one(sample: Sample, tmp_path: Path) -> None:
    with serve(sample.output, sample.base_url.removeprefix(HOST)) as host:
        urls = [host.url + feed for feed in FEEDS]
        kept = fetch(tmp_path, urls)
        assert kept == published(sample, "feed.xml")
        assert fetch(tmp_path, urls) == kept
