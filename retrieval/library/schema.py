"""The library's file on disk: how it is opened, which tables it has, how an old one is brought up to date.

WAL with synchronous=FULL: when a change returns, it is on the disk. Every error of SQLite becomes
a LibraryError that says what to do; damage has a class of its own, because it can be mended.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from retrieval.durable import sync_folder
from retrieval.errors import RetrievalError
from retrieval.library.mendable import MendableFile

BUSY_SECONDS = 10.0

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        # `checksum` stands before the long columns: to see it, no overflow page is read.
        """CREATE TABLE articles (
            sequence INTEGER PRIMARY KEY, id TEXT NOT NULL, replaced_by TEXT, checksum BLOB NOT NULL,
            address BLOB, words BLOB NOT NULL, published TEXT, sketch BLOB NOT NULL, record BLOB NOT NULL)""",
        "CREATE UNIQUE INDEX articles_id ON articles (id)",
        "CREATE INDEX articles_address ON articles (address) WHERE address IS NOT NULL",
        "CREATE INDEX articles_words ON articles (words)",
        "CREATE INDEX articles_replaced ON articles (replaced_by) WHERE replaced_by IS NOT NULL",
        "CREATE INDEX articles_published ON articles (published) WHERE replaced_by IS NULL",
        "CREATE TABLE files (path BLOB PRIMARY KEY, checksum BLOB NOT NULL, record BLOB NOT NULL)",
        "CREATE TABLE folders (path BLOB PRIMARY KEY, identity TEXT NOT NULL)",
        "CREATE TABLE damage (found TEXT NOT NULL, moved_to TEXT NOT NULL, saved INTEGER, lost INTEGER)",
        """CREATE TABLE state (
            only INTEGER PRIMARY KEY CHECK (only = 1), version INTEGER, generation INTEGER,
            digest BLOB, checksum BLOB)""",
    ),
    (
        # Which article each change was of, NULL where more than one was. See changelog.py.
        "CREATE TABLE changes (generation INTEGER PRIMARY KEY, id TEXT, digest BLOB, checksum BLOB)",
    ),
)
"""Forward only; the position is the version it leads to. `state.version` keeps its name for ever."""

_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_CONSTRAINT}
_DAMAGED_SCHEMA = ("no such table", "no such column", "unsupported file format", "malformed", "no column")
BUSY = ("another program is using the library", "Stop it, or try again in a while.")
_TOLD = {
    sqlite3.SQLITE_FULL: ("the disk is full", "Free some space and try again."),
    sqlite3.SQLITE_IOERR: (
        "the disk does not take or give data",
        "Free some space or look at the disk, and try again.",
    ),
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
}
UNWRITABLE = ("the library cannot be written", "Make its folder writable, or name another data folder.")


class LibraryError(RetrievalError):
    """The library cannot do what was asked; what it held before, it still holds.

    >>> import tempfile
    >>> from retrieval import Library
    >>> with tempfile.TemporaryDirectory() as folder, Library(f"{folder}/library.sqlite") as library:
    ...     library.close()
    ...     library.count  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    retrieval.library.schema.LibraryError: ...
    """


class NewerLibraryError(LibraryError):
    """A library written by a later version of the program.

    >>> import tempfile
    >>> from contextlib import closing
    >>> from retrieval import Library
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = f"{folder}/library.sqlite"
    ...     Library(file).close()
    ...     with closing(sqlite3.connect(file)) as connection:
    ...         changed = connection.executescript("UPDATE state SET version = 99; PRAGMA user_version = 99")
    ...     Library(file)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    retrieval.library.schema.NewerLibraryError: ...
    """


class UnwritableLibraryError(LibraryError):
    """A library in a place that takes nothing: it can still be read as it is.

    >>> from retrieval import Library
    >>> Library("/dev/null/library.sqlite")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    retrieval.library.schema.UnwritableLibraryError: ...
    """


class DamagedLibraryError(LibraryError):
    """The file holds something that was never written to it."""


class UnreadyLibraryError(LibraryError):
    """A library that must be made, or brought up to date, by a program that has it alone."""


def make_folder(path: Path) -> None:
    """The folder that a library at `path` is to stand in."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = f"its folder cannot be made ({error.strerror})"
        raise UnwritableLibraryError(path, problem, UNWRITABLE[1]) from error


