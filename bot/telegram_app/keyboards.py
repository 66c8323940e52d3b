"""Buttons to and from Telegram: keyboards that it takes, and presses that come back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from bot.conversations.replies import Action, Button, Choice, Copy, Open, Press, Row, Share
from bot.telegram_app.addresses import is_accepted

LONGEST_DATA = 64
MOST_BYTES = 9_000
"""Of a whole keyboard as JSON; Telegram takes about 10,000."""

_LONGEST_ADDRESS = 1_000
_MARKUP = 180
"""Bytes of the names and marks around one button, at most."""


def to_keyboard(rows: Iterable[Row], *, inline_mode: bool = True) -> dict[str, Any] | None:
    """The keyboard as JSON has it; sharing needs inline mode, which the bot's owner can switch off."""
    possible = (tuple(one for one in row if _is_possible(one, inline_mode)) for row in rows)
    kept: list[Row] = []
    room = MOST_BYTES
    for row in filter(None, possible):
        room -= sum(map(_bytes, row))
        if room < 0:
            break
        kept.append(row)
    return {"inline_keyboard": [[_button(one) for one in row] for row in kept]} if kept else None


def to_data(choice: Choice) -> str:
    """What a press carries, as Telegram brings it back.

    >>> to_data(Choice(Action.MORE, "x7", "2"))
    'more:x7:2'
    """
    return f"{choice.action.value}:{choice.subject}:{choice.argument}"


def parse_data(data: str | None) -> Choice | None:
    """What a press asks for; a client can send anything, so None for what no button of ours says.

    >>> parse_data("more:x7:2"), parse_data("eat:x7:2"), parse_data("more")
    (Choice(action=<Action.MORE: 'more'>, subject='x7', argument='2'), None, None)
    """
    action, _, rest = (data or "").partition(":")
    subject, colon, argument = rest.partition(":")
    if action not in set(Action) or not subject or not colon or len(data or "") > LONGEST_DATA:
        return None
    return Choice(Action(action), subject, argument)


def _bytes(button: Button) -> int:
    """What a button takes as JSON, at most."""
    says = to_data(button.choice) if isinstance(button, Press) else button[1]
    return _MARKUP + len(json.dumps((button.label, says)))


def _is_possible(button: Button, inline_mode: bool) -> bool:
    if isinstance(button, Open):
        return is_accepted(button.address) and len(json.dumps(button.address)) <= _LONGEST_ADDRESS
    return inline_mode or not isinstance(button, Share)


def _button(button: Button) -> dict[str, Any]:
    if isinstance(button, Press):
        return {"text": button.label, "callback_data": to_data(button.choice)}
    if isinstance(button, Open):
        return {"text": button.label, "url": button.address}
    if isinstance(button, Copy):
        return {"text": button.label, "copy_text": {"text": _whole(button.text)}}
    chats = {"allow_user_chats": True, "allow_group_chats": True, "allow_channel_chats": True}
    asked = {"query": _whole(button.question), **chats}
    return {"text": button.label, "switch_inline_query_chosen_chat": asked}


def _whole(text: str) -> str:
    """Half characters have no bytes of their own."""
    return text.encode("utf-8", "replace").decode("utf-8")
