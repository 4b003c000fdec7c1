"""Pages of editions: what they show, where they lead, what machines read of them."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from lxml import html as markup

from site_builder.building import build
from site_builder.outcome import Built, Options
from tests.site import SITE_TOML, article, build_here, make_site, png

TOML = f"{SITE_TOML}[navigation]\nper_page = 2\n"
IMAGE = "image:\n  src: puce.png\n  alt: Une puce\n  caption: La puce"


def edition(number: int, date: str, *articles: str, text: str = "Bonjour.") -> str:
    """Return edition *number* with *articles*."""
    head = [f"number: {number}", f"title: Lettre {number}", f"date: {date}"]
    return "\n".join(["---", *head, f"articles: [{', '.join(articles)}]", "---", "", text, ""])


FILES: dict[str, str | bytes] = {
    "site.toml": TOML,
    "content/articles/2023-07-18-un.md": article(
        "Un.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", title="Un", date=f"2023-07-18\n{IMAGE}"
    ),
    "content/articles/puce.png": png(1200, 800),
    "content/articles/2023-07-19-deux.md": article(
        "Deux.\n\n| c | d |\n|---|---|\n| 1 | 2 |\n", title="Deux", date="2023-07-19"
    ),
    "content/articles/demain.md": article("Demain.\n", title="Demain", date="2199-01-01"),
    "content/editions/001.md": edition(1, "2022-12-31", "un"),
    "content/editions/002.md": edition(2, "2023-07-20", "deux"),
    "content/editions/003.md": edition(3, "2023-07-21"),
    "content/editions/004.md": edition(4, "2199-01-02", "demain", text="Bientôt."),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of a site with three editions and one to come."""
    site = make_site(tmp_path_factory.mktemp("site"), FILES)
    assert build_here(site, "--strict").exit_code == 0
    return site / "public"


def page(folder: Path, address: str) -> markup.HtmlElement:
    return markup.document_fromstring((folder / address / "index.html").read_bytes())


def nodes(found: markup.HtmlElement) -> dict[str, Any]:
    """Return what machines read of the page *found*, by type."""
    (text,) = found.xpath("//script[@type='application/ld+json']/text()")
    return {node["@type"]: node for node in json.loads(text)["@graph"]}


def links(found: markup.HtmlElement, path: str) -> list[str]:
    return [str(href) for href in found.xpath(f"{path}//a/@href")]


def test_the_list_turns_its_pages_by_year(site: Path) -> None:
    first, second = page(site, "editions"), page(site, "editions/page/2")
    assert links(first, "//h3") == ["/editions/3/", "/editions/2/"]
    assert links(second, "//h3") == ["/editions/1/"]
    assert first.xpath("//h2/text()") == ["2023"]
    assert second.xpath("//h2/text()") == ["2022"]
    assert links(first, "//nav[@class='pager']") == ["/editions/page/2/"]
    assert links(second, "//nav[@class='pager']") == ["/editions/"]
    assert second.xpath("//title/text()") != first.xpath("//title/text()")
    assert nodes(second)["CollectionPage"]["url"].endswith("/editions/page/2/")


def test_an_edition_leads_to_its_neighbours_and_articles(site: Path) -> None:
    found = page(site, "editions/2")
    assert len(found.xpath("//h1")) == 1
    assert links(found, "//nav[@class='neighbours']") == ["/editions/1/", "/editions/3/"]
    assert links(found, "//h2") == ["/articles/deux/"]
    issue = nodes(found)["PublicationIssue"]
    assert (issue["issueNumber"], issue["name"]) == (2, "Lettre 2")
    assert [part["headline"] for part in issue["hasPart"]] == ["Deux"]
    assert [step["name"] for step in nodes(found)["BreadcrumbList"]["itemListElement"]][1] == (
        "Éditions"
    )
    assert "/editions/2/" in links(page(site, "articles/deux"), "//p[@class='edition']")


def test_every_list_of_the_site_knows_the_editions(site: Path) -> None:
    sitemap = (site / "sitemap.xml").read_text(encoding="utf-8")
    assert all(f"/editions/{end}</loc>" in sitemap for end in ("", "1/", "2/", "3/", "page/2/"))
    assert "/editions/feed.xml" in (site / "feeds.opml").read_text(encoding="utf-8")
    assert "/editions/" in links(page(site, ""), "//header//nav")


def test_an_edition_to_come_is_nowhere_until_it_is_asked_for(site: Path, tmp_path: Path) -> None:
    assert not (site / "editions/4").exists()
    assert "Bientôt" not in (site / "editions/feed.xml").read_text(encoding="utf-8")
    early = make_site(tmp_path, FILES)
    assert build_here(early, "--future").exit_code == 0
    shown = page(early / "public", "editions/4")
    assert shown.xpath("//strong[@class='status']/text()") == ["À paraître"] * 2
    listed = page(early / "public", "editions")
    assert listed.xpath("//strong[@class='status']/text()") == ["À paraître"]


def test_the_day_of_an_edition_comes_though_no_file_changes(tmp_path: Path) -> None:
    alone = {**FILES, "content/editions/004.md": edition(4, "2024-01-02")}
    site = make_site(tmp_path, alone)
    for day, published in ((1, False), (3, True)):
        now = dt.datetime(2024, 1, day, tzinfo=dt.UTC)
        options = Options(site=site, output=site / "public", now=now)
        assert isinstance(build(options, lambda *_: None, lambda: None), Built)
        assert (site / "public/editions/4/index.html").exists() == published


def test_articles_stand_there_whole_when_it_is_asked(tmp_path: Path) -> None:
    both = edition(1, "2023-07-20", "un", "deux")
    files = {
        **FILES,
        "site.toml": f'{TOML}[editions]\narticles = "full"\n',
        "content/editions/001.md": both,
        "content/editions/002.md": edition(2, "2023-07-20"),
    }
    site = make_site(tmp_path, files)
    assert build_here(site).exit_code == 0
    found = page(site / "public", "editions/1")
    assert found.xpath("//figure[@class='opening']//img/@alt") == ["Une puce"]
    assert found.xpath("//figure[@class='opening']//img/@loading") == ["lazy"]
    names = found.xpath("//div[@class='scroll']/@aria-label")
    assert names == ["Tableau\u00a01 (Un)", "Tableau\u00a01 (Deux)"]
    ids = found.xpath("//@id")
    assert len(ids) == len(set(ids))
