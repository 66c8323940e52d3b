"""`verbatim backup` while the bot runs, and `verbatim restore`: all of it or nothing."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_LZMA, ZipFile

import pytest

from bot.errors import BotError
from bot.storage.backup import write_backup
from bot.storage.restoring import finish_restoring, restore
from bot.storage.store import Store
from retrieval import Article, Library
from tests.botapi import BotApi
from tests.front_ends import ROOT, environment, run_verbatim, served
from tests.library_data import make_article

FENTANYL = "How does the Northern Command combat fentanyl trafficking?"


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A data folder with ten articles and a chat's choice."""
    folder = tmp_path / "data"
    folder.mkdir()
    _fill(folder, 10)
    return folder


def _fill(folder: Path, articles: int) -> None:
    with Library(folder / "library.sqlite") as library:
        library.add_many(map(make_article, range(articles)), added_by="ann")
    store = Store(folder / "chats.sqlite")
    store.keep_menu("1", "articles", str(articles))
    store.close()


def _held(folder: Path) -> tuple[int, int]:
    """How many articles and menus there are."""
    with Library(folder / "library.sqlite") as library:
        assert not library.check()
        count = library.count
    with closing(sqlite3.connect(folder / "chats.sqlite")) as database:
        return count, database.execute("SELECT count(*) FROM menus").fetchone()[0]


async def test_a_running_bot_is_backed_up_and_a_button_works_after_the_restore(tmp_path: Path) -> None:
    data, file, env = tmp_path / "data", tmp_path / "backup.zip", {"VERBATIM_DATA": str(tmp_path / "data")}
    async with BotApi() as api:
        chat = api.user("Ana").private_chat()
        async with served(api, data):
            message = await chat.ask(FENTANYL)
            await api.settled()
            status, out, err = await run_verbatim("backup", str(file), env=env)
            assert (status, err) == (0, "")
            assert "chats.sqlite" in out
            status, _, err = await run_verbatim("restore", str(file), env=env)
            assert status == 2
            assert err.startswith("verbatim: VERBATIM_DATA: another verbatim serve")
        for path in data.glob("*.sqlite*"):
            path.unlink()
        status, out, err = await run_verbatim("restore", str(file), env=env)
        assert (status, err) == (0, "")
        async with served(api, data):
            await message.click("Context")
            assert "fentanyl trafficking" in (await chat.next_message()).text
    assert file.stat().st_mode & 0o077 == 0
    assert (data / "chats.sqlite").stat().st_mode & 0o077 == 0


def test_what_was_there_is_kept_aside(kept: Path, tmp_path: Path) -> None:
    file = write_backup(kept, tmp_path / "backup.zip").file
    _fill(kept, 20)
    assert _held(kept) == (20, 2)
    (kept / "index").mkdir()
    names, aside = restore(file, kept)
    assert set(names) == {"library.sqlite", "chats.sqlite"}
    assert _held(kept) == (10, 1)
    assert aside is not None
    assert _held(aside) == (20, 2)
    assert not (kept / "index").exists(), "an index of other articles must not be taken for theirs"
    assert restore(file, kept)[1] != aside


