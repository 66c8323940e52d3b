"""One SQLite connection behind a lock: reads and changes as transactions, and the mending of a damaged file.

A lock and one connection, not a connection per thread: SQLite has one writer anyway, reads take a
millisecond, and a damaged file can be exchanged for a mended one while nobody holds it open.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import retrieval.library.shelf as shelf
from retrieval.library.hold import BusyError, Hold
from retrieval.library.mendable import MendableFile
from retrieval.library.salvage import Damage, rebuild
from retrieval.library.schema import (
    BUSY,
    MIGRATIONS,
    UNWRITABLE,
    DamagedLibraryError,
    LibraryError,
    UnreadyLibraryError,
    UnwritableLibraryError,
    make_folder,
    open_as_it_is,
    open_database,
    telling,
)

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]

_log = logging.getLogger(__name__)


def log_damage(path: Path, damage: Damage) -> None:
    """Say in the log what became of a damaged library."""
    told = "%s was damaged: %d versions of articles saved, %d lost; the old file is %s. See: verbatim doctor"
    _log.warning(told, path.name, damage.saved, damage.lost, damage.moved_to)


class Store:
    """The library file. Work that meets damage is done once more after the file is mended, which is told."""

    def __init__(self, path: Path, told: Callable[[Path, Damage], object] = log_damage) -> None:
        self.path = path
        self._told = told
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._closed = False
        self._seen_generation = 0
        self._hold = Hold(path)
        self._inode: int | None = None
        self._open_or_mend()

    def close(self) -> None:
        """Give the file back; the library cannot be used afterwards."""
        with self._lock:
            self._closed = True
            self._let_go()
            self._hold.release()

    def read(self, work: Work[T]) -> T:
        """What `work` finds in one unchanging view of the library."""
        return self._run(work, "BEGIN")

    def change(self, work: Work[T]) -> T:
        """Do all of `work` or nothing; when this returns, it is on the disk."""
        return self._run(work, "BEGIN IMMEDIATE")

    def damage(self) -> tuple[Damage, ...]:
        """The times the file was found damaged and mended, oldest first."""
        rows = self.read(lambda connection: connection.execute("SELECT * FROM damage").fetchall())
        return tuple(Damage(*row) for row in rows)

    def mend(self) -> None:
        """Move the file aside and build a new one from every row of it that is whole."""
        with self._lock:
            self._mend()

    def _run(self, work: Work[T], begin: str) -> T:
        with self._lock:
            try:
                return self._attempt(work, begin)
            except DamagedLibraryError:
                self._mend()
                return self._attempt(work, begin)

    def _attempt(self, work: Work[T], begin: str) -> T:
        if self._closed:
            raise LibraryError(self.path, "the library is closed", "Open it again.")
        if self._connection is None:  # there was no room for mending it; perhaps there is now
            self._open_or_mend()
        connection = self._connection
        assert connection is not None
        with telling(self.path):
            connection.execute(begin)
            try:
                done = work(connection)
                connection.execute("COMMIT")
            except BaseException:
                # A full disk ends the transaction by itself; then there is nothing left to roll back.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            return done

    def _open_or_mend(self) -> None:
        """Open it beside other programs where it is whole; make it, bring it up or mend it alone."""
        make_folder(self.path)
        try:
            with self._held(alone=False):
                self._open(alone=False)
            return
        except (UnreadyLibraryError, DamagedLibraryError):
            pass
        with self._held(alone=True):
            try:
                self._open()
            except DamagedLibraryError:
                self._rebuild()

    def _open(self, *, alone: bool = True) -> None:
        if alone:
            with telling(self.path):
                MendableFile(self.path).finish_exchange()
        self._connection = open_database(self.path, alone=alone)
        try:
            self._seen_generation = self._attempt(_start, "BEGIN IMMEDIATE")
            self._inode = _inode(self.path)
        except BaseException:
            self._let_go()
            raise

    def _mend(self) -> None:
        if self._connection is not None:
            self._seen_generation = max(self._seen_generation, _last_generation(self._connection))
        self._let_go()
        with self._held(alone=True):
            # Where another program mended it while we waited, it is opened when it is used next.
            if _inode(self.path) == self._inode:
                self._rebuild()

    def _rebuild(self) -> None:
        damage = rebuild(self.path, after=self._seen_generation)
        self._told(self.path, damage)
        self._open()

    @contextmanager
    def _held(self, *, alone: bool) -> Iterator[None]:
        """Hold the library for the time of the context so, and from then on beside others."""
        try:
            try:
                self._hold.take_alone() if alone else self._hold.share()
            except OSError as error:
                problem = f"{UNWRITABLE[0]} ({error.strerror})"
                raise UnwritableLibraryError(self.path, problem, UNWRITABLE[1]) from error
            yield
            if alone:
                self._hold.share()
        except BusyError:
            raise LibraryError(self.path, *BUSY) from None
        except BaseException:
            self._hold.release()
            raise

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class FrozenStore(Store):
    """The library file where nothing can be written: read as it is, and damage is an error, not mended.

    Where a killed program left a log, both are read together from a copy elsewhere.
    """

    def __init__(self, path: Path) -> None:
        self._elsewhere: TemporaryDirectory[str] | None = None
        super().__init__(path)

    def close(self) -> None:
        """Give the file back, and take the copy away, if there was one."""
        super().close()
        if self._elsewhere is not None:
            self._elsewhere.cleanup()

    def change(self, work: Work[T]) -> T:
        """Refused."""
        raise LibraryError(self.path, *UNWRITABLE)

    def _open_or_mend(self) -> None:
        file = MendableFile(self.path)
        if not file.has_log:
            self._connection = open_as_it_is(self.path)
            return
        with telling(self.path):
            self._elsewhere = TemporaryDirectory(prefix="verbatim-reading-")
            copy = file.copy_to(Path(self._elsewhere.name) / self.path.name)
        self._connection = open_database(copy)

    def _mend(self) -> None:
        problem = "it is damaged, and cannot be mended where nothing can be written"
        raise LibraryError(self.path, problem, UNWRITABLE[1])


@contextmanager
def alone_with(path: Path) -> Iterator[None]:
    """No other program has the library at `path` open for the time of the context. Raises LibraryError.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder, alone_with(Path(folder, "library.sqlite")):
    ...     pass  # here the file may be exchanged for another
    """
    hold = Hold(path)
    try:
        with telling(path):
            hold.take_alone()
        yield
    except BusyError:
        raise LibraryError(path, *BUSY) from None
    finally:
        hold.release()


def _start(connection: sqlite3.Connection) -> int:
    if not connection.execute("SELECT 1 FROM state").fetchone():
        shelf.start_state(connection, len(MIGRATIONS))
    return shelf.generation(connection)


def _inode(path: Path) -> int | None:
    """Which file it is that has the name now, None where none has."""
    try:
        return path.stat().st_ino
    except OSError:
        return None


def _last_generation(connection: sqlite3.Connection) -> int:
    try:
        found = connection.execute("SELECT generation FROM state").fetchone()[0]
    except (sqlite3.Error, TypeError):
        return 0
    return found if isinstance(found, int) and found < 1 << 62 else 0
