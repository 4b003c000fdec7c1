"""The same function over many values, on several processors where that pays."""

import gc
import os
import pickle
import signal
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn, TypeVar, cast

from site_builder.values import Value

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

T = TypeVar("T")
R = TypeVar("R")

# Below this, starting processes costs more than it saves (measured on articles of 4 KB).
FEWEST = 100
_BATCH = 50


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def ordered_map(
    function: Callable[[T], R],
    values: Sequence[T],
    jobs: int,
    *,
    fewest: int = FEWEST,
    batch: int = _BATCH,
) -> Generator[R, None, None]:
    """Yield `function(value)` for each of *values*, in order, on *jobs* processes at most.

    Fewer than *fewest* are done in this process; others are handed out *batch* by batch.

    *function* must be pure: when a worker is killed (memory, an impatient administrator), fails, or
    cannot even start, what is left is worked out in this process.
    """
    if jobs < 2 or len(values) < fewest or not hasattr(os, "fork"):
        yield from map(function, values)
        return
    done = 0
    try:
        for result in _forked(function, values, jobs, batch):
            yield result
            done += 1
    except _Lost:
        yield from map(function, values[done:])


@contextmanager
def meanwhile(function: Callable[[], R]) -> Iterator[Callable[[], R]]:
    """Have `function()` worked out by a process of its own while the block runs; give what waits
    for it and returns it, or works it out here where that process fails.

    *function* must be pure, and may never be waited for.
    """
    try:
        if not hasattr(os, "fork"):
            raise _Lost
        with _signals_later():
            process, line = _started(function)
    except _Lost:
        yield function
        return

    def waited_for() -> R:
        told = line.read()
        if told[:_SIZE] != _size(told[_SIZE:]):
            return function()
        found: R = pickle.loads(told[_SIZE:])
        return found

    try:
        yield cache(waited_for)
    finally:
        line.close()
        _end(process)


# Bytes of the number that says how many follow.
_SIZE = 8


def _size(data: bytes) -> bytes:
    return len(data).to_bytes(_SIZE, "big")


def _started(function: Callable[[], object]) -> tuple[int, BinaryIO]:
    """Return a process that works out `function()`, and the end of a pipe that tells it."""
    try:
        end, far_end = os.pipe()
    except OSError as error:
        raise _Lost from error
    try:
        process = os.fork()
    except OSError as error:
        os.close(end)
        os.close(far_end)
        raise _Lost from error
    if process == 0:
        _tell(function, end, far_end)
    os.close(far_end)
    return process, os.fdopen(end, "rb")


def _tell(function: Callable[[], object], ear: int, pipe: int) -> NoReturn:
    """Be the process. Whatever goes wrong here, the parent tries for itself and tells of it."""
    try:
        os.close(ear)  # the parent's: when that is killed, nobody must seem to listen
        _settle_in()
        data = pickle.dumps(function())
        with os.fdopen(pipe, "wb") as line:
            line.write(_size(data) + data)
    finally:
        os._exit(1)


class _Lost(Exception):
    """Raised when a worker is not there, or does not answer."""


def _forked(function: Callable[[T], R], values: Sequence[T], jobs: int, batch: int) -> Iterator[R]:
    """Yield results in order, whichever worker has them first.

    Workers are forked: they have the values already, and warm imports. A line to each, and no
    thread, no lock, no queue: nothing that a signal, a kill or a want of memory could leave shut.
    """
    from multiprocessing.connection import wait  # slow to import, and few builds need it

    batches = [values[start : start + batch] for start in range(0, len(values), batch)]
    waiting = iter(range(len(batches)))
    answers: dict[int, list[R]] = {}
    workers: list[_Worker] = []
    try:
        with _signals_later():
            for _, number in zip(range(jobs), waiting, strict=False):
                workers.append(_start(function, batches, workers))
                _ask(workers[-1].line, number)
        for number in range(len(batches)):
            while number not in answers:
                for line in wait([worker.line for worker in workers]):
                    worker_line = cast("Connection", line)
                    answered, results = _answer(worker_line)
                    answers[answered] = results
                    _ask(worker_line, next(waiting, None))
            yield from answers.pop(number)
    finally:
        for worker in workers:
            worker.end()


def _ask(line: "Connection", number: int | None) -> None:
    if number is not None:
        with suppress(OSError):  # that it is gone is seen when it does not answer
            line.send(number)


def _answer(line: "Connection") -> Any:
    try:
        return line.recv()
    except (EOFError, OSError, pickle.PickleError) as error:
        raise _Lost from error


class _Worker(Value, frozen=True):
    """A process that answers the number of a batch with that number and its results."""

    process: int
    line: "Connection"

    def end(self) -> None:
        """Stop it, whatever it is at."""
        self.line.close()
        _end(self.process)


def _end(process: int) -> None:
    with suppress(OSError):
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)


def _start(
    function: Callable[[T], R], batches: Sequence[Sequence[T]], others: Sequence[_Worker]
) -> _Worker:
    from multiprocessing import Pipe

    parent = os.getpid()
    try:
        line, far_end = Pipe()
    except OSError as error:
        raise _Lost from error
    try:
        process = os.fork()
    except OSError as error:
        line.close()
        far_end.close()
        raise _Lost from error
    if process == 0:
        line.close()
        for other in others:  # a line of which anybody holds the end never falls silent
            other.line.close()
        _work(function, batches, parent, far_end)
    far_end.close()
    return _Worker(process, line)


def _work(
    function: Callable[[T], R], batches: Sequence[Sequence[T]], parent: int, line: "Connection"
) -> NoReturn:
    """Be a worker. Whatever goes wrong here, the parent tries for itself and tells of it."""
    try:
        _settle_in()
        while True:
            number = line.recv()
            results = []
            for value in batches[number]:
                if os.getppid() != parent:  # killed: nobody waits for this any more
                    os._exit(1)
                results.append(function(value))
            line.send((number, results))
    finally:
        os._exit(1)


def _settle_in() -> None:
    """Become a process that works for another."""
    gc.freeze()  # to look for garbage among what is the parent's would copy all of it
    # Ctrl-C goes to all of us, and is the parent's; any other end is as abrupt as it can be.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)


_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def _signals_later() -> Iterator[None]:
    """Keep signals that end a process waiting, here and in the processes that start.

    A worker that is not ready yet would take them for its own.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
