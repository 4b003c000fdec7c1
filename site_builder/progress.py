"""A progress bar for builds that last: only on a terminal, only past a second."""

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

import click

PATIENCE = 1.0  # seconds before there is something to show

# Those that take long enough to be shown.
_STAGES = {
    "parse": ("Reading", "Lecture"),
    "render": ("Writing", "Écriture"),
    "ask": ("Asking", "Demande"),
    "images": ("Pictures", "Images"),
}


class ProgressBar:
    """Shows how far a build is. Use as a context manager; `update` is what a build calls."""

    def __init__(self, language: str) -> None:
        self._french = language == "fr"
        self._shown = sys.stderr is not None and sys.stderr.isatty()
        self._started = time.monotonic()
        self._stage = ""
        self._width = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._erase()

    def update(self, stage: str, done: int, total: int) -> None:
        """Show that *done* of *total* are through *stage*, when it is time to."""
        last = done == total
        if stage not in _STAGES or not total:
            return
        if not self._shown or (done % 20 and not last and stage != "ask"):
            return
        if time.monotonic() - self._started < PATIENCE:
            return
        filled = round(30 * done / total) if total else 30
        line = f"{_STAGES[stage][self._french]:<9} [{'#' * filled:<30}] {done}/{total}"
        self._width = max(self._width, len(line))
        click.echo(f"\r{line:<{self._width}}", nl=False, err=True)

    def _erase(self) -> None:
        if self._width:
            click.echo("\r" + " " * self._width + "\r", nl=False, err=True)


class Stopwatch:
    """Tells how long each stage of a build took; `update` is what a build calls."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._marks: list[tuple[str, float]] = [("start", clock())]
        self._files: dict[str, float] = {}

    def update(self, stage: str, _done: int, _total: int) -> None:
        """Note the time at which *stage* begins."""
        if stage != self._marks[-1][0]:
            self._marks.append((stage, self._clock()))

    def took(self, path: str, seconds: float) -> None:
        """Note how long a file took."""
        self._files[path] = self._files.get(path, 0.0) + seconds

    def slowest(self, most: int) -> dict[str, float]:
        """Return the seconds of the files that took longest, the slowest first."""
        return dict(sorted(self._files.items(), key=lambda one: (-one[1], one[0]))[:most])

    def seconds(self) -> dict[str, float]:
        """Return the seconds of each stage up to now, in the order of the build."""
        ends = [*(at for _, at in self._marks[1:]), self._clock()]
        spent: dict[str, float] = {}
        for (stage, begun), ended in zip(self._marks, ends, strict=True):
            spent[stage] = spent.get(stage, 0.0) + ended - begun
        return spent
