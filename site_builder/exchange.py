"""Names on disk: one build at a time, whole files only, two folders that trade places at once."""

# Strings and plain calls: for 14,000 files, making a Path costs more than the call it is for.
# ruff: noqa: PTH103, PTH104, PTH106, PTH108, PTH114, PTH119, PTH120, PTH208

import ctypes
import errno
import fcntl
import os
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from site_builder.manifest import (
    Place,
    Tree,
    disk_errors,
    encode,
    foreign_part,
    place_of,
    read_record,
    scan,
)

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_LIBC = ctypes.CDLL(None, use_errno=True)
# A kernel, or a file system (NFS, FUSE, exFAT…), that cannot swap two names.
_NO_EXCHANGE = {errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP}
# A file system without hard links, a file that has too many, or another user's file.
_NO_LINK = {errno.EPERM, errno.EMLINK, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS}


# One build at a time

# Record locks belong to a process, so threads of one process need this to wait for each other.
_TURN = threading.Lock()


@contextmanager
def hold(output: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Keep every other build away from *output* while the block runs; repair a killed swap first.

    Calls *waiting* once if another build has to end first, and waits. Ask `find_refusal` before:
    the parent folders of *output* and a hidden folder beside it are made here; the hidden one goes
    again if nothing was published. Not reentrant. Raises OutputError.

    The lock is a POSIX record lock: it ends with this process, even by SIGKILL, and even if
    workers forked meanwhile live on (a `flock` would be theirs too, and hold for ever).
    """
    place = place_of(output)
    alone = _TURN.acquire(blocking=False)
    if not alone:
        waiting()
        _TURN.acquire()
    try:
        with disk_errors(place):
            lock = _lock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if lock is None and alone:
            waiting()
        while lock is None:
            with disk_errors(place):
                lock = _lock(place, fcntl.LOCK_EX)
        try:
            with disk_errors(place):
                _finish_renames(place)
            yield
        finally:
            with suppress(OSError):
                _leave_nothing_useless(place)
            os.close(lock)
    finally:
        _TURN.release()


def _lock(place: Place, how: int) -> int | None:
    """Return the descriptor of the lock file, locked; None if another build has it, or had.

    A build that published nothing takes its lock file away at its end: a lock on that is worth
    nothing, and one has to try again.
    """
    os.makedirs(place.beside, exist_ok=True)
    if not is_our_spare(place):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), place.beside)
    try:
        lock = os.open(place.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except FileNotFoundError:
        return None
    try:
        with suppress(BlockingIOError, PermissionError):  # busy: POSIX allows either
            fcntl.lockf(lock, how)
            if _is_same_file(lock, place.lock):
                return lock
    except BaseException:
        os.close(lock)
        raise
    os.close(lock)
    return None


def _is_same_file(descriptor: int, path: str) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), os.lstat(path))
    except FileNotFoundError:
        return False


def is_our_spare(place: Place) -> bool:
    """Tell whether the hidden folder is ours to use: absent, empty, or with our lock in it."""
    try:
        names = os.listdir(place.beside)
    except FileNotFoundError:
        return not os.path.islink(place.beside)
    except NotADirectoryError:
        return False
    return not os.path.islink(place.beside) and (not names or os.path.basename(place.lock) in names)


def _leave_nothing_useless(place: Place) -> None:
    names = {f"{place.beside}/{name}" for name in os.listdir(place.beside)}
    if names <= {place.lock, place.ignore}:
        discard(place.ignore)
        discard(place.lock)
        os.rmdir(place.beside)


# Two folders


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
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
            "ours": sorted(swap.ours),
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


def swap_folders(place: Place) -> None:
    """Make the spare the live folder and the live folder, if there is one, the spare.

    An OSError means that it did not happen.
    """
    if not os.path.lexists(place.live):
        os.rename(place.spare, place.live)
    elif not trade_names(place.live, place.spare):
        os.rename(place.live, place.old)
        try:
            os.rename(place.spare, place.live)
        except OSError:
            os.rename(place.old, place.live)
            raise
        os.rename(place.old, place.spare)


def trade_names(one: str, other: str) -> bool:
    """Exchange two names in one step; return False, having done nothing, where that is unknown."""
    call = getattr(_LIBC, "renameat2", None)
    if call is None:
        return False
    call.argtypes = (ctypes.c_int, ctypes.c_char_p) * 2 + (ctypes.c_uint,)
    arguments = (_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    if call(*arguments) == 0:
        return True
    code = ctypes.get_errno()
    if code in _NO_EXCHANGE:
        return False
    raise OSError(code, os.strerror(code), one)


def _finish_renames(place: Place) -> None:
    """Repair what a kill between two renames of `swap_folders` left: no live folder, no spare."""
    if not os.path.lexists(place.old):
        return
    try:
        os.rename(place.old, place.live)
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise
        # The live folder has content. It is the new one: the kill came after the second rename;
        # or, if the spare is there too, one that somebody has put there meanwhile.
        home = place.spare
        if os.path.lexists(place.spare):
            home = _kept_name(place, os.path.basename(place.live))
        os.rename(place.old, home)
    flush_folder(os.path.dirname(place.live))
    flush_folder(place.beside)


def inode(path: str) -> int | None:
    """Return the inode number of *path* itself, links not followed; None if there is nothing."""
    try:
        return os.lstat(path).st_ino
    except (FileNotFoundError, NotADirectoryError):
        return None


def settle_swap(place: Place, swap: Swap) -> tuple[Path, ...]:
    """Look once more at the folder that was live: others may have changed it to the last moment.

    What they removed goes, what they added or replaced comes along. Returns where the files lie
    that could not come along, because the site has something there.
    """
    flush_folder(os.path.dirname(place.live))
    flush_folder(place.beside)
    old = scan(place.spare)
    for path, version in swap.carried.items():
        carried = f"{place.live}/{path}"
        if path not in old.files and _is_version(carried, version):
            # Not deleted: the hidden folder may be what somebody is just clearing away.
            os.rename(carried, _kept_name(place, path))
    for path in sorted(swap.folders - old.folders.keys(), reverse=True):
        with suppress(OSError):  # not empty after all
            os.rmdir(f"{place.live}/{path}")
    set_aside = _bring_late(place, swap, old)
    discard(place.swap)
    return set_aside


def settle_killed_swap(place: Place) -> tuple[Path, ...]:
    """Do the same for a publication that was killed after its swap, if one was.

    Nothing is removed here: that a file is not in the spare by now proves nothing.
    """
    swap = _read_swap(place)
    set_aside: tuple[Path, ...] = ()
    if swap is not None and swap.spare == inode(place.live):
        set_aside = _bring_late(place, swap, scan(place.spare))
    discard(place.swap)
    return set_aside


def _bring_late(place: Place, swap: Swap, old: Tree) -> tuple[Path, ...]:
    """Carry over what others changed in *old* after the spare was made."""
    late = foreign_part(old, swap.ours)
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
            target = _kept_name(place, path)
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


def _kept_name(place: Place, path: str) -> str:
    """Return a free name for what was at *path* and must neither stay nor be lost: `kept/1/path`.

    A folder for each, as a file may have been kept where another path needs a folder.
    """
    number = 1
    while os.path.lexists(f"{place.kept}/{number}"):
        number += 1
    name = f"{place.kept}/{number}/{path}"
    os.makedirs(os.path.dirname(name))
    return name


# Safe on disk


def flush(folder: str) -> None:
    """Wait until all that was written on the file system of *folder* is on the disk."""
    call = getattr(_LIBC, "syncfs", None)
    if call is None:
        os.sync()
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        if call(descriptor) != 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code), folder)
    finally:
        os.close(descriptor)


def flush_folder(folder: str) -> None:
    """Wait until the names in *folder* are on the disk, where the file system can say so."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            error.filename = folder
            raise
    finally:
        os.close(descriptor)


# Whole files


def write_file(place: Place, path: str, data: bytes) -> None:
    """Put *data* at *path* as a new file, which appears whole, in place of what stood there.

    Never through the old file: the live folder and the spare share most of theirs. And never in
    place: a server that was started inside the folder still looks at it when it is the spare.
    """
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        descriptor = os.open(place.draft, flags, 0o666)
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
        finally:
            os.close(descriptor)
        os.rename(place.draft, path)
    except OSError as error:
        with suppress(OSError):
            discard(place.draft)
        error.filename = path
        raise


def link_file(place: Place, source: str, path: str) -> None:
    """Make *path* another name of the file *source*, in place of what stood there.

    A copy where the file system has no hard links. A symbolic link stays a link.
    """
    try:
        try:
            os.link(source, path, follow_symlinks=False)
        except FileExistsError:
            os.link(source, place.draft, follow_symlinks=False)
            os.rename(place.draft, path)
    except OSError as error:
        if error.errno not in _NO_LINK:
            raise
        shutil.copy2(source, place.draft, follow_symlinks=False)
        os.rename(place.draft, path)


def discard(path: str) -> None:
    """Remove the file at *path*, if there is one."""
    with suppress(FileNotFoundError):
        os.unlink(path)
