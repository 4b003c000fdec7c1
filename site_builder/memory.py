"""What earlier builds found out, so that a build parses only what changed.

Two files in `.site-builder/`: `facts` (of which sources something is known, read at once) and
`texts` (bodies as HTML, each with what else its source says, appended, fetched one by one). Both
may vanish or be damaged at any time: what does not match its digest counts as absent, and is worked
out again.
"""

import contextlib
import io
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from typing import TypeVar
from zlib import crc32

import msgspec
from msgspec.structs import replace

from site_builder.fingerprint import digest_bytes
from site_builder.image_cache import FOLDER as IMAGES
from site_builder.record import checked, with_checksum
from site_builder.values import written

FOLDER = ".site-builder"
BLUEPRINT = "plan"  # that of the last build: see `blueprint`
NOTE = "last.json"  # what the last build looked at: see `building`
READINGS = "readings"  # what the files of the site and of ours held: see `readings`
# Bodies of articles that changed or went stay in `texts` until they outweigh the living.
_MOST_GARBAGE = 1 << 20

T = TypeVar("T")


class Damaged(Exception):
    """Raised when a remembered text is not what it was: forget everything and begin again."""


class Fact(msgspec.Struct, frozen=True, array_like=True):
    """What is remembered of a source: key it was found under, digest of its text and where that
    lies; right after it the value (JSON: dates there keep their offset), so many bytes with that
    checksum.
    """

    key: str
    text: str
    offset: int
    length: int
    size: int
    checksum: int


# Another shape of facts is another memory.
_MAGIC = f"site-builder facts 5: {' '.join(Fact.__struct_fields__)}\n".encode()
_FACTS = msgspec.msgpack.Decoder(dict[str, Fact])


@dataclass(slots=True)
class Memory:
    """Remembered results, by source. Open it with `open_memory`, `save` it after the build."""

    folder: Path | None
    texts: FileIO | None
    facts: dict[str, Fact]
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    held: dict[str, bytes] = field(default_factory=dict)  # texts that found no place on disk
    read: dict[str, tuple[Fact, object]] = field(default_factory=dict)  # values asked for already
    changed: bool = False

    def knows(self, name: str, key: str) -> bool:
        """Return whether something was kept for *name* under *key*."""
        fact = self.facts.get(name)
        return fact is not None and fact.key == key

    def recall(self, name: str, key: str, kind: msgspec.json.Decoder[T]) -> T | None:
        """Return what was kept for *name* under *key*, or None; *kind* is what it is."""
        fact = self.facts.get(name)
        if fact is None or fact.key != key:
            return None
        known = self.read.get(name)
        if known is None or known[0] is not fact:
            data = self._value(fact)
            if data is None:
                return None
            try:
                known = self.read[name] = (fact, kind.decode(data))
            except msgspec.DecodeError:  # the checksum holds: written so by somebody
                return None
        value: T = known[1]  # type: ignore[assignment]  # a name has values of one kind
        return value

    def _value(self, fact: Fact) -> bytes | None:
        if self.texts is None:
            return None
        data = os.pread(self.texts.fileno(), fact.size, fact.offset + fact.length)
        return data if crc32(data) == fact.checksum else None

    def last(self, name: str, _key: str, kind: msgspec.json.Decoder[T]) -> T | None:
        """Return what was kept for *name* last, under whatever key, or None."""
        fact = self.facts.get(name)
        return self.recall(name, fact.key, kind) if fact is not None else None

    def let_go(self) -> None:
        """Hold no more values than before any was asked for: those kept come from the disk again,
        where they found a place on it.
        """
        self.read = {name: known for name, known in self.read.items() if known[0].offset < 0}

    def keep(self, name: str, key: str, value: object, text: str) -> None:
        """Remember *value* and its *text* for *name* under *key*."""
        self.keep_data(name, key, value, text.encode())

    def keep_data(self, name: str, key: str, value: object, data: bytes) -> None:
        """Do the same with *data*, of which `part` gives any part."""
        digest, told = digest_bytes(data), written(value)
        offset = self._append(data + told)
        if offset < 0:
            self.held[digest] = data
        else:
            self.places[digest] = (offset, len(data))
        fact = Fact(key, digest, offset, len(data), len(told), crc32(told))
        self.facts[name] = fact
        self.read[name] = (fact, value)
        self.changed = True

    def _append(self, data: bytes) -> int:
        """Return where *data* lies in the file of texts, -1 when the disk takes no more."""
        if self.texts is None:
            return -1
        try:
            offset = self.texts.seek(0, os.SEEK_END)
            if self.texts.write(data) == len(data):
                return offset
        except OSError:
            pass
        # From here on this process remembers alone; what is on disk still serves.
        self.folder = None
        return -1

    def text(self, digest: str) -> str:
        """Return the text whose digest is *digest*. Raises Damaged when it is not to be had."""
        data = self.held.get(digest)
        if data is None:
            if digest not in self.places or self.texts is None:
                raise Damaged(digest)
            offset, length = self.places[digest]
            data = os.pread(self.texts.fileno(), length, offset)
        if digest_bytes(data) != digest:
            raise Damaged(digest)
        return data.decode()

    def part(self, name: str, start: int, size: int) -> bytes:
        """Return so many bytes of the data of *name*, from *start* on, unchecked; fewer or none
        when they are not to be had.
        """
        fact = self.facts.get(name)
        if fact is None:
            return b""
        if fact.text in self.held:
            return self.held[fact.text][start : start + size]
        if self.texts is None or start + size > fact.length:
            return b""
        return os.pread(self.texts.fileno(), size, fact.offset + start)

    def save(self, names: Iterable[str]) -> None:
        """Write what is known of *names* to disk, and forget the rest.

        A memory that cannot be written is only slower: errors of the disk are let go.
        """
        living = {name: self.facts[name] for name in names if name in self.facts}
        same = not self.changed and len(living) == len(self.facts)
        if self.folder is None or self.texts is None or same:
            return
        with contextlib.suppress(OSError):
            used = sum(fact.length + fact.size for fact in living.values())
            size = self.texts.seek(0, os.SEEK_END)
            if size - used > max(used, _MOST_GARBAGE):
                living = _compact(self.folder, self.texts, living)
            payload = msgspec.msgpack.encode(living)
            replace_file(self.folder / "facts", with_checksum(_MAGIC, payload))

    def close(self) -> None:
        """Let go of the files."""
        if self.texts is not None:
            with contextlib.suppress(OSError):
                self.texts.close()


