"""Pages made on several processes: the same files, the same problems, as on one."""

import datetime as dt
from pathlib import Path

import pytest

from site_builder import rendering
from site_builder.building import build
from site_builder.outcome import Built, Options, Refused
from tests.site import SITE_TOML, article, contents, make_site

PAGES = 12
NOW = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(rendering, "_FEWEST_RENDERED", 4)
    monkeypatch.setattr(rendering, "_LOT", 2)
    monkeypatch.setattr(rendering, "_MOST_LOTS", 3)
    texts = {
        f"content/articles/{n}.md": article(f"Numéro {n} sur Meta.\n", title=f"Numéro {n}")
        for n in range(PAGES)
    }
    return make_site(tmp_path / "site", {"site.toml": SITE_TOML, **texts})


def run(site: Path, jobs: int) -> Built | Refused:
    options = Options(site=site, output=site / "public", now=NOW, clean=True, jobs=jobs)
    return build(options, lambda *_: None, lambda: None)


def test_the_number_of_processes_changes_no_file(site: Path) -> None:
    one = run(site, 1)
    alone = contents(site / "public")
    many = run(site, 3)
    assert isinstance(one, Built)
    assert isinstance(many, Built)
    assert many.tallies == one.tallies
    assert contents(site / "public") == alone


@pytest.mark.parametrize(
    "template",
    [
        "{{ page.no_such_field }}",
        '{% include "no-such.html" %}',
        "{{ page.title }}<img src='https://ailleurs.example/{{ page.title|length }}.png'>",
    ],
)
def test_a_fault_is_told_as_on_one_process(site: Path, template: str) -> None:
    make_site(site, {"templates/article.html": template})
    one, many = run(site, 1), run(site, 3)
    assert isinstance(one, Refused)
    assert isinstance(many, Refused)
    assert many.problems == one.problems


def test_every_page_is_timed(site: Path) -> None:
    took: dict[str, float] = {}
    options = Options(site=site, output=site / "public", now=NOW, jobs=3, took=took.__setitem__)
    build(options, lambda *_: None, lambda: None)
    made = {path for path in took if path.startswith("articles/")}
    assert made == {f"articles/{n}/index.html" for n in range(PAGES)}
    assert all(seconds > 0 for seconds in took.values())
