"""The bot in Telegram, as its users meet it: the real python-telegram-bot against our Bot API server."""

from __future__ import annotations

import pytest

from retrieval import PassageIndex
from tests.botapi import BotApi, Chat

TROOPS = "Why has the U.S. sent more troops to the border?"
FENTANYL = "How does the Northern Command combat fentanyl trafficking?"


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("/start", "I answer only in their own words"),
        ("/help", "Write a question"),
        ("/articles", "I hold 1 article."),
        ("/about", "No language model writes anything"),
        ("/frobnicate", "I do not know that command"),
        ("/ask", "Write the question after the command"),
    ],
)
async def test_each_command_gets_a_fitting_reply(chat: Chat, command: str, words: str) -> None:
    assert words in (await chat.ask(command)).text


async def test_an_answer_is_one_message_with_the_sentence_marked_inside_its_passage(
    chat: Chat, seed_index: PassageIndex
) -> None:
    message = await chat.ask(FENTANYL)
    text = seed_index.articles[0].text
    (sentence,) = message.spans("bold")[:1]
    passage = message.spans("blockquote")[0]
    assert sentence.startswith("The U.S. Northern Command has deployed more troops")
    assert sentence in passage
    assert passage in text
    assert "fentanyl" in message.spans("underline")
    assert "AP" in message.text
    assert "paragraph 4 of 7" in message.text
    await chat.stays_silent()


async def test_the_paragraphs_beside_a_passage_can_be_unfolded_in_the_answer_itself(
    chat: Chat, seed_index: PassageIndex
) -> None:
    message = await chat.ask(FENTANYL)
    text = seed_index.articles[0].text
    quoted = message.spans("blockquote")[0]
    before, after = message.spans("expandable_blockquote")
    assert f"{before} {quoted}\n\n{after}\n" in text.replace("\n\n\n", "\n\n")
    assert f"\nBefore it, paragraph 4 of 7:\n{before}\n" in message.text
    assert message.text.endswith(f"\nAfter it, paragraph 5 of 7:\n{after}")


async def test_what_is_sent_is_plain_text_with_entities_and_never_markup(api: BotApi, chat: Chat) -> None:
    await chat.ask(FENTANYL)
    (request,) = api.requests.to("sendMessage")
    assert "parse_mode" not in request.params
    assert request.params["entities"]


async def test_context_shows_the_neighbours_and_back_returns(chat: Chat) -> None:
    first = await chat.ask(FENTANYL)
    await first.click("Context")
    context = await chat.next_message()
    assert "paragraphs 3 to 5 of 7" in context.text
    assert len(context.spans("expandable_blockquote")) == 2
    await context.click("Back")
    assert (await chat.next_message()).text == first.text


async def test_more_shows_other_passages_of_the_same_answer(chat: Chat) -> None:
    first = await chat.ask("Tell me about Trump, Sheinbaum, troops and trafficking")
    await first.click("More")
    more = await chat.next_message()
    assert more.edited
    assert not set(first.spans("blockquote")) & set(more.spans("blockquote"))


async def test_an_old_button_shows_its_own_answer_after_newer_ones(chat: Chat) -> None:
    old = await chat.ask(FENTANYL)
    for _ in range(3):
        await chat.ask(TROOPS)
    await old.click("Context")
    assert "fentanyl trafficking" in (await chat.next_message()).text


async def test_a_double_click_is_no_error(api: BotApi, chat: Chat) -> None:
    first = await chat.ask(FENTANYL)
    data = first.button("Context")["callback_data"]
    await first.press(data)
    await first.press(data)
    await api.settled()
    assert [request.status for request in api.requests.to("editMessageText")] == [200, 400]
    assert len(api.requests.to("sendMessage")) == 1, "nobody is told of trouble"


@pytest.mark.parametrize(
    "data", ["more", "more:x:0", "context:::", "back:x:99999", "more:x:-1", "\u0663:x:\u0663"]
)
async def test_a_forged_button_has_no_effect_but_a_polite_alert(api: BotApi, chat: Chat, data: str) -> None:
    message = await chat.ask(FENTANYL)
    assert "no longer kept" in await message.press(data)
    await api.settled()
    assert not api.requests.to("editMessageText")


async def test_a_button_of_another_chat_has_no_effect(api: BotApi, chat: Chat) -> None:
    data = (await chat.ask(FENTANYL)).button("Context")["callback_data"]
    stranger = await api.user("Bo").private_chat().ask(TROOPS)
    assert "no longer kept" in await stranger.press(data)
    assert not api.requests.to("editMessageText")


async def test_an_edited_question_edits_its_answer(api: BotApi, chat: Chat) -> None:
    question = await chat.say(TROOPS)
    answer = await chat.next_message()
    await question.edit(FENTANYL)
    edited = await chat.next_message()
    assert edited.id == answer.id
    assert "fentanyl trafficking" in edited.text


async def test_a_question_edited_into_one_without_an_answer_says_so(chat: Chat) -> None:
    question = await chat.say(FENTANYL)
    await chat.next_message()
    await question.edit("How many penguins live in Antarctica?")
    assert (await chat.next_message()).text.startswith("The articles do not say.")


@pytest.mark.parametrize("kind", ["sticker", "voice", "photo", "poll", "location", "contact", "dice"])
async def test_what_is_not_text_is_told_that_only_text_is_read(chat: Chat, kind: str) -> None:
    await chat.send(kind)
    assert "only written questions" in (await chat.next_message()).text


async def test_a_spanish_speaker_is_spoken_to_in_spanish(api: BotApi) -> None:
    chat = api.user("Luz", language_code="es-MX").private_chat()
    assert (await chat.ask("pingüinos")).text.startswith("Los artículos no lo dicen.")
    assert "párrafo 4 de 7" in (await chat.ask(FENTANYL)).text


async def test_in_a_group_the_bot_is_silent_unless_spoken_to(api: BotApi) -> None:
    group = api.group("Newsroom", api.user("Ana"))
    member = group.first_member.in_(group)
    await member.say(TROOPS)
    await member.send("sticker")
    await member.say("/frobnicate")
    await member.stays_silent()
    assert "fentanyl" in (await member.ask(f"/ask {FENTANYL}")).text
    mentioned = await member.ask(f"@{api.username} {FENTANYL}")
    assert "fentanyl" in mentioned.text
    await mentioned.reply(TROOPS)
    assert "of 7" in (await member.next_message()).text
    assert not api.requests.to("sendChatAction")


async def test_the_same_question_in_two_chats_is_answered_in_both(api: BotApi) -> None:
    chats = [api.user(name).private_chat() for name in ("Ana", "Bo", "Cy")]
    for chat in chats:
        await chat.say(FENTANYL)
    answers = {(await chat.next_message()).text for chat in chats}
    assert len(answers) == 1


async def test_questions_of_one_chat_are_answered_in_their_order(api: BotApi) -> None:
    chat = api.user("Ana").private_chat()
    for number in range(20):
        await chat.say(FENTANYL if number % 2 else "pingüinos")
    answers = [await chat.next_message() for _ in range(20)]
    assert ["fentanyl" in answer.text for answer in answers] == [bool(n % 2) for n in range(20)]
