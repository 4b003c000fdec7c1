"""What an editor should look at before the article goes out."""

import re
from collections.abc import Iterator

from site_builder.drafts.findings import Finding, Kind, excerpted
from site_builder.drafts.lines import ends_sentence
from site_builder.drafts.parts import Part, PartKind

_LONG_TITLE = 110
# UTF-8 read as Windows-1252 (« Ã© », « â€™ »), and what a decoder could not read.
_BAD_CHARACTERS = re.compile("Ã[\x80-\xbf©¨ª«®´¹»¼‰€Šˆ‡]|â€|Â[«»°]|\ufffd")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,200}>|&(?:[a-zA-Z]{2,8}|#\d{2,5});")
_ADDRESS_IN_BRACKETS = re.compile(r"<https?:", re.IGNORECASE)
_UNFINISHED = re.compile(
    r"\b(?:XXX+|TODO|TK|TBC|[àÀ] (?:compléter|confirmer|vérifier))\b|\?\?\?|\[(?:…|\.\.\.)?\]"
)
_PAIRS = (("«", "»"), ("“", "”"))
# 13" is a screen, not a quotation.
_STRAIGHT_QUOTE = re.compile(r'(?<!\d)"')


def check_draft(*, title: str, parts: tuple[Part, ...], companies: int) -> Iterator[Finding]:
    """Yield what to verify in an article of this *title* and *parts* naming so many *companies*."""
    if not parts:
        yield Finding(kind=Kind.EMPTY, line=0, text="")
        return
    if len(title) > _LONG_TITLE:
        yield excerpted(Kind.LONG_TITLE, 0, title)
    if parts[0].kind is not PartKind.LEAD:
        yield Finding(kind=Kind.NO_LEAD, line=parts[0].line, text="")
    if not companies:
        yield Finding(kind=Kind.NO_COMPANY, line=0, text="")
    yield from _characters(0, title)
    for part in parts:
        yield from _check_part(part)
    last = parts[-1]
    if last.kind is not PartKind.LIST and last.texts and not ends_sentence(last.texts[-1]):
        yield excerpted(Kind.ENDING, last.line, last.texts[-1])


def _check_part(part: Part) -> Iterator[Finding]:
    text = "\n".join(part.texts)
    yield from _characters(part.line, text)
    if part.columns:
        yield excerpted(Kind.TABLE, part.line, text)
    for kind, pattern in ((Kind.MARKUP, _MARKUP), (Kind.UNFINISHED, _UNFINISHED)):
        match = pattern.search(text)
        if match and not _ADDRESS_IN_BRACKETS.match(match[0]):
            yield excerpted(kind, part.line, match[0])
    # A quotation in several paragraphs opens each and closes the last: already recognised.
    if part.kind is not PartKind.QUOTATION and any(map(_leaves_open, part.texts)):
        yield excerpted(Kind.OPEN_QUOTATION, part.line, text)


def _characters(line: int, text: str) -> Iterator[Finding]:
    if match := _BAD_CHARACTERS.search(text):
        yield excerpted(Kind.BAD_CHARACTERS, line, text[max(0, match.start() - 20) :])


def _leaves_open(text: str) -> bool:
    return (
        any(text.count(opening) != text.count(closing) for opening, closing in _PAIRS)
        or len(_STRAIGHT_QUOTE.findall(text)) % 2 == 1
    )
