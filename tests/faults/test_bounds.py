"""Nothing that an editor or an attacker writes keeps a build busy for hours, or fills the memory.

What is refused for its shape is refused in the same words on every machine; what only a clock can
find is given up, told, and tried again by the next build.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from site_builder import parsing, rendering
from site_builder.bounds import MOST_BYTES, MOST_MARKS, crowding_problem
from site_builder.content import parse
from site_builder.inputs import parse_settings, read_site_config
from site_builder.markup import without_code
from site_builder.outcome import Built, Options, Refused
from site_builder.pipeline import build as build_site
from site_builder.sources import read_sources
from site_builder.time_limit import MOST_SECONDS, OutOfTime, time_limit
from tests.faults.test_faulty_sites import (
    ARTICLE_TEMPLATE,
    NOW,
    VALID,
    X,
    Y,
    assert_readable,
    assert_told,
    told,
    with_body,
    with_settings,
    written,
)
from tests.site import SMALL, contents, make_site

MANY = 8000
# Each keeps Python-Markdown busy for ten seconds to hours.
CROWDS = {
    "links never closed": "[a" * MANY,
    "pictures never closed": "![a" * MANY,
    "addresses never closed": "[a](" * MANY,
    "addresses of nothing but brackets": "[a]((((((" * MANY,
    "pictures without an address": "![](" * MANY,
    "brackets": "[" * MANY,
    "brackets in brackets": "[" * MANY + "]" * MANY,
    "abbreviations": "".join(f"*[a{n}]: b\n" for n in range(MANY)),
    "one abbreviation": "*[a]: b\n" * MANY,
    "notes": "".join(f"[^{n}]: x\n\n" for n in range(MANY)),
    "tags never closed": "<a " * MANY,
    "comments never closed": "<!-- " * MANY,
    "character data": "<![CDATA[" * MANY,
    "underlined headings": "a\n===\n" * MANY,
    "rules": "---\n" * MANY,
    "headings": "# a\n" * MANY,
}

LONG = {
    "50 KB with a link in every sentence": "".join(
        f"Une phrase sur les puces, avec [un lien](https://e.example/{n}) et *un mot* fort.\n"
        + "\n" * (n % 4 == 3)
        for n in range(700)
    ),
    "3,000 links in one paragraph": " ".join(f"[m{n}](https://e.example/{n})" for n in range(3000)),
    "a list of 100,000 lines": "".join(f"- point {n}\n" for n in range(100_000)),
    "a list of 5,000 links": "".join(f"- [p{n}](https://e.example/{n})\n" for n in range(5000)),
    "a table of 5,000 rows": "|a|b|\n|-|-|\n" + "|[1]|[2]|\n" * 5000,
    "a table in HTML": "<table>\n" + "<tr><td>1</td><td>2</td></tr>\n" * 3000 + "</table>\n",
    "a listing": "```json\n" + '[["a", ["b"]],\n' * 3000 + "```\n",
    "1,000 quotations in each other": ">" * 1000 + " mot\n",
    "a paragraph of a megabyte": "mot " * 250_000,
}


@pytest.mark.parametrize("name", CROWDS)
def test_signs_without_a_partner_are_refused_by_their_number(name: str, tmp_path: Path) -> None:
    root = make_site(tmp_path, {**SMALL, **with_body(f"Un texte.\n\n{CROWDS[name]}\n")})
    began = time.process_time()
    result = built(root)
    assert time.process_time() - began < 3
    assert isinstance(result, Refused)
    assert_told(result.problems, (f"{X}:8:1 markup.crowded",))
    assert_readable(result.problems[0])
    assert told(built(root).problems) == told(result.problems)


@pytest.mark.parametrize("name", LONG)
def test_long_texts_of_the_usual_form_are_published(name: str, tmp_path: Path) -> None:
    root = make_site(tmp_path, {**SMALL, **with_body(f"Un texte.\n\n{LONG[name]}\n")})
    assert told(built(root).problems) == []
    assert "articles/x/index.html" in contents(root / "public")


def test_signs_are_counted_up_to_the_last_one_that_passes() -> None:
    assert crowding_problem("[a" * MOST_MARKS, X, 1) is None
    found = crowding_problem(f"Un.\n\nDeux.\n{'[a' * (MOST_MARKS + 1)}", X, 5)
    assert found is not None
    assert (found.place.line, found.place.column) == (7, 1)
    assert crowding_problem(without_code(f"```\n{'[a' * 9999}\n```\n"), X, 1) is None


@pytest.mark.parametrize(
    "text",
    [
        " " * MOST_BYTES,
        "\t\n" * (MOST_BYTES // 2),
        "---" + " " * MOST_BYTES + "a",
        "- " * (MOST_BYTES // 2),
        "[a](" + "b" * MOST_BYTES,
        "=" * MOST_BYTES + "a",
        "`" * (MOST_BYTES // 2) + "a",
    ],
    ids=lambda text: repr(text[:8]),
)
def test_counting_itself_takes_no_time(text: str) -> None:
    began = time.process_time()
    crowding_problem(without_code(text), X, 1)
    assert time.process_time() - began < 2


def test_a_text_of_fifty_megabytes_is_refused_unread(tmp_path: Path) -> None:
    root = make_site(tmp_path, {**SMALL, **with_body("mot " * 12_500_000)})
    result = built(root)
    assert isinstance(result, Refused)
    assert_told(result.problems, (f"{X} file.too-large",))
    assert dict(result.problems[0].params)["size"] == "50.0"


# What only a clock can find


def built(root: Path, *, jobs: int = 1) -> Built | Refused:
    options = Options(site=root, output=root / "public", now=NOW, jobs=jobs)
    return build_site(options, lambda stage, done, total: None, lambda: None)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """One second for a text or a page."""
    for room in (parsing, rendering):
        monkeypatch.setattr(room, "MOST_SECONDS", 1)


ENDLESS = with_settings('[markdown]\nextensions = ["tests.faults.endless_extension"]\n')


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("run", [lambda work: work(), ThreadPoolExecutor(1).submit])
def test_a_text_without_end_is_given_up_and_spoils_no_other(
    run: Callable[[Callable[[], Built | Refused]], object], tmp_path: Path
) -> None:
    """In the main thread, and in another, as `serve` builds."""
    root = make_site(tmp_path, {**SMALL, **ENDLESS, **with_body("SANS FIN\n"), Y: written(*VALID)})
    found = run(lambda: built(root))
    result = found if isinstance(found, Refused) else found.result()  # type: ignore[attr-defined]
    assert_told(result.problems, (f"{X} markup.too-slow",))
    assert_readable(result.problems[0])
    make_site(root, with_body("Un texte.\n"))
    assert told(built(root).problems) == []


@pytest.mark.usefixtures("impatient")
def test_a_text_without_end_is_given_up_by_workers_too(tmp_path: Path) -> None:
    more = {f"content/articles/n{n}.md": written(*VALID) for n in range(120)}
    root = make_site(tmp_path, {**SMALL, **ENDLESS, **more, **with_body("SANS FIN\n")})
    assert_told(built(root, jobs=2).problems, (f"{X} markup.too-slow",))


@pytest.mark.usefixtures("impatient")
def test_a_text_given_up_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that was busy, or is another now: nothing of it is remembered."""
    root = make_site(tmp_path, {**SMALL, **with_body("Un texte.\n")})

    def never(*_: object) -> None:
        while True:
            pass

    with monkeypatch.context() as patch:
        patch.setattr(parsing, "parse", never)
        assert_told(built(root).problems, ("content/*.md markup.too-slow",) * 2)
    assert told(built(root).problems) == []


