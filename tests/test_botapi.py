"""Conversations with the strict server through the real python-telegram-bot, and what people see of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    MessageEntity,
    Update,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChosenInlineResultHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    MessageReactionHandler,
    filters,
)

from tests.botapi import BotApi

Context = ContextTypes.DEFAULT_TYPE
Bot = Application[Any, Any, Any, Any, Any, Any]


class Echo:
    """A little bot: repeats text with a bold first word and a button, and notes what else it gets."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    async def repeat(self, update: Update, context: Context) -> None:
        message = update.effective_message
        assert message is not None
        self.seen.append(message.text or "")
        first = MessageEntity(MessageEntity.BOLD, 0, len((message.text or "?").split()[0]))
        button = InlineKeyboardButton("shout", callback_data="shout")
        await message.reply_text(
            message.text or "?",
            entities=[first],
            reply_markup=InlineKeyboardMarkup([[button]]),
            do_quote=False,
        )

    async def shout(self, update: Update, context: Context) -> None:
        query = update.callback_query
        assert query is not None
        await query.answer(f"{query.from_user.first_name} said {query.data}")
        if query.data == "shout":
            await query.edit_message_text("LOUD")

    async def search(self, update: Update, context: Context) -> None:
        query = update.inline_query
        assert query is not None
        await query.answer([_article(query.query)], cache_time=60, is_personal=True, next_offset="2")

    async def guest(self, update: Update, context: Context) -> None:
        assert update.guest_message is not None
        await update.guest_message.answer_guest_query(_article("for the guest"))

    async def note(self, update: Update, context: Context) -> None:
        kinds = update.to_dict()
        self.seen.append(next(kind for kind in kinds if kind != "update_id"))

    def handlers(self) -> list[Any]:
        message = filters.UpdateType.MESSAGE & filters.TEXT
        return [
            MessageHandler(filters.UpdateType.GUEST_MESSAGE, self.guest),
            MessageHandler(message & ~filters.VIA_BOT, self.repeat),
            CallbackQueryHandler(self.shout),
            InlineQueryHandler(self.search),
            ChosenInlineResultHandler(self.note),
            MessageReactionHandler(self.note),
            MessageHandler(filters.ALL, self.note),
        ]


def _article(text: str) -> InlineQueryResultArticle:
    button = InlineKeyboardButton("shout", callback_data="shout")
    content = InputTextMessageContent(text, entities=[MessageEntity(MessageEntity.BOLD, 0, 3)])
    return InlineQueryResultArticle(
        "1", text or "-", content, reply_markup=InlineKeyboardMarkup([[button]]), description="found"
    )


def application(api: BotApi) -> Bot:
    builder = Application.builder().token(api.token).base_url(api.base_url).base_file_url(api.base_file_url)
    built: Bot = builder.get_updates_read_timeout(30).build()
    return built


@asynccontextmanager
async def polling(bot: Bot) -> AsyncIterator[Bot]:
    async with bot:
        assert bot.updater is not None
        await bot.updater.start_polling(timeout=5, allowed_updates=list(Update.ALL_TYPES))
        await bot.start()
        yield bot
        await bot.updater.stop()
        await bot.stop()


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as running:
        yield running


@pytest.fixture
async def echo(api: BotApi) -> AsyncIterator[Echo]:
    """The echo bot, polling."""
    noted, bot = Echo(), application(api)
    bot.add_handlers(noted.handlers())
    async with polling(bot):
        yield noted


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Any]:
    """A bare PTB bot that only sends."""
    built = application(api)
    async with built.bot:
        yield built.bot


