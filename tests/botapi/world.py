"""Everything the server knows: the bot, people, rooms, open queries, files, settings; and waiting."""

# ruff: noqa: ASYNC109 - a test says how long it waits

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from itertools import count
from typing import Any, TypeVar

from .clicks import Callback
from .errors import ApiError, bad_request, forbidden
from .faults import FaultPlan
from .files import Files
from .inline import GuestQuery, InlineQuery
from .log import RequestLog
from .patience import PATIENCE
from .people import User
from .rates import RateBuckets
from .rooms import Room
from .text import Json
from .updates import UpdateQueue
from .webhooks import Webhook

T = TypeVar("T")
_LOOK_EVERY = 0.01


class World:
    """One Telegram with one bot in it."""

    def __init__(self, token: str, username: str, name: str) -> None:
        self.token = token
        self.bot_user: Json = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": name,
            "username": username,
        }
        self.privacy_mode = True
        self.inline_feedback = True
        self.logged_out = False
        self.users: dict[int, User] = {}
        self.rooms: dict[int, Room] = {}
        self.callbacks: dict[str, Callback] = {}
        self.inline_queries: dict[str, InlineQuery] = {}
        self.guest_queries: dict[str, GuestQuery] = {}
        self.inline_messages: dict[str, tuple[Room, int]] = {}
        self._inline_ids: dict[tuple[int, int], str] = {}
        self.files = Files()
        self.settings: dict[str, Any] = {}
        self.log = RequestLog()
        self.faults = FaultPlan()
        self.rates = RateBuckets()
        self.under_way = 0
        self.last_activity = 0.0
        self._waiting: set[asyncio.Future[None]] = set()
        self.queue = UpdateQueue(self.changed)
        self.webhook: Webhook | None = None
        self._ids = count(4_611_686_018_427)
        self._user_ids = count(700_000_001)
        self._room_ids = count(5_000_001)
        self._message_ids = count(1)

    @property
    def bot(self) -> Json:
        """What getMe answers."""
        abilities = {
            "can_join_groups": True,
            "can_read_all_group_messages": not self.privacy_mode,
            "supports_guest_queries": True,
            "supports_inline_queries": True,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }
        return self.bot_user | abilities

    def new_id(self) -> str:
        return str(next(self._ids))

    def next_message_id(self, room: Room) -> int:
        return next(self._message_ids) if room.kind in {"private", "group"} else len(room.records) + 1

    def add_user(self, first_name: str, **fields: Any) -> User:
        user = User(self, next(self._user_ids), first_name, **fields)
        self.users[user.id] = user
        return user

    def private_room(self, user: User) -> Room:
        if user.id not in self.rooms:
            names = {name: user.fields.get(name) for name in ("last_name", "username")}
            room = Room(self, user.id, "private", first_name=user.first_name, **names)
            room.members[user.id] = user
            self.rooms[user.id] = room
        return self.rooms[user.id]

    def add_room(self, kind: str, title: str, **fields: Any) -> Room:
        number = next(self._room_ids)
        room = Room(
            self, -number if kind == "group" else -1_000_000_000_000 - number, kind, title=title, **fields
        )
        self.rooms[room.id] = room
        return room

    def knows(self, room: Room) -> bool:
        """Whether the bot is in a chat."""
        return room.bot_status in {"member", "administrator"} and room.started and not room.blocked

    def find_room(self, chat_id: object) -> Room:
        """The chat that a request names, or the refusal."""
        if isinstance(chat_id, str) and chat_id.startswith("@"):
            wanted = chat_id[1:].lower()
            for room in self.rooms.values():
                if str(room.fields.get("username", "")).lower() == wanted and room.kind != "private":
                    return room
        try:
            return self.rooms[int(str(chat_id))]
        except (KeyError, ValueError):
            raise bad_request("chat not found") from None

    def room_to_write(self, chat_id: object) -> Room:
        """A chat where the bot may speak, or why it may not."""
        room = self.find_room(chat_id)
        if room.migrated_to is not None:
            raise ApiError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=room.migrated_to.id,
            )
        if not room.started:
            raise forbidden("bot can't initiate conversation with a user")
        if room.blocked:
            raise forbidden("bot was blocked by the user")
        if room.bot_status == "kicked":
            raise forbidden(f"bot was kicked from the {room.kind} chat")
        if room.bot_status == "left":
            raise forbidden(f"bot is not a member of the {room.kind} chat")
        if room.kind == "channel" and room.bot_status != "administrator":
            raise bad_request("need administrator rights in the channel chat")
        return room

    def new_inline_id(self, room: Room, message_id: int) -> str:
        inline_id = f"AgAAAinline{self.new_id()}"
        self.inline_messages[inline_id] = (room, message_id)
        self._inline_ids[room.id, message_id] = inline_id
        return inline_id

    def inline_id_of(self, room: Room, message_id: int) -> str | None:
        return self._inline_ids.get((room.id, message_id))

    def expire_queries(self) -> None:
        """Let all open queries grow too old to be answered."""
        for queries in (self.callbacks, self.inline_queries, self.guest_queries):
            queries.clear()

    def changed(self) -> None:
        """Wake everyone who waits for something to happen."""
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)

    async def wait_until(
        self, find: Callable[[], T | None], timeout: float, what: str, room: Room | None
    ) -> T:
        """The first thing that `find` gives, or an AssertionError that shows the chat."""
        deadline = time.monotonic() + timeout
        while (found := find()) is None:
            remaining = deadline - time.monotonic()
            await self.wait_for_change(min(remaining, 0.05))  # conditions may also look outside this world
            if remaining <= 0:
                raise AssertionError(self._explain(what, timeout, room))
        return found

    async def wait_for_change(self, timeout: float) -> None:
        """Return when something happened here, or after a while."""
        waiting = asyncio.get_running_loop().create_future()
        self._waiting.add(waiting)
        try:
            async with asyncio.timeout(timeout):  # not wait_for: in 3.11 it can swallow a cancellation
                await waiting
        except TimeoutError:
            pass
        finally:
            self._waiting.discard(waiting)

    def _explain(self, what: str, timeout: float, room: Room | None) -> str:
        lines = [f"waited {timeout:g} s in vain for {what}"]
        if room is not None:
            lines.append(room.transcript())
        lines.append(f"{len(self.queue)} updates unconfirmed, {self.log.polls} polls so far; last requests:")
        lines += [f"  {request}"[:400] for request in list(self.log)[-5:]]
        return "\n".join(lines)

    async def settled(self, timeout: float = PATIENCE, quiet: float = 0.05) -> None:
        """Wait until all updates are confirmed, no request is under way, and it was quiet for a moment.

        The moment is counted in looks, so that it is longer where the machine is too busy to let us look.
        """
        deadline, looks, seen = time.monotonic() + timeout, 0, self.last_activity
        while looks < quiet / _LOOK_EVERY or len(self.queue) or self.under_way:
            if time.monotonic() > deadline:
                state = f"{len(self.queue)} updates unconfirmed, {self.under_way} requests under way"
                raise AssertionError(self._explain(f"the bot to settle ({state})", timeout, None))
            await asyncio.sleep(_LOOK_EVERY if quiet else 0)
            busy = len(self.queue) or self.under_way or self.last_activity != seen
            looks, seen = 0 if busy else looks + 1, self.last_activity
