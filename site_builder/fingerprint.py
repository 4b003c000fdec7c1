"""Digests of frozen values: the key of a page is the digest of all it is made of."""

from collections.abc import Mapping
from hashlib import blake2b
from typing import Generic, TypeVar

import msgspec

from site_builder.values import Value

DIGEST_SIZE = 16

T = TypeVar("T")


class Sealed(Value, Generic[T], frozen=True):
    """A value with its digest: one that stands in many others is digested once for all of them."""

    value: T
    digest: str


def seal(value: T) -> Sealed[T]:
    """Return *value* with its digest."""
    return Sealed(value, fingerprint(value))


def digest_bytes(data: bytes) -> str:
    """Return the digest of *data*: 32 hexadecimal digits of BLAKE2b."""
    return blake2b(data, digest_size=DIGEST_SIZE).hexdigest()


def fingerprint(value: object) -> str:
    """Return a digest equal for equal values and different for different ones.

    Takes what JSON has, bytes, dates, enum members, tuples, mappings with text keys (read in the
    order of their keys) and values of ours, each with its class. TypeError for anything else.
    """
    try:
        written = _JSON.encode(value)
    except UnicodeEncodeError:  # half of a character, which YAML can spell
        written = repr(msgspec.to_builtins(value, enc_hook=_plain, order="deterministic")).encode()
    return digest_bytes(written)


def _plain(value: object) -> object:
    """Return what stands for a *value* that JSON has no notation for."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, str):
        return str(value)
    raise TypeError(f"no stable digest for {type(value).__qualname__}")


_JSON = msgspec.json.Encoder(order="deterministic", enc_hook=_plain)
