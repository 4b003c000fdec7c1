"""`explain`: each part of a key, changed alone, is the one that is named."""

import datetime as dt
from pathlib import Path

import pytest
from click.testing import CliRunner

from site_builder.cli import main
from site_builder.explanations import explanation_text
from site_builder.outcome import Built, Options
from site_builder.pipeline import build
from site_builder.reasons import Explanation, explain
from tests.architecture.house import ROOT
from tests.site import SITE_TOML, SMALL, article, make_site, png

PAGE = "articles/llama/index.html"
SOURCE = "content/articles/2023-07-18-llama.md"
NOW = dt.datetime(2024, 6, 1, tzinfo=dt.UTC)


def options(site: Path) -> Options:
    return Options(site=site, output=site / "public", now=NOW)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    site = make_site(tmp_path, {**SMALL, "content/articles/2023-07-19-b.md": article(title="B")})
    assert isinstance(build(options(site), lambda *_: None, lambda: None), Built)
    return site


def why(site: Path, asked: str = PAGE) -> Explanation:
    return explain(asked, options(site), lambda *_: None)


def causes(site: Path, asked: str = PAGE) -> tuple[str, ...]:
    return why(site, asked).pages[0].causes


def test_nothing_changed(site: Path) -> None:
    assert causes(site) == ()
    assert causes(site, "feed.xml") == ()


def test_its_text_changed(site: Path) -> None:
    make_site(site, {SOURCE: article("Un autre texte.\n")})
    assert causes(site) == ("view",)
    assert causes(site, "articles/b/index.html") == ()


def test_what_it_shows_changed(site: Path) -> None:
    make_site(site, {SOURCE: article("Le modèle de Meta est ouvert.\n", title="Autre")})
    assert causes(site, "articles/b/index.html") == ("view",)


def test_a_template_changed_among_those_it_needs(site: Path) -> None:
    make_site(site, {"templates/home.html": '{% extends "base.html" %}\n{# nu #}'})
    assert causes(site) == ()
    assert causes(site, "/") == ("templates: home.html",)
    assert causes(site, "feed.xml") == ()


def test_the_site_changed(site: Path) -> None:
    make_site(site, {"site.toml": SITE_TOML.replace("sur les puces", "de puces")})
    assert causes(site) == ("site: description",)


