"""`site-builder import` in a copy of the sample newsletter: an article that builds as it is."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from site_builder.cli import main
from tests.site import contents

ROOT = Path(__file__).parents[2]
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))


@pytest.fixture(scope="module")
def newsletter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the sample newsletter, built."""
    site = tmp_path_factory.mktemp("octet")
    for name in ("content", "templates"):
        shutil.copytree(ROOT / name, site / name)
    shutil.copy(ROOT / "site.toml", site)
    assert run("build", site).exit_code == 0
    return site


@pytest.fixture
def site(newsletter: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(newsletter, tmp_path / "site"))


def run(command: str, site: Path, *args: str | Path) -> Result:
    return CliRunner().invoke(main, [command, "--site", str(site), *map(str, args)])


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.stem)
def test_a_draft_becomes_an_article_that_builds(seed: Path, site: Path) -> None:
    imported = run("import", site, seed, "--date", "2023-07-19")
    assert imported.exit_code == 0, imported.output
    path = imported.output.split("\n")[0]
    assert path.startswith("content/articles/2023/2023-07-19-")
    assert (site / path).is_file()
    built = run("build", site, "--strict")
    assert built.exit_code == 0, built.output


def test_an_import_changes_its_companies_and_the_lists_and_nothing_else(site: Path) -> None:
    before = contents(site / "public")
    (draft,) = (s for s in SEEDS if s.stem == "rachat-de-twitter")
    imported = run("import", site, draft, "--date", "2023-07-19")
    names = imported.output.strip().rpartition(": ")[2].split(", ")
    assert names == ["X"]
    assert run("build", site).exit_code == 0
    after = contents(site / "public")
    changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    # The article, and the card that social networks show of it.
    changed = {path for path in changed if not path.startswith("recherche/pagefind/")}
    new = {path for path in changed if path not in before}
    assert sorted(path.partition("/")[0] for path in new) == ["articles", "assets"]
    assert changed - new == {
        ".site-builder.json",
        "archives/2023/07/index.html",
        "archives/2023/index.html",
        "archives/index.html",
        "entreprises/carte/index.html",
        "articles/bard-en-europe/index.html",  # its neighbours in time
        "articles/llama-2/index.html",
        "articles/intel-tower/index.html",  # to which it is related
        "entreprises/index.html",
        "entreprises/x/index.html",
        *(
            f"{folder}{form}"
            for folder in ("", "entreprises/x/", "entreprises/x-corp/", "entreprises/twitter/")
            for form in ("feed.xml", "atom.xml", "feed.json")
        ),
        "page/2/index.html",
        "page/3/index.html",
        "sitemap.xml",
    }


def test_nothing_is_overwritten(site: Path) -> None:
    draft = SEEDS[0]
    first = run("import", site, draft, "--date", "2023-07-19")
    path = site / first.output.split("\n")[0]
    path.write_text("relu par la rédaction", encoding="utf-8")
    again = run("import", site, draft, "--date", "2023-07-19")
    assert again.exit_code == 1
    assert "import" not in again.output
    assert path.read_text(encoding="utf-8") == "relu par la rédaction"


def test_the_same_title_on_another_day_has_an_address_of_its_own(site: Path) -> None:
    draft = SEEDS[0]
    for day in ("2023-07-19", "2023-07-20"):
        assert run("import", site, draft, "--date", day).exit_code == 0
    assert run("build", site).exit_code == 0


def test_what_is_no_text_is_told_and_the_rest_is_imported(site: Path, tmp_path: Path) -> None:
    odd = tmp_path / "photo.txt"
    odd.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    empty = tmp_path / "vide.txt"
    empty.write_text(" \n")
    result = run("import", site, odd, empty, SEEDS[0], "--date", "2023-07-19")
    assert result.exit_code == 1
    assert "photo.txt: error: not a plain text" in result.output
    assert "vide.txt: error: the file is empty" in result.output
    assert len(list((site / "content/articles/2023").glob("2023-07-19-*.md"))) == 1


@pytest.mark.parametrize("date", ["2023-02-30", "demain", "19/07/2023", ""])
def test_a_date_that_is_none_is_wrong_usage(date: str, site: Path) -> None:
    result = run("import", site, SEEDS[0], "--date", date)
    assert result.exit_code == 2
    assert "--date" in result.output


def test_the_time_of_the_date_is_kept(site: Path) -> None:
    result = run("import", site, SEEDS[0], "--date", "2023-07-19T07:30")
    assert result.exit_code == 0
    text = (site / result.output.split("\n")[0]).read_text(encoding="utf-8")
    assert "date: 2023-07-19T07:30\n" in text
