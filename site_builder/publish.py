"""Publishing: a planned site becomes the published folder, all of it or nothing.

The spare is brought to the plan while the live folder stays as it is; then the two trade places in
one step. What others put into the folder is carried over. Every file and folder is looked at, but
no folder is opened that looks as noted: it holds nothing but ours, and the same in both trees if it
does so in both. So the cost is one look at each, and the size of the change.
"""

import errno
import os
import stat
from collections.abc import Callable, Collection, Iterable, Mapping, Set
from contextlib import ExitStack
from enum import Enum
from pathlib import Path
from types import MappingProxyType

from msgspec.structs import replace

from site_builder.ahead import Ready
from site_builder.exchange import discard, flush, is_our_spare, swap_folders, write_file
from site_builder.fingerprint import digest_bytes
from site_builder.manifest import (
    MANIFEST,
    Altered,
    Entry,
    Folder,
    Looks,
    OutputError,
    Place,
    Standing,
    ancestors,
    disk_errors,
    encode_manifest,
    encode_state,
    folder_of,
    is_foreign,
    place_of,
    settled,
    shown_path,
    signature,
    stamp_ns,
)
from site_builder.record import read_regular
from site_builder.spare import (
    Item,
    Made,
    at_hand,
    carry,
    content_of,
    digest_of,
    fill,
    give_back,
    looks_after,
    make_room,
)
from site_builder.swap import Swap, encode_swap, settle_killed_swap, settle_swap, swap_for
from site_builder.tree import Glance, Tree, all_of, find_whole_files, foreign_part, look_over, scan
from site_builder.values import Value

__all__ = ["Item", "Published", "Reason", "Refusal", "find_refusal", "publish"]


class Published(Value, frozen=True, kw_only=True):
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


class Refusal(Value, frozen=True, kw_only=True):
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
    if is_foreign(place):
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
    before: Folder,
    items: Iterable[Item],
    *,
    protected: Iterable[Path],
    sources: Iterable[Path],
    ingredients: Mapping[str, str] = MappingProxyType({}),
    glanced: Callable[[], Glance] | None = None,
) -> Published | Refusal:
    """Make a folder hold exactly *items* and what others put there; at any kill, old or new.

    *before* is what `read_folder` said of it inside the same `hold`. *ingredients* are noted with
    the keys, to say later why one is another; nothing depends on them. *glanced* is the `glance` of
    *before* inside that `hold`, for whom that spares looking. A file that is already there
    as planned keeps inode and times; when all are, nothing is touched. Raises OutputError (the old
    site stays) when the disk says no, Altered when what is to be kept is not as it was published,
    ValueError for a plan that no folder can hold.
    """
    output = Path(before.root)
    plan = _plan_of(items)
    # What was published once can be again.
    folders = before.live.keys() if plan.keys() == before.paths else _folders_of(plan)
    refusal = find_refusal(output, protected=protected, sources=sources)
    if refusal is not None:
        return refusal
    place = place_of(output)
    try:
        return _publish(place, before, plan, folders, ingredients, glanced)
    except OSError as error:
        path = shown_path(place, error)
        if error.errno in (errno.EXDEV, errno.EBUSY):
            return Refusal(reason=Reason.MOUNT_POINT, path=path)
        raise OutputError(path, error) from error


def _plan_of(items: Iterable[Item]) -> dict[str, Item]:
    """Return *items* by path. Raises ValueError for two of one path."""
    plan: dict[str, Item] = {}
    for item in items:
        if item.path in plan:
            raise ValueError(f"planned twice: {item.path!r}")
        plan[item.path] = item
    return plan


def _folders_of(plan: Mapping[str, Item]) -> Set[str]:
    """Return the folders that the files of *plan* lie in. Raises ValueError for what cannot be."""
    if not _are_inside(plan):
        path = next(path for path in plan if not _are_inside([path]))
        raise ValueError(f"not a path inside the output: {path!r}")
    folders = ancestors(plan)
    both = folders & plan.keys()
    if both:
        raise ValueError(f"both a file and a folder: {min(both)!r}")
    return folders


def _are_inside(paths: Collection[str]) -> bool:
    """Tell whether files can have these *paths* in the output; all are searched as one text."""
    text = "/\0/".join(["", *paths, ""])
    text.encode()  # UnicodeEncodeError, which is a ValueError, for half a character
    outside = any(part in text for part in ("//", "/./", "/../"))
    return not outside and text.count("\0") == len(paths) + 1 and MANIFEST not in paths


