"""How a command ends when the system wants it to, or leaves it nothing to go on with."""

import errno
import os
import signal
import sys
import threading
from types import FrameType

INTERRUPTED = 128 + signal.SIGINT
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Ended(SystemExit):
    """Raised wherever the main thread is when a signal asks for the end: status 128 + signal."""


def end_on_signals() -> None:
    """Let SIGINT, SIGTERM and SIGHUP raise Ended, once: a second one ends the process at once.

    A signal that whoever started us wants ignored (`nohup`) stays so.
    """
    for number in _SIGNALS:
        if signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(number, _end)


def ignore_signals() -> None:
    """Ignore them: the work is done, and Python would tell of an interrupted end of its own."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def leave(status: int) -> None:
    """End this process with *status*, all that it said written.

    The system takes back at once what Python takes apart piece by piece, an eighth of the time of
    an edit. Where that is not safe (others of its threads at work, nobody to hear what is left to
    say) this returns, and Python ends as it does.
    """
    if threading.active_count() > 1:
        return
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except (OSError, ValueError):
        return
    os._exit(status)


def is_starved(error: BaseException) -> bool:
    """Return whether *error* says that the system gives no more memory, files or processes."""
    while isinstance(error, ImportError) and error.__cause__ is not None:
        error = error.__cause__
    if isinstance(error, OSError):
        return error.errno in (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN)
    # A library that finds no room is an ImportError, with the words of the system in it.
    unmapped = isinstance(error, ImportError) and "failed to map segment" in str(error)
    threadless = isinstance(error, RuntimeError) and "can't start new thread" in str(error)
    return unmapped or threadless or isinstance(error, MemoryError)


def is_unheard(error: BaseException) -> bool:
    """Return whether *error* says that standard output takes no more: a file on a full disk."""
    return isinstance(error, OSError) and error.filename is None and error.errno in _FULL


_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
UNHEARD = (
    "error: what this program has to say cannot be written: {reason}\n"
    "erreur\u00a0: ce que ce programme a à dire ne peut être écrit\u00a0: {reason}\n"
)
STARVED = (
    "error: the system gives this program no more memory, open files or processes; "
    "free some, and run it again\n"
    "erreur\u00a0: le système ne donne plus à ce programme de mémoire, de fichiers ouverts ou de "
    "processus\u202f; libérez-en, puis relancez-le\n"
)
"""In both languages: to choose one takes what is missing."""


def _end(number: int, _frame: FrameType | None) -> None:
    for other in _SIGNALS:
        if signal.getsignal(other) is _end:
            signal.signal(other, signal.SIG_DFL)
    raise Ended(128 + number)