def test_every_damage_to_a_backup_is_found_before_anything_is_changed(kept: Path, tmp_path: Path) -> None:
    file = write_backup(kept, tmp_path / "backup.zip").file
    whole = file.read_bytes()
    _fill(kept, 20)
    for place in range(0, len(whole), len(whole) // 60):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 16]) + whole[place + 1 :])
        _restore_whole_or_not_at_all(file, kept)
        file.write_bytes(whole[:place])
        with pytest.raises(BotError):
            restore(file, kept)
        assert _held(kept) == (20, 2)


async def test_a_restore_into_a_new_folder_speaks_of_nothing_that_was_there_before(
    kept: Path, tmp_path: Path
) -> None:
    file, new = tmp_path / "backup.zip", tmp_path / "new"
    write_backup(kept, file)
    env = {"VERBATIM_DATA": str(new)}
    status, out, err = await run_verbatim("restore", str(file), env=env)
    assert (status, out, err) == (0, "restored library.sqlite, chats.sqlite\n", "")
    assert not list(new.glob("before-restore-*"))
    assert _held(new) == (10, 1)
    status, out, err = await run_verbatim("restore", str(file), env=env)
    (aside,) = new.glob("before-restore-*")
    assert out.splitlines()[1:] == [f"what was there before is in {aside}"]
    assert _held(aside) == (10, 1)


def _restore_whole_or_not_at_all(file: Path, kept: Path) -> None:
    """A turned bit may stand where a zip file says nothing, for example in its times."""
    try:
        _, aside = restore(file, kept)
    except BotError:
        assert _held(kept) == (20, 2)
        return
    assert _held(kept) == (10, 1)
    assert aside is not None
    for path in (*aside.iterdir(),):
        path.replace(kept / path.name)


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "library.sqlite/../../evil", "other.sqlite"])
def test_a_backup_with_names_that_are_none_of_ours_is_refused(kept: Path, tmp_path: Path, name: str) -> None:
    file = tmp_path / "evil.zip"
    with ZipFile(file, "w") as archive:
        archive.writestr(name, b"x")
        archive.writestr(
            "manifest.json", json.dumps({"verbatim_backup": 1, "files": {name: {"sha256": "x"}}})
        )
    with pytest.raises(BotError, match="no backup of Verbatim"):
        restore(file, kept)
    assert not list(tmp_path.rglob("evil"))


@pytest.mark.parametrize("files", [["library.sqlite"], "library.sqlite", {"library.sqlite": None}, [], None])
def test_a_backup_with_a_list_that_is_none_is_refused(kept: Path, tmp_path: Path, files: object) -> None:
    file = tmp_path / "evil.zip"
    with ZipFile(file, "w") as archive:
        archive.writestr("library.sqlite", b"x")
        archive.writestr("manifest.json", json.dumps({"verbatim_backup": 1, "files": files}))
    with pytest.raises(BotError, match="no backup of Verbatim"):
        restore(file, kept)


def test_a_backup_that_passes_for_encrypted_is_refused(kept: Path, tmp_path: Path) -> None:
    file = write_backup(kept, tmp_path / "backup.zip").file
    whole = bytearray(file.read_bytes())
    whole[whole.rindex(b"PK\x01\x02") + 8] ^= 1
    file.write_bytes(whole)
    with pytest.raises(BotError, match="no backup of Verbatim"):
        restore(file, kept)


@pytest.mark.parametrize("packed", [ZIP_BZIP2, ZIP_LZMA])
async def test_a_backup_that_cannot_be_unpacked_is_told_in_one_line(tmp_path: Path, packed: int) -> None:
    file = tmp_path / "backup.zip"
    with ZipFile(file, "w", packed) as archive:
        archive.writestr("manifest.json", json.dumps({"verbatim_backup": 1, "files": {}}))
    whole = file.read_bytes()
    begun = whole.index(b"manifest.json") + len("manifest.json")
    file.write_bytes(whole[:begun] + b"\xff" * 24 + whole[begun + 24 :])
    status, _, err = await run_verbatim("restore", str(file), env={"VERBATIM_DATA": str(tmp_path / "data")})
    assert (status, err.count("\n")) == (2, 1)
    assert "no backup of Verbatim. Name another backup." in err


def test_a_backup_of_a_newer_version_is_refused(kept: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(kept / "chats.sqlite")) as database:
        database.execute("PRAGMA user_version = 99")
        database.execute(f"PRAGMA application_id = {0x56420000 + 99}")
    file = write_backup(kept, tmp_path / "backup.zip").file
    with pytest.raises(BotError, match=r"newer version.*Update Verbatim"):
        restore(file, kept)


def test_a_damaged_library_is_not_copied_over_a_good_backup(kept: Path, tmp_path: Path) -> None:
    file = write_backup(kept, tmp_path / "backup.zip").file
    good = file.read_bytes()
    data = bytearray((kept / "library.sqlite").read_bytes())
    data[4096 * 2 : 4096 * 3] = b"\xff" * 4096
    (kept / "library.sqlite").write_bytes(data)
    with pytest.raises(BotError, match="doctor --repair"):
        write_backup(kept, file)
    assert file.read_bytes() == good


