"""Every JSON Feed of the sample against the schema of its format, ours after its specification."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from lxml import etree

from tests.feeds.conftest import Sample

SCHEMA = json.loads((Path(__file__).parent / "json_feed.schema.json").read_text(encoding="utf-8"))


def faults_of(document: object) -> list[str]:
    """Return where *document* is no JSON Feed 1.1."""
    found = Draft202012Validator(SCHEMA).iter_errors(document)
    return [f"{error.json_path}: {error.message[:200]}" for error in found]


def read(path: Path) -> Any:
    return json.loads(path.read_bytes())


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_every_json_feed_follows_the_schema(sample: Sample) -> None:
    feeds = sample.named("feed.json")
    assert len(feeds) > 40
    for url, path in feeds.items():
        feed = read(path)
        assert faults_of(feed) == []
        assert feed["feed_url"] == url


def test_json_feed_says_what_rss_says(sample: Sample) -> None:
    encoded = "{http://purl.org/rss/1.0/modules/content/}encoded"
    for path in sample.named("feed.json").values():
        channel = etree.parse(path.with_name("feed.xml")).getroot()[0]
        feed = read(path)
        assert feed["title"] == channel.findtext("title")
        assert feed["home_page_url"] == channel.findtext("link")
        assert [(i["id"], i["title"], i["url"], i["content_html"]) for i in feed["items"]] == [
            (i.findtext("guid"), i.findtext("title"), i.findtext("link"), i.findtext(encoded))
            for i in channel.findall("item")
        ]
        assert [i.get("tags", []) for i in feed["items"]] == [
            [category.text for category in i.findall("category")] for i in channel.findall("item")
        ]


GOOD: dict[str, Any] = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "T",
    "home_page_url": "https://a.example/",
    "feed_url": "https://a.example/feed.json",
    "language": "fr-FR",
    "items": [
        {
            "id": "tag:a.example,2023:un",
            "url": "https://a.example/un/",
            "title": "Un",
            "content_html": "<p>Un.</p>",
            "date_published": "2023-07-18T07:30:00+02:00",
        }
    ],
}


def test_a_good_feed_follows_the_schema() -> None:
    assert faults_of(GOOD) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", ""),
        ("url", "/un/"),
        ("date_published", "2023-07-18"),
        ("date_published", "Tue, 18 Jul 2023 07:30:00 +0200"),
        ("date_modified", "2023-07-18T07:30:00"),
        ("tags", ["IA", "IA"]),
        ("authors", [{}]),
        ("author", {"name": "Ada"}),
        ("attachments", [{"url": "https://a.example/p.png"}]),
        ("content_html", None),
    ],
)
def test_the_schema_bites(name: str, value: object) -> None:
    assert faults_of({**GOOD, "items": [{**GOOD["items"][0], name: value}]})
