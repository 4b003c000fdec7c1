"""Where the keys of a `site.toml` stand."""

import functools
import re
from collections.abc import Iterator, Mapping

from site_builder.schema import Path

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(
    r"\s*((?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"|'[^']*'))*)\s*=\s*"
)
_PART = re.compile(r"[\w-]+|\"[^\"]*\"|'[^']*'")


def locate(text: str, path: Path, *, key: bool = False) -> tuple[int, int]:
    """Return line and column in TOML *text* of the value (or the key) at *path*, or of its nearest
    ancestor; (0, 0) when there is none.

    tomllib keeps no positions; headers and `key =` at the start of a line are enough for a
    configuration written by hand.
    """
    places = _places(text)
    for depth in range(len(path), 0, -1):
        if found := places.get(path[:depth]):
            line, key_column, value_column = found
            return line, key_column if key or depth < len(path) else value_column
    return 0, 0


@functools.lru_cache(maxsize=2)  # every fault of a configuration asks for the same one
def _places(text: str) -> Mapping[Path, tuple[int, int, int]]:
    places: dict[Path, tuple[int, int, int]] = {}
    for at, *place in entries(text):
        places.setdefault(at, (place[0], place[1], place[2]))
    return places


def entries(text: str) -> Iterator[tuple[Path, int, int, int]]:
    """Yield every table and key of *text*: path, line, columns of the key and of the value."""
    table: Path = ()
    counts: dict[Path, int] = {}
    closing = ""  # of the text of several lines that the line is in
    for number, line in enumerate(text.split("\n"), 1):
        if closing:
            closing = "" if closing in line else closing
            continue
        if header := _HEADER.match(line):
            table = _parts(header[2])
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            column = header.start(1) + 1
            yield table, number, column, column
        elif found := _KEY.match(line):
            value = line[found.end() :]
            quoted = value[:1] in ("'", '"') and value[:3] not in ("'''", '"""')
            parts = _parts(found[1])
            for depth in range(1, len(parts) + 1):
                at = (*table, *parts[:depth])
                yield at, number, found.start(1) + 1, found.end() + 1 + quoted
            for mark in ('"""', "'''"):
                if value.count(mark) == 1:
                    closing = mark


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))
