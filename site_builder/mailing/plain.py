"""HTML → plain text that reads well: 76 columns, links as notes, quotations, lists, tables."""

import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from lxml import html as markup
from lxml.html import HtmlElement

WIDTH = 76

_BLOCKS = frozenset(
    "address blockquote body div dd dl dt h1 h2 h3 h4 h5 h6 hr html li ol p pre section table "
    "ul".split()
)
_HIDDEN = frozenset(["head", "script", "style", "title"])
_UNDERLINES = {"h1": "=", "h2": "-"}
# What separates words in a file; a no-break space is the typographer's and stays.
_SPACES = re.compile(r"[ \t\n\r\f]+")
_BREAK = "\x0b"  # stands for <br> until lines are cut


@dataclass(slots=True)
class _Notes:
    """Addresses of links, numbered as they come, listed at the end of each section."""

    last: int = 0
    waiting: dict[str, int] = field(default_factory=dict)

    def number(self, url: str) -> int:
        if url not in self.waiting:
            self.last += 1
            self.waiting[url] = self.last
        return self.waiting[url]

    def flush(self) -> list[str]:
        lines = [f"[{number}] {url}" for url, number in self.waiting.items()]
        self.waiting.clear()
        return lines


def plain_text(document: str) -> str:
    """Return the text of the HTML *document*: same document, same text, one line feed a line."""
    notes = _Notes()
    blocks = list(_blocks(markup.document_fromstring(document), WIDTH, notes))
    if rest := notes.flush():
        blocks.append(rest)
    lines = _joined(blocks)
    return "\n".join(line.rstrip(" \u00a0") for line in lines) + "\n"


def _joined(blocks: list[list[str]]) -> list[str]:
    lines: list[str] = []
    for block in blocks:
        if lines:
            lines.append("")
        lines += block
    return lines


def _blocks(element: HtmlElement, width: int, notes: _Notes) -> Iterator[list[str]]:
    """Yield the blocks in *element*, each as its lines; what is no block is a paragraph."""
    words: list[str] = [element.text or ""]

    def paragraph() -> Iterator[list[str]]:
        lines = _wrapped("".join(words), width)
        words.clear()
        if lines:
            yield lines

    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag in _BLOCKS:
            yield from paragraph()
            yield from _block(child, tag, width, notes)
        elif tag and tag not in _HIDDEN:
            words.append(_inline(child, notes))
        words.append(child.tail or "")
    yield from paragraph()


def _block(element: HtmlElement, tag: str, width: int, notes: _Notes) -> Iterator[list[str]]:
    if tag in _UNDERLINES or re.fullmatch("h[3-6]", tag):
        yield _heading(element, tag, width, notes)
    elif tag == "pre":
        yield [f"    {line}".rstrip() for line in element.text_content().strip("\n").split("\n")]
    elif tag == "hr":
        yield ["-" * width]
    elif tag == "blockquote":
        lines = _joined(list(_blocks(element, width - 2, notes)))
        yield [f"> {line}".rstrip(" ") for line in lines]
    elif tag in ("ul", "ol"):
        yield _list(element, tag, width, notes)
    elif tag == "table":
        yield _table(element, width, notes)
    elif tag == "dl":
        yield _definitions(element, width, notes)
    elif tag == "section":
        yield from _blocks(element, width, notes)
        if links := notes.flush():
            yield links
    else:
        yield from _blocks(element, width, notes)


def _heading(element: HtmlElement, tag: str, width: int, notes: _Notes) -> list[str]:
    text = "".join([element.text or "", *(_inline(c, notes) + (c.tail or "") for c in element)])
    if tag not in _UNDERLINES:
        return _wrapped(text.upper(), width)
    lines = _wrapped(text, width)
    longest = max((len(line) for line in lines), default=0)
    return [*lines, _UNDERLINES[tag] * longest]


def _list(element: HtmlElement, tag: str, width: int, notes: _Notes) -> list[str]:
    first = element.get("start", "1")
    number = int(first) if first.isdecimal() else 1
    items: list[list[str]] = []
    for child in element.iterchildren("li"):
        bullet = "- " if tag == "ul" else f"{number}. "
        number += 1
        blocks = list(_blocks(child, width - len(bullet), notes))
        # A list inside an item follows it at once.
        lines = [line for block in blocks for line in block] if _tight(child) else _joined(blocks)
        margin = " " * len(bullet)
        items.append([(margin if n else bullet) + line for n, line in enumerate(lines or [""])])
    if all(map(_tight, element.iterchildren("li"))):
        return [line for item in items for line in item]
    return _joined(items)


