"""Each conversation reads the same at the terminal and in Telegram."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.botapi import BotApi
from tests.front_ends import Telegram, Terminal, served

CONVERSATIONS: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("conversations.json").read_text(encoding="utf-8")
)


async def _play(door: Terminal | Telegram, turns: list[dict[str, Any]]) -> list[str]:
    return [await (door.say(turn["say"]) if "say" in turn else door.press(turn["press"])) for turn in turns]


@pytest.mark.parametrize("scene", CONVERSATIONS, ids=lambda scene: scene["conversation"])
async def test_a_conversation_reads_the_same_through_both_doors(
    scene: dict[str, Any], tmp_path: Path
) -> None:
    turns = scene["turns"]
    async with Terminal.open(VERBATIM_DATA=str(tmp_path / "terminal")) as terminal:
        typed = await _play(terminal, turns)
    async with BotApi() as api, served(api, tmp_path / "telegram"):
        sent = await _play(Telegram(api.user("Ana").private_chat()), turns)
    assert typed == sent
    for turn, reply in zip(turns, typed, strict=True):
        for words in turn["reads"]:
            assert words in reply
