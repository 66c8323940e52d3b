"""When an index is made, taken further, merged or left as it is, step by step and in this process."""

from __future__ import annotations

import logging
import subprocess
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from retrieval import Article, PassageIndex
from retrieval.archive import Archive, IndexBusyError
from retrieval.catalogue import upkeep
from retrieval.catalogue.index import ArchiveIndex
from retrieval.catalogue.upkeep import Keeper, bring_up, is_due, main, take_in
from retrieval.library import Changed, Library, Mark

Told = list[tuple[int, int]]


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two articles are a small library, and two changes little."""
    monkeypatch.setattr(upkeep, "IN_MEMORY", 2)
    monkeypatch.setattr(upkeep, "TAKEN_IN", 2)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library.sqlite") as library:
        yield library


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is done to the index: `build`, `merge`, `take in`; all of it in this process."""
    done: list[str] = []

    def note(name: str, word: str) -> None:
        real = getattr(upkeep, name)

        def noting(*arguments: Any) -> Any:
            done.append(word)
            return real(*arguments)

        monkeypatch.setattr(upkeep, name, noting)

    note("build", "build")
    note("merge", "merge")
    note("take_in", "take in")

    def work(keeper: Keeper) -> bool:
        bring_up(keeper._library, keeper._folder, keeper._progress)
        return True

    monkeypatch.setattr(Keeper, "_work", work)
    return done


def _fill(library: Library, *numbers: int) -> None:
    library.add_many((Article(id=f"n{n}", text=f"Owl {n} hoots.") for n in numbers), added_by="ann")


def _ids(index: Any) -> set[str]:
    return set(index.ids())


def test_an_index_is_made_in_memory_up_to_a_number_of_articles_and_kept_until_something_changes(
    library: Library, folder: Path, made: list[str]
) -> None:
    keeper = Keeper(library, folder)
    _fill(library, 1, 2)
    first = keeper.index()
    assert isinstance(first, PassageIndex)
    assert isinstance(keeper.as_it_is(), PassageIndex)
    assert keeper.index() is first
    keeper.settle()
    assert made == []
    _fill(library, 3)
    keeper.settle()
    second = keeper.index()
    assert isinstance(second, ArchiveIndex)
    assert _ids(second) == {"n1", "n2", "n3"}
    assert keeper.index() is second
    assert made == ["build", "take in"], "what came while it was built is taken in"
    library.remove("n1")
    assert _ids(keeper.index()) == {"n2", "n3"}
    assert isinstance(keeper.index(), PassageIndex)


def test_few_changes_are_taken_in_before_the_next_question_and_many_by_another_process(
    library: Library, folder: Path, made: list[str]
) -> None:
    _fill(library, *range(10))
    keeper = Keeper(library, folder)
    keeper.index()
    made.clear()
    _fill(library, 10, 11)
    index = keeper.index()
    assert made == ["take in"]
    assert len(_ids(index)) == 12
    _fill(library, 12, 13, 14)
    assert len(_ids(keeper.index())) == 15
    assert made == ["take in", "take in"]


def test_an_index_of_which_half_changed_is_made_anew(library: Library, folder: Path, made: list[str]) -> None:
    _fill(library, *range(5))
    bring_up(library, folder)
    for new, done in (((5, 6, 7, 8, 9), ["take in"]), (range(20, 33), ["build", "take in"])):
        made.clear()
        _fill(library, *new)
        bring_up(library, folder)
        assert made == done


