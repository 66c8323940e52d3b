"""A chat as lines that a person can read: who said what, edits, buttons, deletions, alerts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .messages import Message
    from .rooms import Room

_OTHER_CONTENT = ("document", "photo", "sticker", "voice", "poll", "location", "contact")


def transcript(room: Room) -> str:
    """The whole chat, oldest first.

    A message looks like `12 Verbatim (edited): Penguins swim. [more] [context]`.
    """
    lines = [f"--- {room.title} ({room.kind} {room.id}) ---"]
    for message_id, record in room.records.items():
        message = next(m for m in [_message(room, message_id)])
        lines.append(describe(message) + (" (deleted)" if record.deleted else ""))
        for emoji, names in record.reactions_by_emoji().items():
            lines.append(f"     {emoji} {', '.join(names)}")
    lines += [f"     alert to {alert.user}: {alert.text}" for alert in room.alerts if alert.text]
    if len(lines) == 1:
        lines.append("(nothing was said)")
    return "\n".join(lines)


def _message(room: Room, message_id: int) -> Message:
    from .messages import Message

    return Message(room, room.records[message_id].data)


def describe(message: Message) -> str:
    """One message on one or more lines."""
    text = message.text.replace("\n", "\n     ")
    edited = " (edited)" if message.edited else ""
    buttons = "".join(f" [{label}]" for label in message.buttons)
    kinds = [kind for kind in _OTHER_CONTENT if kind in message.data]
    content = f"<{kinds[0]}> {text}" if kinds else text
    return f"{message.id:4} {message.sender}{edited}: {content}{buttons}"