def is_blank(folder: Path) -> bool:
    """Tell whether no build has left anything in *folder*."""
    return not (folder / "facts").exists()


def open_memory(folder: Path | None) -> Memory:
    """Return what is remembered in *folder*; nothing when it is absent, damaged or unusable.

    None is a memory of this process only.
    """
    if folder is None:
        return _fleeting()
    try:
        make_folder(folder)
        texts = (folder / "texts").open("a+b", buffering=0)
    except OSError:
        return _fleeting()
    facts = _read_facts(folder / "facts")
    if not facts:
        with contextlib.suppress(OSError):
            texts.truncate(0)
    places = {fact.text: (fact.offset, fact.length) for fact in facts.values()}
    return Memory(folder=folder, texts=texts, facts=facts, places=places)


def read_memory(folder: Path) -> Memory:
    """Return what is remembered in *folder*, for whoever changes nothing there: what is kept from
    now on is kept in this process.
    """
    try:
        texts = (folder / "texts").open("rb", buffering=0)
    except OSError:
        return _fleeting()
    facts = _read_facts(folder / "facts")
    places = {fact.text: (fact.offset, fact.length) for fact in facts.values()}
    return Memory(folder=None, texts=texts, facts=facts, places=places)


def _fleeting() -> Memory:
    return Memory(folder=None, texts=None, facts={})


def forget(folder: Path) -> None:
    """Delete what is remembered in *folder*."""
    for name in ("facts", "texts", BLUEPRINT, NOTE, READINGS):
        with contextlib.suppress(OSError):
            (folder / name).unlink(missing_ok=True)
    shutil.rmtree(folder / IMAGES, ignore_errors=True)


def _read_facts(path: Path) -> dict[str, Fact]:
    try:
        data = path.read_bytes()
    except OSError:
        return {}
    payload = checked(_MAGIC, data)
    try:
        return _FACTS.decode(payload) if payload is not None else {}
    except msgspec.DecodeError:
        return {}  # the checksum holds: written so by somebody


def _compact(folder: Path, texts: FileIO, living: dict[str, Fact]) -> dict[str, Fact]:
    """Return *living* with their texts in a new file, without what nobody needs any more."""
    packed = io.BytesIO()
    moved: dict[str, Fact] = {}
    for name, fact in living.items():
        data = os.pread(texts.fileno(), fact.length + fact.size, fact.offset)
        moved[name] = replace(fact, offset=packed.tell())
        packed.write(data)
    # The facts on disk still point into the old file: gone first, they are absent at worst.
    (folder / "facts").unlink(missing_ok=True)
    replace_file(folder / "texts", packed.getvalue())
    return moved


def make_folder(folder: Path) -> None:
    """Make the *folder* of what is remembered, which Git passes over. Raises OSError."""
    folder.mkdir(exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")


def replace_file(path: Path, data: bytes) -> None:
    """Put *data* at *path*, all of it or nothing."""
    draft = path.with_name(path.name + ".new")
    draft.write_bytes(data)
    draft.replace(path)
