"""The server as tests use it: start, stop, make people and chats, plan faults, read the log."""

# ruff: noqa: ASYNC109 - a test says how long it waits

from __future__ import annotations

import time
from collections.abc import Callable
from email.utils import formatdate
from pathlib import Path
from types import TracebackType
from typing import Any

from aiohttp import web

from . import actions
from .control import Control
from .faults import Fault
from .log import RequestLog
from .patience import PATIENCE
from .people import User
from .rates import RateLimits
from .recording import write_recording
from .rooms import Room
from .server import Server, unparsable_update
from .text import Json
from .world import World

TOKEN = "5550000001:AAHsTrictLoopbackServerForTestsOnly0"


class BotApi:
    """A running Bot API server on 127.0.0.1 with one bot.

    async with BotApi() as api:
        ana = api.user("Ana")
        chat = ana.private_chat()
        await chat.say("penguins?")
        message = await chat.next_message()
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        port: int = 0,
        username: str = "verbatim_test_bot",
        name: str = "Verbatim",
    ) -> None:
        self.world = World(token, username, name)
        self.port = port
        self.clock_ahead = 0.0
        """Seconds by which this server's clock, as its responses tell it, is ahead of the bot's."""
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> BotApi:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen; a port of 0 picks a free one, and a later start uses the same again."""
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.add_routes([*Server(self.world).routes(), *Control(self).routes()])
        app.on_response_prepare.append(self._date)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Stop listening; what the world knows stays, so a test can start again after an outage."""
        self.world.queue.release()
        if self.world.webhook is not None:
            await self.world.webhook.stop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _date(self, request: web.Request, response: web.StreamResponse) -> None:
        response.headers["Date"] = formatdate(time.time() + self.clock_ahead, usegmt=True)

    @property
    def token(self) -> str:
        return self.world.token

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/bot"

    @property
    def base_file_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/file/bot"

    @property
    def environment(self) -> dict[str, str]:
        """Settings that point a bot at this server."""
        return {
            "TELEGRAM_BOT_TOKEN": self.token,
            "TELEGRAM_BASE_URL": self.base_url,
            "TELEGRAM_BASE_FILE_URL": self.base_file_url,
        }

    @property
    def username(self) -> str:
        return str(self.world.bot["username"])

    def user(
        self, first_name: str, *, username: str | None = None, language_code: str | None = "en", **more: Any
    ) -> User:
        return self.world.add_user(first_name, username=username, language_code=language_code, **more)

    def group(
        self, title: str, *members: User, supergroup: bool | None = None, topics: bool = False, **more: Any
    ) -> Room:
        """A group with the bot in it (unless `bot=False`); with topics it is a supergroup and a forum."""
        bot = more.pop("bot", True)
        kind = "supergroup" if supergroup or topics else "group"
        room = self.world.add_room(kind, title, is_forum=topics or None, **more)
        room.bot_status = "member" if bot else "left"
        for member in members or (self.world.add_user("Gil"),):
            room.members[member.id] = member
        room.admins.add(room.first_member.id)
        return room

    def channel(self, title: str, **more: Any) -> Room:
        """A channel where the bot is an administrator; with `bot=False` it is not there."""
        bot = more.pop("bot", True)
        room = self.world.add_room("channel", title, **more)
        room.bot_status = "administrator" if bot else "left"
        owner = self.world.add_user("Owner")
        room.members[owner.id] = owner
        return room

    @property
    def requests(self) -> RequestLog:
        return self.world.log

    def fault(self, method: str, *faults: Fault, **one: Any) -> None:
        """Plan faults: `api.fault("sendMessage", status=429, retry_after=2)`; "*" is every method."""
        self.world.faults.add(method, *(faults or (Fault(**one),)))

    def limit_rates(self, limits: RateLimits | None = None) -> None:
        """Switch Telegram's rate buckets on."""
        self.world.rates.limits = limits or RateLimits()

    def send_update(self, body: Json) -> Json:
        """Queue an update as it is, however broken."""
        return self.world.queue.add_raw(body)

    def send_unparsable_update(self) -> Json:
        return self.send_update(unparsable_update())

    def deliver_again(self, update: Json) -> None:
        """Deliver an update once more."""
        self.world.queue.deliver_again(update)

    @property
    def updates_waiting(self) -> int:
        return len(self.world.queue)

    @property
    def updates_confirmed(self) -> list[Json]:
        return self.world.queue.confirmed

    async def settled(self, timeout: float = PATIENCE, quiet: float = 0.05) -> None:
        """Wait until all updates are fetched and confirmed and no request is under way."""
        await self.world.settled(timeout, quiet)

    async def next_request(self, method: str, timeout: float = PATIENCE, after: int = 0) -> Any:
        """Wait for a finished request to a method, the one after the first `after` of them."""

        def find() -> Any:
            done = [request for request in self.requests.to(method) if request.status is not None]
            return done[after] if len(done) > after else None

        return await self.world.wait_until(find, timeout, f"a request to {method}", None)

    async def until(self, condition: Callable[[], object], what: str, timeout: float = PATIENCE) -> None:
        """Wait until a condition holds: `await api.until(lambda: message.deleted, "the deletion")`."""
        await self.world.wait_until(lambda: True if condition() else None, timeout, what, None)

    def expire_queries(self) -> None:
        """Let every click, inline query and guest message that waits grow too old to be answered."""
        self.world.expire_queries()

    async def add_bot(self, room: Room, by: User | None = None) -> None:
        """Somebody adds the bot to a group."""
        actions.join(room, by or room.first_member)

    async def remove_bot(self, room: Room, by: User | None = None) -> None:
        """Somebody throws the bot out of a group."""
        actions.my_chat_member(room, by or room.first_member, room.bot_status, "kicked")

    async def promote_bot(self, room: Room, by: User | None = None) -> None:
        """Somebody makes the bot an administrator, so that it sees every message."""
        actions.my_chat_member(room, by or room.first_member, room.bot_status, "administrator")

    async def migrate(self, group: Room) -> Room:
        """Turn a group into a supergroup; the old id answers with the new one from now on."""
        return actions.migrate(group)

    def record(self, folder: Path) -> list[Path]:
        """Write every chat in which something was said; `--screenshots` draws them."""
        folder.mkdir(parents=True, exist_ok=True)
        return [write_recording(room, folder) for room in self.world.rooms.values() if room.records]

    def transcript(self) -> str:
        """All chats, one after the other."""
        return "\n\n".join(room.transcript() for room in self.world.rooms.values())
