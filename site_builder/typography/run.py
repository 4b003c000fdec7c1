"""The rules of French micro-typography, applied to runs of text.

A run is the text of one block element, or a paragraph of plain text; the boundaries and objects of
``characters`` stand in it for what is not text. A rule either gives one character for one, or notes
an edit: a position means the same character from the first rule to the last, and the callers map
it back to their own text. Rules: section 3 of the specification.
"""

import re
from collections.abc import Callable, Mapping
from itertools import chain
from types import MappingProxyType
from typing import Final

from site_builder.typography.abbreviations import (
    ABBREVIATION_HINT,
    space_abbreviation,
    space_centuries,
)
from site_builder.typography.characters import (
    ELLIPSIS,
    FROZEN,
    SPACE_CLASS,
)
from site_builder.typography.dashes import Dash, find_dash, space_dashes
from site_builder.typography.edits import Edits, apply_edits
from site_builder.typography.frozen import frozen_spans
from site_builder.typography.numbers import space_number
from site_builder.typography.quotes import convert_apostrophes, convert_quotes
from site_builder.typography.spacing import (
    AFTER_SIGN,
    space_closing,
    space_opening,
    space_sign,
)
from site_builder.typography.style import Style

# Whatever may need a space, found in one search: the set comes first because the engine looks for
# it at the speed of a plain search; what follows decides, rarest last.
_TRIGGER: Final = re.compile(
    r"[;:!?«»‹›–—\-0-9.°º§MDP](?:"
    rf"(?<=[0-9])(?=[{SPACE_CLASS}%‰€kMhm]|er[{SPACE_CLASS}])"
    rf"|(?<=[;:]){AFTER_SIGN}"
    rf"|(?<=[!?])(?<![!?][!?])[!?]*+{AFTER_SIGN}"
    r"|(?<=[«»‹›–—])"
    rf"|(?<=[{SPACE_CLASS}]-)(?=[{SPACE_CLASS}-])"
    rf"|{ABBREVIATION_HINT}"
    r")"
)
_POINTS: Final = re.compile(r"\.\.\.(?<![./\\]\.\.\.)(?![./\\])")
_SIGN: Final = re.compile("…")
_SPREAD: Final = re.compile(r"(?<=[(\[{,]\.\.\.)[A-Za-z_]")  # f(...args)
_ETC: Final = re.compile(r"\b[Ee][Tt][Cc](\.?)\Z")
_AFTER_ETC: Final = re.compile(r"(?![.…\w/\\])")


_Rule = Callable[[str, int, Edits, Style], None]
_RULES: Final[Mapping[str, _Rule]] = MappingProxyType(
    {
        **dict.fromkeys(";:!?", space_sign),
        **dict.fromkeys("0123456789", space_number),
        **dict.fromkeys("«‹", space_opening),
        **dict.fromkeys("»›", space_closing),
        **dict.fromkeys(".°º§MDP", space_abbreviation),
    }
)


def typeset_run(text: str, style: Style) -> tuple[str, Edits]:
    """Return ``text`` with its marks replaced one for one, and the edits still to be made in it.

    An edit replaces the character at its position by a text: none to drop it, several characters
    to part it from its neighbour.
    """
    frozen = frozen_spans(text)
    marks = _overlay(text, frozen) if frozen else text
    edits: Edits = {}
    if "..." in text or ELLIPSIS in text:
        marks = _set_ellipses(text, marks, edits, style)
    if style.quotes:
        marks = convert_quotes(marks, style.inner)
    marks = convert_apostrophes(marks)
    _set_spaces(marks, edits, style)
    return _restored(marks, text, frozen) if frozen else marks, edits


def _overlay(text: str, spans: list[tuple[int, int]]) -> str:
    """Return ``text`` with the spans hidden, character for character."""
    parts: list[str] = []
    done = 0
    for start, end in spans:
        parts += (text[done:start], FROZEN * (end - start))
        done = end
    return "".join((*parts, text[done:]))


def _restored(marks: str, text: str, spans: list[tuple[int, int]]) -> str:
    parts: list[str] = []
    done = 0
    for start, end in spans:
        parts += (marks[done:start], text[start:end])
        done = end
    return "".join((*parts, marks[done:]))


def _set_ellipses(text: str, marks: str, edits: Edits, style: Style) -> str:
    """Set three points as one sign, and etc. with its full stop alone: R6."""
    new: Edits = {}
    # The signs around are read as typed: a slash that ends an address counts.
    for m in chain(_POINTS.finditer(text), _SIGN.finditer(text)):
        start, end = m.span()
        if marks[start] == FROZEN:
            continue
        if (
            style.etc
            and (etc := _ETC.search(text, max(0, start - 4), start))
            and _AFTER_ETC.match(text, end)
        ):
            # One full stop is left, and read as such by the signs around.
            new[start] = "."
            edits |= dict.fromkeys(range(start + (not etc[1]), end), "")
        elif style.ellipsis and end > start + 1 and not _SPREAD.match(text, end):
            new |= dict.fromkeys(range(start, end), ELLIPSIS)
            edits[start + 1] = edits[start + 2] = ""
    return apply_edits(marks, new)


def _set_spaces(text: str, edits: Edits, style: Style) -> None:
    """Note the edits of every rule about spaces: R1 to R3 and R7 to R11."""
    dashes: list[Dash] = []
    for m in _TRIGGER.finditer(text):
        index = m.start()
        char = text[index]
        if rule := _RULES.get(char):
            rule(text, index, edits, style)
        elif char in "–—-" and style.dashes and (dash := find_dash(text, index, edits, style)):
            dashes.append(dash)
    if dashes:
        space_dashes(text, dashes, edits, style)
    space_centuries(text, edits, style)
