"""What lies in the published folder: which files are ours, what each is made of, which are whole.

Two folders share the work, and one more hides what readers need not see:

    public/                     the live folder: the site and its manifest, nothing else of ours
    .public.spare/              beside it, never published, never swapped itself
        tree/                   the spare: takes the place of public/ at the next change
        ahead-…/                files that are written already, while a build runs
        state                   how each file looked when it was written, and each folder of both
                                trees that holds nothing of others; a second copy of the list
        swap.json               only while a swap is not settled
        site-builder.lock       locked during a build; its name says that the folder is ours

The manifest depends on the bytes of the site alone, so the same site gives the same manifest
everywhere; keys, which change with every version of Python, inode numbers and times stay in
`state`. Both carry a checksum.
"""

# Strings and plain calls: for 14,000 files, making a Path costs more than the call it is for.
# ruff: noqa: PTH118

import os
import stat
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from types import MappingProxyType

import msgspec
from msgspec.structs import replace

from site_builder.fingerprint import digest_bytes
from site_builder.record import (
    SIGNATURE,
    checked,
    read_regular,
    seal,
    unseal,
    with_checksum,
)
from site_builder.values import Value

MANIFEST = ".site-builder.json"
# The clock by which Linux stamps files moves in ticks of 1 to 10 ms. Python has no name for it.
_STAMPS = 5 if sys.platform == "linux" else None  # CLOCK_REALTIME_COARSE
# Elsewhere, no tick is longer than this.
TICK_NS = 50_000_000
# By that, the clock of a machine whose disk editors share may be behind ours.
_SKEW_NS = 40_000_000
# Disks that count less finely leave zeros: exFAT counts in hundredths of a second, others in whole
# seconds, FAT in two.
_HUNDREDTH_NS = 10_000_000
_SECOND_NS = 100 * _HUNDREDTH_NS


class OutputError(Exception):
    """The disk said no: full, read-only, forbidden… `path` is where, `error` what it said.

    The live folder is as it was, unless `error` came after the swap; then it is the new one.
    """

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(path, error)
        self.path = path
        self.error = error


class Altered(OutputError):
    """Files that were to be kept are not, or no longer, what was published at `paths`."""

    def __init__(self, place: "Place", paths: Sequence[str], code: int) -> None:
        path = f"{place.live}/{paths[0]}"
        super().__init__(Path(path), OSError(code, os.strerror(code), path))
        self.paths = frozenset(paths)


class Place(Value, frozen=True, kw_only=True):
    """Every name on disk that belongs to one output. Absolute, links resolved."""

    live: str
    beside: str

    @property
    def spare(self) -> str:
        return f"{self.beside}/tree"

    @property
    def old(self) -> str:
        """Where the live folder waits between two renames, where one step cannot swap."""
        return f"{self.beside}/old"

    @property
    def draft(self) -> str:
        """A file that is being written, before it gets its name."""
        return f"{self.beside}/draft"

    @property
    def kept(self) -> str:
        """Files of others that had to make way during a swap; nothing here is ever deleted."""
        return f"{self.beside}/kept"

    @property
    def state(self) -> str:
        return f"{self.beside}/state"

    @property
    def swap(self) -> str:
        return f"{self.beside}/swap.json"

    @property
    def lock(self) -> str:
        return f"{self.beside}/site-builder.lock"

    @property
    def ignore(self) -> str:
        """Keeps the spare out of the site's own Git repository."""
        return f"{self.beside}/.gitignore"


def place_of(output: Path) -> Place:
    """Return the names that belong to *output*; a link to a folder stands for the real folder."""
    live = os.path.realpath(output)
    parent, name = os.path.split(live)
    return Place(live=live, beside=os.path.join(parent, f".{name}.spare"))


@contextmanager
def disk_errors(place: Place) -> Iterator[None]:
    """Turn an OSError into an OutputError that names the file as editors know it."""
    try:
        yield
    except OSError as error:
        raise OutputError(shown_path(place, error), error) from error


def shown_path(place: Place, error: OSError) -> Path:
    """Return the path that *error* is about; a file of the spare under its name in the output."""
    name = error.filename
    if not isinstance(name, str | bytes):
        return Path(place.live)
    path = os.fsdecode(name)
    return Path(
        place.live + path.removeprefix(place.spare) if path.startswith(place.spare) else path
    )


# Files and their list

# What changes whenever a file or a folder does: size, mtime, ctime (both ns), inode.
Look = tuple[int, int, int, int]


class Entry(Value, frozen=True, kw_only=True, array_like=True, tag=False, gc=False):
    """A file of the site.

    `key` is a digest of what the page is made of (`""` when that is forgotten), `digest` one of its
    bytes, `size` in bytes. `look` is how the file looked when it had this content; None where that
    would not tell of a later edit.
    """

    key: str
    digest: str
    size: int
    look: Look | None = None


# Folders of ours, parents first. One that looks so holds our files and nothing else; None of one
# that does not, or whose look would not tell.
Looks = Mapping[str, Look | None]


