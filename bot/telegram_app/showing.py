"""Puts a reply into a chat, and in place of an earlier one."""

from __future__ import annotations

from typing import Any

from telegram import Bot, MaybeInaccessibleMessage, Message
from telegram.error import BadRequest

from bot.conversations.replies import Reply
from bot.telegram_app.entities import entities_json, to_text
from bot.telegram_app.keyboards import to_keyboard
from bot.telegram_app.receiving import InboxBot
from bot.telegram_app.refusals import cannot_edit
from bot.telegram_app.speech import unless_too_late


async def send(message: MaybeInaccessibleMessage, reply: Reply) -> int:
    """Reply to `message`: in its topic, and in a group quoting it so that all see whom it answers.

    Gives the number of the message that was sent.
    """
    bot = _ours(message.get_bot())
    place: dict[str, Any] = {"chat_id": message.chat.id}
    if isinstance(message, Message) and message.is_topic_message:
        place["message_thread_id"] = message.message_thread_id
    if message.chat.type != "private":
        place["reply_parameters"] = {"message_id": message.message_id, "allow_sending_without_reply": True}
    sent = await bot.call("sendMessage", {**place, **_looks(bot, reply)})
    return int(sent["message_id"])


async def edit(bot: Bot, chat_id: int, message_id: int, reply: Reply) -> bool:
    """Show `reply` in place of what a message of ours showed; False where that message is gone."""
    place = {"chat_id": chat_id, "message_id": message_id}
    try:
        await unless_too_late(_ours(bot).call("editMessageText", {**place, **_looks(bot, reply)}))
    except BadRequest as error:
        if cannot_edit(error):
            return False
        raise
    return True


def _looks(bot: Bot, reply: Reply) -> dict[str, Any]:
    """What a reply says and how: its entities and its buttons."""
    looks = {
        "text": to_text(reply.text),
        "entities": entities_json(reply.text),
        "link_preview_options": {"is_disabled": True},
    }
    keyboard = to_keyboard(reply.rows, inline_mode=bool(bot.supports_inline_queries))
    return looks | {"reply_markup": keyboard} if keyboard else looks


def _ours(bot: Bot) -> InboxBot:
    assert isinstance(bot, InboxBot), "readers are answered by no other bot"
    return bot