@pytest.mark.parametrize("name", ["library.sqlite", "chats.sqlite"])
def test_one_turned_bit_is_not_copied_over_a_good_backup(kept: Path, tmp_path: Path, name: str) -> None:
    file = write_backup(kept, tmp_path / "backup.zip").file
    good, path = file.read_bytes(), kept / name
    data = bytearray(path.read_bytes())
    data[data.rindex(b"Article 4" if name == "library.sqlite" else b"articles10")] ^= 1
    path.write_bytes(data)
    with pytest.raises(BotError, match="doctor --repair"):
        write_backup(kept, file)
    assert file.read_bytes() == good


@pytest.mark.parametrize("name", ["library.sqlite", "chats.sqlite"])
async def test_a_backup_after_a_loss_does_not_pass_for_whole(kept: Path, tmp_path: Path, name: str) -> None:
    env, path = {"VERBATIM_DATA": str(kept)}, kept / name
    data = bytearray(path.read_bytes())
    data[data.rindex(b"Article 4" if name == "library.sqlite" else b"articles10")] ^= 1
    path.write_bytes(data)
    assert (await run_verbatim("doctor", "--offline", "--repair", env=env))[0] == 0
    status, _, err = await run_verbatim("backup", str(tmp_path / "backup.zip"), env=env)
    assert (status, err.count("\n")) == (0, 1)
    assert "not in this backup" in err
    with ZipFile(tmp_path / "backup.zip") as archive:
        assert len(json.loads(archive.read("manifest.json"))["lost"]) == 1
    path.with_name(f"{name}.damaged-1").unlink()
    assert (await run_verbatim("backup", str(tmp_path / "backup.zip"), env=env))[2] == ""


