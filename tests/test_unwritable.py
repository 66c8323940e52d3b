"""A data folder that takes nothing: a real one, read-only or full, in a mount namespace of its own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from retrieval import Article, Keeper, Library, LibraryError, PassageIndex
from retrieval.catalogue.index import ArchiveIndex
from tests.drills.storage.full_disk import is_possible
from tests.front_ends import run_verbatim
from tests.library_data import make_article
from tests.unwritable import FULL, READ_ONLY, in_place

pytestmark = pytest.mark.skipif(not is_possible(), reason="unshare -rm is not allowed here")

OWLS = Article(id="owls", text="Owls hoot at night.\n\nThey sleep by day.", title="Owls")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    data = tmp_path / "kept"
    data.mkdir()
    with Library(data / "library.sqlite") as library:
        library.add(OWLS, added_by="desk")
    return data


@pytest.mark.parametrize("made", [READ_ONLY, FULL], ids=["read-only", "full"])
async def test_what_is_there_is_asked_and_one_line_says_that_nothing_is_kept(data: Path, made: str) -> None:
    status, out, err = await in_place(data, made, "ask", "When do owls hoot?")
    assert (status, "Owls hoot at night." in out) == (0, True)
    assert "Questions are answered from what is there, and nothing is kept." in err
    assert err.count("\n") == 1
    status, out, _ = await in_place(data, made, "articles", "list")
    assert (status, "owls" in out) == (0, True)


async def test_what_a_killed_program_left_in_the_log_is_asked_too(data: Path, tmp_path: Path) -> None:
    left = tmp_path / "left"
    left.mkdir()
    with Library(data / "library.sqlite") as library:
        library.add(Article(id="larks", text="Larks sing at dawn."), added_by="desk")
        for suffix in ("", "-wal"):
            shutil.copy(data / f"library.sqlite{suffix}", left)
    status, out, _ = await in_place(left, READ_ONLY, "ask", "When do larks sing?")
    assert (status, "Larks sing at dawn." in out) == (0, True)


async def test_an_index_on_disk_is_used_where_it_is_true(data: Path) -> None:
    with Library(data / "library.sqlite") as library:
        library.add_many(map(make_article, range(60)), added_by="desk")
        Keeper(library, data / "index").settle()
    with Library(data / "library.sqlite", frozen=True) as library:
        assert isinstance(Keeper(library, data / "index").as_it_is(), ArchiveIndex)
    status, out, _ = await in_place(data, READ_ONLY, "ask", "When do owls hoot?")
    assert (status, "Owls hoot at night." in out) == (0, True)


def test_an_index_that_is_behind_is_left_alone_and_one_made_in_memory(data: Path) -> None:
    with Library(data / "library.sqlite") as library:
        library.add_many(map(make_article, range(60)), added_by="desk")
        Keeper(library, data / "index").settle()
        library.remove("owls")
    with Library(data / "library.sqlite", frozen=True) as library:
        index = Keeper(library, data / "index").as_it_is()
        assert isinstance(index, PassageIndex)
        assert index.find("owls") is None
        with pytest.raises(LibraryError, match="cannot be written"):
            library.add(OWLS, added_by="desk")


async def test_damage_that_cannot_be_mended_there_is_told(data: Path) -> None:
    path = data / "library.sqlite"
    path.write_bytes(path.read_bytes().replace(b"sleep by day", b"sleep by dat", 1))
    status, out, err = await in_place(data, READ_ONLY, "ask", "When do owls hoot?")
    assert (status, out) == (2, "")
    assert "it is damaged, and cannot be mended where nothing can be written" in err


@pytest.mark.parametrize("made", [READ_ONLY, FULL], ids=["read-only", "full"])
@pytest.mark.parametrize("command", [("serve",), ("articles", "add", "README.md")], ids=["serve", "add"])
async def test_what_must_write_names_the_remedy(data: Path, made: str, command: tuple[str, ...]) -> None:
    status, _, err = await in_place(data, made, *command)
    assert status == 2
    assert "Free some space" in err or "writ" in err
    assert err.count("\n") == 1


async def test_a_disk_that_fills_while_many_are_added_says_how_many_were(
    data: Path,
) -> None:
    lines = data.parent / "many.jsonl"
    lines.write_text(
        "".join(json.dumps({"text": f"Town {n} has a harbour. " * 400}) + "\n" for n in range(900))
    )
    status, out, err = await in_place(data, "true", "articles", "add", str(lines))
    assert status == 2
    count = int(out.split()[0])
    assert 0 < count < 900
    assert f"{count} articles were taken in, the others were not" in err.splitlines()[-1]


async def test_the_doctor_reads_the_library_there_and_names_the_folder(data: Path) -> None:
    status, out, err = await in_place(data, READ_ONLY, "doctor", "--offline")
    assert (status, err) == (2, "")
    assert "ok    library: 1 articles" in out
    assert "WRONG data folder: VERBATIM_DATA" in out


async def test_without_a_library_the_folder_is_asked(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "owls.txt").write_text("Owls\n\nOwls hoot at night.\n")
    env = {"VERBATIM_DATA": "/proc/nowhere", "VERBATIM_ARTICLES": str(tmp_path / "articles")}
    status, out, err = await run_verbatim("ask", "When do owls hoot?", env=env)
    assert (status, "Owls hoot at night." in out, err) == (0, True, "")
