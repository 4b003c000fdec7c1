"""The swap: a planned site becomes the published folder, all of it or nothing.

The spare is brought to the plan while the live folder stays as it is; then the two trade places in
one step. The cost is the size of the change. What others put into the folder is carried over.
"""

# Strings and plain calls: for 14,000 files, making a Path costs more than the call it is for.
# ruff: noqa: PTH101, PTH102, PTH106, PTH108, PTH116

import errno
import os
import shutil
import stat
import time
from collections.abc import Callable, Iterable, Mapping, Set
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from site_builder.exchange import (
    Swap,
    discard,
    encode_swap,
    flush,
    is_our_spare,
    link_file,
    settle_killed_swap,
    settle_swap,
    swap_folders,
    swap_for,
    write_file,
)
from site_builder.manifest import (
    MANIFEST,
    Entry,
    OutputError,
    Place,
    Standing,
    Tree,
    Whole,
    ancestors,
    digest_of,
    disk_errors,
    encode_manifest,
    encode_state,
    find_standing,
    foreign_part,
    place_of,
    read_folder,
    read_regular,
    scan,
    shown_path,
    signature,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A file the site is made of. `path` is relative, with `/`; `key` as in `Entry`.

    `content` is the bytes, or a function that returns them (the same each time: it may be asked
    twice), or None: keep what is published at `path`, which was made of the same `key`.
    """

    path: str
    key: str
    content: bytes | Callable[[], bytes] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a publication did. `changed` is False when nothing on disk was touched.

    `unclaimed`: files that were kept because a damaged manifest no longer tells whether they are
    ours; old pages may be among them. `set_aside`: files of others that appeared where a page had
    to go while the site was published; where each lies now.
    """

    written: int
    reused: int
    removed: int
    changed: bool
    unclaimed: tuple[str, ...] = ()
    set_aside: tuple[Path, ...] = ()


class Reason(Enum):
    """Why a folder is not published to. What `Refusal.path` names is in brackets."""

    ROOT = "root"  # the file system itself [the output]
    HOME = "home"  # a home folder, or what holds it [the home folder]
    PROTECTED = "protected"  # holds the site's own files [which]
    INSIDE_SOURCES = "inside-sources"  # lies in content/ or templates/ [in which]
    NOT_A_FOLDER = "not-a-folder"  # a file, a socket… [the output]
    MOUNT_POINT = "mount-point"  # cannot be renamed: a mount is there, or inside [where]
    NOT_OURS = "not-ours"  # has content and no manifest of ours [the output]
    SPARE_NOT_OURS = "spare-not-ours"  # the hidden folder beside it is not ours [that folder]
    FOREIGN_FILE = "foreign-file"  # somebody's file stands where the site wants its own [it]
    FOREIGN_FOLDER = "foreign-folder"  # somebody's folder stands where the site wants a file [it]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why nothing was published; the disk is as it was."""

    reason: Reason
    path: Path


# May we?


def find_refusal(
    output: Path, *, protected: Iterable[Path], sources: Iterable[Path]
) -> Refusal | None:
    """Return why *output* must not be published to, or None.

    It must not be, or hold, one of *protected* (site, content, templates, memory), nor lie in one
    of *sources* (content, templates). Missing and empty folders are fine. Raises OutputError.
    """
    place = place_of(output)
    live = Path(place.live)
    if place.live == "/":
        return Refusal(reason=Reason.ROOT, path=live)
    home = _home()
    if home is not None and _holds(live, home):
        return Refusal(reason=Reason.HOME, path=home)
    for path in protected:
        if _holds(live, path):
            return Refusal(reason=Reason.PROTECTED, path=path)
    for path in sources:
        if _holds(path, live):
            return Refusal(reason=Reason.INSIDE_SOURCES, path=path)
    with disk_errors(place):
        return _stands_in_the_way(place)


def _home() -> Path | None:
    try:
        return Path.home()
    except RuntimeError:  # a user without one: common in containers
        return None


def _stands_in_the_way(place: Place) -> Refusal | None:
    live = Path(place.live)
    try:
        mode = os.lstat(live).st_mode
    except FileNotFoundError:
        mode = stat.S_IFDIR
    except NotADirectoryError:
        mode = stat.S_IFREG
    if not stat.S_ISDIR(mode):
        return Refusal(reason=Reason.NOT_A_FOLDER, path=live)
    if os.path.ismount(live):
        return Refusal(reason=Reason.MOUNT_POINT, path=live)
    if find_standing(place) is Standing.FOREIGN:
        return Refusal(reason=Reason.NOT_OURS, path=live)
    if not is_our_spare(place):
        return Refusal(reason=Reason.SPARE_NOT_OURS, path=Path(place.beside))
    return None


def _holds(outer: Path, inner: Path) -> bool:
    """Tell whether *inner* is *outer* or lies in it, under whatever names."""
    real = os.path.realpath(outer)
    lineage = [Path(os.path.realpath(inner))]
    lineage.extend(lineage[0].parents)
    # The same folder can have two names: a bind mount, a file system that ignores case.
    return any(str(path) == real or _same_on_disk(path, Path(real)) for path in lineage)


def _same_on_disk(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


# Publishing


def publish(
    output: Path, items: Iterable[Item], *, protected: Iterable[Path], sources: Iterable[Path]
) -> Published | Refusal:
    """Make *output* hold exactly *items* and what others put there; at any kill, old or new.

    For use inside `hold`. A file that is already there as planned keeps inode and times; when all
    are, nothing is touched. Raises OutputError (the old site stays) when the disk says no or a
    file to keep is gone, ValueError for a plan that no folder can hold.
    """
    plan = _plan_of(items)
    refusal = find_refusal(output, protected=protected, sources=sources)
    if refusal is not None:
        return refusal
    place = place_of(output)
    try:
        return _publish(place, plan)
    except OSError as error:
        path = shown_path(place, error)
        if error.errno in (errno.EXDEV, errno.EBUSY):
            return Refusal(reason=Reason.MOUNT_POINT, path=path)
        raise OutputError(path, error) from error


def _plan_of(items: Iterable[Item]) -> dict[str, Item]:
    plan: dict[str, Item] = {}
    for item in items:
        item.path.encode()  # UnicodeEncodeError, which is a ValueError, for half a character
        parts = item.path.split("/")
        if "\0" in item.path or {"", ".", ".."} & set(parts) or item.path == MANIFEST:
            raise ValueError(f"not a path inside the output: {item.path!r}")
        if item.path in plan:
            raise ValueError(f"planned twice: {item.path!r}")
        plan[item.path] = item
    both = ancestors(plan) & plan.keys()
    if both:
        raise ValueError(f"both a file and a folder: {min(both)!r}")
    return plan


def _publish(place: Place, plan: Mapping[str, Item]) -> Published | Refusal:
    discard(place.draft)
    set_aside = settle_killed_swap(place)
    folder = read_folder(Path(place.live))
    whole = {path: found for path in plan if (found := folder.find(path))}
    _require_kept(place, plan, whole)
    same: set[str] = set()
    if folder.standing is Standing.SOUND and len(folder.paths) == len(plan) == len(whole):
        same = _find_same(plan, whole)
        if len(same) == len(plan):
            if any(item.key != whole[path].entry.key for path, item in plan.items()):
                _note_keys(place, plan, whole)
            return Published(
                written=0, reused=len(plan), removed=0, changed=False, set_aside=set_aside
            )
    lost = folder.standing is Standing.LOST
    ours = plan.keys() if lost else folder.paths
    foreign = foreign_part(scan(place.live), ours)
    alike = _find_alike(place, plan, foreign)
    if isinstance(alike, Refusal):
        return alike
    for path in alike:
        del foreign.files[path]
    known = _Known(whole={**whole, **alike}, same=same)
    with ExitStack() as undo:
        spare = _make_room(place, plan, foreign, undo)
        _carry(place, foreign, spare)
        made = _fill(place, plan, known, spare, undo)
        swap = swap_for(place, frozenset(ours | alike.keys()), foreign)
        _seal(place, made, swap, undo)
        given_back = undo.pop_all()
    try:
        swap_folders(place)
    except OSError:
        given_back.close()
        raise
    set_aside += settle_swap(place, swap)
    return Published(
        written=made.written,
        reused=len(plan) - made.written,
        removed=len(folder.paths - plan.keys()),
        changed=True,
        unclaimed=tuple(sorted(foreign.files)) if lost else (),
        set_aside=set_aside,
    )


def _require_kept(place: Place, plan: Mapping[str, Item], whole: Mapping[str, Whole]) -> None:
    for path, item in plan.items():
        if item.content is not None:
            continue
        if path not in whole:  # it was there when the caller asked
            full = f"{place.live}/{path}"
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), full)
        if whole[path].entry.key != item.key:
            raise ValueError(f"published with another key: {path!r}")


