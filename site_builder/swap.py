"""The record of a swap, and what is settled after it: the last changes of others come along."""

# Strings and plain calls: for 14,000 files, making a Path costs more than the call it is for.
# ruff: noqa: PTH103, PTH104, PTH106, PTH120

import os
from collections.abc import Mapping, Set
from contextlib import suppress
from pathlib import Path

from site_builder.exchange import discard, flush_folder, kept_name, link_file
from site_builder.manifest import Looks, Place, ancestors
from site_builder.record import encode, read_record
from site_builder.tree import Tree, foreign_part, look_over, scan
from site_builder.values import Value


class Swap(Value, frozen=True, kw_only=True):
    """What has to be known when the folders have traded places, also after a kill.

    `spare`: inode number of the folder that goes live. `ours`: paths we wrote in the one that
    goes. `carried`, `folders`: what others had put there when the spare was made; of each file
    inode number, mtime in ns and size.
    """

    spare: int
    ours: frozenset[str]
    carried: Mapping[str, tuple[int, int, int]]
    folders: frozenset[str]


def swap_for(place: Place, ours: frozenset[str], foreign: Tree) -> Swap:
    """Return the record of the swap that is about to happen."""
    return Swap(
        spare=os.lstat(place.spare).st_ino,
        ours=ours,
        carried={path: _version(look) for path, look in foreign.files.items()},
        folders=frozenset(foreign.folders),
    )


def _version(look: os.stat_result) -> tuple[int, int, int]:
    return look.st_ino, look.st_mtime_ns, look.st_size


def _is_version(path: str, version: tuple[int, int, int]) -> bool:
    """Tell whether *path* is still what was carried: the same file, or a copy of it."""
    try:
        return _version(os.lstat(path))[1:] == version[1:]
    except FileNotFoundError:
        return False


def encode_swap(swap: Swap) -> bytes:
    """Return *swap* as it lies on disk."""
    return encode(
        {
            "spare": swap.spare,
            "ours": list(swap.ours),
            "carried": dict(swap.carried),
            "folders": sorted(swap.folders),
        }
    )


def _read_swap(place: Place) -> Swap | None:
    record = read_record(place.swap)
    if record is None:
        return None
    return Swap(
        spare=record["spare"],
        ours=frozenset(record["ours"]),
        carried={path: tuple(version) for path, version in record["carried"].items()},
        folders=frozenset(record["folders"]),
    )


def settle_swap(place: Place, swap: Swap, known: Looks) -> tuple[Path, ...]:
    """Look once more at the folder that was live: others may have changed it to the last moment.

    What they removed goes, what they added or replaced comes along. Folders that look as they are
    *known* to hold nothing of others. Returns where the files lie that could not come along,
    because the site has something there.
    """
    flush_folder(os.path.dirname(place.live))
    flush_folder(place.beside)
    old = scan(place.spare, look_over(place.spare, known))
    for path, version in swap.carried.items():
        carried = f"{place.live}/{path}"
        if path not in old.files and _is_version(carried, version):
            # Not deleted: the hidden folder may be what somebody is just clearing away.
            os.rename(carried, kept_name(place, path))
    for path in sorted(swap.folders - old.every_folder, reverse=True):
        with suppress(OSError):  # not empty after all
            os.rmdir(f"{place.live}/{path}")
    set_aside = _bring_late(place, swap, old, known.keys())
    discard(place.swap)
    return set_aside


def settle_killed_swap(place: Place) -> tuple[Path, ...]:
    """Do the same for a publication that was killed after its swap, if one was.

    Nothing is removed here: that a file is not in the spare by now proves nothing.
    """
    swap = _read_swap(place)
    set_aside: tuple[Path, ...] = ()
    if swap is not None and swap.spare == _inode(place.live):
        set_aside = _bring_late(place, swap, scan(place.spare), ancestors(swap.ours))
    discard(place.swap)
    return set_aside


def _bring_late(place: Place, swap: Swap, old: Tree, folders: Set[str]) -> tuple[Path, ...]:
    """Carry over what others changed in *old*, beside our *folders*, after the spare was made."""
    late = foreign_part(old, swap.ours, folders)
    for path in sorted(late.folders.keys() - swap.folders):
        _make_folder(place, path)
    set_aside = []
    for path, look in sorted(late.files.items()):
        carried = swap.carried.get(path)
        if carried == _version(look):
            continue
        target = f"{place.live}/{path}"
        free = _make_folder(place, path.rpartition("/")[0])
        if free and os.path.lexists(target):
            if os.path.samestat(os.lstat(target), look):
                continue  # edited in place, so in both
            free = carried is not None and _is_version(target, carried)
        if not free:
            target = kept_name(place, path)
            set_aside.append(Path(target))
        link_file(place, f"{place.spare}/{path}", target)
    return tuple(set_aside)


def _make_folder(place: Place, path: str) -> bool:
    """Make the folder *path* in the live folder; False where a file or a link stands in the way."""
    full = f"{place.live}/{path}".rstrip("/")
    if os.path.realpath(full) != full:
        return False
    try:
        os.makedirs(full, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        return False
    return True


def _inode(path: str) -> int | None:
    """Return the inode number of *path* itself, links not followed; None if there is nothing."""
    try:
        return os.lstat(path).st_ino
    except (FileNotFoundError, NotADirectoryError):
        return None
