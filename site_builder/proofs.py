"""What typography would change in the sources, for editors who want to type it themselves.

Typography works on rendered text; each change is found again in the source by the words around it.
"""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from html import unescape

from site_builder.content import ParseSettings
from site_builder.markup import render_markdown
from site_builder.sources import Source
from site_builder.textfile import decode, position
from site_builder.values import Value

# Front matter that readers read.
_READ = ("title", "summary", "alt", "caption", "credit", "role")
_TAG = re.compile(r"(<[^>]*>)")
_ATTRIBUTE = re.compile(r'\s(?:alt|title)="([^"]*)"')
_TOKEN = re.compile(r"\w+|.", re.DOTALL)
_CONTEXT = 24
_OFF = ("false", "no", "off")
_VISIBLE = str.maketrans({" ": "␣", "\u00a0": "⍽", "\u202f": "⌇", "\n": "↵"})


class Change(Value, frozen=True, kw_only=True):
    """What a source says at a line and column, and what a reader is shown instead."""

    path: str
    line: int
    column: int
    before: str
    after: str


def visible(text: str) -> str:
    """Return *text* with its spaces shown: ␣ ordinary, ⍽ no-break, ⌇ narrow no-break."""
    return text.translate(_VISIBLE)


def typographic_changes(source: Source, settings: ParseSettings) -> tuple[Change, ...]:
    """Return what typography would change in *source*, in its order; nothing if it is faulty."""
    from site_builder.frontmatter import read_matter  # YAML, which a build may not need

    text, problems = decode(source.data, source.path)
    matter, more = read_matter(text, source.path) if not problems else (None, problems)
    if matter is None or more or str(matter.fields.get("typography")).lower() in _OFF:
        return ()
    rendered = render_markdown(matter.body, settings.markup, path=source.path)
    typeset = settings.typesetter.html(rendered.html)
    above = len(text) - len(matter.body)
    set_text = settings.typesetter.text
    return (
        *(
            change
            for key, value in _read_values(matter.fields)
            for change in _located(
                [(value, set_text(value))], text, source.path, max(0, text.find(f"{key}:"))
            )
        ),
        *_located(
            zip(_texts(rendered.html), _texts(typeset), strict=True), text, source.path, above
        ),
    )


def _read_values(fields: object) -> Iterator[tuple[str, str]]:
    if isinstance(fields, dict):
        for key, value in fields.items():
            if key in _READ and isinstance(value, str):
                yield key, value
            yield from _read_values(value)


def _texts(html: str) -> list[str]:
    """Return what is read of *html*, in its order: texts, alternative texts, titles of links."""
    found: list[str] = []
    for number, piece in enumerate(_TAG.split(html)):
        found += [piece] if number % 2 == 0 else _ATTRIBUTE.findall(piece)
    return [unescape(text) for text in found]


def _located(
    pairs: Iterable[tuple[str, str]], source: str, path: str, start: int
) -> Iterator[Change]:
    for before, after in pairs:
        if before == after:
            continue
        for first, last, replacement in _differences(before, after):
            at, end = _widened(before, first, last)
            offset = _find(source, before, first, start)
            if offset < 0:  # spelled otherwise in the source, '' or &amp;: the place of the last
                offset = start
            start = max(start, offset + 1)
            line, column = position(source, offset)
            yield Change(
                path=path,
                line=line,
                column=column,
                before=before[at:end],
                after=before[at:first] + replacement + before[last:end],
            )


def _differences(before: str, after: str) -> Iterator[tuple[int, int, str]]:
    """Yield each changed stretch of *before*: where it begins and ends, what replaces it."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    starts = [0]
    for token in old:
        starts.append(starts[-1] + len(token))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, low, high, new_low, new_high in matcher.get_opcodes():
        if kind != "equal":
            yield starts[low], starts[high], "".join(new[new_low:new_high])


def _widened(text: str, first: int, last: int) -> tuple[int, int]:
    """Return the stretch from *first* to *last* with a word or a sign on each side, to be read."""
    while first > 0 and not text[first - 1].isspace():
        first -= 1
    while last < len(text) and not text[last].isspace():
        last += 1
    return first, last


def _find(source: str, text: str, first: int, start: int) -> int:
    """Return the offset in *source* of the character *first* of *text*, by the words around it."""
    for reach in (_CONTEXT, _CONTEXT // 2, 4):
        before, after = text[max(0, first - reach) : first], text[first : first + reach]
        for low in (max(0, start - len(before)), 0):
            found = source.find(before + after, low)
            if found >= 0:
                return found + len(before)
    return -1
