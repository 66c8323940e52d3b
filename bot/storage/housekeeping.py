"""Throws away what has been kept long enough, also while nobody asks anything, from the files' logs too."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

_log = logging.getLogger(__name__)

EVERY = 3_600.0
"""Seconds between two times."""


@contextmanager
def keep_house(chores: Sequence[Callable[[], object]], every: float = EVERY) -> Iterator[None]:
    """Do all chores now and then, in a thread of their own, as long as the context lasts."""
    ended = threading.Event()

    def run() -> None:
        while not ended.wait(every):
            for chore in chores:
                _do(chore)

    thread = threading.Thread(target=run, name="housekeeping", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _do(chore: Callable[[], object]) -> None:
    try:
        chore()
    except sqlite3.Error:  # a full disk, for example: there is a next time
        _log.warning("old data could not be deleted, trying again in an hour", exc_info=True)
