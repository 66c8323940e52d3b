"""One person in one chat: the view and the voice that tests speak with."""

# ruff: noqa: ASYNC109 - a test says how long it waits

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import actions
from .patience import PATIENCE

if TYPE_CHECKING:
    from .messages import Message
    from .people import User
    from .rooms import Alert, Room


class Chat:
    """What a person does and sees in a private chat, a group, or one topic of a group."""

    def __init__(self, user: User, room: Room, topic: int | None = None) -> None:
        self.user = user
        self.room = room
        self.topic = topic

    @property
    def id(self) -> int:
        return self.room.id

    async def say(self, text: str, **more: Any) -> Message:
        """Send text. `reply_to`, `quote`, `age` (seconds ago), `entities`, `anonymous`, `as_channel`."""
        return await actions.say(self, text, **more)

    async def start(self, payload: str = "") -> Message:
        """Press Start, or follow a deep link `https://t.me/bot?start=payload`."""
        return await actions.start(self, payload)

    async def send(self, kind: str, **content: Any) -> Message:
        """Send something that is not text: sticker, voice, poll, location, contact, photo, dice."""
        return await actions.send(self, kind, **content)

    async def send_document(self, name: str, content: bytes, **more: Any) -> Message:
        """Send a file. `mime_type`, `caption`, `size` to pretend another size."""
        return await actions.send_document(self, name, content, **more)

    async def forward(self, text: str, **origin: Any) -> Message:
        """Forward text of `user=`, `hidden_user="Name"` or `channel=room`, or a whole `message=`."""
        return await actions.forward(self, text, **origin)

    async def next_message(self, timeout: float = PATIENCE) -> Message:
        """The next message or edit by the bot that was not taken yet."""
        return await self.room.next_message(timeout, topic=self.topic, viewer=self.user)

    async def ask(self, text: str, timeout: float = PATIENCE) -> Message:
        """Say something and give the bot's next message."""
        await self.say(text)
        return await self.next_message(timeout)

    async def stays_silent(self, seconds: float = 0.3) -> None:
        """Fail if the bot says anything for a while."""
        await self.room.stays_silent(seconds)

    @property
    def messages(self) -> list[Message]:
        """What stands in the chat now, oldest first."""
        return self.room.messages

    @property
    def bot_messages(self) -> list[Message]:
        return self.room.bot_messages

    @property
    def alerts(self) -> list[Alert]:
        return self.room.alerts

    @property
    def unread(self) -> list[Message]:
        """Messages and edits of the bot that no next_message() has taken."""
        return list(self.room.unread)

    def transcript(self) -> str:
        return self.room.transcript()

    def __repr__(self) -> str:
        return f"<Chat {self.user.first_name} in {self.room.title}>"