def _publish(
    place: Place,
    before: Folder,
    plan: Mapping[str, Item],
    folders: Set[str],
    ingredients: Mapping[str, str],
    glanced: Callable[[], Glance] | None,
) -> Published | Refusal:
    discard(place.draft)
    # What a killed build has left to settle changes folders.
    swapping = os.path.lexists(place.swap)
    doubtful = all_of(before) if glanced is None or swapping else glanced()
    set_aside = settle_killed_swap(place)
    seen_ns = stamp_ns()
    seen = look_over(place.live, before.live, doubtful.live)
    whole = find_whole_files(before, plan, seen, doubtful.files)
    _require_kept(place, plan, whole)
    same: set[str] = set()
    if before.standing is Standing.SOUND and len(before.paths) == len(plan) == len(whole):
        same = _find_same(plan, whole)
        if len(same) == len(plan):
            if any(item.key != whole[path].key for path, item in plan.items()):
                _note_keys(place, plan, whole, before, ingredients)
            return Published(
                written=0, reused=len(plan), removed=0, changed=False, set_aside=set_aside
            )
    lost = before.standing is Standing.LOST
    ours = plan.keys() if lost else before.paths
    known: Looks = dict.fromkeys(sorted(folders)) if lost else before.live
    live = scan(place.live, seen)
    foreign = foreign_part(live, ours, known.keys())
    alike = _find_alike(place, plan, folders, foreign)
    if isinstance(alike, Refusal):
        return alike
    for path in alike:
        del foreign.files[path]
    # Folders in which something of others lies, and those in which pages come or go.
    theirs = set(map(folder_of, foreign.files.keys() | foreign.folders.keys()))
    moving = set(map(folder_of, before.paths ^ plan.keys()))
    with ExitStack() as undo:
        wanted = plan.keys() | foreign.files.keys() | {MANIFEST}
        kept: Looks = {**before.spare, **dict.fromkeys(moving & before.spare.keys())}
        unsure = doubtful.spare | moving
        spare = make_room(place, wanted, folders | foreign.folders.keys(), kept, unsure, undo)
        carry(place, foreign, spare.files)
        made = fill(place, plan, {**whole, **alike}, same, live, spare, undo)
        apart = made.apart | moving | set(map(folder_of, folders ^ live.every_folder))
        looks = looks_after(place, sorted(folders), before, live, spare, apart, theirs, seen_ns)
        swap = swap_for(place, frozenset(ours | alike.keys()), foreign)
        _seal(place, made, looks, swap, ingredients, undo)
        given_back = undo.pop_all()
    try:
        swap_folders(place)
    except OSError:
        given_back.close()
        raise
    set_aside += settle_swap(place, swap, _looks_then(known, live, theirs, seen_ns))
    return Published(
        written=made.written,
        reused=len(plan) - made.written,
        removed=len(before.paths - plan.keys()),
        changed=True,
        unclaimed=tuple(sorted(foreign.files)) if lost else (),
        set_aside=set_aside,
    )


def _looks_then(known: Looks, live: Tree, theirs: Set[str], seen_ns: int) -> Looks:
    """Return the looks that our folders had at *seen_ns*, save those that hold something of others;
    those that were shut looked as they are *known*.
    """
    opened = known.keys() - live.shut
    looks = {
        path: settled(live.folders[path], seen_ns)
        for path in opened - theirs
        if path in live.folders
    }
    return {**known, **dict.fromkeys(opened), **looks}


def _require_kept(place: Place, plan: Mapping[str, Item], whole: Mapping[str, Entry]) -> None:
    """Raise Altered unless all that is to be kept is there, and made of what is planned."""
    altered = [
        path
        for path, item in plan.items()
        if item.content is None and (path not in whole or whole[path].key != item.key)
    ]
    if altered:
        # It was there when the caller asked; or what told of it was, beside the site.
        raise Altered(place, altered, errno.ESTALE if altered[0] in whole else errno.ENOENT)


def _find_same(plan: Mapping[str, Item], whole: Mapping[str, Entry]) -> set[str]:
    """Return the paths that are published as planned, up to the first that is not."""
    same: set[str] = set()
    for path, item in plan.items():
        entry = whole[path]
        if item.key != entry.key and not isinstance(item.content, bytes | Ready):
            break
        if item.content is not None and digest_of(at_hand(item)) != entry.digest:
            break
        same.add(path)
    return same


def _note_keys(
    place: Place,
    plan: Mapping[str, Item],
    whole: Mapping[str, Entry],
    folder: Folder,
    ingredients: Mapping[str, str],
) -> None:
    """Write down the keys of a site that was made anew and came out the same."""
    entries = {path: replace(whole[path], key=item.key) for path, item in plan.items()}
    noted = replace(folder, entries=entries, ingredients=ingredients)
    write_file(place, place.state, encode_state(noted, stamp_ns()))


def _find_alike(
    place: Place, plan: Mapping[str, Item], folders: Set[str], foreign: Tree
) -> dict[str, Entry] | Refusal:
    """Return the files of others that are byte for byte what is planned there.

    A Refusal if one is not, or if a folder stands where a file has to be, or the reverse.
    """
    live = Path(place.live)
    for path in sorted(plan.keys() & foreign.folders.keys()):
        return Refusal(reason=Reason.FOREIGN_FOLDER, path=live / path)
    for path in sorted(folders & foreign.files.keys()):
        return Refusal(reason=Reason.FOREIGN_FILE, path=live / path)
    alike: dict[str, Entry] = {}
    for path in sorted(plan.keys() & foreign.files.keys()):
        data = read_regular(f"{place.live}/{path}")
        if data is None or data != content_of(plan[path]):
            return Refusal(reason=Reason.FOREIGN_FILE, path=live / path)
        look = signature(foreign.files[path])
        digest = digest_bytes(data)
        alike[path] = Entry(key=plan[path].key, digest=digest, size=len(data), look=look)
    return alike


def _seal(
    place: Place,
    made: Made,
    looks: tuple[Looks, Looks],
    swap: Swap,
    ingredients: Mapping[str, str],
    undo: ExitStack,
) -> None:
    """Write the manifest, last of all, and wait until everything is on the disk."""
    manifest = f"{place.spare}/{MANIFEST}"
    undo.callback(give_back, os.unlink, manifest)
    undo.callback(give_back, os.unlink, place.swap)
    listed = encode_manifest(made.entries)
    write_file(place, manifest, listed)
    after = Folder(
        root=place.live,
        standing=Standing.SOUND,
        entries=made.entries,
        live=looks[0],
        spare=looks[1],
        ingredients=ingredients,
        manifest=digest_bytes(listed),
    )
    write_file(place, place.state, encode_state(after, stamp_ns()))
    write_file(place, place.swap, encode_swap(swap))
    flush(place.beside)
