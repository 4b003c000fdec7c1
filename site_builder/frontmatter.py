"""Text of a Markdown file → front matter with the line and column of each value, body.

Every value of the front matter stays the text that was typed (`Plain` when without quotes); the
field that reads it decides what it is. So `no`, `1.10` and `12:30:45` are no trap in a title.

Most front matter is `key: value`, line by line, and read here: a word without signs of YAML, a text
in quotes, a list of these in brackets. Whatever else stands in it, YAML is asked about all of it
(`yaml_matter`, which takes a while to import).
"""

import re
from collections.abc import Mapping

from site_builder.problems import Problem, problem
from site_builder.schema import Fault, Marks, Path, Plain
from site_builder.values import Value


class Matter(Value, frozen=True, kw_only=True):
    """A file in its two parts. `body_line` is the line of the file on which `body` begins; `marks`
    say where every value stands: `("companies.0", 4, 13)`, for later problems.
    """

    fields: Mapping[str, object]
    body: str
    body_line: int
    marks: Marks
    yaml: str

    def locate(self, fault: Fault) -> tuple[int, int]:
        """Return line and column in the file of the value (or key) at the path of *fault*."""
        if fault.code == "required":
            above = fault.path[:-1]
            return self._place(above) if above else (1, 1)
        return self._place(fault.path, key=fault.on_key)

    def at(self, *path: str | int) -> tuple[int, int]:
        """Return line and column in the file of the value at *path*."""
        return self._place(path)

    def _place(self, path: Path, *, key: bool = False) -> tuple[int, int]:
        from site_builder.yaml_matter import place  # for what is wrong alone

        return place(self.yaml, path, key=key)


def read_matter(text: str, path: str) -> tuple[Matter | None, tuple[Problem, ...]]:
    """Return the parts of a decoded file, or None and what is wrong with its front matter."""
    if not _OPENING.match(text):
        return None, (problem("front-matter.missing", path, 1),)
    if plain := plain_matter(text):
        return plain, ()
    from site_builder.yaml_matter import read_yaml, split

    parts = split(text)
    if parts is None:
        return None, (problem("front-matter.unclosed", path, 1),)
    yaml, body = parts
    values, problems = read_yaml(yaml, path)
    if values is None:
        return None, problems
    return _matter(text, yaml, body, values.fields, values.marks), ()


def _matter(text: str, yaml: str, body: str, fields: Mapping[str, object], marks: Marks) -> Matter:
    body_line = text.count("\n", 0, len(text) - len(body)) + 1
    return Matter(fields=fields, body=body, body_line=body_line, marks=marks, yaml=yaml)


_OPENING = re.compile(r"-{3,}[ \t]*(?:\n|\Z)")
_CLOSING = re.compile(r"^-{3,}\s*$", re.MULTILINE)  # as python-frontmatter has it

# Plain front matter. A word stands for itself where no sign of YAML begins it and neither `: ` nor
# ` #` is in it; in brackets, their own signs count as well.
_WORD = r"[\w«“”‘’…–—€](?:[^\n:#]|:(?![ \n])|(?<! )\#)*+(?<! )"
_QUOTED = r"\"[^\"\\\n]*+\"|'[^'\n]*+'"
_LISTED = rf"(?:[\w«“”‘’…–—€][^\n:#,?\[\]{{}}]*+(?<! )|{_QUOTED})"
_KEY = re.compile(r"([A-Za-z_][A-Za-z0-9_-]{0,60}+):")
_VALUE = re.compile(rf"[ ]+({_WORD}|{_QUOTED})\n")
_BRACKETS = re.compile(rf"[ ]+(\[(?:{_LISTED}(?:,[ ]*{_LISTED})*+)?\])\n")
_IN_BRACKETS = re.compile(rf"[\[,][ ]*({_LISTED})")
_LINES = re.compile(rf"\n([ ]*)-[ ]+(?:{_WORD}|{_QUOTED})\n(?:\1-[ ]+(?:{_WORD}|{_QUOTED})\n)*+")
_ON_LINE = re.compile(rf"(?<=\n)[ ]*-[ ]+({_WORD}|{_QUOTED})\n")
# What YAML refuses, breaks lines at, counts as a blank, or reads as nothing.
_ODD = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]|null|Null|NULL"
)
_MOST_MARKS = 100


def plain_matter(text: str) -> Matter | None:
    """Return the parts of *text* as YAML reads them, or None for YAML to be asked."""
    opening = _OPENING.match(text)
    assert opening is not None
    fields: dict[str, object] = {}
    marks: list[tuple[str, int, int]] = []
    at, line = opening.end(), 2
    while key := _KEY.match(text, at):
        name = key[1]
        if name in fields:
            return None
        if found := _VALUE.match(text, key.end()):
            fields[name], quoted = _scalar(found[1])
            marks.append((name, line, found.start(1) - at + 1 + quoted))
        elif found := _BRACKETS.match(text, key.end()):
            marks.append((name, line, found.start(1) - at + 1))
            items = _IN_BRACKETS.finditer(text, *found.span(1))
            places = [(item[1], line, item.start(1) - at + 1) for item in items]
            fields[name] = _listed(name, places, marks)
        elif found := _LINES.match(text, key.end()):
            marks.append((name, line + 1, len(found[1]) + 1))
            items = _ON_LINE.finditer(text, key.end(), found.end())
            places = [
                (item[1], line + number, item.start(1) - item.start() + 1)
                for number, item in enumerate(items, start=1)
            ]
            fields[name] = _listed(name, places, marks)
            line += len(places)
        else:
            return None
        at, line = found.end(), line + 1
    closing = _CLOSING.match(text, at)
    yaml = text[opening.end() - 1 : at]
    if closing is None or not fields or len(marks) > _MOST_MARKS or _ODD.search(yaml):
        return None
    return _matter(text, yaml, text[closing.end() :], fields, tuple(marks))


def _listed(
    name: str, places: list[tuple[str, int, int]], marks: list[tuple[str, int, int]]
) -> list[str]:
    """Return the values of a list, and note where they stand."""
    values: list[str] = []
    for number, (typed, line, column) in enumerate(places):
        value, quoted = _scalar(typed)
        values.append(value)
        marks.append((f"{name}.{number}", line, column + quoted))
    return values


def _scalar(typed: str) -> tuple[str, bool]:
    """Return what *typed* stands for, and whether it was in quotes."""
    return (typed[1:-1], True) if typed[0] in "\"'" else (Plain(typed), False)