def _find_same(plan: Mapping[str, Item], whole: Mapping[str, Whole]) -> set[str]:
    """Return the paths that are published as planned, up to the first that is not."""
    same: set[str] = set()
    for path, item in plan.items():
        entry = whole[path].entry
        if item.key != entry.key and not isinstance(item.content, bytes):
            break
        if item.content is not None and digest_of(_content_of(item)) != entry.digest:
            break
        same.add(path)
    return same


def _note_keys(place: Place, plan: Mapping[str, Item], whole: Mapping[str, Whole]) -> None:
    """Write down the keys of a site that was made anew and came out the same."""
    entries = {path: replace(whole[path].entry, key=item.key) for path, item in plan.items()}
    looks = {path: found.stat for path, found in whole.items()}
    write_file(place, place.state, encode_state(entries, looks, time.time_ns()))


def _content_of(item: Item) -> bytes:
    if item.content is None:
        raise ValueError(f"no content: {item.path!r}")
    return item.content if isinstance(item.content, bytes) else item.content()


def _find_alike(
    place: Place, plan: Mapping[str, Item], foreign: Tree
) -> dict[str, Whole] | Refusal:
    """Return the files of others that are byte for byte what is planned there.

    A Refusal if one is not, or if a folder stands where a file has to be, or the reverse.
    """
    live = Path(place.live)
    for path in sorted(plan.keys() & foreign.folders.keys()):
        return Refusal(reason=Reason.FOREIGN_FOLDER, path=live / path)
    for path in sorted(ancestors(plan) & foreign.files.keys()):
        return Refusal(reason=Reason.FOREIGN_FILE, path=live / path)
    alike: dict[str, Whole] = {}
    for path in sorted(plan.keys() & foreign.files.keys()):
        data = read_regular(f"{place.live}/{path}")
        if data is None or data != _content_of(plan[path]):
            return Refusal(reason=Reason.FOREIGN_FILE, path=live / path)
        entry = Entry(path=path, key=plan[path].key, digest=digest_of(data), size=len(data))
        alike[path] = Whole(entry=entry, stat=foreign.files[path])
    return alike


