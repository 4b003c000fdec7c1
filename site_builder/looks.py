"""How the files of some folders look, so that a build knows without reading that none changed.

A file that has had time to settle is known by its size, times and inode: `ctime` has no setter, so
that no edit can keep all of them. One that was written just now could be written again within the
same tick of the clock: it is in doubt, and known by its content.
"""

import errno
import os
import stat
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator

import msgspec

from site_builder.fingerprint import digest_bytes
from site_builder.manifest import Look, is_settled, opened, signature, source_stamp_ns
from site_builder.record import read_regular
from site_builder.values import Value

# A path, the look of the file there, and its mode. A folder has neither.
_Entry = tuple[str, Look | None, int]
# What Python writes beside code whenever that is run.
_COMPILED = "__pycache__"


class Looks(Value, frozen=True, kw_only=True):
    """What lay below some paths at one moment, in order: each with its look and mode, none with its
    content. A folder has neither.

    `odd` says whether something is neither file nor folder: what a symbolic link leads to, or a
    pipe gives, its look does not tell.
    """

    entries: tuple[_Entry, ...]
    odd: bool
    at_ns: int

    def below(self, folder: str) -> Iterator[_Entry]:
        """Yield what lay in *folder* and below it: a folder before what is in it."""
        inside = folder + os.sep
        for number in range(bisect_left(self.entries, (inside,)), len(self.entries)):
            entry = self.entries[number]
            if not entry[0].startswith(inside):
                return
            yield entry

    def in_doubt(self) -> tuple[str, ...]:
        """Return the files whose look would not tell of another edit."""
        files = ((path, look) for path, look, mode in self.entries if look and stat.S_ISREG(mode))
        return tuple([path for path, look in files if not is_settled(look[2], self.at_ns)])

    def digest(self, in_doubt: Collection[str]) -> str:
        """Return a digest that changes when a name or a look does; or the content, for those
        *in_doubt*. Raises OSError when one of them cannot be read, ValueError when a name is no
        text.
        """
        doubtful = frozenset(in_doubt)
        known = [
            (entry[0], _content(entry[0])) if entry[0] in doubtful else entry
            for entry in self.entries
        ]
        return digest_bytes(msgspec.json.encode(known))


def look_at(paths: Iterable[str], code: Iterable[str] = ()) -> Looks:
    """Return how all that lies at *paths* and below looks; nothing, where nothing is.

    So too in folders of *code*, without what Python keeps there for itself. Raises OSError when a
    folder cannot be read.
    """
    at_ns = source_stamp_ns()
    found = {entry[0]: entry for path in paths for entry in _below(path, None)}
    found |= {entry[0]: entry for path in code for entry in _below(path, _COMPILED)}
    entries = tuple([found[path] for path in sorted(found)])
    odd = any(look and not stat.S_ISREG(mode) for _, look, mode in entries)
    return Looks(entries=entries, odd=odd, at_ns=at_ns)


def _below(path: str, skipped: str | None) -> list[_Entry]:
    """Return what lies at *path* and below it; of a folder counts only that it is there."""
    try:
        at_top = os.lstat(path)
    except FileNotFoundError:
        return []
    if not stat.S_ISDIR(at_top.st_mode):
        return [(path, signature(at_top), at_top.st_mode)]
    found: list[_Entry] = []
    folders = [path]
    while folders:
        folder = folders.pop()
        found.append((folder, None, 0))
        with opened(folder) as top, os.scandir(top) as entries:
            for entry in entries:
                name = entry.name
                full = f"{folder}/{name}"
                if entry.is_dir(follow_symlinks=False):
                    if name != skipped:
                        folders.append(full)
                else:
                    look = os.lstat(name, dir_fd=top)
                    found.append((full, signature(look), look.st_mode))
    return found


def _content(path: str) -> str:
    data = read_regular(path)  # a pipe, put there meanwhile, would be waited for
    if data is None:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
    return digest_bytes(data)