LOOPS = {
    "loops in loops": "\n{% for i in range(100000) %}\n{% for i in range(100000) %}{% endfor %}"
    "{% endfor %}",
    "plain loops in plain loops": "\n\n" + "{% for a in site.title %}" * 18 + "{% endfor %}" * 18,
    "a text put aside": "\n{% set a %}\n{% for i in range(100000) %}{% for i in range(100000) %}"
    "{% endfor %}{% endfor %}{% endset %}",
    "a power": "\n\n{% set a = 10 %}{{ a ** (a ** a) }}",
    "a macro that calls itself twice": "{% macro m(n) %}\n"
    "{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
}


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("name", LOOPS)
def test_a_page_without_end_is_given_up_at_its_line(name: str, tmp_path: Path) -> None:
    """And once: fifty articles of that template would take fifty times as long."""
    more = {f"content/articles/n{n}.md": written(*VALID) for n in range(50)}
    root = make_site(tmp_path, {**SMALL, **more, ARTICLE_TEMPLATE: LOOPS[name]})
    began = time.process_time()
    result = built(root)
    assert time.process_time() - began < 6
    assert isinstance(result, Refused)
    assert_told(result.problems, (f"{ARTICLE_TEMPLATE}:[123] template.too-slow",))
    assert_readable(result.problems[0])


