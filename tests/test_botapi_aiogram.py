"""The strict server kept honest by a second, independent client: a small bot on aiogram."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramRetryAfter
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InputTextMessageContent,
    Message,
    MessageEntity,
)

from tests.botapi import BotApi, Request, validate_requests
from tests.botapi.aiogram_check import request_problems

BUTTON = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="shout", callback_data="shout")]])


async def repeat(message: Message) -> None:
    text = message.text or "?"
    await message.answer(text, entities=[MessageEntity(type="bold", offset=0, length=3)], reply_markup=BUTTON)


async def shout(query: CallbackQuery) -> None:
    await query.answer("louder", show_alert=True)
    assert isinstance(query.message, Message)
    await query.message.edit_text("<b>LOUD</b>", parse_mode="HTML")


async def search(query: InlineQuery) -> None:
    content = InputTextMessageContent(message_text=query.query, parse_mode=None)
    result = InlineQueryResultArticle(id="1", title="found", input_message_content=content)
    await query.answer([result], cache_time=60)


def client(api: BotApi) -> Bot:
    server = TelegramAPIServer(
        base=api.base_url + "{token}/{method}", file=api.base_file_url + "{token}/{path}"
    )
    return Bot(api.token, session=AiohttpSession(api=server))


@asynccontextmanager
async def polling(bot: Bot) -> AsyncIterator[None]:
    dispatcher = Dispatcher()
    dispatcher.message.register(repeat, F.text)
    dispatcher.callback_query.register(shout)
    dispatcher.inline_query.register(search)
    task = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False, polling_timeout=5))
    try:
        yield
    finally:
        await dispatcher.stop_polling()
        await task


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as running:
        yield running


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    made = client(api)
    yield made
    await made.session.close()


async def test_an_aiogram_bot_converses(api: BotApi, bot: Bot) -> None:
    ana = api.user("Ana", username="ana_b")
    async with polling(bot):
        message = await ana.private_chat().ask("penguins 🐧")
        assert (message.text, message.spans("bold"), message.buttons) == ("penguins 🐧", ["pen"], ["shout"])
        assert await message.click("shout") == "louder"
        louder = await ana.private_chat().next_message()
        assert (louder.text, louder.spans("bold")) == ("LOUD", ["LOUD"])
        assert (await ana.inline("whales")).titles == ["found"]
        await api.settled()
    validate_requests(api.requests)


async def test_every_kind_of_update_can_be_parsed_by_aiogram(api: BotApi, bot: Bot) -> None:
    ana = api.user("Ana")
    chat, group, wire = ana.private_chat(), api.group("Newsroom", ana), api.channel("Wire")
    await bot.get_updates(allowed_updates=["message", "edited_message", "channel_post", "message_reaction"])
    await bot.get_updates(allowed_updates=[])
    question = await chat.say("/start@verbatim_test_bot hello @ana https://example.org #news")
    await question.edit("changed")
    for kind in ("sticker", "voice", "video", "location", "contact", "dice", "poll", "photo"):
        await chat.send(kind)
    await chat.send_document("a.txt", b"text")
    await chat.forward("scoop", channel=wire)
    await chat.forward("rumour", hidden_user="Somebody")
    await ana.in_(wire).say("breaking")
    await ana.in_(group).say("/ask anonymous", anonymous=True)
    await api.promote_bot(group)
    await api.migrate(group)
    await ana.block()
    updates = await bot.get_updates()
    assert len(updates) == api.updates_waiting
    assert all(update.event_type for update in updates)


async def test_errors_are_understood_by_aiogram(api: BotApi, bot: Bot) -> None:
    ana = api.user("Ana")
    chat = ana.private_chat()
    await chat.say("hello")
    with pytest.raises(TelegramBadRequest, match="message is too long"):
        await bot.send_message(chat.id, "x" * 4097)
    api.fault("sendMessage", status=429, retry_after=7)
    with pytest.raises(TelegramRetryAfter) as caught:
        await bot.send_message(chat.id, "x")
    assert caught.value.retry_after == 7
    await ana.block()
    with pytest.raises(TelegramForbiddenError, match="blocked"):
        await bot.send_message(chat.id, "x")


async def test_the_other_methods_answer_in_a_form_that_aiogram_parses(api: BotApi, bot: Bot) -> None:
    ana = api.user("Ana")
    chat, group = ana.private_chat(), api.group("Newsroom", ana)
    sent = await chat.send_document("a.txt", b"text")
    me = await bot.get_me()
    assert (me.username, me.supports_guest_queries, me.can_read_all_group_messages) == (
        api.username,
        True,
        False,
    )
    file = await bot.get_file(sent.data["document"]["file_id"])
    assert file.file_path is not None
    downloaded = await bot.download_file(file.file_path)
    assert downloaded is not None
    assert downloaded.read() == b"text"
    await bot.send_document(
        chat.id, BufferedInputFile(b"a,b", "a.csv"), caption="<i>table</i>", parse_mode="HTML"
    )
    assert (await chat.next_message()).spans("italic") == ["table"]
    assert (await bot.get_chat(group.id)).title == "Newsroom"
    assert [member.status for member in await bot.get_chat_administrators(group.id)] == ["creator"]
    assert (await bot.get_chat_member(group.id, me.id)).status == "member"
    assert await bot.get_chat_member_count(group.id) == 2
    await bot.set_my_commands([BotCommand(command="help", description="how to ask")])
    assert [command.command for command in await bot.get_my_commands()] == ["help"]
    await bot.set_my_description("d")
    assert (await bot.get_my_description()).description == "d"
    assert (await bot.get_webhook_info()).url == ""
    validate_requests(api.requests)


@pytest.mark.parametrize(
    ("method", "params", "problem"),
    [
        ("sendMessage", {"chat_id": 5}, "text: Field required"),
        ("sendMessage", {"chat_id": 5, "text": "x", "parsemode": "HTML"}, "no field parsemode"),
        ("sendMessage", {"chat_id": 5, "text": "x", "entities": [{"type": "bold", "offset": 0}]}, "length"),
        (
            "sendMessage",
            {"chat_id": 5, "text": "x", "reply_parameters": {"message_id": 5, "qoute": "x"}},
            "no field reply_parameters.qoute",
        ),
        ("sendMassage", {}, "no such method"),
    ],
)
def test_requests_that_aiogram_does_not_know_are_found(
    method: str, params: dict[str, object], problem: str
) -> None:
    assert problem in "\n".join(request_problems(Request(method, params, 0)))
    with pytest.raises(AssertionError, match="aiogram's models refuse"):
        validate_requests([Request(method, params, 0)])
