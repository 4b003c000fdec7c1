"""What the importer proposes for the front matter: a summary, the companies of the text."""

import re
from collections.abc import Iterable, Mapping

from site_builder.drafts.inline import PieceKind, split_addresses
from site_builder.text import excerpt
from site_builder.values import Value

_SUMMARY_LENGTH = 200
_LONGEST_SUMMARY = 240
_SHORTEST_SUMMARY = 80
# The end of a sentence, its closing quotation marks, then something that can begin another.
_BETWEEN_SENTENCES = re.compile(r"([.!?…](?: ?[»”\")])*) (?=[«“\"(]? ?[^\W_a-zà-ÿœ])")
_ABBREVIATION = re.compile(
    r"(?:^|[ .(«’]|\.-)"
    r"(?:[^\W\d_]|MM|Mme|Mmes|Mlle|Dr|Pr|St|Ste|Inc|Corp|Ltd|Co|cf|etc|art|vol|env|av|No)\.$"
)
_NAME_SPACES = re.compile(r"\s+")


class Passage(Value, frozen=True, kw_only=True):
    """A stretch of plain text and the line of the draft it begins on."""

    line: int
    text: str


class Mentions(Value, frozen=True, kw_only=True):
    """How often the text names a company, and the line where it does first."""

    company: str
    count: int
    line: int


def summarise(text: str) -> str:
    """Return the first sentences of *text*, about 200 characters, else a cut at a word with « … ».

    Whole sentences when they say enough (80 characters), a little over 200 if need be. A quotation
    that the cut leaves open is closed.
    """
    sentences = split_sentences(text)
    for length in (_SUMMARY_LENGTH, _LONGEST_SUMMARY):
        summary = _whole_sentences(sentences, length)
        if len(summary) >= min(_SHORTEST_SUMMARY, len(text)):
            return summary
    cut = excerpt(text, _SUMMARY_LENGTH)
    return f"{cut} »" if cut.count("«") > cut.count("»") else cut


def _whole_sentences(sentences: tuple[str, ...], length: int) -> str:
    summary = ""
    for sentence in sentences:
        longer = f"{summary} {sentence}".lstrip()
        if len(longer) > length:
            break
        summary = longer
    return summary


def split_sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of *text*; « M. Musk », « J. R. R. » and « Inc. » end none."""
    sentences: list[str] = []
    start = 0
    for match in _BETWEEN_SENTENCES.finditer(text):
        if not _ABBREVIATION.search(text[max(0, match.start() - 8) : match.end(1)]):
            sentences.append(text[start : match.end(1)])
            start = match.end()
    return (*sentences, text[start:]) if text[start:] else tuple(sentences)


def count_mentions(passages: Iterable[Passage], names: Mapping[str, str]) -> tuple[Mentions, ...]:
    """Return the companies that *passages* name, most mentioned first, ties by first mention.

    *names*: every name that may stand in running text → the company's canonical name. Whole words,
    case and accents respected, the longest name first: « Meta » is in « l’ex-Meta » and
    « d’Apple », not in « métadonnées » nor « Metaverse ». Addresses are not searched.
    """
    canonical = {_comparable(name): company for name, company in names.items() if name.strip()}
    if not canonical:
        return ()
    longest_first = sorted(canonical, key=lambda name: (-len(name), name))
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
    found: dict[str, Mentions] = {}
    for passage in passages:
        words = " ".join(
            piece.text if piece.kind is PieceKind.WORDS else "·"
            for piece in split_addresses(passage.text)
        )
        for match in pattern.finditer(_comparable(words)):
            company = canonical[match[0]]
            known = found.get(company)
            found[company] = Mentions(
                company=company,
                count=known.count + 1 if known else 1,
                line=known.line if known else passage.line,
            )
    return tuple(sorted(found.values(), key=lambda mentions: -mentions.count))


def _comparable(text: str) -> str:
    return _NAME_SPACES.sub(" ", text.replace("’", "'")).strip()