def _definitions(element: HtmlElement, width: int, notes: _Notes) -> list[str]:
    """Return each word with its meanings right below it; `div` may hold them together."""
    lines: list[str] = []
    before = ""
    for child in element.iterdescendants("dt", "dd"):
        margin = "    " if child.tag == "dd" else ""
        if child.tag == "dt" and before == "dd":
            lines.append("")
        before = str(child.tag)
        found = _joined(list(_blocks(child, width - len(margin), notes)))
        lines += [f"{margin}{line}".rstrip(" ") for line in found]
    return lines


def _tight(item: HtmlElement) -> bool:
    return not any(child.tag in ("p", "pre", "blockquote", "table") for child in item)


def _table(element: HtmlElement, width: int, notes: _Notes) -> list[str]:
    rows = [
        [" ".join(_wrapped(_words(cell, notes), 10_000)) for cell in row.iterchildren("th", "td")]
        for row in element.iter("tr")
    ]
    rows = [row for row in rows if row]
    if not rows:
        return []
    count = max(map(len, rows))
    rows = [[*row, *[""] * (count - len(row))] for row in rows]
    widths = [max(len(row[n]) for row in rows) for n in range(count)]
    headed = element.find(".//th") is not None
    if sum(widths) + 3 * (count - 1) > width:
        return _records(rows, width) if headed and len(rows) > 1 else _rows(rows, width)
    right = [
        "align-right" in cell.get("class", "")
        for cell in next(element.iter("tr")).iterchildren("th", "td")
    ]
    right += [False] * (count - len(right))
    aligned = [
        "   ".join(
            text.rjust(size) if to_right else text.ljust(size)
            for text, size, to_right in zip(row, widths, right, strict=True)
        ).rstrip(" ")
        for row in rows
    ]
    rule = ["   ".join("-" * size for size in widths)] if headed else []
    return [*aligned[:1], *rule, *aligned[1:]]


def _records(rows: list[list[str]], width: int) -> list[str]:
    """Return a table too wide for the page: each row under its first cell, with its headings."""
    heads, *others = rows
    lines: list[str] = []
    for first, *rest in others:
        lines += _hung(first or "–", "- ", width)
        for head, cell in zip(heads[1:], rest, strict=True):
            if cell:
                lines += _hung(f"{head}\u00a0: {cell}" if head else cell, "  ", width)
    return lines


def _rows(rows: list[list[str]], width: int) -> list[str]:
    return [line for row in rows for line in _hung(" – ".join(filter(None, row)), "- ", width)]


def _hung(text: str, bullet: str, width: int) -> list[str]:
    margin = " " * len(bullet)
    lines = _wrapped(text, width - len(bullet))
    return [(margin if n else bullet) + line for n, line in enumerate(lines)]


def _words(element: HtmlElement, notes: _Notes) -> str:
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str):
            parts.append(_inline(child, notes))
        parts.append(child.tail or "")
    return "".join(parts)


_SIGNS = {"em": "_", "i": "_", "cite": "_", "strong": "*", "b": "*"}


def _inline(element: HtmlElement, notes: _Notes) -> str:
    if not isinstance(element.tag, str) or element.tag in _HIDDEN:
        return ""
    if element.tag == "br":
        return _BREAK
    if element.tag == "img":
        alt = element.get("alt", "")
        return f"[{alt}]" if alt else ""
    text = _words(element, notes)
    if element.tag == "a" and (url := element.get("href", "")):
        return text if _says(text, url) else f"{text}\u00a0[{notes.number(url)}]"
    if element.tag == "sup" and text.strip():
        return f"({text})" if text.strip().isdecimal() else text
    sign = _SIGNS.get(element.tag, "")
    return f"{sign}{text}{sign}" if text.strip() else text


def _says(text: str, url: str) -> bool:
    """Return whether the words of a link are its address already."""
    bare = re.sub(r"^(?:https?://|mailto:)|/$", "", url)
    return text.strip() in (url, bare, f"{bare}/")


def _wrapped(text: str, width: int) -> list[str]:
    """Return *text* in lines of at most *width*, cut at plain spaces and nowhere else."""
    wrap: Callable[[str], list[str]] = textwrap.TextWrapper(
        width=max(20, width),
        break_long_words=False,
        break_on_hyphens=False,
        expand_tabs=False,
        replace_whitespace=False,
    ).wrap
    lines = [wrap(_SPACES.sub(" ", part).strip(" ")) or [""] for part in text.split(_BREAK)]
    found = [line for part in lines for line in part]
    blank = [empty for empty, _ in groupby(found, lambda line: not line.strip(" "))]
    return [] if blank in ([], [True]) else found
