"""Opens the bot's SQLite files: safe settings, sums over rows, older ones brought up, damaged ones mended."""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
import zlib
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

from bot.errors import BotError
from bot.storage.schema import Schema, whole

_log = logging.getLogger(__name__)

BUSY_SECONDS = 10.0

_VERSIONS = ("user_version", "application_id")
"""The version stands in two places, so that one damaged number is not believed."""
_MARK = 0x56420000

_HEADER, _PAGE = 100, 4096
_ERRORS = (sqlite3.Error, UnicodeDecodeError)
"""Where SQLite's message itself quotes damaged bytes, Python cannot make an error of it."""

_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_DAMAGED_SCHEMA = ("no such table", "no such column", "malformed", "unsupported file format")


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


def open_database(path: Path | None, schema: Schema) -> sqlite3.Connection:
    """The file at `path` at the schema's version, or tables in memory. Raises BotError.

    A damaged file is moved aside, and what is whole in it goes into a new one.
    """
    if path is None:
        return _open(None, schema)
    try:
        _finish_mending(path)
        if _is_emptied(path):
            aside = _free_name(path)
            path.rename(aside)
            _log.error("%s was emptied: what it held is gone, it is now %s", path.name, aside.name)
        try:
            return _open(path, schema)
        except _ERRORS as error:
            if not is_damage(error):
                raise
            mended = mend(path, schema)
            _log.error(
                "%s was damaged: %d rows saved, old file %s", path.name, mended.rows, mended.aside.name
            )
            return _open(path, schema)
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
        path or ":memory:", BUSY_SECONDS, check_same_thread=False, isolation_level=None
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
    """Read everything in a file and say what is wrong; changes nothing. Raises BotError for a newer one."""
    if _is_emptied(path):
        return Health("it was emptied")
    try:
        with closing(connect(path)) as connection:
            _refuse_newer(connection, path, schema)
            pages = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
            if connection.execute("PRAGMA user_version").fetchone()[0] < schema.version:
                return Health(pages)
            broken = [
                f"SELECT count(*) FROM {table} WHERE ({whole(table)}) IS NOT 1" for table in schema.tables
            ]
            return Health(pages, sum(connection.execute(query).fetchone()[0] for query in broken))
    except _ERRORS as error:
        return Health(str(error))


def mend(path: Path, schema: Schema) -> Mended:
    """Put a new file with all rows that are whole in the place of a damaged one."""
    part = path.with_name(f"{path.name}.part")
    _remove(part)
    with closing(_open(part, schema)) as new:
        new.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        saved = _salvage(path, part, new, schema)
        new.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.rename(_mended(path))
    return Mended(saved, _finish_mending(path))


def sync_folder(folder: Path) -> None:
    """Make names made, moved and removed in a folder last."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _open(path: Path | None, schema: Schema) -> sqlite3.Connection:
    if path is not None:
        path.touch(mode=0o600)  # for a moment it is empty: whoever opens files holds the folder's lock
    connection = connect(path)
    try:
        if path is not None:
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if found != "ok":
                raise sqlite3.DatabaseError(f"malformed: {found}")
        _migrate(connection, path, schema)
    except BaseException:
        connection.close()
        raise
    return connection


def _is_emptied(path: Path) -> bool:
    """Whether a file is there with nothing in it: SQLite leaves none so, and would begin it anew."""
    log = Path(f"{path}-wal")
    return path.exists() and not path.stat().st_size and not (log.exists() and log.stat().st_size)


def _migrate(connection: sqlite3.Connection, path: Path | None, schema: Schema) -> None:
    """Bring a file up to the schema's version, each step whole or not at all."""
    found = _refuse_newer(connection, path, schema)
    for number in range(found, schema.version):
        try:
            versions = f"PRAGMA user_version = {number + 1};PRAGMA application_id = {_MARK + number + 1};"
            connection.executescript(f"BEGIN IMMEDIATE;{schema.steps[number]}{versions}COMMIT;")
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


def _salvage(path: Path, fresh: Path, new: sqlite3.Connection, schema: Schema) -> int:
    """Save what can be read; where nothing can, with the beginning of a fresh file lent to it."""
    lent = path.with_name(f"{path.name}.lent")
    saved = _save_rows(path, new, schema)
    for length in (_HEADER, _PAGE):
        if saved:
            break
        _remove(lent)
        page = bytearray(fresh.read_bytes()[:length])
        shutil.copyfile(path, lent)
        page[28:32] = (lent.stat().st_size // _PAGE).to_bytes(4, "big")  # the file's size in pages
        page[32:40] = bytes(8)  # no free pages that anybody knows of
        with lent.open("r+b") as file:
            file.write(page)
        saved = _save_rows(lent, new, schema)
    _remove(lent)
    return saved


def _save_rows(path: Path, new: sqlite3.Connection, schema: Schema) -> int:
    """Every row of the damaged file that can be reached, forwards or backwards, and is as it was written."""
    saved = 0
    with suppress(*_ERRORS), closing(connect(path)) as old:
        for table, made in schema.tables.items():
            names, gaps = ", ".join(made.names), ", ".join("?" * len(made.names))
            row = f"SELECT {names} FROM {table} NOT INDEXED WHERE {whole(table)}"
            insert = f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({gaps})"
            for order in ("", f" ORDER BY {_order(old, table)} DESC"):
                with suppress(*_ERRORS):
                    for values in old.execute(row + order):
                        saved += new.execute(insert, values).rowcount
    return saved


def _order(connection: sqlite3.Connection, table: str) -> str:
    """The columns that the rows of a table stand in the order of."""
    found = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    if not found or "WITHOUT ROWID" not in found[0]:
        return "rowid"
    columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
    return " DESC, ".join(column[1] for column in sorted(columns, key=lambda one: one[5]) if column[5])


def _finish_mending(path: Path) -> Path:
    """Put a mended file, where there is one, in the place of the damaged one."""
    mended, aside = _mended(path), _free_name(path)
    if not mended.exists():
        return aside
    for suffix in ("-wal", ""):  # the new file must never meet the old one's log
        with suppress(FileNotFoundError):
            Path(f"{path}{suffix}").rename(f"{aside}{suffix}")
    with suppress(FileNotFoundError):
        Path(f"{path}-shm").unlink()
    mended.rename(path)
    sync_folder(path.parent)
    return aside


def _mended(path: Path) -> Path:
    return path.with_name(f"{path.name}.mended")


def _free_name(path: Path) -> Path:
    number = 1
    while (name := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    return name


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
