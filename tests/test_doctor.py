"""`verbatim doctor` as an operator runs it: everything well, and each thing that can be wrong."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage.store import Store
from retrieval import Library
from tests.botapi import BotApi
from tests.front_ends import SEEDS, run_verbatim, served
from tests.library_data import make_article


async def doctor(folder: Path, *options: str, **more: str) -> tuple[int, str]:
    """The exit status and what was said."""
    status, out, err = await run_verbatim("doctor", *options, env={"VERBATIM_DATA": str(folder), **more})
    assert not err
    return status, out


@pytest.fixture
def holdings(tmp_path: Path) -> Path:
    """A data folder with a library, chats and editors' tables."""
    with Library(tmp_path / "library.sqlite") as library:
        library.add_many(map(make_article, range(10)), added_by="ann")
    store = Store(tmp_path / "chats.sqlite")
    for number in range(50):
        store.keep_menu("1", "articles", f"subject {number} " * 20)
    store.close()
    return tmp_path


async def test_a_served_bot_is_well_while_it_runs(tmp_path: Path) -> None:
    async with BotApi() as api, served(api, tmp_path):
        await api.until(lambda: api.world.queue.polled, "the poll")
        status, said = await doctor(tmp_path, **api.environment)
    assert status == 0
    assert said.endswith("all is well\n")
    for line in (
        "it is @verbatim_test_bot's",
        "process: another verbatim serve (process ",
        "library: 1 articles",
        "chats.sqlite: whole",
        "editors.sqlite: whole",
        " s from Telegram's",
    ):
        assert line in said
    assert api.token not in said


async def test_a_token_that_was_revoked_and_one_with_a_space_are_told_with_their_remedy(
    tmp_path: Path,
) -> None:
    async with BotApi() as api:
        revoked = {**api.environment, "TELEGRAM_BOT_TOKEN": "5550000001:" + "B" * 35}
        status, said = await doctor(tmp_path, **revoked)
        assert (status, "not accepted by Telegram" in said, "@BotFather" in said) == (2, True, True)
        broken = {**api.environment, "TELEGRAM_BOT_TOKEN": api.token.replace("A", "A ", 1)}
        status, said = await doctor(tmp_path, **broken)
        assert (status, "does not look like a token" in said, "without spaces" in said) == (2, True, True)
        assert "BBBB" not in said


async def test_a_telegram_that_cannot_be_reached_is_told_as_such(tmp_path: Path) -> None:
    nowhere = {
        "TELEGRAM_BOT_TOKEN": "5550000001:" + "B" * 35,
        "TELEGRAM_BASE_URL": "http://127.0.0.1:9/bot",
        "TELEGRAM_BASE_FILE_URL": "http://127.0.0.1:9/file/bot",
    }
    status, said = await doctor(tmp_path, **nowhere)
    assert status == 2
    assert "cannot be reached (ClientConnectorError, Connection refused)" in said
    assert (await doctor(tmp_path, "--offline", **nowhere))[0] == 0


async def test_a_clock_that_is_a_year_off_is_told(tmp_path: Path) -> None:
    async with BotApi() as api:
        api.clock_ahead = 365 * 86_400
        status, said = await doctor(tmp_path, **api.environment)
    assert status == 2
    assert "365 days behind Telegram's" in said
    assert "timedatectl" in said


async def test_a_damaged_library_is_found_left_alone_and_mended_when_asked(holdings: Path) -> None:
    path = holdings / "library.sqlite"
    data = bytearray(path.read_bytes())
    data[data.index(b"Article 4, version 1.") + 50] ^= 4
    path.write_bytes(data)
    status, said = await doctor(holdings)
    assert (status, path.read_bytes()) == (2, bytes(data))
    assert "library: it is damaged" in said
    assert "→ verbatim doctor --repair" in said
    status, said = await doctor(holdings, "--repair")
    assert status == 0
    assert "1 not; the old file is library.sqlite.damaged-1" in said
    status, said = await doctor(holdings)
    assert (status, "library: 9 articles" in said) == (0, True)
    assert "look  library: 1 versions of articles were lost to damage" in said
    (holdings / "library.sqlite.damaged-1").unlink()
    assert "lost to damage" not in (await doctor(holdings))[1]


async def test_a_question_that_meets_damage_says_so_and_the_doctor_remembers(tmp_path: Path) -> None:
    env = {"VERBATIM_DATA": str(tmp_path / "data")}
    text = "ROME (AP) — The bridge over the Tiber will close on Tuesday. Buses take another way.\n"
    assert (await run_verbatim("articles", "add", "-", stdin=text, env=env))[0] == 0
    path = tmp_path / "data" / "library.sqlite"
    data = bytearray(path.read_bytes())
    data[data.index(b"over the Tiber")] ^= 4
    path.write_bytes(data)
    status, out, err = await run_verbatim("ask", "Which bridge will close on Tuesday?", env=env)
    assert (status, "do not say" in out, err.count("\n")) == (1, True, 1)
    assert "library.sqlite was damaged" in err
    assert "1 lost; the old file is library.sqlite.damaged-1" in err
    status, said = await doctor(tmp_path / "data", "--offline")
    assert "1 versions of articles were lost to damage" in said


