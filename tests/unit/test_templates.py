# ruff: noqa: E501  # templates, a line each
"""What is plain in a template, and what is Jinja's alone to say; the bytes are the same."""

import datetime as dt
import shutil
from itertools import repeat
from pathlib import Path

import pytest

from site_builder import template_run
from site_builder.building import build
from site_builder.outcome import Built, Options, Refused
from site_builder.template_run import Library, Pieces, TooLarge, joined
from site_builder.templates import USUAL, Compiled, Ready, compile_usual, compiled, render
from site_builder.theme import read_theme
from tests.site import SITE_TOML, article, contents, make_site
from tests.theme import PAGE, SITE, VALUES, both, theme_of, thing

PARTS = """\
{% macro card(shown, level=2, class="card") %}
<h{{ level }} class="{{ class }}">{{ shown.label }}</h{{ level }}>
{{ line(shown.cards) }}
{% endmacro %}
{% macro line(found) %}{% for one in found %}{{ one.label }}{% if not loop.last %}, {% endif %}{% endfor %}{% endmacro %}
{% macro _own() %}own{% endmacro %}
"""
LAYOUT = """\
<title>{% block title %}{{ page.label }} – {{ site.label }}{% endblock %}</title>
{% block head %}<meta content="{{ site.html }}">{% block inner %}{{ site.size }}{% endblock %}{% endblock %}
{% for one in site.cards %}<a href="{{ one.files["a.css"] }}">{{ one.label }}</a>{% endfor %}
{% block main %}{% endblock %}
"""
EXTENDS = '{% extends "layout" %}\n'
IMPORT = '{% import "parts" as parts %}\n'

