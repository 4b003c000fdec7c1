"""What pages borrow of articles is handed on unread: so a plan that is remembered holds for other
words, and a build that recalls it gives what one from nothing gives.
"""

import datetime as dt
import shutil
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from site_builder import compose, parsing, pipeline
from site_builder.blueprint import recall_outline
from site_builder.borrowed import Borrowed, Writer, borrow, borrow_number
from site_builder.building import build
from site_builder.catalogue import Catalogue, Edge, assemble
from site_builder.inputs import read_inputs, read_site_config
from site_builder.items import Article, Item, Mention, lent_place
from site_builder.keys import Keeper
from site_builder.memory import open_memory
from site_builder.outcome import Built, Options, Refused
from site_builder.pages import Kept, Plan
from site_builder.preview import Preview, open_workshop, preview
from tests.golden.update import NOW
from tests.properties.newsroom import differences, files_in
from tests.site import PNG

ROOT = Path(__file__).parents[2]
SITES = {"golden": ROOT / "tests/golden/site", "sample": ROOT}


def copied(name: str, folder: Path) -> Path:
    """Return a copy of a site in *folder*, without what was built of it."""
    for part in ("site.toml", "content", "templates"):
        source = SITES[name] / part
        if source.is_dir():
            shutil.copytree(source, folder / part)
        else:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, folder / part)
    return folder


def planned(site: Path) -> Plan:
    """Return the plan of *site*, made from nothing."""
    config, _, _ = read_site_config(site)
    assert config is not None
    options = Options(site=site, output=site / "public", now=NOW)
    with closing(open_memory(None)) as memory:
        inputs = read_inputs(config, options)
        return pipeline.draw(inputs, options, memory, lambda *_: None).outline.plan


def without_words(plan: Plan) -> list[object]:
    """Return all that *plan* says, with marks in the place of what it borrows."""
    keeper, writer = Keeper(), Writer()
    found: list[object] = [writer.apart(plan.site).json]
    for page in plan.pages:
        kept = keeper.keep(page.view)
        parts = [[keeper.parts[digest].json for digest in field] for field in kept.parts]
        made = page.path, page.kind, page.recipe, page.template, page.origin
        found.append((made, kept.json, kept.marks, parts))
    found += [writer.apart(portion).json for portion in plan.portions]
    return [*found, plan.problems, sorted(plan.read)]


