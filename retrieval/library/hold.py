"""Who has a library open: any number of programs that use it, or the one that makes, mends or exchanges it.

SQLite guards the rows of a file, not which file has the name: of two programs that begin at once, or meet
damage at once, one would move away what the other writes to.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

WAIT = 10.0
"""Seconds to wait for other programs."""

_PAUSE = 0.01


class BusyError(Exception):
    """Other programs did not let go in time."""


class Hold:
    """A program's hold on the library at `path`, which ends with the program, however it ends.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     one, other = (Hold(Path(folder, "library.sqlite")) for _ in range(2))
    ...     one.share(), other.share()
    ...     one.release()
    ...     other.take_alone()
    (None, None)
    """

    def __init__(self, path: Path) -> None:
        self._path = path.with_name(f"{path.name}.lock")
        self._file: int | None = None

    def share(self) -> None:
        """Use the library as others do. Raises BusyError, and OSError where nothing can be written."""
        self._take(alone=False)

    def take_alone(self) -> None:
        """Have nobody else use it. Raises BusyError, and OSError where nothing can be written."""
        self._take(alone=True)

    def release(self) -> None:
        """Let go."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __del__(self) -> None:
        self.release()  # a library that nobody closed is let go of as its connection is

    def _take(self, *, alone: bool) -> None:
        if self._file is None:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        if os.name == "nt":  # one program at a time is not enforced on Windows
            return
        import fcntl

        end = time.monotonic() + WAIT
        while True:
            try:
                fcntl.flock(self._file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if time.monotonic() >= end:
                    self.release()  # a hold that was to be another one is none: two would wait for each other
                    raise BusyError from None
            time.sleep(_PAUSE)
