"""Lines → blocks: paragraphs made whole again, lists with their levels, rules."""

import re
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from site_builder.drafts.lines import Line, Wrapping, ends_sentence, glue
from site_builder.values import Value

# Bullets that nothing else begins with; the last three are those of Word's symbol font.
_BULLET = re.compile("([•●∙·‣⁃◦○▪■▫□➢➤►▶\uf0b7\uf0a7\uf0d8])[ \t]*(\\S.*)")
# Signs that are bullets only where a line of text cannot simply go on with them.
_DASH = re.compile(r"([-–—−*])[ \t]+(\S.*)")
_NUMBER = re.compile(r"(\(?([1-9]\d?)(?:[.)/]|°\)?))[ \t]+(\S.*)")
_RULE = re.compile(r"(?:[-–—_=*~#•+⁂][ \t]*){3,}|⁂")
_LONE_MARKER = re.compile(r"--|[-–—−*•●∙·‣⁃◦○▪■▫□➢➤►▶\uf0b7\uf0a7\uf0d8]")
# Word turns « - » into « – » when it likes: signs of one family are one level of a list.
_FAMILIES = {
    sign: family[0] for family in ("-–—−", "•●∙·\uf0b7", "◦○", "▪■▫□\uf0a7") for sign in family
}
_NUMBERED = "1"


class Paragraph(Value, frozen=True, kw_only=True):
    """A paragraph made whole. `alone`: it was one line with nothing right above and below it.

    `dash`: it opens with a dash that is no bullet. `columns`: its cells were set apart by tabs.
    """

    line: int
    text: str
    alone: bool = False
    dash: bool = False
    columns: bool = False


class Item(Value, frozen=True, kw_only=True):
    """An item of a list: `depth` from 0, `number` for a numbered one, `marker` as typed.

    `apart`: a blank line stood before it.
    """

    line: int
    depth: int
    number: int | None
    marker: str
    text: str
    apart: bool


class ItemList(Value, frozen=True, kw_only=True):
    """A list, all its levels in the order of the draft."""

    line: int
    items: tuple[Item, ...]


class Rule(Value, frozen=True, kw_only=True):
    """A line of dashes, stars or the like, between two parts."""

    line: int


Block = Paragraph | ItemList | Rule


class _Marker(Value, frozen=True, kw_only=True):
    typed: str
    family: str
    number: int | None
    text: str
    certain: bool


class _Level(Value, frozen=True, kw_only=True):
    indent: int
    family: str
    next_number: int


def group_blocks(lines: tuple[Line, ...], wrapping: Wrapping) -> tuple[Block, ...]:
    """Return the blocks of *lines*, every word of them in its order."""
    return tuple(
        block
        for group in _groups(lines, wrapping)
        for block in ([group] if not isinstance(group, ItemList) else _sound_list(group))
    )


def _groups(lines: tuple[Line, ...], wrapping: Wrapping) -> Iterator[Block]:
    """Yield blocks; a list goes on over blank lines, a paragraph does not."""
    items: list[Item] = []
    levels: tuple[_Level, ...] = ()
    paragraph: list[Line] = []
    above: Line | None = None  # the line right above, None after a blank line

    def closed() -> Iterator[Block]:
        if paragraph:
            yield _paragraph(paragraph, lines, wrapping)
        if items:
            yield ItemList(line=items[0].line, items=tuple(items))
        paragraph.clear()
        items.clear()

    for line in lines:
        if not line.text or _LONE_MARKER.fullmatch(line.text):
            above = None
            if paragraph:
                yield from closed()
            continue
        if _RULE.fullmatch(line.text):
            yield from closed()
            yield Rule(line=line.number)
            above = None
            continue
        marker = _marker(line)
        if marker and _can_open_item(marker, line, above, wrapping, levels if items else ()):
            placed = _placed(levels if items else (), line.indent, marker)
            if placed:
                if not items:
                    yield from closed()
                levels = placed
                items.append(_item(line, marker, len(levels) - 1, apart=above is None))
                above = line
                continue
        if items and above and _continues_item(above, line, wrapping):
            items[-1] = replace(items[-1], text=glue(items[-1].text, line.text))
        elif paragraph and above and wrapping.continues(above, line):
            paragraph.append(line)
        else:
            yield from closed()
            paragraph.append(line)
        above = line
    yield from closed()