@pytest.mark.parametrize("name", SITES)
def test_a_plan_does_not_read_what_it_hands_on(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A title that is cut, joined, counted or typeset on the way would change with the words."""
    site = copied(name, tmp_path / "site")
    plan = planned(site)

    def other(text: str) -> str:
        assert isinstance(text, Borrowed)
        return borrow(f"« Tout autre » & plus long : {text[::-1]} ", text.mark[1:])

    def otherwise(item: Item) -> Item:
        if not isinstance(item, Article) or item.source in plan.read:
            return item
        body = replace(item.body, digest=other(item.body.digest))
        title, summary = other(item.title), other(item.summary)
        minutes = borrow_number(item.minutes + 1000, f"minutes {item.source}")
        return replace(item, title=title, summary=summary, body=body, minutes=minutes)

    def assemble_otherwise(
        items: Iterable[Item], mentions: Mapping[str, tuple[Mention, ...]], edge: Edge
    ) -> Catalogue:
        named = {
            source: tuple(replace(m, count=m.count + 9, in_title=not m.in_title) for m in found)
            for source, found in mentions.items()
        }
        return assemble(map(otherwise, items), named, edge)

    def place_otherwise(mention: Mention, source: str) -> str:
        return other(lent_place(mention, source))

    monkeypatch.setattr(parsing, "assemble", assemble_otherwise)
    monkeypatch.setattr(compose, "lent_place", place_otherwise)
    again = planned(site)
    assert sum("Tout autre" in str(page.view) for page in again.pages) > 5
    for one, two in zip(without_words(plan), without_words(again), strict=True):
        assert one == two


def saved(site: Path, **asked: bool) -> Built:
    options = Options(site=site, output=site / "public", now=NOW, **asked)  # type: ignore[arg-type]  # flags
    built = build(options, lambda *_: None, lambda: None)
    assert isinstance(built, Built)
    return built


class Plans:
    """Counts how often a site is planned."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.made = 0
        plan_all = pipeline.plan_all

        def counted(*given: object) -> Plan:
            self.made += 1
            return plan_all(*given)  # type: ignore[arg-type]  # as they came

        monkeypatch.setattr(pipeline, "plan_all", counted)


ALLIANCE = "content/articles/2023-07-18-alliance.md"
BRIEF = "content/articles/2023-08-31-bref.md"
NEXT = "content/articles/2024-01-05-suite.md"


def text(path: str, old: str, new: str) -> Callable[[Path], None]:
    """Return what puts *new* in the place of *old* in the file at *path*."""

    def edit(site: Path) -> None:
        file = site / path
        said = file.read_text(encoding="utf-8")
        assert old in said
        file.write_text(said.replace(old, new), encoding="utf-8")

    return edit


WORDS = {
    "a text": text(ALLIANCE, "sera **ouvert**", "ne sera pas *fermé*"),
    "a longer text": text(ALLIANCE, "- un autre.", "- un autre ;\n- et un dernier."),
    "a text before a link": text(BRIEF, "Voir [Meta]", "Une ligne.\n\nEt voir : [Meta]"),
    "a title": text(BRIEF, "title: Bref", "title: En bref & « net »"),
    "a title that was quoted": text(ALLIANCE, "« tout le monde y gagne » ?", "qui y gagne ?"),
    "names that move": text(ALLIANCE, "Le modèle de Meta", "Le tout nouveau modèle de Meta"),
    "a name once more": text(ALLIANCE, "- un point ;", "- un point de Meta ;"),
    "minutes": text(NEXT, "L’année commence.", "Mot. " * 600),
    "a comment": text(NEXT, "tags: [IA]", "tags: [IA]  # et pas robots"),
}
MORE = {
    "a date": text(BRIEF, "2023-08-31T23:30", "2023-08-30T23:30"),
    "a company": text(BRIEF, "[Facebook]", "[Microsoft]"),
    "a tag": text(NEXT, "[IA]", "[IA, Robots]"),
    "a slug": text(NEXT, "edition: 8", "edition: 8\nslug: la-suite"),
    "a draft": text(BRIEF, "title: Bref", "title: Bref\ndraft: true"),
    "a heading": text(NEXT, "L’année commence.", "## Titre\n\nL’année commence."),
    "a link": text(NEXT, "L’année commence.", "L’année [commence](2023-08-31-bref.md)."),
    "another link": text(BRIEF, "(/entreprises/meta/)", "(/entreprises/microsoft/)"),
    "a name": text(NEXT, "L’année commence.", "L’année commence chez Microsoft."),
    "a title that announces an edition": text(NEXT, "title: La suite", "title: La fin"),
    "a company record": text("content/companies/meta.md", "name: ", "name: Groupe "),
    "an edition": text("content/editions/008.md", "Un numéro sans", "Un autre numéro sans"),
    "an article that goes": lambda site: (site / BRIEF).rename(site / f"{BRIEF}.txt"),
    "a picture that comes": lambda site: (site / "content/articles/a.png").write_bytes(PNG),
    "settings": text("site.toml", "per_page = 3", "per_page = 2"),
}


def prepared(tmp_path: Path) -> Path:
    """Return the golden site, built; without cards for social networks, which show titles."""
    site = copied("golden", tmp_path / "site")
    with (site / "site.toml").open("a", encoding="utf-8") as file:
        file.write("\n[images]\nsocial_cards = false\n")
    saved(site)
    return site


def clean(site: Path, tmp_path: Path) -> dict[str, bytes]:
    other = tmp_path / "clean"
    for part in ("content", "templates"):
        shutil.copytree(site / part, other / part)
    shutil.copy2(site / "site.toml", other / "site.toml")
    saved(other)
    return files_in(other / "public")


@pytest.mark.parametrize("edit", [*WORDS, *MORE])
def test_an_edit_of_words_is_not_planned_again(
    edit: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = prepared(tmp_path)
    plans = Plans(monkeypatch)
    {**WORDS, **MORE}[edit](site)
    saved(site)
    assert plans.made == (edit in MORE)
    assert differences(files_in(site / "public"), clean(site, tmp_path)) == []
    # The keys are those of a plan: one that is made now finds nothing to make.
    (site / ".site-builder/plan").unlink()
    (site / ".site-builder/last.json").unlink(missing_ok=True)
    assert saved(site).made == ()


def test_edits_of_words_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After each, a template changes and published files are lost: old views become pages."""
    site = prepared(tmp_path)
    plans = Plans(monkeypatch)
    for number, edit in enumerate(WORDS.values()):
        edit(site)
        (site / "templates/card.html").write_text(f"<!-- {number} -->", encoding="utf-8")
        (site / "public/index.html").unlink(missing_ok=True)
        (site / "public/feed.xml").write_bytes(b"lost")
        saved(site)
    assert plans.made == 0
    assert differences(files_in(site / "public"), clean(site, tmp_path)) == []


@pytest.mark.parametrize("asked", ["clean", "verify", "drafts", "future"])
def test_what_is_asked_otherwise_is_planned(
    asked: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = prepared(tmp_path)
    plans = Plans(monkeypatch)
    WORDS["a text"](site)
    saved(site, **{asked: True})
    assert plans.made == 1


def test_names_that_another_process_looked_for_are_not_lent(tmp_path: Path) -> None:
    """A name is deleted and put back while `serve` looks on: what it found is of no use."""
    site = copied("golden", tmp_path / "site")
    text(NEXT, "L’année commence.", "Facebook commence, et Meta finit.")(site)
    saved(site)
    record = "content/companies/meta.md"
    text(record, "[Facebook, ", "[")(site)
    with closing(open_workshop(site)) as workshop:
        assert isinstance(preview(workshop, NOW, 1, None, lambda *_: None), Preview)
    text(record, "aliases: [", "aliases: [Facebook, ")(site)
    WORDS["a text before a link"](site)
    saved(site)
    assert differences(files_in(site / "public"), clean(site, tmp_path)) == []


def test_what_a_template_asks_of_a_text_in_vain_is_told_in_the_same_words(tmp_path: Path) -> None:
    site = prepared(tmp_path)
    (site / "templates/article.html").write_text("{{ page.title.label }}", encoding="utf-8")
    options = Options(site=site, output=site / "public", now=NOW)
    recalled, made = (
        build(replace(options, clean=asked), lambda *_: None, lambda: None)
        for asked in (False, True)
    )
    assert isinstance(made, Refused)
    assert isinstance(recalled, Refused)
    assert made.problems == recalled.problems


def test_a_plan_holds_until_an_article_is_due(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = copied("golden", tmp_path / "site")
    due = NOW + dt.timedelta(days=1)
    text(NEXT, "date: 2024-01-05", f"date: {due:%Y-%m-%dT%H:%M}")(site)
    saved(site)
    plans = Plans(monkeypatch)
    for days, made in ((0.5, 0), (2, 1), (0.5, 2)):  # the last is a clock that was put back
        WORDS["a text" if days == 2 else "names that move"](site) if made < 2 else None
        (site / ".site-builder/last.json").unlink(missing_ok=True)
        now = NOW + dt.timedelta(days=days)
        options = Options(site=site, output=site / "public", now=now)
        assert isinstance(build(options, lambda *_: None, lambda: None), Built)
        assert plans.made == made
        assert (site / "public/articles/suite/index.html").exists() == (days == 2)


@pytest.mark.parametrize("name", SITES)
def test_views_that_were_written_down_are_what_they_were(name: str, tmp_path: Path) -> None:
    site = copied(name, tmp_path / "site")
    saved(site)
    plan = {page.path: page for page in planned(site).pages}
    config, settings, _ = read_site_config(site)
    assert config is not None
    options = Options(site=site, output=site / "public", now=NOW)
    with closing(open_memory(site / ".site-builder")) as memory:
        inputs = read_inputs(config, options)
        outline = recall_outline(inputs, settings, options, memory, lambda *_: None)
        assert outline is not None
        assert all(isinstance(page.view, Kept) for page in outline.plan.pages)
        assert outline.plan.pages
        for page in outline.plan.pages:
            assert outline.whole(page) == plan[page.path]
        assert len(plan) == len(outline.plan.pages)