def test_a_restore_that_was_interrupted_is_finished_by_the_next_start(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_backup(kept, tmp_path / "backup.zip").file
    renames = 0
    rename = Path.rename
    for fail_at in range(1, 12):
        _fill(kept, 20)

        def fail(self: Path, target: Path, fail_at: int = fail_at) -> Path:
            nonlocal renames
            renames += 1
            if renames == fail_at:
                raise KeyboardInterrupt
            return rename(self, target)

        renames = 0
        with monkeypatch.context() as patch:
            patch.setattr(Path, "rename", fail)
            with suppress(KeyboardInterrupt):
                restore(file, kept)
        finish_restoring(kept)
        assert _held(kept) == ((20, 2) if fail_at == 1 else (10, 1)), fail_at
        for path in kept.glob("*.sqlite*"):
            path.unlink()
        _fill(kept, 10)


def _piped(
    command: str, data: Path, given: bytes = b"", out: int = subprocess.PIPE
) -> subprocess.CompletedProcess[bytes]:
    line, env = [sys.executable, "-m", "bot", command, "-"], environment(VERBATIM_DATA=str(data))
    return subprocess.run(
        line, cwd=ROOT, env=env, input=given, stdout=out, stderr=subprocess.PIPE, check=False
    )


def test_a_backup_passes_through_a_pipe_and_one_that_was_cut_off_is_refused(
    kept: Path, tmp_path: Path
) -> None:
    done = _piped("backup", kept)
    assert (done.returncode, b"library.sqlite" in done.stderr) == (0, True)
    new = tmp_path / "new"
    refused = _piped("restore", new, done.stdout[:-100])
    assert (refused.returncode, refused.stderr[:12], refused.stderr.count(b"\n")) == (2, b"verbatim: -:", 1)
    assert _piped("restore", new, done.stdout).returncode == 0
    assert _held(new) == (10, 1)
    for folder in (kept, new):
        assert not list(folder.glob(".verbatim-pipe-*"))


async def test_what_a_killed_pipe_left_is_gone_after_the_next_start(kept: Path) -> None:
    for name, age in ((".verbatim-pipe-old", 7_200), (".verbatim-pipe-under-way", 60)):
        (kept / name).mkdir()
        (kept / name / "verbatim.zip").write_bytes(b"PK")
        os.utime(kept / name, (time.time() - age,) * 2)
    async with BotApi() as api, served(api, kept):
        await api.user("Ana").private_chat().ask(FENTANYL)
    assert [path.name for path in kept.glob(".verbatim-pipe-*")] == [".verbatim-pipe-under-way"]


def test_a_backup_that_is_ended_while_its_pipe_is_full_leaves_no_copy(kept: Path) -> None:
    line, env = [sys.executable, "-m", "bot", "backup", "-"], environment(VERBATIM_DATA=str(kept))
    with Library(kept / "library.sqlite") as library:  # more than a pipe takes
        articles = (Article(id=f"r{n}", text=os.urandom(40_000).hex()) for n in range(9))
        library.add_many(articles, added_by="ann")
    with subprocess.Popen(line, cwd=ROOT, env=env, stdout=subprocess.PIPE) as backup:
        assert backup.stdout is not None
        assert backup.stdout.read(1)
        backup.terminate()
    assert not list(kept.rglob(".verbatim-pipe-*/*"))


def test_a_file_may_be_called_as_a_pipe_is(kept: Path, tmp_path: Path) -> None:
    line = [sys.executable, "-m", "bot", "backup", "./-"]
    env = environment(VERBATIM_DATA=str(kept), PYTHONPATH=str(ROOT))
    done = subprocess.run(line, cwd=tmp_path, env=env, capture_output=True, check=False)
    assert (done.returncode, (tmp_path / "-").stat().st_size > 0) == (0, True)


def test_a_pipe_whose_other_end_is_gone_is_told_in_one_line(kept: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = _piped("backup", kept, out=writing)
    os.close(writing)
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert done.stderr.startswith(b"verbatim: -: the backup cannot be passed on (Broken pipe)")


async def test_an_empty_folder_and_a_missing_file_are_told_in_one_line(tmp_path: Path) -> None:
    env = {"VERBATIM_DATA": str(tmp_path / "data")}
    for command, said in (("backup", "there is nothing to back up"), ("restore", "there is no such file")):
        status, out, err = await run_verbatim(command, str(tmp_path / "x.zip"), env=env)
        assert (status, out, err.count("\n")) == (2, "", 1)
        assert said in err


async def test_a_backup_into_the_articles_folder_is_refused(kept: Path, folder: Path) -> None:
    env = {"VERBATIM_DATA": str(kept), "VERBATIM_ARTICLES": str(folder)}
    status, _, err = await run_verbatim("backup", str(folder / "b.zip"), env=env)
    assert (status, "be read as articles" in err) == (2, True)


@pytest.mark.parametrize("command", [("backup",), ("articles", "export")])
@pytest.mark.parametrize("name", ["library.sqlite", "new/b.zip"])
async def test_nothing_is_written_into_the_data_folder(
    kept: Path, command: tuple[str, ...], name: str
) -> None:
    env = {"VERBATIM_DATA": str(kept)}
    status, out, err = await run_verbatim(*command, str(kept / name), env=env)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "would lie in the data folder" in err
    assert "Name a new file" in err
    assert _held(kept) == (10, 1)
    assert not (kept / "new").exists()


@pytest.mark.parametrize("command", [("backup",), ("articles", "export")])
async def test_only_a_regular_file_is_replaced(kept: Path, tmp_path: Path, command: tuple[str, ...]) -> None:
    fifo, plain, link = tmp_path / "fifo", tmp_path / "plain", tmp_path / "link"
    os.mkfifo(fifo)
    plain.write_text("old")
    link.symlink_to(plain)
    env = {"VERBATIM_DATA": str(kept)}
    for target in (fifo, link):
        status, out, err = await run_verbatim(*command, str(target), env=env)
        assert (status, out, err.count("\n")) == (2, "", 1)
    assert fifo.is_fifo()
    assert link.is_symlink()
    assert plain.read_text() == "old"
    status, _, err = await run_verbatim(*command, str(plain), env=env)
    assert (status, err) == (0, "")
    assert plain.read_bytes() != b"old"
