"""A damaged library: what is whole in it goes into a new file, and the old one is moved aside.

The new file is complete under a name of its own before anything is moved, and an exchange that was
interrupted is finished at the next start. Only rows with a right checksum are taken over.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import retrieval.library.shelf as shelf
from retrieval.durable import sync_file, sync_folder
from retrieval.library.filetable import FileRow, read_files, write_file
from retrieval.library.records import Record
from retrieval.library.schema import (
    MIGRATIONS,
    DamagedLibraryError,
    connect,
    open_database,
    telling,
)
from retrieval.library.wal import kept_log, mend_log

_PAGE = 4096
_MOST_PROBES = 1_000_000


class Damage(NamedTuple):
    """One time the library was found damaged: when, where the old file is, versions saved and lost.

    What came from watched folders is read again from there and is not really lost."""

    found: str
    moved_to: str
    saved: int
    lost: int


class _Saved(NamedTuple):
    records: dict[str, Record]
    files: list[FileRow]
    lost: set[str]
    generation: int = 0


def rebuild(path: Path, after: int = 0) -> Damage:
    """Exchange the file at `path` for a new one with all that is whole; changes count on from `after`."""
    with telling(path), TemporaryDirectory(dir=path.parent, prefix=".salvage-") as folder:
        saved = _salvage(path, Path(folder))
        aside = _free_name(path)
        damage = Damage(
            datetime.now(UTC).isoformat(timespec="seconds"), aside.name, len(saved.records), len(saved.lost)
        )
        part = Path(folder) / "new.db"
        _build(part, saved, damage, after)
        part.rename(_mended(path))
    sync_folder(path.parent)
    finish_exchange(path)
    return damage


def finish_exchange(path: Path) -> None:
    """Put the mended file, where there is one, in the place of the damaged one."""
    mended = _mended(path)
    if not mended.exists():
        return
    aside = _free_name(path)
    for suffix in ("-wal", ""):  # the new file must never meet the old one's log
        with suppress(FileNotFoundError):
            Path(f"{path}{suffix}").rename(f"{aside}{suffix}")
    with suppress(FileNotFoundError):
        kept_log(path).rename(f"{aside}-wal")
    with suppress(FileNotFoundError):
        Path(f"{path}-shm").unlink()
    mended.rename(path)
    sync_folder(path.parent)


def _salvage(path: Path, folder: Path) -> _Saved:
    """The fuller of two readings: as SQLite sees the file, and with all of the log made to count."""
    open_database(folder / "fresh.db").close()
    plain = _read_copy(path, folder / "plain.db", lambda copy: None)
    saved = _read_copy(path, folder / "log.db", lambda copy: _lend_log(copy, kept_log(path)))
    if not plain.records and not saved.records:
        # Nothing can be read when the first page is gone. It is the same in every library but for
        # counters, so that of a new library is lent.
        saved = _read_copy(path, folder / "page.db", lambda copy: _lend_first_page(copy, folder / "fresh.db"))
    first, second = sorted((plain, saved), key=lambda one: one.generation, reverse=True)
    found = {id: second.records[id] for id in first.lost & second.records.keys()}
    return first._replace(records=first.records | found, lost=first.lost - found.keys())


def _lend_log(copy: Path, kept: Path) -> None:
    log = Path(f"{copy}-wal")
    if kept.exists():
        shutil.copyfile(kept, log)
    mend_log(log)


def _read_copy(path: Path, copy: Path, prepare: Callable[[Path], None]) -> _Saved:
    for suffix in ("", "-wal"):
        with suppress(FileNotFoundError):
            shutil.copyfile(f"{path}{suffix}", f"{copy}{suffix}")
    prepare(copy)
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


def _lend_first_page(copy: Path, fresh: Path) -> None:
    page = bytearray(fresh.read_bytes()[:_PAGE])
    page[28:32] = (copy.stat().st_size // _PAGE).to_bytes(4, "big")  # the file's size in pages
    page[32:40] = bytes(8)  # no free pages that anybody knows of
    with copy.open("r+b") as file:
        file.write(page)


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
    sync_file(path)


def _mended(path: Path) -> Path:
    return path.with_name(f"{path.name}.mended")


def _free_name(path: Path) -> Path:
    number = 1
    while (name := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    return name
