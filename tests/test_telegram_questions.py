"""Questions in Telegram that lean on a message: replies, selected words, and edits."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.botapi import BotApi, Chat
from tests.conftest import polling_bot
from tests.reading_data import ASK_GEESE, ASK_OWLS, READING


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as server, polling_bot(server, READING):
        yield server


async def test_selected_words_of_an_answer_join_the_question(chat: Chat) -> None:
    shown = await chat.ask(ASK_OWLS)
    await shown.reply("Who counts them?", quote="Owls hoot at night in the forests of Norway")
    about = await chat.next_message()
    assert "owls" in about.text.lower()
    assert "Geese" not in about.text


async def test_selected_words_alone_make_a_bare_question_answerable(chat: Chat) -> None:
    shown = await chat.ask(ASK_GEESE)
    await chat.ask(ASK_OWLS)
    await shown.reply("and this?", quote="Geese cross Denmark in October")
    assert "Denmark" in (await chat.next_message()).text


async def test_a_bare_reply_to_an_old_answer_takes_that_answer_up(chat: Chat) -> None:
    old = await chat.ask(ASK_OWLS)
    await chat.ask(ASK_GEESE)
    await old.reply("context")
    shown = (await chat.next_message()).text
    assert "Owls hoot" in shown
    assert "paragraphs 1 to 2" in shown


async def test_an_edited_answer_is_still_known_when_replied_to(chat: Chat) -> None:
    question = await chat.say(ASK_GEESE)
    first = await chat.next_message()
    await question.edit(ASK_OWLS)
    edited = await chat.next_message()
    assert edited.id == first.id
    await chat.ask(ASK_GEESE)
    await edited.reply("context")
    assert "Owls hoot" in (await chat.next_message()).text


async def test_an_edited_command_edits_its_answer_too(chat: Chat) -> None:
    question = await chat.say(f"/ask {ASK_GEESE}")
    first = await chat.next_message()
    await question.edit(f"/ask {ASK_OWLS}")
    edited = await chat.next_message()
    assert (edited.id, "Owls hoot" in edited.text) == (first.id, True)
    await question.edit("/language es")
    await chat.stays_silent()


async def test_an_answer_that_was_deleted_is_sent_anew_when_its_question_is_edited(
    api: BotApi, chat: Chat
) -> None:
    question = await chat.say(ASK_GEESE)
    first = await chat.next_message()
    first.room.records[first.id].deleted = True
    await question.edit(ASK_OWLS)
    again = await chat.next_message()
    assert again.id != first.id
    assert "Owls hoot" in again.text
