"""Digests of frozen values: the key of a page is the digest of all it is made of."""

import dataclasses
import enum
from collections.abc import Callable, Mapping
from datetime import date, datetime
from hashlib import blake2b
from operator import attrgetter
from typing import Any, Generic, TypeVar

DIGEST_SIZE = 16

T = TypeVar("T")


@dataclasses.dataclass(frozen=True, slots=True)
class Sealed(Generic[T]):
    """A value with its digest: one that stands in many others is digested once for all of them."""

    value: T
    digest: str


def seal(value: T) -> Sealed[T]:
    """Return *value* with its digest."""
    return Sealed(value, fingerprint(value))


def digest_bytes(data: bytes) -> str:
    """Return the digest of *data*: 32 hexadecimal digits of BLAKE2b."""
    return blake2b(data, digest_size=DIGEST_SIZE).hexdigest()


# What is already written of values that many others hold: id → value and its bytes. It holds the
# value, so that no other can come to have its id.
Written = dict[int, tuple[object, bytes]]


def fingerprint(value: object, written: Written | None = None) -> str:
    """Return a digest equal for equal values and different for different ones.

    With *written*, the parts that *value* shares with those before it are not written again.

    Takes None, bool, int, str, bytes, date, datetime, enum members, tuples, mappings with text
    keys (read in the order of their keys) and frozen dataclasses of these. Anything else could
    change without its digest changing: TypeError.
    """
    pieces: list[bytes] = []
    _write(value, pieces.append, written)
    return digest_bytes(b"".join(pieces))


def _write(value: object, out: Callable[[bytes], None], written: Written | None) -> None:
    kind = type(value)
    if kind is str:
        data = value.encode("utf-8", "surrogatepass")  # type: ignore[attr-defined]  # kind is str
        out(b"s%d:" % len(data))
        out(data)
    elif value is None:
        out(b"n")
    elif kind is bool or kind is int:
        out(b"%s%s;" % (b"b" if kind is bool else b"i", repr(value).encode()))
    elif kind is tuple:
        out(b"t%d:" % len(value))  # type: ignore[arg-type]  # kind is tuple
        for item in value:  # type: ignore[attr-defined]  # kind is tuple
            _write(item, out, written)
    elif kind is Sealed:
        out(b"f%s" % value.digest.encode())  # type: ignore[attr-defined]  # kind is Sealed
    elif kind in _shapes or dataclasses.is_dataclass(kind):
        name, fields = _shape(kind)
        items = fields(value)
        if written is None or len(items) < _LARGE:
            out(name)
            for item in items:
                _write(item, out, written)
            return
        known = written.get(id(value))
        if known is None:
            pieces: list[bytes] = [name]
            for item in items:
                _write(item, pieces.append, written)
            known = written[id(value)] = (value, b"".join(pieces))
        out(known[1])
    else:
        _write_rare(value, out, written)


# Fields of a value that is worth keeping as written: the card of an article, not a link.
_LARGE = 5


def _write_rare(value: object, out: Callable[[bytes], None], written: Written | None) -> None:
    match value:
        case enum.Enum():
            out(b"e%s;" % f"{type(value).__qualname__}.{value.name}".encode())
        case datetime() | date():
            out(b"d%s;" % value.isoformat().encode())
        case str():
            _write(str(value), out, written)
        case bytes():
            out(b"y%d:" % len(value))
            out(value)
        case Mapping():
            out(b"m%d:" % len(value))
            for key in sorted(value):
                _write(key, out, written)
                _write(value[key], out, written)
        case _:
            raise TypeError(f"no stable digest for {type(value).__qualname__}")


_shapes: dict[type, tuple[bytes, Callable[[Any], tuple[object, ...]]]] = {}


def _shape(kind: type) -> tuple[bytes, Callable[[Any], tuple[object, ...]]]:
    known = _shapes.get(kind)
    if known is None:
        params = kind.__dataclass_params__  # type: ignore[attr-defined]  # set by @dataclass
        if not params.frozen:
            raise TypeError(f"{kind.__qualname__} is not frozen")
        names = [field.name for field in dataclasses.fields(kind)]
        head = b"c%s:%d:" % (kind.__qualname__.encode(), len(names))
        getter = attrgetter(*names)
        fields = getter if len(names) > 1 else lambda value: (getter(value),)
        known = _shapes[kind] = (head, fields)
    return known
