"""What lies in a folder on disk, and what of it others have put there."""

import errno
import os
import stat
from collections.abc import Set

from site_builder.manifest import MANIFEST, ancestors
from site_builder.values import Value


class Tree(Value, frozen=True, kw_only=True):
    """All that lies in a folder, links not followed: relative path → look."""

    files: dict[str, os.stat_result]
    folders: dict[str, os.stat_result]


def scan(root: str) -> Tree:
    """Return what lies in the folder *root*; nothing, if there is no such folder.

    Raises OSError, EXDEV where another file system is mounted inside.
    """
    tree = Tree(files={}, folders={})
    try:
        top = os.lstat(root)
    except FileNotFoundError:
        return tree
    if stat.S_ISLNK(top.st_mode):  # never ours: place_of has resolved it
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), root)
    pending = [""]
    while pending:
        inside = pending.pop()
        with os.scandir(f"{root}/{inside}") as entries:
            for entry in entries:
                path = inside + entry.name
                look = entry.stat(follow_symlinks=False)
                if look.st_dev != top.st_dev:
                    raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), f"{root}/{path}")
                if stat.S_ISDIR(look.st_mode):
                    tree.folders[path] = look
                    pending.append(f"{path}/")
                else:
                    tree.files[path] = look
    return tree


def foreign_part(tree: Tree, ours: Set[str]) -> Tree:
    """Return what others have put into *tree*, a published folder where we wrote *ours*.

    We write regular files: a link or a folder in place of one of them is somebody's. A folder is
    somebody's if none of our files belongs in it, or if it holds something of others.
    """
    files = {
        path: look
        for path, look in tree.files.items()
        if path != MANIFEST and not (path in ours and stat.S_ISREG(look.st_mode))
    }
    kept = (tree.folders.keys() - ancestors(ours)) | (ancestors(files) & tree.folders.keys())
    return Tree(files=files, folders={path: tree.folders[path] for path in kept})
