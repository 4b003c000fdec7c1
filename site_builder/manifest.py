"""What lies in the published folder: which files are ours, what each is made of, which are whole.

Two folders share the work, and one more hides what readers need not see:

    public/                     the live folder: the site and its manifest, nothing else of ours
    .public.spare/              beside it, never published, never swapped itself
        tree/                   the spare: takes the place of public/ at the next change
        state.json              how each file looked when it was written; a second copy of the list
        swap.json               only while a swap is not settled
        site-builder.lock       locked during a build; its name says that the folder is ours

The manifest depends on the bytes of the site alone, so the same site gives the same manifest
everywhere; keys, which change with every version of Python, inode numbers and times stay in
`state.json`. Both carry a checksum.
"""

# Strings and plain calls: for 14,000 files, making a Path costs more than the call it is for.
# ruff: noqa: PTH118

import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import Any

from msgspec import field

from site_builder.fingerprint import digest_bytes
from site_builder.record import SIGNATURE, decode, encode, read_record, read_regular
from site_builder.values import Value

MANIFEST = ".site-builder.json"
# Two writes within one tick of the kernel's clock (10 ms at most) leave the same times: what was
# written that recently is read again rather than believed.
TICK_NS = 50_000_000


class OutputError(Exception):
    """The disk said no: full, read-only, forbidden… `path` is where, `error` what it said.

    The live folder is as it was, unless `error` came after the swap; then it is the new one.
    """

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(path, error)
        self.path = path
        self.error = error


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
        return f"{self.beside}/state.json"

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


class Entry(Value, frozen=True, kw_only=True):
    """A file of the site. `path` is relative, with `/`: `articles/llama-2/index.html`.

    `key` is a digest of what the page is made of (`""` when that is forgotten), `digest` one of its
    bytes, `size` in bytes.
    """

    path: str
    key: str
    digest: str
    size: int


class Whole(Value, frozen=True, kw_only=True):
    """A file that was found on disk with the content the list promises, and its look then."""

    entry: Entry
    stat: os.stat_result


class Standing(Enum):
    """What the folder is to us."""

    ABSENT = "missing or empty"
    FOREIGN = "somebody else's"
    SOUND = "ours"
    RESTORED = "ours; its manifest is damaged, the list comes from the second copy"
    LOST = "ours; its manifest is damaged and there is no second copy"


class Folder(Value, frozen=True, kw_only=True):
    """What is known of a published folder at one moment.

    `ingredients`: digests of what many of its files are made of, as `publish` was told them.
    """

    root: str
    standing: Standing
    entries: Mapping[str, Entry]
    seen: Mapping[str, tuple[object, ...]]
    folders: frozenset[str]
    ingredients: Mapping[str, str] = field(default_factory=dict)

    @property
    def paths(self) -> Set[str]:
        """Paths of the files we put there, whole or not."""
        return self.entries.keys()

    def entry(self, path: str) -> Entry | None:
        """Return what was published at *path*, if the file on disk is really that content."""
        found = self.find(path)
        return found.entry if found else None

    def find(self, path: str) -> Whole | None:
        """Return the same with the look of the file, for whoever wants to link it.

        A file that looks as it did when it was written is believed; any other is read. Its
        inode, times and size cannot all be forged by an edit: `ctime` has no setter.
        """
        entry = self.entries.get(path)
        if entry is None or path.rpartition("/")[0] not in self.folders:
            return None
        full = f"{self.root}/{path}"
        try:
            look = os.lstat(full)
            if not stat.S_ISREG(look.st_mode) or look.st_size != entry.size:
                return None
            if self.seen.get(path) != (entry.digest, *signature(look)):
                data = read_regular(full)
                if data is None or digest_bytes(data) != entry.digest:
                    return None
        except OSError:  # gone, or not to be read: written again
            return None
        return Whole(entry=entry, stat=look)