class Standing(Enum):
    """What the folder is to us."""

    ABSENT = "missing or empty"
    FOREIGN = "somebody else's"
    SOUND = "ours"
    RESTORED = "ours; its manifest is damaged, the list comes from the second copy"
    LOST = "ours; its manifest is damaged and there is no second copy"


class Folder(Value, frozen=True, kw_only=True):
    """What is noted of a published folder.

    `live` and `spare` are the looks of its folders in both trees; those that look so in both are in
    step: they hold the same files in both. `ingredients`: digests of what many of its files are
    made of, as `publish` was told them. `manifest`: the digest of it.
    """

    root: str
    standing: Standing
    entries: Mapping[str, Entry]
    live: Looks
    spare: Looks
    ingredients: Mapping[str, str]
    manifest: str

    @property
    def paths(self) -> Set[str]:
        """Paths of the files we put there, whole or not."""
        return self.entries.keys()

    def entry(self, path: str) -> Entry | None:
        """Return what was published at *path*, if the file on disk is really that content."""
        entry = self.entries.get(path)
        if entry is None or not all(map(self._is_real, ancestors([path]))):
            return None
        return find_whole(self.root, path, entry, look_at(f"{self.root}/{path}"))

    def _is_real(self, path: str) -> bool:
        """Tell whether *path* is a folder here, not a link that leads elsewhere."""
        found = look_at(f"{self.root}/{path}")
        return found is not None and stat.S_ISDIR(found.st_mode)


def unseen(folder: Folder) -> Folder:
    """Return *folder* with no look believed, so that all that lies in it is looked into."""
    entries = {path: replace(entry, look=None) for path, entry in folder.entries.items()}
    unknown: Looks = dict.fromkeys(folder.live)
    return replace(folder, entries=entries, live=unknown, spare=unknown)


def find_whole(root: str, path: str, entry: Entry, found: os.stat_result | None) -> Entry | None:
    """Return *entry* with the look *found* of the file at *path*, if that is really the content.

    A file that looks as it did when it was written is believed; any other is read. Its inode, times
    and size cannot all be forged by an edit: `ctime` has no setter.
    """
    if found is None:
        return None
    look = signature(found)
    if look == entry.look:
        return entry
    if not stat.S_ISREG(found.st_mode) or found.st_size != entry.size:
        return None
    try:
        data = read_regular(f"{root}/{path}")
    except OSError:  # gone, or not to be read: written again
        return None
    if data is None or digest_bytes(data) != entry.digest:
        return None
    return replace(entry, look=look)


def look_at(path: str, top: int | None = None) -> os.stat_result | None:
    """Return how what lies at *path*, below the open folder *top*, looks; None for nothing."""
    try:
        return os.lstat(path, dir_fd=top)
    except OSError:
        return None


