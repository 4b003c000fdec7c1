"""Dashes of parentheses and of dialogue: rule R7."""

import re
from typing import Final

from msgspec import Struct

from site_builder.typography.characters import (
    DASHES,
    EDGE_CLASS,
    EDGES,
    NO_BREAK,
    OPENERS,
    SPACE_CLASS,
    is_letter,
)
from site_builder.typography.edits import Edits
from site_builder.typography.spacing import set_space, spaces_after, spaces_before
from site_builder.typography.style import Style

_GLUED: Final = frozenset(",.;:!?)…")
# The space between a dash and the sign that follows it belongs to the sign.
_SIGNS: Final = frozenset(";:!?")
_NO_TEXT: Final = EDGES | frozenset("»›")
# A number or a single letter, on both sides of a minus: `8 - 3`, `x - y`, `8 % - 3 %`. What other
# rules may part from it by a space must not change the answer.
_OPERAND: Final = r"(?:\d[\d.,:/–-]*|[^\W\d_])[²³]?"
_OPERAND_BEFORE: Final = re.compile(
    rf"(?:\A|[{SPACE_CLASS}{EDGE_CLASS}«‹(\[{{“‘'\"]){_OPERAND}"
    rf"(?:[{SPACE_CLASS}]*+[%‰€$£])?[)\]}}”’'\"]*\Z"
)
_OPERAND_AFTER: Final = re.compile(
    rf"[(\[{{“‘'\"]*{_OPERAND}(?=[{SPACE_CLASS}{EDGE_CLASS})\]}}”»›.,;:!?…%‰€$£'\"]|\Z)"
)
# A capital after a full stop begins a sentence, unless the stop is that of an abbreviation. The
# set comes first: the engine looks for it at the speed of a plain search.
_ABBREVIATED: Final = (
    r"(?<!\b[A-Zptnv].)(?<!\b(?:MM|Dr|Pr|St|cf|Cf|pp).)(?<!\b(?:fig|art|vol|etc).)(?<!\bchap.)"
)
_SENTENCE_END: Final = re.compile(
    rf"[.!?…{EDGE_CLASS}](?:(?<=[{EDGE_CLASS}])"
    rf"|{_ABBREVIATED}[)\]»”’\"]*+[{SPACE_CLASS}]++(?=[«“\"(\[]?[{SPACE_CLASS}]*+[A-ZÀ-ÖØ-Þ0-9])"
    rf"|(?<=\.){_ABBREVIATED}[)\]»”’\"]*+\Z)"
)


class Dash(Struct, frozen=True, kw_only=True):
    """A dash between two parts of a sentence, with the spaces around it."""

    start: int  # of the spaces before
    index: int
    end: int  # of the dash, which may be typed `--`
    stop: int  # of the spaces after


def find_dash(text: str, index: int, edits: Edits, style: Style) -> Dash | None:
    """Return the dash that begins at ``index`` if it stands between two parts of a sentence.

    A dash of dialogue is spaced on the way; hyphens, ranges and list marks give None.
    """
    char = text[index]
    end = index + 1
    if char == "-":
        while end < index + 4 and text[end : end + 1] == "-":
            end += 1
        if end == index + 4:
            return None
    start = spaces_before(text, index)
    stop = spaces_after(text, end)
    if stop == len(text) or text[stop] in _NO_TEXT:
        return None
    # A line feed after a dash will be a no-break space: no line begins there.
    begins_line = (
        start == 0
        or text[start - 1] in EDGES
        or ("\n" in text[start:index] and text[start - 1] not in DASHES)
    )
    if begins_line or text[start - 1] in OPENERS:
        if char != "-":
            _space_dialogue(text, index, stop, edits, style, begins_line=begins_line)
        return None
    if start == index or (stop == end and text[end] not in _GLUED):
        return None
    if char == "-" and end == index + 1 and (stop == end or _is_minus(text, start, stop)):
        return None
    return Dash(start=start, index=index, end=end, stop=stop)


def space_dashes(text: str, dashes: list[Dash], edits: Edits, style: Style) -> None:
    """Set the glyph and the spaces of dashes, which open and close by turns in each sentence."""
    closing = False
    for previous, dash in zip([None, *dashes], dashes, strict=False):
        closing = not closing and (
            previous is not None and not _SENTENCE_END.search(text, previous.end, dash.start)
        )
        before, after = (NO_BREAK, " ") if closing else (" ", NO_BREAK)
        set_space(text, dash.start, dash.index, before, dash.index - 1, edits, style)
        # A line that ends after a closing dash may go on ending there.
        breaks = closing and "\n" in text[dash.end : dash.stop]
        if dash.stop > dash.end and text[dash.stop] not in _SIGNS and not breaks:
            set_space(text, dash.end, dash.stop, after, dash.end, edits, style)
        if text[dash.index] == "-":
            for index in range(dash.index + 1, dash.end):
                edits[index] = ""
            edits[dash.index] = "—" if dash.end == dash.index + 3 else "–"


def _space_dialogue(
    text: str, index: int, stop: int, edits: Edits, style: Style, *, begins_line: bool
) -> None:
    """Bind the dash that begins a line, or a quotation, to what is said."""
    end = index + 1
    if stop > end:
        if text[stop] not in _SIGNS:
            set_space(text, end, stop, NO_BREAK, end, edits, style)
    elif begins_line and style.insert_missing and (is_letter(text[end]) or text[end] in "«“"):
        edits[index] = text[index] + NO_BREAK


def _is_minus(text: str, start: int, stop: int) -> bool:
    """Tell `8 - 3` and `x - y` from the dash of a sentence."""
    return bool(
        _OPERAND_AFTER.match(text, stop) and _OPERAND_BEFORE.search(text, max(0, start - 40), start)
    )
