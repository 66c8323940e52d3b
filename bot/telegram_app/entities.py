"""Styled text to Telegram's message entities, whose offsets count UTF-16 code units."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

from telegram import MessageEntity

from bot.styled import Kind, Style, StyledText

MOST_ENTITIES = 100
"""Telegram shows no more than this many in one message."""

_TYPES = {
    Kind.STRONG: MessageEntity.BOLD,
    Kind.MATCH: MessageEntity.UNDERLINE,
    Kind.QUOTATION: MessageEntity.BLOCKQUOTE,
    Kind.FOLDED: MessageEntity.EXPANDABLE_BLOCKQUOTE,
    Kind.LINK: MessageEntity.TEXT_LINK,
    Kind.DATE: MessageEntity.DATE_TIME,
}


def to_entities(styled: StyledText) -> list[MessageEntity]:
    """The entities of `styled`, at most `MOST_ENTITIES`; matched words give way first.

    >>> [entity] = to_entities(StyledText("🙂 hi", (Style(Kind.STRONG, 2, 4),)))
    >>> entity.offset, entity.length
    (3, 2)
    """
    wanted = [style for style in styled.styles if _fits(style)]
    spare = MOST_ENTITIES - sum(style.kind is not Kind.MATCH for style in wanted)
    matches = [style for style in wanted if style.kind is Kind.MATCH][: max(0, spare)]
    kept = [style for style in wanted if style.kind is not Kind.MATCH or style in matches]
    offsets = _utf16_offsets(styled.text)
    return [_entity(style, offsets) for style in kept[:MOST_ENTITIES]]


def _fits(style: Style) -> bool:
    """Whether Telegram takes it: it refuses a whole message for one link to a host without a dot."""
    if style.kind is not Kind.LINK:
        return True
    try:
        address = urlsplit(style.target)
    except ValueError:
        return False
    return address.scheme in ("http", "https") and "." in (address.hostname or "").strip(".")


def _entity(style: Style, offsets: list[int]) -> MessageEntity:
    offset = offsets[style.start]
    length = offsets[style.end] - offset
    if style.kind is Kind.LINK:
        return MessageEntity(_TYPES[style.kind], offset, length, url=style.target)
    if style.kind is Kind.DATE:
        day = datetime.fromtimestamp(int(style.target), UTC)
        return MessageEntity(_TYPES[style.kind], offset, length, unix_time=day, date_time_format="D")
    return MessageEntity(_TYPES[style.kind], offset, length)


def _utf16_offsets(text: str) -> list[int]:
    offsets = [0]
    for character in text:
        offsets.append(offsets[-1] + (2 if ord(character) > 0xFFFF else 1))
    return offsets
