"""Straight marks to French ones: rules R4 (quotation marks) and R5 (apostrophes).

Both read and return a run of the same length: each mark gives one mark.
"""

import re
from collections.abc import Iterator
from typing import Final

from site_builder.typography.characters import (
    APOSTROPHE,
    BOUNDARY,
    CLOSERS,
    DASHES,
    EDGES,
    FROZEN,
    LETTER,
    MARK_CLASS,
    NOTE,
    OBJECT,
    OPENERS,
    SPACE_CLASS,
    SPACES,
    is_letter,
)
from site_builder.typography.edits import apply_edits

_EVENT: Final = re.compile('["«»“”]')
_GAP: Final = SPACES | EDGES | {""}
_BEFORE_OPENING: Final = _GAP | OPENERS | DASHES | frozenset("'’\"/")
_NEVER_OPENED: Final = _GAP | frozenset(",;:)]}»")
_PUNCTUATION: Final = frozenset(".,;:!?…")
_AFTER_CLOSING: Final = (
    _GAP
    | OPENERS
    | CLOSERS
    | DASHES
    | _PUNCTUATION
    # A star, a dagger or a raised figure calls a note, as NOTE does.
    | frozenset((*"'\"/*†‡¹²³", OBJECT, NOTE))
)


def convert_quotes(text: str, inner: tuple[str, ...]) -> str:
    """Turn the matched pairs of straight quotes of every run into « » and, inside them, ``inner``.

    ``inner`` gives the two marks of each depth, the last one repeated (section 2).
    """
    if '"' not in text:
        return text
    marks: dict[int, str] = {}
    for events in _runs(text):
        pairs, unopened = _matched(text, events)
        if pairs:
            marks |= _marks(text, events, pairs, unopened, inner)
    return apply_edits(text, marks)


def _runs(text: str) -> Iterator[list[int]]:
    """Yield the positions of the quotation marks of each run that has straight ones."""
    end = 0
    while (first := text.find('"', end)) >= 0:
        start = text.rfind(BOUNDARY, end, first) + 1 or end
        end = text.find(BOUNDARY, first)
        if end < 0:
            end = len(text)
        yield [m.start() for m in _EVENT.finditer(text, start, end)]


def _matched(text: str, events: list[int]) -> tuple[dict[int, int], int]:
    """Return the straight pairs of a run, and how many of its » answer no «."""
    pairs: dict[int, int] = {}
    unopened = 0
    stack: list[int] = []
    guillemets = 0  # of the stack
    for index in events:
        char = text[index]
        if char == "«":
            stack.append(index)
            guillemets += 1
        elif char == "»":
            if not guillemets:
                unopened += 1
                continue
            # Straight quotes opened since then have lost their partner.
            while text[stack.pop()] != "«":
                pass
            guillemets -= 1
        elif char == '"':
            before, after = text[index - 1 : index], text[index + 1 : index + 2]
            if stack and text[stack[-1]] == '"':
                # `""` is empty: code, or half of something else, never a quotation.
                if before not in _GAP and after in _AFTER_CLOSING and stack[-1] != index - 1:
                    pairs[stack.pop()] = index
                    continue
            elif before.isdecimal():
                continue  # an inch mark
            if before in _BEFORE_OPENING and after not in _NEVER_OPENED:
                stack.append(index)
    return pairs, unopened


def _marks(
    text: str, events: list[int], pairs: dict[int, int], unopened: int, inner: tuple[str, ...]
) -> dict[int, str]:
    """Return the mark that replaces each paired quote, by its depth among typed and new ones."""
    marks: dict[int, str] = {}
    depth = unopened  # a » that answers nothing closes a quotation of a paragraph before
    english = 0  # “ ” typed inside guillemets
    for index in events:
        char = text[index]
        if char == "«":
            depth += 1
        elif char == "»":
            depth -= depth > 0
        elif char == "“":
            english += depth > 0
        elif char == "”":
            english -= english > 0
        elif index in pairs:
            level = depth + english
            pair = inner[min(level, len(inner)) - 1] if level else "«»"
            marks[index], marks[pairs[index]] = pair[0], pair[1]
            depth += 1
        elif index in marks:
            depth -= depth > 0
    return marks


# Most apostrophes need no more than their two neighbours.
_ELISION: Final = re.compile(
    rf"'(?:(?<=[^\W\d_]')|(?<=[{MARK_CLASS}]'))(?=[^\W_]|[«“\"{OBJECT}{FROZEN}])"
    rf"|'(?<=\d')(?={LETTER})"
)
_REMAINING: Final = re.compile(rf"['{BOUNDARY}]")
_YEAR: Final = re.compile(r"\d\d(?![\d'\"’”])")
_BARE_N: Final = re.compile(rf"'[nN]'(?=[{SPACE_CLASS}])")
_BEFORE_WORD: Final = _GAP | OPENERS
_AFTER_WORD: Final = _GAP | CLOSERS | _PUNCTUATION | {NOTE}
_ELIDED: Final = re.compile(r"(?:\b[cdjlmnst]|qu)'\Z", re.IGNORECASE)


def convert_apostrophes(text: str) -> str:
    """Turn the straight apostrophes of French into ’, leaving primes, code and '…' as typed."""
    if "'" not in text:
        return text
    text = _ELISION.sub(APOSTROPHE, text)
    return _convert_doubtful(text) if "'" in text else text


def _convert_doubtful(text: str) -> str:
    """Decide the apostrophes that stand at the edge of a word, where '…' also opens and closes."""
    marks: dict[int, str] = {}
    quoted = False
    for m in _REMAINING.finditer(text):
        index = m.start()
        before, after = text[index - 1 : index], text[index + 1 : index + 2]
        if m[0] == BOUNDARY:
            quoted = False
        elif before in _BEFORE_WORD:
            if before in SPACES and _BARE_N.match(text, index):
                marks[index] = marks[index + 2] = APOSTROPHE
            elif _YEAR.match(text, index + 1):
                marks[index] = APOSTROPHE
            elif is_letter(after) or after in (OBJECT, FROZEN):
                quoted = True
        elif after in _AFTER_WORD:
            if quoted:
                quoted = index in marks
            elif is_letter(before):
                marks[index] = APOSTROPHE
        elif after in "([€$£" and _ELIDED.search(text, index - 2, index + 1):
            marks[index] = APOSTROPHE
    return apply_edits(text, marks)
