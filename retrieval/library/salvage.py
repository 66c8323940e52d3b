"""A damaged library: what is whole in it goes into a new file, and the old one is moved aside.

The new file is complete under a name of its own before anything is moved, and an exchange that was
interrupted is finished at the next start. Only rows with a right checksum are taken over.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import retrieval.library.shelf as shelf
from retrieval.library.filetable import FileRow, read_files, write_file
from retrieval.library.mendable import MendableFile
from retrieval.library.records import Record
from retrieval.library.schema import (
    MIGRATIONS,
    DamagedLibraryError,
    connect,
    open_database,
    telling,
)

_MOST_PROBES = 1_000_000


class Damage(NamedTuple):
    """One time the library was found damaged: when, where the old file is, versions saved and lost.

    What came from watched folders is read again from there and is not really lost.

    >>> import tempfile
    >>> from pathlib import Path
    >>> from retrieval import Library
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "library.sqlite")
    ...     size = file.write_bytes(b"no library at all" * 100)
    ...     with Library(file, told=lambda path, damage: None) as library:
    ...         library.damage()[0].moved_to, library.count
    ('library.sqlite.damaged-1', 0)
    """

    found: str
    moved_to: str
    saved: int
    lost: int


class _Saved(NamedTuple):
    records: dict[str, Record]
    files: list[FileRow]
    lost: set[str]
    generation: int = 0


def rebuild(path: Path, after: int) -> Damage:
    """Exchange the file at `path` for a new one with all that is whole; changes count on from `after`."""
    file = MendableFile(path)
    with telling(path), TemporaryDirectory(dir=path.parent, prefix=".salvage-") as folder:
        saved = _salvage(file, Path(folder))
        found = datetime.now(UTC).isoformat(timespec="seconds")
        damage = Damage(found, file.free_name().name, len(saved.records), len(saved.lost))
        part = Path(folder) / "new.db"
        _build(part, saved, damage, after)
        file.exchange(part)
    return damage


def _salvage(file: MendableFile, folder: Path) -> _Saved:
    """The fuller of two readings: as SQLite sees the file, and with all of the log made to count."""
    fresh = folder / "fresh.db"
    open_database(fresh).close()
    plain = _read(file.copy_to(folder / "plain.db"))
    saved = _read(file.copy_with_whole_log(folder / "log.db"))
    if not plain.records and not saved.records:
        # Nothing can be read when the first page is gone. It is the same in every library but for
        # counters, so that of a new library is lent.
        saved = _read(file.copy_with_beginning_of(fresh, folder / "page.db"))
    first, second = sorted((plain, saved), key=lambda one: one.generation, reverse=True)
    found = {id: second.records[id] for id in first.lost & second.records.keys()}
    return first._replace(records=first.records | found, lost=first.lost - found.keys())


def _read(copy: Path) -> _Saved:
    saved = _Saved({}, [], set())
    with suppress(sqlite3.Error), closing(connect(copy)) as connection:
        for row in _rows(connection, copy.stat().st_size):
            try:
                record = shelf.read_row(row)
                saved.records.setdefault(record.article.id, record)
            except DamagedLibraryError:
                saved.lost.add(str(row[0]))
        with suppress(sqlite3.Error):  # the index is another tree of pages, and may know what was there
            ids = connection.execute("SELECT id FROM articles INDEXED BY articles_id ORDER BY id")
            saved.lost.update(str(id) for (id,) in ids)
        saved.lost.difference_update(saved.records)
        with suppress(sqlite3.Error):
            files = read_files(connection)
            saved.files.extend(row for row in files if saved.records.keys() >= set(row.articles))
        with suppress(sqlite3.Error, DamagedLibraryError):
            return saved._replace(generation=shelf.generation(connection))
    return saved


def _rows(connection: sqlite3.Connection, size: int) -> Iterator[tuple[Any, ...]]:
    """Every row that can be reached: forwards, backwards, and one by one through what is left."""
    seen: set[object] = set()
    whole = False
    for order in ("ASC", "DESC"):
        with suppress(sqlite3.Error):
            for sequence, *row in connection.execute(f"{_SELECT} ORDER BY sequence {order}"):
                if sequence not in seen:
                    seen.add(sequence)
                    yield tuple(row)
            whole = True
    if whole:
        return
    last = max([size // 512, *(number for number in seen if isinstance(number, int))])
    for sequence in range(1, min(last, _MOST_PROBES) + 1):
        if sequence not in seen:
            with suppress(sqlite3.Error):
                for _, *row in connection.execute(f"{_SELECT} WHERE sequence = ?", (sequence,)):
                    yield tuple(row)


_SELECT = f"SELECT sequence, {shelf.COLUMNS} FROM articles NOT INDEXED"


def _build(path: Path, saved: _Saved, damage: Damage, after: int) -> None:
    with closing(open_database(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        shelf.start_state(connection, len(MIGRATIONS), after)
        for record in saved.records.values():
            shelf.write(connection, record)
        for row in saved.files:
            write_file(connection, row)
        connection.execute("INSERT INTO damage VALUES (?, ?, ?, ?)", damage)
        shelf.count_change(connection, None)  # what was lost is a change, too
        connection.execute("COMMIT")
