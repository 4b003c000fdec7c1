"""How much one text may hold: what no article needs, and what would take hours to read."""

import re
from collections.abc import Iterator

from site_builder.problems import Problem, problem
from site_builder.textfile import position
from site_builder.values import Value

# Bytes of a file, and signs of one kind in one paragraph.
MOST_BYTES = 2_000_000
MOST_MARKS = 1000


class _Marks(Value, frozen=True, kw_only=True):
    """Signs that Markdown looks for a partner of, each through the rest of its paragraph."""

    pattern: re.Pattern[str]
    name: str
    name_fr: str


_BLANK_LINE = re.compile(r"\n(?:[ \t]*\n)+|\Z")
# An item, a quotation or a row of a table is read by itself.
_LINE_OF_ITS_OWN = re.compile(r"(?m)^(?=[ \t]*(?:[-+*][ \t]|\d+[.)][ \t]|\||>))")
_LINK = re.compile(r"!?\[[^\[\]]*\](?:\([^()]*\)|(?!\())")

_BRACKETS = _Marks(
    pattern=re.compile(r"\["), name='"[" outside of links', name_fr="«\u00a0[\u00a0» hors des liens"
)
_TAGS = _Marks(
    pattern=re.compile(r"<(?=[a-zA-Z/!?][^<>]*(?:<|\Z))"),
    name='"<" without a ">"',
    name_fr="«\u00a0<\u00a0» sans «\u00a0>\u00a0»",
)
_RULES = _Marks(
    pattern=re.compile(r"(?m)^[ ]{0,3}(?:=+[ \t]*|(?:[-*_][ \t]*){3,})$|^#"),
    name="rules and headings without a blank line",
    name_fr="filets et intertitres sans ligne vide",
)
_DEFINITIONS = _Marks(
    pattern=re.compile(r"(?m)^[ ]{0,3}(?:\*\[|\[\^)[^\]\n]*\]:"),
    name="notes and abbreviations",
    name_fr="notes et abréviations",
)


def size_problem(size: int, path: str) -> Problem | None:
    """Return what is wrong with a text of *size* bytes: nobody reads two megabytes."""
    if size <= MOST_BYTES:
        return None
    shown, most = f"{size / 1e6:.1f}", f"{MOST_BYTES / 1e6:.0f}"
    return problem("file.too-large", path, size=shown, size_fr=shown.replace(".", ","), most=most)


def crowding_problem(text: str, path: str, first_line: int) -> Problem | None:
    """Return where *text*, without its code, holds more signs of one kind than can be told apart.

    Links, lists, tables and tags of the usual form are not counted, however many.
    """
    # The other two kinds stand on lines of their own.
    if max(map(text.count, "[<\n")) < MOST_MARKS:
        return None
    if crowd := _crowd_in(text):
        marks, start, count = crowd
        line, column = position(text, start)
        return problem(
            "markup.crowded",
            path,
            line + first_line - 1,
            column,
            count=f"{count:,}",
            count_fr=f"{count:,}".replace(",", "\u202f"),
            what=marks.name,
            what_fr=marks.name_fr,
            most=MOST_MARKS,
        )
    return None


def _crowd_in(text: str) -> tuple[_Marks, int, int] | None:
    for marks, start, found in _places(text):
        count = len(marks.pattern.findall(found))
        if count > MOST_MARKS:
            return marks, start, count
    return None


def _places(text: str) -> Iterator[tuple[_Marks, int, str]]:
    """Yield what is to be counted: kind of sign, place in *text*, and the words it stands in."""
    first = _DEFINITIONS.pattern.search(text)
    if first:
        yield _DEFINITIONS, first.start(), text
    start = 0
    for end in _BLANK_LINE.finditer(text):
        block = text[start : end.start()]
        if len(block) > MOST_MARKS:
            yield _RULES, start, block
            for piece in _LINE_OF_ITS_OWN.split(block):
                yield _BRACKETS, start, _LINK.sub("", piece)
                yield _TAGS, start, piece
                start += len(piece)
        start = end.end()