PLAIN = {
    "words": "100 % <b>\n{# rien #}é",
    "words that Python would take for its own": "100 % {{ page.label }} %s %% {{ page.size }}%",
    "the site and the page": "{{ page.label ~ site.label }}{{ site.label }}{% if site.size %}{{ page.label }}"
    "{% endif %}{% for one in site.cards %}{{ one.label }}{{ loop.index }}{% endfor %}",
    "values": '{{ page.label }}{{ page.html }}{{ 3 }}{{ none }}{{ 1.5 }}{{ "<" }}{{ true }}',
    "fields": '{{ page.files["a.css"] }}{{ page.cards[0].label[1:] }}{{ page.cards[-1].size }}',
    "conditions": "{% if page.nothing %}a{% elif page.size > 3 and not page.nothing %}b{% else %}c{% endif %}",
    "values on conditions": '{{ "a" if page.nothing else page.nothing or "<c>" }}',
    "sums": '{{ page.size + 1 - 2 }}{{ page.size // 2 }}{{ -page.size }}{{ "a" ~ page.size }}',
    "comparisons": "{{ 1 < page.size <= 100 != 3 }}{{ 'a' in page.label }}{{ 'a' not in page.label }}",
    "filters": '{{ page.cards|length }}{{ page.label|upper }}{{ ("a", "<")|join(" ") }}'
    '{{ page.size|plural("an") }}{{ "https://www.a.example/"|host }}',
    "tests": "{{ page.label is defined }}{{ page.absent is defined }}{{ page.nothing is none }}"
    "{{ page.label is not none }}",
    "loops": "{% for one in page.cards %}{{ loop.index }}{{ loop.index0 }}{{ loop.first }}{{ loop.last }}"
    "{{ loop.length }}{{ loop.revindex }}{% for two in one.cards %}{{ loop.index }}{% endfor %}{{ loop.index }}"
    "{% endfor %}",
    "loops over some": "{% for one in page.cards if one.label %}{{ one.label }}{{ loop.last }}{% else %}-{% endfor %}",
    "loops over none": "{% for one in page.nothing or () %}a{% else %}<{{ page.size }}>{% endfor %}",
    "loops over pairs": "{% for word, number in page.pairs %}{{ number }}{{ word }}{% endfor %}",
    "a name of a loop that was another": "{% for one in page.cards %}{% for one in one.cards %}{{ one.label }}"
    "{% endfor %}{{ one.label }}{% endfor %}",
    "names": "{% set a = page.cards[0] %}{% for one in page.cards %}{% set b = one %}{{ b.label }}{{ a.label }}"
    "{% endfor %}{% with c = a, d = page %}{{ c.label }}{{ d.label }}{% endwith %}",
    "macros": IMPORT + '{{ parts.card(page, class="<b>") }}{{ parts.card(page.cards[1], 3) }}',
    "macros of what loops are at": IMPORT
    + '{% import "other" as other %}{% for one in page.cards %}{{ parts.card(one) }}{{ other.card(one) }}{% endfor %}'
    + "{% for one in page.cards %}{{ parts.card(one, 3) }}{{ parts.card(one) }}"
    "{{ parts.card(one, class='<i>') }}{% endfor %}{% for one in page.cards %}{{ parts.card(one, 3) }}{% endfor %}"
    "{% for word, number in page.pairs %}{{ parts.line(page.cards[number:]) }}{% endfor %}",
    "macros by name": '{% from "parts" import card, line as of %}{{ card(page) }}{{ of(page.cards) }}',
    "macros of its own": "{% macro a(n) %}{{ n }}{% if n %}{{ a(n - 1) }}{% endif %}{% endmacro %}{{ a(3) }}",
    "a macro in a block": EXTENDS
    + "{% macro a(n) %}<{{ n }}>{% endmacro %}{% block main %}{{ a(page.size) }}{% endblock %}",
    "blocks": EXTENDS + IMPORT + "{% block main %}{{ parts.card(page) }}{% endblock %}",
    "blocks in blocks": EXTENDS + "{% block inner %}{{ page.size }}{% endblock %}",
    "a block and what it stands for": EXTENDS
    + "{% block head %}a{{ super() }}b{% endblock %}{% block title %}{% endblock %}",
    "three in a line": '{% extends "middle" %}{% block main %}<{{ super() }}>{% endblock %}',
    "included": 'a{% include "part" %}b{% for one in page.cards %}{% include "part" %}{% endfor %}',
    "nothing": "",
    "nothing many times": "{% for a in page.label %}{% for b in page.label %}{% for c in page.label %}"
    "{{ page.nothing or '' }}{% endfor %}{% endfor %}{% endfor %}end",
    "a name that Python keeps": "{% macro a(class, lambda=2) %}{{ class }}{{ lambda }}{% endmacro %}"
    "{{ a(1) }}{{ a(1, lambda=3) }}",
}
# Each would say something else, or something where Jinja finds a fault, if it were taken for plain.
JINJAS = {
    "a name set on a condition": "{% set a = 1 %}{% if page.size %}{% set a = 2 %}{% endif %}{{ a }}",
    "a name set on a condition, in a block": "{% block a %}{% set a = 1 %}{% if page.size %}{% set a = 2 %}"
    "{% endif %}{{ a }}{% endblock %}",
    "a name that may not be set": "{% if page.nothing %}{% set a = 2 %}{% endif %}{{ a }}",
    "a name set in a loop": "{% set a = 1 %}{% for one in page.cards %}{{ a }}{% set a = 2 %}{% endfor %}{{ a }}",
    "a name that is nowhere": "{{ nobody }}",
    "a name that may be nowhere": "{{ nobody is defined }}",
    "a name of the whole template": EXTENDS + "{% set a = 1 %}{% block main %}{{ a }}{% endblock %}",
    "a page that is another": "{% for page in page.cards %}{% include 'part' %}{% endfor %}",
    "a macro that is not there yet": "{{ a() }}{% macro a() %}b{% endmacro %}",
    "a macro that sees the page": "{% macro a() %}{{ page.label }}{% endmacro %}{{ a() }}",
    "a macro of another that sees the page": '{% import "seeing" as seeing %}{{ seeing.a() }}',
    "a macro as a value": "{% macro a() %}<b>{% endmacro %}{{ a()|upper }}{{ a() ~ '<' }}{{ a }}",
    "a macro that is called around": IMPORT + "{% macro a() %}{{ caller() }}{% endmacro %}"
    "{% call a() %}b{% endcall %}",
    "macros that are the parent's, or ours": '{% extends "importing" %}{% import "other" as parts %}'
    "{% block main %}{{ parts.card(page) }}{% endblock %}",
    "a template that says more than its macros": '{% import "saying" as saying %}{{ saying.a() }}',
    "a block that sees a name which is another's": '{% extends "scoping" %}{% from "parts" import card as one %}'
    "{% block a %}{{ one(page) }}{% endblock %}",
    "a template that counts": '{% import "counting" as counting %}{{ counting.next() }}{{ counting.next() }}',
    "an include that sees a loop": "{% for one in page.cards %}{% include 'seeing one' %}{% endfor %}",
    "an include of itself": "{% for one in page.cards if page.nothing %}{% include 'page' %}{% endfor %}",
    "a computed include": "{% include page.label or 'part' %}",
    "an include that may be missing": "{% include 'absent' ignore missing %}",
    "a block that sees a loop": "{% for one in page.cards %}{% block a scoped %}{{ one.label }}{% endblock %}{% endfor %}",
    "words before a parent": "words" + EXTENDS + "{% block main %}a{% endblock %}",
    "the loop around, in a condition": "{% for a in page.cards %}{% for b in a.cards if loop.first %}{{ b }}"
    "{% endfor %}{% endfor %}",
    "the loop itself": "{% for one in page.cards %}{{ loop.cycle('a', 'b') }}{{ loop.previtem is defined }}{% endfor %}",
    "a loop in itself": "{% for one in page.cards recursive %}{{ one.label }}{{ loop(one.cards) }}{% endfor %}",
    "a text put aside": "{% set a %}<b>{{ page.label }}{% endset %}{{ a }}",
    "no escaping": "{% autoescape false %}{{ page.label }}{% endautoescape %}",
    "a filter around": "{% filter upper %}{{ page.label }}{% endfilter %}",
    "a method": "{{ page.label.strip() }}{% for name, value in page.files.items() %}{{ name }}{% endfor %}",
    "a filter of Jinja’s": "{{ page.label|replace('&', '<b>') }}{{ page.absent|default('a') }}",
    "names that Python reads as others": "{{ page.ﬁles }}",
}  # fmt: skip
# Plain as they are written; the values are not what they seem.
UNUSUAL = {
    "a key as a field": "{{ page.files.label }}",
    "a key that may be there": "{{ page.files.absent is defined }}{{ page.files.label is defined }}",
    "a field as a key": "{{ page['label'] }}",
    "what is HTML, and what is not": "{{ page.html ~ '<' }}{{ (page.html, '<')|join('&') }}",
    "numbers joined": "{{ (1, 2)|join(', ') }}",
    "an argument that nobody needs": "{% macro a(b) %}c{% endmacro %}{{ a(page.absent) }}",
    "an argument that is missing": "{% macro a(b) %}c{% endmacro %}{{ a() }}",
    "a loop over what cannot be counted": "{% for one in page.files %}{{ loop.last }}{% endfor %}",
    "a field that is not there": "a\n{{ page.absent }}",
    "a field of nothing": "a\n{% if page.nothing.label %}{% endif %}",
    "a sum that cannot be": "a\n{{ page.size + page.label }}",
    "too many arguments": "{% macro a(b) %}c{% endmacro %}\n{{ a(1, 2) }}",
    "a macro that is another's own": IMPORT + "{{ parts._own() }}",
    "a macro without an end": "{% macro a() %}\n{{ a() }}{% endmacro %}\n{{ a() }}",
    "a block above that is not there": "{% block a %}{{ super() }}{% endblock %}",
    "a character that nobody can write": '{{ "\\ud800" }}',
}
OTHERS = {
    "parts": PARTS,
    "layout": LAYOUT,
    "middle": EXTENDS + "{% block main %}middle{{ page.size }}{% endblock %}",
    "importing": IMPORT + "{% block main %}{% endblock %}",
    "other": "{% macro card(shown) %}other{% endmacro %}",
    "seeing": "{% macro a() %}{{ page.label }}{% endmacro %}",
    "saying": "{% macro a() %}b{% endmacro %}{{ page.label }}",
    "scoping": "{% for one in page.cards %}{% block a scoped %}{% endblock %}{% endfor %}",
    "seeing one": "{{ one.label }}",
    "counting": "{% set ns = namespace(n=0) %}{% macro next() %}{% set ns.n = ns.n + 1 %}{{ ns.n }}{% endmacro %}",
    "part": IMPORT + "{{ parts.line(page.cards) }}{{ site.label }}",
}  # fmt: skip