async def poll(api: BotApi, **params: Any) -> Any:
    """One getUpdates by hand."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{api.base_url}{api.token}/getUpdates", json=params) as response,
    ):
        body = await response.json()
        return body.get("result", body)


async def test_a_conversation_reads_as_one(api: BotApi, echo: Echo) -> None:
    chat = api.user("Ana", language_code="es").private_chat()
    await chat.say("penguins swim?")
    message = await chat.next_message()
    assert (message.text, message.spans("bold"), message.buttons) == (
        "penguins swim?",
        ["penguins"],
        ["shout"],
    )
    assert await message.click("shout") == "Ana said shout"
    louder = await chat.next_message()
    assert (louder.text, louder.edited, louder.id) == ("LOUD", True, message.id)
    assert [version.text for version in louder.versions] == ["penguins swim?", "LOUD"]
    assert [alert.text for alert in chat.alerts] == ["Ana said shout"]
    await chat.stays_silent(0.1)
    assert api.requests.refused == []
    assert "Ana: penguins swim?" in chat.transcript()
    assert "Verbatim (edited): LOUD" in chat.transcript()


async def test_waiting_in_vain_shows_the_chat(api: BotApi) -> None:
    chat = api.user("Ana").private_chat()
    await chat.say("anybody there?")
    with pytest.raises(
        AssertionError, match=r"(?s)in vain for a message.*Ana: anybody there\?.*1 updates unconf"
    ):
        await chat.next_message(timeout=0.05)
    with pytest.raises(AssertionError, match="settle"):
        await api.settled(timeout=0.05)


async def test_silence_is_an_assertion(api: BotApi, echo: Echo) -> None:
    chat = api.user("Ana").private_chat()
    await chat.say("hello")
    with pytest.raises(AssertionError, match="the bot spoke: 'hello'"):
        await chat.stays_silent(0.3)


async def test_a_missing_button_lists_the_others(api: BotApi, echo: Echo) -> None:
    message = await api.user("Ana").private_chat().ask("hello")
    with pytest.raises(AssertionError, match="0 buttons named 'whisper' among \\['shout'\\]"):
        await message.click("whisper")


async def test_an_old_button_and_a_forged_one_reach_the_bot(api: BotApi, echo: Echo) -> None:
    chat, ben = api.user("Ana").private_chat(), api.user("Ben")
    first = await chat.ask("one")
    await chat.ask("two")
    assert await first.press("x:forged", by=ben) == "Ben said x:forged"
    assert await first.click("shout") == "Ana said shout"
    assert (await chat.next_message()).id == first.id


async def test_people_edit_react_and_reply(api: BotApi, echo: Echo) -> None:
    chat = api.user("Ana").private_chat()
    question = await chat.say("penguins")
    answer = await chat.next_message()
    await question.edit("whales")
    await answer.react("👍")
    await answer.reply("why?", quote="peng")
    assert (await chat.next_message()).text == "why?"
    await api.settled()
    assert echo.seen == ["penguins", "edited_message", "message_reaction", "why?"]
    assert answer.reactions == {"👍": ["Ana"]}
    reply = next(
        update["message"] for update in api.updates_confirmed if "quote" in update.get("message", {})
    )
    assert reply["quote"]["text"] == "peng"
    assert reply["reply_to_message"]["message_id"] == answer.id


async def test_every_kind_of_content_can_be_parsed(api: BotApi, echo: Echo) -> None:
    chat = api.user("Ana").private_chat()
    kinds = ["sticker", "voice", "audio", "video", "animation", "video_note"]
    kinds += ["location", "contact", "dice", "poll", "photo"]
    for kind in kinds:
        await chat.send(kind)
    await chat.send("photo", caption="who is this?")
    await chat.send_document("news.txt", b"text", mime_type="text/plain")
    await api.settled()
    assert echo.seen == ["message"] * (len(kinds) + 2)


async def test_forwards_keep_their_origin(api: BotApi, echo: Echo) -> None:
    chat, channel = api.user("Ana").private_chat(), api.channel("Wire")
    await chat.forward("a scoop", channel=channel)
    await chat.forward("a rumour", hidden_user="Somebody")
    await chat.forward("a note", user=api.user("Ben"))
    assert [(await chat.next_message()).text for _ in range(3)] == ["a scoop", "a rumour", "a note"]
    await api.settled()
    origins = [update["message"]["forward_origin"]["type"] for update in api.updates_confirmed]
    assert origins == ["channel", "hidden_user", "user"]


async def test_a_group_in_privacy_mode_tells_the_bot_only_what_concerns_it(api: BotApi, echo: Echo) -> None:
    ana, ben = api.user("Ana"), api.user("Ben")
    group = api.group("Newsroom", ana, ben)
    await ana.in_(group).say("just talking")
    await ana.in_(group).say("/ask@other_bot something")
    await ben.in_(group).say(f"/ask@{api.username} penguins")
    answer = await group.next_message()
    assert answer.text.startswith("/ask@")
    await ben.in_(group).say(f"hello @{api.username}!")
    await answer.reply("why?", by=ana)
    assert [(await group.next_message()).text for _ in range(2)] == [f"hello @{api.username}!", "why?"]
    await api.promote_bot(group)
    await ana.in_(group).say("now it hears everything")
    assert (await group.next_message()).text == "now it hears everything"
    assert echo.seen == [
        f"/ask@{api.username} penguins",
        f"hello @{api.username}!",
        "why?",
        "now it hears everything",
    ]


async def test_a_topic_keeps_its_conversation(api: BotApi, echo: Echo) -> None:
    ana = api.user("Ana")
    group = api.group("Newsroom", ana, topics=True)
    sports, world = (ana.in_(group, topic=group.topic(name)) for name in ("Sports", "World"))
    await sports.say("/ask who won?")
    await world.say("/ask who fell?")
    assert (await world.next_message()).text == "/ask who fell?"
    assert (await sports.next_message()).thread_id == sports.topic


async def test_a_reply_thread_is_no_topic(api: BotApi, bot: Any) -> None:
    """A plain supergroup gives replies a message_thread_id in which nobody can write."""
    ana = api.user("Ana")
    group = api.group("Newsroom", ana, supergroup=True)
    question = await ana.in_(group).say("/ask penguins")
    reply = await question.reply("/ask whales")
    assert reply.thread_id == question.id
    with pytest.raises(BadRequest, match="thread not found"):
        await bot.send_message(group.id, "x", message_thread_id=reply.thread_id)


async def test_the_bot_is_added_removed_and_missed(api: BotApi, echo: Echo, bot: Any) -> None:
    ana = api.user("Ana")
    group = api.group("Newsroom", ana, bot=False)
    await ana.in_(group).say("/ask nobody hears")
    with pytest.raises(Forbidden, match="not a member"):
        await bot.send_message(group.id, "x")
    await api.add_bot(group, by=ana)
    await api.until(lambda: "message" in echo.seen, "the service message")
    await bot.send_message(group.id, "hello all")
    await api.remove_bot(group)
    with pytest.raises(Forbidden, match="kicked"):
        await bot.send_message(group.id, "x")
    await bot.get_chat(group.id)
    assert [(m.status, m.user.first_name) for m in await bot.get_chat_administrators(group.id)] == [
        ("creator", "Ana")
    ]


async def test_the_bot_can_leave(api: BotApi, bot: Any) -> None:
    group = api.group("Newsroom", api.user("Ana"))
    assert await bot.leave_chat(group.id)
    assert (await bot.get_chat_member(group.id, bot.id)).status == "left"
    with pytest.raises(Forbidden):
        await bot.send_message(group.id, "x")


async def test_blocking_stops_the_bot_and_unblocking_lets_it_speak(api: BotApi, echo: Echo, bot: Any) -> None:
    ana = api.user("Ana")
    chat = ana.private_chat()
    with pytest.raises(Forbidden, match="initiate"):
        await bot.send_message(chat.id, "x")
    await chat.ask("hello")
    await ana.block()
    with pytest.raises(Forbidden, match="blocked by the user"):
        await bot.send_message(chat.id, "x")
    await ana.unblock()
    await bot.send_message(chat.id, "back again")
    assert (await chat.next_message()).text == "back again"


async def test_a_migrated_group_names_its_heir(api: BotApi, bot: Any) -> None:
    group = api.group("Newsroom", api.user("Ana"))
    heir = await api.migrate(group)
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(group.id, "x")
    assert caught.value.new_chat_id == heir.id
    await bot.send_message(heir.id, "here now")
    assert (await heir.next_message()).text == "here now"


async def test_channels_and_anonymous_admins_have_no_person_behind_them(api: BotApi, echo: Echo) -> None:
    ana, wire = api.user("Ana"), api.channel("Wire")
    await ana.in_(wire).say("breaking")
    group = api.group("Newsroom", ana)
    await ana.in_(group).say("/ask penguins", anonymous=True)
    await ana.in_(group).say("/ask whales", as_channel=wire)
    assert [(await group.next_message()).text for _ in range(2)] == ["/ask penguins", "/ask whales"]
    post, anonymous, channel = (next(iter(list(u.values())[1:])) for u in api.updates_confirmed[:3])
    assert "from" not in post
    assert anonymous["from"]["username"] == "GroupAnonymousBot"
    assert (channel["sender_chat"]["title"], channel["from"]["is_bot"]) == ("Wire", True)


async def test_inline_results_are_shown_chosen_and_clicked(api: BotApi, echo: Echo) -> None:
    ana = api.user("Ana")
    answer = await ana.inline("penguins")
    assert (answer.titles, answer.is_personal, answer.cache_time, answer.next_offset) == (
        ["penguins"],
        True,
        60,
        "2",
    )
    family = api.group("Family", ana, bot=False)
    message = await answer.results[0].choose(family)
    assert (message.text, message.spans("bold"), message.buttons) == ("penguins", ["pen"], ["shout"])
    assert await message.click("shout") == "Ana said shout"
    assert (await family.next_message()).text == "LOUD"
    assert echo.seen == ["chosen_inline_result"]


async def test_a_guest_query_is_answered_where_the_bot_never_was(api: BotApi, echo: Echo) -> None:
    ana = api.user("Ana")
    family = api.group("Family", ana, bot=False)
    answer = await ana.guest_query(family, f"@{api.username} penguins?")
    assert answer.text == "for the guest"
    assert answer.reply_to is not None
    assert answer.reply_to.text == f"@{api.username} penguins?"


async def test_files_go_both_ways(api: BotApi, bot: Any) -> None:
    chat = api.user("Ana").private_chat()
    sent = await chat.send_document("news.txt", b"penguins swim", mime_type="text/plain")
    file = await bot.get_file(sent.data["document"]["file_id"])
    assert await file.download_as_bytearray() == b"penguins swim"
    await bot.send_document(chat.id, b"a,b", filename="unanswered.csv", caption="what nobody knew")
    message = await chat.next_message()
    assert (message.document, message.text) == (b"a,b", "what nobody knew")
    huge = await chat.send_document("huge.pdf", b"", size=21_000_000)
    with pytest.raises(BadRequest, match="File is too big"):
        await bot.get_file(huge.data["document"]["file_id"])


async def test_a_quote_in_a_reply_is_kept(api: BotApi, bot: Any) -> None:
    from telegram import ReplyParameters

    chat = api.user("Ana").private_chat()
    question = await chat.say("who said that penguins swim?")
    await bot.send_message(
        chat.id, "she did", reply_parameters=ReplyParameters(question.id, quote="penguins swim")
    )
    message = await chat.next_message()
    assert message.reply_to is not None
    assert (message.reply_to.id, message.data["quote"]["text"]) == (question.id, "penguins swim")


async def test_the_bots_own_settings_are_kept_per_scope_and_language(api: BotApi, bot: Any) -> None:
    from telegram import BotCommandScopeAllGroupChats

    await bot.set_my_commands([("help", "how to ask")])
    await bot.set_my_commands([("ask", "ask")], scope=BotCommandScopeAllGroupChats(), language_code="es")
    assert [command.command for command in await bot.get_my_commands()] == ["help"]
    assert await bot.get_my_commands(language_code="es") == ()
    await bot.delete_my_commands()
    assert await bot.get_my_commands() == ()
    await bot.set_my_description("d" * 512)
    await bot.set_my_short_description("s" * 120)
    await bot.set_my_name("Verbatim")
    assert (await bot.get_my_description()).description == "d" * 512
    assert (await bot.get_my_short_description()).short_description == "s" * 120
    assert (await bot.get_my_name()).name == "Verbatim"


async def test_actions_and_the_bots_reactions_are_seen(api: BotApi, bot: Any) -> None:
    chat = api.user("Ana").private_chat()
    question = await chat.say("thanks")
    await bot.send_chat_action(chat.id, "typing")
    await bot.set_message_reaction(chat.id, question.id, "👍")
    assert chat.room.actions == ["typing"]
    assert question.reactions == {"👍": ["Verbatim"]}
    await bot.set_message_reaction(chat.id, question.id)
    assert question.reactions == {}


async def test_an_update_stays_until_a_higher_offset_confirms_it(api: BotApi) -> None:
    chat = api.user("Ana").private_chat()
    for word in ("one", "two", "three"):
        await chat.say(word)
    first = await poll(api, limit=2)
    assert [update["message"]["text"] for update in first] == ["one", "two"]
    assert await poll(api, limit=2) == first
    rest = await poll(api, offset=first[-1]["update_id"] + 1)
    assert [update["message"]["text"] for update in rest] == ["three"]
    assert api.updates_waiting == 1
    assert await poll(api, offset=rest[-1]["update_id"] + 1) == []
    await api.settled()


async def test_a_negative_offset_forgets_all_but_the_last(api: BotApi) -> None:
    chat = api.user("Ana").private_chat()
    for word in ("one", "two", "three"):
        await chat.say(word)
    assert [update["message"]["text"] for update in await poll(api, offset=-1)] == ["three"]
    assert api.updates_waiting == 1


async def test_a_long_poll_returns_as_soon_as_something_is_said(api: BotApi) -> None:
    chat = api.user("Ana").private_chat()
    waiting = asyncio.create_task(poll(api, timeout=30))
    await api.until(lambda: api.world.queue.polled, "the poll")
    await chat.say("hello")
    assert [update["message"]["text"] for update in await waiting] == ["hello"]


async def test_a_second_poller_ends_the_first_with_a_conflict(api: BotApi) -> None:
    first = asyncio.create_task(poll(api, timeout=30))
    await api.until(lambda: api.world.queue.polled, "the first poll")
    second = asyncio.create_task(poll(api, timeout=30))
    refused = await first
    assert (refused["error_code"], "other getUpdates" in refused["description"]) == (409, True)
    await api.user("Ana").private_chat().say("hello")
    assert len(await second) == 1


async def test_only_allowed_updates_are_queued(api: BotApi) -> None:
    chat = api.user("Ana").private_chat()
    question = await chat.say("before")
    await question.react("👍")
    assert api.updates_waiting == 1
    await poll(api, allowed_updates=["message_reaction"])
    await question.react("👎")
    await chat.say("not asked for")
    kinds = [sorted(set(update) - {"update_id"}) for update in await poll(api)]
    assert kinds == [["message"], ["message_reaction"]]
    await poll(api, allowed_updates=[])
    await question.react("🔥")
    await chat.say("asked for again")
    assert [update.get("message", {}).get("text") for update in await poll(api)] == [
        "before",
        None,
        "asked for again",
    ]


async def test_the_log_remembers_what_was_asked_and_answered(api: BotApi, bot: Any) -> None:
    chat = api.user("Ana").private_chat()
    await chat.say("hello")
    await bot.send_message(chat.id, "hi")
    with pytest.raises(BadRequest):
        await bot.send_message(chat.id, "x" * 5000)
    good, bad = api.requests.to("sendMessage")
    assert (good.ok, good.chat_id, good.params["text"], good.result["text"]) == (True, chat.id, "hi", "hi")
    assert (bad.status, bad.description) == (400, "Bad Request: message is too long")
    assert api.requests.to("sendMessage", ok=False) == [bad] == api.requests.refused
    assert good.done_at is not None
    assert good.at <= good.done_at <= bad.at


async def test_logging_out_ends_everything(api: BotApi, bot: Any) -> None:
    assert await bot.close()
    assert await bot.log_out()
    with pytest.raises(BadRequest, match="Logged out"):
        await bot.get_me()