def _marker(line: Line) -> _Marker | None:
    if match := _NUMBER.fullmatch(line.text):
        return _Marker(
            typed=match[1], family=_NUMBERED, number=int(match[2]), text=match[3], certain=False
        )
    if match := _BULLET.fullmatch(line.text) or _DASH.fullmatch(line.text):
        sign = match[1]
        return _Marker(
            typed=sign,
            family=_FAMILIES.get(sign, sign),
            number=None,
            text=match[2],
            certain=sign not in "-–—−*",
        )
    return None


def _can_open_item(
    marker: _Marker,
    line: Line,
    above: Line | None,
    wrapping: Wrapping,
    levels: tuple[_Level, ...],
) -> bool:
    """False for a line of a cut paragraph that happens to begin with « – » or « 2. »."""
    if marker.certain or above is None or any(level.family == marker.family for level in levels):
        return True
    # Inside a list a sub-list is likelier, unless the line above could take no more.
    cut = wrapping.is_cut(above, line) if levels else wrapping.is_full(above)
    return ends_sentence(above.text) or not cut


def _placed(levels: tuple[_Level, ...], indent: int, marker: _Marker) -> tuple[_Level, ...]:
    """Return the levels from the outermost to the one of the new item; () when it has no place.

    Deeper: further to the right, or at the same column under another sign. A number has a place
    only if it goes on counting: « 1986. » or a « 3. » out of nowhere is text.
    """
    kept = levels
    while len(kept) > 1 and indent < kept[-1].indent - 1:
        kept = kept[:-1]
    same_sign = [
        depth
        for depth, level in enumerate(kept)
        if level.family == marker.family and indent - 1 <= level.indent
    ]
    if same_sign and indent <= kept[-1].indent + 1:
        kept = kept[: same_sign[-1] + 1]
        sibling = True
    else:
        outdented = len(kept) < len(levels)
        both_bullets = bool(kept) and _NUMBERED not in {kept[-1].family, marker.family}
        sibling = outdented and both_bullets and indent <= kept[-1].indent + 1
    expected = kept[-1].next_number if sibling else 1
    if marker.number not in {None, expected}:
        return ()
    # Under one parent bullets and numbers, or two counts, would run into one list.
    left = levels[len(kept)].family if not sibling and len(kept) < len(levels) else ""
    if left and _NUMBERED in {left, marker.family}:
        return ()
    level = _Level(indent=indent, family=marker.family, next_number=expected + 1)
    return (*(kept[:-1] if sibling else kept), level)


def _continues_item(above: Line, line: Line, wrapping: Wrapping) -> bool:
    if wrapping.continues(above, line):
        return True
    # « • text » then « text » further to the right: the same item, unless a sentence begins.
    return line.indent > above.indent and not ends_sentence(above.text)


def _item(line: Line, marker: _Marker, depth: int, *, apart: bool) -> Item:
    return Item(
        line=line.number,
        depth=depth,
        number=marker.number,
        marker=marker.typed,
        text=marker.text,
        apart=apart,
    )


def _paragraph(group: list[Line], lines: tuple[Line, ...], wrapping: Wrapping) -> Paragraph:
    text = group[0].text
    for line in group[1:]:
        text = glue(text, line.text)
    first, last = group[0].number, group[-1].number
    above = lines[first - 2].text if first > 1 else ""
    below = lines[last].text if last < len(lines) else ""
    alone = len(group) == 1 and (not wrapping.blank_lines or not (above or below))
    return Paragraph(
        line=first, text=text, alone=alone, columns=any(line.columns for line in group)
    )


def _sound_list(found: ItemList) -> Iterable[Block]:
    """Return the list, or its lines as paragraphs when they only looked like one.

    A lone « 1. » counts nothing; « — » is the dash of French dialogue when its paragraphs stand
    apart from one another.
    """
    items = found.items
    dialogue = all(item.marker == "—" for item in items) and all(i.apart for i in items[1:])
    lone_number = len(items) == 1 and items[0].number is not None
    if not dialogue and not lone_number:
        return [found]
    return [
        Paragraph(
            line=item.line,
            text=f"{item.marker} {item.text}",
            alone=lone_number and item.apart,
            dash=dialogue,
        )
        for item in items
    ]
