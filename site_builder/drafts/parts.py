"""Blocks → parts of an article: what each paragraph is, and its Markdown."""

import re
from enum import Enum

from msgspec.structs import replace

from site_builder.drafts.blocks import Block, Item, ItemList, Paragraph
from site_builder.drafts.inline import (
    PieceKind,
    curl_apostrophes,
    heading_markdown,
    paragraph_markdown,
    split_addresses,
    to_markdown,
    without_hashes,
)
from site_builder.drafts.labels import Labelled, is_house_label, split_label
from site_builder.values import Value

_LONGEST_LEAD = 600
_LONGEST_HEADING = 80
_MOST_HEADING_WORDS = 12
_MOST_QUESTION_WORDS = 8
_NO_HEADING_END = re.compile(r"[.,;:!…\"”-]$")
_LEAST_QUOTED_WORDS = 12
_MOST_QUOTED_PARAGRAPHS = 6
_QUOTES = {"«": "»", "“": "”", '"': '"'}
_AFTER_QUOTE = " .,;!?…"
_LEAD_LABEL = re.compile(r"(?:Chap[oô]|Chapeau|Accroche) ?: (?=\S)", re.IGNORECASE)


class PartKind(Enum):
    """What a part of the body is."""

    LEAD = "lead"
    PARAGRAPH = "paragraph"
    DIALOGUE = "dialogue"
    SECTION = "section"
    HEADING = "heading"
    QUOTATION = "quotation"
    LIST = "list"
    RULE = "rule"


class Part(Value, frozen=True, kw_only=True):
    """A part of the body. `texts`: its words as plain text, a paragraph or an item each.

    `label` with its sign, of a section; `items` of a list; `dropped`: marks taken off, of a lead
    that the draft announced as « Chapô : ».
    """

    kind: PartKind
    line: int
    texts: tuple[str, ...] = ()
    label: str = ""
    items: tuple[Item, ...] = ()
    columns: bool = False
    dropped: str = ""


def recognise_parts(blocks: tuple[Block, ...]) -> tuple[Part, ...]:
    """Return what each of *blocks*, the draft after its title, is to a reader."""
    blocks = tuple(_with_apostrophes(block) for block in blocks)
    labels = _labels(blocks)
    parts: list[Part] = []
    skip = 0
    for index, block in enumerate(blocks):
        if index < skip:
            continue
        if isinstance(block, ItemList):
            texts = tuple(item.text for item in block.items)
            parts.append(Part(kind=PartKind.LIST, line=block.line, texts=texts, items=block.items))
        elif isinstance(block, Paragraph):
            quoted = _quoted_paragraphs(blocks[index : index + _MOST_QUOTED_PARAGRAPHS])
            skip = index + len(quoted)
            parts.append(
                Part(kind=PartKind.QUOTATION, line=block.line, texts=quoted)
                if quoted
                else _paragraph_part(block, index, blocks, labels.get(index))
            )
        else:
            parts.append(Part(kind=PartKind.RULE, line=block.line))
    return _without_outer_rules(tuple(parts))


def part_markdown(part: Part) -> str:
    """Return the Markdown of *part*, without the blank lines around it."""
    match part.kind:
        case PartKind.SECTION:
            return " ".join([f"**{part.label}**", *map(to_markdown, part.texts)])
        case PartKind.HEADING:
            return heading_markdown(part.texts[0])
        case PartKind.QUOTATION:
            return "\n>\n".join(f"> {paragraph_markdown(text)}" for text in part.texts)
        case PartKind.LIST:
            return "\n".join(map(_item_markdown, part.items))
        case PartKind.RULE:
            return "***"
        case _:
            return paragraph_markdown(part.texts[0])


def _item_markdown(item: Item) -> str:
    marker = "-" if item.number is None else f"{item.number}."
    # In several lines with |, Markdown may see the rows of a table.
    text = paragraph_markdown(item.text).replace("|", "&#124;")
    return f"{'    ' * item.depth}{marker} {text}"


def _with_apostrophes(block: Block) -> Block:
    if isinstance(block, Paragraph):
        return replace(block, text=curl_apostrophes(block.text))
    if isinstance(block, ItemList):
        items = tuple(replace(item, text=curl_apostrophes(item.text)) for item in block.items)
        return replace(block, items=items)
    return block


