"""The people: who they are and the doors they use (private chat, groups, inline mode, block)."""

# ruff: noqa: ASYNC109 - a test says how long it waits

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .chats import Chat
from .patience import PATIENCE
from .text import Json

if TYPE_CHECKING:
    from .inline import InlineAnswer
    from .messages import Message
    from .rooms import Room
    from .world import World


class User:
    """A person with a Telegram account."""

    def __init__(self, world: World, user_id: int, first_name: str, **fields: Any) -> None:
        self.world = world
        self.id = user_id
        self.first_name = first_name
        self.fields = {name: value for name, value in fields.items() if value is not None}

    def to_json(self) -> Json:
        return {"id": self.id, "is_bot": False, "first_name": self.first_name, **self.fields}

    @property
    def username(self) -> str | None:
        return self.fields.get("username")

    def private_chat(self) -> Chat:
        """The chat with the bot."""
        return Chat(self, self.world.private_room(self))

    def in_(self, room: Room, *, topic: int | None = None) -> Chat:
        """This person in a group or channel, in one topic of it if given."""
        room.members.setdefault(self.id, self)
        return Chat(self, room, topic)

    async def inline(
        self, query: str, *, offset: str = "", where: str = "sender", timeout: float = PATIENCE
    ) -> InlineAnswer:
        """Type `@bot query` somewhere and see the results."""
        from .inline import ask_inline

        return await ask_inline(self, query, offset=offset, where=where, timeout=timeout)

    def start_inline(self, query: str, *, offset: str = "", where: str = "sender") -> str:
        """Type an inline query without waiting for its results; gives the query's id."""
        from .inline import queue_inline

        return queue_inline(self, query, offset, where).id

    async def guest_query(
        self, room: Room, text: str, *, timeout: float = PATIENCE, reply_to: Message | None = None
    ) -> Message:
        """Call the bot in a chat that it never joined; its answer as posted there."""
        from .inline import ask_as_guest

        return await ask_as_guest(self, room, text, timeout=timeout, reply_to=reply_to)

    async def block(self) -> None:
        await self._set_blocked(True)

    async def unblock(self) -> None:
        await self._set_blocked(False)

    async def _set_blocked(self, blocked: bool) -> None:
        from .actions import my_chat_member

        room = self.world.private_room(self)
        room.blocked = blocked
        before, after = ("member", "kicked") if blocked else ("kicked", "member")
        my_chat_member(room, self, before, after)

    def __repr__(self) -> str:
        return f"<User {self.id} {self.first_name}>"
