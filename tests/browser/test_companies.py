"""Companies in a real browser: the filter that scripts bring, the map that needs none."""

import pytest

from tests.browser.conftest import Sample
from tests.tools.chromium import Chromium

TYPE = """
(box => {{
  box.value = {text};
  box.dispatchEvent(new Event("input"));
  return [...document.querySelectorAll("#Liste li")].filter(li => li.checkVisibility())
    .map(li => li.querySelector("a").textContent);
}})(document.querySelector("#Filtre"))
"""


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("META", ["Meta"]),
        ("ovh", ["OVHcloud"]),
        ("  mistral ai ", ["Mistral AI"]),
        ("iliád", ["Iliad"]),
        ("personne de ce nom", []),
    ],
)
def test_typing_filters_the_companies(
    sample: Sample, chromium: Chromium, typed: str, shown: list[str]
) -> None:
    chromium.open(sample.host.url + "entreprises/")
    every = chromium.evaluate(TYPE.format(text='""'))
    assert len(every) > 40
    assert chromium.evaluate(TYPE.format(text=f'"{typed}"')) == shown
    letters = "document.querySelectorAll('#Liste section:not([hidden])').length"
    assert chromium.evaluate(letters) == len(shown)
    told = chromium.evaluate("document.querySelector('output').textContent")
    assert told == (f"{len(shown)} résultat" if shown else "aucun résultat")


def test_without_scripts_the_list_is_whole_and_shows_no_dead_field(
    sample: Sample, chromium: Chromium
) -> None:
    chromium.allow_scripts(False)
    try:
        chromium.open(sample.host.url + "entreprises/")
        field = "document.querySelector('#Filtre').checkVisibility()"
        assert chromium.evaluate(field) is False
        assert chromium.evaluate("document.querySelectorAll('#Liste li').length") > 40
    finally:
        chromium.allow_scripts(True)


def test_every_company_of_the_map_is_reached_with_the_keyboard(
    sample: Sample, chromium: Chromium
) -> None:
    chromium.open(sample.host.url + "entreprises/carte/")
    reached = """
      [...document.querySelectorAll("svg a")].filter(a => {
        a.focus(); return document.activeElement === a && a.href.baseVal.includes("/entreprises/")
      }).length
    """
    count = chromium.evaluate("document.querySelectorAll('svg a').length")
    assert count > 30
    assert chromium.evaluate(reached) == count


def test_the_map_stays_in_its_frame_on_a_telephone(sample: Sample, chromium: Chromium) -> None:
    chromium.resize(320, 800)
    chromium.open(sample.host.url + "entreprises/carte/")
    outside = """
      [...document.querySelectorAll("svg text, svg path")].filter(e => {
        const box = e.getBoundingClientRect(); return box.left < 0 || box.right > innerWidth
      }).length
    """
    assert chromium.evaluate(outside) == 0
    chromium.resize(1280, 800)
