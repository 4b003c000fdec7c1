"""Spaces of the high punctuation and of guillemets: rules R1, R2 and R3."""

from typing import Final

from site_builder.typography.characters import (
    BOUNDARY,
    BREAK,
    CLOSER_CLASS,
    EDGES,
    EMOJI_CLASS,
    LETTER_OR_DIGIT,
    NOTE,
    OPENERS,
    SPACE_CLASS,
    SPACES,
    UNBREAKABLE,
    is_letter,
)
from site_builder.typography.edits import Edits
from site_builder.typography.style import Style

# What must follow a sign of high punctuation; anything else tells code, an address, an emoticon.
# An apostrophe can be the end of a '…' quotation, a hyphen the dash of a hurried typist.
AFTER_SIGN: Final = (
    rf"(?=[{SPACE_CLASS}{BOUNDARY}{BREAK}{NOTE}{CLOSER_CLASS}\"…/–—{EMOJI_CLASS}]|\Z"
    rf"|[.,](?!{LETTER_OR_DIGIT}|[\[(])|['-](?!\w))"
)
_BEFORE_MISSING: Final = frozenset((*")]»”…%€°", NOTE))
_AFTER_GLUED_COLON: Final = SPACES | EDGES | frozenset(("", "»", "›", "”", '"'))


def set_space(
    text: str, start: int, end: int, slot: str, at: int, edits: Edits, style: Style
) -> None:
    """Make the spaces ``text[start:end]`` (one at least) a single ``slot``, standing at ``at``."""
    if end - start == 1:
        char = text[start]
        if char == slot or (style.existing == "respect" and char in UNBREAKABLE):
            edits.pop(start, None)  # where two rules meet, the last one has its way
        else:
            edits[start] = slot
    else:
        for index in range(start, end):
            edits[index] = ""
        edits[at] = slot


def spaces_before(text: str, index: int) -> int:
    """Return where the spaces that end at ``index`` begin."""
    while index and text[index - 1] in SPACES:
        index -= 1
    return index


def spaces_after(text: str, index: int) -> int:
    """Return where the spaces that begin at ``index`` end."""
    size = len(text)
    while index < size and text[index] in SPACES:
        index += 1
    return index


def space_sign(text: str, index: int, edits: Edits, style: Style) -> None:
    """Space a sign of high punctuation that something of ``AFTER_SIGN`` follows: R1 and R2."""
    sign = text[index]
    slot = style.colon if sign == ":" else style.fine
    start = spaces_before(text, index)
    if start == 0 or (before := text[start - 1]) in EDGES or before in OPENERS:
        return
    if start < index:
        set_space(text, start, index, slot, index - 1, edits, style)
    elif (
        slot
        and style.insert_missing
        and (before.isalnum() or before in _BEFORE_MISSING or is_letter(before))
        and not _ends_exception(text, index, style.exceptions)
        and _may_gain_space(text, index, sign)
    ):
        edits[index] = slot + sign


def _may_gain_space(text: str, index: int, sign: str) -> bool:
    """Tell a glued ``:`` or ``;`` of prose from a drive (``C:``) or an emoticon (``ça va;)``)."""
    after = text[index + 1 : index + 2]
    if sign == ";":
        return after not in (")", "]")
    if sign != ":":
        return True
    start = index - 1
    while start and not text[start].isalnum():  # the marks of an NFD letter
        if not is_letter(text[start]):
            break
        start -= 1
    single = text[start].isalpha() and not (
        start and (text[start - 1].isalnum() or is_letter(text[start - 1]))
    )
    return after in _AFTER_GLUED_COLON and not single


def _ends_exception(text: str, index: int, exceptions: tuple[str, ...]) -> bool:
    """Tell whether the text up to the sign, with or without it, ends with a name such as Yahoo!."""
    for end in (index + 1, index):
        if text.endswith(exceptions, 0, end):
            for name in exceptions:
                start = end - len(name)
                if text.endswith(name, 0, end) and not (start and text[start - 1].isalnum()):
                    return True
    return False


def space_opening(text: str, index: int, edits: Edits, style: Style) -> None:
    """Space the inside of an opening guillemet: R3."""
    slot = style.guillemets if text[index] == "«" else style.inner_space
    end = spaces_after(text, index + 1)
    if not slot or end == len(text) or text[end] in EDGES or text[end] in "»›":
        return
    if end > index + 1:
        set_space(text, index + 1, end, slot, index + 1, edits, style)
    else:
        edits[index] = text[index] + slot


def space_closing(text: str, index: int, edits: Edits, style: Style) -> None:
    """Space the inside of a closing guillemet: R3."""
    slot = style.guillemets if text[index] == "»" else style.inner_space
    start = spaces_before(text, index)
    if not slot or start == 0 or text[start - 1] in EDGES or text[start - 1] in "«‹":
        return
    if start < index:
        set_space(text, start, index, slot, index - 1, edits, style)
    else:
        edits[index] = slot + text[index]
