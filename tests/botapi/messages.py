"""A message as somebody sees it: text, entities, buttons, and what can be done with it."""

# ruff: noqa: ASYNC109 - a test says how long it waits

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .patience import PATIENCE
from .text import Json, utf16_slice

if TYPE_CHECKING:
    from .people import User
    from .rooms import Room


@dataclass(frozen=True)
class Message:
    """One version of a message; `data` is the Bot API's Message object. `now` is the latest version."""

    room: Room = field(repr=False)
    data: Json
    viewer: User | None = field(default=None, repr=False)

    @property
    def id(self) -> int:
        return int(self.data["message_id"])

    @property
    def text(self) -> str:
        return str(self.data.get("text") or self.data.get("caption") or "")

    @property
    def entities(self) -> list[Json]:
        return list(self.data.get("entities") or self.data.get("caption_entities") or [])

    def spans(self, kind: str) -> list[str]:
        """The pieces of text under one kind of entity: `spans("bold")`."""
        found = (entity for entity in self.entities if entity["type"] == kind)
        return [utf16_slice(self.text, entity["offset"], entity["length"]) for entity in found]

    @property
    def links(self) -> dict[str, str]:
        """Text links by the words they stand on."""
        links = (entity for entity in self.entities if entity["type"] == "text_link")
        return {utf16_slice(self.text, link["offset"], link["length"]): link["url"] for link in links}

    @property
    def keyboard(self) -> list[list[Json]]:
        return list((self.data.get("reply_markup") or {}).get("inline_keyboard") or [])

    @property
    def buttons(self) -> list[str]:
        """Labels of all buttons, row by row."""
        return [button["text"] for row in self.keyboard for button in row]

    def button(self, label: str) -> Json:
        """The button with this label, or the only one whose label contains it."""
        every = [button for row in self.keyboard for button in row]
        found = [b for b in every if b["text"] == label] or [b for b in every if label in b["text"]]
        if len(found) != 1:
            raise AssertionError(
                f"{len(found)} buttons named {label!r} among {self.buttons}\n{self.room.transcript()}"
            )
        return found[0]

    @property
    def from_bot(self) -> bool:
        return bool(self.data.get("from", {}).get("id") == self.room.world.bot["id"])

    @property
    def sender(self) -> str:
        author = self.data.get("sender_chat") or self.data.get("from") or self.data["chat"]
        return str(author.get("title") or author.get("first_name") or "?")

    @property
    def edited(self) -> bool:
        return "edit_date" in self.data

    @property
    def thread_id(self) -> int | None:
        return self.data.get("message_thread_id")

    @property
    def reply_to(self) -> Message | None:
        replied = self.data.get("reply_to_message")
        return Message(self.room, replied, self.viewer) if replied else None

    @property
    def document(self) -> bytes | None:
        """What is inside the attached file."""
        attached = self.data.get("document")
        return self.room.world.files[attached["file_id"]].content if attached else None

    @property
    def now(self) -> Message:
        """The message as it stands at this moment."""
        return Message(self.room, self.room.records[self.id].data, self.viewer)

    def seen_by(self, viewer: User) -> Message:
        return Message(self.room, self.data, viewer)

    @property
    def versions(self) -> list[Message]:
        return [Message(self.room, data, self.viewer) for data in self.room.records[self.id].versions]

    @property
    def deleted(self) -> bool:
        return self.room.records[self.id].deleted

    @property
    def reactions(self) -> dict[str, list[str]]:
        """Names by reaction, the bot's own included."""
        return self.room.records[self.id].reactions_by_emoji()

    async def click(
        self, label: str, *, by: User | None = None, timeout: float = PATIENCE, wait: bool = True
    ) -> str:
        """Press a button: the alert's text ("" for none), or what a link, copy or switch button carries."""
        from .clicks import click

        return await click(self, self.button(label), self._who(by), timeout, wait)

    async def press(
        self, callback_data: str, *, by: User | None = None, timeout: float = PATIENCE, wait: bool = True
    ) -> str:
        """Press a button that is not there, as a forged client can: any callback data on this message."""
        from .clicks import click

        return await click(self, {"text": "", "callback_data": callback_data}, self._who(by), timeout, wait)

    async def reply(
        self, text: str, *, by: User | None = None, quote: str | None = None, **more: Any
    ) -> Message:
        """Answer this message, optionally with a selected piece of it."""
        chat = self._who(by).in_(
            self.room, topic=self.thread_id if self.data.get("is_topic_message") else None
        )
        return await chat.say(text, reply_to=self, quote=quote, **more)

    async def edit(self, text: str, **more: Any) -> Message:
        """Change one's own message."""
        from .actions import edit

        return await edit(self, text, **more)

    async def react(self, *emoji: str, by: User | None = None) -> None:
        """Put reactions on this message; none takes them away."""
        from .actions import react

        await react(self, self._who(by), list(emoji))

    def _who(self, by: User | None) -> User:
        return by or self.viewer or self.room.first_member
