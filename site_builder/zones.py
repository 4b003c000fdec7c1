"""Time zones from the tzdata package: the same rules on every machine."""

import functools
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import tzdata

# `importlib.resources` would say so too, and takes longer to import than a zone to read.
_FOLDER = Path(tzdata.__file__).parent
_KEY = re.compile(r"[A-Za-z][\w+-]*(?:/[A-Za-z][\w+-]*){0,2}", re.ASCII)


@functools.cache
def zone(key: str) -> ZoneInfo:
    """Return the time zone *key*, such as `Europe/Paris`. Raises KeyError for an unknown one."""
    if key not in known_zones():
        raise KeyError(key)
    with _FOLDER.joinpath("zoneinfo", *key.split("/")).open("rb") as data:
        return ZoneInfo.from_file(data, key=key)


@functools.cache
def known_zones() -> frozenset[str]:
    """Return the names of all time zones."""
    listed = (_FOLDER / "zones").read_text(encoding="ascii")
    return frozenset(name for name in listed.split("\n") if _KEY.fullmatch(name))
