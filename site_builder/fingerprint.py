"""Digests of frozen values: the key of a page is the digest of all it is made of."""

from hashlib import blake2b

from site_builder.values import written

_DIGEST_SIZE = 16


def digest_bytes(data: bytes | memoryview, more: bytes = b"") -> str:
    """Return the digest of *data*, and *more*: 32 hexadecimal digits of BLAKE2b."""
    found = blake2b(data, digest_size=_DIGEST_SIZE)
    found.update(more)
    return found.hexdigest()


def fingerprint(value: object) -> str:
    """Return a digest equal for equal values and different for different ones: see `written`."""
    return digest_bytes(written(value))
