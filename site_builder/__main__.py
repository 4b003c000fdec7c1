"""`site-builder`, and `python -m site_builder`."""

import sys

from site_builder.ending import STARVED, end_on_signals, ignore_signals, is_starved


def main() -> None:
    """Run the command that is asked for, and end it properly whenever the system says so."""
    try:
        end_on_signals()
        from site_builder.cli import run

        run()
    except (MemoryError, OSError, ImportError, RuntimeError) as error:
        if not is_starved(error):
            raise
        sys.stderr.write(STARVED)
        sys.exit(1)
    finally:
        ignore_signals()


if __name__ == "__main__":
    main()