@contextmanager
def opened(folder: str) -> Iterator[int]:
    """Open *folder*, to look at what lies below it: so the way to it is gone once."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def signature(look: os.stat_result) -> Look:
    """Return what changes whenever a file or a folder does."""
    return look.st_size, look.st_mtime_ns, look.st_ctime_ns, look.st_ino


def stamp_ns() -> int:
    """Return the least time, in ns, that a file which changes from now on can bear, on a disk that
    counts as finely as the clock.
    """
    return time.time_ns() - TICK_NS if _STAMPS is None else time.clock_gettime_ns(_STAMPS)


def source_stamp_ns() -> int:
    """Return the least time that a source which changes from now on can bear, whoever stamps it."""
    return stamp_ns() - _SKEW_NS


def is_settled(changed_ns: int, now_ns: int) -> bool:
    """Tell whether what changes from *now_ns* on, a stamp, can no longer bear the time
    *changed_ns*: two changes within one tick leave the same.
    """
    if changed_ns % _HUNDREDTH_NS:
        return changed_ns < now_ns
    return changed_ns < now_ns - (_HUNDREDTH_NS if changed_ns % _SECOND_NS else 2 * _SECOND_NS)


def has_published_since(output: Path, at_ns: int) -> bool:
    """Tell whether a build may have published to *output* after *at_ns*."""
    try:
        noted = os.lstat(place_of(output).state)
    except FileNotFoundError:
        return False
    return not is_settled(noted.st_ctime_ns, at_ns)


def settled(found: os.stat_result, now_ns: int) -> Look | None:
    """Return the look *found* at *now_ns*; None where it would not tell of another change."""
    look = signature(found)
    return look if is_settled(found.st_ctime_ns, now_ns) else None


def folder_of(path: str) -> str:
    """Return the folder that *path* lies in, `""` for the root."""
    return path.rpartition("/")[0]


def ancestors(paths: Iterable[str]) -> set[str]:
    """Return every folder that *paths* lie in, the root left out."""
    folders: set[str] = set()
    pending = set(map(folder_of, paths))
    while pending:
        folders |= pending
        pending = set(map(folder_of, pending)) - folders
    return folders - {""}


# Reading


def read_folder(output: Path) -> Folder:
    """Return what is noted of the folder published at *output*; nothing, if it is not ours.

    Raises OutputError when it cannot be read.
    """
    place = place_of(output)
    with disk_errors(place):
        return _read(place)


def digest_of_manifest(output: Path) -> str:
    """Return the digest of the manifest in *output*: that of all the site. Raises OSError."""
    return digest_bytes(_read_manifest(place_of(output)) or b"")


class _State(Value, frozen=True, kw_only=True, tag=False):
    """What lies in `state`. `manifest` is the digest of the manifest that it belongs to."""

    manifest: str
    files: dict[str, Entry]
    folders: list[str]
    live: list[Look | None]
    spare: list[Look | None]
    ingredients: dict[str, str]


# Another shape of state is another record.
_STATE = b"site-builder state 1\n"
_STATES = msgspec.msgpack.Decoder(_State)


class _List(Value, frozen=True, kw_only=True, tag=False):
    """What lies in the manifest: path → digest, size."""

    files: dict[str, tuple[str, int]]


def _read(place: Place) -> Folder:
    data = _read_manifest(place)
    if data is None:
        return _folder(place, Standing.ABSENT if _is_empty(place.live) else Standing.FOREIGN)
    state = _decode_state(read_regular(place.state))
    digest = digest_bytes(data)
    if state is not None and state.manifest == digest:
        return Folder(
            root=place.live,
            standing=Standing.SOUND,
            entries=state.files,
            live=dict(zip(state.folders, state.live, strict=True)),
            spare=dict(zip(state.folders, state.spare, strict=True)),
            ingredients=state.ingredients,
            manifest=digest,
        )
    noted = state.files if state is not None else {}
    ingredients = state.ingredients if state is not None else {}
    listed = _decode_list(data)
    if listed is not None:
        entries = {
            path: entry
            if (entry := noted.get(path)) and (entry.digest, entry.size) == (content, size)
            else Entry(key="", digest=content, size=size)
            for path, (content, size) in listed.files.items()
        }
        return _folder(place, Standing.SOUND, entries, ingredients, digest)
    if state is not None:
        return _folder(place, Standing.RESTORED, noted, ingredients)
    return _folder(place, Standing.LOST if data.startswith(SIGNATURE) else Standing.FOREIGN)


def _folder(
    place: Place,
    standing: Standing,
    entries: Mapping[str, Entry] = MappingProxyType({}),
    ingredients: Mapping[str, str] = MappingProxyType({}),
    manifest: str = "",
) -> Folder:
    """Return a folder of whose own folders nothing is known."""
    unknown: Looks = dict.fromkeys(sorted(ancestors(entries)))
    return Folder(
        root=place.live,
        standing=standing,
        entries=entries,
        live=unknown,
        spare=unknown,
        ingredients=ingredients,
        manifest=manifest,
    )


def _read_manifest(place: Place) -> bytes | None:
    try:
        return read_regular(f"{place.live}/{MANIFEST}")
    except NotADirectoryError:
        return None


def _is_empty(folder: str) -> bool:
    try:
        with os.scandir(folder) as entries:
            return next(entries, None) is None
    except FileNotFoundError:
        return True
    except NotADirectoryError:
        return False


def is_foreign(place: Place) -> bool:
    """Tell whether the live folder has content and no manifest of ours."""
    data = _read_manifest(place)
    is_ours = data is not None and data.startswith(SIGNATURE)
    return not is_ours and _read(place).standing is Standing.FOREIGN


def _decode_list(data: bytes) -> _List | None:
    """Return what the manifest *data* tells; None if it is damaged, or of another version."""
    body = unseal(data)
    try:
        return msgspec.json.decode(body, type=_List) if body is not None else None
    except msgspec.DecodeError:
        return None


def _decode_state(data: bytes | None) -> _State | None:
    """Return the state that *data* is; None if it is damaged, or of another version."""
    payload = checked(_STATE, data)
    try:
        return _STATES.decode(payload) if payload is not None else None
    except msgspec.DecodeError:  # the checksum holds: written so by somebody
        return None


# Writing


def encode_manifest(entries: Mapping[str, Entry]) -> bytes:
    """Return the manifest of a site made of *entries*: what is there, not how it was made."""
    files = {path: (entry.digest, entry.size) for path, entry in entries.items()}
    return seal(msgspec.json.encode(_List(files=files), order="sorted"))


def encode_state(folder: Folder, now_ns: int) -> bytes:
    """Return the state of *folder*: its list again, with the key each file was made under, what the
    keys are made of, and the looks of files that have had time to settle.
    """
    files = dict(folder.entries)
    lately = now_ns - 2 * _SECOND_NS  # by far the most have not changed since
    for path, entry in folder.entries.items():
        look = entry.look
        if look is not None and look[2] >= lately and not is_settled(look[2], now_ns):
            files[path] = replace(entry, look=None)
    state = _State(
        manifest=folder.manifest,
        files=files,
        folders=list(folder.live),
        live=list(folder.live.values()),
        spare=list(folder.spare.values()),
        ingredients=dict(folder.ingredients),
    )
    return with_checksum(_STATE, msgspec.msgpack.encode(state))