def test_an_index_of_a_state_that_its_library_does_not_know_is_made_anew(
    library: Library, folder: Path, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _fill(library, 1, 2, 3)
    bring_up(library, folder)
    made.clear()
    known = iter([None])
    real = Library.changed_since

    def changed_since(library: Library, mark: Mark) -> Changed | None:
        return next(known, real(library, mark))

    monkeypatch.setattr(Library, "changed_since", changed_since)
    bring_up(library, folder)
    assert made == ["build", "take in"]


@pytest.mark.parametrize("begun", ["nothing", "the state before", "a state of another library"])
def test_a_build_that_was_begun_goes_on_where_its_state_is_known(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch, begun: str
) -> None:
    _fill(library, 1)
    before = library.mark.to_int()
    _fill(library, 2)
    left = {"nothing": None, "the state before": before, "a state of another library": before + 1}[begun]
    built: list[int] = []
    told = Told()

    def build(folder: Path, entries: Any, identity: Any, mark: int, progress: Any) -> None:
        built.append(mark)
        assert [entry.article for entry in entries(["n1"])] == ["n2"]
        progress(1)

    monkeypatch.setattr(upkeep, "unfinished", lambda folder, identity: left)
    monkeypatch.setattr(upkeep, "build", build)
    upkeep._build_anew(library, folder, lambda done, of: told.append((done, of)))
    assert built == [before if begun == "the state before" else library.mark.to_int()]
    assert told == [(1, 2)]


def test_as_it_is_an_index_is_used_only_where_it_is_true(
    library: Library, folder: Path, made: list[str]
) -> None:
    _fill(library, 1, 2, 3)
    assert isinstance(Keeper(library, folder).as_it_is(), PassageIndex)
    assert not folder.exists()
    Keeper(library, folder).settle()
    assert isinstance(Keeper(library, folder).as_it_is(), ArchiveIndex)
    _fill(library, 4)
    index = Keeper(library, folder).as_it_is()
    assert isinstance(index, PassageIndex)
    assert _ids(index) == {"n1", "n2", "n3", "n4"}


def _awaited(keeper: Keeper) -> None:
    if keeper._working is not None:
        keeper._working.join(60)


def test_beside_the_questions_the_old_index_answers_until_the_new_one_is_there(
    library: Library, folder: Path, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, begun = threading.Event(), []
    real = Keeper._work

    def work(keeper: Keeper) -> bool:
        begun.append(keeper)
        go_on.wait(60)
        return real(keeper)

    _fill(library, *range(9))
    keeper = Keeper(library, folder, background=True)
    assert len(_ids(keeper.index())) == 9, "without any index a question waits"
    monkeypatch.setattr(Keeper, "_work", work)
    monkeypatch.setattr("retrieval.catalogue.upkeep.time.monotonic", lambda: 0.0)
    _fill(library, 20, 21, 22)
    for _ in range(3):
        assert len(_ids(keeper.index())) == 9
    assert len(begun) == 1
    go_on.set()
    _awaited(keeper)
    assert len(_ids(keeper.index())) == 12
    _fill(library, 23, 24, 25)
    keeper.index()
    _awaited(keeper)
    assert len(_ids(keeper.index())) == 15
    assert len(begun) == 2, "after one that came to its end nobody waits for the next"


def test_what_went_is_quoted_no_more_while_many_changes_wait(
    library: Library, folder: Path, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _fill(library, *range(9))
    keeper = Keeper(library, folder, background=True)
    monkeypatch.setattr(keeper, "_begin", lambda: None)
    assert "n1" in {hit.passage.article.id for hit in keeper.index().search("owl", 20)}
    _fill(library, 20, 21, 22)
    library.remove("n1")
    found = {hit.passage.article.id for hit in keeper.index().search("owl", 20)}
    assert found == {f"n{number}" for number in (0, 2, 3, 4, 5, 6, 7, 8)}


def test_after_a_process_that_failed_one_waits_before_the_next(
    library: Library, folder: Path, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _fill(library, *range(9))
    keeper = Keeper(library, folder, background=True)
    keeper.index()
    begun: list[float] = []
    now = 0.0

    def fail(keeper: Keeper) -> bool:
        begun.append(now)
        return False

    monkeypatch.setattr(Keeper, "_work", fail)
    monkeypatch.setattr("retrieval.catalogue.upkeep.time.monotonic", lambda: now)
    _fill(library, 20, 21, 22)
    for seconds in (0, 30, 29, 1, 59, 1):
        now += seconds
        assert len(_ids(keeper.index())) == 9
        _awaited(keeper)
    assert begun == [0, 60, 120]


def test_a_merge_that_is_due_is_begun_beside_the_questions_only(
    library: Library, folder: Path, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _fill(library, *range(9))
    Keeper(library, folder).index()
    monkeypatch.setattr(upkeep, "MERGED_FROM", 2)
    for background, done in ((False, ["take in"]), (True, ["take in", "take in", "merge"])):
        made.clear()
        _fill(library, *((10, 11) if background else (20, 21)))
        keeper = Keeper(library, folder, background=background)
        assert len(_ids(keeper.index())) == (13 if background else 11)
        _awaited(keeper)
        assert made == done


@pytest.mark.parametrize(
    ("changed", "size", "due"),
    [
        (1_999, 10, False),
        (2_000, 10, True),
        (2_000, 200_099, True),
        (2_000, 200_100, False),
        (2_001, 200_100, True),
        (9_999, 1_000_000, False),
        (10_000, 1_000_000, True),
    ],
)
def test_a_merge_is_due_from_a_number_and_a_share_on(changed: int, size: int, due: bool) -> None:
    assert is_due(cast(Archive, SimpleNamespace(changed=changed, size=size))) is due


class _Archive:
    """Writes down what it is told."""

    def __init__(self) -> None:
        self.mark, self.applied = 5, list[tuple[list[str], list[str], int]]()

    def apply(self, gone: Sequence[str], entries: Sequence[Any], mark: int) -> None:
        self.applied.append((list(gone), [entry.article for entry in entries], mark))


MARK = Mark(9, bytes(32))
DONE = MARK.to_int()


@pytest.mark.parametrize(
    ("ids", "applied", "told"),
    [
        ("abcde", [(["b"], ["a"], 5), (["d"], ["c"], 5), ([], ["e"], DONE)], [(2, 5), (4, 5), (5, 5)]),
        ("ab", [(["b"], ["a"], DONE)], [(2, 2)]),
        ("", [], []),
    ],
)
def test_what_changed_is_taken_in_lot_by_lot_and_the_mark_moves_with_the_last(
    monkeypatch: pytest.MonkeyPatch, ids: str, applied: list[tuple[list[str], list[str], int]], told: Told
) -> None:
    monkeypatch.setattr(upkeep, "_LOT", 2)
    held = {id: Article(id=id, text="Owls hoot.") for id in ("a", "c", "e")}
    library = SimpleNamespace(current=lambda ids: {id: held[id] for id in ids if id in held})
    archive, heard = _Archive(), Told()

    def hear(done: int, of: int) -> None:
        heard.append((done, of))

    take_in(cast(Archive, archive), cast(Library, library), Changed(MARK, tuple(ids)), hear)
    assert (archive.applied, heard) == (applied, told)


def test_while_another_program_is_at_it_one_waits_and_sees_what_is_left(
    library: Library, folder: Path, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _fill(library, 1, 2, 3)
    slept: list[float] = []
    real = upkeep._build_anew

    def busy(library: Library, folder: Path, progress: upkeep.Progress) -> None:
        if len(slept) < 2:
            raise IndexBusyError(folder, "another program builds it", "Wait.")
        real(library, folder, progress)

    monkeypatch.setattr(upkeep, "_build_anew", busy)
    monkeypatch.setattr("retrieval.catalogue.upkeep.time.sleep", slept.append)
    bring_up(library, folder)
    assert len(slept) == 2
    assert all(0 < seconds <= 5 for seconds in slept)
    assert made == ["build", "take in"]


def test_what_the_process_says_is_progress_or_goes_into_the_log(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    told = Told()
    keeper = Keeper(library, folder, progress=lambda done, of: told.append((done, of)))
    program = "import sys; print('indexed 3 5\\n\\nthe disk is full'); sys.exit(int(sys.argv[-1][-1]))"
    real = subprocess.Popen
    for status, could in (("0", True), ("1", False)):

        def start(command: list[str], status: str = status, **options: Any) -> Any:
            assert (options["cwd"] / "retrieval" / "catalogue").is_dir(), "the program is found there"
            assert set(options["env"]) == {"PATH", "LANG"}, "no secrets go along"
            return real([command[0], "-c", program, status], **options)

        monkeypatch.setattr(subprocess, "Popen", start)
        assert keeper._work() is could
    assert told == [(3, 5), (3, 5)]
    assert [record.getMessage() for record in caplog.records] == ["the disk is full"] * 2
    assert caplog.records[0].levelno == logging.WARNING


def test_the_process_says_how_far_it_is_or_why_it_cannot(
    library: Library, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _fill(library, 1, 2, 3)
    assert main(str(library.path), str(folder)) == 0
    _fill(library, 4)
    assert main(str(library.path), str(folder)) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "indexed 1 1"
    assert main("/proc/nowhere/library.sqlite", str(folder)) == 1
    assert "its folder cannot be made" in capsys.readouterr().out
