"""What files held when they were last read, by their looks: what looks the same is not read again.

A file is known by its size, times and inode. `ctime` has no setter, so that no edit keeps all of
them, save one within the same tick of the clock: what was written a moment ago is not believed.
"""

# Strings and plain calls, where a Path costs more than the call it is for.
# ruff: noqa: PTH116

import contextlib
import os
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from site_builder.fingerprint import digest_bytes
from site_builder.manifest import Look, is_settled, signature, source_stamp_ns
from site_builder.memory import make_folder, replace_file
from site_builder.record import checked, with_checksum

_Known = dict[str, tuple[Look, str]]
_DECODER = msgspec.msgpack.Decoder(_Known)
_MAGIC = b"site-builder readings 2\n"


@dataclass(slots=True)
class Readings:
    """Digests of files, by path; `file` is where they are written down, None: nowhere. What
    changed after `since_ns`, or just before, is not believed.
    """

    file: Path | None
    since_ns: int = field(default_factory=source_stamp_ns)
    known: _Known = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    changed: bool = False

    def digest(self, path: str, look: Look) -> str | None:
        """Return the digest of the file at *path*, which looks so, if it did when it was read."""
        found = self.known.get(path)
        if found is None or found[0] != look:
            return None
        self.asked.add(path)
        return found[1]

    def note(self, path: str, look: Look, digest: str) -> None:
        """Remember that the file at *path*, which looked so and was read after `since_ns`, has
        *digest*. Had it changed in between, it would never look so again.
        """
        if is_settled(look[2], self.since_ns):
            self.known[path] = (look, digest)
            self.asked.add(path)
            self.changed = True

    def of_file(self, path: str) -> str:
        """Return the digest of the file at *path*, which is read if need be. Raises OSError."""
        look = signature(os.stat(path))
        known = self.digest(path, look)
        if known is None:
            known = digest_bytes(Path(path).read_bytes())
            self.note(path, look, known)
        return known

    def save(self) -> None:
        """Write down what was asked for, and forget the rest; where the disk says no, the next
        build reads the files again.
        """
        living = {path: self.known[path] for path in self.known if path in self.asked}
        if self.file is not None and (self.changed or len(living) < len(self.known)):
            payload = msgspec.msgpack.encode(living)
            with contextlib.suppress(OSError):
                make_folder(self.file.parent)  # a first build reads before it remembers
                replace_file(self.file, with_checksum(_MAGIC, payload))
        self.known, self.asked, self.changed = living, set(), False
        self.since_ns = source_stamp_ns()


def open_readings(file: Path, *, believed: bool = True) -> Readings:
    """Return what *file* tells; nothing when it is absent, damaged or not *believed*."""
    try:
        data = file.read_bytes() if believed else None
    except OSError:
        data = None
    payload = checked(_MAGIC, data)
    try:
        return Readings(file, known=_DECODER.decode(payload) if payload is not None else {})
    except msgspec.DecodeError:
        return Readings(file)
