"""A progress bar for builds that last: only on a terminal, only past a second."""

import sys
import time
from types import TracebackType
from typing import Self

import click

PATIENCE = 1.0  # seconds before there is something to show

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
