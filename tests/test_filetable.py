"""What is remembered of watched files, and which articles go when no file holds them any more."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

import retrieval.library.shelf as shelf
from retrieval.library.filetable import (
    FileRow,
    FileState,
    as_removed,
    forget_file,
    held_ids,
    read_files,
    release,
    unheld,
    write_file,
)
from retrieval.library.records import Record
from retrieval.library.schema import MIGRATIONS, open_database
from retrieval.models import Article

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ROW = FileRow("/news/b.txt", "1:2:3:4", "digest", FileState.FAILED, 2, "it is empty", ("a1", "a2"))


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_database(tmp_path / "library.db")) as connection:
        shelf.start_state(connection, len(MIGRATIONS))
        yield connection


def _put(connection: sqlite3.Connection, id: str, replaced_by: str | None = None, kept: bool = False) -> None:
    article = Article(id=id, text=f"Text of {id}.")
    shelf.write(
        connection, Record(article, "folder", datetime(2026, 11, 22, tzinfo=UTC), None, kept, replaced_by)
    )


def test_rows_come_back_as_they_were_in_the_order_of_their_paths(
    connection: sqlite3.Connection,
) -> None:
    rows = [ROW._replace(path=path) for path in ("/news/\udcff.txt", "/news/b.txt", "/news/a.txt")]
    for row in [*rows, rows[0]._replace(looks=3)]:
        write_file(connection, row)
    assert list(read_files(connection)) == [rows[2], rows[1], rows[0]._replace(looks=3)]
    assert [type(row.state) for row in read_files(connection)] == [FileState] * 3
    forget_file(connection, "/news/\udcff.txt")
    assert list(read_files(connection)) == [rows[2], rows[1]]


@pytest.mark.parametrize("column", ["path", "record", "checksum"])
def test_a_row_that_is_not_as_it_was_written_is_left_out(connection: sqlite3.Connection, column: str) -> None:
    write_file(connection, ROW)
    write_file(connection, ROW._replace(path="/news/a.txt"))
    connection.execute(f"UPDATE files SET {column} = x'61' WHERE path = ?", (b"/news/b.txt",))
    assert list(read_files(connection)) == [ROW._replace(path="/news/a.txt")]


def test_the_states_of_files_are_written_as_words_that_libraries_hold(connection: sqlite3.Connection) -> None:
    words = {"read": FileState.READ, "failed": FileState.FAILED, "removed": FileState.REMOVED}
    for word, state in words.items():
        write_file(connection, ROW._replace(path=word, state=state))
        (data,) = connection.execute("SELECT record FROM files WHERE path = ?", (word.encode(),)).fetchone()
        assert f'"{word}"'.encode() in data


def test_the_file_of_an_article_that_somebody_removed_is_passed_over_with_no_fault() -> None:
    assert as_removed(ROW) == FileRow(ROW.path, ROW.look, ROW.content, FileState.REMOVED)
    assert ROW.looks == 2


def test_articles_are_held_by_all_files_or_by_those_that_count(connection: sqlite3.Connection) -> None:
    write_file(connection, ROW)
    write_file(connection, ROW._replace(path="/news/c.txt", articles=("a2", "a3")))
    assert held_ids(connection) == {"a1", "a2", "a3"}
    assert held_ids(connection, {"/news/c.txt"}) == {"a2", "a3"}
    assert held_ids(connection, ()) == frozenset()


def test_what_no_file_holds_and_nobody_added_by_hand_is_unheld(connection: sqlite3.Connection) -> None:
    _put(connection, "free")
    _put(connection, "held")
    _put(connection, "kept", kept=True)
    assert unheld(connection, ["kept", "free", "none", "held"], {"held"}) == ["free"]


@pytest.mark.parametrize(
    ("kept", "held", "left"),
    [
        ((), (), {}),
        (("a",), (), {"a": None}),
        ((), ("a",), {"a": None}),
        ((), ("b",), {"b": None, "a": "b"}),
        (("b",), ("a",), {"b": None, "a": "b"}),
        ((), ("c",), {"a": "b", "b": "c", "c": None}),
        (("c",), (), {"a": "b", "b": "c", "c": None}),
    ],
)
def test_what_goes_gives_back_what_it_replaced_where_something_holds_that(
    connection: sqlite3.Connection, kept: tuple[str, ...], held: tuple[str, ...], left: dict[str, str | None]
) -> None:
    """Of three versions, c is the last."""
    for id, next_one in (("a", "b"), ("b", "c"), ("c", None)):
        _put(connection, id, next_one, id in kept)
    release(connection, ["c"], set(held))
    found = {record.article.id: record.replaced_by for record in shelf.records(connection, current=False)}
    assert found == left
    shelf.verify(connection)


def test_only_what_is_current_is_released(connection: sqlite3.Connection) -> None:
    _put(connection, "a", "b")
    _put(connection, "b", kept=True)
    release(connection, ["a", "none"], ())
    assert shelf.find(connection, "a") is not None


def test_several_that_one_replaced_come_back_or_go_each_for_itself(connection: sqlite3.Connection) -> None:
    for id in ("a", "b", "c"):
        _put(connection, id, "d", kept=id == "b")
    _put(connection, "d")
    release(connection, ["d"], {"c"})
    assert [record.article.id for record in shelf.records(connection)] == ["b", "c"]
    assert shelf.find(connection, "a") is None
