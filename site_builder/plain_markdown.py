"""Markdown → HTML for plain texts: what Python-Markdown would write, many times sooner.

Most articles are paragraphs, headings from `##` on, lists of one level, quotations, tables, local
pictures, notes of one line and abbreviations, with strong words, emphasis and links in them. Such a
text is set down here; one with anything else in it, anywhere, is not read at all and left to
Python-Markdown, which is asked about every doubt. So there is one dialect, and this module adds
nothing to it. Why the two agree:

- Python-Markdown tells blocks apart by how their lines begin. A block is accepted whole or not at
  all, by the expression of its kind, and no line of it begins with a sign that begins another kind.
- Inside a block, every pattern of Python-Markdown begins with a sign. Those of `_BEYOND` occur
  nowhere in an accepted text; what is left are `*`, in pairs that stand side by side, `[`, of links
  with a simple address, of calls of notes or of nothing, and `&` and `>`, which are escaped.
- Definitions change other blocks: those of short notes and abbreviations stand in blocks of their
  own, and no other line begins one.

Extensions of a site may read anything: with them nobody should ask here.
"""

import html as entities
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import dropwhile

from site_builder.text import slugify
from site_builder.values import Value


class Converted(Value, frozen=True, kw_only=True):
    """A text as HTML; level, id and HTML of its headings, in order; addresses of what is shown of
    other sites without a title.
    """

    html: str
    headings: tuple[tuple[int, str, str], ...] = ()
    untitled: tuple[str, ...] = ()


class _Beyond(Exception):
    """Raised at whatever Python-Markdown had better be asked about."""


def convert(text: str) -> Converted | None:
    """Return *text* as Python-Markdown converts it, or None for it to be asked."""
    for sign in _BEYOND:
        if sign in text:
            return None
    if "&" in text and _ENTITY.search(text):
        return None
    if "=" in text and _ATTRIBUTE.search(text):
        return None
    try:
        return _converted(text)
    except _Beyond:
        return None


def heading_id(text: str) -> str:
    """Return the id that a heading takes from its words, before others of the same words."""
    return slugify(text) or "section"


def _converted(text: str) -> Converted:
    blocks: Iterable[str] = _blocks(text)
    titles: dict[str, str] = {}
    if "*[" in text:
        blocks, titles = _without_titles(blocks)
    notes: dict[str, str] = {}
    if "[^" in text:
        if _PLACE in text:
            raise _Beyond
        blocks, notes = _without_notes(blocks)
    ids: dict[str, int] = {}
    headings: list[tuple[int, str, str]] = []
    pieces: list[str] = []
    for kind, alike in _groups(blocks):
        if kind == "words":
            pieces.append(f"<p>{_words(alike[0])}</p>")
        elif kind == "heading":
            level, inner = _heading(alike[0])
            name = _unique(heading_id(_plain(inner)), ids)
            headings.append((level, name, inner))
            pieces.append(f'<h{level} id="{name}">{inner}</h{level}>')
        else:
            pieces.append(_WRITERS[kind](alike))
    html = "\n".join(pieces)
    if notes:
        html = _with_notes(html, notes)
    if titles:
        html = _with_titles(html, titles)
        headings = [(level, name, _with_titles(inner, titles)) for level, name, inner in headings]
    return Converted(html=html, headings=tuple(headings))


# Blocks

# Signs of what is not read here: code, escapes, raw HTML, attributes and words of another language;
# and those that Python-Markdown takes out of a text or puts in for itself.
_BEYOND = ("`", "\\", "<", "{", "\t", "\r", "\x02", "\x03")
_ENTITY = re.compile(r"&(?:#|[a-zA-Z0-9]+;)")
# What cleaning would take for an attribute with an address, in the words of a text.
_ATTRIBUTE = re.compile(r"(?:href|src)\s*=", re.IGNORECASE)

