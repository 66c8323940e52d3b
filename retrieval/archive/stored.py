"""Numbers that stay in their file, of which parts are read when they are wanted."""

from __future__ import annotations

import os
import threading
import weakref
from pathlib import Path

import numpy
from numpy.typing import NDArray

from retrieval.archive.errors import REBUILD, DamagedIndexError

_SIZE = 4


class Stored:
    """32-bit numbers in a file, which is kept open, as another one may take its name's place.

    Of a mapped file, every page that was ever looked at counts as memory in use, with its neighbours.
    Raises DamagedIndexError where the file cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._reading = path, threading.Lock()
        try:
            self._file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        except OSError as error:
            raise _unreadable(path, error) from error
        weakref.finalize(self, os.close, self._file)

    def read(self, first: int, last: int) -> NDArray[numpy.uint32]:
        """The numbers from `first` to `last`. Raises DamagedIndexError where they cannot be read."""
        wanted = (last - first) * _SIZE
        try:
            with self._reading:
                os.lseek(self._file, first * _SIZE, os.SEEK_SET)
                data = os.read(self._file, wanted)
        except OSError as error:
            raise _unreadable(self._path, error) from error
        if len(data) != wanted:
            raise DamagedIndexError(self._path, "the file is not as it was written", REBUILD)
        return numpy.frombuffer(data, dtype="<u4")


def _unreadable(path: Path, error: OSError) -> DamagedIndexError:
    return DamagedIndexError(path, f"cannot be read ({error.strerror})", REBUILD)