@pytest.mark.parametrize("name", PLAIN)
def test_what_is_plain_is_said_as_jinja_says_it(name: str) -> None:
    ours, jinjas, plain = both({**OTHERS, "page": PLAIN[name]})
    assert plain
    assert isinstance(jinjas, bytes)
    assert ours == jinjas


@pytest.mark.parametrize("name", JINJAS)
def test_what_is_not_plain_is_left_to_jinja(name: str) -> None:
    sources = {**OTHERS, "page": JINJAS[name]}
    assert compiled(theme_of(sources)).library.page("page") is None
    ours, jinjas, _ = both(sources)
    assert ours == jinjas


@pytest.mark.parametrize("name", UNUSUAL)
def test_what_is_unusual_is_left_to_jinja_when_it_happens(name: str) -> None:
    sources = {**OTHERS, "page": UNUSUAL[name]}
    assert compiled(theme_of(sources)).library.page("page") is not None
    ours, jinjas, plain = both(sources)
    assert not plain
    assert ours == jinjas


def test_parents_in_a_circle_are_left_to_jinja() -> None:
    sources = {"page": '{% extends "other" %}', "other": '{% extends "page" %}'}
    assert compiled(theme_of(sources)).library.page("page") is None


def test_a_template_is_compiled_once_for_all_builds() -> None:
    kept: dict[tuple[str, ...], str] = {}
    said = []
    for _ in range(2):
        templates = compiled(theme_of({**OTHERS, "page": PLAIN["blocks"]}))
        templates.recall = lambda *source: kept.get(source)
        templates.keep = lambda *source: kept.__setitem__(source[:-1], source[-1])
        known = dict(kept)
        said.append(render(templates, "page", "a.html", VALUES))
    assert kept == known
    assert {name for _, name, _ in kept} == {"page", "layout", "parts"}
    assert said[0] == said[1]