def test_the_tools_changed(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("site_builder.inputs.toolchain", lambda *_: "another")
    assert causes(site) == ("toolchain",)


def test_everything_changed(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("site_builder.inputs.toolchain", lambda *_: "another")
    files = {SOURCE: article("Un autre texte.\n"), "templates/_parts.html": "{# nu #}"}
    make_site(site, {**files, "site.toml": SITE_TOML.replace("La Puce", "Puce")})
    found = causes(site)
    assert found[0] == "toolchain"
    assert found[1].startswith("site: ")
    assert "title" in found[1]
    assert found[2:] == ("templates: _parts.html", "view")


def test_a_file_that_was_touched_or_taken_away(site: Path) -> None:
    (site / "public" / PAGE).write_text("autre", encoding="utf-8")
    assert causes(site) == ("altered",)
    (site / "public" / PAGE).unlink()
    assert causes(site) == ("altered",)


def test_a_page_that_is_not_there_yet(site: Path) -> None:
    make_site(site, {"content/articles/c.md": article(title="C", date="2023-07-20")})
    assert causes(site, "content/articles/c.md") == ("new",)


def test_a_forgotten_record_is_no_reason_that_is_made_up(site: Path) -> None:
    (site / ".public.spare/state").unlink()
    assert causes(site) == ("unknown",)


def test_a_site_made_anew_alike_notes_what_it_is_made_of(site: Path) -> None:
    """Nothing is written but the record: what was noted must be of the last build."""
    theme = (ROOT / "templates/article.html").read_text(encoding="utf-8")
    make_site(site, {"templates/article.html": theme + "{# rien #}"})
    make_site(site, {"site.toml": SITE_TOML + "# rien\n"})
    assert isinstance(build(options(site), lambda *_: None, lambda: None), Built)
    assert causes(site) == ()


@pytest.mark.parametrize(
    "asked",
    [PAGE, "/articles/llama/", "articles/llama", "https://puce.example/articles/llama/", SOURCE],
)
def test_a_page_by_all_its_names(asked: str, site: Path) -> None:
    page = why(site, asked).pages[0]
    assert (page.path, page.source, page.recipe) == (PAGE, SOURCE, "html")
    assert page.url == "https://puce.example/articles/llama/"
    assert {"article.html", "base.html", "_parts.html"} <= set(page.templates)


def test_a_page_by_its_published_file(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(site)
    for asked in (f"public/{PAGE}", "public/articles/llama", str(site / "public" / PAGE)):
        assert [p.path for p in why(site, asked).pages] == [PAGE]


def test_a_source_is_shown_by_others(site: Path) -> None:
    shown = {page.path for page in why(site, SOURCE).shown_by}
    assert {
        "index.html",
        "feed.xml",
        "articles/b/index.html",
        "archives/2023/07/index.html",
    } <= shown


LEGAL = """
[publisher]
name = "La Puce"
email = "nous@puce.example"
[publisher.legal]
director = "Zoé Martin"
address = "1, rue du Pont"
host = { name = "Hôte", address = "2, rue du Pont", phone = "1" }
[companies]
pair_articles = 1
"""
PICTURE = "content/articles/d/lama.png"
OF_TWO = "content/articles/d/index.md"
# Every kind of file: what to ask for, how it is made, and whether the article of two companies is
# shown there.
KINDS: dict[str, tuple[str, str, bool]] = {
    "a page of two companies": ("/entreprises/meta/microsoft/", "html", True),
    "the map of companies": ("/entreprises/carte/", "html", False),
    "RSS": ("/feed.xml", "rss", True),
    "Atom": ("/atom.xml", "atom", True),
    "JSON Feed": ("/feed.json", "json", True),
    "the list of feeds": ("/feeds.opml", "text", False),
    "the page of feeds": ("/flux/", "html", False),
    "the search page": ("/recherche/", "html", False),
    "a search index": ("/recherche/pagefind/2023/facettes.json", "index", True),
    "news for search engines": ("/sitemap-news.xml", "text", True),
    "a legal page": ("/mentions-legales/", "html", False),
    "privacy": ("/confidentialite/", "html", False),
    "a picture": (PICTURE, "copy", False),
    "headers": ("/_headers", "headers", False),
    "an icon": ("/favicon.ico", "copy", False),
}


@pytest.fixture
def full(tmp_path: Path) -> Path:
    """Return a site with a file of every kind, published."""
    companies = "2023-07-20\ncompanies: [Meta, Microsoft]"
    files = {
        **SMALL,
        "site.toml": SITE_TOML + LEGAL,
        OF_TWO: article("Voir ![un lama](lama.png).\n", title="D", date=companies),
        PICTURE: png(640, 400),
    }
    site = make_site(tmp_path, files)
    assert isinstance(build(options(site), lambda *_: None, lambda: None), Built)
    return site


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_file_is_explained(kind: str, full: Path) -> None:
    asked, recipe, shows = KINDS[kind]
    page = why(full, asked).pages[0]
    assert (page.recipe, page.causes) == (recipe, ())
    assert (OF_TWO in page.shows) == shows


def test_an_article_makes_a_card_and_a_picture_its_copies(full: Path) -> None:
    made = why(full, OF_TWO)
    assert [p.recipe for p in made.pages] == ["html", "card"]
    copies = why(full, PICTURE)
    assert copies.pages[0].path == "articles/d/lama.png"
    assert {p.recipe for p in copies.pages[1:]} == {"image"}
    assert len(copies.pages) > 1
    assert "articles/d/index.html" in [p.path for p in copies.shown_by]


def test_another_way_to_make_pictures_is_the_reason(
    full: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("site_builder.inputs.image_tools", lambda _: "another")
    picture, *copies = why(full, PICTURE).pages
    assert picture.causes == ()
    assert {p.causes for p in copies} == {("image tools",)}
    article, card = why(full, OF_TWO).pages
    assert (article.causes, card.causes) == ((), ("image tools",))


@pytest.mark.parametrize("asked", ["site.toml", "templates/home.html"])
def test_what_pages_depend_on_has_none_of_its_own(asked: str, site: Path) -> None:
    make_site(site, {"templates/home.html": '{% extends "base.html" %}'})
    found = why(site, asked)
    assert (found.why, found.near) == ("shared", "")
    assert "n’a pas de page à lui\u00a0: d’autres en dépendent" in explanation_text(found, "fr")


def test_an_explanation_touches_nothing(full: Path) -> None:
    def looks() -> dict[str, tuple[int, bytes]]:
        return {
            str(p): (p.stat().st_mtime_ns, p.read_bytes()) for p in full.rglob("*") if p.is_file()
        }

    before = looks()
    make_site(full, {SOURCE: article("Un autre texte.\n")})
    before[str(full / SOURCE)] = looks()[str(full / SOURCE)]
    assert causes(full) == ("view",)
    assert looks() == before


def test_a_spoilt_memory_explains_as_well(full: Path) -> None:
    (full / ".site-builder/texts").write_bytes(b"")
    assert causes(full) == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (article(date="2023-07-18\ndraft: true"), "draft"),
        (article(date="2199-01-01"), "future"),
        ("---\ntitle: x\n---\n", "broken"),
    ],
)
def test_why_a_text_has_no_page(text: str, reason: str, site: Path) -> None:
    make_site(site, {"content/articles/d.md": text})
    assert why(site, "content/articles/d.md").why == reason


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_command_says_it(language: str, site: Path) -> None:
    def say(asked: str) -> tuple[int, str]:
        env = {"SITE_BUILDER_LANG": language}
        result = CliRunner(env=env).invoke(main, ["explain", "--site", str(site), asked])
        return result.exit_code, result.output

    make_site(site, {SOURCE: article("Un autre texte.\n")})
    status, said = say("/articles/llama/")
    assert status == 0
    assert ("refaite\u00a0: son texte" if language == "fr" else "made again: its text") in said
    status, said = say("/articles/lama/")
    assert status == 1
    assert "/articles/llama/" in said
