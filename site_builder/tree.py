"""What lies in a folder on disk, and what of it others have put there."""

import errno
import os
import stat
from collections.abc import Iterable, Set

from msgspec import field

from site_builder.manifest import (
    MANIFEST,
    Entry,
    Folder,
    Looks,
    ancestors,
    find_whole,
    folder_of,
    look_at,
    opened,
    signature,
)
from site_builder.values import Value


class Tree(Value, frozen=True, kw_only=True):
    """All that lies in a folder, links not followed: relative path → look.

    Folders that are `shut` look as known, so that nobody needs to open them: their files are not
    told.
    """

    files: dict[str, os.stat_result] = field(default_factory=dict)
    folders: dict[str, os.stat_result] = field(default_factory=dict)
    shut: Set[str] = frozenset()

    @property
    def every_folder(self) -> Set[str]:
        """All folders, shut or not."""
        return self.folders.keys() | self.shut


_NOTHING = Tree()


class Glance(Value, frozen=True, kw_only=True):
    """What does not look as noted, or is not there: folders and `files` that are `live`, and the
    folders of the spare. All else did at one moment.
    """

    live: Set[str]
    files: Set[str]
    spare: Set[str]


def all_of(folder: Folder) -> Glance:
    """Return the glance at *folder* of somebody who has not looked."""
    return Glance(live=folder.live.keys(), files=folder.paths, spare=folder.spare.keys())


def glance(folder: Folder, spare: str) -> Glance:
    """Return what does not look as noted in *folder*, and in its *spare*. Raises OSError."""
    live = look_over(folder.root, folder.live)
    with opened(folder.root) as top:
        files = frozenset(
            path
            for path, entry in folder.entries.items()
            if (found := look_at(path, top)) is None or signature(found) != entry.look
        )
    return Glance(
        live=folder.live.keys() - live.shut,
        files=files,
        spare=folder.spare.keys() - look_over(spare, folder.spare).shut,
    )


def look_over(root: str, known: Looks, doubtful: Set[str] | None = None) -> Tree:
    """Return which of the folders *known*, parents first, are in *root*: not a link that leads
    elsewhere, nor what lies behind one. Those that look as known are shut; none is opened.

    Where it is said which are *doubtful*, the others are not even looked at.
    """
    folders: dict[str, os.stat_result] = {}
    shut: set[str] = set() if doubtful is None else known.keys() - doubtful
    missing: set[str] = set()
    if not os.path.lexists(root):
        return _NOTHING
    with opened(root) as top:
        for path, look in known.items():
            if path in shut:
                continue
            found = None if missing and folder_of(path) in missing else look_at(path, top)
            if found is not None and signature(found) == look:
                shut.add(path)
            elif found is not None and stat.S_ISDIR(found.st_mode):
                folders[path] = found
            else:
                missing.add(path)
    return Tree(folders=folders, shut=shut)


def scan(root: str, seen: Tree = _NOTHING) -> Tree:
    """Return what lies in the folder *root*, of which folders are *seen* already; nothing, if there
    is no such folder.

    Raises OSError, EXDEV where another file system is mounted inside.
    """
    try:
        top = os.lstat(root)
    except FileNotFoundError:
        return _NOTHING
    if stat.S_ISLNK(top.st_mode):  # never ours: place_of has resolved it
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), root)
    files: dict[str, os.stat_result] = {}
    folders = dict(seen.folders)
    for path, look in folders.items():
        _require_same_disk(root, path, look, top)
    pending = ["", *(f"{path}/" for path in folders)]
    while pending:
        inside = pending.pop()
        with os.scandir(f"{root}/{inside}") as entries:
            for entry in entries:
                path = inside + entry.name
                if path in folders or path in seen.shut:
                    continue
                look = entry.stat(follow_symlinks=False)
                _require_same_disk(root, path, look, top)
                if stat.S_ISDIR(look.st_mode):
                    folders[path] = look
                    pending.append(f"{path}/")
                else:
                    files[path] = look
    return Tree(files=files, folders=folders, shut=seen.shut)


def _require_same_disk(root: str, path: str, look: os.stat_result, top: os.stat_result) -> None:
    if look.st_dev != top.st_dev:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), f"{root}/{path}")


def find_whole_files(
    folder: Folder, paths: Iterable[str], seen: Tree, doubtful: Set[str]
) -> dict[str, Entry]:
    """Return which of *paths* are published and whole, as all are that are not *doubtful*; *seen*
    are the folders that are there.
    """
    whole: dict[str, Entry] = {}
    if not folder.entries:
        return whole
    missing = folder.live.keys() - seen.every_folder
    with opened(folder.root) as top:
        for path in paths:
            entry = folder.entries.get(path)
            if entry is None or (missing and folder_of(path) in missing):
                continue
            if path not in doubtful:
                whole[path] = entry
                continue
            found = find_whole(folder.root, path, entry, look_at(path, top))
            if found is not None:
                whole[path] = found
    return whole


def foreign_part(tree: Tree, ours: Set[str], folders: Set[str]) -> Tree:
    """Return what others have put into *tree*, a published folder where we wrote *ours*, which lie
    in *folders*.

    We write regular files: a link or a folder in place of one of them is somebody's. A folder is
    somebody's if none of our files belongs in it, or if it holds something of others.
    """
    files = {
        path: look
        for path, look in tree.files.items()
        if path != MANIFEST and not (path in ours and stat.S_ISREG(look.st_mode))
    }
    kept = (tree.folders.keys() - folders) | (ancestors(files) & tree.folders.keys())
    return Tree(files=files, folders={path: tree.folders[path] for path in kept})