def test_what_is_said_of_a_site_is_not_said_of_another() -> None:
    templates = compiled(theme_of({"page": "{{ site.label }} · {{ page.label }}"}))
    one = render(templates, "page", "a.html", {"site": SITE, "page": PAGE})
    other = render(templates, "page", "a.html", {"site": PAGE, "page": PAGE})
    assert one != other
    assert one == render(templates, "page", "a.html", {"site": SITE, "page": PAGE})


def test_what_macros_have_said_is_kept_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(template_run, "_MOST_SAID", 3)
    loop = "{% for one in page.cards %}{{ parts.card(one, 3) }}{{ parts.card(one) }}{% endfor %}"
    templates = compiled(theme_of({**OTHERS, "page": IMPORT + loop}))
    for turn in range(50):  # things come and go, and others take their place in memory
        cards = [thing(f"N°{n} of {turn}") for n in range(turn % 7)]
        values = {"site": SITE, "page": thing("Page", *cards, *cards[::-1])}
        jinjas = templates.jinja.get_template("page").render(values)
        assert render(templates, "page", "a.html", values).decode() == jinjas
    assert len(templates.library._said._texts) == 3


def test_a_page_stops_growing() -> None:
    with pytest.raises(TooLarge):
        joined(repeat("x" * 1_000_000))
    assert joined(iter(("",) * 1000 + ("end",))) == "end"


# What is compiled before it is asked for


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return make_site(
        tmp_path / "site",
        {
            "site.toml": SITE_TOML,
            "content/articles/un.md": article("Un texte.\n", date="2023-07-18\ncompanies: [Meta]"),
        },
    )


def run(site: Path, jobs: int) -> tuple[Built | Refused, set[str]]:
    """Build *site*; return what comes of it, and the templates that were compiled meanwhile."""
    ready: list[Ready] = []
    learn = Compiled.learn

    def told(self: Compiled, found: Ready) -> None:
        learn(self, found)
        ready.append(self._ready)

    options = Options(
        site=site, output=site / "public", now=dt.datetime(2024, 6, 1, tzinfo=dt.UTC), jobs=jobs
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Compiled, "learn", told)
        result = build(options, lambda *_: None, lambda: None)
    return result, {name for found in ready for name in found.codes}


def forgotten(site: Path) -> None:
    shutil.rmtree(site / "public", ignore_errors=True)
    shutil.rmtree(site / ".site-builder", ignore_errors=True)


def test_usual_templates_are_those_of_the_smallest_newsletter(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: set[str] = set()
    page = Library.page

    def noted(self: Library, name: str) -> Pieces | None:
        used.add(name)
        return page(self, name)

    (site / "site.toml").write_text(
        f"{SITE_TOML}[search]\nenabled = false\n[companies]\nmap = false\n"
    )
    with monkeypatch.context() as patch:
        patch.setattr(Library, "page", noted)
        result, _ = run(site, 1)
    assert isinstance(result, Built)
    assert used == set(USUAL)


def test_a_first_build_has_the_usual_templates_compiled_meanwhile(site: Path) -> None:
    result, asked = run(site, 1)
    assert isinstance(result, Built)
    assert asked == set()
    alone = contents(site / "public")
    forgotten(site)
    result, asked = run(site, 2)
    assert isinstance(result, Built)
    assert {"base.html", *USUAL} <= asked
    assert contents(site / "public") == alone
    (site / "content/articles/un.md").write_text(article("Un autre texte.\n"))
    assert run(site, 2)[1] == set()


@pytest.mark.parametrize("source", ["{% if %}", "{{ page.no_such_field }}", "{{ now() }}"])
def test_what_is_wrong_is_told_as_if_nothing_was_compiled_meanwhile(
    site: Path, source: str
) -> None:
    make_site(site, {"templates/article.html": source})
    alone, _ = run(site, 1)
    forgotten(site)
    result, _ = run(site, 2)
    assert isinstance(alone, Refused)
    assert isinstance(result, Refused)
    assert result.problems == alone.problems


def test_what_is_ready_of_another_theme_is_of_no_use(site: Path) -> None:
    ready = compile_usual(site)
    make_site(site, {"templates/article.html": "{{ page.title }}"})
    templates = compiled(read_theme(site))
    templates.learn(ready)
    assert templates._ready == Ready()
    templates.learn(compile_usual(site))
    assert templates._ready != Ready()
