"""Watched folders: whatever happens to the files, the library follows, and nothing half-written is served."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

import retrieval.library.shelf as shelf
from retrieval.errors import ArticleError
from retrieval.library import Changes, Failure, Library
from retrieval.models import Article
from tests.library_data import read_plain


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    folder = tmp_path / "seeds"
    folder.mkdir()
    return folder


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library.db", read=read_plain, settle=0) as library:
        yield library


def texts(library: Library) -> list[str]:
    return sorted(article.text for article in library.articles())


def test_files_that_are_there_at_the_start_are_read_at_once(tmp_path: Path, seeds: Path) -> None:
    old = time.time() - 3600
    for name in ("owls.txt", "penguins.txt"):
        (seeds / name).write_text(f"About {name}.")
        os.utime(seeds / name, (old, old))
    with Library(tmp_path / "library.db", read=read_plain, settle=60) as library:
        changes = library.refresh([seeds])
        assert changes.added == (str(seeds / "owls.txt"), str(seeds / "penguins.txt"))
        assert texts(library) == ["About owls.txt.", "About penguins.txt."]
        assert [entry.origin for entry in library.entries()] == list(changes.added)
    with Library(tmp_path / "library.db", read=read_plain, settle=60) as library:
        assert library.refresh([seeds]) == Changes(), "after a restart nothing is new"


def test_a_file_that_comes_while_running_is_seen(library: Library, seeds: Path) -> None:
    assert library.refresh([seeds]) == Changes()
    (seeds / "news").mkdir()
    (seeds / "news" / "owls.txt").write_text("Owls hoot.")
    assert library.refresh([seeds]).added == (str(seeds / "news" / "owls.txt"),)
    assert texts(library) == ["Owls hoot."]


def test_a_changed_file_replaces_its_article_and_the_old_text_can_still_be_cited(
    library: Library, seeds: Path
) -> None:
    (seeds / "owls.txt").write_text("Owls hoot.")
    library.refresh([seeds])
    (cited,) = library.articles()
    (seeds / "owls.txt").write_text("Owls sleep.")
    assert library.refresh([seeds]).changed == (str(seeds / "owls.txt"),)
    assert texts(library) == ["Owls sleep."]
    assert library.get(cited.id) == cited


def test_a_change_that_keeps_size_and_time_is_seen(library: Library, seeds: Path) -> None:
    file = seeds / "owls.txt"
    file.write_text("Owls hoot.")
    library.refresh([seeds])
    before = file.stat()
    file.write_text("Owls boot.")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert library.refresh([seeds]).changed == (str(file),)
    assert texts(library) == ["Owls boot."]


def test_a_touched_file_is_not_a_change(library: Library, seeds: Path) -> None:
    (seeds / "owls.txt").write_text("Owls hoot.")
    library.refresh([seeds])
    generation = library.generation
    os.utime(seeds / "owls.txt", (1, 1))
    assert library.refresh([seeds]) == Changes()
    assert library.generation == generation


def test_a_removed_file_takes_its_article_along(library: Library, seeds: Path) -> None:
    (seeds / "owls.txt").write_text("Owls hoot.")
    library.refresh([seeds])
    (seeds / "owls.txt").unlink()
    assert library.refresh([seeds]).removed == (str(seeds / "owls.txt"),)
    assert texts(library) == []


def test_a_renamed_file_keeps_its_article_unread(tmp_path: Path, seeds: Path) -> None:
    names: list[str] = []

    def read(data: bytes, name: str, failures: list[ArticleError]) -> tuple[Article, ...]:
        names.append(name)
        return read_plain(data, name, failures)

    with Library(tmp_path / "library.db", read=read, settle=0) as library:
        (seeds / "owls.txt").write_text("Owls hoot.")
        library.refresh([seeds])
        (seeds / "owls.txt").rename(seeds / "night birds.txt")
        new = str(seeds / "night birds.txt")
        assert library.refresh([seeds]).renamed == ((str(seeds / "owls.txt"), new),)
        assert [entry.origin for entry in library.entries()] == [new]
        assert names == ["owls.txt"]


def test_a_new_ending_is_a_new_file_because_it_decides_how_it_is_read(library: Library, seeds: Path) -> None:
    (seeds / "owls.txt").write_text("Owls hoot.")
    library.refresh([seeds])
    (seeds / "owls.txt").rename(seeds / "owls.md")
    changes = library.refresh([seeds])
    assert (changes.added, changes.removed) == ((str(seeds / "owls.md"),), (str(seeds / "owls.txt"),))
    assert texts(library) == ["Owls hoot."]


def test_an_article_in_two_files_stays_until_both_are_gone(library: Library, seeds: Path) -> None:
    for name in ("one.txt", "two.txt"):
        (seeds / name).write_text("Owls hoot.")
    library.refresh([seeds])
    for name, left in (("one.txt", ["Owls hoot."]), ("two.txt", [])):
        (seeds / name).unlink()
        library.refresh([seeds])
        assert texts(library) == left


def test_a_file_that_changes_does_not_take_another_files_article(library: Library, seeds: Path) -> None:
    for name in ("one.txt", "two.txt"):
        (seeds / name).write_text("Owls hoot.")
    library.refresh([seeds])
    (seeds / "one.txt").write_text("Penguins swim.")
    library.refresh([seeds])
    assert texts(library) == ["Owls hoot.", "Penguins swim."]


def test_what_somebody_added_by_hand_outlives_the_file(library: Library, seeds: Path) -> None:
    (seeds / "owls.txt").write_text("Owls hoot.")
    library.refresh([seeds])
    (article,) = library.articles()
    library.add(article, added_by="ann")
    (seeds / "owls.txt").unlink()
    library.refresh([seeds])
    assert texts(library) == ["Owls hoot."]


def test_what_a_file_replaced_comes_back_when_the_file_goes(library: Library, seeds: Path) -> None:
    by_hand = Article(id="a1", text="Owls  hoot.")
    library.add(by_hand, added_by="ann")
    (seeds / "owls.txt").write_text("Owls hoot.")
    library.refresh([seeds])
    assert texts(library) == ["Owls hoot."]
    (seeds / "owls.txt").unlink()
    library.refresh([seeds])
    assert list(library.articles()) == [by_hand]


def test_a_removed_article_stays_away_until_its_file_changes(library: Library, seeds: Path) -> None:
    file = seeds / "owls.txt"
    file.write_text("Owls hoot.")
    library.refresh([seeds])
    library.remove(next(library.articles()).id)
    os.utime(file, (1, 1))
    assert library.refresh([seeds]) == library.refresh([seeds], again=True) == Changes()
    file.write_text("Owls sleep.")
    library.refresh([seeds])
    assert texts(library) == ["Owls sleep."]


def test_a_file_being_written_is_left_until_it_is_still(tmp_path: Path, seeds: Path) -> None:
    with Library(tmp_path / "library.db", read=read_plain, settle=0.5) as library:
        file = seeds / "owls.txt"
        file.write_text("Owls ho")
        ahead = time.time() + 10**8  # its clock is years ahead: only two looks can tell
        os.utime(file, (ahead, ahead))
        assert library.refresh([seeds]).waiting == (str(file),)
        file.write_text("Owls hoot at night.")
        os.utime(file, (ahead, ahead))
        assert library.refresh([seeds]).waiting == (str(file),)
        assert texts(library) == []
        changes = library.refresh([seeds], wait=True)
        assert (changes.added, changes.waiting) == ((str(file),), ())
        assert texts(library) == ["Owls hoot at night."]


def test_a_file_that_fails_three_times_is_set_aside_until_it_changes(tmp_path: Path, seeds: Path) -> None:
    looks: list[str] = []

    def read(data: bytes, name: str, failures: list[ArticleError]) -> tuple[Article, ...]:
        looks.append(name)
        return read_plain(data, name, failures)

    with Library(tmp_path / "library.db", read=read, settle=0) as library:
        file = seeds / "bad.txt"
        file.write_bytes(b"\xff\xfe")
        (seeds / "good.txt").write_text("Owls hoot.")
        for look in (1, 2, 3):
            assert library.failures() == ()
            (failure,) = library.refresh([seeds]).failed
            assert (failure.path, failure.looks, failure.set_aside) == (str(file), look, look == 3)
        assert library.refresh([seeds]) == Changes()
        assert looks.count("bad.txt") == 3
        assert [failure.path for failure in library.failures()] == [str(file)]
        assert "UnicodeDecodeError" in library.failures()[0].reason
        file.write_text("Now it is text.")
        library.refresh([seeds])
        assert library.failures() == ()
        assert texts(library) == ["Now it is text.", "Owls hoot."]


def test_a_file_that_went_bad_keeps_its_article_until_it_is_good_again(library: Library, seeds: Path) -> None:
    file = seeds / "owls.txt"
    file.write_text("Owls hoot.")
    library.refresh([seeds])
    file.write_bytes(b"\xff")
    assert library.refresh([seeds]).failed
    assert texts(library) == ["Owls hoot."]
    file.write_text("Owls sleep.")
    library.refresh([seeds])
    assert texts(library) == ["Owls sleep."]


def test_links_pipes_hidden_and_unfinished_files_are_never_opened(
    library: Library, seeds: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "secret.txt").write_text("A secret.")
    (seeds / "link.txt").symlink_to(secret / "secret.txt")
    (seeds / "folder").symlink_to(secret)
    os.mkfifo(seeds / "pipe.txt")
    for name in (".hidden.txt", "page.html.crdownload", "owls.txt~", "owls.txt.part"):
        (seeds / name).write_text("Not to be read.")
    assert library.refresh([seeds]) == Changes()


def test_names_that_are_no_text_or_very_long_are_read_like_others(library: Library, seeds: Path) -> None:
    bad = Path(os.fsdecode(os.fsencode(seeds) + b"/owls-\xff\xfe.txt"))
    bad.write_bytes(b"Owls hoot.")
    (seeds / f"{'o' * 250}.txt").write_text("Long owls.")
    assert len(library.refresh([seeds]).added) == 2
    bad.unlink()
    assert library.refresh([seeds]).removed == (str(bad),)
    assert texts(library) == ["Long owls."]


def test_a_folder_that_is_gone_is_told_and_takes_no_article_along(library: Library, seeds: Path) -> None:
    (seeds / "owls.txt").write_text("Owls hoot.")
    library.refresh([seeds])
    seeds.rename(seeds.with_name("elsewhere"))
    changes = library.refresh([seeds])
    told = "the folder cannot be read (No such file or directory)"
    assert changes.failed == (Failure(str(seeds), told, looks=1, set_aside=False),)
    assert changes.removed == ()
    seeds.mkdir()  # an empty mount point
    changes = library.refresh([seeds])
    assert "another folder" in changes.failed[0].reason
    assert texts(library) == ["Owls hoot."]
    seeds.rmdir()
    seeds.with_name("elsewhere").rename(seeds)
    assert library.refresh([seeds]) == Changes()


def test_a_reader_that_gives_several_articles_has_them_follow_the_file(tmp_path: Path, seeds: Path) -> None:
    def read(data: bytes, name: str, failures: list[ArticleError]) -> tuple[Article, ...]:
        return tuple(article for line in data.splitlines() for article in read_plain(line, name, failures))

    with Library(tmp_path / "library.db", read=read, settle=0) as library:
        for lines in ("one\ntwo\nthree", "two\nfour", "five"):
            (seeds / "feed.txt").write_text(lines)
            library.refresh([seeds])
            assert texts(library) == sorted(lines.splitlines())


def test_progress_is_told_to_the_last_file(library: Library, seeds: Path) -> None:
    for number in range(45):
        (seeds / f"{number}.txt").write_text(f"Text {number}.")
    told: list[tuple[int, int]] = []
    library.refresh([seeds], progress=lambda done, of: told.append((done, of)))
    assert told == [(20, 45), (40, 45), (45, 45)]


def test_a_damaged_library_is_filled_again_from_the_folder(library: Library, seeds: Path) -> None:
    for number in range(5):
        (seeds / f"{number}.txt").write_text(f"Text {number}.")
    library.refresh([seeds])
    before = texts(library)
    library.close()
    library.path.write_bytes(b"not a database " * 1000)
    with Library(library.path, read=read_plain, settle=0) as mended:
        assert len(mended.damage()) == 1
        mended.refresh([seeds])
        assert texts(mended) == before


def test_a_renamed_file_takes_along_only_what_came_from_it(library: Library, seeds: Path) -> None:
    for name in ("one.txt", "two.txt"):
        (seeds / name).write_text("Owls hoot.")
        library.refresh([seeds])
    assert [entry.origin for entry in library.entries()] == [str(seeds / "two.txt")]
    (seeds / "one.txt").rename(seeds / "three.txt")
    library.refresh([seeds])
    assert [entry.origin for entry in library.entries()] == [str(seeds / "two.txt")]
    (seeds / "two.txt").rename(seeds / "TWO.TXT")
    assert library.refresh([seeds]).renamed == ((str(seeds / "two.txt"), str(seeds / "TWO.TXT")),)
    assert [entry.origin for entry in library.entries()] == [str(seeds / "TWO.TXT")]
    assert library.refresh([seeds]) == Changes()


def test_a_file_whose_article_is_lost_may_be_renamed(library: Library, seeds: Path) -> None:
    (seeds / "owls.txt").write_text("Owls hoot.")
    library.refresh([seeds])
    (lost,) = library.articles()
    library._store.change(lambda connection: shelf.delete(connection, lost.id))
    (seeds / "owls.txt").rename(seeds / "birds.txt")
    assert len(library.refresh([seeds]).renamed) == 1


def test_a_renamed_file_that_failed_is_read_anew(library: Library, seeds: Path) -> None:
    (seeds / "bad.txt").write_bytes(b"\xff")
    library.refresh([seeds])
    (seeds / "bad.txt").rename(seeds / "worse.txt")
    changes = library.refresh([seeds])
    assert (changes.renamed, changes.removed) == ((), (str(seeds / "bad.txt"),))
    assert [(failure.path, failure.looks) for failure in changes.failed] == [(str(seeds / "worse.txt"), 1)]


def test_of_two_versions_the_file_that_was_written_later_wins(tmp_path: Path, seeds: Path) -> None:
    def read(data: bytes, name: str, failures: list[ArticleError]) -> tuple[Article, ...]:
        return (Article(id=name, text=data.decode(), url="https://ex.org/owls"),)

    with Library(tmp_path / "versions.db", read=read, settle=0) as library:
        for name, age in (("a.txt", 10), ("b.txt", 30), ("c.txt", 20), ("0.txt", 20)):
            (seeds / name).write_text(f"Text of {name}.")
            os.utime(seeds / name, (1e9 - age, 1e9 - age))
        added = library.refresh([seeds]).added
        assert [Path(path).name for path in added] == ["b.txt", "0.txt", "c.txt", "a.txt"]
        assert texts(library) == ["Text of a.txt."]


def test_a_file_that_fails_and_then_gives_an_article_is_added_and_not_changed(
    library: Library, seeds: Path
) -> None:
    file = seeds / "owls.txt"
    file.write_bytes(b"\xff")
    assert library.refresh([seeds]).added == ()
    file.write_text("Owls hoot.")
    assert library.refresh([seeds])._replace(added=()) == Changes()
    assert texts(library) == ["Owls hoot."]
    assert library.refresh([seeds], again=True).changed == (str(file),)


def test_a_file_read_in_part_is_named_until_all_of_it_is(tmp_path: Path, seeds: Path) -> None:
    def read(data: bytes, name: str, failures: list[ArticleError]) -> tuple[Article, ...]:
        lines = data.splitlines()
        failures.extend(ArticleError(name, "it is empty", "Fill it.") for line in lines if not line)
        return tuple(article for line in lines if line for article in read_plain(line, name, failures))

    with Library(tmp_path / "part.db", read=read, settle=0) as library:
        file = seeds / "feed.txt"
        file.write_text("one\n\ntwo")
        (seeds / "whole.txt").write_text("three")
        (seeds / "none.txt").write_bytes(b"\xff")
        changes = library.refresh([seeds])
        (partly,) = changes.partly
        assert (partly.path, partly.set_aside, "it is empty" in partly.reason) == (str(file), False, True)
        assert library.partly_read() == (partly,)
        assert [failure.path for failure in changes.failed] == [str(seeds / "none.txt")]
        file.write_text("one\ntwo")
        assert library.refresh([seeds]).partly == ()
        assert library.partly_read() == ()


@pytest.mark.parametrize(
    ("before", "after", "still_cited"),
    [
        ("one", "two", True),
        ("one", "two\nthree", False),
        ("one\ntwo", "three", False),
        ("one\ntwo", "two", False),
    ],
)
def test_only_of_a_file_with_one_article_the_next_is_a_version_of_the_last(
    tmp_path: Path, seeds: Path, before: str, after: str, still_cited: bool
) -> None:
    def read(data: bytes, name: str, failures: list[ArticleError]) -> tuple[Article, ...]:
        return tuple(article for line in data.splitlines() for article in read_plain(line, name, failures))

    with Library(tmp_path / "one.db", read=read, settle=0) as library:
        (seeds / "feed.txt").write_text(before)
        library.refresh([seeds])
        (one,) = (article for article in library.articles() if article.text == "one")
        (seeds / "feed.txt").write_text(after)
        library.refresh([seeds])
        assert texts(library) == sorted(after.split("\n"))
        assert (library.find(one.id) is not None) is still_cited


def test_a_version_that_another_file_holds_is_not_replaced(library: Library, seeds: Path) -> None:
    for name in ("one.txt", "two.txt"):
        (seeds / name).write_text("Owls hoot.")
    library.refresh([seeds])
    (seeds / "one.txt").write_text("Owls sleep.")
    library.refresh([seeds])
    assert texts(library) == ["Owls hoot.", "Owls sleep."]


def test_without_a_reader_of_ones_own_files_are_read_as_articles(tmp_path: Path, seeds: Path) -> None:
    (seeds / "owls.txt").write_text("Owls hoot at night near the harbour.")
    (seeds / "owls.zip").write_bytes(b"no archive")
    with Library(tmp_path / "plain.db", settle=0) as library:
        changes = library.refresh([seeds])
        assert texts(library) == ["Owls hoot at night near the harbour."]
        assert [failure.path for failure in changes.failed] == [str(seeds / "owls.zip")]


def test_a_file_that_is_still_being_written_is_waited_for_once(
    tmp_path: Path, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("retrieval.library.folders.time.sleep", slept.append)
    with Library(tmp_path / "wait.db", read=read_plain, settle=600) as library:
        assert library.refresh([seeds], wait=True) == Changes()
        assert slept == []
        (seeds / "owls.txt").write_text("Owls hoot.")
        waiting = Changes(waiting=(str(seeds / "owls.txt"),))
        assert library.refresh([seeds]) == waiting
        assert slept == []
        assert library.refresh([seeds], wait=True) == waiting
        assert slept == [600]


def test_a_file_is_new_for_two_seconds_unless_told_otherwise(
    tmp_path: Path, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    monkeypatch.setattr("retrieval.library.filereader.time.time", lambda: now)
    for name, age in (("young.txt", 1.9), ("old.txt", 2.1)):
        (seeds / name).write_text(name)
        os.utime(seeds / name, (now - age, now - age))
    with Library(tmp_path / "young.db", read=read_plain) as library:
        changes = library.refresh([seeds])
        assert (changes.added, changes.waiting) == ((str(seeds / "old.txt"),), (str(seeds / "young.txt"),))


def test_of_a_file_with_two_articles_one_may_be_removed(tmp_path: Path, seeds: Path) -> None:
    def read(data: bytes, name: str, failures: list[ArticleError]) -> tuple[Article, ...]:
        return tuple(article for line in data.splitlines() for article in read_plain(line, name, failures))

    with Library(tmp_path / "two.db", read=read, settle=0) as library:
        (seeds / "feed.txt").write_text("one\ntwo")
        (seeds / "other.txt").write_text("three")
        library.refresh([seeds])
        (one,) = (article for article in library.articles() if article.text == "one")
        assert library.remove(one.id) == one
        assert library.refresh([seeds]) == Changes()
        assert texts(library) == ["three", "two"]
        (seeds / "feed.txt").unlink()
        library.refresh([seeds])
        assert texts(library) == ["three"]


def test_two_looks_are_told_as_one() -> None:
    failed = [Failure(name, f"look {look}") for look in (1, 2) for name in ("a", "b")]
    first = Changes(("a",), ("b",), ("c",), (("d", "e"),), (failed[0], failed[1]), ("w",), (failed[0],))
    second = Changes(("f",), ("g",), ("h",), (("i", "j"),), (failed[3],), ("v",), (failed[2], failed[3]))
    assert first.then(second) == Changes(
        added=("a", "f"),
        changed=("b", "g"),
        removed=("c", "h"),
        renamed=(("d", "e"), ("i", "j")),
        failed=(failed[0], failed[3]),
        waiting=("v",),
        partly=(failed[2], failed[3]),
    )


class FolderStory(RuleBasedStateMachine):
    """Files come, change, move and go in any order; after each refresh the library holds their texts."""

    names = st.sampled_from(["a.txt", "b.txt", "c/d.txt", "c/e.txt"])
    words = st.sampled_from(["Owls hoot.", "Owls  hoot.", "Penguins swim.", "Cats sleep."])

    def __init__(self) -> None:
        super().__init__()
        self.place = TemporaryDirectory()
        self.folder = Path(self.place.name) / "seeds"
        (self.folder / "c").mkdir(parents=True)
        self.library = Library(Path(self.place.name) / "library.db", read=read_plain, settle=0)

    @rule(name=names, text=words)
    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text)

    @rule(name=names)
    def delete(self, name: str) -> None:
        (self.folder / name).unlink(missing_ok=True)

    @rule(old=names, new=names)
    def rename(self, old: str, new: str) -> None:
        if (self.folder / old).exists():
            (self.folder / old).rename(self.folder / new)

    @rule()
    def restart(self) -> None:
        self.library.close()
        self.library = Library(self.library.path, read=read_plain, settle=0)

    @invariant()
    def the_library_holds_what_the_files_hold(self) -> None:
        self.library.refresh([self.folder])
        written = [file.read_text() for file in self.folder.rglob("*.txt")]
        kept = [article.text for article in self.library.articles()]
        assert {" ".join(text.split()) for text in written} == {" ".join(text.split()) for text in kept}
        assert len(kept) == len({" ".join(text.split()) for text in kept})
        assert set(kept) <= set(written)
        assert self.library.refresh([self.folder]) == Changes()

    def teardown(self) -> None:
        self.library.close()
        self.place.cleanup()


FolderStory.TestCase.settings = settings(
    deadline=None, max_examples=40, stateful_step_count=15, suppress_health_check=[HealthCheck.too_slow]
)
TestFolderStory = FolderStory.TestCase
