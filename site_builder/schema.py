"""Forms declared once, as frozen dataclasses: what reads and validates a mapping, and its JSON
Schema, come from the same declaration.

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Person:
        name: str = entry(LINE, "Name, as readers see it.")
        born: int | None = entry(whole(1800, 2100), "Year of birth.", default=None)

    person, faults = read_form(Person, {"name": "Ada", "born": "1815"})

Every fault of a mapping is found, none hides another. A fault knows its path in the mapping; who
read the file knows the line and column of a path.
"""

import dataclasses
import functools
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any, TypeVar

from site_builder.problems import printable
from site_builder.text import slugify

Path = tuple[str | int, ...]
F = TypeVar("F")


class Plain(str):
    """A text that its file left without quotes: the field that reads it decides what it is.

    `1.10`, `no` and `12:30:45` so stay what the editor typed in a field of text.
    """

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One value that does not fit: `code` without its file kind, path, and message parameters."""

    code: str
    path: Path
    on_key: bool = False
    params: Mapping[str, object] = dataclasses.field(default_factory=dict)


class Misfit(Exception):
    """Raised by a kind for a value it cannot take; `read_form` turns it into a Fault."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a field may hold: `read(value, path, faults)` gives the value or raises Misfit."""

    read: Callable[[Any, Path, list[Fault]], Any]
    schema: Mapping[str, object]


def entry(kind: Kind, doc: str, **default: object) -> Any:
    """Declare a field of a form: its kind, what it means to an editor, and its default if any."""
    return dataclasses.field(metadata={"kind": kind, "doc": doc}, **default)  # type: ignore[call-overload]  # default or default_factory, passed on


def read_form(form: type[F], raw: Mapping[str, object]) -> tuple[F | None, tuple[Fault, ...]]:
    """Return *raw* as a *form* (None when it does not fit) and all its faults."""
    faults: list[Fault] = []
    value = _read(form, raw, (), faults)
    return (None if faults else value), tuple(faults)


def json_schema(form: type, title: str) -> dict[str, object]:
    """Return the JSON Schema (2020-12) of *form*, for the editors that complete and check."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **_object_schema(form),
    }


def closest(name: str, known: tuple[str, ...]) -> str:
    """Return the one of *known* that *name* may have meant, or `""`."""
    folded = {slugify(k): k for k in reversed(known)}
    found = get_close_matches(slugify(name), folded, n=1, cutoff=0.7)
    return folded[found[0]] if found else ""


def shown(value: object) -> str:
    """Return *value* short enough to stand in a message."""
    if isinstance(value, int) and value.bit_length() > 256:  # Python will not spell it out
        return "…"
    text = str(value) if isinstance(value, (str, int, float, date)) else _kind_name(value)
    flat = printable(" ".join(text.split()))
    return flat if len(flat) <= 80 else flat[:79] + "…"


def _kind_name(value: object) -> str:
    match value:
        case None:
            return "null"
        case list() | tuple():
            return "[…]"
        case Mapping():
            return "{…}"
        case _:
            return type(value).__name__


# Kinds made of other kinds


def many(kind: Kind) -> Kind:
    """Return the kind of lists whose items are all of *kind*; each faulty item is one fault."""

    def read(value: object, path: Path, faults: list[Fault]) -> tuple[object, ...]:
        if not isinstance(value, (list, tuple)):
            raise Misfit("bad-list", value=shown(value))
        return tuple(_try(kind, item, (*path, n), faults) for n, item in enumerate(value))

    return Kind(read=read, schema={"type": "array", "items": dict(kind.schema)})


def one_or_many(kind: Kind) -> Kind:
    """Return the kind of lists of *kind*, where a single text is a list of one."""
    listed = many(kind)

    def read(value: object, path: Path, faults: list[Fault]) -> object:
        return listed.read([value] if isinstance(value, str) else value, path, faults)

    return Kind(read=read, schema={"anyOf": [dict(kind.schema), dict(listed.schema)]})


def pairs(kind: Kind) -> Kind:
    """Return the kind of mappings from a free text to *kind*, read as a tuple of pairs."""

    def read(value: object, path: Path, faults: list[Fault]) -> tuple[tuple[str, object], ...]:
        if not isinstance(value, Mapping):
            raise Misfit("bad-mapping", value=shown(value), known="…")
        return tuple((str(k), _try(kind, v, (*path, k), faults)) for k, v in value.items())

    schema = {"type": "object", "additionalProperties": dict(kind.schema)}
    return Kind(read=read, schema=schema)


def nested(form: type) -> Kind:
    """Return the kind of mappings that are themselves a *form*."""

    def read(value: object, path: Path, faults: list[Fault]) -> object:
        if not isinstance(value, Mapping):
            raise Misfit("bad-mapping", value=shown(value), known=", ".join(_kinds(form)))
        return _read(form, value, path, faults)

    return Kind(read=read, schema=_object_schema(form))


# Reading


@functools.cache
def _kinds(form: type) -> dict[str, Kind]:
    return {f.name: f.metadata["kind"] for f in dataclasses.fields(form)}


def _read(form: type[F], raw: Mapping[str, object], path: Path, faults: list[Fault]) -> F | None:
    kinds = _kinds(form)
    before = len(faults)
    if not kinds.keys() >= raw.keys():
        known = tuple(kinds)
        faults.extend(
            Fault(
                code="unknown-key",
                path=(*path, key),
                on_key=True,
                params={"known": ", ".join(known), "suggestion": closest(key, known)},
            )
            for key in raw
            if key not in kinds
        )
    values: dict[str, object] = {}
    required = _required(form)
    for name, kind in kinds.items():
        value = raw.get(name)
        if value is not None:
            values[name] = _try(kind, value, (*path, name), faults)
        elif name in required:
            code = "empty" if name in raw else "required"
            faults.append(Fault(code=code, path=(*path, name)))
    return form(**values) if len(faults) == before else None


@functools.cache
def _required(form: type) -> frozenset[str]:
    return frozenset(
        field.name
        for field in dataclasses.fields(form)
        if field.default is MISSING and field.default_factory is MISSING
    )


def _try(kind: Kind, value: object, path: Path, faults: list[Fault]) -> object:
    try:
        if value is None:
            raise Misfit("empty")
        return kind.read(value, path, faults)
    except Misfit as misfit:
        faults.append(Fault(code=misfit.code, path=path, params=misfit.params))
        return None


def _object_schema(form: type) -> dict[str, object]:
    properties: dict[str, object] = {}
    for field in dataclasses.fields(form):
        properties[field.name] = {
            **field.metadata["kind"].schema,
            "description": field.metadata["doc"],
        }
    schema: dict[str, object] = {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }
    required = [name for name in properties if name in _required(form)]
    return {**schema, "required": required} if required else schema
