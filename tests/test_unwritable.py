"""A data folder that takes nothing: a real one, read-only or full, in a mount namespace of its own."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from pathlib import Path

import pytest

from retrieval import Article, Keeper, Library
from tests.drills.storage.full_disk import is_possible
from tests.front_ends import ROOT, environment, run_verbatim
from tests.library_data import make_article

pytestmark = pytest.mark.skipif(not is_possible(), reason="unshare -rm is not allowed here")

OWLS = Article(id="owls", text="Owls hoot at night.\n\nThey sleep by day.", title="Owls")
TOKEN = "123456:" + "a" * 35
READ_ONLY, FULL = 'mount -o remount,ro "$DISK"', 'head -c 99m /dev/zero > "$DISK/ballast" 2>/dev/null; true'


@pytest.fixture
def data(tmp_path: Path) -> Path:
    data = tmp_path / "kept"
    data.mkdir()
    with Library(data / "library.sqlite") as library:
        library.add(OWLS, added_by="desk")
    return data


async def in_place(data: Path, made: str, *arguments: str) -> tuple[int, str, str]:
    """Run the command line on a copy of `data` that is then made so: status, output, errors."""
    disk, articles = data.parent / "disk", data.parent / "articles"
    disk.mkdir(exist_ok=True)
    articles.mkdir(exist_ok=True)
    script = 'mount -t tmpfs -o size=8m tmpfs "$DISK" && cp -a "$KEPT/." "$DISK" && {} && exec {} -m bot "$@"'
    env = environment(
        DISK=str(disk), KEPT=str(data), VERBATIM_DATA=str(disk), VERBATIM_ARTICLES=str(articles),
        XDG_DATA_HOME=str(data.parent / "home"), TELEGRAM_BOT_TOKEN=TOKEN,
    )  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        *("unshare", "-rm", "sh", "-c", script.format(made, sys.executable), "sh", *arguments),
        cwd=ROOT, env=env, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


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
    assert (data / "index" / "current").exists()
    status, out, _ = await in_place(data, READ_ONLY, "ask", "When do owls hoot?")
    assert (status, "Owls hoot at night." in out) == (0, True)


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


async def test_without_a_library_the_folder_is_asked(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "owls.txt").write_text("Owls\n\nOwls hoot at night.\n")
    env = {"VERBATIM_DATA": "/proc/nowhere", "VERBATIM_ARTICLES": str(tmp_path / "articles")}
    status, out, err = await run_verbatim("ask", "When do owls hoot?", env=env)
    assert (status, "Owls hoot at night." in out, err) == (0, True, "")
