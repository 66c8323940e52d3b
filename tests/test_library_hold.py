"""Several programs on one library: who makes it, who mends it, and who must wait."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from retrieval import Library, LibraryError
from retrieval.library import hold
from retrieval.library.hold import Hold
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
