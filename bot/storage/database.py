"""Opens the bot's SQLite files: safe settings, sums over rows, older ones brought up, damaged ones mended."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Collection
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import retrieval
from bot.errors import BotError
from bot.late_logging import report
from bot.storage.schema import Schema, whole

if TYPE_CHECKING:
    from retrieval import MendableFile

# retrieval's library has these two of its own: taken from there, they would load it for a first answer,
# which opens tables in memory and needs neither.
BUSY_SECONDS = 10.0
_DAMAGED_SCHEMA = ("no such table", "no such column", "malformed", "unsupported file format")

_VERSIONS = ("user_version", "application_id")
"""The version stands in two places, so that one damaged number is not believed."""
_MARK = 0x56420000

_HEADER, _PAGE = 100, 4096
"""How much of a damaged file's beginning is lent to it from a new one: as little as will do."""

_ERRORS = (sqlite3.Error, UnicodeDecodeError)
"""Where SQLite's message itself quotes damaged bytes, Python cannot make an error of it."""

_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


class NewerFileError(BotError):
    """A file written by a later version of the program."""


class Health(NamedTuple):
    """What was found in a file: what SQLite says of its pages, and how many rows are not as written."""

    pages: str = "ok"
    broken_rows: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return self.pages == "ok" and not self.broken_rows


class Mended(NamedTuple):
    """How many rows were saved, and where the damaged file is."""

    rows: int
    aside: Path


def open_database(path: Path | None, schema: Schema, read: Collection[str]) -> sqlite3.Connection:
    """The file at `path` at the schema's version, or tables in memory. Raises BotError.

    A damaged file is moved aside, and what is whole in it goes into a new one. `read` are the tables that
    the caller reads: each row of theirs that still matters is looked at.
    """
    if path is None:
        return _open(None, schema, ())
    try:
        file = retrieval.MendableFile(path)
        file.finish_exchange()
        if file.is_emptied:
            aside = file.set_aside()
            report(__name__, "%s was emptied: what it held is gone, it is now %s", path.name, aside.name)
        try:
            return _open(path, schema, read)
        except _ERRORS as error:
            if not is_damage(error):
                raise
            mended = mend(path, schema)
            told = "%s was damaged: %d rows saved, old file %s"
            report(__name__, told, path.name, mended.rows, mended.aside.name)
            return _open(path, schema, read)
    except (sqlite3.Error, OSError) as error:
        said = error.strerror if isinstance(error, OSError) else str(error)
        remedy = "Free some space and let this user write there, or name another folder in VERBATIM_DATA."
        raise BotError(path, f"it cannot be used ({said})", remedy) from None


def is_damage(error: Exception) -> bool:
    """Whether an error says that a file holds what was never written to it."""
    if isinstance(error, UnicodeDecodeError):
        return True
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    return code in _DAMAGE or any(words in str(error) for words in _DAMAGED_SCHEMA)


def ended_by_damage() -> BotError:
    """What to say when a file turns out to be damaged while it is in use: opening it anew mends it."""
    problem, remedy = "is damaged", "Start verbatim serve again: it saves what is whole."
    return BotError("the file of the chats", problem, remedy)


def connect(path: Path | None) -> sqlite3.Connection:
    """A connection that any thread may use, one at a time."""
    connection = sqlite3.connect(
        path or ":memory:", timeout=BUSY_SECONDS, check_same_thread=False, isolation_level=None
    )
    try:
        connection.create_function("row_sum", -1, row_sum, deterministic=True)
        connection.execute("PRAGMA cell_size_check = ON")
        connection.execute("PRAGMA journal_mode = WAL")
        # No disk's round trip an answer: a kill loses nothing, a power cut the last seconds' buttons.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA secure_delete = ON")  # what is deleted is to be gone
    except BaseException:
        connection.close()
        raise
    return connection


def row_sum(*values: object) -> int:
    """A sum over a row's values; it finds every single turned bit.

    >>> row_sum("a", 1) == row_sum("a", "1")
    False
    """
    return zlib.crc32(repr(values).encode("utf-8", "surrogatepass"))


def check(path: Path, schema: Schema) -> Health:
    """Read everything in a file and say what is wrong; changes nothing.

    Raises BotError for a newer one, and for one that cannot be read just now.
    """
    file = retrieval.MendableFile(path)
    if file.is_emptied or file.has_damaged_header:
        return Health("it was emptied" if file.is_emptied else "its header")
    try:
        with closing(connect(path)) as connection:
            _refuse_newer(connection, path, schema)
            if file.keep_damaged_log(connection):
                return Health("its log")
            pages = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
            if connection.execute("PRAGMA user_version").fetchone()[0] < schema.version:
                return Health(pages)
            return Health(pages, _broken_rows(connection, schema, schema.tables, even_done=True))
    except _ERRORS as error:
        if not is_damage(error):  # it is locked, or there is no room for looking at it
            raise BotError(path, f"it cannot be read ({error})", "Free some space, or try again.") from None
        return Health(str(error))


