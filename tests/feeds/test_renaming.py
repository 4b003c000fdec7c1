"""A company changes its name, and nobody who follows it notices: two builds, before and after."""

import json
from pathlib import Path

import pytest
from lxml import etree

from tests.feeds.test_newsboat import fetch, named
from tests.site import build_here, make_site
from tests.tools.loopback import serve

SITE = """\
title = "La Puce"
base_url = "https://puce.example"
description = "Une lettre sur les puces."
[navigation]
per_page = 1
"""
BEFORE = "---\nname: Twitter\n---\n\nUn réseau.\n"
FORMS = ("feed.xml", "atom.xml", "feed.json")


def story(number: int) -> str:
    return (
        f"---\ntitle: Récit {number}\ndate: 2023-07-1{number}\nid: récit-{number}\n"
        "companies: [Twitter]\n---\n\nUn récit [sur eux](/entreprises/twitter/).\n"
    )


@pytest.fixture(
    params=[
        "aliases: [Twitter]\nold_slugs: [twitter]",
        "aliases: [Twitter]",
        "old_slugs: [twitter]",
    ]
)
def site(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, str]:
    """A site before the renaming, and the record of the company after it."""
    files = {"site.toml": SITE, "content/companies/twitter.md": BEFORE}
    files |= {f"content/articles/recit-{n}.md": story(n) for n in range(1, 4)}
    return make_site(tmp_path, files), f"---\nname: X\n{request.param}\n---\n\nUn réseau.\n"


def rename(root: Path, record: str) -> None:
    (root / "content/companies/twitter.md").unlink()
    make_site(root, {"content/companies/x.md": record})


def files_of(root: Path) -> set[str]:
    result = build_here(root)
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    public = root / "public"
    return {p.relative_to(public).as_posix() for p in public.rglob("*") if p.is_file()}


def test_no_link_is_lost(site: tuple[Path, str]) -> None:
    root, record = site
    before = files_of(root)
    assert "entreprises/twitter/page/3/index.html" in before
    rename(root, record)
    after = files_of(root)
    by_digest = ("assets/", "recherche/pagefind/")  # these names tell what is in the files
    assert {path for path in before - after if not path.startswith(by_digest)} == set()
    moved = {path for path in before if path.startswith("entreprises/twitter/")}
    assert len(moved) == 3 + len(FORMS)
    table = (root / "public/_redirects").read_text(encoding="utf-8").splitlines()
    for old in moved:
        new = old.replace("twitter", "x", 1)
        asked, answered = (f"/{path}".removesuffix("index.html") for path in (old, new))
        assert f"{asked} {answered} 301" in table
        assert new in after
        if old.endswith("index.html"):
            page = (root / "public" / old).read_text(encoding="utf-8")
            assert f'content="0; url={answered}"' in page


def test_no_subscriber_is_lost_and_no_article_comes_back(site: tuple[Path, str]) -> None:
    root, record = site
    files_of(root)
    old = root / "public/entreprises/twitter"
    before = {form: (old / form).read_bytes() for form in FORMS}
    guids = list(named(old / "feed.xml"))
    assert guids == ["récit-3", "récit-2", "récit-1"]
    rename(root, record)
    files_of(root)
    new = root / "public/entreprises/x"
    for form in FORMS:
        assert (old / form).read_bytes() == (new / form).read_bytes()
        assert (old / form).read_bytes() != before[form]
    assert list(named(old / "feed.xml")) == list(named(old / "atom.xml")) == guids
    told = json.loads((old / "feed.json").read_bytes())
    assert [item["id"] for item in told["items"]] == guids
    assert told["feed_url"] == "https://puce.example/entreprises/x/feed.json"
    for form in ("feed.xml", "atom.xml"):
        (itself,) = etree.parse(old / form).iterfind(".//{*}link[@rel='self']")
        assert itself.get("href") == f"https://puce.example/entreprises/x/{form}"


def test_a_feed_keeps_its_own_identity_where_the_first_slug_is_told(
    site: tuple[Path, str],
) -> None:
    root, _ = site
    files_of(root)
    before = etree.parse(root / "public/entreprises/twitter/atom.xml").findtext("{*}id")
    rename(root, "---\nname: X\nold_slugs: [twitter, twitter-x]\n---\n")
    files_of(root)
    assert etree.parse(root / "public/entreprises/x/atom.xml").findtext("{*}id") == before


@pytest.mark.parametrize("form", ["feed.xml", "atom.xml"])
def test_a_reader_that_follows_the_old_address_sees_nothing_new(
    site: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory, form: str
) -> None:
    root, record = site
    files_of(root)
    reader = tmp_path_factory.mktemp("reader")
    with serve(root / "public") as host:
        kept = fetch(reader, [f"{host.url}entreprises/twitter/{form}"])
        assert len(kept) == 3
        rename(root, record)
        files_of(root)
    with serve(root / "public") as again:
        urls = [f"{again.url}entreprises/twitter/{form}", f"{again.url}entreprises/x/{form}"]
        assert [k.guid for k in fetch(reader, urls)] == [k.guid for k in kept]
