"""Whether a message speaks to the bot, and what it then says."""

from __future__ import annotations

from telegram import Bot, Message, MessageEntity


def addressed_text(message: Message, bot: Bot) -> str | None:
    """The words for the bot: all of them in private, elsewhere those of a mention or a reply to it."""
    text = message.text or ""
    if message.chat.type == "private":
        return text
    mention = _mention(message, bot)
    if mention is not None:
        return text.replace(mention, " ", 1).strip()
    replied = message.reply_to_message
    return text if replied and replied.from_user and replied.from_user.id == bot.id else None


def _mention(message: Message, bot: Bot) -> str | None:
    mentions = message.parse_entities([MessageEntity.MENTION]).values()
    wanted = f"@{bot.username}".casefold()
    return next((mention for mention in mentions if mention.casefold() == wanted), None)