def mend(path: Path, schema: Schema) -> Mended:
    """Put a new file with all rows that are whole in the place of a damaged one."""
    file, part = retrieval.MendableFile(path), path.with_name(f"{path.name}.part")
    _remove(part)
    with closing(_open(part, schema, ())) as new:
        new.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        saved = _salvage(file, part, new, schema)
        new.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Mended(saved, file.exchange(part))


def _open(path: Path | None, schema: Schema, read: Collection[str]) -> sqlite3.Connection:
    if path is not None:
        path.touch(mode=0o600)  # for a moment it is empty: whoever opens files holds the folder's lock
    connection = connect(path)
    try:
        if path is not None:
            _refuse_damaged(connection, retrieval.MendableFile(path))
        _migrate(connection, path, schema)
        if broken := _broken_rows(connection, schema, read):
            raise sqlite3.DatabaseError(f"malformed: {broken} rows")
    except BaseException:
        connection.close()
        raise
    return connection


def _refuse_damaged(connection: sqlite3.Connection, file: MendableFile) -> None:
    if file.has_damaged_header:
        raise sqlite3.DatabaseError("malformed: its header")
    if file.keep_damaged_log(connection):
        raise sqlite3.DatabaseError("malformed: its log")
    found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise sqlite3.DatabaseError(f"malformed: {found}")


def _broken_rows(
    connection: sqlite3.Connection, schema: Schema, tables: Collection[str], *, even_done: bool = False
) -> int:
    """How many rows are not as they were written."""
    count = 0
    for table in tables:
        matters = "1" if even_done else schema.tables[table].matters
        query = f"SELECT count(*) FROM {table} WHERE {matters} AND ({whole(table)}) IS NOT 1"
        count += connection.execute(query).fetchone()[0]
    return count


def _migrate(connection: sqlite3.Connection, path: Path | None, schema: Schema) -> None:
    """Bring a file up to the schema's version, each step whole or not at all."""
    found = _refuse_newer(connection, path, schema)
    is_new = not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if is_new and not found:
        _step(connection, schema.fresh, schema.version)
        return
    for number in range(found, schema.version):
        _step(connection, schema.steps[number], number + 1)


def _step(connection: sqlite3.Connection, statements: str, version: int) -> None:
    """Run one step's statements and note the version they lead to, all or nothing."""
    try:
        versions = f"PRAGMA user_version = {version};PRAGMA application_id = {_MARK + version};"
        connection.executescript(f"BEGIN IMMEDIATE;{statements}{versions}COMMIT;")
    except sqlite3.Error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _refuse_newer(connection: sqlite3.Connection, path: Path | None, schema: Schema) -> int:
    found, mark = (int(connection.execute(f"PRAGMA {name}").fetchone()[0]) for name in _VERSIONS)
    if mark not in (0, _MARK + found):
        raise sqlite3.DatabaseError("malformed: its version number")
    if found > schema.version:
        problem = f"it was written by a newer Verbatim (version {found}, this one knows {schema.version})"
        raise NewerFileError(path, problem, "Update Verbatim, or name another folder in VERBATIM_DATA.")
    return found


def _salvage(file: MendableFile, fresh: Path, new: sqlite3.Connection, schema: Schema) -> int:
    """Save what can be read; where nothing can, with the beginning of a fresh file lent to it."""
    copy = file.path.with_name(f"{file.path.name}.lent")
    saved = 0
    if file.kept_log.exists():  # first, because what stands only there is the newest
        _remove(copy)
        saved = _save_rows(file.copy_with_whole_log(copy), new, schema)
    saved += _save_rows(file.path, new, schema)
    for length in (_HEADER, _PAGE):
        if not saved:
            _remove(copy)
            saved = _save_rows(file.copy_with_beginning_of(fresh, copy, length), new, schema)
    _remove(copy)
    return saved


def _save_rows(path: Path, new: sqlite3.Connection, schema: Schema) -> int:
    """Every row of the damaged file that can be reached, forwards or backwards, and is as it was written."""
    saved = 0
    with suppress(*_ERRORS), closing(connect(path)) as old:
        for table, made in schema.tables.items():
            # With its number: a table without a key would take in twice what is met in both directions.
            columns = made.names if made.ending else ("rowid", *made.names)
            names, gaps = ", ".join(columns), ", ".join("?" * len(columns))
            row = f"SELECT {names} FROM {table} NOT INDEXED WHERE {whole(table)}"
            insert = f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({gaps})"
            for order in ("", f" ORDER BY {', '.join(f'{one} DESC' for one in made.order)}"):
                with suppress(*_ERRORS):
                    for values in old.execute(row + order):
                        saved += new.execute(insert, values).rowcount
    return saved


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
