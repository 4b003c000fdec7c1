"""What lies in a folder on disk, and what of it others have put there."""

# Strings and plain calls: for 14,000 files, making a Path costs more than the call it is for.

import errno
import os
import stat
from collections.abc import Iterable, Mapping, Set
from types import MappingProxyType

from site_builder.manifest import MANIFEST, Looks, ancestors, folder_of, signature
from site_builder.values import Value


class Tree(Value, frozen=True, kw_only=True):
    """All that lies in a folder, links not followed: relative path → look.

    Of folders that are `shut` it is known which files they hold; these are left out.
    """

    files: dict[str, os.stat_result]
    folders: dict[str, os.stat_result]
    shut: Set[str]


def real_folders(root: str, paths: Iterable[str]) -> dict[str, os.stat_result]:
    """Return which of the folders *paths*, parents first, are folders in *root*, with their looks:
    not links that lead elsewhere, nor what lies behind one.
    """
    real: dict[str, os.stat_result] = {}
    unreal: set[str] = set()
    for path in paths:
        look = None if unreal and folder_of(path) in unreal else look_at(f"{root}/{path}")
        if look is not None and stat.S_ISDIR(look.st_mode):
            real[path] = look
        else:
            unreal.add(path)
    return real


def look_at(path: str) -> os.stat_result | None:
    """Return how what lies at *path* looks; None if there is nothing, or nothing to be seen."""
    try:
        return os.lstat(path)
    except OSError:
        return None


def scan(
    root: str,
    known: Looks = MappingProxyType({}),
    real: Mapping[str, os.stat_result] | None = None,
) -> Tree:
    """Return what lies in the folder *root*; nothing, if there is no such folder.

    Folders that look as they are *known* to are not opened; *known* has parents first, and `real`
    is what `real_folders` says of it. Raises OSError, EXDEV where another file system is mounted
    inside.
    """
    try:
        top = os.lstat(root)
    except FileNotFoundError:
        return Tree(files={}, folders={}, shut=frozenset())
    if stat.S_ISLNK(top.st_mode):  # never ours: place_of has resolved it
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), root)
    real = real_folders(root, known) if real is None else real
    files: dict[str, os.stat_result] = {}
    folders: dict[str, os.stat_result] = dict(real)
    shut = {path for path, look in real.items() if signature(look) == known.get(path)}
    for path, look in real.items():
        _require_same_disk(root, path, look, top)
    pending = ["", *(f"{path}/" for path in real.keys() - shut)]
    while pending:
        inside = pending.pop()
        with os.scandir(f"{root}/{inside}") as entries:
            for entry in entries:
                path = inside + entry.name
                if path in folders:
                    continue
                look = entry.stat(follow_symlinks=False)
                _require_same_disk(root, path, look, top)
                if stat.S_ISDIR(look.st_mode):
                    folders[path] = look
                    pending.append(f"{path}/")
                else:
                    files[path] = look
    return Tree(files=files, folders=folders, shut=shut)


def _require_same_disk(root: str, path: str, look: os.stat_result, top: os.stat_result) -> None:
    if look.st_dev != top.st_dev:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), f"{root}/{path}")


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
    return Tree(files=files, folders={path: tree.folders[path] for path in kept}, shut=frozenset())
