"""What did not change for a feed leaves its bytes alone, so that a host answers 304."""

from pathlib import Path

import pytest

from tests.tools.sample import copy_sample, publish_sample

ARTICLE = "content/articles/2023/2023-02-07-bard.md"


def feeds_below(folder: Path) -> dict[str, bytes]:
    names = ("feed.xml", "atom.xml", "feed.json")
    found = sorted(path for name in names for path in folder.rglob(name))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return copy_sample(tmp_path / "site")


def changed(site: Path, edited: Path, text: str) -> set[str]:
    """Return the feeds that change when *edited* becomes *text*, in a warm build."""
    before = feeds_below(publish_sample(site))
    edited.write_text(text, encoding="utf-8")
    after = feeds_below(publish_sample(site))
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def test_an_edit_of_an_article_changes_the_feeds_that_hold_it(site: Path) -> None:
    source = site / ARTICLE
    text = source.read_text(encoding="utf-8")
    found = changed(site, source, text + "\nUn mot de plus.\n")
    assert {path for path in found if "/" not in path} == {"feed.xml", "atom.xml", "feed.json"}
    followed = {path.split("/")[1] for path in found if path.startswith("entreprises/")}
    assert {"google", "alphabet", "openai", "anthropic"} <= followed
    assert followed.isdisjoint({"meta", "apple", "tiktok", "x", "twitter", "facebook"})


def test_an_edit_elsewhere_changes_no_feed(site: Path) -> None:
    page = site / "content/companies/meta.md"
    text = page.read_text(encoding="utf-8")
    assert changed(site, page, text + "\nUn mot de plus.\n") == set()


def test_a_new_article_changes_no_feed_of_a_company_it_does_not_name(site: Path) -> None:
    new = site / "content/articles/2023/2023-12-30-bilan.md"
    text = "---\ntitle: Le bilan\ndate: 2023-12-30\ncompanies: [Meta]\n---\n\nUne année.\n"
    found = changed(site, new, text)
    followed = {path.split("/")[1] for path in found if "/" in path}
    assert followed == {"meta", "meta-platforms", "facebook"}
    assert "feed.xml" in found
