"""Forms declared once, as frozen values: what reads and validates a mapping, and its JSON Schema,
come from the same declaration.

    class Person(Form, frozen=True, kw_only=True):
        name: str = entry(LINE, "Name, as readers see it.")
        born: int | None = entry(whole(1800, 2100), "Year of birth.", default=None)

    person, faults = read_form(Person, {"name": "Ada", "born": "1815"})

Every fault of a mapping is found, none hides another. A fault knows its path in the mapping; who
read the file knows the line and column of a path.
"""

from collections.abc import Callable, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any, TypeVar

from msgspec import NODEFAULT, StructMeta

from site_builder.problems import printable
from site_builder.text import slugify
from site_builder.values import Value

Path = tuple[str | int, ...]
Marks = tuple[tuple[str, int, int], ...]  # where each value stands: ("companies.0", 4, 13)
F = TypeVar("F")


class Plain(str):
    """A text that its file left without quotes: the field that reads it decides what it is.

    `1.10`, `no` and `12:30:45` so stay what the editor typed in a field of text.
    """

    __slots__ = ()


class Fault(Value, frozen=True, kw_only=True):
    """One value that does not fit: `code` without its file kind, path, and message parameters."""

    code: str
    path: Path
    on_key: bool = False
    params: Mapping[str, object] = {}


class Misfit(Exception):
    """Raised by a kind for a value it cannot take; `read_form` turns it into a Fault."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class Kind(Value, frozen=True, kw_only=True):
    """What a field may hold: `read(value, path, faults)` gives the value or raises Misfit."""

    read: Callable[[Any, Path, list[Fault]], Any]
    schema: Mapping[str, object]


class Entry(Value, frozen=True, kw_only=True):
    """A field of a form: its kind, what it means to an editor, its default if it has one."""

    kind: Kind
    doc: str
    default: Any = NODEFAULT


def entry(kind: Kind, doc: str, default: object = NODEFAULT) -> Any:
    """Declare a field of a form: its kind, what it means to an editor, and its default if any."""
    return Entry(kind=kind, doc=doc, default=default)


class _FormType(StructMeta):
    """Makes a form of its entries, which it keeps beside the defaults that they give."""

    entries: Mapping[str, Entry]

    def __new__(
        mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **options: Any
    ) -> "_FormType":
        own = {key: value for key, value in namespace.items() if isinstance(value, Entry)}
        defaults = {k: e.default for k, e in own.items() if e.default is not NODEFAULT}
        bare = {key: value for key, value in namespace.items() if key not in own}
        form = super().__new__(mcs, name, bases, {**bare, **defaults}, **options)
        inherited = (entries_of(base) for base in bases if isinstance(base, _FormType))
        form.entries = {k: e for entries in (*inherited, own) for k, e in entries.items()}
        return form


class Form(Value, frozen=True, metaclass=_FormType):
    """What a mapping of an editor is read into: a class whose fields are entries."""


def entries_of(form: type) -> Mapping[str, Entry]:
    """Return the fields of *form*, by name."""
    assert isinstance(form, _FormType)
    return form.entries


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


def pairs(names: Kind, kind: Kind) -> Kind:
    """Return the kind of mappings from *names* to *kind*, read as a tuple of pairs."""

    def read(value: object, path: Path, faults: list[Fault]) -> tuple[tuple[str, object], ...]:
        if not isinstance(value, Mapping):
            raise Misfit("bad-mapping", value=shown(value), known="…")
        found: list[tuple[str, object]] = []
        for name, one in value.items():
            at = (*path, name)
            given = _try(kind, one, at, faults)
            try:
                found.append((names.read(str(name), at, faults), given))
            except Misfit as misfit:
                faults.append(Fault(code=misfit.code, path=at, on_key=True, params=misfit.params))
        return tuple(found)

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


def _kinds(form: type) -> dict[str, Kind]:
    return {name: one.kind for name, one in entries_of(form).items()}


def _read(form: type[F], raw: Mapping[str, object], path: Path, faults: list[Fault]) -> F | None:
    entries = entries_of(form)
    before = len(faults)
    if not entries.keys() >= raw.keys():
        known = tuple(entries)
        faults.extend(
            Fault(
                code="unknown-key",
                path=(*path, key),
                on_key=True,
                params={"known": ", ".join(known), "suggestion": closest(key, known)},
            )
            for key in raw
            if key not in entries
        )
    values: dict[str, object] = {}
    for name, one in entries.items():
        value = raw.get(name)
        if value is not None:
            empty = _EMPTY[one.default is NODEFAULT]
            values[name] = _try(one.kind, value, (*path, name), faults, empty)
        elif one.default is NODEFAULT:
            code = _EMPTY[True] if name in raw else "required"
            faults.append(Fault(code=code, path=(*path, name)))
    return form(**values) if len(faults) == before else None


# A field without a value, by whether its form needs one: only the other can be deleted.
_EMPTY = {False: "empty", True: "empty-required"}


def _try(
    kind: Kind, value: object, path: Path, faults: list[Fault], empty: str = _EMPTY[False]
) -> object:
    """Return *value* as *kind* reads it; what is wrong with it goes to *faults*, under the code
    *empty* when there is nothing in it.
    """
    try:
        if value is None:
            raise Misfit(_EMPTY[False])
        return kind.read(value, path, faults)
    except Misfit as misfit:
        code = empty if misfit.code == _EMPTY[False] else misfit.code
        faults.append(Fault(code=code, path=path, params=misfit.params))
        return None


def _object_schema(form: type) -> dict[str, object]:
    properties: dict[str, object] = {}
    required: list[str] = []
    for name, one in entries_of(form).items():
        properties[name] = {**one.kind.schema, "description": one.doc}
        if one.default is NODEFAULT:
            required.append(name)
    schema: dict[str, object] = {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }
    return {**schema, "required": required} if required else schema
