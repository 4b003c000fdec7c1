"""Pictures in a real browser: the lightest file that will do, and nothing that jumps."""

import pytest

from tests.browser.conftest import Sample
from tests.tools.chromium import Chromium, Visit


@pytest.fixture(scope="module")
def visited(sample: Sample, chromium: Chromium) -> Visit:
    chromium.resize(390, 700)
    chromium.forget()
    return chromium.open(f"{sample.host.url}articles/intel-tower/")


def shown(visit: Visit) -> list[str]:
    """Return the pictures that a page asked for, by the end of their names."""
    return [u for u in visit.requests if u.rpartition(".")[2] in ("avif", "webp", "jpg", "png")]


def test_a_telephone_gets_the_smallest_avif_and_nothing_else(visited: Visit) -> None:
    (asked,) = shown(visited)
    assert "/plaquette-480." in asked
    assert asked.endswith(".avif")


def test_a_large_screen_gets_a_larger_one(sample: Sample, chromium: Chromium) -> None:
    chromium.open(f"{sample.host.url}404.html")  # a page without pictures asks for none again
    chromium.forget()
    chromium.resize(1280, 900)
    (asked,) = shown(chromium.open(f"{sample.host.url}articles/mistral-ai-105-millions/"))
    assert "/vent-800." in asked
    chromium.resize(390, 700)


@pytest.mark.parametrize("name", ["intel-tower", "llama-2", "gpt-4"])
def test_the_place_of_a_picture_is_kept_until_it_comes(
    sample: Sample, chromium: Chromium, name: str
) -> None:
    """What browsers reserve is drawn from the width and height of the page, and is what is shown.

    `aspect-ratio: auto 1600 / 1000` is how Chromium says that it has both.
    """
    chromium.open(f"{sample.host.url}articles/{name}/")
    places = chromium.evaluate(
        "[...document.querySelectorAll('main img')].map(i => [getComputedStyle(i).aspectRatio,"
        " i.clientWidth / i.clientHeight])"
    )
    assert places
    for kept, ratio in places:
        width, height = map(int, kept.removeprefix("auto ").split(" / "))
        assert abs(width / height - ratio) < 0.02


def test_what_is_below_waits_for_the_reader(sample: Sample, chromium: Chromium) -> None:
    chromium.open(f"{sample.host.url}articles/microsoft-activision-conclu/")
    loading = "[...document.querySelectorAll('main img')].map(image => image.loading)"
    first, *others = chromium.evaluate(loading)
    assert first != "lazy"
    assert set(others) == {"lazy"}
