"""What a page could depend on without its key knowing: each must be impossible, or be seen."""

import datetime as dt
from pathlib import Path

import pytest

from site_builder.building import build
from site_builder.outcome import Built, Options, Refused
from tests.properties.newsroom import differences, files_in
from tests.site import SITE_TOML, article, make_site

NOW = dt.datetime(2024, 6, 1, tzinfo=dt.UTC)
MIDDLE = "content/articles/2023-07-19-b.md"
THREE = {
    "site.toml": SITE_TOML,
    "content/articles/2023-07-18-a.md": article("Un.\n", title="Un"),
    MIDDLE: article("Deux.\n", title="Deux"),
    "content/articles/2023-07-20-c.md": article("Trois.\n", title="Trois"),
}
PAGE = '{{% extends "base.html" %}}{{% block main %}}{}{{{{ page.body }}}}{{% endblock %}}'


def run(site: Path, output: Path, *, clean: bool = False) -> Built | Refused:
    options = Options(site=site, output=output, now=NOW, clean=clean)
    return build(options, lambda *_: None, lambda: None)


TEMPLATES = {
    # An imported file that numbers what it makes: ids for figures, say. Jinja keeps one copy of it.
    "a counter in an imported file": {
        "article.html": PAGE.format('{% import "count.html" as count %}{{ count.next() }}'),
        "count.html": "{% set seen = namespace(n=0) %}{% macro next() %}"
        "{% set seen.n = seen.n + 1 %}Figure {{ seen.n }}{% endmacro %}",
    },
    "a cycle in an imported file": {
        "article.html": PAGE.format('{% from "odd.html" import odd %}{{ odd.next() }}'),
        "odd.html": '{% set odd = cycler("even", "odd") %}',
    },
    "a note left in a view": {
        "article.html": PAGE.format(
            "{{ site.assets.setdefault(page.title, '') }}{{ site.assets|join(' ') }}"
        ),
    },
    "chance": {"article.html": PAGE.format("{{ range(1000000)|random }}")},
    "filler": {"article.html": PAGE.format("{{ lipsum() }}")},
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_cannot_carry_anything_from_page_to_page(tmp_path: Path, name: str) -> None:
    ours = {f"templates/{path}": text for path, text in TEMPLATES[name].items()}
    site = make_site(tmp_path / "site", {**THREE, **ours})
    first = run(site, tmp_path / "warm")
    if isinstance(first, Refused):  # forbidding it is as good
        assert all(problem.code.startswith("template.") for problem in first.problems)
        return
    make_site(site, {MIDDLE: article("Deux et demi.\n", title="Deux")})  # this page alone is made
    assert isinstance(run(site, tmp_path / "warm"), Built)
    assert isinstance(run(site, tmp_path / "clean", clean=True), Built)
    assert not differences(files_in(tmp_path / "warm"), files_in(tmp_path / "clean"))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("content/image.svg", '<svg xmlns="http://www.w3.org/2000/svg"><!-- {} --></svg>'),
        ("templates/assets/style.css", "/* {} */"),
    ],
)
def test_a_file_edited_while_the_site_is_built_is_seen_later(
    tmp_path: Path, name: str, text: str
) -> None:
    """The edit comes between the look at the file and its copy, and is then undone."""
    site = make_site(tmp_path / "site", {**THREE, name: text.format("one")})

    def edit(stage: str, done: int, _: int) -> None:
        if (stage, done) == ("parse", 1):
            make_site(site, {name: text.format("two")})

    build(Options(site=site, output=tmp_path / "warm", now=NOW), edit, lambda: None)
    make_site(site, {name: text.format("one")})
    assert isinstance(run(site, tmp_path / "warm"), Built)
    assert isinstance(run(site, tmp_path / "clean", clean=True), Built)
    assert not differences(files_in(tmp_path / "warm"), files_in(tmp_path / "clean"))
