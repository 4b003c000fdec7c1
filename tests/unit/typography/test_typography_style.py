"""Presets and overrides, and what is said of one that does not exist."""

import pytest

from site_builder.typography import Style, style, typeset, typeset_html


def test_each_preset_has_the_slots_of_the_specification() -> None:
    nb, nn = "\u00a0", "\u202f"
    slots = {
        name: (s.fine, s.colon, s.guillemets, s.inner, s.thousands, s.glued_percent)
        for name in ("france", "suisse", "quebec")
        for s in [style(name)]
    }
    assert slots == {
        "france": (nn, nb, nb, ("“”",), nn, True),
        "suisse": (nn, nn, nn, ("‹›",), nn, False),
        "quebec": ("", nb, nb, ("“”", "‘’"), nb, True),
    }


def test_france_is_the_default() -> None:
    assert style() == style("france") == Style()


def test_lists_add_to_the_defaults() -> None:
    chosen = style(exceptions=["Hop!"], units=("GB",))
    assert {"Yahoo!", "Hop!"} <= set(chosen.exceptions)
    assert chosen.units == ("GB",)


@pytest.mark.parametrize(
    ("preset", "overrides", "named"),
    [
        ("belgique", {}, "'belgique'"),
        ("france", {"guillemet": "nbsp"}, "'guillemet'"),
        ("france", {"fine": "thin"}, "'thin'"),
        ("france", {"colon": "none"}, "'none'"),
        ("france", {"guillemets": "none"}, "'none'"),
        ("france", {"thousands": True}, "True"),
        ("france", {"dashes": "yes"}, "'yes'"),
        ("france", {"dashes": 1}, "1"),
        ("france", {"ordinals": "super"}, "'super'"),
        ("france", {"existing": "keep"}, "'keep'"),
        ("france", {"units": "GB"}, "'GB'"),
        ("france", {"units": [5]}, "[5]"),
        ("france", {"exceptions": [""]}, "['']"),
        ("france", {"exceptions": {"a": 1}}, "{'a': 1}"),
    ],
)
def test_what_is_unknown_is_named(preset: str, overrides: dict[str, object], named: str) -> None:
    for call in (
        style,
        lambda *a, **k: typeset("a", *a, **k),
        lambda *a, **k: typeset_html("a", *a, **k),
    ):
        with pytest.raises(ValueError, match=r"unknown|is not") as error:
            call(preset, **overrides)
        assert named in str(error.value)


@pytest.mark.parametrize("text", ["", " ", "\n", " \n\n ", "\u00a0", "\u202f \t", "mot", "\n\n\n"])
def test_blank_text_is_returned_as_it_is(text: str) -> None:
    assert typeset(text) == text
    assert typeset_html(text) == text
