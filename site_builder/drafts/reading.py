"""A plain-text draft → title, body in Markdown, summary, companies, and what to tell the editor."""

import re
from collections.abc import Iterator, Mapping

from site_builder.drafts.blocks import Block, ItemList, Paragraph, Rule, group_blocks
from site_builder.drafts.checks import check_draft
from site_builder.drafts.findings import Finding, Kind, excerpted
from site_builder.drafts.inline import PieceKind, curl_apostrophes, split_addresses, without_hashes
from site_builder.drafts.leftovers import drop_leftovers, is_stamp
from site_builder.drafts.lines import read_lines, wrapping_of
from site_builder.drafts.parts import Part, PartKind, part_markdown, recognise_parts
from site_builder.drafts.proposals import (
    Mentions,
    Passage,
    count_mentions,
    split_sentences,
    summarise,
)
from site_builder.text import excerpt
from site_builder.values import Value

_LONGEST_TITLE = 250
_LONGEST_TITLE_SENTENCE = 120
_PROPOSED_TITLE_LENGTH = 90
_TITLE_LABEL = re.compile(r"Titre ?: (?=\S)", re.IGNORECASE)

_PART_FINDINGS = {
    PartKind.LEAD: Kind.LEAD,
    PartKind.SECTION: Kind.SECTION,
    PartKind.HEADING: Kind.HEADING,
    PartKind.QUOTATION: Kind.QUOTATION,
    PartKind.LIST: Kind.LIST,
    PartKind.DIALOGUE: Kind.DIALOGUE,
}


class Draft(Value, frozen=True, kw_only=True):
    """An article as proposed to the editor.

    `title` and `summary` are plain text, `body` is Markdown that ends with a line end (or ""),
    `companies` are canonical names, most mentioned first, `findings` go down the draft.
    """

    title: str
    body: str
    summary: str
    companies: tuple[str, ...]
    findings: tuple[Finding, ...]


class _Opening(Value, frozen=True, kw_only=True):
    title: str
    rest: tuple[Block, ...]
    findings: tuple[Finding, ...]


# A text that names a company so often is about it; what it names once beside it is not its subject.
_ABOUT = 4


def read_draft(text: str, names: Mapping[str, str]) -> Draft:
    """Return the article that *text* holds.

    *names*: every name, alias and product that may stand in running text → the company's
    canonical name. Never fails: a text in which nothing is recognised is a title and paragraphs.
    """
    lines = read_lines(text)
    kept = drop_leftovers(lines)
    opening = _opening(group_blocks(kept.lines, wrapping_of(kept.lines)))
    parts = recognise_parts(opening.rest)
    passages = (Passage(line=_title_line(opening), text=opening.title), *_passages(parts))
    mentions = count_mentions(passages, names)
    findings = [
        *opening.findings,
        *kept.dropped,
        *_part_findings(parts),
        *_once(mentions, in_title=_title_line(opening)),
        *check_draft(title=opening.title, parts=parts, companies=len(mentions)),
    ]
    return Draft(
        title=opening.title,
        body="".join(f"{block}\n" for block in _spaced(parts)),
        summary=summarise(_summary_text(parts)),
        companies=tuple(
            found.company
            for found in mentions
            if not _in_passing(found, mentions, in_title=_title_line(opening))
        ),
        findings=tuple(sorted(findings, key=lambda finding: finding.line)),
    )


def _opening(blocks: tuple[Block, ...]) -> _Opening:
    """The title, and the blocks left for the body: all of them when there is no title."""
    blocks = blocks[next((n for n, b in enumerate(blocks) if not isinstance(b, Rule)), 0) :]
    first = blocks[0] if blocks else None
    if not isinstance(first, Paragraph) or not _is_title(first.text):
        title = excerpt(_first_sentence(first), _PROPOSED_TITLE_LENGTH).rstrip(".")
        line = first.line if first else 0
        finding = excerpted(Kind.NO_TITLE, line, title)
        return _Opening(title=title, rest=blocks, findings=(finding,) if title else ())
    findings: list[Finding] = []
    title = curl_apostrophes(without_hashes(first.text))
    if label := _TITLE_LABEL.match(title):
        findings.append(_dropped(first.line, label[0].strip()))
        title = title[label.end() :]
    findings.append(excerpted(Kind.TITLE, first.line, title))
    rest = blocks[1:]
    while rest and isinstance(rest[0], Paragraph) and is_stamp(rest[0].text):
        findings.append(_dropped(rest[0].line, rest[0].text))
        rest = rest[1:]
    return _Opening(title=title, rest=rest, findings=tuple(findings))


def _is_title(text: str) -> bool:
    if text.endswith((",", ";")) or len(text) > _LONGEST_TITLE:
        return False
    return not text.endswith(".") or len(text) <= _LONGEST_TITLE_SENTENCE


def _first_sentence(block: Block | None) -> str:
    if isinstance(block, ItemList):
        return _first_sentence(Paragraph(line=block.line, text=block.items[0].text))
    if not isinstance(block, Paragraph):
        return ""
    return split_sentences(curl_apostrophes(block.text))[0]


def _title_line(opening: _Opening) -> int:
    return opening.findings[0].line if opening.findings else 0


def _spaced(parts: tuple[Part, ...]) -> Iterator[str]:
    for index, part in enumerate(parts):
        yield f"\n{part_markdown(part)}" if index else part_markdown(part)


def _passages(parts: tuple[Part, ...]) -> Iterator[Passage]:
    for part in parts:
        if part.label:
            yield Passage(line=part.line, text=part.label)
        lines = [item.line for item in part.items] or [part.line] * len(part.texts)
        for line, text in zip(lines, part.texts, strict=True):
            yield Passage(line=line, text=text)


def _summary_text(parts: tuple[Part, ...]) -> str:
    """The text to summarise: the lead, which comes first, else the first words that are running."""
    texts = [part.texts[0] for part in parts if part.texts and part.kind is not PartKind.HEADING]
    return texts[0][:1].upper() + texts[0][1:] if texts else ""


def _part_findings(parts: tuple[Part, ...]) -> Iterator[Finding]:
    for part in parts:
        kind = _PART_FINDINGS.get(part.kind)
        if part.items and part.items[0].number is not None:
            kind = Kind.NUMBERED_LIST
        if kind:
            yield excerpted(kind, part.line, part.label or part.texts[0])
        if part.dropped:
            yield _dropped(part.line, part.dropped)
    for passage in _passages(parts):
        for piece in split_addresses(passage.text):
            if piece.kind is not PieceKind.WORDS:
                yield Finding(kind=Kind.LINK, line=passage.line, text=piece.text)


def _in_passing(found: Mentions, mentions: tuple[Mentions, ...], *, in_title: int) -> bool:
    """Tell whether a company is named once, not in the title, in a text about another."""
    return found.count == 1 and found.line != in_title and mentions[0].count >= _ABOUT


def _once(mentions: tuple[Mentions, ...], *, in_title: int) -> Iterator[Finding]:
    for found in mentions:
        if _in_passing(found, mentions, in_title=in_title):
            yield excerpted(Kind.IN_PASSING, found.line, found.company)
        elif found.count == 1:
            yield excerpted(Kind.MENTIONED_ONCE, found.line, found.company)


def _dropped(line: int, text: str) -> Finding:
    return Finding(kind=Kind.DROPPED, line=line, text=text)