def _labels(blocks: tuple[Block, ...]) -> dict[int, Labelled]:
    """The labelled paragraphs, by index.

    The labels of the house always count; others (« Le calendrier : ») only in company: alone, or
    on the lead, « Google : la riposte » is a sentence like any other.
    """
    found = {
        index: labelled
        for index, block in enumerate(blocks)
        if isinstance(block, Paragraph) and (labelled := split_label(block.text))
    }
    in_company = len(found) > 1
    return {
        index: labelled
        for index, labelled in found.items()
        if is_house_label(labelled) or (in_company and index > 0)
    }


def _paragraph_part(
    block: Paragraph, index: int, blocks: tuple[Block, ...], labelled: Labelled | None
) -> Part:
    part = Part(
        kind=PartKind.PARAGRAPH, line=block.line, texts=(block.text,), columns=block.columns
    )
    if block.dash:
        return replace(part, kind=PartKind.DIALOGUE)
    if labelled:
        return replace(
            part,
            kind=PartKind.SECTION,
            label=f"{labelled.label} {labelled.sign}",
            texts=(labelled.rest,) if labelled.rest else (),
        )
    following = blocks[index + 1] if index + 1 < len(blocks) else None
    if _is_heading(block) and following and not _is_heading(following) and _has_words(following):
        return replace(part, kind=PartKind.HEADING, texts=(without_hashes(block.text),))
    announced = _LEAD_LABEL.match(block.text) if index == 0 else None
    if announced:
        return replace(
            part,
            kind=PartKind.LEAD,
            texts=(block.text[announced.end() :],),
            dropped=announced[0].strip(),
        )
    if index == 0 and following and len(block.text) <= _LONGEST_LEAD:
        return replace(part, kind=PartKind.LEAD)
    return part


def _has_words(block: Block) -> bool:
    return isinstance(block, Paragraph | ItemList)


def _is_heading(block: Block) -> bool:
    if not isinstance(block, Paragraph) or not block.alone or block.dash or block.columns:
        return False
    text = without_hashes(block.text)
    most_words = _MOST_QUESTION_WORDS if text.endswith("?") else _MOST_HEADING_WORDS
    return (
        len(text) <= _LONGEST_HEADING
        and len(text.split()) <= most_words
        and (text[0].isupper() or text[0].isdigit() or text[0] in "«“")
        and not (text[0] in _QUOTES and _closes(text))
        and not _NO_HEADING_END.search(text)
        and all(piece.kind is PieceKind.WORDS for piece in split_addresses(text))
    )


def _quoted_paragraphs(blocks: tuple[Block, ...]) -> tuple[str, ...]:
    """The paragraphs, from the first on, that are one long quotation and nothing else; or ().

    A quotation in several paragraphs opens each of them, and closes the last alone.
    """
    texts: list[str] = []
    for block in blocks:
        if not isinstance(block, Paragraph) or block.dash:
            return ()
        opening = block.text[0]
        if opening not in _QUOTES or (texts and opening != texts[0][0]):
            return ()
        texts.append(block.text)
        if _closes(block.text):
            words = sum(len(text.split()) for text in texts)
            return tuple(texts) if words >= _LEAST_QUOTED_WORDS else ()
        if _QUOTES[opening] in block.text[1:]:
            return ()
    return ()


def _closes(text: str) -> bool:
    """True when the quotation that *text* opens with is closed at its end, and not before."""
    opening, closing = text[0], _QUOTES[text[0]]
    inside = text.rstrip(_AFTER_QUOTE)
    if len(inside) < 2 or not inside.endswith(closing):
        return False
    depth = 1
    for sign in inside[1:-1]:
        if sign == closing:
            depth -= 1
        elif sign == opening:
            depth += 1
        if depth == 0:
            return False
    return depth == 1


def _without_outer_rules(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """A line of dashes at the very beginning or end parts nothing."""
    worded = [index for index, part in enumerate(parts) if part.kind is not PartKind.RULE]
    return parts[worded[0] : worded[-1] + 1] if worded else ()
