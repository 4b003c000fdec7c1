"""The looks of the sample in a real browser, as readers with all kinds of eyes, hands, screens and
networks meet them.
"""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import Sample
from tests.site import SMALL, article, make_site
from tests.tools.chromium import Chromium
from tests.tools.loopback import serve
from tests.tools.needs import node_file
from tests.tools.sample import publish_sample

KINDS = (
    "",
    "page/2/",
    "articles/llama-2/",
    "articles/adobe-renonce-a-figma/",
    "entreprises/",
    "entreprises/openai/",
    "entreprises/microsoft/openai/",
    "entreprises/carte/",
    "themes/",
    "themes/ia/",
    "auteurs/camille-renard/",
    "archives/",
    "archives/2023/07/",
    "flux/",
    "recherche/",
    "a-propos/",
    "confidentialite/",
    "404.html",
)
PHONE, DESKTOP = (390, 844), (1280, 900)
TAB = ("Tab", 9)


@pytest.fixture
def reader(chromium: Chromium) -> Iterator[Chromium]:
    """A browser as the next test finds it: a desktop, by day, fast."""
    chromium.resize(*DESKTOP)
    chromium.prefer()
    yield chromium
    chromium.prefer()
    chromium.slow_down(0, -1)


# Rules of WCAG 2.2 AA and the best practices of axe.
AUDIT = """
axe.run().then(found => found.violations.map(
  v => `${v.id}: ${v.nodes.slice(0, 3).map(n => n.html.slice(0, 120)).join(" | ")}`))
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_nothing(
    octet: Sample, reader: Chromium, size: tuple[int, int], scheme: str
) -> None:
    axe = node_file("axe-core/axe.min.js").read_text(encoding="utf-8")
    reader.resize(*size)
    reader.prefer(scheme)
    faults = {}
    for kind in KINDS:
        reader.open(octet.host.url + kind)
        reader.evaluate(f"{axe}; 0")
        if found := reader.evaluate(AUDIT):
            faults[kind] = found
    assert faults == {}, json.dumps(faults, ensure_ascii=False, indent=1)


def test_axe_bites(octet: Sample, reader: Chromium) -> None:
    axe = node_file("axe-core/axe.min.js").read_text(encoding="utf-8")
    reader.open(octet.host.url)
    reader.evaluate(f"{axe}; document.querySelector('h1').remove(); 0")
    assert any("page-has-heading-one" in fault for fault in reader.evaluate(AUDIT))


# What has the focus, and whether a reader sees that it has: an outline, inside the window.
FOCUS = """(() => {
  const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return e === document.body ? null : [e.outerHTML.slice(0, 90), inside && outlined];
})()"""
# All that the keyboard must reach.
REACHABLE = """[...document.querySelectorAll("a[href], button, input, summary, [tabindex='0']")]
  .filter(e => e.checkVisibility()).length"""


@pytest.mark.parametrize("kind", ["", "articles/llama-2/", "entreprises/", "entreprises/openai/"])
def test_the_keyboard_reaches_everything_and_shows_where_it_is(
    octet: Sample, reader: Chromium, kind: str
) -> None:
    reader.prefer(motion="reduce")
    reader.open(octet.host.url + kind)
    stops = []
    for _ in range(reader.evaluate(REACHABLE)):
        reader.press(*TAB)
        stops.append(reader.evaluate(FOCUS))
    assert [stop for stop in stops if stop is None or not stop[1]] == []
    assert "skip" in stops[0][0]


def test_the_first_stop_leads_to_the_text(octet: Sample, reader: Chromium) -> None:
    reader.open(octet.host.url + "articles/llama-2/")
    reader.press(*TAB)
    reader.press("Enter", 13)
    reader.evaluate("document.activeElement.click()")
    reader.press(*TAB)
    inside = "document.activeElement.closest('main') !== null"
    assert reader.evaluate(inside)


@pytest.mark.parametrize("kind", KINDS)
def test_text_of_twice_the_size_fits(octet: Sample, reader: Chromium, kind: str) -> None:
    reader.open(octet.host.url + kind)
    reader.evaluate("document.documentElement.style.fontSize = '200%'")
    for width in (1280, 640):
        reader.resize(width, 800)
        assert reader.evaluate("document.documentElement.scrollWidth") <= width
        cut = """[...document.querySelectorAll("main *, header *")].filter(e =>
          getComputedStyle(e).overflowX === "hidden" && e.scrollWidth > e.clientWidth + 1
          && e.clientWidth > 1).length"""
        assert reader.evaluate(cut) == 0


@pytest.mark.parametrize("width", [320, 390, 768, 1280, 1920, 3840])
def test_nothing_scrolls_sideways_on_any_screen(
    octet: Sample, reader: Chromium, width: int
) -> None:
    reader.resize(width, 900)
    for kind in KINDS:
        reader.open(octet.host.url + kind)
        assert reader.evaluate("document.documentElement.scrollWidth") <= width, kind


def test_long_words_and_many_parts_fit(tmp_path: Path, reader: Chromium) -> None:
    parts = "".join(f"## Anticonstitutionnellement {n}\n\nTexte[^{n}].\n\n" for n in range(9))
    called = "".join(f"[^{n}]: Note.\n" for n in range(9))
    title = "Désinstitutionnalisation anticonstitutionnelle des microprocesseurs"
    text = article(f"{parts}\n{called}", title=title)
    site = make_site(tmp_path, {**SMALL, "content/articles/long.md": text})
    axe = node_file("axe-core/axe.min.js").read_text(encoding="utf-8")
    with serve(publish_sample(site)) as host:
        for kind in ("", "articles/long/"):
            reader.resize(*DESKTOP)
            reader.open(host.url + kind)
            reader.evaluate(f"{axe}; 0")
            assert reader.evaluate(AUDIT) == []
            reader.resize(320, 640)
            assert reader.evaluate("document.documentElement.scrollWidth") <= 320


# Letters in each full line of the texts of an article.
LINES = """[...document.querySelectorAll(".text > p")].flatMap(p => {
  const range = document.createRange(), lines = new Map();
  const walker = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) for (let i = 0; i < walker.currentNode.length; i++) {
    range.setStart(walker.currentNode, i); range.setEnd(walker.currentNode, i + 1);
    const y = Math.round(range.getBoundingClientRect().bottom / 12);
    lines.set(y, (lines.get(y) || 0) + 1);
  }
  return [...lines.values()].slice(0, -1);
})"""


@pytest.mark.parametrize("width", [1024, 1280, 1920, 3840])
def test_a_line_has_sixty_to_seventy_letters(octet: Sample, reader: Chromium, width: int) -> None:
    reader.resize(width, 900)
    reader.open(octet.host.url + "articles/adobe-renonce-a-figma/")
    lines = sorted(n for n in reader.evaluate(LINES) if n > 40)
    assert len(lines) > 10
    assert 60 <= lines[len(lines) // 2] <= 70


def test_what_is_wide_scrolls_by_itself(octet: Sample, reader: Chromium) -> None:
    reader.resize(320, 640)
    reader.open(octet.host.url + "articles/llama-2/")
    for selector in (".scroll", "pre"):
        box = f"document.querySelector('.text {selector}')"
        assert reader.evaluate(f"{box}.scrollWidth > {box}.clientWidth")
        assert reader.evaluate(f"{box}.tabIndex === 0 && {box}.getAttribute('role') === 'region'")


def test_notes_stand_beside_the_text_where_there_is_room(octet: Sample, reader: Chromium) -> None:
    page = octet.host.url + "articles/llama-2/"
    beside = """(() => { const text = document.querySelector(".text").getBoundingClientRect();
      const call = document.querySelector(".call-1").getBoundingClientRect();
      const notes = [...document.querySelectorAll(".footnote li")]
        .map(n => n.getBoundingClientRect());
      return [notes[0].left > text.right, Math.abs(notes[0].top - call.top) < 24,
              notes[1].top >= notes[0].bottom, notes[0].right <= innerWidth]; })()"""
    reader.open(page)
    assert reader.evaluate(beside) == [True, True, True, True]
    reader.resize(*PHONE)
    reader.open(page)
    assert reader.evaluate(beside)[0] is False


def test_labels_stand_out(octet: Sample, reader: Chromium) -> None:
    reader.open(octet.host.url + "articles/adobe-renonce-a-figma/")
    labels = reader.evaluate(
        "[...document.querySelectorAll('.labelled > strong:first-child')].map(e => e.textContent)"
    )
    assert labels == ["L’actualité\u00a0:", "Le détail\u00a0:", "À noter\u00a0:"]


def test_who_wants_no_motion_gets_none(octet: Sample, reader: Chromium) -> None:
    moving = """[getComputedStyle(document.documentElement).scrollBehavior,
      document.getAnimations().length, [...document.querySelectorAll("*")].filter(e =>
        getComputedStyle(e).transitionDuration.split(", ").some(d => d !== "0s")).length]"""
    reader.prefer(motion="reduce")
    for kind in KINDS:
        reader.open(octet.host.url + kind)
        assert reader.evaluate(moving) == ["auto", 0, 0]


PAPER = "getComputedStyle(document.body).backgroundColor"
SWITCH = "document.querySelector('button.switch')"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_switch_is_remembered(octet: Sample, reader: Chromium, scheme: str) -> None:
    other = {"light": "dark", "dark": "light"}[scheme]
    reader.prefer(other)
    reader.open(octet.host.url)
    of_other = reader.evaluate(PAPER)
    reader.prefer(scheme)
    reader.open(octet.host.url)
    before = reader.evaluate(PAPER)
    assert before != of_other
    reader.evaluate(f"{SWITCH}.click()")
    assert reader.evaluate(PAPER) == of_other
    reader.open(octet.host.url + "articles/llama-2/")
    assert reader.evaluate(PAPER) == of_other
    reader.evaluate("localStorage.clear()")
    reader.open(octet.host.url)
    assert reader.evaluate(PAPER) == before


def test_the_choice_is_painted_first(octet: Sample, reader: Chromium) -> None:
    """No flash: the script that reads the choice stands in the head and is not put off."""
    page = (octet.output / "index.html").read_text(encoding="utf-8")
    head = page.partition("</head>")[0]
    script = re.search(r"<script[^>]*theme\.[0-9a-f]+\.js[^>]*>", head)
    assert script is not None
    assert not re.search(r"\b(defer|async|type)\b", script[0])
    reader.allow_scripts(False)
    try:
        reader.open(octet.host.url)
        assert not reader.evaluate(f"{SWITCH}.checkVisibility()")
    finally:
        reader.allow_scripts(True)


SHIFTS = """new Promise(done => { let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(e => sum += e.value))
    .observe({ type: "layout-shift", buffered: true });
  document.fonts.ready.then(() => setTimeout(() => done(sum), 300)); })"""


@pytest.mark.parametrize(
    "kind", ["", "articles/llama-2/", "articles/adobe-renonce-a-figma/", "entreprises/openai/"]
)
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_nothing_moves_while_it_loads(
    octet: Sample, reader: Chromium, kind: str, size: tuple[int, int]
) -> None:
    reader.resize(*size)
    reader.slow_down(latency=150, bytes_a_second=200_000)
    reader.open(octet.host.url + kind)
    assert reader.evaluate(SHIFTS) == 0


def test_an_article_weighs_little(octet: Sample) -> None:
    (sheet,) = (octet.output / "assets").glob("style.*.css")
    style = len(gzip.compress(sheet.read_bytes()))
    for page in (octet.output / "articles").glob("*/index.html"):
        assert style + len(gzip.compress(page.read_bytes())) < 20_000
    for script in (octet.output / "assets").rglob("*.js"):
        assert script.stat().st_size < 5_000


def test_nothing_is_styled_or_scripted_in_line(octet: Sample) -> None:
    """A Content-Security-Policy without `unsafe-inline` can stand on every page."""
    for page in octet.pages:
        html = page.read_text(encoding="utf-8")
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", html), page
        assert not re.search(r"<script(?![^>]*(\ssrc=|application/ld\+json))", html), page
