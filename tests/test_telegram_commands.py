"""Commands in Telegram: looking around, keeping to one article, languages, deep links, being forgotten."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from telegram import Bot, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats

from bot.conversations.responder import Responder
from bot.editors.rights import Rights
from bot.storage.schema import TABLES
from bot.storage.store import Store
from bot.telegram_app.menu import PRIVATE, introduce
from bot.words.phrases import Language
from retrieval import PassageIndex
from tests.botapi import BotApi, Chat
from tests.conftest import FixedCollection
from tests.editing import whole_bot
from tests.reading_data import ASK_GEESE, ASK_OWLS, GEESE, OWLS, READING, WHALES

ARTICLES = READING


async def test_the_list_of_articles_has_the_newest_first(chat: Chat) -> None:
    lines = (await chat.ask("/articles")).text.splitlines()
    assert lines[0] == "I hold 3 articles, newest 22 Nov 2026."
    assert lines[2:] == [
        "1. Ritzau · “Geese over Denmark” · 22 Nov 2026",
        "2. Reuters · “Owls of the north” · Oslo · 20 Nov 2026",
        "3. EFE · “Whales off Chile” · Valparaíso · 2 Oct 2026",
    ]


@pytest.mark.parametrize("which", ["2", OWLS.id, "owls"])
async def test_an_article_shows_its_beginning_and_what_can_be_asked(chat: Chat, which: str) -> None:
    shown = await chat.ask(f"/article {which}")
    assert shown.spans("blockquote") == ["Owls hoot at night in the forests of Norway."]
    assert "by Ana Paz" in shown.text
    assert await shown.click("Open") == OWLS.url


@pytest.mark.parametrize("which", ["", "9", "0", "nope", "ow", "99999999999", "\u0663"])
async def test_an_article_that_is_not_held_is_said_to_be_unknown(chat: Chat, which: str) -> None:
    words = "I hold no such article" if which else "number or id after the command"
    assert words in (await chat.ask(f"/article {which}")).text


async def test_a_chat_can_keep_to_one_article_and_back(chat: Chat, store: Store) -> None:
    assert "only from “Geese over Denmark”" in (await chat.ask("/focus 1")).text
    inside = await chat.ask(ASK_GEESE)
    assert inside.text.startswith("Only in “Geese over Denmark”:\n\n")
    outside = await chat.ask("How many whales feed off Chile?")
    assert "Chiloé" not in outside.text
    assert "Geese over Denmark" in outside.text
    assert store.preferences(str(chat.id)).focus == GEESE.id
    assert (await chat.ask("/focus off")).text == "I answer from all articles again."
    assert "Owls hoot" in (await chat.ask(ASK_OWLS)).text


async def test_a_focus_is_for_its_chat_only(api: BotApi, chat: Chat) -> None:
    await chat.ask("/focus 1")
    assert "Owls hoot" in (await api.user("Bo").private_chat().ask(ASK_OWLS)).text


async def test_focus_has_buttons_both_ways(chat: Chat) -> None:
    shown = await chat.ask("/article 2")
    await shown.click("Only this article")
    kept = await chat.next_message()
    assert "only from “Owls of the north”" in kept.text
    await kept.click("All articles")
    assert (await chat.next_message()).text == "I answer from all articles again."


async def test_a_deep_link_to_an_article_keeps_the_chat_to_it(chat: Chat, store: Store) -> None:
    await chat.start(f"a_{OWLS.id}")
    assert "only from “Owls of the north”" in (await chat.next_message()).text
    assert store.preferences(str(chat.id)).focus == OWLS.id


async def test_a_deep_link_to_an_answer_opens_it_in_its_own_chat_only(api: BotApi, chat: Chat) -> None:
    asked = await chat.ask(ASK_OWLS)
    answer_id = asked.button("Helpful")["callback_data"].split(":")[1]
    await chat.start(f"q_{answer_id}")
    assert (await chat.next_message()).text == asked.text
    stranger = api.user("Bo").private_chat()
    await stranger.start(f"q_{answer_id}")
    assert "no longer kept" in (await stranger.next_message()).text


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        ("a_gone", "I do not hold this article"),
        ("q_gone", "This answer is no longer kept"),
        ("a_", "Ask me about the news articles"),
        ("nonsense", "Ask me about the news articles"),
    ],
)
async def test_a_deep_link_that_leads_nowhere_gets_a_fitting_reply(
    chat: Chat, payload: str, words: str
) -> None:
    await chat.start(payload)
    assert words in (await chat.next_message()).text


async def test_who_is_quoted_is_told_with_the_words_and_the_name(chat: Chat) -> None:
    shown = await chat.ask("/quotes")
    assert shown.spans("blockquote") == [
        "“Farmers lose their barley to geese,”",
        "“The owls need old trees,”",
    ]
    assert "said by Lars Holm · Ritzau" in shown.text
    assert "said by Ingrid Berg" in (await chat.ask("/quotes berg")).text
    assert (await chat.ask("/quotes nobody")).text == "I find nobody quoted by name."


async def test_what_could_be_asked_is_suggested(chat: Chat) -> None:
    assert (await chat.ask("/suggest")).text.startswith("You could ask:\n1. ")


async def test_a_language_is_chosen_by_button_or_word_and_kept(chat: Chat, store: Store) -> None:
    asked = await chat.ask("/language")
    assert asked.buttons == ["English", "Español", "Automatic"]
    await asked.click("Español")
    assert (await chat.next_message()).text == "Desde ahora hablo español."
    assert (await chat.ask("/articles")).text.startswith(
        "Tengo 3 artículos; el más reciente, del 22 nov 2026."
    )
    assert store.preferences(str(chat.id)).language == "es"
    assert "configuración" in (await chat.ask("/language auto")).text
    assert (await chat.ask("/focus off")).text == "I answer from all articles again."
    assert "do not speak that language" in (await chat.ask("/language xx")).text


async def test_privacy_says_what_is_kept_and_how_to_be_forgotten(chat: Chat) -> None:
    text = (await chat.ask("/privacy")).text
    assert "30 days" in text
    assert "/forget" in text


def test_forgetting_leaves_nothing_of_the_chat_behind(tmp_path: Path) -> None:
    file, told = tmp_path / "chats.sqlite", list[str]()
    store = Store(file)
    responder = Responder(FixedCollection(PassageIndex(READING)), store, [told.append])
    reply = responder.ask(responder.conversation("1", "en"), ASK_OWLS)
    store.keep_reply("1", 10, 11, reply.answer_id)
    responder.press(responder.conversation("1", "en"), reply.presses[-1].choice, voter=7)
    for command, argument in (("focus", "1"), ("language", "es"), ("articles", ""), ("quotes", "")):
        responder.command(responder.conversation("1", "en"), command, argument)
    responder.ask(responder.conversation("2", "en"), ASK_GEESE)
    sure = responder.command(responder.conversation("1", "en"), "forget")
    assert "¿Borro todo" in sure.text.text
    assert responder.press(responder.conversation("1", "en"), sure.presses[0].choice).reply
    assert told == ["1"]
    database = sqlite3.connect(file)
    for table in TABLES:
        rows = database.execute(f"SELECT conversation FROM {table}").fetchall()
        assert set(rows) <= {("2",)}, table
    database.close()
    store.close()
    assert ASK_OWLS.encode() not in b"".join(one.read_bytes() for one in tmp_path.iterdir())


async def test_forgetting_asks_first_and_can_be_declined(chat: Chat) -> None:
    answered = await chat.ask(ASK_OWLS)
    sure = await chat.ask("/forget")
    await sure.click("Delete nothing")
    assert (await chat.next_message()).text == "Nothing was deleted."
    await answered.click("Context")
    assert "paragraphs 1 to 2" in (await chat.next_message()).text
    assert (await chat.ask("/forget no")).text == "Nothing was deleted."
    again = await chat.ask("/forget")
    await again.click("Delete everything")
    assert (await chat.next_message()).text == "Everything kept of this chat is deleted."
    assert "no longer kept" in await answered.click("Context")


async def test_help_tells_editors_their_own_commands_and_nobody_else(tmp_path: Path) -> None:
    store = Store()
    async with BotApi() as api:
        ed, ana = api.user("Ed"), api.user("Ana")
        group = api.group("Newsroom", ed)
        async with whole_bot(api, tmp_path, Rights(frozenset({ed.id})), store):
            told = (await ed.private_chat().ask("/help")).text
            assert told.splitlines()[-5:] == [
                "You may also:",
                "/add – Add an article",
                "/remove – Remove an article",
                "/stats – How many questions, and how they went",
                "/unanswered – What was asked in vain",
            ]
            for chat in (ana.private_chat(), ed.in_(group)):
                assert "/unanswered" not in (await chat.ask("/help")).text
            await ed.private_chat().forward("/help", user=ana)
            assert "/unanswered" not in (await ed.private_chat().next_message()).text
    store.close()


async def test_a_command_for_another_bot_is_ignored(chat: Chat) -> None:
    for text in ("/help@other_bot", "/ask@other_bot what?", "/frobnicate@other_bot", "/forget@other_bot yes"):
        await chat.say(text)
    await chat.stays_silent()


async def test_a_forwarded_command_asks_instead_of_doing(api: BotApi, chat: Chat, store: Store) -> None:
    await chat.ask(ASK_OWLS)
    for text in ("/forget yes", "/language es", "/focus 1", f"/start a_{OWLS.id}"):
        await chat.forward(text, user=api.user("Bo"))
        await chat.next_message()
    assert store.preferences(str(chat.id)) == (None, None)
    assert store.last_answer(str(chat.id), lambda _: None) is not None


async def test_commands_are_described_for_each_scope_in_both_languages() -> None:
    async with BotApi() as api, Bot(api.token, base_url=api.base_url) as bot:
        await introduce(bot)
        private = [
            await bot.get_my_commands(BotCommandScopeAllPrivateChats(), language_code=code)
            for code in (None, Language.SPANISH.value)
        ]
        group = await bot.get_my_commands(BotCommandScopeAllGroupChats())
    assert [[command.command for command in one] for one in private] == [list(PRIVATE)] * 2
    assert private[0][0].description != private[1][0].description
    assert "forget" not in [command.command for command in group]


def test_an_article_taken_away_ends_the_focus_and_says_so() -> None:
    store = Store()
    before = Responder(FixedCollection(PassageIndex(READING)), store)
    before.command(before.conversation("1", "en"), "focus", WHALES.id)
    after = Responder(FixedCollection(PassageIndex(READING[:2])), store)
    reply = after.ask(after.conversation("1", "en"), ASK_OWLS)
    assert reply.text.text.startswith("I no longer hold the article you kept me to")
    assert "Owls hoot" in reply.text.text
    assert store.preferences("1").focus is None
