"""The library on bad days: kills, flipped bits, full and read-only disks, files of other versions."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from retrieval.errors import RetrievalError
from retrieval.library import Library, NewerLibraryError
from retrieval.library.mendable import MendableFile
from retrieval.library.schema import MIGRATIONS, migrate, open_database
from retrieval.library.shelf import read_row
from retrieval.models import Article
from tests.drills.storage.library import (
    drill_damage,
    drill_full_disk,
    drill_kills,
    files_no_larger_than,
    versions,
)
from tests.library_data import make_article


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "library.db"
    with Library(path) as library:
        for number in range(10):
            library.add_many(versions(number), added_by="ann")
    return path


def flip(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


def inside_article_4(path: Path) -> int:
    return path.read_bytes().index(b"Article 4, version 1.") + 50


def test_a_kill_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    came_to = drill_kills(10, tmp_path)
    assert came_to.acknowledged > 0
    assert (came_to.unreadable, came_to.lost, came_to.wrong) == (0, 0, 0)


def test_damage_to_the_file_is_found_or_harmless_and_never_gives_a_wrong_article(tmp_path: Path) -> None:
    counts = drill_damage(30, tmp_path)
    assert set(counts) <= {"harmless", "mended", "refused", "versions not saved"}
    assert counts["mended"] > 0


def test_damage_to_the_log_of_a_killed_program_is_found(tmp_path: Path) -> None:
    counts = drill_damage(18, tmp_path, log=True)
    assert set(counts) <= {"harmless", "mended", "an earlier state", "versions not saved"}
    assert counts["mended"] > 0


def test_a_full_disk_refuses_or_takes_an_article_whole(tmp_path: Path) -> None:
    assert set(drill_full_disk(24, tmp_path)) == {"refused", "added"}


def test_questions_are_answered_and_articles_added_when_the_disk_has_room_again(path: Path) -> None:
    with Library(path) as library:
        before = list(library.articles())
        with files_no_larger_than(4096):
            with pytest.raises(RetrievalError, match="Free some space"):
                library.add(make_article(99), added_by="ann")
            assert list(library.articles()) == before
        library.add(make_article(99), added_by="ann")
        assert library.count == len(before) + 1


def test_one_damaged_article_is_set_aside_and_all_others_are_kept(path: Path) -> None:
    whole = path.read_bytes()
    flip(path, inside_article_4(path))
    with Library(path) as library:
        assert library.find(make_article(4).id) is None
        (damage,) = library.damage()
        assert (damage.saved, damage.lost) == (sum(len(versions(number)) for number in range(10)) - 1, 1)
        assert list(library.articles()) == [versions(number)[-1] for number in range(10) if number != 4]
        assert (path.parent / damage.moved_to).read_bytes() != whole, "the damaged file is kept"
        library.add(make_article(4), added_by="ann")
        assert library.check() == ()


def test_a_library_that_there_is_no_room_to_mend_stays_as_it_is_until_there_is(path: Path) -> None:
    flip(path, inside_article_4(path))
    damaged = path.read_bytes()
    with Library(path) as library:
        with files_no_larger_than(8192):
            for _ in range(2):
                with pytest.raises(RetrievalError, match="Free some space"):
                    list(library.articles())
            assert path.read_bytes() == damaged
        assert len(list(library.articles())) == 9
        assert len(library.damage()) == 1


def test_damage_while_the_library_is_open_is_mended_too(path: Path) -> None:
    with Library(path) as library:
        generation = library.generation
        with closing(sqlite3.connect(path)) as other:  # so that no page of it is still in memory
            other.execute("UPDATE state SET version = version")
            other.commit()
            other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        flip(path, inside_article_4(path))
        assert len(library.check()) == 1
        assert library.generation > generation, "an index built before is stale"
        assert library.count == 9
        assert library.find(make_article(4).id) is None


def test_a_row_that_is_missing_is_noticed(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM articles WHERE id = ?", (make_article(4).id,))
        connection.commit()
    with Library(path) as library:
        assert make_article(4) not in list(library.articles())
        assert len(library.damage()) == 1


def test_an_article_that_its_index_does_not_know_is_noticed(path: Path) -> None:
    id = make_article(4).id.encode()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("DELETE FROM changes")  # where it stands, too
        connection.commit()
    data = path.read_bytes()
    places = [place for place in range(len(data)) if data.startswith(id, place)]
    # The row holds the id before its text; what stands elsewhere is the index.
    (place,) = [place for place in places if b"Article 4" not in data[place : place + 1500]]
    flip(path, place)
    with Library(path) as library:
        assert len(list(library.articles())) == 10
        assert library.find(make_article(4).id) == make_article(4)
        assert len(library.damage()) == 1


@pytest.mark.parametrize("column", ["id", "replaced_by", "address", "words", "published", "sketch", "record"])
def test_every_column_is_under_the_checksum(path: Path, column: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"UPDATE articles SET {column} = 'x' WHERE sequence = 2")
        row = connection.execute(
            "SELECT id, replaced_by, address, words, published, sketch, record, checksum FROM articles"
            " WHERE sequence = 2"
        ).fetchone()
        with pytest.raises(RetrievalError, match="damaged on the disk"):
            read_row(row)


def test_the_first_page_can_be_lost_without_losing_an_article(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[:4096] = bytes(4096)
    path.write_bytes(data)
    with Library(path) as library:
        assert list(library.articles()) == [versions(number)[-1] for number in range(10)]
        assert len(library.damage()) == 1


@pytest.mark.parametrize("bit", range(8))
def test_a_header_that_makes_a_library_one_that_cannot_be_written_is_mended(path: Path, bit: int) -> None:
    data = bytearray(path.read_bytes())
    data[18] ^= 1 << bit
    path.write_bytes(data)
    with Library(path) as library:
        assert list(library.articles()) == [versions(number)[-1] for number in range(10)]
        library.add(make_article(99), added_by="desk")
        assert len(library.damage()) == 1


def test_an_emptied_file_is_reported(path: Path) -> None:
    path.write_bytes(b"")
    with Library(path) as library:
        assert library.count == 0
        assert len(library.damage()) == 1


def test_an_exchange_that_was_interrupted_is_finished_at_the_next_start(path: Path) -> None:
    good = path.with_name("good.db")
    with Library(good) as library:
        library.add(make_article(50), added_by="ann")
    good.rename(f"{path}.mended")
    MendableFile(path).finish_exchange()
    assert path.with_name(f"{path.name}.damaged-1").exists()
    with Library(path) as library:
        assert list(library.articles()) == [make_article(50)]


def test_a_library_of_a_newer_version_is_refused_and_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE state SET version = 99")
        connection.execute("PRAGMA user_version = 99")
        connection.commit()
    before = path.read_bytes()
    with pytest.raises(NewerLibraryError, match="Update Verbatim"):
        Library(path)
    assert path.read_bytes() == before


def test_a_version_number_that_was_damaged_is_not_taken_for_a_newer_version(path: Path) -> None:
    flip(path, 62)  # SQLite's user_version stands in bytes 60 to 63
    with Library(path) as library:
        assert library.count == 10
        assert len(library.damage()) == 1


def test_an_older_library_is_brought_up_to_date_step_by_step(path: Path) -> None:
    steps = (*MIGRATIONS, ("ALTER TABLE damage ADD COLUMN why TEXT",), ("CREATE TABLE more (x)",))
    with closing(open_database(path)) as connection:
        migrate(connection, path, steps)
        assert connection.execute("PRAGMA user_version").fetchone() == (len(steps),)
        assert connection.execute("SELECT count(*) FROM more").fetchone() == (0,)


def test_a_step_that_fails_leaves_the_old_version(path: Path) -> None:
    steps = (*MIGRATIONS, ("CREATE TABLE more (x)", "CREATE TABLE more (x)"))
    with closing(open_database(path)) as connection:
        with pytest.raises(sqlite3.Error):
            migrate(connection, path, steps)
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    with Library(path) as library:
        assert library.count == 10


def test_a_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (x)")
        connection.commit()
    with pytest.raises(RetrievalError, match="not a library of Verbatim"):
        Library(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("bookmarks",)]


def test_a_place_that_cannot_be_written_gives_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    # /proc takes no new files from anybody, root included.
    for place in (Path("/proc/library.db"), Path("/proc/no/library.db"), tmp_path / "file" / "library.db"):
        with pytest.raises(RetrievalError, match="name another data folder"):
            Library(place)


def test_a_closed_library_says_so(path: Path) -> None:
    library = Library(path)
    library.close()
    with pytest.raises(RetrievalError, match="closed"):
        library.get("a")


def test_a_library_that_another_program_holds_locked_says_so(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.library.schema.BUSY_SECONDS", 0.05)
    with Library(path) as library, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(RetrievalError, match="another program is using the library"):
            library.add(Article(id="x", text="Owls."), added_by="ann")
        assert library.count == 10
