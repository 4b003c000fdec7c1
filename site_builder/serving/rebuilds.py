"""The site is built again whenever something changes, and what comes of it goes on show."""

import asyncio
import datetime as dt
import gc
import threading
import time
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path

from site_builder.memory import Memory
from site_builder.pipeline import Made
from site_builder.preview import Preview, Workshop, preview
from site_builder.problems import Problem
from site_builder.serving.stage import Stage
from site_builder.values import Value

# Seconds without a change before what was found out is written to disk; and how many builds may
# come before that, if there is no such pause.
_PAUSE = 2.0
_UNTIDY = 100


class Rebuilt(Value, frozen=True, kw_only=True):
    """What one more build came to: nothing, if it failed. `changed` is what it was made for."""

    changed: tuple[str, ...]
    made: int
    failed: bool
    problems: tuple[Problem, ...]
    seconds: float
    shown: bool


def lasting(changed: tuple[str, ...], site: Path, before: Made | None) -> tuple[str, ...]:
    """Return *changed* without what came and went: temporary files, by way of which many editors
    write. *before* is the site of before the change.
    """
    if len(changed) < 2:
        return changed
    known = {page.origin for page in before.pages} if before else set()
    known |= set(before.sources) if before else set()
    kept = tuple(path for path in changed if path in known or (site / path).exists())
    return kept or changed


class _Stopped(Exception):
    """Raised inside a build that nobody waits for any more."""


class Rebuilds:
    """Takes note of changes, and builds when there are any."""

    def __init__(self, stage: Stage, workshop: Workshop, now: Callable[[], dt.datetime]) -> None:
        self._stage = stage
        self._workshop = workshop
        self._now = now
        self._changed: set[str] = set()
        self._wake = asyncio.Event()
        self._stopped = threading.Event()

    def note(self, paths: Iterable[str]) -> None:
        """Build soon, as *paths* have changed. Those of several calls can make one build."""
        self._changed.update(paths)
        self._wake.set()

    def stop(self) -> None:
        """End the build that is under way, if there is one, and begin no other."""
        self._stopped.set()
        self._wake.set()

    async def run(self, tell: Callable[[Rebuilt], None]) -> None:
        """Build for every change until stopped, and *tell* what came of it."""
        untidy = 0
        while not self._stopped.is_set():
            hurried = True
            try:
                await asyncio.wait_for(self._wake.wait(), _PAUSE if untidy else None)
            except TimeoutError:
                hurried = False
            if untidy >= _UNTIDY or not hurried:
                await asyncio.to_thread(self._tidy)
                untidy = 0
            # While somebody writes, the search finds what it did before: an index takes its time.
            self._workshop.index = Memory.last if hurried else Memory.recall
            self._wake.clear()
            if self._stopped.is_set():
                return
            changed = tuple(sorted(self._changed))
            self._changed.clear()
            started, before = time.perf_counter(), self._workshop.made
            try:
                built, problems = await asyncio.to_thread(self._build)
            except _Stopped:
                return
            except Exception:  # a fault of ours: told as such, and what is on show stays
                traceback.print_exc()
                continue
            untidy += hurried
            shown = self._stage.scene
            if not changed and problems == shown.problems and (built is None or not built.made):
                continue  # a look whether anything had changed, and nothing had
            self._stage.show(shown.followed_by(built, problems))
            if not hurried:
                continue
            tell(
                Rebuilt(
                    changed=lasting(changed, self._workshop.site, before),
                    made=built.made if built is not None else 0,
                    failed=built is None,
                    problems=problems,
                    seconds=time.perf_counter() - started,
                    shown=self._stage.scene.site is not None,
                )
            )

    def _build(self) -> tuple[Preview | None, tuple[Problem, ...]]:
        # One process: to fork one that has threads is to ask for trouble.
        # A build makes values by the hundred thousand, next to none of them in a circle: they are
        # looked through when there is time, not while a page waits.
        gc.disable()
        try:
            result = preview(self._workshop, self._now(), 1, self._stage.scene.site, self._step)
        finally:
            gc.freeze()
            gc.enable()
        return (result if isinstance(result, Preview) else None), result.problems

    def _tidy(self) -> None:
        self._workshop.tidy()
        gc.unfreeze()
        gc.collect()
        gc.freeze()

    def _step(self, _stage: str, _done: int, _total: int) -> None:
        if self._stopped.is_set():
            raise _Stopped
