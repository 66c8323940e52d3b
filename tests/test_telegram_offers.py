"""Questions that are offered in Telegram: written out, asked at a press or a number, for their chat only."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.botapi import BotApi, Chat, Message
from tests.conftest import polling_bot
from tests.front_ends import served
from tests.reading_data import ASK_OWLS, OWLS, READING, many_articles

NOWHERE = "How many penguins live in Antarctica?"
ARTICLES = READING


def _offered(message: Message) -> list[str]:
    """The questions that a message lists."""
    listed = message.text.partition("You could ask:\n")[2].splitlines()
    return [line.partition(". ")[2] for line in listed if line[:1].isdigit()]


@pytest.mark.parametrize("asked", [NOWHERE, "/suggest", "What can I ask?"])
async def test_each_question_offered_is_asked_at_a_press_and_answered_below(chat: Chat, asked: str) -> None:
    shown = await chat.ask(asked)
    questions = _offered(shown)
    assert len(questions) > 1
    for number, question in enumerate(questions, start=1):
        assert await shown.click(str(number)) == ""
        answered = await chat.next_message()
        assert answered.id != shown.id
        assert answered.text.startswith(f"You asked: {question}\n\n")
        assert answered.spans("bold")[0] in "".join(article.text for article in READING)
    assert shown.now.text == shown.text, "what was pressed stays to be pressed again"


async def test_a_number_typed_is_a_press(chat: Chat) -> None:
    questions = _offered(await chat.ask("/suggest"))
    assert (await chat.ask("2")).text.startswith(f"You asked: {questions[1]}\n\n")
    await chat.ask("/articles")
    assert "by Ana Paz" in (await chat.ask("2")).text


async def test_what_a_press_asked_can_be_followed_up_by_reply(chat: Chat) -> None:
    shown = await chat.ask("/article 2")
    await shown.click("Ask this")
    answered = await chat.next_message()
    await answered.reply("context")
    assert "paragraphs" in (await chat.next_message()).text


async def test_a_button_of_a_message_that_is_gone_brings_its_view_anew(chat: Chat) -> None:
    offered, answered = await chat.ask("/suggest"), await chat.ask(ASK_OWLS)
    for message in (offered, answered):
        chat.room.records[message.id].deleted = True
    await offered.click("1")
    assert (await chat.next_message()).text.startswith("You asked: ")
    await answered.click("Context")
    context = await chat.next_message()
    assert context.id != answered.id
    assert "paragraphs 1 to 2 of 3" in context.text


async def test_an_offered_question_belongs_to_its_chat(api: BotApi, chat: Chat) -> None:
    data = (await chat.ask(NOWHERE)).button("1")["callback_data"]
    bo = api.user("Bo").private_chat()
    stranger = await bo.ask(NOWHERE)
    for forged in (data, data[:-1] + "9", data[:-1] + "0", data[:-1] + "\u0661", "ask:x:1"):
        assert "no longer kept" in await stranger.press(forged)
    await bo.stays_silent()


async def test_a_question_is_offered_in_a_group_where_it_was_asked_for(api: BotApi) -> None:
    forum = api.group("Desk", api.user("Ana"), api.user("Bo"), topics=True)
    ana, bo = forum.members.values()
    topic = forum.topic("Birds")
    shown = await ana.in_(forum, topic=topic).ask("/suggest")
    await shown.click("1", by=bo)
    answered = await forum.next_message()
    assert answered.text.startswith("You asked: ")
    assert answered.thread_id == topic


async def test_an_offered_question_outlives_a_kill_and_a_restart(tmp_path: Path) -> None:
    async with BotApi() as api:
        chat = api.user("Ana").private_chat()
        async with served(api, tmp_path) as process:
            shown = await chat.ask(NOWHERE)
            await api.settled(quiet=0.3)
            process.kill()
            await process.wait()
        async with served(api, tmp_path):
            await shown.click("2")
            answered = await chat.next_message()
            assert answered.text.startswith(f"You asked: {_offered(shown)[1]}\n\n")
            assert answered.spans("bold")


async def test_a_newcomer_is_shown_one_question_that_the_articles_answer(chat: Chat) -> None:
    await chat.start("")
    shown = await chat.next_message()
    question = shown.text.splitlines()[-1].removeprefix("For example: ")
    assert question.endswith("?")
    assert shown.buttons == ["Ask this"]
    await shown.click("Ask this")
    answered = await chat.next_message()
    assert answered.text.startswith(f"You asked: {question}\n\n")
    assert not answered.text.startswith(f"You asked: {question}\n\nThe articles")


async def test_a_spanish_reader_is_offered_questions_in_spanish_words(api: BotApi) -> None:
    chat = api.user("Luz", language_code="es").private_chat()
    shown = await chat.ask("pingüinos")
    assert "\n\nPodrías preguntar, en el idioma de los artículos:\n1. " in shown.text
    await shown.click("1")
    assert (await chat.next_message()).text.startswith("Preguntaste: ")
    await chat.start("")
    assert "\n\nPor ejemplo: " in (await chat.next_message()).text


async def test_more_context_and_back_do_the_same_typed_as_pressed(chat: Chat) -> None:
    answered = await chat.ask(ASK_OWLS)
    context = await chat.ask("/context")
    assert "paragraphs 1 to 2 of 3" in context.text
    assert (await chat.ask("/back")).text == answered.text
    assert (await chat.ask("/back")).text == "There is nothing before this."
    more = await chat.ask("/more")
    assert more.text != answered.text
    assert (await chat.ask("back")).text == answered.text


async def test_the_same_words_turn_the_pages_of_a_list() -> None:
    async with BotApi() as api, polling_bot(api, many_articles(20)):
        chat = api.user("Ana").private_chat()
        first = await chat.ask("list articles")
        assert "Page 1 of 3" in first.text
        assert "Page 2 of 3" in (await chat.ask("/more")).text
        assert "Page 3 of 3" in (await chat.ask("more")).text
        assert (await chat.ask("/more")).text == "There is no more of this."
        assert "Page 2 of 3" in (await chat.ask("/back")).text
        assert "Context is what stands around a quotation" in (await chat.ask("/context")).text


async def test_context_after_an_article_says_what_to_do(chat: Chat) -> None:
    assert "You could ask:" in (await chat.ask("/article 1")).text
    told = "Context is what stands around a quotation. Ask a question first."
    assert (await chat.ask("context")).text == told
    await chat.ask(ASK_OWLS)
    assert "paragraphs 1 to 2 of 3" in (await chat.ask("context")).text


@pytest.mark.parametrize("step", ["/more", "/context", "/back", "more", "back"])
async def test_a_step_before_any_answer_says_that_there_is_none(chat: Chat, step: str) -> None:
    assert "no answer to continue yet" in (await chat.ask(step)).text


async def test_a_step_after_a_restart_goes_on_from_the_last_answer(tmp_path: Path) -> None:
    async with BotApi() as api:
        chat = api.user("Ana").private_chat()
        for step in ("How does the Northern Command combat fentanyl?", "/context"):
            async with served(api, tmp_path):
                shown = await chat.ask(step)
        assert "paragraphs 3 to 5 of 7" in shown.text


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("list articles", "en"),
        ("Which articles do you have?", "en"),
        ("Show me the articles, please", "en"),
        ("¿Qué artículos tienes?", "es"),
        ("lista de artículos", "es"),
    ],
)
async def test_asking_for_the_articles_lists_them(api: BotApi, words: str, code: str) -> None:
    chat = api.user("Ana", language_code=code).private_chat()
    assert f"2. Reuters · “{OWLS.title}”" in (await chat.ask(words)).text
