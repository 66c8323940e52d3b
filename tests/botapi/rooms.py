"""What the server keeps of a chat: members, messages in all their versions, and what is yet unread."""

# ruff: noqa: ASYNC109 - a test says how long it waits

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .messages import Message
from .patience import PATIENCE
from .text import Json
from .transcript import transcript

if TYPE_CHECKING:
    from .chats import Chat
    from .people import User
    from .world import World


@dataclass
class Record:
    """A message through its life."""

    versions: list[Json]
    deleted: bool = False
    reactions: dict[int, list[Json]] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)

    @property
    def data(self) -> Json:
        return self.versions[-1]

    def reactions_by_emoji(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for user_id, reactions in self.reactions.items():
            for reaction in reactions:
                found.setdefault(reaction.get("emoji", "?"), []).append(self.names[user_id])
        return found


@dataclass(frozen=True)
class Alert:
    """What a user saw after a click."""

    text: str
    show_alert: bool
    user: str


class Room:
    """A private chat, group, supergroup or channel."""

    def __init__(self, world: World, chat_id: int, kind: str, **fields: Any) -> None:
        self.world = world
        self.id = chat_id
        self.kind = kind
        self.fields = {name: value for name, value in fields.items() if value}
        self.members: dict[int, User] = {}
        self.admins: set[int] = set()
        self.records: dict[int, Record] = {}
        self.unread: list[Message] = []
        self.shown: list[Message] = []
        self.alerts: list[Alert] = []
        self.actions: list[str] = []
        self.topics: dict[int, str] = {}
        self.bot_status = "member"
        self.blocked = False
        self.started = kind != "private"
        self.migrated_to: Room | None = None

    @property
    def is_group(self) -> bool:
        return self.kind in {"group", "supergroup"}

    @property
    def is_forum(self) -> bool:
        return bool(self.fields.get("is_forum"))

    @property
    def title(self) -> str:
        return str(self.fields.get("title") or self.fields.get("first_name"))

    @property
    def first_member(self) -> User:
        return next(iter(self.members.values()))

    def to_json(self) -> Json:
        return {"id": self.id, "type": self.kind, **self.fields}

    def add(self, data: Json) -> Message:
        """Store a new message, whoever wrote it."""
        base = {
            "message_id": self.world.next_message_id(self),
            "date": int(time.time()),
            "chat": self.to_json(),
        }
        whole = {**base, **{name: value for name, value in data.items() if value is not None}}
        self.records[whole["message_id"]] = Record([whole])
        return Message(self, whole)

    def change(self, message_id: int, data: Json) -> Message:
        self.records[message_id].versions.append(data)
        return Message(self, data)

    def show(self, message: Message) -> None:
        """Put a message or edit of the bot in front of those who wait for it."""
        self.unread.append(message)
        self.shown.append(message)
        self.world.changed()

    def visible(self, message_id: int | None) -> Record | None:
        record = self.records.get(message_id or 0)
        return None if record is None or record.deleted else record

    @property
    def messages(self) -> list[Message]:
        """All messages that stand in the chat now, oldest first."""
        return [Message(self, record.data) for record in self.records.values() if not record.deleted]

    @property
    def bot_messages(self) -> list[Message]:
        return [message for message in self.messages if message.from_bot]

    async def next_message(
        self, timeout: float = PATIENCE, *, topic: int | None = None, viewer: User | None = None
    ) -> Message:
        """The next message or edit by the bot that nobody has taken yet."""

        def find() -> Message | None:
            for position, message in enumerate(self.unread):
                if topic is None or message.thread_id == topic:
                    return self.unread.pop(position)
            return None

        what = f"a message of the bot in {self.title}" + (f", topic {topic}" if topic else "")
        found = await self.world.wait_until(find, timeout, what, self)
        return Message(self, found.data, viewer)

    async def stays_silent(self, seconds: float = 0.3) -> None:
        """Fail if the bot says anything for a while after all updates were fetched."""
        await self.world.settled(quiet=seconds)
        if self.unread:
            raise AssertionError(f"the bot spoke: {self.unread[0].text!r}\n{self.transcript()}")

    def transcript(self) -> str:
        return transcript(self)

    def chat(self, user: User, topic: int | None = None) -> Chat:
        return user.in_(self, topic=topic)

    def topic(self, name: str) -> int:
        """Open a topic in a forum; its id goes to `user.in_(group, topic=…)`."""
        creator = self.first_member
        opened = self.add(
            {"from": creator.to_json(), "forum_topic_created": {"name": name, "icon_color": 7322096}}
        )
        self.topics[opened.id] = name
        opened.data.update(message_thread_id=opened.id, is_topic_message=True)
        return opened.id

    def __repr__(self) -> str:
        return f"<Room {self.id} {self.kind} {self.title}>"
