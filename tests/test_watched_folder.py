"""The articles folder of a bot that runs: what comes, changes, is renamed and goes is told by both doors."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.botapi import BotApi, Chat
from tests.drills.bench import UNLIMITED
from tests.front_ends import run_verbatim, served

OWLS = """---
title: Owls return
outlet: The Gazette
published: 2026-11-22T09:40:00+01:00
---

Owls have returned to the old mill in Ashford after {years} years, wardens said on Friday.

The wardens counted four pairs, and expect the first chicks in April.
"""
QUESTION = "After how many years have owls returned to the mill?"


@pytest.fixture
def watched(tmp_path: Path) -> Path:
    (tmp_path / "watched").mkdir()
    (tmp_path / "watched" / "birds.txt").write_text("LIMA (Reuters) - Penguins nest on the coast of Peru.\n")
    return tmp_path / "watched"


async def until(say: Callable[[], Awaitable[str]], words: str) -> str:
    """What is told as soon as it holds `words`: the folder is looked at every few seconds."""
    for _ in range(400):
        if words in (told := await say()):
            return told
        await asyncio.sleep(0.3)
    raise AssertionError(f"{words!r} is not told: {told}")


def telling(chat: Chat, text: str) -> Callable[[], Awaitable[str]]:
    async def say() -> str:
        return (await chat.ask(text)).text

    return say


async def test_a_running_bot_follows_its_folder_and_tells_how_fresh_it_is(
    tmp_path: Path, watched: Path
) -> None:
    more = {"VERBATIM_ARTICLES": str(watched)}
    async with BotApi() as api, served(api, tmp_path / "data", *UNLIMITED, **more):
        chat = api.user("Ana").private_chat()
        await until(telling(chat, "/articles"), "I hold 1 article.")
        (watched / "owls.md").write_text(OWLS.format(years="thirty"))
        told = await until(telling(chat, "/articles"), "I hold 2 articles")
        assert "I hold 2 articles, newest 22 Nov 2026 09:40." in told
        first = await until(telling(chat, QUESTION), "thirty years")
        assert "22 Nov 2026" in first
        cited = chat.bot_messages[-1]
        (watched / "owls.md").write_text(OWLS.format(years="forty"))
        assert "thirty" not in await until(telling(chat, QUESTION), "forty years")
        await cited.click("Context")
        assert "thirty years" in (await chat.next_message()).text  # the version that was cited
        (watched / "owls.md").rename(watched / "mill.md")
        (watched / "birds.txt").unlink()
        await until(telling(chat, "/articles"), "I hold 1 article, newest 22 Nov 2026 09:40.")
        await until(telling(chat, QUESTION), "forty years")


async def test_the_terminal_tells_the_same_freshness(tmp_path: Path, watched: Path) -> None:
    (watched / "owls.md").write_text(OWLS.format(years="thirty"))
    env = {"VERBATIM_DATA": str(tmp_path / "data"), "VERBATIM_ARTICLES": str(watched)}
    _, out, _ = await run_verbatim(stdin="/articles\n", env=env)
    assert "I hold 2 articles, newest 22 Nov 2026 09:40." in out


async def test_a_file_that_a_running_bot_cannot_read_is_named_once_with_its_reason(
    tmp_path: Path, watched: Path
) -> None:
    async with BotApi() as api, served(api, tmp_path / "data", *UNLIMITED, VERBATIM_ARTICLES=str(watched)):
        chat = api.user("Ana").private_chat()
        await chat.ask("Where do penguins nest?")
        (watched / "half.json").write_text('{"text": "Owls ho')
        os.utime(watched / "half.json", (0, 0))
        log = tmp_path / "data" / "log"

        async def logged() -> str:
            await chat.ask("Where do penguins nest?")
            return log.read_text()

        await until(logged, "set aside until it changes: it is not JSON")
        await until(telling(chat, "Where do penguins nest?"), "Peru")
        assert log.read_text().count("half.json failed three times") == 1
