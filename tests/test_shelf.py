"""The rows of the library: what becomes of an article that comes, and which damage to them is noticed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import retrieval.library.shelf as shelf
from retrieval.library.records import Record
from retrieval.library.schema import MIGRATIONS, DamagedLibraryError, LibraryError, open_database
from retrieval.library.shelf import Status
from retrieval.models import Article

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
OWLS = Article(id="a1", text="Owls hoot.", url="https://ex.org/owls")
LATER = Article(id="a2", text="Owls hoot at night.", url="https://ex.org/owls")
COPY = Article(id="a3", text="Owls  hoot at night.")
LARKS = Article(id="b1", text="Larks sing.", url="https://ex.org/larks")


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_database(tmp_path / "library.db")) as connection:
        shelf.start_state(connection, len(MIGRATIONS), 100)
        yield connection


def _record(article: Article, kept: bool = True) -> Record:
    return Record(article, "ann", NOON, kept=kept)


def _put(connection: sqlite3.Connection, *articles: Article, kept: bool = True) -> list[Status]:
    return [shelf.put(connection, _record(article, kept)) for article in articles]


def _now(connection: sqlite3.Connection) -> dict[str, str | None]:
    """Which version is replaced by which."""
    return {record.article.id: record.replaced_by for record in shelf.records(connection, current=False)}


NEW, REPLACED, UNCHANGED = Status.NEW, Status.REPLACED, Status.UNCHANGED


@pytest.mark.parametrize(
    ("articles", "became", "versions"),
    [
        ([OWLS, LARKS], [NEW, NEW], {"a1": None, "b1": None}),
        ([OWLS, OWLS], [NEW, UNCHANGED], {"a1": None}),
        ([OWLS, replace(OWLS, title="Owls")], [NEW, REPLACED], {"a1": None}),
        ([OWLS, LATER], [NEW, REPLACED], {"a1": "a2", "a2": None}),
        ([OWLS, LATER, COPY], [NEW, REPLACED, REPLACED], {"a1": "a2", "a2": "a3", "a3": None}),
        ([OWLS, LATER, OWLS], [NEW, REPLACED, REPLACED], {"a1": None, "a2": "a1"}),
        ([OWLS, LATER, LATER], [NEW, REPLACED, UNCHANGED], {"a1": "a2", "a2": None}),
    ],
)
def test_an_article_is_new_takes_the_place_of_what_it_is_a_version_of_or_changes_nothing(
    connection: sqlite3.Connection,
    articles: list[Article],
    became: list[Status],
    versions: dict[str, str | None],
) -> None:
    assert _put(connection, *articles) == became
    assert _now(connection) == versions
    shelf.verify(connection)


def test_one_article_may_take_the_place_of_several_and_of_what_somebody_names(
    connection: sqlite3.Connection,
) -> None:
    _put(connection, OWLS, replace(COPY, id="c1"), LARKS)
    both = Article(id="d1", text="Owls hoot at night.", url="https://ex.org/owls")
    assert shelf.put(connection, _record(both), ["b1", "d1", "none"]) is REPLACED
    assert _now(connection) == {"a1": "d1", "c1": "d1", "b1": "d1", "d1": None}
    assert shelf.put(connection, _record(both), ["a1"]) is UNCHANGED, "what is replaced is no rival"
    _put(connection, replace(LARKS, id="b2"))
    assert shelf.put(connection, _record(both), ["b2"]) is REPLACED


@pytest.mark.parametrize(
    ("article", "told"),
    [
        (Article(id="x", text=" \n"), "x: it has no text or no id"),
        (Article(id="", text="Owls."), "an article: it has no text or no id"),
        (Article(id="a\n", text="Owls."), "it has no text or no id"),
        (Article(id="\ud800", text="Owls."), "it has no text or no id"),
        (replace(OWLS, text="Larks sing."), "another text has this id"),
        (replace(OWLS, url="https://ex.org/other"), "another text has this id"),
    ],
)
def test_what_would_be_no_article_or_another_one_is_refused(
    connection: sqlite3.Connection, article: Article, told: str
) -> None:
    _put(connection, OWLS)
    with pytest.raises(LibraryError, match=told):
        _put(connection, article)
    assert _now(connection) == {"a1": None}


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("second", [True, False])
@pytest.mark.parametrize("title", [None, "Owls"])
def test_what_somebody_added_by_hand_stays_so(
    connection: sqlite3.Connection, first: bool, second: bool, title: str | None
) -> None:
    _put(connection, OWLS, kept=first)
    before = shelf.generation(connection)
    _put(connection, replace(OWLS, title=title), kept=second)
    found = shelf.find(connection, "a1")
    assert found is not None
    assert found.kept is (first or second)
    changed = title is not None or (second and not first)
    assert shelf.generation(connection) == before + changed


def test_the_digest_knows_every_row_and_none_that_went(connection: sqlite3.Connection) -> None:
    assert shelf.mark(connection) == (100, bytes(32))
    _put(connection, OWLS, LARKS)
    generation, digest = shelf.mark(connection)
    assert generation == 102
    shelf.delete(connection, "a1")
    shelf.delete(connection, "none")
    assert shelf.generation(connection) == 103
    _put(connection, OWLS)
    assert shelf.mark(connection) == (104, digest)
    for id in ("a1", "b1"):
        shelf.delete(connection, id)
    assert shelf.mark(connection) == (106, bytes(32))


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("DELETE FROM articles WHERE id = 'a1'", "articles are missing from the file"),
        ("UPDATE articles SET checksum = x'00' WHERE id = 'a1'", "a checksum is damaged"),
        ("UPDATE articles SET checksum = 5 WHERE id = 'a1'", "a checksum is damaged"),
        ("UPDATE articles SET published = '2026' WHERE id = 'a1'", "'a1': it is damaged on the disk"),
        ("UPDATE articles SET id = 'a9' WHERE id = 'a1'", "'a9': it is damaged on the disk"),
        ("UPDATE state SET generation = 5", "its table of contents is damaged"),
        ("UPDATE state SET digest = zeroblob(32)", "its table of contents is damaged"),
        ("UPDATE state SET checksum = NULL", "its table of contents is damaged"),
        ("DELETE FROM state", "its table of contents is damaged"),
        (
            "PRAGMA ignore_check_constraints = ON; UPDATE state SET only = 2;"
            "PRAGMA ignore_check_constraints = OFF",
            r"it is damaged \(CHECK",
        ),
    ],
)
def test_what_is_not_as_it_was_written_is_noticed(
    connection: sqlite3.Connection, damage: str, told: str
) -> None:
    _put(connection, OWLS, LATER, LARKS)
    shelf.verify(connection)
    connection.executescript(damage)
    with pytest.raises(DamagedLibraryError, match=told):
        shelf.verify(connection)


def test_versions_are_told_from_the_newest_to_the_first(connection: sqlite3.Connection) -> None:
    _put(connection, OWLS, LATER, COPY, LARKS)
    assert [record.article.id for record in shelf.versions(connection, "a3")] == ["a3", "a2", "a1"]
    assert [record.article.id for record in shelf.versions(connection, "a2")] == ["a2", "a1"]
    assert [shelf.newest_version(connection, id) for id in ("a1", "a2", "a3", "b1")] == [
        *("a3", "a3", "a3", "b1")
    ]
    assert shelf.newest_version(connection, "none") == "none"
    shelf.put(connection, _record(Article(id="d1", text="Birds.")), ["a3", "b1"])
    assert shelf.replaced_by(connection, "d1") == ["b1", "a3"]
    assert [record.article.id for record in shelf.versions(connection, "d1")] == [
        "d1",
        "b1",
        "a3",
        "a2",
        "a1",
    ]
    assert shelf.versions(connection, "none") == []


def test_a_circle_of_versions_is_walked_once(connection: sqlite3.Connection) -> None:
    for id, other in (("a1", "a2"), ("a2", "a1")):
        article = Article(id=id, text=f"Text {id}.")
        shelf.write(connection, _record(article)._replace(replaced_by=other))
    assert {record.article.id for record in shelf.versions(connection, "a1")} == {"a1", "a2"}
    assert shelf.newest_version(connection, "a1") in ("a1", "a2")


def test_ids_are_found_by_their_beginning_and_earlier_versions_only_where_nothing_else_is(
    connection: sqlite3.Connection,
) -> None:
    _put(connection, OWLS, LATER, COPY, LARKS)
    assert shelf.ids_from(connection, "a") == ["a3"]
    assert shelf.ids_from(connection, "a1") == ["a1"]
    assert shelf.ids_from(connection, "b") == ["b1"]
    assert shelf.ids_from(connection, "") == ["a3", "b1"]
    assert shelf.ids_from(connection, "1") == []


def test_articles_are_counted_and_listed_without_those_that_were_replaced(
    connection: sqlite3.Connection,
) -> None:
    _put(connection, OWLS, LATER, LARKS, replace(LARKS, id="c1", text="Jays call.", url=None))

    def listed(current: bool = True, **part: int) -> list[str]:
        return [record.article.id for record in shelf.records(connection, current, **part)]

    assert listed() == ["a2", "b1", "c1"]
    assert listed(start=1) == ["b1", "c1"]
    assert listed(start=1, limit=1) == ["b1"]
    assert listed(limit=2) == ["a2", "b1"]
    assert listed(False, limit=2) == ["a1", "a2"]
    assert shelf.count(connection) == 3
    assert [shelf.has_more_than(connection, count) for count in (0, 2, 3)] == [True, True, False]
    assert [shelf.sequence_of(connection, id) for id in ("a1", "a2", "b1", "none")] == [1, 2, 3, None]
    assert shelf.following(connection, 0, 2) == (3, [LATER, LARKS])
    assert shelf.following(connection, 3, 2)[0] == 4
    assert shelf.following(connection, 4, 2) == (4, [])


def test_the_newest_is_of_the_current_articles_with_a_day(connection: sqlite3.Connection) -> None:
    assert shelf.newest(connection) is None
    _put(connection, OWLS)
    assert shelf.newest(connection) is None
    _put(
        connection, replace(LATER, published=date(2026, 11, 22)), replace(LARKS, published=date(2026, 11, 20))
    )
    assert shelf.newest(connection) == date(2026, 11, 22)
    _put(connection, COPY)
    assert shelf.newest(connection) == date(2026, 11, 20), "what was replaced is not new any more"


def test_current_articles_are_read_by_their_ids_however_many(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "_AT_ONCE", 2)
    _put(connection, OWLS, LATER, LARKS)
    ids = ["none", "a1", "b1", "\ud800", "", "a2", "b1"]
    assert shelf.current(connection, ids) == {"a2": LATER, "b1": LARKS}
    assert shelf.current(connection, ids[:3]) == {"b1": LARKS}
    assert shelf.current(connection, []) == {}


def test_a_library_begins_to_count_where_it_is_told_or_later_than_ever(tmp_path: Path) -> None:
    for beginning, least in ((7, 7), (None, 10**15), (0, 10**15)):
        with closing(open_database(tmp_path / f"{beginning}.db")) as connection:
            shelf.start_state(connection, len(MIGRATIONS), beginning)
            assert shelf.generation(connection) >= least
            assert (shelf.generation(connection) == 7) is (beginning == 7)
