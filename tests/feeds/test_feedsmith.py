"""feedsmith, a library that readers in JavaScript are made with, understands every feed."""

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.feeds.conftest import Sample
from tests.feeds.test_newsboat import named, published, words_of
from tests.tools.needs import node_file, program


def understood(paths: Iterable[Path]) -> dict[Path, Any]:
    """Return what feedsmith makes of the files *paths*."""
    node_file("feedsmith/package.json")
    script = Path(__file__).parents[1] / "tools/read_feeds.mjs"
    wanted = list(paths)
    done = subprocess.run(
        [program("node", "nodejs"), str(script)],
        input="".join(f"{path}\n" for path in wanted),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    # Lines of JSON may hold the line separators of Unicode.
    return dict(zip(wanted, map(json.loads, done.stdout.strip().split("\n")), strict=True))


@pytest.mark.parametrize(
    ("file", "form", "language"),
    [("feed.xml", "rss", "fr-fr"), ("atom.xml", "atom", "fr-FR"), ("feed.json", "json", "fr-FR")],
)
def test_every_item_is_understood(sample: Sample, file: str, form: str, language: str) -> None:
    found = understood(sample.named(file).values())
    assert len(found) > 40
    for path, feed in found.items():
        expected = published(sample, path.with_name("feed.xml"))
        assert (feed["format"], feed["language"]) == (form, language)
        assert [
            (item["id"], " ".join(item["title"].split()), item["url"], item["date"])
            for item in feed["items"]
        ] == [(kept.guid, kept.title, kept.url, kept.time) for kept in expected]
        assert [words_of(item["html"]) for item in feed["items"]] == [k.words for k in expected]
        assert [item["authors"] for item in feed["items"]] == [[k.author] for k in expected]


def test_all_forms_are_understood_alike(sample: Sample) -> None:
    files = [sample.output / name for name in ("feed.xml", "atom.xml", "feed.json")]
    rss, atom, json_feed = (feed["items"] for feed in understood(files).values())
    assert any(item["files"] for item in rss)
    assert rss == atom
    assert rss == json_feed


def test_the_list_of_feeds_is_understood(sample: Sample) -> None:
    path = sample.output / "feeds.opml"
    urls = understood([path])[path]["urls"]
    assert sorted(urls) == sorted(sample.feeds)
    assert named(sample.feeds[urls[0]])
