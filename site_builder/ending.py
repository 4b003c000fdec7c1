"""How a command ends when the system asks it to: cleaned up, without a word, with its status."""

import signal
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


def _end(number: int, _frame: FrameType | None) -> None:
    for other in _SIGNALS:
        if signal.getsignal(other) is _end:
            signal.signal(other, signal.SIG_DFL)
    raise Ended(128 + number)
