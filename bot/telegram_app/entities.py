"""Styled text to Telegram's message entities, whose offsets count UTF-16 code units."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from telegram import MessageEntity

from bot.telegram_app.addresses import to_accepted
from bot.words.styled import Kind, Style, StyledText

MOST_ENTITIES = 100
"""Telegram shows no more than this many in one message."""

MOST_ADDRESSES = 6_000
"""Bytes of all addresses in one message; Telegram's budget for all entities is about 9,500."""

_LATEST = 2**31
_HALF = re.compile("[\ud800-\udfff]")

_TYPES = {
    Kind.STRONG: "bold",
    Kind.MATCH: "underline",
    Kind.QUOTATION: "blockquote",
    Kind.FOLDED: "expandable_blockquote",
    Kind.LINK: "text_link",
    Kind.DATE: "date_time",
}


def to_text(styled: StyledText) -> str:
    r"""The text as it can be sent, of the same length: half a character has no bytes of its own.

    >>> to_text(StyledText("a\ud800b"))
    'a�b'
    """
    return _HALF.sub("\ufffd", styled.text)


def to_entities(styled: StyledText) -> tuple[MessageEntity, ...]:
    """The entities of `styled`, as python-telegram-bot's methods take them.

    >>> [entity] = to_entities(StyledText("🙂 hi", (Style(Kind.STRONG, 2, 4),)))
    >>> entity.offset, entity.length
    (3, 2)
    """
    return MessageEntity.de_list(entities_json(styled), None)


def entities_json(styled: StyledText) -> list[dict[str, Any]]:
    """The entities of `styled`, at most `MOST_ENTITIES`; matched words give way first.

    >>> entities_json(StyledText("hi", (Style(Kind.STRONG, 0, 2),)))
    [{'type': 'bold', 'offset': 0, 'length': 2}]
    """
    wanted = list(_sendable(_uncrossed(styled.styles)))
    offsets = _utf16_offsets(styled.text)
    if len(wanted) <= MOST_ENTITIES:
        return [_entity(style, offsets) for style in wanted]
    spare = MOST_ENTITIES - sum(style.kind is not Kind.MATCH for style in wanted)
    matches = {style for style in wanted if style.kind is Kind.MATCH}
    shown = set(sorted(matches, key=lambda one: one.start)[: max(0, spare)])
    kept = [style for style in wanted if style.kind is not Kind.MATCH or style in shown]
    return [_entity(style, offsets) for style in kept[:MOST_ENTITIES]]


def _sendable(styles: Iterable[Style]) -> Iterable[Style]:
    """Those that Telegram takes, addresses shortened where they must be."""
    spent = 0
    for style in styles:
        if style.start == style.end or style.kind is Kind.ASIDE:
            continue
        if style.kind is Kind.DATE and not 0 < int(style.target) < _LATEST:
            continue
        if style.kind is Kind.LINK:
            address = to_accepted(style.target)
            size = len((address or "").encode("utf-8", "surrogatepass"))
            if address is None or spent + size > MOST_ADDRESSES:
                continue
            spent += size
            style = style._replace(target=address)
        yield style


def _uncrossed(styles: Iterable[Style]) -> Iterable[Style]:
    """Styles that lie inside each other or apart: one that crosses an earlier one ends with it."""
    open_ends: list[int] = []
    for style in sorted(dict.fromkeys(styles), key=lambda one: (one.start, -one.end)):
        while open_ends and open_ends[-1] <= style.start:
            open_ends.pop()
        end = min([style.end, *open_ends])
        open_ends.append(end)
        yield style._replace(end=end)


def _entity(style: Style, offsets: Sequence[int]) -> dict[str, Any]:
    start = offsets[style.start]
    entity: dict[str, Any] = {
        "type": _TYPES[style.kind],
        "offset": start,
        "length": offsets[style.end] - start,
    }
    if style.kind is Kind.LINK:
        entity["url"] = style.target
    if style.kind is Kind.DATE:
        entity |= {"unix_time": int(style.target), "date_time_format": "D"}
    return entity


def _utf16_offsets(text: str) -> Sequence[int]:
    """Where each character begins in UTF-16, and the text ends."""
    if max(text, default="") <= "\uffff":
        return range(len(text) + 1)  # most texts: each character is one unit
    offsets = [0]
    for character in text:
        offsets.append(offsets[-1] + (2 if ord(character) > 0xFFFF else 1))
    return offsets
