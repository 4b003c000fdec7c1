"""The search index: made where something changed, the same each time, told when it fails."""

from pathlib import Path

import pytest

from site_builder import pagefind, searching
from site_builder.pagefind import Index, PagefindFailed, Record, index
from site_builder.plan import search
from tests.site import SITE_TOML, article, build_here, contents, make_site

FILES = {
    "site.toml": SITE_TOML,
    **{
        f"content/articles/{year}-{month:02}-05-numero.md": article(
            f"Le modèle numéro {month} de {year}.\n", title=f"Puce {month}/{year}", date=""
        ).replace("date: \n", f"date: {year}-{month:02}-05\nslug: n-{year}-{month:02}\n")
        for year in (2021, 2022, 2023)
        for month in (1, 2, 7)
    },
}


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The addresses of each index that is made, one tuple an index; Pagefind is the real one."""
    seen: list[tuple[str, ...]] = []

    def watched(records: list[Record]) -> Index:
        seen.append(tuple(record.url for record in records))
        return index(records)

    monkeypatch.setattr(searching, "index", watched)
    return seen


def test_only_the_edited_period_is_indexed_again(tmp_path: Path, runs: list[object]) -> None:
    site = make_site(tmp_path, FILES)
    assert build_here(site).exit_code == 0
    assert len(runs) == 4
    runs.clear()
    assert build_here(site).exit_code == 0
    assert runs == []
    edited = site / "content/articles/2022-02-05-numero.md"
    edited.write_text(edited.read_text(encoding="utf-8") + "\nUn ajout.\n", encoding="utf-8")
    assert build_here(site).exit_code == 0
    assert runs == [("/articles/n-2022-01/", "/articles/n-2022-02/", "/articles/n-2022-07/")]
    warm = contents(site / "public")
    assert build_here(site, "--clean").exit_code == 0
    assert contents(site / "public") == warm


def test_the_index_of_what_is_gone_goes_too(tmp_path: Path) -> None:
    site = make_site(tmp_path, FILES)
    assert build_here(site).exit_code == 0
    for path in (site / "content/articles").glob("2021-*"):
        path.unlink()
    assert build_here(site).exit_code == 0
    assert not (site / "public/recherche/pagefind/2021").exists()
    (site / "site.toml").write_text(f"{SITE_TOML}[search]\nenabled = false\n", encoding="utf-8")
    assert build_here(site).exit_code == 0
    assert not (site / "public/recherche").exists()
    assert "recherche" not in (site / "public/404.html").read_text(encoding="utf-8")


def test_a_busy_year_is_cut_by_quarter_and_a_busy_quarter_by_month(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = make_site(tmp_path, FILES)
    for most, portions in (
        (3, ["2021", "2022", "2023"]),
        (2, [f"{y}-t{q}" for y in (2021, 2022, 2023) for q in (1, 3)]),
        (1, [p for y in (2021, 2022, 2023) for p in (f"{y}-01", f"{y}-02", f"{y}-t3")]),
    ):
        monkeypatch.setattr(search, "MOST", most)
        assert build_here(site).exit_code == 0
        folder = site / "public/recherche/pagefind"
        found = sorted(p.parent.name for p in folder.glob("*/pagefind-entry.json"))
        assert found == portions


def test_the_same_records_give_the_same_bytes() -> None:
    records = [
        Record(url=f"/a{n}/", content=f"Le modèle {n} " * 40, meta={"title": f"T {n}", "noms": "x"})
        for n in range(40)
    ]
    assert index(records) == index(records)


@pytest.mark.parametrize("program", ["absent", "silent"])
def test_without_pagefind_nothing_is_published_and_the_reason_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    path = tmp_path / program
    if program == "silent":
        path.write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")
        path.chmod(0o755)
    monkeypatch.setattr(pagefind, "_program", lambda: path)
    site = make_site(tmp_path / "site", FILES)
    result = build_here(site)
    assert result.exit_code == 1
    assert "search index could not be made" in result.stderr
    assert not (site / "public").exists()
    (site / "site.toml").write_text(f"{SITE_TOML}[search]\nenabled = false\n", encoding="utf-8")
    assert build_here(site).exit_code == 0


def test_what_pagefind_refuses_is_told() -> None:
    with pytest.raises(PagefindFailed):
        list(pagefind._answers([{"type": "Nothing"}]))
