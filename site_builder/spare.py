"""The spare: brought to the plan beside the live folder, each file shared with it or written."""

# Strings and plain calls: for 14,000 files, making a Path costs more than the call it is for.
# ruff: noqa: PTH101, PTH102, PTH104, PTH106, PTH108, PTH116

import errno
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Mapping, Set
from contextlib import ExitStack, suppress

from msgspec.structs import replace

from site_builder.ahead import Ready
from site_builder.exchange import link_file, write_file
from site_builder.fingerprint import digest_bytes
from site_builder.manifest import (
    Altered,
    Entry,
    Folder,
    Look,
    Looks,
    Place,
    folder_of,
    look_at,
    settled,
    signature,
    stamp_ns,
)
from site_builder.record import read_regular
from site_builder.tree import Tree, look_over, scan
from site_builder.values import Value


class Item(Value, frozen=True, kw_only=True):
    """A file the site is made of. `path` is relative, with `/`; `key` as in `Entry`.

    `content` is the bytes, or a function that returns them (the same each time: it may be asked
    twice), such as a file that is `Ready`, or None: keep what is published at `path`, which was
    made of the same `key`.
    """

    path: str
    key: str
    content: bytes | Callable[[], bytes] | None


def content_of(item: Item) -> bytes:
    """Return the bytes of *item*. Raises ValueError for one that is to be kept."""
    if item.content is None:
        raise ValueError(f"no content: {item.path!r}")
    return item.content if isinstance(item.content, bytes) else item.content()


def at_hand(item: Item) -> bytes | Ready:
    """Return the content of *item*, or where it lies ready."""
    return item.content if isinstance(item.content, Ready) else content_of(item)


def digest_of(content: bytes | Ready) -> str:
    """Return the digest of *content*, which is known of one that is ready."""
    return content.digest if isinstance(content, Ready) else digest_bytes(content)


class Made(Value, frozen=True, kw_only=True):
    """What the spare holds of the site, how many of its files had to be written, and which of its
    folders are `apart`: they do not hold the same files as in the live folder.
    """

    entries: Mapping[str, Entry]
    written: int
    apart: Set[str]


def make_room(
    place: Place,
    wanted: Set[str],
    folders: Set[str],
    known: Looks,
    doubtful: Set[str],
    undo: ExitStack,
) -> Tree:
    """Give the spare the *folders* it needs and no file but those *wanted*; return what it held.

    Folders that look as they are *known* to hold nothing that is not wanted: see `look_over`.
    """
    if not os.path.lexists(place.ignore):
        write_file(place, place.ignore, b"*\n")
    if not os.path.lexists(place.spare):
        os.mkdir(place.spare)
        doubtful = known.keys()  # somebody is clearing away
        undo.callback(give_back, os.rmdir, place.spare)
    if os.path.lexists(place.live):
        _copy_rights(place.live, place.spare)
    spare = scan(place.spare, look_over(place.spare, known, doubtful))
    for path, look in spare.folders.items():
        if look.st_mode & stat.S_IRWXU != stat.S_IRWXU:  # a copy of somebody's closed folder
            os.chmod(f"{place.spare}/{path}", stat.S_IRWXU)
    for path in spare.files.keys() - wanted:
        os.unlink(f"{place.spare}/{path}")
    for path in sorted(spare.every_folder - folders, reverse=True):  # what is inside first
        os.rmdir(f"{place.spare}/{path}")
    for path in sorted(folders - spare.every_folder):
        full = f"{place.spare}/{path}"
        os.mkdir(full)
        undo.callback(give_back, os.rmdir, full)
    return spare


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
    whole: Mapping[str, Entry],
    same: Set[str],
    live: Tree,
    spare: Tree,
    undo: ExitStack,
) -> Made:
    """Put every planned file into the *spare*, which held that: linked from the live folder, or
    written.

    *whole* are the files of the *live* tree to share; those that are the *same* need not be
    compared with the plan, and those in folders that are shut in both trees are shared already.
    """
    in_step = live.shut & spare.shut
    entries: dict[str, Entry] = {}
    apart: set[str] = set()
    written = 0
    for path, item in plan.items():
        entry, content = whole.get(path), None
        if entry is None or not (item.content is None or path in same):
            content = at_hand(item)
            if entry is not None and entry.digest != digest_of(content):
                entry = None
        if entry is not None and folder_of(path) not in in_step:
            found, entry = entry, _share(place, path, entry, _held(place, path, spare))
            if entry is not None and not _is_same_inode(found, entry):  # a copy
                apart.add(folder_of(path))
        if entry is None:
            if item.content is None:
                raise Altered(place, [path], errno.ESTALE)
            entry = _put(place, path, at_hand(item) if content is None else content, undo)
            apart.add(folder_of(path))
            written += 1
        entries[path] = entry if entry.key == item.key else replace(entry, key=item.key)
    return Made(entries=entries, written=written, apart=apart)


