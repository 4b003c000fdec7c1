"""The lines around a problem, with the place marked, as they lie on disk."""

import os
import re
from pathlib import Path

from site_builder.layout import FILE_NAME, TEMPLATES, packaged_theme
from site_builder.problems import Place
from site_builder.sources import CONTENT
from site_builder.values import Value

_AROUND = 2  # lines shown before and after
_WIDEST = 120  # characters of a line; a paragraph may be one line
_LARGEST = 1 << 20  # bytes read of a file
_LINE_END = re.compile("\r\n|\r|\n")


class Line(Value, frozen=True, kw_only=True):
    """A line of a source: `marked` is what is wrong in it, empty in the lines around."""

    number: int
    before: str
    marked: str = ""
    after: str = ""


def excerpt(site: Path, place: Place) -> tuple[Line, ...]:
    """Return the lines around *place*; none where no line is known or the file is not the site's.

    Without a column all of the line is marked.
    """
    path = _file_of(site, place.path)
    if path is None or not place.line:
        return ()
    try:
        with path.open("rb") as file:
            text = file.read(_LARGEST).decode("utf-8-sig", "replace")
    except OSError:
        return ()
    lines = _LINE_END.split(text)
    if place.line > len(lines):
        return ()
    first, last = max(1, place.line - _AROUND), min(len(lines), place.line + _AROUND)
    return tuple(
        _marked(number, lines[number - 1], place.column)
        if number == place.line
        else Line(number=number, before=_cut(lines[number - 1]))
        for number in range(first, last + 1)
    )


def _file_of(site: Path, name: str) -> Path | None:
    """Return the file that *name* stands for, if it is one that sites are made of."""
    theme = packaged_theme()
    shown = Path(name).parts
    candidates = [(site / name, [site / CONTENT, site / TEMPLATES])]
    if TEMPLATES in shown:
        inside = shown[shown.index(TEMPLATES) + 1 :]
        candidates.append((theme.joinpath(*inside), [theme]))
    if name == FILE_NAME:
        return site / name
    for path, folders in candidates:
        real = Path(os.path.realpath(path))
        if real.is_file() and any(real.is_relative_to(os.path.realpath(f)) for f in folders):
            return real
    return None


def _marked(number: int, line: str, column: int) -> Line:
    start = min(max(column - 1, 0), len(line))
    if not column:
        return Line(number=number, before="", marked=_cut(line) or " ")
    word = re.compile(r"\S+|\s*").match(line, start)
    end = word.end() if word else start
    low = max(0, start - _WIDEST // 2)
    return Line(
        number=number,
        before=("…" if low else "") + line[low:start],
        marked=_cut(line[start : max(end, start + 1)]) or " ",
        after=_cut(line[max(end, start + 1) :]),
    )


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[:_WIDEST]}…"
