"""The library's file: what an error of SQLite means for it, and what is opened, made ready or refused."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from retrieval.library import Library
from retrieval.library.schema import (
    MIGRATIONS,
    DamagedLibraryError,
    LibraryError,
    NewerLibraryError,
    UnreadyLibraryError,
    UnwritableLibraryError,
    connect,
    first_generation,
    make_folder,
    migrate,
    open_as_it_is,
    open_database,
    telling,
)
from tests.library_data import make_article

DAMAGED, UNWRITABLE, OTHER = DamagedLibraryError, UnwritableLibraryError, LibraryError


def _error(code: int, message: str = "a message") -> sqlite3.Error:
    error = sqlite3.OperationalError(message)
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "kind", "told"),
    [
        (_error(sqlite3.SQLITE_CORRUPT), DAMAGED, r"is damaged \(a message\)\. Restore a backup"),
        (_error(sqlite3.SQLITE_CORRUPT | 3 << 8), DAMAGED, "is damaged"),
        (_error(sqlite3.SQLITE_NOTADB), DAMAGED, "is damaged"),
        (_error(sqlite3.SQLITE_TOOBIG), DAMAGED, "is damaged"),
        (_error(sqlite3.SQLITE_CONSTRAINT), DAMAGED, "is damaged"),
        (_error(sqlite3.SQLITE_ERROR, "no such table: articles"), DAMAGED, "is damaged"),
        (_error(sqlite3.SQLITE_ERROR, "no such column: id"), DAMAGED, "is damaged"),
        (_error(sqlite3.SQLITE_ERROR, "unsupported file format"), DAMAGED, "is damaged"),
        (_error(sqlite3.SQLITE_ERROR, "malformed database schema"), DAMAGED, "is damaged"),
        (_error(sqlite3.SQLITE_ERROR, "table articles has no column named id"), DAMAGED, "is damaged"),
        (sqlite3.ProgrammingError("no such table: x"), DAMAGED, "is damaged"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid"), DAMAGED, "is damaged"),
        (_error(sqlite3.SQLITE_READONLY), UNWRITABLE, "cannot be written"),
        (_error(sqlite3.SQLITE_CANTOPEN), UNWRITABLE, "cannot be written"),
        (_error(sqlite3.SQLITE_PERM), UNWRITABLE, "cannot be written"),
        (_error(sqlite3.SQLITE_FULL), UNWRITABLE, "the disk is full. Free some space"),
        (_error(sqlite3.SQLITE_IOERR), UNWRITABLE, "does not take or give data. Free some space"),
        (_error(sqlite3.SQLITE_IOERR | 3 << 8), UNWRITABLE, "does not take or give data"),
        (OSError(28, "No space left"), UNWRITABLE, r"refuses \(No space left\)\. Free some space"),
        (_error(sqlite3.SQLITE_BUSY), OTHER, "another program is using the library"),
        (_error(sqlite3.SQLITE_LOCKED), OTHER, "another program is using the library"),
        (_error(sqlite3.SQLITE_ERROR, "near x"), OTHER, r"failed \(near x\)\. Try again"),
        (_error(sqlite3.SQLITE_INTERRUPT, "no such table"), OTHER, "failed"),
        (sqlite3.ProgrammingError("closed"), OTHER, r"failed \(closed\)"),
    ],
)
def test_an_error_says_whether_there_is_damage_or_no_room_and_what_to_do(
    error: Exception, kind: type[LibraryError], told: str
) -> None:
    with pytest.raises(LibraryError, match=told) as caught, telling(Path("library.db")):
        raise error
    assert type(caught.value) is kind
    assert caught.value.__cause__ is error


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with Library(tmp_path / "library.db") as library:
        library.add(make_article(1), added_by="ann")
    return tmp_path / "library.db"


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(connect(path)) as connection:
        yield connection


def _times_open(path: Path) -> int:
    return [link.resolve() for link in Path("/proc/self/fd").iterdir()].count(path.resolve())


@pytest.mark.parametrize(
    ("change", "kind", "told"),
    [
        ("PRAGMA user_version = 1", DAMAGED, "version number is damaged"),
        ("UPDATE state SET version = 1", DAMAGED, "version number is damaged"),
        ("ALTER TABLE state RENAME TO other", DAMAGED, "a table is missing"),
        (
            "UPDATE state SET version = 3; PRAGMA user_version = 3",
            NewerLibraryError,
            "format 3, this one knows 2",
        ),
    ],
)
def test_a_file_whose_version_is_not_plain_is_not_opened(
    path: Path, connection: sqlite3.Connection, change: str, kind: type[LibraryError], told: str
) -> None:
    connection.executescript(change)
    connection.close()
    for alone in (True, False):
        with pytest.raises(kind, match=told) as caught:
            open_database(path, alone=alone)
        assert _times_open(path) == 0, f"not after {caught.value}"


def test_a_file_of_other_tables_is_none_of_ours_and_one_that_lost_all_is_damaged(tmp_path: Path) -> None:
    for table, kind, told in (
        ("CREATE TABLE bookmarks (x)", OTHER, "not a library of Verbatim"),
        ("CREATE TABLE articles (x)", DAMAGED, "a table is missing"),
        ("PRAGMA user_version = 1", DAMAGED, "a table is missing"),
    ):
        path = tmp_path / f"{len(table)}.db"
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(table)
        with pytest.raises(LibraryError, match=told) as caught:
            open_database(path)
        assert type(caught.value) is kind


def test_a_library_without_its_count_of_changes_is_opened_and_begins_to_count(
    path: Path, connection: sqlite3.Connection
) -> None:
    connection.execute("DELETE FROM state")
    open_database(path, alone=False).close()


def test_a_library_that_lost_its_articles_is_one_all_the_same_and_is_mended(
    path: Path, connection: sqlite3.Connection
) -> None:
    connection.execute("DROP TABLE articles")
    open_database(path, alone=False).close()
    with Library(path) as library:
        assert library.count == 0
        assert len(library.damage()) == 1


def test_beside_others_a_library_is_opened_and_never_made_or_changed(path: Path, tmp_path: Path) -> None:
    open_database(path, alone=False).close()
    with pytest.raises(UnreadyLibraryError, match="not made yet"):
        open_database(tmp_path / "new.db", alone=False)
    assert not (tmp_path / "new.db").exists()
    mended = path.with_name(f"{path.name}.mended")
    mended.touch()
    with pytest.raises(UnreadyLibraryError, match="not made yet"):
        open_database(path, alone=False)
    open_database(path).close()
    mended.unlink()
    with closing(connect(tmp_path / "old.db")) as connection:
        migrate(connection, tmp_path / "old.db", MIGRATIONS[:1])
        connection.execute("INSERT INTO state (version) VALUES (1)")
    with pytest.raises(UnreadyLibraryError, match="older version"):
        open_database(tmp_path / "old.db", alone=False)
    with closing(open_database(tmp_path / "old.db")) as connection:
        assert connection.execute("SELECT version FROM state").fetchone() == (len(MIGRATIONS),)


def test_what_nobody_may_write_is_opened_only_in_the_newest_version(path: Path) -> None:
    with closing(open_as_it_is(path)) as as_it_is:
        assert as_it_is.execute("SELECT count(*) FROM articles").fetchone() == (1,)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            as_it_is.execute("DELETE FROM articles")
    for version in (1, 3):
        with closing(connect(path)) as connection:
            connection.executescript(f"UPDATE state SET version = {version}; PRAGMA user_version = {version}")
        with pytest.raises(LibraryError, match="written by another version of Verbatim") as caught:
            open_as_it_is(path)
        assert _times_open(path) == 0, f"not after {caught.value}"


def test_a_text_that_is_no_valid_unicode_is_read_all_the_same(connection: sqlite3.Connection) -> None:
    assert connection.execute("SELECT CAST(x'41ff' AS TEXT)").fetchone() == ("A\udcff",)


def test_a_change_is_on_the_disk_when_it_returns(connection: sqlite3.Connection) -> None:
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_the_name_of_a_new_library_lasts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[Path] = []

    def fsync(descriptor: int) -> None:
        synced.append(Path(f"/proc/self/fd/{descriptor}").readlink())

    monkeypatch.setattr(os, "fsync", fsync)
    for times in (1, 1):
        open_database(tmp_path / "library.db").close()
        assert synced == [tmp_path] * times


def test_a_new_library_counts_from_a_later_number_than_any_before() -> None:
    first = first_generation()
    assert first_generation() >= first
    assert first == pytest.approx(time.time() * 1e6, abs=60e6), "microseconds, as in all libraries so far"


def test_the_folder_of_a_library_is_made_where_it_can_be(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b" / "library.db")
    make_folder(tmp_path / "a" / "b" / "library.db")
    assert (tmp_path / "a" / "b").is_dir()
    (tmp_path / "file").touch()
    with pytest.raises(UnwritableLibraryError, match=r"its folder cannot be made \(.+\)"):
        make_folder(tmp_path / "file" / "library.db")
