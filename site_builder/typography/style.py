"""The slots and switches of one house style, resolved from a preset and its overrides."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from site_builder.typography.characters import APOSTROPHE, NARROW, NO_BREAK

BRANDS: Final = (
    "Yahoo!",
    "Joomla!",
    "Kahoot!",
    "Jeopardy!",
    "Yu-Gi-Oh!",
    "Wham!",
    "Panic!",
    "Godspeed You!",
    "Therapy?",
    "Guess?",
    "Yum!",
)


class Style(Struct, frozen=True, kw_only=True):
    """Say which character each slot takes and which rules are at work.

    A slot holds the space itself; ``fine`` may be "" (no space). ``inner`` holds the pairs of marks
    for quotes inside guillemets, by depth, the last one repeated. ``exceptions`` and ``units`` are
    what the caller adds to the defaults.
    """

    fine: str = NARROW
    colon: str = NO_BREAK
    guillemets: str = NO_BREAK
    thousands: str = NARROW
    inner: tuple[str, ...] = ("“”",)
    inner_space: str = ""
    glued_percent: bool = True
    insert_missing: bool = True
    quotes: bool = True
    dashes: bool = True
    ellipsis: bool = True
    etc: bool = True
    ordinals: Literal["plain", "sup"] = "plain"
    existing: Literal["normalize", "respect"] = "normalize"
    exceptions: tuple[str, ...] = BRANDS
    units: tuple[str, ...] = ()


PRESETS: Final[Mapping[str, Style]] = MappingProxyType(
    {
        "france": Style(),
        "suisse": Style(
            colon=NARROW,
            guillemets=NARROW,
            inner=("‹›",),
            inner_space=NARROW,
            glued_percent=False,
        ),
        "quebec": Style(fine="", thousands=NO_BREAK, inner=("“”", "‘’")),
    }
)

_WIDTHS: Final[Mapping[str, str]] = MappingProxyType({"nbsp": NO_BREAK, "nnbsp": NARROW})
_CHOICES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "fine": MappingProxyType({**_WIDTHS, "none": ""}),
        "colon": _WIDTHS,
        "guillemets": _WIDTHS,
        "thousands": _WIDTHS,
        "ordinals": MappingProxyType({"plain": "plain", "sup": "sup"}),
        "existing": MappingProxyType({"normalize": "normalize", "respect": "respect"}),
    }
)
_SWITCHES: Final = frozenset(("insert_missing", "quotes", "dashes", "ellipsis", "etc"))
_LISTS: Final = frozenset(("exceptions", "units"))


def style(preset: str = "france", **overrides: object) -> Style:
    """Resolve a preset and its overrides, as ``site.toml`` or front matter give them.

    ``fine``, ``colon``, ``guillemets``, ``thousands``: "nbsp" or "nnbsp" (``fine`` also "none");
    ``ordinals``: "plain" or "sup"; ``existing``: "normalize" or "respect"; ``insert_missing``,
    ``quotes``, ``dashes``, ``ellipsis``, ``etc``: bool; ``exceptions``, ``units``: lists of text.

    Raises:
        ValueError: the preset, an override or its value is unknown; the message names it.
    """
    if not overrides:
        return _resolved(preset)
    return _resolved(preset, **{key: _checked(key, value) for key, value in overrides.items()})


@cache
def _resolved(preset: str, **checked: str | bool | tuple[str, ...]) -> Style:
    chosen = PRESETS.get(preset)
    if chosen is None:
        raise ValueError(f"unknown typography preset {preset!r}: one of {', '.join(PRESETS)}")
    values: dict[str, Any] = {
        key: _CHOICES[key][value] if isinstance(value, str) else value
        for key, value in checked.items()
    }
    if "exceptions" in values:
        # The rule meets them after that of the apostrophe.
        added = tuple(name.replace("'", APOSTROPHE) for name in values["exceptions"])
        values["exceptions"] = chosen.exceptions + added
    return replace(chosen, **values)


def _checked(key: str, value: object) -> str | bool | tuple[str, ...]:
    """Return an override that can be resolved: hashable, and of a known name and value."""
    if key in _CHOICES:
        if isinstance(value, str) and value in _CHOICES[key]:
            return value
        expected = "one of " + ", ".join(_CHOICES[key])
    elif key in _SWITCHES:
        if isinstance(value, bool):
            return value
        expected = "true or false"
    elif key in _LISTS:
        if isinstance(value, list | tuple) and all(isinstance(v, str) and v for v in value):
            return tuple(value)
        expected = "a list of texts"
    else:
        known = ", ".join(sorted({*_CHOICES, *_SWITCHES, *_LISTS}))
        raise ValueError(f"unknown typography override {key!r}: one of {known}")
    raise ValueError(f"typography override {key!r} is not {value!r}: {expected}")
