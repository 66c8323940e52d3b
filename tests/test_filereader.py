"""One watched file: when it is still, what is remembered of it, and why nothing was read from it."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval.errors import ArticleError
from retrieval.library.filereader import Outcome, Patience, read_file
from retrieval.library.filetable import FileRow, FileState
from retrieval.library.survey import Sight, survey
from retrieval.models import Article
from tests.library_data import read_plain

OWLS = Article(id="owls", text="Owls hoot.")
LARKS = Article(id="larks", text="Larks sing.")
EMPTY = ArticleError("a.txt", "it is empty", "Fill it.")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "owls.txt").write_text("Owls hoot.")
    return tmp_path / "owls.txt"


def _sight(file: Path) -> Sight:
    return survey(file.parent).files[str(file)]


def _reader(*articles: Article, failing: int = 0) -> Callable[..., tuple[Article, ...]]:
    def read(data: bytes, name: str, failures: list[ArticleError]) -> tuple[Article, ...]:
        failures.extend([EMPTY] * failing)
        return articles

    return read


def _read(file: Path, read: Callable[..., tuple[Article, ...]], before: FileRow | None = None) -> Outcome:
    outcome = read_file(_sight(file), before, read, again=False)
    assert outcome is not None
    return outcome


class _Clock:
    """Both clocks in one: seconds since 1970, as in the years when this runs."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1_795_000_000.0
        monkeypatch.setattr(time, "monotonic", lambda: self.now)
        monkeypatch.setattr(time, "time", lambda: self.now)


def _seen(modified: float, size: int = 1) -> Sight:
    return Sight("/news/owls.txt", size, int(modified * 1e9), 0, 0)


@pytest.mark.parametrize(("age", "still"), [(0, False), (9.5, False), (10, True), (3600, True), (-5, False)])
def test_a_file_is_still_that_is_old_enough_by_its_own_clock(
    monkeypatch: pytest.MonkeyPatch, age: float, still: bool
) -> None:
    clock = _Clock(monkeypatch)
    assert Patience(10).is_still(_seen(clock.now - age)) is still


def test_a_file_whose_clock_is_ahead_is_still_when_two_looks_far_enough_apart_are_alike(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, patience = _Clock(monkeypatch), Patience(10)
    ahead = clock.now + 10**6
    told = []
    for seconds, size in ((0, 1), (9.5, 1), (0, 2), (9.5, 2), (0.5, 2), (0, 2), (10, 2)):
        clock.now += seconds
        told.append(patience.is_still(_seen(ahead, size)))
    # Once it was still it is told no more, and begins anew where somebody asks again.
    assert told == [False, False, False, False, True, False, True]


def test_looks_at_files_that_went_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, patience = _Clock(monkeypatch), Patience(10)
    ahead = _seen(clock.now + 10**6)
    for kept, still in (({ahead.path}, True), ({"/news/other.txt"}, False)):
        assert not patience.is_still(ahead)
        patience.forget_others(kept)
        clock.now += 10
        assert patience.is_still(ahead) is still


def test_what_a_file_gave_is_remembered_with_its_look_and_its_bytes(file: Path) -> None:
    outcome = _read(file, _reader(OWLS, LARKS, OWLS))
    digest = hashlib.sha256(b"Owls hoot.").hexdigest()
    assert outcome.row == FileRow(str(file), _sight(file).look, digest, articles=("owls", "larks"))
    assert outcome.before is None
    assert outcome.articles == (OWLS, LARKS, OWLS)


def test_a_reader_is_told_the_name_without_its_folder(file: Path) -> None:
    assert _read(file, read_plain).articles == read_plain(b"Owls hoot.", "owls.txt", [])


@pytest.mark.parametrize(
    ("failing", "reason"),
    [
        (0, ""),
        (1, f"1 of its articles was not read, the first: {EMPTY}"),
        (2, f"2 of its articles were not read, the first: {EMPTY}"),
    ],
)
def test_what_of_a_file_was_not_read_is_counted(file: Path, failing: int, reason: str) -> None:
    outcome = _read(file, _reader(OWLS, failing=failing))
    assert (outcome.row.state, outcome.row.reason, outcome.articles) == (FileState.READ, reason, (OWLS,))


def _broken(data: bytes, name: str, failures: list[ArticleError]) -> tuple[Article, ...]:
    raise ValueError("a fault")


@pytest.mark.parametrize(
    ("read", "reason"),
    [
        (_reader(), "no article was found in it"),
        (_reader(failing=2), "it is empty. Fill it."),
        (_broken, "the reader failed (ValueError: a fault)"),
    ],
)
def test_a_file_that_gives_nothing_says_why_and_keeps_what_it_gave_before(
    file: Path, read: Callable[..., tuple[Article, ...]], reason: str
) -> None:
    first = _read(file, read)
    assert (first.row.state, first.row.reason, first.row.looks) == (FileState.FAILED, reason, 1)
    assert (first.row.articles, first.articles) == ((), None)
    before = FileRow(str(file), "another look", articles=("owls",), looks=2)
    second = _read(file, read, before)
    assert (second.row.articles, second.row.looks, second.before) == (("owls",), 1, before)
    assert _read(file, read, second.row).row.looks == 2, "it looks as it did when it failed first"


@pytest.mark.parametrize(
    ("state", "again", "is_read"),
    [
        (FileState.READ, False, False),
        (FileState.READ, True, True),
        (FileState.REMOVED, False, False),
        (FileState.REMOVED, True, False),
        (FileState.FAILED, False, True),
        (FileState.FAILED, True, True),
    ],
)
def test_the_same_bytes_are_read_again_only_where_that_may_help(
    file: Path, state: FileState, again: bool, is_read: bool
) -> None:
    known = _read(file, _reader(OWLS)).row._replace(state=state, look="another look")
    outcome = read_file(_sight(file), known, _reader(LARKS), again)
    assert outcome is not None
    assert (outcome.articles == (LARKS,)) is is_read
    if not is_read:
        assert outcome == Outcome(known._replace(look=_sight(file).look), known, None)
    file.write_text("Owls fly.")
    assert _read(file, _reader(LARKS), known).articles == (LARKS,)


@pytest.mark.parametrize(("above", "fails"), [(0, False), (1, True)])
def test_a_file_above_thirty_megabytes_is_not_opened(file: Path, above: int, fails: bool) -> None:
    os.truncate(file, 30 * 1024 * 1024 + above)
    outcome = _read(file, _reader(OWLS))
    assert (outcome.row.reason == "it is larger than 30 MB") is fails
    assert (outcome.row.content == "") is fails


def test_a_file_that_changed_or_went_since_it_was_seen_gives_nothing_yet(file: Path) -> None:
    sight = _sight(file)
    file.write_text("Owls hoot and fly.")
    assert read_file(sight, None, _reader(OWLS), again=False) is None
    file.unlink()
    assert read_file(sight, None, _reader(OWLS), again=False) is None


def test_a_file_that_became_a_link_fails(file: Path) -> None:
    sight = _sight(file)
    file.rename(file.with_name("real.txt"))
    file.symlink_to(file.with_name("real.txt"))
    outcome = read_file(sight, None, _reader(OWLS), again=False)
    assert outcome is not None
    assert outcome.row.reason.startswith("it cannot be opened (")
