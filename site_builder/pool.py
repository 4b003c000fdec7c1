"""The same function over many values, on several processors where that pays."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
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
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_quiet) as pool:
        yield from pool.map(function, values, chunksize=batch)


def _quiet() -> None:
    """Leave Ctrl-C to the parent, who ends the workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
