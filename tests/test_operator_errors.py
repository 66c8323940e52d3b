"""What an operator can do wrong before the bot serves: each gets one line with the remedy, and status 2."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.storage.store import Store
from retrieval import Library
from tests.botapi import BotApi
from tests.front_ends import ROOT, run_verbatim


async def refused(folder: Path, *options: str, **more: str) -> str:
    """The one line with which `verbatim serve` ends."""
    with TemporaryDirectory() as home:  # where the lock of each bot lies, and tests run side by side
        env = {"VERBATIM_DATA": str(folder), "XDG_DATA_HOME": home, **more}
        status, out, err = await run_verbatim("serve", *options, env=env)
    assert (status, out) == (2, "")
    *log, line = err.splitlines()
    assert not [one for one in log if "Traceback" in one]
    assert line.startswith("verbatim: ")
    return line


TOKEN = "5550000001:" + "A" * 35


@pytest.mark.parametrize(
    ("settings", "named", "remedy"),
    [
        ({"TELEGRAM_BASE_URL": "http://127.0.0.1:9/bot"}, "TELEGRAM_BASE_FILE_URL", "Set both"),
        ({"TELEGRAM_BASE_FILE_URL": "http://127.0.0.1:9/file/bot"}, "TELEGRAM_BASE_URL", "Set both"),
        ({"VERBATIM_ARTICLES": "/"}, "VERBATIM_DATA", "Name a folder outside"),
        (
            {
                "TELEGRAM_BASE_URL": "http://api.example.org/bot",
                "TELEGRAM_BASE_FILE_URL": "http://api.example.org/file/bot",
            },
            "TELEGRAM_BASE_URL",
            "Use https",
        ),
        (
            {
                "TELEGRAM_BASE_URL": "http://[2001:db8::1]:8081/bot",
                "TELEGRAM_BASE_FILE_URL": "http://[2001:db8::1]:8081/file/bot",
            },
            "TELEGRAM_BASE_URL",
            "Use https",
        ),
        ({"VERBATIM_ADDERS": "ana"}, "VERBATIM_ADDERS", "ids with commas: 123456789, 987654321"),
        ({"VERBATIM_ENGINE": "foo"}, "VERBATIM_ENGINE", 'Write "library" or "opensearch".'),
        ({"VERBATIM_RECENCY": "perhaps"}, "VERBATIM_RECENCY", "Write yes or no."),
        ({"VERBATIM_OPENSEARCH_INDEX": "News"}, "VERBATIM_OPENSEARCH_INDEX", "small letters"),
        ({"TELEGRAM_BOT_TOKEN": "5550000001: " + "A" * 35}, "TELEGRAM_BOT_TOKEN", "without spaces"),
        ({"TELEGRAM_BOT_TOKEN": f"'{TOKEN}'"}, "TELEGRAM_BOT_TOKEN", "without spaces or quotes"),
    ],
)
async def test_settings_that_cannot_be_meant_are_refused(
    tmp_path: Path, settings: dict[str, str], named: str, remedy: str
) -> None:
    line = await refused(tmp_path, **{"TELEGRAM_BOT_TOKEN": TOKEN, **settings})
    assert line.startswith(f"verbatim: {named}")
    assert remedy in line
    assert "AAAA" not in line


async def test_a_negative_limit_is_refused(tmp_path: Path) -> None:
    line = await refused(tmp_path, "--stale-after", "-1", TELEGRAM_BOT_TOKEN=TOKEN)
    assert line == "verbatim: --stale-after: -1 is too small. Give 0 or more."


async def test_a_data_folder_that_is_read_only_is_named(tmp_path: Path) -> None:
    line = await refused(Path("/proc"), TELEGRAM_BOT_TOKEN=TOKEN)  # nobody writes there, root included
    assert "/proc" in line
    assert "Let this user write there" in line


async def test_a_folder_without_articles_is_named_in_full(tmp_path: Path) -> None:
    async with BotApi() as api:
        line = await refused(tmp_path, **api.environment, VERBATIM_ARTICLES="tests/mutants/none")
    assert (
        line == f"verbatim: VERBATIM_ARTICLES: there are no articles in {ROOT}/tests/mutants/none. "
        "Put some there."
    )


@pytest.mark.parametrize(("days", "said"), [(365, "365 days behind"), (-365, "365 days ahead of")])
async def test_a_clock_that_is_a_year_off_is_named(tmp_path: Path, days: int, said: str) -> None:
    async with BotApi() as api:
        api.clock_ahead = days * 86_400.0
        line = await refused(tmp_path, **api.environment)
    assert f"this computer's is {said}" in line
    assert "timedatectl" in line


@pytest.mark.parametrize("name", ["library.sqlite", "chats.sqlite", "editors.sqlite"])
async def test_a_database_of_a_newer_version_is_named_and_left_alone(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    if name == "library.sqlite":
        Library(file).close()
    else:
        Store(file).close()
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA user_version = 99")
        database.execute(f"PRAGMA application_id = {0x56420000 + 99}")
        if name == "library.sqlite":
            database.execute("UPDATE state SET version = 99")
        database.commit()
    before = file.read_bytes()
    line = await refused(tmp_path, TELEGRAM_BOT_TOKEN=TOKEN)
    assert name in line
    assert "Update Verbatim" in line
    assert file.read_bytes() == before


async def test_a_revoked_token_is_named(tmp_path: Path) -> None:
    async with BotApi() as api:
        line = await refused(tmp_path, **{**api.environment, "TELEGRAM_BOT_TOKEN": TOKEN})
    assert "not accepted by Telegram" in line
    assert "@BotFather" in line
