"""A bound on how long a piece of work may take, whatever it meets."""

import ctypes
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import FrameType

# For one text to be read, and for one page to be made: a hundred times what the longest needs.
MOST_SECONDS = 20
# Should the first call to stop be lost in a corner that cannot raise, there is another.
_AGAIN = 1.0


class OutOfTime(BaseException):
    """Raised in the middle of work that takes too long.

    No `Exception`: libraries that let those go must not hide it.
    """


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise OutOfTime in the block when it takes more than *seconds*. Blocks do not nest.

    In the main thread these are seconds of the processor, as a busy machine is nobody's fault, and
    even a regular expression is interrupted. In any other thread they are those of a clock, and
    what is written in C is interrupted when it returns to Python.

    What was interrupted can be in any state: throw away all it had in hand.
    """
    if threading.current_thread() is threading.main_thread():
        with _by_a_timer(seconds):
            yield
    else:
        with _by_a_watch(seconds):
            yield


class _Timer:
    """What a timer that has run out calls: it stops the block that runs, if any does."""

    def __init__(self) -> None:
        self.running = False

    def __call__(self, _signal: int, _frame: FrameType | None) -> None:
        if self.running:
            raise OutOfTime


@cache
def _timer() -> _Timer:
    """Return the timer of this process, which stays set up: that costs more than to start it."""
    timer = _Timer()
    signal.signal(signal.SIGVTALRM, timer)
    return timer


@contextmanager
def _by_a_timer(seconds: float) -> Iterator[None]:
    timer = _timer()
    try:
        try:
            timer.running = True
            signal.setitimer(signal.ITIMER_VIRTUAL, seconds, _AGAIN)
            yield
        finally:
            timer.running = False
    finally:  # reached even if the call to stop came just before that line
        timer.running = False
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


@contextmanager
def _by_a_watch(seconds: float) -> Iterator[None]:
    worker = ctypes.c_ulong(threading.get_ident())
    over = threading.Event()
    one_at_a_time = threading.Lock()

    def watch() -> None:
        if over.wait(seconds):
            return
        with one_at_a_time:
            if not over.is_set():
                ctypes.pythonapi.PyThreadState_SetAsyncExc(worker, ctypes.py_object(OutOfTime))

    threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        with one_at_a_time:  # a call to stop that was sent arrives in here at the latest
            over.set()