_ADDRESS = r"[^\s()\[\]<>\"'*\x02]"
_LOCAL = rf"(?!{_ADDRESS}*:)"
_ADDRESSES = rf"(?:{_ADDRESS}++|\({_ADDRESS}*+\))++"
# A line of words begins with no sign of another block, save the stars of emphasis and the bracket
# of a link that is no definition. `2023. ` would begin a list, and two blanks at the end break it.
_LINE = r"(?:\*{0,2}(?!\d+\.[ ])[^\s_#>\-+*=:~!&\[|]|(?:\*\*)?\[(?![^\[\]]*+\]:)).*+(?<![ ])"
_LINES = rf"{_LINE}(?:\n{_LINE})*+"
_NOTE = rf"\[\^([A-Za-z0-9-]++)\]:[ ]*({_LINE})"
_BLOCK = re.compile(
    rf"(?:(?P<words>{_LINES})"
    r"|(?P<heading>\#{2,6}[ ]*[^\s\#][^\#\n]*)"
    rf"|(?P<ul>[-*+][ ]+{_LINES}(?:\n[-*+][ ]+{_LINES})*+)"
    rf"|(?P<ol>[0-9]+\.[ ]+{_LINES}(?:\n[0-9]+\.[ ]+{_LINES})*+)"
    r"|(?P<quote>>.*+(?:\n>.*+)*+)"
    r"|(?P<table>\|.*\|\n\|[:\- |]*\|(?:\n\|.*\|)++)"
    rf"|(?P<figure>!\[[^\[\]\n\x02]*+\]\({_LOCAL}{_ADDRESSES}(?:[ ]\"[^\"'()\n\x02]*+\")?\))"
    r"|(?P<rule>-{3}|\*{3}))\Z"
)


def _blocks(text: str) -> Iterator[str]:
    """Yield what blank lines part, and headings by themselves."""
    for chunk in text.split("\n\n"):
        block = chunk.strip("\n")
        if block.startswith("#") and "\n" in block:
            lines = block.split("\n")
            rest = list(dropwhile(lambda line: line.startswith("#"), lines))
            yield from lines[: len(lines) - len(rest)]
            block = "\n".join(rest)
        if block:
            yield block


