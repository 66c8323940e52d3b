"""Inline mode and guest mode from the user's side: ask, see the results, choose one."""

# ruff: noqa: ASYNC109 - a test says how long it waits

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .text import Json, detect

if TYPE_CHECKING:
    from .messages import Message
    from .people import User
    from .rooms import Room

LONGEST_QUERY = 256


@dataclass
class InlineQuery:
    """An inline query that the bot has to answer in time."""

    id: str
    user: User
    query: str
    answer: InlineAnswer | None = None


@dataclass
class GuestQuery:
    """A guest message that the bot may answer once."""

    id: str
    user: User
    room: Room
    message: Json
    answer: Message | None = None


@dataclass(frozen=True)
class InlineResult:
    """One row of the list above the input field."""

    data: Json
    query: InlineQuery = field(repr=False)

    @property
    def id(self) -> str:
        return str(self.data["id"])

    @property
    def title(self) -> str:
        return str(self.data["title"])

    @property
    def description(self) -> str:
        return str(self.data.get("description") or "")

    @property
    def text(self) -> str:
        """What would be sent."""
        return str(self.data["message"]["text"])

    @property
    def entities(self) -> list[Json]:
        return list(self.data["message"].get("entities") or [])

    async def choose(self, room: Room | None = None) -> Message:
        """Send this result, into the chat with the bot unless another one is named."""
        return choose(self, room or self.query.user.world.private_room(self.query.user))


@dataclass(frozen=True)
class InlineAnswer:
    """What came back for an inline query."""

    results: list[InlineResult]
    next_offset: str = ""
    cache_time: int = 300
    is_personal: bool = False
    button: Json | None = None

    @property
    def titles(self) -> list[str]:
        return [result.title for result in self.results]


async def ask_inline(user: User, text: str, *, offset: str, where: str, timeout: float) -> InlineAnswer:
    query = queue_inline(user, text, offset, where)
    what = f"results for {user.first_name}'s inline query {text!r}"
    return await user.world.wait_until(lambda: query.answer, timeout, what, None)


def queue_inline(user: User, text: str, offset: str, where: str) -> InlineQuery:
    """The update that typing behind the bot's name causes."""
    if len(text) > LONGEST_QUERY:
        raise AssertionError(
            f"Telegram sends no inline query of {len(text)} characters, only {LONGEST_QUERY}"
        )
    query = InlineQuery(user.world.new_id(), user, text)
    user.world.inline_queries[query.id] = query
    update = {"id": query.id, "from": user.to_json(), "query": text, "offset": offset, "chat_type": where}
    user.world.queue.add("inline_query", update)
    return query


def choose(result: InlineResult, room: Room) -> Message:
    """Post a chosen result and tell the bot, as Telegram does when feedback is on."""
    user, world = result.query.user, result.query.user.world
    message = room.add({"from": user.to_json(), "via_bot": world.bot_user, **result.data["message"]})
    inline_id = world.new_inline_id(room, message.id) if message.keyboard else None
    if world.inline_feedback:
        chosen: Json = {"result_id": result.id, "from": user.to_json(), "query": result.query.query}
        world.queue.add(
            "chosen_inline_result", chosen | ({"inline_message_id": inline_id} if inline_id else {})
        )
    if world.knows(room):
        world.queue.add("message", message.data)
    return message.seen_by(user)


async def ask_as_guest(
    user: User, room: Room, text: str, *, timeout: float, reply_to: Message | None = None
) -> Message:
    """Mention the bot where it is no member; gives the message that its answer becomes."""
    world = user.world
    room.members.setdefault(user.id, user)
    query_id = world.new_id()
    replied: dict[str, Any] = {"reply_to_message": reply_to.now.data} if reply_to else {}
    said = room.add({"from": user.to_json(), "text": text, "entities": detect(text) or None, **replied})
    guest = GuestQuery(query_id, user, room, said.data)
    world.guest_queries[query_id] = guest
    world.queue.add("guest_message", {**said.data, "guest_query_id": query_id})
    return await world.wait_until(
        lambda: guest.answer, timeout, f"an answer to the guest query {text!r}", room
    )


def post_guest_answer(guest: GuestQuery, content: Json) -> str:
    """Post a guest bot's answer; gives its inline message id."""
    world, room = guest.user.world, guest.room
    message = room.add(
        {
            "from": world.bot_user,
            "guest_bot_caller_user": guest.user.to_json(),
            "reply_to_message": guest.message,
            **content,
        }
    )
    guest.answer = message.seen_by(guest.user)
    room.show(message)
    return world.new_inline_id(room, message.id)
