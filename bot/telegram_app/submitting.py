"""Which messages are submissions, and what Telegram says about them beside their words."""

from __future__ import annotations

from datetime import timedelta

from telegram import Message, MessageOriginChannel
from telegram.ext import filters

from bot.editors.desk import Origin, address_in, is_article_length
from bot.words.attribution import clean_name

MOST_BYTES = 20_000_000
"""What Telegram lets a bot download."""

LONG_PIECE = 3_500
"""A longer message may be the beginning of a text that the sender's app cut at 4,096 characters."""

_NEXT_PIECE = timedelta(seconds=3)
_SENTENCE_ENDS = (".", "!", "?", "…", "”", '"', "»")


class SubmittedText(filters.MessageFilter):
    """Text, or the words under a picture, that is an address or as long as an article."""

    def filter(self, message: Message) -> bool:
        """Whether the message is one."""
        text = text_of(message)
        return not text.startswith("/") and (address_in(text) is not None or is_article_length(text))


def text_of(message: Message) -> str:
    """The words of a message; those under a document only describe it."""
    return message.text or ("" if message.document else message.caption) or ""


def origin_of(message: Message) -> Origin:
    """What is known about the text of a forwarded channel post."""
    origin = message.forward_origin
    if not isinstance(origin, MessageOriginChannel):
        return Origin()
    name = origin.chat.username
    url = f"https://t.me/{name}/{origin.message_id}" if name else None
    return Origin(clean_name(origin.chat.title or "") or None, origin.date, url)


def follows(message: Message, before: Message) -> bool:
    """Whether `message` goes on where the long message `before` was cut."""
    return bool(
        message.text
        and len(text_of(before)) >= LONG_PIECE
        and message.from_user == before.from_user
        and timedelta(0) <= message.date - before.date <= _NEXT_PIECE
    )


def join_pieces(first: str, second: str) -> str:
    """Two pieces of one text; a sentence that was cut goes on in its line.

    >>> join_pieces("It rained on", "Monday."), join_pieces("It rained.", "It rained on.")
    ('It rained on Monday.', 'It rained.\\n\\nIt rained on.')
    """
    return first + ("\n\n" if first.rstrip().endswith(_SENTENCE_ENDS) else " ") + second
