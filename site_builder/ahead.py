"""Files that are written before they are published: each by the process that makes it.

So neither are they handed over nor held in memory; to publish one is to give it another name.
"""

# Strings and plain calls: for 14,000 files, making a Path costs more than the call it is for.
# ruff: noqa: PTH102, PTH108, PTH123, PTH208

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from site_builder.fingerprint import digest_bytes
from site_builder.manifest import Folder, place_of
from site_builder.values import Value

_NAME = "ahead-"
# In bytes; a disk gives out whole ones.
_BLOCK = 4096


class Ready(Value, frozen=True):
    """A file that lies at `path`, beside the spare. Called, it returns what is in it."""

    path: str
    digest: str
    size: int

    def __call__(self) -> bytes:
        with open(self.path, "rb") as file:
            return file.read()


# Puts content where it can be published from, for a file of that path in the output; or returns it
# as it is, to be written when it is published: what the disk has against it is told then.
PutAhead = Callable[[str, bytes], Ready | bytes]


def put_nowhere(_path: str, content: bytes) -> bytes:
    """Return *content*, which is not to be published."""
    return content


@contextmanager
def room_ahead(before: Folder) -> Iterator[PutAhead]:
    """Give room beside the output, in which *before* is published, to put files ahead in, for as
    long as the block runs, which is inside a `hold`. Where the disk gives none, or would have to
    hold the site a third time and might not, nothing is put ahead.
    """
    beside = place_of(Path(before.root)).beside
    # A name of its own: a worker of a build that was killed may be at its last files.
    folder = f"{beside}/{_NAME}{os.urandom(8).hex()}"
    with suppress(OSError):
        _clear(beside)
        if _free_bytes(beside) > sum(entry.size + _BLOCK for entry in before.entries.values()):
            os.mkdir(folder)
    try:
        yield partial(_put, folder)
    finally:
        with suppress(OSError):
            _clear(beside)


def _free_bytes(folder: str) -> int:
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize


def _clear(beside: str) -> None:
    for name in os.listdir(beside):
        if name.startswith(_NAME):
            shutil.rmtree(f"{beside}/{name}", ignore_errors=True)


def _put(folder: str, path: str, content: bytes) -> Ready | bytes:
    digest = digest_bytes(content)
    full = f"{folder}/{digest_bytes(path.encode())}"
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
        descriptor = os.open(full, flags, 0o666)
        try:
            written = os.write(descriptor, content)
        finally:
            os.close(descriptor)
    except OSError:
        written = -1
    if written < len(content):
        with suppress(OSError):
            os.unlink(full)
        return content
    return Ready(full, digest, len(content))
