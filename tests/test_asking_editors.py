"""Where the articles may not answer, a reader puts the question before the people who keep them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.editors.rights import Rights
from bot.storage.store import Store
from tests.botapi import BotApi
from tests.editing import whole_bot
from tests.reading_data import ASK_OWLS, READING

EDITOR = 700_000_001
NOWHERE = "How many penguins live in Antarctica?"
NEAR = "How many owls live in Oslo harbour?"


@pytest.fixture
async def api(tmp_path: Path) -> AsyncIterator[BotApi]:
    """The whole bot with Ed as its editor."""
    store = Store()
    async with BotApi() as server, whole_bot(server, tmp_path, Rights(frozenset({EDITOR})), store) as bot:
        assert server.user("Ed").id == EDITOR
        for article in READING:
            bot.library.add(article, added_by="test")
        yield server
    store.close()


async def test_a_question_without_an_answer_is_put_before_the_editors_once(api: BotApi) -> None:
    ed, ana = api.world.users[EDITOR].private_chat(), api.user("Ana").private_chat()
    shown = await ana.ask(NOWHERE)
    told = "Noted. The people who keep the articles will see this question, without your name."
    assert await shown.click("Ask the editors") == told
    assert await shown.click("Ask the editors") == told
    assert shown.now.text == shown.text
    listed = await ed.ask("/unanswered")
    assert f"1 × {NOWHERE} (" in listed.text
    assert listed.text.endswith(" · put before you: 1")
    assert "Questions: 1" in (await ed.ask("/stats")).text, "a wish is no question"
    await listed.click("Export")
    document = (await ed.next_message()).document
    assert document is not None
    assert json.loads(document)["wanted"] == 1


async def test_a_closest_passage_can_be_put_before_them_too_and_an_answer_cannot(api: BotApi) -> None:
    ana = api.user("Ana").private_chat()
    near = await ana.ask(NEAR)
    assert near.text.startswith("The articles may not answer this.")
    await near.click("Ask the editors")
    assert f"1 × {NEAR} (" in (await api.world.users[EDITOR].private_chat().ask("/unanswered")).text
    answered = await ana.ask(ASK_OWLS)
    assert "Ask the editors" not in answered.buttons
    assert "no longer kept" in await answered.press("editors:forged:0")


async def test_what_was_put_before_them_is_forgotten_with_its_chat(api: BotApi) -> None:
    ed, ana = api.world.users[EDITOR].private_chat(), api.user("Ana").private_chat()
    await (await ana.ask(NOWHERE)).click("Ask the editors")
    assert "put before you" in (await ed.ask("/unanswered")).text
    await ana.ask("/forget yes")
    assert "Nothing was asked in vain" in (await ed.ask("/unanswered")).text


async def test_without_editors_nobody_is_promised_one(tmp_path: Path) -> None:
    store = Store()
    async with BotApi() as server, whole_bot(server, tmp_path / "none", Rights(), store) as bot:
        bot.library.add(READING[0], added_by="test")
        shown = await server.user("Ana").private_chat().ask(NOWHERE)
        assert "Ask the editors" not in shown.buttons
    store.close()
