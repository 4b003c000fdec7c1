"""newsboat, a reader that people use, fetches every feed of the sample and keeps all of it."""

import os
import sqlite3
import subprocess
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from lxml import etree, html

from tests.feeds.conftest import Sample
from tests.tools.loopback import serve
from tests.tools.needs import program
from tests.tools.sample import HOST

OVERLAPPING = ("feed.xml", "entreprises/meta/feed.xml", "entreprises/openai/atom.xml")


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


def named(feed: Path) -> dict[str, str]:
    """Return the addresses of the articles of *feed*, RSS or Atom, by their guids, in its order."""
    root = etree.parse(feed).getroot()
    if root.tag == "rss":
        return {i.findtext("guid"): i.findtext("link") for i in root[0].findall("item")}
    links = "{*}link[@rel='alternate']"
    return {e.findtext("{*}id"): e.find(links).get("href") for e in root.findall("{*}entry")}


@cache
def as_published(page: Path, guid: str, url: str) -> Kept:
    """Return an article, or an edition, with the words and the date of its own *page*, not of a
    feed. An edition is in feeds with its editorial and its table of contents.
    """
    tree = html.parse(page)
    edition = tree.xpath('//article/div[@class="issue"]')
    path = '//div[@class="issue"]/div[@class="text"] | //nav[@class="outline"]//li'
    texts = tree.xpath(path if edition else '//article/div[@class="text"]')
    # The table is above the editorial there, and below it here.
    texts.sort(key=lambda text: text.tag == "li")
    moment = datetime.fromisoformat(tree.xpath("string(//article/header//time/@datetime)"))
    assert moment.tzinfo is not None
    return Kept(
        guid=guid,
        title=line_of(tree.xpath("string(//article/header/h1)")),
        url=url,
        author="L’Octet"
        if edition
        else tree.xpath("string(//article/header/p[@class='byline']/a)"),
        time=int(moment.timestamp()),
        words=tuple(word for text in texts for word in text.text_content().split()),
    )


def published(sample: Sample, feed: Path) -> list[Kept]:
    """Return the articles that *feed* holds."""
    return [
        as_published(sample.output / url.removeprefix(sample.base_url) / "index.html", guid, url)
        for guid, url in named(feed).items()
    ]


def batches(feeds: Iterable[Path]) -> list[list[Path]]:
    """Return *feeds* in groups that have no article twice, for newsboat would keep it once."""
    groups: list[tuple[set[str], list[Path]]] = []
    for feed in feeds:
        guids = set(named(feed))
        for taken, members in groups:
            if taken.isdisjoint(guids):
                taken.update(guids)
                members.append(feed)
                break
        else:
            groups.append((guids, [feed]))
    return [members for _, members in groups]


def test_newsboat_keeps_every_article_whole_and_dated(sample: Sample, tmp_path: Path) -> None:
    feeds = [*sample.named("feed.xml").values(), *sample.named("atom.xml").values()]
    with serve(sample.output, sample.base_url.removeprefix(HOST)) as host:
        for number, members in enumerate(batches(feeds)):
            urls = [host.url + feed.relative_to(sample.output).as_posix() for feed in members]
            folder = tmp_path / str(number)
            folder.mkdir()
            expected = [kept for feed in members for kept in published(sample, feed)]
            kept = fetch(folder, urls)
            assert sorted(kept, key=lambda k: k.guid) == sorted(expected, key=lambda k: k.guid)
            assert [k.time for k in kept] == sorted((k.time for k in kept), reverse=True)
        assert host.failures == []
    assert len(feeds) > 100


def test_newsboat_takes_an_article_of_several_feeds_for_one(sample: Sample, tmp_path: Path) -> None:
    with serve(sample.output, sample.base_url.removeprefix(HOST)) as host:
        urls = [host.url + feed for feed in OVERLAPPING]
        kept = fetch(tmp_path, urls)
        assert kept == published(sample, sample.output / "feed.xml")
        assert fetch(tmp_path, urls) == kept