# Making the spare


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """Which live files are whole, and which of them need not be compared with the plan."""

    whole: Mapping[str, Whole]
    same: Set[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    entries: Mapping[str, Entry]
    looks: Mapping[str, os.stat_result]
    written: int


def _make_room(
    place: Place, plan: Mapping[str, Item], foreign: Tree, undo: ExitStack
) -> Mapping[str, os.stat_result]:
    """Give the spare the folders it needs and nothing that is not wanted; return its files."""
    if not os.path.lexists(place.ignore):
        write_file(place, place.ignore, b"*\n")
    if not os.path.lexists(place.spare):
        os.mkdir(place.spare)
        undo.callback(_try, os.rmdir, place.spare)
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
        undo.callback(_try, os.rmdir, full)
    return spare.files


def _try(remove: Callable[[str], None], path: str) -> None:
    """Give space back after a failure, as far as the disk lets us."""
    with suppress(OSError):
        remove(path)


def _carry(place: Place, foreign: Tree, spare: Mapping[str, os.stat_result]) -> None:
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


def _fill(
    place: Place,
    plan: Mapping[str, Item],
    known: _Known,
    spare: Mapping[str, os.stat_result],
    undo: ExitStack,
) -> _Made:
    """Put every planned file into the spare: linked from the live folder, or written."""
    entries: dict[str, Entry] = {}
    looks: dict[str, os.stat_result] = {}
    written = 0
    for path, item in plan.items():
        full = f"{place.spare}/{path}"
        found = known.whole.get(path)
        data = b""
        if found is None or not (item.content is None or path in known.same):
            data = _content_of(item)
            digest = digest_of(data)
            if found is None or found.entry.digest != digest:
                undo.callback(_try, os.unlink, full)
                write_file(place, full, data)
                entries[path] = Entry(path=path, key=item.key, digest=digest, size=len(data))
                looks[path] = os.lstat(full)
                written += 1
                continue
        looks[path] = _keep(place, found, spare.get(path))
        same_key = found.entry.key == item.key
        entries[path] = found.entry if same_key else replace(found.entry, key=item.key)
    return _Made(entries=entries, looks=looks, written=written)


def _keep(place: Place, found: Whole, there: os.stat_result | None) -> os.stat_result:
    """Let the spare share the live file that was found whole; return its look now."""
    look = found.stat
    if there is not None and _is_same_file(look, there) and signature(look) == signature(there):
        return there
    path = found.entry.path
    live, full = f"{place.live}/{path}", f"{place.spare}/{path}"
    if signature(os.lstat(live)) != signature(look):  # touched since, perhaps edited
        data = read_regular(live)
        if data is None or digest_of(data) != found.entry.digest:
            raise OSError(errno.ESTALE, os.strerror(errno.ESTALE), live)
    if not _is_same_file(look, there):
        link_file(place, live, full)
    return os.lstat(full)


def _is_same_file(one: os.stat_result, other: os.stat_result | None) -> bool:
    # FAT invents inode numbers; but there a file has one name only.
    return other is not None and one.st_nlink > 1 and os.path.samestat(one, other)


def _seal(place: Place, made: _Made, swap: Swap, undo: ExitStack) -> None:
    """Write the manifest, last of all, and wait until everything is on the disk."""
    manifest = f"{place.spare}/{MANIFEST}"
    undo.callback(_try, os.unlink, manifest)
    undo.callback(_try, os.unlink, place.swap)
    write_file(place, manifest, encode_manifest(made.entries))
    write_file(place, place.state, encode_state(made.entries, made.looks, time.time_ns()))
    write_file(place, place.swap, encode_swap(swap))
    flush(place.beside)
