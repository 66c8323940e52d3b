"""Who stands behind an update, as far as rights go: the id of one person, or nobody."""

from __future__ import annotations

from telegram import Message, Update


def author_of(message: Message) -> int | None:
    """The person who sent `message`: no bot, no channel, no anonymous administrator."""
    user = message.from_user
    if user is None or user.is_bot or message.sender_chat or message.is_automatic_forward:
        return None
    return user.id


def commander_of(update: Update) -> int | None:
    """The person whose own, new words the message is: forwarded or edited words are nobody's command."""
    message = update.message
    if message is None or message.forward_origin or message.edit_date or message.via_bot:
        return None
    return author_of(message)


def asker_of(update: Update) -> int | None:
    """The person who asks by an update of any kind."""
    for query in (update.callback_query, update.inline_query):
        if query is not None:
            return None if query.from_user.is_bot else query.from_user.id
    message = update.message or update.edited_message or update.guest_message
    return author_of(message) if message else None


def is_unheard(update: Update) -> bool:
    """Whether it comes from a channel or another bot, which get no answer at all."""
    if update.channel_post or update.edited_channel_post:
        return True
    message = update.message or update.edited_message or update.guest_message
    if message is None:
        return False
    chat = message.sender_chat
    if chat is not None:
        return chat.id != message.chat.id or message.chat.type == "channel"
    return bool(message.from_user and message.from_user.is_bot)
