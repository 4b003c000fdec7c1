"""Every page of the sample in a real browser: alone on its host, silent, and readable."""

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import Sample
from tests.tools.chromium import Chromium, Visit
from tests.tools.loopback import serve

# A page as wide as a small telephone must not scroll sideways (WCAG 2.2, 1.4.10).
NARROW = 320
WIDE = 1280
# Spaces that a reader may ask for (WCAG 2.2, 1.4.12), in a wide font as many machines have.
SPACED = """* {
  font-family: 'DejaVu Sans', Verdana, sans-serif !important;
  letter-spacing: 0.12em !important; word-spacing: 0.16em !important;
}"""
SPACE_OUT = f"""
document.head.appendChild(document.createElement("style")).textContent = `{SPACED}`;
document.documentElement.scrollWidth
"""
# The innermost thing that is too wide, what scrolls by itself left out.
WIDEST = """
[...document.querySelectorAll("body *")]
  .filter(e => Math.max(e.getBoundingClientRect().right, e.scrollWidth) > innerWidth)
  .filter(e => { for (; e; e = e.parentElement)
    if (/auto|scroll/.test(getComputedStyle(e).overflowX)) return false; return true })
  .map(e => e.outerHTML.slice(0, 80)).at(-1) || ""
"""

# The words of a page, save those of tools that only a script can work.
READ = """
document.querySelectorAll("button, [data-filter], form.search, noscript")
  .forEach(e => e.hidden = true);
document.body.innerText
"""

# One page of each kind.
KINDS = (
    "",
    "page/2/",
    "articles/new-york-times-openai/",
    "entreprises/",
    "entreprises/openai/",
    "entreprises/microsoft/openai/",
    "entreprises/carte/",
    "themes/",
    "themes/ia/",
    "auteurs/",
    "auteurs/camille-renard/",
    "archives/",
    "editions/",
    "editions/1/",
    "archives/2023/",
    "archives/2023/07/",
    "a-propos/",
    "confidentialite/",
    "404.html",
    "flux/",
    "recherche/",
)


def faults_of(visit: Visit, host: str) -> list[str]:
    """Return what a page did that no page may do: ask another host, complain in the console."""
    return [
        *(f"asks {url}" for url in visit.requests if not url.startswith(host)),
        *(f"complains: {text}" for text in visit.complaints),
    ]


def overflow_of(chromium: Chromium) -> list[str]:
    """Return why the open page scrolls sideways, if it does."""
    if int(chromium.evaluate(SPACE_OUT)) <= NARROW:
        return []
    return [f"is wider than {NARROW} pixels: {chromium.evaluate(WIDEST)}"]


def test_every_page_opens_silently_alone_and_narrow(sample: Sample, chromium: Chromium) -> None:
    faults: dict[str, list[str]] = {}
    for page in sample.pages:
        url = sample.url(page)
        chromium.resize(WIDE, 800)
        visit = chromium.open(url)
        assert visit.requests[0] == url
        chromium.resize(NARROW, 640)
        found = [*faults_of(visit, sample.host.url), *overflow_of(chromium)]
        if found:
            faults[url] = found
    assert faults == {}, json.dumps(faults, ensure_ascii=False, indent=1)
    assert sample.host.failures == []


def test_every_former_address_leads_to_a_page(sample: Sample, chromium: Chromium) -> None:
    pages = {sample.url(page) for page in sample.pages}
    assert sample.redirects
    for page in sample.redirects:
        text = page.read_text(encoding="utf-8")
        target = text.partition("url=")[2].partition('"')[0]
        arrival = sample.host.url + target.removeprefix(sample.prefix)
        assert arrival in pages
        chromium.open(sample.url(page), arrive=arrival)
        assert chromium.evaluate("location.href") == arrival


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_says_the_same_without_scripts(
    sample: Sample, chromium: Chromium, kind: str
) -> None:
    url = sample.host.url + kind
    chromium.open(url)
    with_scripts = chromium.evaluate(READ)
    chromium.allow_scripts(False)
    try:
        chromium.open(url)
        without = chromium.evaluate(READ)
    finally:
        chromium.allow_scripts(True)
    assert without == with_scripts
    assert chromium.evaluate("document.querySelector('h1, .name').innerText") in without
    assert len(without.split()) > 20


def test_every_kind_of_page_is_in_the_sample(sample: Sample) -> None:
    published = {sample.url(page).removeprefix(sample.host.url) for page in sample.pages}
    assert set(KINDS) <= published
    first = {urlsplit(kind).path.partition("/")[0] for kind in published}
    static = {"abonnement", "mentions-legales"}
    assert first <= {kind.partition("/")[0] for kind in KINDS} | static


def test_the_check_bites(tmp_path: Path, chromium: Chromium) -> None:
    (tmp_path / "index.html").write_text(
        "<!doctype html><title>x</title><script>console.error('no'); throw new Error()</script>"
        '<img src="https://other.example/a.png"><img src="gone.png"><p style="width:400px">wide'
    )
    with serve(tmp_path) as host:
        chromium.resize(NARROW, 640)
        faults = faults_of(chromium.open(host.url), host.url)
        assert faults[0] == "asks https://other.example/a.png"
        assert "complains: ['no']" in faults
        assert len(faults) == 5
        assert host.failures == ["404 /gone.png"]
        assert "width:400px" in overflow_of(chromium)[0]
        chromium.allow_scripts(False)
        assert "['no']" not in chromium.open(host.url).complaints
        chromium.allow_scripts(True)