@pytest.mark.usefixtures("impatient")
def test_a_constant_without_end_is_given_up(tmp_path: Path) -> None:
    """Jinja works it out before there is a page."""
    root = make_site(tmp_path, {**SMALL, ARTICLE_TEMPLATE: "{{ 10 ** (10 ** 10) }}"})
    assert_told(built(root).problems, (f"{ARTICLE_TEMPLATE} template.too-slow",))


@pytest.mark.parametrize(("numbers", "loops"), [("range(90000)", 2), ("site.title", 12)])
def test_a_page_beyond_reason_is_refused(numbers: str, loops: int, tmp_path: Path) -> None:
    loop = f"{{% for i in {numbers} %}}" * loops + "x" * 100 + "{% endfor %}" * loops
    root = make_site(tmp_path, {**SMALL, ARTICLE_TEMPLATE: loop})
    result = built(root)
    assert_told(result.problems, (f"{ARTICLE_TEMPLATE} template.too-large",))
    assert_readable(result.problems[0])


def test_a_range_beyond_reason_is_refused(tmp_path: Path) -> None:
    loop = "\n{% for i in range(10 ** 9) %}x{% endfor %}"
    root = make_site(tmp_path, {**SMALL, ARTICLE_TEMPLATE: loop})
    assert_told(built(root).problems, (f"{ARTICLE_TEMPLATE}:2 template.failed",))


# The limit itself


def busy(seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def test_the_limit_interrupts_and_leaves_nothing_behind() -> None:
    for _ in range(20):
        with pytest.raises(OutOfTime), time_limit(0.01):
            busy(5)
        with time_limit(0.5):
            busy(0.001)
    busy(1.2)  # a timer that was left would ring


def test_the_limit_of_a_thread_interrupts_and_leaves_nothing_behind() -> None:
    def work() -> int:
        stopped = 0
        for number in range(60):
            try:
                with time_limit(0.02):
                    busy(0.01 + number % 20 / 500)  # some end just when they are called to stop
            except OutOfTime:
                stopped += 1
        busy(0.1)
        return stopped

    before = threading.active_count()
    with ThreadPoolExecutor(1) as pool:
        assert 0 < pool.submit(work).result() < 60
    assert threading.active_count() <= before + 1


def test_time_spent_waiting_is_not_counted() -> None:
    with time_limit(0.05):
        time.sleep(0.3)


def test_reading_a_text_of_the_largest_size_stays_far_from_the_limit(tmp_path: Path) -> None:
    """Otherwise the answer would depend on the machine."""
    words = "Une phrase sur les puces, avec [un lien](https://e.example/) et *un mot* fort.\n\n"
    root = make_site(tmp_path, {**SMALL, **with_body(words * (MOST_BYTES // len(words) - 10))})
    config, _, _ = read_site_config(root)
    assert config is not None
    (source,) = (s for s in read_sources(root).read if s.path == X)
    began = time.process_time()
    assert parse(source, parse_settings(config)).problems == ()
    assert time.process_time() - began < MOST_SECONDS
