"""Records on disk, each with a checksum, so that a damaged one counts as absent: JSON of ours, and
payloads of any form.
"""

# Strings and plain calls: for 14,000 files, making a Path costs more than the call it is for.
# ruff: noqa: PTH123

import errno
import json
import os
import stat
from collections.abc import Mapping
from typing import Any
from zlib import crc32

from site_builder.fingerprint import digest_bytes

# How every record begins, a damaged one too.
SIGNATURE = b'{"site-builder":'
_HEAD = b'{"site-builder":1,"checksum":"%s",\n'
# Hexadecimal digits of a checksum of a payload: what a disk does to it by accident shows in a CRC,
# which takes a fourth of the time of a digest.
_DIGITS = 8
# What opening says of nothing, of a symbolic link, of a socket.
_NOT_REGULAR = {errno.ENOENT, errno.ELOOP, errno.ENXIO}


def encode(record: Mapping[str, object]) -> bytes:
    """Return *record* as JSON of ours, with a checksum over all that follows the first line."""
    return seal(json.dumps(record, sort_keys=True, separators=(",", ":")).encode("ascii"))


def decode(data: bytes | None) -> dict[str, Any] | None:
    """Return what `encode` was given, or None: absent, truncated, altered, of another version."""
    body = unseal(data)
    if body is None:
        return None
    record: dict[str, Any] = json.loads(body)
    return record


def seal(body: bytes) -> bytes:
    """Return the record that *body* is, an object of JSON on one line, with its checksum."""
    rest = body[1:] + b"\n"
    return _head(rest) + rest


def unseal(data: bytes | None) -> bytes | None:
    """Return the object that `seal` was given, or None."""
    if data is None:
        return None
    rest = data.partition(b"\n")[2]
    return b"{" + rest if data.startswith(_head(rest)) else None


def _head(rest: bytes) -> bytes:
    return _HEAD % digest_bytes(rest).encode("ascii")


def with_checksum(head: bytes, payload: bytes) -> bytes:
    """Return the record that *payload* is; *head* says what it holds, and in which form."""
    return head + _checksum(payload) + payload


def checked(head: bytes, data: bytes | None) -> memoryview | None:
    """Return the payload that `with_checksum` was given with *head*, or None."""
    if data is None or not data.startswith(head):
        return None
    start = len(head) + _DIGITS
    payload = memoryview(data)[start:]
    return payload if data[len(head) : start] == _checksum(payload) else None


def _checksum(payload: bytes | memoryview) -> bytes:
    return b"%0*x" % (_DIGITS, crc32(payload))


def read_record(path: str) -> dict[str, Any] | None:
    """Return the record that lies at *path*, or None."""
    return decode(read_regular(path))


def read_regular(path: str) -> bytes | None:
    """Return the bytes of a regular file; None if there is none: nothing, a link, a pipe."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if error.errno in _NOT_REGULAR:
            return None
        raise
    with open(descriptor, "rb") as file:
        return file.read() if stat.S_ISREG(os.fstat(descriptor).st_mode) else None
