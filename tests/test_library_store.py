"""One library file in one program: changes whole or not at all, damage mended once, the hold let go of."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import retrieval.library.shelf as shelf
from retrieval.library import Library, LibraryError, NewerLibraryError, UnwritableLibraryError, hold
from retrieval.library.mendable import MendableFile
from retrieval.library.salvage import Damage
from retrieval.library.schema import DamagedLibraryError
from retrieval.library.store import FrozenStore, Store, alone_with, log_damage
from tests.library_data import make_article


@pytest.fixture(autouse=True)
def little_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hold, "WAIT", 0.02)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with Library(tmp_path / "library.db") as library:
        library.add_many(map(make_article, range(3)), added_by="ann")
    return tmp_path / "library.db"


@pytest.fixture
def told() -> list[Damage]:
    return []


@pytest.fixture
def store(path: Path, told: list[Damage]) -> Iterator[Store]:
    with closing(Store(path, lambda path, damage: told.append(damage))) as store:
        yield store


def _is_free(path: Path) -> bool:
    try:
        with alone_with(path):
            return True
    except LibraryError:
        return False


@pytest.mark.parametrize("ended", [False, True])
def test_a_change_that_fails_is_none_and_says_why(store: Store, ended: bool) -> None:
    def work(connection: sqlite3.Connection) -> None:
        shelf.delete(connection, make_article(1).id)
        if ended:  # as a full disk does
            connection.execute("ROLLBACK")
        raise KeyError("owls")

    with pytest.raises(KeyError, match="owls"):
        store.change(work)
    assert store.read(shelf.count) == 3
    store.change(lambda connection: shelf.delete(connection, make_article(1).id))
    assert store.read(shelf.count) == 2


def test_what_meets_damage_is_done_once_more_when_that_is_mended(store: Store, told: list[Damage]) -> None:
    tried: list[int] = []

    def work(connection: sqlite3.Connection) -> int:
        tried.append(1)
        if len(tried) == 1:
            raise DamagedLibraryError("it", "it is damaged", "Restore a backup.")
        return shelf.count(connection)

    assert store.read(work) == 3
    assert len(tried) == 2
    assert store.damage() == tuple(told)
    assert [(damage.saved, damage.lost) for damage in told] == [(3, 0)]


def test_damage_that_stays_after_mending_is_told(store: Store, told: list[Damage]) -> None:
    def work(connection: sqlite3.Connection) -> None:
        raise DamagedLibraryError("it", "it is damaged for good", "Restore a backup.")

    with pytest.raises(DamagedLibraryError, match="for good"):
        store.change(work)
    assert len(told) == 1
    assert store.read(shelf.count) == 3


def test_a_library_may_be_mended_though_nothing_shows_and_counts_on(store: Store, path: Path) -> None:
    before = store.read(shelf.generation)
    store.mend()
    assert store.read(shelf.generation) > before
    assert len(store.damage()) == 1
    assert store.read(shelf.count) == 3
    assert not _is_free(path), "it is held as before"


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM state",
        "DROP TABLE state",
        "UPDATE state SET generation = NULL",
        "UPDATE state SET generation = 'x'",
        "UPDATE state SET generation = 4611686018427387904",
    ],
)
def test_after_a_damaged_count_the_next_is_later_than_what_was_seen(
    store: Store, path: Path, damage: str
) -> None:
    before = store.read(shelf.generation)
    with closing(sqlite3.connect(path)) as other:
        other.execute(damage)
        other.commit()
    store.mend()
    assert before < store.read(shelf.generation) < before + 1000


def test_after_mending_the_count_goes_on_from_what_another_program_made_of_it(
    store: Store, path: Path
) -> None:
    before = store.read(shelf.generation)
    with Library(path) as other:
        other.add_many(map(make_article, range(10, 30)), added_by="bob")
    store.mend()
    assert store.read(shelf.generation) > before + 20 + 20


def test_a_file_that_another_program_mended_meanwhile_is_opened_and_not_mended_again(
    store: Store, path: Path, told: list[Damage]
) -> None:
    part = path.with_name("part")
    with Library(part) as other:
        other.add(make_article(7), added_by="bob")
    MendableFile(path).exchange(part)
    store.mend()
    assert told == []
    assert store.read(shelf.count) == 1


def test_a_closed_store_lets_go_and_refuses(path: Path) -> None:
    store = Store(path)
    assert not _is_free(path)
    store.close()
    store.close()
    assert _is_free(path)
    for use in (store.read, store.change):
        with pytest.raises(LibraryError, match="the library is closed"):
            use(shelf.count)


def test_what_cannot_be_opened_is_not_held(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("UPDATE state SET version = 99; PRAGMA user_version = 99")
    with pytest.raises(NewerLibraryError):
        Store(path)
    assert _is_free(path)


def test_a_library_that_somebody_has_alone_is_waited_for_and_then_told(path: Path) -> None:
    with alone_with(path):
        with pytest.raises(LibraryError, match="another program is using the library"):
            Store(path)
        with pytest.raises(LibraryError, match="another program is using the library"), alone_with(path):
            pytest.fail("two had it alone")
    Store(path).close()
    assert _is_free(path)


def test_a_place_that_takes_no_hold_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "library.db.lock").mkdir()
    with pytest.raises(
        UnwritableLibraryError, match=r"the library cannot be written \(.+\)\. Make its folder"
    ):
        Store(tmp_path / "library.db")
    with pytest.raises(UnwritableLibraryError, match="the disk refuses"), alone_with(tmp_path / "library.db"):
        pytest.fail("nobody can hold it")


def test_what_was_mended_is_said_in_the_log_where_nobody_else_hears_of_it(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    log_damage(path, Damage("2026-11-22", "library.db.damaged-1", 7, 2))
    assert caplog.messages == [
        "library.db was damaged: 7 versions of articles saved, 2 lost; the old file is "
        "library.db.damaged-1. See: verbatim doctor"
    ]


@pytest.mark.parametrize("log", [False, True])
def test_a_frozen_library_is_read_as_it_is_with_what_its_log_holds(
    path: Path, tmp_path: Path, log: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(elsewhere))
    left = tmp_path / "left"
    left.mkdir()
    with Library(path) as library:
        library.add(make_article(9), added_by="ann")
        for suffix in ("", "-wal") if log else ("",):
            shutil.copy(f"{path}{suffix}", left)
    names = sorted(one.name for one in left.iterdir())
    with closing(FrozenStore(left / "library.db")) as store:
        assert store.read(shelf.count) == (4 if log else 3)
        assert len(list(elsewhere.glob("verbatim-reading-*"))) == log
        with pytest.raises(LibraryError, match="cannot be written"):
            store.change(shelf.count)
        with pytest.raises(LibraryError, match="cannot be mended where nothing can be written"):
            store.mend()
    assert sorted(one.name for one in left.iterdir()) == names
    assert list(elsewhere.iterdir()) == []
