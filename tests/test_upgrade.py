"""An upgrade keeps the data: a folder as 0.1.0 left it is served by today's code.

The folder was made by `verbatim serve` of that release: Eva asked, found the answer helpful, added an article
about owls and chose Spanish, on a machine whose articles were in /srv/articles.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
import time
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.botapi import BotApi
from tests.front_ends import ROOT, run_verbatim, served

RELEASE = ROOT / "tests" / "data" / "release-0.1.0.zip"
PATIENCE = 60.0


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """The data folder of that release, as if it had been left an hour ago."""
    with zipfile.ZipFile(RELEASE) as archive:
        archive.extractall(tmp_path)
    with closing(sqlite3.connect(tmp_path / "chats.sqlite")) as database, database:
        for table, column in (("answers", "asked_at"), ("replies", "replied_at"), ("votes", "voted_at")):
            database.execute(f"UPDATE {table} SET {column} = ?", [time.time() - 3600])
        database.execute("UPDATE inbox SET id = id - 1000")  # Telegram's numbers have gone on since
    with closing(sqlite3.connect(tmp_path / "editors.sqlite")) as database, database:
        database.execute("UPDATE questions SET asked_at = ?", [time.time() - 3600])
    return tmp_path


async def test_articles_added_before_an_upgrade_are_answered_from_after_it(kept: Path) -> None:
    env = {"VERBATIM_DATA": str(kept)}
    status, out, err = await run_verbatim("ask", "Where have owls returned to?", env=env)
    assert (status, err) == (0, "")
    assert "old mill in Ashford" in out
    _, listed, _ = await run_verbatim("articles", "list", "--json", env=env)
    articles = [json.loads(line) for line in listed.splitlines()]
    assert sorted(article["added_by"] for article in articles) == ["folder", "telegram:700000001"]


async def test_a_chat_goes_on_after_an_upgrade(kept: Path) -> None:
    told = json.loads((kept / "told.json").read_text(encoding="utf-8"))
    async with BotApi() as api:
        eva = api.user("Eva").private_chat()
        assert eva.id == told["chat"]
        async with served(api, kept, VERBATIM_ADDERS=str(eva.id)):
            message = await eva.ask("/about", PATIENCE)
            await message.press(_data(told, "Context"), timeout=PATIENCE)
            shown = await eva.next_message(PATIENCE)
            assert "fentanyl trafficking" in shown.text
            assert "Atrás" in shown.buttons, "the language that was chosen"
            figures = (await eva.ask("/stats", PATIENCE)).text
            assert "Preguntas: 2" in figures
            assert "Útiles: 1" in figures
            assert "Antarctica" in (await eva.ask("/unanswered", PATIENCE)).text


async def test_a_downgrade_is_refused_and_changes_nothing(kept: Path) -> None:
    await run_verbatim("doctor", "--repair", env={"VERBATIM_DATA": str(kept)})
    for name in ("chats.sqlite", "library.sqlite"):
        copy = kept / "copy"
        shutil.copytree(kept, copy, ignore=shutil.ignore_patterns("copy"))
        await asyncio.to_thread(_date_forward, copy / name)
        before = (copy / name).read_bytes()
        async with BotApi() as api:
            env = {**api.environment, "VERBATIM_DATA": str(copy)}
            status, _, err = await run_verbatim("serve", env=env)
        assert status == 2, name
        assert "newer" in err
        assert (copy / name).read_bytes() == before
        shutil.rmtree(copy)


def _data(told: dict[str, Any], label: str) -> str:
    """What a button that the old release sent says when it is pressed."""
    found = [button for row in told["keyboard"] for button in row if button["text"] == label]
    return str(found[0]["callback_data"])


def _date_forward(file: Path) -> None:
    """Give the file the version of a release that is yet to come."""
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("PRAGMA user_version = 99")
        if file.name == "library.sqlite":
            database.execute("UPDATE state SET version = 99")
