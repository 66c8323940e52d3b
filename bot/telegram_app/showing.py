"""Puts a reply into a chat, and in place of an earlier one."""

from __future__ import annotations

from typing import Any

from telegram import Bot, Message
from telegram.error import BadRequest

from bot.replies import Reply
from bot.telegram_app.entities import to_entities, to_text
from bot.telegram_app.keyboards import to_keyboard
from bot.telegram_app.speech import unless_too_late

_CANNOT_EDIT = ("message to edit not found", "message can't be edited", "message_id_invalid")


async def send(message: Message, reply: Reply) -> Message:
    """Reply to `message`: in its topic, and in a group quoting it so that all see whom it answers."""
    return await message.reply_text(
        to_text(reply.text), do_quote=message.chat.type != "private", **_looks(message.get_bot(), reply)
    )


async def edit(bot: Bot, chat_id: int, message_id: int, reply: Reply) -> bool:
    """Show `reply` in place of what a message of ours showed; False where that message is gone."""
    try:
        await unless_too_late(
            bot.edit_message_text(
                to_text(reply.text), chat_id=chat_id, message_id=message_id, **_looks(bot, reply)
            )
        )
    except BadRequest as error:
        if any(words in str(error).lower() for words in _CANNOT_EDIT):
            return False
        raise
    return True


def _looks(bot: Any, reply: Reply) -> dict[str, Any]:
    """How a reply is shown: its entities and its buttons."""
    keyboard = to_keyboard(reply.rows, inline_mode=bool(bot.supports_inline_queries))
    return {"entities": to_entities(reply.text), "reply_markup": keyboard}