def _held(place: Place, path: str, spare: Tree) -> os.stat_result | None:
    """Return how the file at *path* of the *spare* looks; None for nothing."""
    shut = folder_of(path) in spare.shut
    return look_at(f"{place.spare}/{path}") if shut else spare.files.get(path)


def _share(place: Place, path: str, entry: Entry, held: os.stat_result | None) -> Entry | None:
    """Let the spare, in which there is what was *held*, share the live file that was found whole;
    return how it looks now. None if it was edited meanwhile.
    """
    live, full = f"{place.live}/{path}", f"{place.spare}/{path}"
    found = os.lstat(live)
    if signature(found) != entry.look:
        data = read_regular(live)
        if data is None or digest_bytes(data) != entry.digest:
            return None
    if not _is_same_file(found, held):
        link_file(place, live, full)
    return replace(entry, look=signature(os.lstat(full)))


def _put(place: Place, path: str, content: bytes | Ready, undo: ExitStack) -> Entry:
    """Put *content* at *path* of the spare."""
    full = f"{place.spare}/{path}"
    undo.callback(give_back, os.unlink, full)
    if isinstance(content, Ready):
        size = content.size
        try:
            os.rename(content.path, full)
        except OSError as error:
            error.filename = full
            raise
    else:
        size = len(content)
        write_file(place, full, content)
    return Entry(key="", digest=digest_of(content), size=size, look=signature(os.lstat(full)))


def _is_same_inode(one: Entry, other: Entry) -> bool:
    return one.look is not None and other.look is not None and one.look[3] == other.look[3]


def _is_same_file(one: os.stat_result, other: os.stat_result | None) -> bool:
    # FAT invents inode numbers; but there a file has one name only.
    return other is not None and one.st_nlink > 1 and os.path.samestat(one, other)


def looks_after(
    place: Place,
    folders: Iterable[str],
    before: Folder,
    live: Tree,
    spare: Tree,
    apart: Set[str],
    theirs: Set[str],
    seen_ns: int,
) -> tuple[Looks, Looks]:
    """Return the looks of the *folders* of the site, parents first, once the two trees have traded
    places: those in the spare, which goes live, and those in the *live* tree as seen at *seen_ns*.

    Of those *apart*, which do not hold the same files in both, only the former; of those in which
    something is *theirs*, or whose rights are others in the two trees, neither.
    """
    coming: dict[str, Look | None] = dict.fromkeys(folders)
    going = dict(coming)
    still = live.shut & spare.shut
    now_ns = stamp_ns()
    for path in coming.keys() - theirs:
        if path in still and path not in apart:
            coming[path], going[path] = before.spare[path], before.live[path]
            continue
        there = live.folders.get(path)
        if path in live.shut:
            there = look_at(f"{place.live}/{path}")
            if there is None or signature(there) != before.live[path]:
                continue  # no longer
        here = os.lstat(f"{place.spare}/{path}")
        if there is None or _rights(here) == _rights(there):
            coming[path] = settled(here, now_ns)
            if there is not None and path not in apart:
                going[path] = settled(there, seen_ns)
    return coming, going


def _rights(look: os.stat_result) -> tuple[int, int, int]:
    return look.st_mode, look.st_uid, look.st_gid
