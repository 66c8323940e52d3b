"""What an index learns from its library: which articles changed since it was made, and what they are now."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

import retrieval.library.shelf as shelf
from retrieval.library import Changed, Library, Mark
from retrieval.library.changelog import changed_since
from retrieval.library.records import Record
from retrieval.library.salvage import rebuild
from retrieval.library.store import Store
from tests.library_data import make_article


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "library.db"


def _changed(library: Library, mark: Mark) -> set[str] | None:
    changed = library.changed_since(mark)
    return None if changed is None else set(changed.ids)


def test_every_article_that_came_changed_or_went_is_told(path: Path) -> None:
    old, new, gone = make_article(1), make_article(1, 2), make_article(2)
    with Library(path) as library:
        library.add_many([old, gone], added_by="ann")
        mark = library.mark
        assert _changed(library, mark) == set()
        library.add(new, added_by="ann")
        library.remove(gone.id)
        changed = library.changed_since(mark)
        assert changed is not None
        assert changed.mark == library.mark != mark
        assert set(changed.ids) == {old.id, new.id, gone.id}
        assert library.current(changed.ids) == {new.id: new}
    with Library(path) as library:
        assert _changed(library, mark) == {old.id, new.id, gone.id}


def test_an_article_that_did_not_change_is_not_told(path: Path) -> None:
    with Library(path) as library:
        library.add(make_article(1), added_by="ann")
        mark = library.mark
        library.add(make_article(1), added_by="ann")
        assert _changed(library, mark) == set()


def test_a_state_of_another_history_is_not_known(path: Path, tmp_path: Path) -> None:
    with Library(path) as library, Library(tmp_path / "other.db") as other:
        library.add_many([make_article(1), make_article(2)], added_by="ann")
        other.add_many([make_article(3), make_article(4)], added_by="ann")
        assert library.changed_since(other.mark) is None
        same_count = Mark(library.mark.generation - 1, bytes(32))
        assert library.changed_since(same_count) is None


@pytest.mark.parametrize("more", [0, 1])
def test_a_backup_that_was_put_back_is_told_from_what_came_after_it(path: Path, more: int) -> None:
    with Library(path) as library:
        library.add(make_article(1), added_by="ann")
    backup = path.read_bytes()
    with Library(path) as library:
        library.add(make_article(2), added_by="ann")
        mark = library.mark
    path.write_bytes(backup)
    with Library(path) as library:
        library.add_many(map(make_article, range(3, 3 + more)), added_by="ann")
        assert library.mark.generation == mark.generation - 1 + more
        assert library.changed_since(mark) is None


def test_an_article_that_changed_twice_is_told_once(path: Path) -> None:
    with Library(path) as library:
        library.add(make_article(1), added_by="ann")
        mark = library.mark
        for version in (2, 3):
            library.add(make_article(1, version), added_by="ann")
        changed = library.changed_since(mark)
        assert changed is not None
        assert changed.ids == tuple(make_article(1, version).id for version in (1, 2, 3))


def test_a_change_of_more_than_can_be_told_is_not_passed_over(path: Path) -> None:
    with closing(Store(path)) as store:
        store.change(lambda connection: shelf.write(connection, _record(1)))
        before = store.read(shelf.mark)
        store.change(lambda connection: shelf.count_change(connection, None))
        now = store.read(shelf.mark)
        assert store.read(lambda connection: changed_since(connection, before, now)) is None
        assert store.read(lambda connection: changed_since(connection, now, now)) == Changed(now, ())
        store.change(lambda connection: shelf.write(connection, _record(2)))
        last = store.read(shelf.mark)
        assert store.read(lambda connection: changed_since(connection, now, last)) == Changed(
            last, (make_article(2).id,)
        )


def _record(number: int) -> Record:
    return Record(make_article(number), "ann", datetime(2026, 11, 22, tzinfo=UTC))


def test_a_mended_library_does_not_know_what_it_lost(path: Path) -> None:
    with Library(path) as library:
        library.add_many(map(make_article, range(3)), added_by="ann")
        mark = library.mark
    rebuild(path, after=0)
    with Library(path) as library:
        assert library.changed_since(mark) is None
        again = library.mark
        library.add(make_article(9), added_by="ann")
        assert _changed(library, again) == {make_article(9).id}


def test_a_damaged_or_missing_line_of_what_changed_is_not_believed(path: Path) -> None:
    with Library(path) as library:
        mark = library.mark
        library.add_many(map(make_article, range(3)), added_by="ann")
        middle = library.mark.generation - 1
        assert _changed(library, mark) is None  # before the first change there is no line to know it by
    for damage in (
        f"UPDATE changes SET id = 'x' WHERE generation = {middle}",
        f"DELETE FROM changes WHERE generation = {middle}",
    ):
        with closing(sqlite3.connect(path)) as connection:
            first = connection.execute("SELECT min(generation), digest FROM changes").fetchone()
            connection.execute(damage)
            connection.commit()
        with Library(path) as library:
            assert library.changed_since(Mark(*first)) is None


def test_articles_are_read_in_their_order_and_from_where_somebody_stopped(path: Path) -> None:
    articles = [make_article(number, characters=60) for number in range(450)]
    with Library(path) as library:
        library.add_many(articles, added_by="ann")
        assert list(library.articles_behind()) == articles
        done = [article.id for article in articles[:300]]
        library.remove(done[-1])
        assert list(library.articles_behind(done)) == articles[300:]


def test_so_many_changes_are_remembered_and_no_more(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.library.changelog.MOST_KEPT", 10)
    monkeypatch.setattr("retrieval.library.changelog._FORGET_EVERY", 1)
    with Library(path) as library:
        marks = []
        for number in range(15):
            library.add(make_article(number, characters=20), added_by="ann")
            marks.append(library.mark)
        known = [library.changed_since(mark) for mark in marks]
    assert [changed and len(changed.ids) for changed in known] == [None] * 5 + list(range(9, -1, -1))


def test_changes_of_long_ago_are_forgotten(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.library.changelog.MOST_KEPT", 10)
    with Library(path) as library:
        library.add(make_article(0, characters=20), added_by="ann")
        first = library.mark
        library.add_many((make_article(n, characters=20) for n in range(1, 1100)), added_by="ann")
        assert library.changed_since(first) is None
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM changes").fetchone()[0] < 1100