async def test_a_damaged_row_of_the_chats_is_found_and_the_others_saved(holdings: Path) -> None:
    path = holdings / "chats.sqlite"
    data = path.read_bytes()
    path.write_bytes(data.replace(b"subject 17 subject", b"subject 18 subject", 1))
    status, said = await doctor(holdings)
    assert status == 2
    assert "chats.sqlite: it is damaged (ok, 1 rows are not as written)" in said
    status, said = await doctor(holdings, "--repair")
    assert (status, "the old file is chats.sqlite.damaged-1" in said) == (0, True)
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT count(*) FROM menus").fetchone() == (49,)


async def test_files_that_others_may_read_are_closed_when_asked(holdings: Path) -> None:
    (holdings / "chats.sqlite").chmod(0o644)
    status, said = await doctor(holdings)
    assert (status, "others may read chats.sqlite" in said) == (2, True)
    assert (await doctor(holdings, "--repair"))[0] == 0
    assert (holdings / "chats.sqlite").stat().st_mode & 0o077 == 0


async def test_nothing_is_mended_under_a_running_bot(tmp_path: Path) -> None:
    async with BotApi() as api, served(api, tmp_path) as process:
        await api.until(lambda: api.world.queue.polled, "the poll")
        path = tmp_path / "chats.sqlite"
        with closing(sqlite3.connect(path)) as database:
            database.execute("PRAGMA writable_schema = ON")
            database.execute(
                "UPDATE sqlite_master SET sql = replace(sql, 'menus', 'manus') WHERE name = 'menus'"
            )
            database.commit()
        status, said = await doctor(tmp_path, "--repair", "--offline")
        assert process.returncode is None
    assert status == 2
    assert "not repaired: VERBATIM_DATA: another verbatim serve" in said


async def test_a_newer_versions_files_are_named_and_not_touched(holdings: Path) -> None:
    with closing(sqlite3.connect(holdings / "chats.sqlite")) as database:
        database.execute("PRAGMA user_version = 99")
        database.execute(f"PRAGMA application_id = {0x56420000 + 99}")
    before = (holdings / "chats.sqlite").read_bytes()
    status, said = await doctor(holdings, "--repair")
    assert (status, "Update Verbatim" in said) == (2, True)
    assert (holdings / "chats.sqlite").read_bytes() == before


async def test_folders_that_are_not_there_or_cannot_be_written_are_named(tmp_path: Path) -> None:
    missing = str(tmp_path / "nowhere")
    status, said = await doctor(tmp_path / "data", VERBATIM_ARTICLES=missing)
    assert (status, f"{missing} is not there" in said) == (2, True)
    status, said = await doctor(Path("/proc"))  # nobody writes there, root included
    assert (status, "VERBATIM_DATA" in said, "cannot be written" in said) == (2, True, True)


async def test_before_there_is_a_library_the_doctor_says_what_is_asked(tmp_path: Path) -> None:
    status, said = await doctor(tmp_path, "--offline")
    assert (status, "1 entry" in said, "there is none yet" in said) == (0, True, True)
    assert "Until then questions are answered from" in said


async def test_settings_that_contradict_each_other_are_named(tmp_path: Path) -> None:
    shutil.copytree(SEEDS, tmp_path / "seeds")
    status, said = await doctor(tmp_path / "seeds" / "data", VERBATIM_ARTICLES=str(tmp_path / "seeds"))
    assert (status, "files are read as articles" in said) == (2, True)
    status, said = await doctor(tmp_path, "--offline", TELEGRAM_BASE_URL="http://127.0.0.1:9/bot")
    assert (status, "TELEGRAM_BASE_FILE_URL" in said, "Set both, or neither" in said) == (2, True, True)


async def test_a_setting_that_is_misspelt_is_named_with_the_one_that_is_meant(tmp_path: Path) -> None:
    status, said = await doctor(tmp_path, "--offline", VERBATIM_ASKER="12", TELEGRAM_CHAT_ID="3")
    assert status == 0
    assert "look  settings: VERBATIM_ASKER is no setting and changes nothing" in said
    assert "Did you mean VERBATIM_ASKERS?" in said
    assert "TELEGRAM_CHAT_ID" not in said


async def test_a_token_that_others_may_read_is_told(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("VERBATIM_RECENCY=no\n")
    for mode, told in ((0o644, True), (0o600, False)):
        (tmp_path / ".env").chmod(mode)
        env = {"VERBATIM_DATA": str(tmp_path), "VERBATIM_ARTICLES": str(SEEDS)}
        _, out, _ = await run_verbatim("doctor", "--offline", cwd=tmp_path, env=env)
        assert ("chmod 600 .env" in out) is told
