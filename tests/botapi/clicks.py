"""Presses of inline buttons: what the user's app does, and callback queries waiting for their answer."""

# ruff: noqa: ASYNC109 - a test says how long it waits

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .rooms import Alert

if TYPE_CHECKING:
    from .messages import Message
    from .people import User
    from .text import Json


@dataclass
class Callback:
    """A callback query that the bot has to answer in time."""

    id: str
    user: str
    room: Any
    answer: Alert | None = None


async def click(message: Message, button: Json, user: User, timeout: float, wait: bool) -> str:
    """Press a button and give what the user gets to see of it."""
    if "url" in button:
        return str(button["url"])
    if "copy_text" in button:
        return str(button["copy_text"]["text"])
    for name in ("switch_inline_query", "switch_inline_query_current_chat"):
        if name in button:
            return str(button[name])
    if "switch_inline_query_chosen_chat" in button:
        return str(button["switch_inline_query_chosen_chat"].get("query") or "")
    callback = queue_callback(message, str(button["callback_data"]), user)
    if not wait:
        return ""
    world = message.room.world
    what = f"an answer to {user.first_name}'s click on {button['text'] or button['callback_data']!r}"
    answer = await world.wait_until(lambda: callback.answer, timeout, what, message.room)
    return answer.text


def queue_callback(message: Message, data: str, user: User) -> Callback:
    """The update that a press causes."""
    room, world = message.room, message.room.world
    callback = Callback(world.new_id(), user.first_name, room)
    world.callbacks[callback.id] = callback
    query: Json = {
        "id": callback.id,
        "from": user.to_json(),
        "chat_instance": str(abs(room.id)),
        "data": data,
    }
    inline_id = world.inline_id_of(room, message.id)
    if inline_id:
        query["inline_message_id"] = inline_id
    elif room.visible(message.id) is None:
        query["message"] = {"chat": room.to_json(), "message_id": message.id, "date": 0}
    else:
        query["message"] = room.records[message.id].data
    world.queue.add("callback_query", query)
    return callback
