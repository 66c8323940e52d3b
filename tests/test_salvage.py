"""A damaged library: which rows of it are reached, and which of two readings gives what."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

from retrieval.library import Library, salvage
from retrieval.library.filetable import FileRow, read_files, write_file
from retrieval.library.records import Record
from retrieval.library.salvage import Damage, rebuild
from retrieval.library.shelf import write
from retrieval.library.store import Store
from retrieval.models import Article
from tests.library_data import make_article

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class _Torn:
    """A table of rows by their sequence, in which walking stops at some and looking one up may not."""

    def __init__(self, rows: set[int], stops: set[int], lost: set[int]) -> None:
        self._rows, self._stops, self._lost = rows, stops, lost
        self.looked_up: list[int] = []

    def execute(self, sql: str, values: tuple[int, ...] = ()) -> Iterator[tuple[int, str]]:
        if values:
            self.looked_up.append(values[0])
        wanted = sorted(self._rows, reverse="DESC" in sql)
        for row in [one for one in wanted if not values or one == values[0]]:
            if row in (self._lost if values else self._stops):
                raise sqlite3.DatabaseError("malformed")
            yield row, f"row {row}"


def _reached(torn: _Torn, size: int) -> list[int]:
    rows = salvage._rows(cast(sqlite3.Connection, torn), size)
    return [int(row.split()[1]) for (row,) in rows]


@pytest.mark.parametrize(
    ("stops", "lost", "reached"),
    [
        (set(), set(), [1, 2, 3, 4, 5, 6, 7]),
        ({3}, {3}, [1, 2, 7, 6, 5, 4]),
        ({3, 6}, {3, 6}, [1, 2, 7, 4, 5]),
        ({3, 6}, {4}, [1, 2, 7, 3, 5, 6]),
        ({1, 7}, {4}, [1, 2, 3, 5, 6, 7]),
        ({1, 7}, {1, 2, 3, 4, 5, 6, 7}, []),
    ],
)
def test_rows_are_reached_from_both_ends_and_then_one_by_one(
    stops: set[int], lost: set[int], reached: list[int]
) -> None:
    assert _reached(_Torn(set(range(1, 8)), stops, lost), 7 * 512) == reached


def test_rows_are_looked_up_as_far_as_there_may_be_some_and_no_further(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for rows, size, most, last in (
        ({1, 2, 3}, 5 * 512 + 511, 100, 5),  # no row is smaller than 512 bytes
        ({1, 2, 9}, 512, 100, 9),  # of what was taken away the numbers are not used again
        ({1, 2, 3}, 50 * 512, 20, 20),
    ):
        monkeypatch.setattr(salvage, "_MOST_PROBES", most)
        torn = _Torn(rows, {2}, {2})
        assert _reached(torn, size) == [1, *sorted(rows - {1, 2}, reverse=True)]
        assert torn.looked_up == [number for number in range(1, last + 1) if number not in rows - {2}]
    walked = _Torn({1, 2}, set(), set())
    assert _reached(walked, 50 * 512) == [1, 2]
    assert walked.looked_up == [], "what was walked to its end is whole"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A library of three articles, one in two versions, and two files that hold some of them."""
    path = tmp_path / "library.db"
    with closing(Store(path, told=lambda path, damage: None)) as store:

        def work(connection: sqlite3.Connection) -> None:
            for number in (1, 2, 3):
                write(connection, Record(make_article(number), "ann", NOON))
            write(connection, Record(make_article(1, 2), "ann", NOON, replaced_by=make_article(1).id))
            write_file(connection, FileRow("/news/1.txt", "1:1:1:1", articles=(make_article(1).id,)))
            both = (make_article(2).id, make_article(3).id)
            write_file(connection, FileRow("/news/2.txt", "2:2:2:2", articles=both))

        store.change(work)
    return path


def _spoil(path: Path, text: bytes) -> None:
    data = bytearray(path.read_bytes())
    data[data.rindex(text)] ^= 1
    path.write_bytes(data)


def _files(path: Path) -> list[str]:
    with closing(Store(path)) as store:
        return [row.path for row in store.read(lambda connection: list(read_files(connection)))]


def test_what_is_whole_is_taken_over_and_what_is_lost_is_counted(path: Path) -> None:
    _spoil(path, b"Article 3, version 1.")
    before = datetime.now(UTC).replace(microsecond=0)
    damage = rebuild(path, after=0)
    assert damage[1:] == ("library.db.damaged-1", 3, 1)
    assert before <= datetime.fromisoformat(damage.found) <= datetime.now(UTC)
    with Library(path) as library:
        assert list(library.articles()) == [make_article(1), make_article(2)]
        assert library.get(make_article(1, 2).id) == make_article(1, 2)
        assert library.damage() == (damage,)
        assert library.check() == ()
    assert _files(path) == ["/news/1.txt"], "a file of which an article is lost is read again"
    assert sorted(one.name for one in path.parent.iterdir()) == [
        *("library.db", "library.db.damaged-1", "library.db.lock")
    ]


def test_a_second_damage_goes_to_a_name_of_its_own(path: Path) -> None:
    for number, saved in ((1, 3), (2, 2)):
        _spoil(path, f"Article {4 - number}, version 1.".encode())
        assert rebuild(path, after=0) == Damage(_now(path), f"library.db.damaged-{number}", saved, 1)


def _now(path: Path) -> str:
    with Library(path) as library:
        return library.damage()[-1].found


def test_changes_count_on_from_the_last_that_anybody_saw(path: Path) -> None:
    rebuild(path, after=10**17)
    with Library(path) as library:
        assert 10**17 < library.generation < 10**17 + 100


def _killed(path: Path, change: Callable[[Library], object]) -> Path:
    """The library as a program leaves it that is killed after a change."""
    left = path.parent / "left"
    left.mkdir()
    with Library(path) as library:
        change(library)
        for suffix in ("", "-wal"):
            shutil.copy(f"{path}{suffix}", left)
    return left / path.name


def test_of_two_readings_the_later_one_counts_and_the_other_fills_its_gaps(path: Path) -> None:
    added = Article(id="new", text="Owls hoot at night.")
    left = _killed(path, lambda library: library.add(added, added_by="bob"))
    log = Path(f"{left}-wal")
    data = bytearray(log.read_bytes())
    data[32 + 16] ^= 1  # a sum of the first frame: SQLite takes nothing of the log
    log.write_bytes(data)
    assert rebuild(left, after=0).lost == 0
    with Library(left) as library:
        assert library.get("new") == added
        assert library.count == 4
    assert Path(f"{left}.damaged-1-wal").exists()


def test_a_library_that_stands_in_its_log_alone_is_saved_from_there(tmp_path: Path) -> None:
    left = _killed(
        tmp_path / "new.db", lambda library: library.add_many(map(make_article, range(3)), added_by="ann")
    )
    log = Path(f"{left}-wal")
    data = bytearray(log.read_bytes())
    data[32 + 16] ^= 1
    log.write_bytes(data)
    assert rebuild(left, after=0)[2:] == (3, 0)


def test_a_salvage_leaves_no_folder_behind(path: Path) -> None:
    path.write_bytes(b"no library at all" * 1000)
    assert rebuild(path, after=0)[2:] == (0, 0)
    assert not list(path.parent.glob(".salvage-*"))
