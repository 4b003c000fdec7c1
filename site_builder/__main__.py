"""`site-builder`, and `python -m site_builder`."""

import gc
import sys
from contextlib import suppress

from site_builder.ending import (
    STARVED,
    UNHEARD,
    end_on_signals,
    ignore_signals,
    is_starved,
    is_unheard,
    leave,
)


def main() -> None:
    """Run the command that is asked for, and end it properly whenever the system says so."""
    # What is imported, and what a build makes, lives until the end: to look for garbage among it
    # finds none, and takes a fifth of the time of a large site.
    gc.set_threshold(1_000_000, 50, 1_000)
    try:
        _run()
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            leave(end.code or 0)
        raise


def _run() -> None:
    try:
        end_on_signals()
        from site_builder.cli import run

        run()
    except (MemoryError, OSError, ImportError, RuntimeError) as error:
        if is_starved(error):
            _tell(STARVED)
        elif is_unheard(error):
            _tell(UNHEARD.format(reason=getattr(error, "strerror", "")))
        else:
            raise
        sys.exit(1)
    finally:
        ignore_signals()


def _tell(text: str) -> None:
    with suppress(OSError):  # nobody may be listening there either
        sys.stderr.write(text)


if __name__ == "__main__":
    main()
