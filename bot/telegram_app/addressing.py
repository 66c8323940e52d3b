"""Whether a message speaks to the bot, what it then says, and in which conversation."""

from __future__ import annotations

import re

from telegram import Bot, CallbackQuery, Message, MessageEntity, Update
from telegram.ext import filters

from bot.conversations.conversation import Conversation
from bot.conversations.responder import Responder
from bot.telegram_app.authors import is_unheard

_ASK = re.compile(r"/ask(?:@(?P<bot>\w+))?(?:\s+|$)", re.IGNORECASE)


class Heard(filters.UpdateFilter):
    """Lets pass what people say: channels and other bots get no answer."""

    def filter(self, update: Update) -> bool:
        """Whether the bot listens to it."""
        return not is_unheard(update)


def question_in(message: Message, bot: Bot) -> str | None:
    """The words for the bot, those of a question asked by command included."""
    text = message.text or ""
    asked = _ASK.match(text)
    if asked is not None:
        return text[asked.end() :] if is_for(asked["bot"], bot) else None
    return None if filters.COMMAND.filter(message) else addressed_text(message, bot)


def addressed_text(message: Message, bot: Bot) -> str | None:
    """The words for the bot: all of them in private, elsewhere those of a mention or a reply to it."""
    text = message.text or ""
    if message.chat.type == "private":
        return text
    mention = _mention(message, bot)
    if mention is not None:
        return text.replace(mention, " ", 1).strip()
    return text if is_reply_to(message, bot) else None


def pointed_at(message: Message, bot: Bot) -> str:
    """The words of a message of ours that somebody selected to ask about."""
    return message.quote.text if message.quote and is_reply_to(message, bot) else ""


def is_reply_to(message: Message, bot: Bot) -> bool:
    """Whether it replies to a message of ours."""
    replied = message.reply_to_message
    return bool(replied and replied.from_user and replied.from_user.id == bot.id)


def is_for(name: str | None, bot: Bot) -> bool:
    """Whether a command with this bot's name behind it, or with none, is for us."""
    return not name or name.casefold() == bot.username.casefold()


def conversation_of(message: Message, responder: Responder) -> Conversation:
    """The conversation that a message belongs to."""
    code = message.from_user.language_code if message.from_user else None
    return _conversation(message, code, responder)


def conversation_of_press(query: CallbackQuery, responder: Responder) -> Conversation:
    """The conversation that a press belongs to; one under a message sent elsewhere belongs to none."""
    if isinstance(query.message, Message):
        return _conversation(query.message, query.from_user.language_code, responder)
    chat = query.message.chat if query.message else None
    in_group = chat is not None and chat.type != "private"
    return responder.conversation(
        str(chat.id) if chat else "", query.from_user.language_code, in_group=in_group
    )


def _conversation(message: Message, code: str | None, responder: Responder) -> Conversation:
    topic = message.message_thread_id if message.is_topic_message else None
    in_group = message.chat.type != "private"
    return responder.conversation(str(message.chat.id), code, topic=topic or 0, in_group=in_group)


def _mention(message: Message, bot: Bot) -> str | None:
    mentions = message.parse_entities([MessageEntity.MENTION]).values()
    wanted = f"@{bot.username}".casefold()
    return next((mention for mention in mentions if mention.casefold() == wanted), None)