def _groups(blocks: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the *blocks* by kind: lists and quotations with those that continue them."""
    kind, alike = "", [""]
    for block in blocks:
        found = _BLOCK.match(block)
        if found is None:
            raise _Beyond
        assert found.lastgroup is not None  # every alternative has a name
        if found.lastgroup == kind and kind in _CONTINUED:
            alike.append(block)
        else:
            if kind:
                yield kind, alike
            kind, alike = found.lastgroup, [block]
    if kind:
        yield kind, alike


def _heading(block: str) -> tuple[int, str]:
    """Return the level of a heading, and its words as HTML."""
    if "\x02" in block:
        raise _Beyond
    words = block.lstrip("#")
    return len(block) - len(words), _words(words.strip())


def _unique(name: str, ids: dict[str, int]) -> str:
    """Return *name*, numbered when it was given before."""
    count = ids[name] = ids.get(name, -1) + 1
    return f"{name}_{count}" if count else name


_ITEM = re.compile(r"(?:\A|\n)(?:[-*+]|[0-9]+\.)[ ]+")


def _bullets(blocks: list[str]) -> str:
    return f"<ul>\n{_items(blocks)}\n</ul>"


def _numbers(blocks: list[str]) -> str:
    first = blocks[0].partition(".")[0]
    start = "" if first == "1" else f' start="{first}"'
    return f"<ol{start}>\n{_items(blocks)}\n</ol>"


def _items(blocks: list[str]) -> str:
    """Return the items of a list; those on both sides of a blank line are paragraphs."""
    items: list[str] = []
    for number, block in enumerate(blocks):
        texts = [_words(item) for item in _ITEM.split(block)[1:]]
        if number > 0:
            texts[0] = f"\n<p>{texts[0]}</p>\n"
        if number < len(blocks) - 1 and (number == 0 or len(texts) > 1):
            texts[-1] = f"\n<p>{texts[-1]}</p>\n"
        items += [f"<li>{item}</li>" for item in texts]
    return "\n".join(items)


_QUOTED = re.compile(r"^>[ ]?", re.MULTILINE)
_PARAGRAPH = re.compile(rf"{_LINES}\Z")


def _quotation(blocks: list[str]) -> str:
    paragraphs = [
        paragraph.lstrip("\n")
        for block in blocks
        for paragraph in _QUOTED.sub("", block).split("\n\n")
        if paragraph.lstrip("\n")
    ]
    if not paragraphs or not all(map(_PARAGRAPH.match, paragraphs)):
        raise _Beyond
    inner = "\n".join(f"<p>{_words(paragraph)}</p>" for paragraph in paragraphs)
    return f"<blockquote>\n{inner}\n</blockquote>"


def _table(blocks: list[str]) -> str:
    """Return a table whose rows all have bars at both ends, and as many cells."""
    head, signs, *body = [row[1:-1].split("|") for row in blocks[0].split("\n")]
    if any(len(row) != len(head) for row in (signs, *body)):
        raise _Beyond
    marks = [_alignment(sign.strip(" ")) for sign in signs]
    rows = "\n".join(_row("td", row, marks) for row in body)
    return (
        f"<table>\n<thead>\n{_row('th', head, marks)}\n</thead>\n"
        f"<tbody>\n{rows}\n</tbody>\n</table>"
    )


def _alignment(sign: str) -> str:
    left, right = sign.startswith(":"), sign.endswith(":")
    side = "center" if left and right else "left" if left else "right" if right else ""
    return f' class="align-{side}"' if side else ""


def _row(tag: str, cells: list[str], marks: list[str]) -> str:
    inner = "\n".join(
        f"<{tag}{mark}>{_words(cell.strip(' '))}</{tag}>"
        for cell, mark in zip(cells, marks, strict=True)
    )
    return f"<tr>\n{inner}\n</tr>"


_PICTURE = re.compile(r"!\[(.*?)\]\((\S+?)(?:[ ]\"(.*)\")?\)\Z")
_SPACE = re.compile(r"\s")


def _figure(blocks: list[str]) -> str:
    found = _PICTURE.match(blocks[0])
    assert found is not None  # the expression of its kind says more
    alt, address, title = (_escaped(part or "") for part in found.groups())
    caption = _SPACE.sub(" ", title.strip())
    below = f"<figcaption>{caption}</figcaption>" if caption else ""
    quoted = alt.replace('"', "&quot;")
    return f'<figure><img alt="{quoted}" src="{address}">{below}</figure>'


def _rule(_blocks: list[str]) -> str:
    return "<hr>"


_WRITERS: dict[str, Callable[[list[str]], str]] = {
    "ul": _bullets,
    "ol": _numbers,
    "quote": _quotation,
    "table": _table,
    "figure": _figure,
    "rule": _rule,
}
_CONTINUED = ("ul", "ol", "quote")


# Notes

_NOTES = re.compile(rf"{_NOTE}(?:\n{_NOTE})*+\Z")
_EACH_NOTE = re.compile(_NOTE)
_CALL = re.compile(r"\[\^([A-Za-z0-9-]++)\](?!:)")
_PLACE = "///Footnotes"  # where they are wanted, if not at the end
_NUMBER = re.compile(r"\x02(\d+)\x03")


def _without_notes(blocks: Iterable[str]) -> tuple[list[str], dict[str, str]]:
    """Return the *blocks* with the numbers of notes where each is called, once, and the notes."""
    kept: list[str] = []
    notes: dict[str, str] = {}
    for block in blocks:
        if not _NOTES.match(block):
            kept.append(block)
            continue
        for label, words in _EACH_NOTE.findall(block):
            if label in notes:
                raise _Beyond
            notes[label] = words.rstrip()
    numbers = {label: f"\x02{number}\x03" for number, label in enumerate(notes, start=1)}

    def number(found: re.Match[str]) -> str:
        if found[1] not in numbers:
            raise _Beyond
        return numbers.pop(found[1])

    return [_CALL.sub(number, block) if "[^" in block else block for block in kept], notes


def _with_notes(html: str, notes: dict[str, str]) -> str:
    """Return *html* with calls where their numbers are, and the *notes* below it."""
    labels = list(notes)

    def call(found: re.Match[str]) -> str:
        label = labels[int(found[1]) - 1]
        link = f'<a class="footnote-ref" href="#fn:{label}">{found[1]}</a>'
        return f'<sup id="fnref:{label}">{link}</sup>'

    items = "\n".join(
        f'<li id="fn:{label}">\n<p>{_words(words)}&#160;'
        f'<a class="footnote-backref" href="#fnref:{label}" title="{back_to_call(number)}">'
        f"{BACK}</a></p>\n</li>"
        for number, (label, words) in enumerate(notes.items(), start=1)
    )
    below = f'<div class="footnote">\n<hr>\n<ol>\n{items}\n</ol>\n</div>'
    return "\n".join(part for part in (_NUMBER.sub(call, html), below) if part)


BACK = "↩"


def back_to_call(note: object) -> str:
    """Return the title of the link from a *note*, by its number, to where it is called."""
    return f"Revenir à l’appel de la note {note}"


# Abbreviations

_TITLE = r"\*\[([A-Z][A-Za-z0-9]*+)\]:[ ]+([^\s\"'][^\n\"]*)"
_TITLES = re.compile(rf"{_TITLE}(?:\n{_TITLE})*+\Z")
_EACH_TITLE = re.compile(_TITLE)


def _without_titles(blocks: Iterable[str]) -> tuple[list[str], dict[str, str]]:
    """Return the *blocks* that do not tell what an abbreviation means, and what the others tell."""
    kept: list[str] = []
    titles: dict[str, str] = {}
    for block in blocks:
        if not _TITLES.match(block):
            kept.append(block)
            continue
        for short, title in _EACH_TITLE.findall(block):
            titles[short] = _escaped(title.strip())
    return kept, titles


def _with_titles(html: str, titles: dict[str, str]) -> str:
    """Return *html* with the *titles* of abbreviations, wherever they stand in its words."""
    if "<figcaption" in html:  # the words of a caption come too late for them
        raise _Beyond
    short = re.compile(rf"\b(?:{'|'.join(titles)})\b")

    def with_title(found: re.Match[str]) -> str:
        return f'<abbr title="{titles[found[0]]}">{found[0]}</abbr>'

    pieces = _TAGS_APART.split(html)
    pieces[::2] = [short.sub(with_title, words) for words in pieces[::2]]
    return "".join(pieces)


_TAGS_APART = re.compile(r"(<[^>]*>)")


# Words

_STARS = re.compile(r"(\*\*?)")
_TAGS = {"*": "em", "**": "strong"}
_LINK = re.compile(
    rf"(?<!!)\[(?!\^)([^\[\]\x02]++)\]\(((?:https?://|mailto:|{_LOCAL}){_ADDRESSES})\)"
)
_BRACKETS = re.compile(r"(?<!!)\[(?!\^)[^\[\]]*+\](?!\()")
_TAG = re.compile(r"<[^>]*>")


def _words(text: str) -> str:
    """Return the words of a block as HTML."""
    if "|" in text:
        raise _Beyond
    text = _escaped(text)
    if "[" in text:
        text = _linked(text)
    elif "_" in text:
        raise _Beyond
    return _emphasised(text) if "*" in text else text


def _escaped(text: str) -> str:
    if "&" in text:
        text = text.replace("&", "&amp;")
    return text.replace(">", "&gt;") if ">" in text else text


def _linked(text: str) -> str:
    pieces = _LINK.split(text)
    between = "".join(pieces[::3])
    if "_" in between or "[" in _BRACKETS.sub("", between):
        raise _Beyond
    for at in range(1, len(pieces), 3):
        words, address = pieces[at : at + 2]
        if "_" in words:
            raise _Beyond
        inner = _emphasised(words) if "*" in words else words
        pieces[at : at + 2] = f'<a href="{address}">', f"{inner}</a>"
    return "".join(pieces)


def _emphasised(text: str) -> str:
    """Return *text* with stars as tags: each pair of its own, around words, beside no other."""
    pieces = _STARS.split(text)
    last = len(pieces) - 1
    if last % 4:
        raise _Beyond
    for at in range(1, last, 4):
        opening, words, closing, after = pieces[at : at + 4]
        if opening != closing or not words or words[0].isspace() or words[-1].isspace():
            raise _Beyond
        if not after and at + 3 < last:
            raise _Beyond
        pieces[at], pieces[at + 2] = f"<{_TAGS[opening]}>", f"</{_TAGS[opening]}>"
    return "".join(pieces)


def _plain(inner: str) -> str:
    return entities.unescape(_TAG.sub("", inner))