def open_database(path: Path, *, alone: bool = True) -> sqlite3.Connection:
    """The library file at `path`, made where there is none, at the newest version.

    Beside other programs, not `alone`, it is only opened. Raises UnreadyLibraryError where more is to do.
    """
    with telling(path):
        new, file = not path.exists(), MendableFile(path)
        if not alone and (new or file.mended.exists()):
            raise UnreadyLibraryError(path, "it is not made yet", "Try again.")
        if file.is_emptied or file.has_damaged_header:
            problem = "the library is empty" if file.is_emptied else "its header is damaged"
            raise DamagedLibraryError(path, problem, "Restore a backup.")
        connection = connect(path)
        try:
            if file.keep_damaged_log(connection):
                raise DamagedLibraryError(path, "its log is damaged", "Restore a backup.")
            if not alone and _version(connection, path) < len(MIGRATIONS):
                raise UnreadyLibraryError(path, "it is of an older version", "Try again.")
            migrate(connection, path)
        except BaseException:
            connection.close()
            raise
        if new:
            sync_folder(path.parent)
        return connection


def open_as_it_is(path: Path) -> sqlite3.Connection:
    """The library file at `path`, which has no log, in a place that takes nothing."""
    with telling(path):
        connection = _connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            if _version(connection, path) == len(MIGRATIONS):
                return connection
            problem = "it was written by another version of Verbatim, and nothing can be written here"
            raise LibraryError(path, problem, UNWRITABLE[1])
        except BaseException:
            connection.close()
            raise


def _connect(place: str | Path, *, uri: bool = False) -> sqlite3.Connection:
    connection = sqlite3.connect(
        place, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, uri=uri
    )
    # A flipped bit must come out as a wrong checksum, not as an error in the middle of a walk.
    connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    return connection


def connect(path: Path) -> sqlite3.Connection:
    """A connection any thread may use, one at a time; transactions are begun by hand."""
    connection = _connect(path)
    try:
        for setting in (
            "cell_size_check = ON",
            "trusted_schema = OFF",
            "journal_mode = WAL",
            "synchronous = FULL",
        ):
            connection.execute(f"PRAGMA {setting}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def migrate(
    connection: sqlite3.Connection, path: Path, migrations: Sequence[Sequence[str]] = MIGRATIONS
) -> None:
    """Bring the tables to the newest version, each step whole or not at all."""
    version = _version(connection, path)
    if version > len(migrations):
        raise NewerLibraryError(
            path,
            f"the library was written by a newer version of Verbatim (format {version}, this one knows "
            f"{len(migrations)})",
            "Update Verbatim, or name another data folder.",
        )
    for number, statements in enumerate(migrations[version:], start=version + 1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            for statement in statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
            connection.execute("UPDATE state SET version = ?", (number,))
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """Turn errors of SQLite and of the disk into ours."""
    try:
        yield
    except OSError as error:
        raise UnwritableLibraryError(
            path, f"the disk refuses ({error.strerror})", _TOLD[sqlite3.SQLITE_IOERR][1]
        ) from error
    except sqlite3.Error as error:
        raise _told(path, error) from error
    except UnicodeDecodeError as error:  # SQLite's message itself quotes damaged bytes
        raise DamagedLibraryError(path, "the library is damaged", "Restore a backup.") from error


def first_generation() -> int:
    """Where a new library begins to count its changes: later than any earlier one got."""
    return time.time_ns() // 1000


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """The file's version; it stands in two places, so that one damaged number is not believed."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables and version == 0:
        return 0
    if tables and not tables & {"articles", "state"}:
        raise LibraryError(path, "this is not a library of Verbatim", "Name another file.")
    if "state" not in tables:
        raise DamagedLibraryError(path, "a table is missing", "Restore a backup.")
    row = connection.execute("SELECT version FROM state").fetchone()
    if row is not None and row[0] != version:
        raise DamagedLibraryError(path, "its version number is damaged", "Restore a backup.")
    return version


def _told(path: Path, error: sqlite3.Error) -> LibraryError:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code in _DAMAGE or (code == sqlite3.SQLITE_ERROR and any(w in str(error) for w in _DAMAGED_SCHEMA)):
        return DamagedLibraryError(path, f"the library is damaged ({error})", "Restore a backup.")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return UnwritableLibraryError(path, *UNWRITABLE)
    problem, remedy = _TOLD.get(code, (f"the library failed ({error})", "Try again."))
    full = code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
    return (UnwritableLibraryError if full else LibraryError)(path, problem, remedy)
