"""The same function over many values, on several processors where that pays."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

# Below this, starting processes costs more than it saves (measured on articles of 4 KB).
FEWEST = 100
_CHUNK = 50


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def ordered_map(
    function: Callable[[T], R],
    values: Sequence[T],
    jobs: int,
    *,
    fewest: int = FEWEST,
    batch: int = _CHUNK,
) -> Iterator[R]:
    """Yield `function(value)` for each of *values*, in order, on *jobs* processes at most.

    Fewer than *fewest* are done in this process; others are handed out *batch* by batch.

    *function* must be pure: when a worker is killed (memory, an impatient administrator) what is
    left is worked out again in this process.
    """
    if jobs < 2 or len(values) < fewest or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(function, values)
        return
    done = 0
    try:
        for result in _forked(function, values, jobs, batch):
            yield result
            done += 1
    except BrokenProcessPool:
        yield from map(function, values[done:])


def _forked(function: Callable[[T], R], values: Iterable[T], jobs: int, batch: int) -> Iterator[R]:
    context = multiprocessing.get_context("fork")  # the imports are warm and shared
    others = set(multiprocessing.active_children())
    alive, life = os.pipe()
    pool = ProcessPoolExecutor(
        jobs, mp_context=context, initializer=_serve_parent, initargs=(alive, life)
    )
    try:
        with _signals_later():
            results = pool.map(function, values, chunksize=batch)
        yield from results
    except BaseException:  # nobody waits any more for what they are at
        for worker in set(multiprocessing.active_children()) - others:
            worker.kill()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
        os.close(alive)
        os.close(life)


_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def _signals_later() -> Iterator[None]:
    """Keep signals that end a process waiting, here and in the processes and threads that start.

    A worker that is not ready yet would take them for its own, and Ctrl-C goes to all of us.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve_parent(alive: int, life: int) -> None:
    """Prepare a worker: Ctrl-C is the parent's, who ends the workers; if he dies, so do they."""
    os.close(life)
    threading.Thread(target=_follow, args=(alive,), daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)


def _follow(alive: int) -> None:
    os.read(alive, 1)  # returns when the last one that could write is gone: the parent
    os._exit(1)
