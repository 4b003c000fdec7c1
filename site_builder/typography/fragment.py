"""Typography of rendered HTML: which of its text is French prose, and how edits go back into it."""

from bisect import bisect_right
from itertools import accumulate
from typing import NamedTuple

from site_builder.typography.abbreviations import superior_letters
from site_builder.typography.characters import BOUNDARY
from site_builder.typography.edits import Edits, apply_edits
from site_builder.typography.markup import (
    LOOK,
    Tag,
    read_tag,
    split_entities,
    split_markup,
    stand_in,
)
from site_builder.typography.run import typeset_run
from site_builder.typography.style import Style, style
from site_builder.typography.text import typeset_text


def typeset_html(html: str, preset: str = "france", **overrides: object) -> str:
    """Set the text of a rendered fragment, and no byte of its markup.

    Inline tags are transparent; text between blocks is never joined. Left alone: code and other
    opaque elements, elements in another language than French, ``translate="no"``, class
    ``no-typo``, and every attribute but ``alt``, ``title``, ``aria-label``, ``aria-description``.

    Raises:
        ValueError: the preset or an override is unknown, see ``style``.
    """
    chosen = style(preset, **overrides)
    pieces = split_markup(html)
    runs = pieces.copy()
    runs[1::2] = map(stand_in, pieces[1::2])
    text = "".join(runs)
    if LOOK in text:
        _hide(pieces, runs, chosen)
        text = "".join(runs)
    return _set_pieces(pieces, runs, text, chosen, superior=chosen.ordinals == "sup")


class _State(NamedTuple):
    """What the elements around a text say of it."""

    opaque: bool = False
    french: bool = True
    translated: bool = True

    @property
    def prose(self) -> bool:
        return self.french and self.translated and not self.opaque

    def speaks(self, inner: "_State") -> bool:
        """Tell whether the attributes of an element are French prose, whatever its content is."""
        return inner.french and inner.translated and not self.opaque

    def inside(self, tag: Tag) -> "_State":
        return _State(
            opaque=self.opaque or tag.opaque or tag.no_typo,
            french=self.french if tag.french is None else tag.french,
            translated=self.translated if tag.translated is None else tag.translated,
        )


class _Element(NamedTuple):
    """An open element that changed the state."""

    name: str
    stands: str  # what stands in the run for its end, as for its beginning
    outer: _State


def _hide(pieces: list[str], runs: list[str], chosen: Style) -> None:
    """Take what is no French prose out of ``runs``, and set the attributes that people read.

    Both lists hold texts and marks by turns.
    """
    state = _State()
    prose = True
    elements: list[_Element] = []
    depths: list[int] = []  # of each element: how many of its name are open in it, with itself
    for index in range(1, len(pieces), 2):
        if not elements and runs[index] != LOOK:
            continue
        mark = pieces[index]
        tag = read_tag(mark) if mark[0] == "<" else None
        stands = "" if not prose else tag.stands if tag else runs[index]
        if tag is None:
            pass
        elif tag.closing:
            if elements and elements[-1].name == tag.name:
                depths[-1] -= 1
                if not depths[-1]:
                    depths.pop()
                    _, stands, state = elements.pop()
                    prose = state.prose
        else:
            inner = state if tag.neutral else state.inside(tag)
            if tag.human and not tag.no_typo and state.speaks(inner):
                pieces[index] = _set_attributes(mark, tag, chosen)
            if inner != state and not tag.void:
                stands = _edge(tag, prose, inner.prose)
                elements.append(_Element(tag.name, stands, state))
                depths.append(1)
                state, prose = inner, inner.prose
            elif elements and elements[-1].name == tag.name and not tag.void:
                depths[-1] += 1
        runs[index] = stands
        if not prose:
            runs[index + 1] = ""


def _edge(tag: Tag, outer: bool, inner: bool) -> str:
    """Return what stands for both ends of an element that is prose unlike what surrounds it."""
    return tag.hides if outer else BOUNDARY if inner else ""


def _set_attributes(mark: str, tag: Tag, chosen: Style) -> str:
    """Return the tag with the attributes that people read set as text."""
    parts: list[str] = []
    done = 0
    for start, end in tag.human:
        value = mark[start:end]
        if "&" in value:
            pieces = split_entities([value])
            runs = pieces.copy()
            runs[1::2] = map(stand_in, pieces[1::2])
            value = _set_pieces(pieces, runs, "".join(runs), chosen, superior=False)
        else:
            value = typeset_text(value, chosen)
        parts += (mark[done:start], value)
        done = end
    return "".join((*parts, mark[done:]))


def _set_pieces(
    pieces: list[str], runs: list[str], text: str, chosen: Style, *, superior: bool
) -> str:
    """Return ``pieces`` joined, with the text that ``runs`` hold set."""
    marks, edits = typeset_run(text, chosen)
    starts = list(accumulate(map(len, runs), initial=0))
    if superior:
        _raise_ordinals(marks, starts, edits)
    own: dict[int, Edits] = {}  # of each piece
    for index, replacement in edits.items():
        piece = bisect_right(starts, index) - 1
        own.setdefault(piece, {})[index - starts[piece]] = replacement
    out = pieces.copy()
    if marks != text:
        for piece in range(0, len(pieces), 2):
            if runs[piece]:
                out[piece] = marks[starts[piece] : starts[piece + 1]]
    for piece in range(1, len(pieces), 2):
        if pieces[piece][0] == "&" and len(runs[piece]) == 1:
            char = marks[starts[piece]]
            if piece in own or char != runs[piece] or _is_typographic(char):
                out[piece] = char
    for piece, changes in own.items():
        if piece % 2 == 0 or len(out[piece]) == 1:
            out[piece] = apply_edits(out[piece], changes)
    return "".join(out)


def _is_typographic(char: str) -> bool:
    """Tell the spaces, dashes, quotes and guillemets, which are written as themselves."""
    return "\u2000" <= char <= "\u206f" or char in "\u00a0\u00ab\u00ad\u00bb"


def _raise_ordinals(marks: str, starts: list[int], edits: Edits) -> None:
    """Wrap the superior letters that share a text with their number."""
    for number, start, end in superior_letters(marks):
        piece = bisect_right(starts, number)
        if piece % 2 and bisect_right(starts, end - 1) == piece:
            edits[start] = "<sup>" + edits.get(start, marks[start])
            edits[end - 1] = edits.get(end - 1, marks[end - 1]) + "</sup>"
