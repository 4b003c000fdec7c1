"""Names on disk: one build at a time, whole files only, two folders that trade places at once."""

# Strings and plain calls: for 14,000 files, making a Path costs more than the call it is for.
# ruff: noqa: PTH103, PTH104, PTH106, PTH108, PTH114, PTH119, PTH120, PTH208

import ctypes
import errno
import fcntl
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from site_builder.manifest import Place, disk_errors, place_of

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
            home = kept_name(place, os.path.basename(place.live))
        os.rename(place.old, home)
    flush_folder(os.path.dirname(place.live))
    flush_folder(place.beside)


def kept_name(place: Place, path: str) -> str:
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