def signature(look: os.stat_result) -> tuple[int, int, int, int]:
    """Return what changes whenever a file does: size, mtime, ctime (both ns), inode."""
    return look.st_size, look.st_mtime_ns, look.st_ctime_ns, look.st_ino


def ancestors(paths: Iterable[str]) -> set[str]:
    """Return every folder that *paths* lie in, the root left out."""
    folders: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    return folders


# Reading


def read_folder(output: Path) -> Folder:
    """Return what is known of the folder published at *output*; nothing, if it is not ours.

    Raises OutputError when it cannot be read.
    """
    place = place_of(output)
    with disk_errors(place):
        return _read(place)


def _read(place: Place) -> Folder:
    standing, files = _read_list(place)
    state = read_record(place.state) if standing in (Standing.SOUND, Standing.RESTORED) else None
    seen: dict[str, tuple[object, ...]] = {}
    keys: dict[tuple[str, str], str] = {}
    ingredients: dict[str, str] = {}
    if state is not None:
        noted = state["files"]
        ingredients = state.get("ingredients", {})
        seen = {path: (noted[path][1], *look) for path, look in state["seen"].items()}
        keys = {(path, digest): key for path, (key, digest, _) in noted.items()}
    return Folder(
        root=place.live,
        standing=standing,
        entries={
            path: Entry(path=path, key=keys.get((path, digest), ""), digest=digest, size=size)
            for path, (digest, size) in files.items()
        },
        seen=seen,
        folders=_real_folders(place.live, files),
        ingredients=ingredients,
    )


def find_standing(place: Place) -> Standing:
    """Return what the live folder is to us."""
    return _read_list(place)[0]


def _read_list(place: Place) -> tuple[Standing, dict[str, Any]]:
    """Return what the live folder is to us, and our files: path → digest, size."""
    try:
        with os.scandir(place.live) as entries:
            if next(entries, None) is None:
                return Standing.ABSENT, {}
    except FileNotFoundError:
        return Standing.ABSENT, {}
    except NotADirectoryError:
        return Standing.FOREIGN, {}
    data = read_regular(f"{place.live}/{MANIFEST}")
    if data is None:
        return Standing.FOREIGN, {}
    record = decode(data)
    if record is not None:
        return Standing.SOUND, record["files"]
    record = read_record(place.state)
    if record is not None:
        files = {path: (digest, size) for path, (_, digest, size) in record["files"].items()}
        return Standing.RESTORED, files
    return (Standing.LOST if data.startswith(SIGNATURE) else Standing.FOREIGN), {}


def _real_folders(root: str, paths: Iterable[str]) -> frozenset[str]:
    """Return the folders of *paths* that are folders on disk, not links that lead elsewhere."""
    real = {""}
    for folder in sorted(ancestors(paths)):  # a parent sorts before what it holds
        try:
            mode = os.lstat(f"{root}/{folder}").st_mode
        except OSError:
            continue
        if stat.S_ISDIR(mode) and folder.rpartition("/")[0] in real:
            real.add(folder)
    return frozenset(real)


# Writing


def encode_manifest(entries: Mapping[str, Entry]) -> bytes:
    """Return the manifest of a site made of *entries*: what is there, not how it was made."""
    return encode({"files": {path: (e.digest, e.size) for path, e in entries.items()}})


def encode_state(
    entries: Mapping[str, Entry],
    looks: Mapping[str, os.stat_result],
    now_ns: int,
    ingredients: Mapping[str, str],
) -> bytes:
    """Return the state: the list again, with the key each file was made under, what the keys are
    made of, and the look of each file that has had time to settle.
    """
    seen = {
        path: signature(look) for path, look in looks.items() if look.st_ctime_ns < now_ns - TICK_NS
    }
    files = {path: (entry.key, entry.digest, entry.size) for path, entry in entries.items()}
    return encode({"files": files, "seen": seen, "ingredients": dict(ingredients)})
