"""`site-builder`, and `python -m site_builder`."""

from site_builder.ending import end_on_signals, ignore_signals


def main() -> None:
    """Run the command that is asked for; a signal ends it like any other fault, at any moment."""
    try:
        end_on_signals()
        from site_builder.cli import run

        run()
    finally:
        ignore_signals()


if __name__ == "__main__":
    main()
