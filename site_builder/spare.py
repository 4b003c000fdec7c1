"""The spare: brought to the plan beside the live folder, each file shared with it or written."""

# Strings and plain calls: for 14,000 files, making a Path costs more than the call it is for.
# ruff: noqa: PTH101, PTH102, PTH106, PTH108, PTH116

import errno
import os
import shutil
import stat
from collections.abc import Callable, Mapping, Set
from contextlib import ExitStack, suppress

from msgspec.structs import replace

from site_builder.exchange import link_file, write_file
from site_builder.fingerprint import digest_bytes
from site_builder.manifest import MANIFEST, Entry, Place, Whole, ancestors, signature
from site_builder.record import read_regular
from site_builder.tree import Tree, scan
from site_builder.values import Value


class Item(Value, frozen=True, kw_only=True):
    """A file the site is made of. `path` is relative, with `/`; `key` as in `Entry`.

    `content` is the bytes, or a function that returns them (the same each time: it may be asked
    twice), or None: keep what is published at `path`, which was made of the same `key`.
    """

    path: str
    key: str
    content: bytes | Callable[[], bytes] | None


def content_of(item: Item) -> bytes:
    """Return the bytes of *item*. Raises ValueError for one that is to be kept."""
    if item.content is None:
        raise ValueError(f"no content: {item.path!r}")
    return item.content if isinstance(item.content, bytes) else item.content()


class Known(Value, frozen=True, kw_only=True):
    """Which live files are whole, and which of them need not be compared with the plan."""

    whole: Mapping[str, Whole]
    same: Set[str]


class Made(Value, frozen=True, kw_only=True):
    """What the spare holds of the site, and how many of its files had to be written."""

    entries: Mapping[str, Entry]
    looks: Mapping[str, os.stat_result]
    written: int


def make_room(
    place: Place, plan: Mapping[str, Item], foreign: Tree, undo: ExitStack
) -> Mapping[str, os.stat_result]:
    """Give the spare the folders it needs and nothing that is not wanted; return its files."""
    if not os.path.lexists(place.ignore):
        write_file(place, place.ignore, b"*\n")
    if not os.path.lexists(place.spare):
        os.mkdir(place.spare)
        undo.callback(give_back, os.rmdir, place.spare)
    if os.path.lexists(place.live):
        _copy_rights(place.live, place.spare)
    spare = scan(place.spare)
    files = plan.keys() | foreign.files.keys() | {MANIFEST}
    folders = ancestors(plan) | foreign.folders.keys()
    for path, look in spare.folders.items():
        if look.st_mode & stat.S_IRWXU != stat.S_IRWXU:  # a copy of somebody's closed folder
            os.chmod(f"{place.spare}/{path}", stat.S_IRWXU)
    for path in spare.files.keys() - files:
        os.unlink(f"{place.spare}/{path}")
    for path in sorted(spare.folders.keys() - folders, reverse=True):  # what is inside first
        os.rmdir(f"{place.spare}/{path}")
    for path in sorted(folders - spare.folders.keys()):
        full = f"{place.spare}/{path}"
        os.mkdir(full)
        undo.callback(give_back, os.rmdir, full)
    return spare.files


def give_back(remove: Callable[[str], None], path: str) -> None:
    """Give space back after a failure, as far as the disk lets us."""
    with suppress(OSError):
        remove(path)


def carry(place: Place, foreign: Tree, spare: Mapping[str, os.stat_result]) -> None:
    """Give the spare what others have put into the live folder."""
    for path, look in foreign.files.items():
        if not _is_same_file(look, spare.get(path)):
            link_file(place, f"{place.live}/{path}", f"{place.spare}/{path}")
    for path in sorted(foreign.folders, reverse=True):
        _copy_rights(f"{place.live}/{path}", f"{place.spare}/{path}")


def _copy_rights(source: str, path: str) -> None:
    shutil.copystat(source, path)
    look = os.stat(source)
    with suppress(PermissionError):  # only root may give files away
        os.chown(path, look.st_uid, look.st_gid)


def fill(
    place: Place,
    plan: Mapping[str, Item],
    known: Known,
    spare: Mapping[str, os.stat_result],
    undo: ExitStack,
) -> Made:
    """Put every planned file into the spare: linked from the live folder, or written."""
    entries: dict[str, Entry] = {}
    looks: dict[str, os.stat_result] = {}
    written = 0
    for path, item in plan.items():
        full = f"{place.spare}/{path}"
        found = known.whole.get(path)
        data = b""
        if found is None or not (item.content is None or path in known.same):
            data = content_of(item)
            digest = digest_bytes(data)
            if found is None or found.entry.digest != digest:
                undo.callback(give_back, os.unlink, full)
                write_file(place, full, data)
                entries[path] = Entry(path=path, key=item.key, digest=digest, size=len(data))
                looks[path] = os.lstat(full)
                written += 1
                continue
        looks[path] = _keep(place, found, spare.get(path))
        same_key = found.entry.key == item.key
        entries[path] = found.entry if same_key else replace(found.entry, key=item.key)
    return Made(entries=entries, looks=looks, written=written)


def _keep(place: Place, found: Whole, there: os.stat_result | None) -> os.stat_result:
    """Let the spare share the live file that was found whole; return its look now."""
    look = found.stat
    if there is not None and _is_same_file(look, there) and signature(look) == signature(there):
        return there
    path = found.entry.path
    live, full = f"{place.live}/{path}", f"{place.spare}/{path}"
    if signature(os.lstat(live)) != signature(look):  # touched since, perhaps edited
        data = read_regular(live)
        if data is None or digest_bytes(data) != found.entry.digest:
            raise OSError(errno.ESTALE, os.strerror(errno.ESTALE), live)
    if not _is_same_file(look, there):
        link_file(place, live, full)
    return os.lstat(full)


def _is_same_file(one: os.stat_result, other: os.stat_result | None) -> bool:
    # FAT invents inode numbers; but there a file has one name only.
    return other is not None and one.st_nlink > 1 and os.path.samestat(one, other)
