"""`verbatim serve` as an operator starts, stops and misconfigures it: a real process, real signals."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.botapi import BotApi
from tests.front_ends import run_verbatim, served

FENTANYL = "How does the Northern Command combat fentanyl trafficking?"


async def test_it_answers_and_sigterm_ends_it_with_status_0(tmp_path: Path) -> None:
    async with BotApi() as api, served(api, tmp_path) as process:
        chat = api.user("Ana").private_chat()
        assert "paragraph 4 of 7" in (await chat.ask(FENTANYL)).text
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 60) == 0


async def test_a_button_works_after_sigkill_and_a_new_start(tmp_path: Path) -> None:
    async with BotApi() as api:
        chat = api.user("Ana").private_chat()
        async with served(api, tmp_path) as process:
            message = await chat.ask(FENTANYL)
            await api.settled()
            process.kill()
            await process.wait()
        async with served(api, tmp_path):
            await message.click("Context")
            assert "fentanyl trafficking" in (await chat.next_message()).text


async def test_the_token_is_in_no_log_line_whatever_fails(tmp_path: Path) -> None:
    async with BotApi() as api:
        api.fault("getMe", status=502, description="Bad Gateway")
        api.fault("sendMessage", status=400, description=f"Bad Request: {api.token}")
        api.fault("getUpdates", drop="before")
        async with served(api, tmp_path):
            chat = api.user("Ana").private_chat()
            await chat.ask(FENTANYL)
            await chat.ask(FENTANYL)
        log = (tmp_path / "log").read_text()
        assert "a handler failed" in log
        assert api.token not in log
        assert api.token.split(":")[1] not in log
        assert "fentanyl" not in log


@pytest.mark.parametrize(
    ("token", "problem"),
    [
        ("", "is not set"),
        ("12345:short", "does not look like a token"),
        (" a b ", "does not look like a token"),
    ],
)
async def test_a_token_that_cannot_be_one_gets_one_line_that_says_where_to_get_it(
    tmp_path: Path, token: str, problem: str
) -> None:
    status, out, err = await run_verbatim(
        "serve", env={"TELEGRAM_BOT_TOKEN": token, "VERBATIM_DATA": str(tmp_path)}
    )
    assert (status, out) == (2, "")
    assert err.count("\n") == 1
    assert problem in err
    assert "@BotFather" in err
    assert "short" not in err


async def test_a_token_that_telegram_refuses_ends_with_one_line_and_is_not_shown(tmp_path: Path) -> None:
    async with BotApi() as api:
        wrong = "5550000001:" + "B" * 35
        status, _, err = await run_verbatim(
            "serve", env={**api.environment, "VERBATIM_DATA": str(tmp_path), "TELEGRAM_BOT_TOKEN": wrong}
        )
    assert status == 2
    assert "not accepted by Telegram" in err.splitlines()[-1]
    assert wrong not in err
    assert "Traceback" not in err


async def test_without_a_network_the_log_says_why_and_what_to_look_at(tmp_path: Path) -> None:
    api = BotApi()
    nowhere = {
        "TELEGRAM_BASE_URL": "http://127.0.0.1:9/bot",
        "TELEGRAM_BASE_FILE_URL": "http://127.0.0.1:9/file/bot",
    }
    async with served(api, tmp_path, **nowhere):
        await api.until(lambda: "\n" in (tmp_path / "log").read_text(), "a line of the log")
    log = (tmp_path / "log").read_text()
    assert "getMe failed (unsent), trying again: ClientConnectorError, Connection refused. " in log
    assert "Look at the network, a proxy or firewall, and at TELEGRAM_BASE_URL." in log


async def test_a_setting_that_is_misspelt_is_named_as_it_starts(tmp_path: Path) -> None:
    async with BotApi() as api, served(api, tmp_path, VERBATIM_ADDER="12"):
        await api.until(lambda: "\n" in (tmp_path / "log").read_text(), "a line of the log")
        log = (tmp_path / "log").read_text()
    assert "VERBATIM_ADDER: is no setting and changes nothing. Did you mean VERBATIM_ADDERS?" in log


async def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    async with BotApi() as api:
        status, _, err = await run_verbatim(
            "serve", env={**api.environment, "VERBATIM_DATA": str(tmp_path / "file" / "data")}
        )
    assert status == 2
    assert "VERBATIM_DATA" in err
    assert err.count("\n") == 1


async def test_who_is_not_named_may_not_ask_and_only_who_is_named_may_add(tmp_path: Path) -> None:
    async with BotApi() as api:
        editor, asker, stranger = (api.user(name).private_chat() for name in ("Eva", "Ana", "Bo"))
        env = {"VERBATIM_ADDERS": str(editor.user.id), "VERBATIM_ASKERS": str(asker.user.id)}
        async with served(api, tmp_path, **env):
            assert "fentanyl" in (await asker.ask(FENTANYL)).text
            assert "fentanyl" not in (await stranger.ask(FENTANYL)).text
            text = "Owls have returned to the old mill in Ashford, wardens said on Friday. " * 12
            submitted = await editor.ask(f"{text}\n\n{text}")
            while not submitted.buttons:
                submitted = await editor.next_message()
            await submitted.click("Keep")
            await editor.next_message()
            assert "old mill" in (await asker.ask("Where have owls returned to?")).text
            assert "fentanyl" not in (await asker.ask("/stats")).text


async def test_forget_leaves_no_row_of_the_chat_in_any_table(tmp_path: Path) -> None:
    async with BotApi() as api:
        chat = api.user("Ana").private_chat()
        async with served(api, tmp_path):
            await chat.ask("penguins in the zoo of Antarctica?")
            confirm = await chat.ask("/forget")
            await confirm.click(confirm.buttons[0])
            await api.settled()
    rows = 0
    for name in ("chats.sqlite", "editors.sqlite"):
        with closing(sqlite3.connect(tmp_path / name)) as database:
            tables = [
                row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            ]
            for table in tables:
                told = str(database.execute(f"SELECT * FROM {table}").fetchall())
                rows += "penguins" in told or str(chat.id) in told
    assert rows == 0


async def test_chats_that_are_damaged_while_it_runs_end_it_and_the_next_start_mends_them(
    tmp_path: Path,
) -> None:
    file = tmp_path / "chats.sqlite"
    async with BotApi() as api:
        chat = api.user("Ana").private_chat()
        async with served(api, tmp_path) as process:
            await chat.ask(FENTANYL)
            await api.settled()
            with closing(sqlite3.connect(file)) as database:
                database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            data = file.read_bytes()
            file.write_bytes(data[:4096] + b"\xff" * (len(data) - 4096))
            await chat.say(FENTANYL)
            assert await asyncio.wait_for(process.wait(), 60) == 2
        line = (tmp_path / "log").read_text().splitlines()[-1]
        assert line == (
            "verbatim: the file of the chats: is damaged. Start verbatim serve again: it saves what is whole."
        )
        async with served(api, tmp_path):
            assert "paragraph 4 of 7" in (await chat.next_message()).text
        assert (tmp_path / "chats.sqlite.damaged-1").exists()
