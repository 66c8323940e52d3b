"""Several programs on one library: who makes it, who mends it, and who must wait."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval import Library, LibraryError
from retrieval.library import hold
from retrieval.library.hold import BusyError, Hold
from tests.front_ends import ROOT
from tests.library_data import make_article

_ADD = """
import sys
from retrieval import Library
from tests.library_data import make_article
print("ready", flush=True)
sys.stdin.readline()
with Library(sys.argv[1]) as library:
    library.add(make_article(int(sys.argv[2])), added_by="desk")
"""


async def _begin_at_once(path: Path, count: int) -> list[int]:
    """The exit status of programs that all open the library in the same moment and add an article each."""
    programs = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", _ADD, str(path), str(number), cwd=ROOT,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )
        for number in range(count)
    ]  # fmt: skip
    for program in programs:
        assert program.stdout is not None
        await program.stdout.readline()
    for program in programs:
        assert program.stdin is not None
        program.stdin.write(b"\n")
    return [await program.wait() for program in programs]


@pytest.mark.parametrize("made", ["missing", "emptied", "damaged"])
async def test_of_programs_that_begin_at_once_none_moves_away_what_another_wrote(
    tmp_path: Path, made: str
) -> None:
    for number in range(4):
        path = tmp_path / f"{number}.sqlite"
        if made == "emptied":
            path.write_bytes(b"")
        if made == "damaged":
            with Library(path) as library:
                library.add(make_article(9), added_by="desk")
            path.write_bytes(path.read_bytes()[:18] + b"\x07" + path.read_bytes()[19:])
        assert await _begin_at_once(path, 3) == [0, 0, 0]
        with Library(path) as library:
            assert {make_article(one).id for one in range(3)} <= {one.id for one in library.articles()}
            assert len(library.damage()) == (made != "missing")


def test_a_library_that_another_program_has_open_is_mended_when_that_one_lets_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "library.sqlite"
    with Library(path) as library:
        library.add_many(map(make_article, range(3)), added_by="desk")
    data = bytearray(path.read_bytes())
    data[data.rindex(b"Article 1")] ^= 1
    path.write_bytes(data)
    monkeypatch.setattr(hold, "WAIT", 0.1)
    other = Hold(path)
    other.share()
    with Library(path) as library:
        with pytest.raises(LibraryError, match=r"another program is using the library\. Stop it"):
            library.articles()
        assert not list(tmp_path.glob("*.damaged-*"))
        other.release()
        assert len(list(library.articles())) == 2
        assert len(library.damage()) == 1


@pytest.fixture
def holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Hold, Hold, Hold]]:
    monkeypatch.setattr(hold, "WAIT", 0.02)
    three = tuple(Hold(tmp_path / "library.sqlite") for _ in range(3))
    yield three  # type: ignore[misc]
    for one in three:
        one.release()


def test_many_share_and_one_is_alone(holds: tuple[Hold, Hold, Hold], tmp_path: Path) -> None:
    one, other, third = holds
    one.share()
    other.share()
    assert (tmp_path / "library.sqlite.lock").stat().st_mode & 0o777 == 0o600
    with pytest.raises(BusyError):
        third.take_alone()
    one.release()
    one.release()
    other.take_alone()  # who shares with nobody may have it alone, and share it again
    with pytest.raises(BusyError):
        third.share()
    other.share()
    third.share()


def test_who_could_not_have_it_alone_holds_nothing_any_more(holds: tuple[Hold, Hold, Hold]) -> None:
    one, other, third = holds
    one.share()
    other.share()
    with pytest.raises(BusyError):
        one.take_alone()
    other.release()
    third.take_alone()


def test_who_waits_has_it_as_soon_as_it_is_let_go_of(
    holds: tuple[Hold, Hold, Hold], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hold, "WAIT", 60.0)
    one, other, _ = holds
    one.share()
    pauses: list[float] = []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            one.release()

    monkeypatch.setattr("retrieval.library.hold.time.sleep", sleep)
    other.take_alone()
    assert len(pauses) == 3
    assert all(0 < seconds < 1 for seconds in pauses)


def test_a_hold_that_nobody_has_any_more_is_let_go_of(holds: tuple[Hold, Hold, Hold], tmp_path: Path) -> None:
    forgotten = Hold(tmp_path / "library.sqlite")
    forgotten.share()
    del forgotten
    holds[0].take_alone()
