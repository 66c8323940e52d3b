"""The program: the command line, loaded where Ctrl-C already ends it quietly."""

from __future__ import annotations

import gc
import sys

INTERRUPTED = 130
OBJECTS_BETWEEN_COLLECTIONS = 50_000
"""Python's own 700, or 2,000, has the collector go through all modules again and again before an answer."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return the exit status: 0 found, 1 nothing found, 2 an error, 130 Ctrl-C."""
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    try:
        from bot.command_line import run  # not above: most of a start is the loading of modules

        return run(arguments)
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
