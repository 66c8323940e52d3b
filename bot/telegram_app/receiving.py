"""Takes updates in: parsed one by one, judged, and safely stored before Telegram is told they came."""

# ruff: noqa: ASYNC109 - getUpdates has a time-out of its own

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
import time
from collections.abc import Callable, Sequence
from typing import Any

from telegram import Bot, Update
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.storage.inbox import Inbox, Letter, Task
from bot.telegram_app.budgets import Budgets, Limits, written_message
from bot.telegram_app.polls import Polls
from bot.telegram_app.transport import Transport

_log = logging.getLogger(__name__)

BATCH = 100
"""As many as Telegram gives at once: a batch of that size says that there is more."""
_LARGEST = 2**63 - 1
"""What SQLite can keep; Telegram's own numbers have 52 bits."""
MOST_PARSED = 200
"""The newest updates are kept parsed until they are answered; others are parsed again."""
MOST_WAITING = 20_000
"""Beyond this many, fetching rests: Telegram keeps the others for a day."""


class Receiver:
    """Turns what Telegram sends into letters in the inbox."""

    def __init__(self, inbox: Inbox, limits: Limits, *, now: Callable[[], float] = time.time) -> None:
        self._inbox = inbox
        self._budgets = Budgets(limits)
        self._stale_after = limits.stale_after
        self._now = now
        self._parsed: dict[int, Update] = {}
        self.news = asyncio.Event()
        """Set when something new is in the inbox."""
        self.catching_up = False
        """Whether there is more to fetch, perhaps more recent than what is here."""

    async def take(self, updates: Sequence[Any], bot: Bot) -> None:
        """Store updates; when this returns they are safe. Answering them does not wait for the disk."""
        self.catching_up = len(updates) >= BATCH
        letters = [letter for raw in updates if (letter := self._letter(raw, bot)) is not None]
        if letters:
            self._inbox.add(letters)
        self.news.set()
        if letters:
            for _ in range(2):  # until they are in hand and their handlers have begun
                await asyncio.sleep(0)
            await asyncio.to_thread(self._inbox.sync)

    def parsed(self, letter_id: int) -> Update | None:
        """The update of a letter that came in a moment ago, which need not be parsed again; given once."""
        return self._parsed.pop(letter_id, None)

    async def room(self) -> None:
        """Wait while too much is waiting already."""
        while not self.has_room():  # noqa: ASYNC110 - nothing else waits for this
            await asyncio.sleep(1)

    def has_room(self) -> bool:
        """Whether more may be taken in."""
        return self._inbox.waiting() <= MOST_WAITING

    def _letter(self, raw: Any, bot: Bot) -> Letter | None:
        """One update as a letter; None where it has no number to be known by."""
        number = raw.get("update_id") if isinstance(raw, dict) else None
        if not isinstance(number, int) or not 0 <= number <= _LARGEST:
            _log.error("an update without a number was left out")
            return None
        try:
            return self._parse(number, raw, bot)
        except Exception as error:  # whatever one update does to the parser, the others are to be answered
            _log.error("update %d cannot be read (%s) and was put aside", number, type(error).__name__)
            return Letter(number, 0, self._now(), json.dumps(raw), Task.SET_ASIDE)

    def _parse(self, number: int, raw: dict[str, Any], bot: Bot) -> Letter:
        update = Update.de_json(raw, bot)
        chat, person = update.effective_chat, update.effective_user
        key = chat.id if chat else person.id if person else 0
        if not isinstance(key, int) or abs(key) > _LARGEST:
            raise TypeError("no chat has such a number")
        self._parsed[number] = update
        if len(self._parsed) > MOST_PARSED:
            del self._parsed[next(iter(self._parsed))]
        message = written_message(update)
        written_at = (message.edit_date or message.date).timestamp() if message else self._now()
        return Letter(
            number,
            key,
            written_at,
            json.dumps(raw),
            self._budgets.judge(update, bot, self._now()),
            late=written_at < self._now() - self._stale_after,
        )


class InboxBot(ExtBot[None]):
    """A bot whose updates go to the inbox, and are not handed to anybody on the way."""

    def __init__(
        self, receiver: Receiver, polls: Polls, sending: Transport, fetching: Transport, **settings: Any
    ) -> None:
        super().__init__(request=sending, get_updates_request=fetching, **settings)
        self._sending = sending
        self._fetching = fetching
        self._receiver = receiver
        self._polls = polls
        self._next_update = 0

    def __repr__(self) -> str:
        return f"InboxBot({self.id})"  # not python-telegram-bot's: it shows the token

    async def call(self, method: str, data: dict[str, Any]) -> Any:
        """Call a method with parameters as JSON has them, and give what Telegram says as it came.

        For the messages that readers wait for: python-telegram-bot's own methods make an object of each
        entity and button, on the way there and back, which takes a third of an answer's time.
        """
        assert self.rate_limiter is not None, "whatever is sent is paced and brought through failures"
        address = f"{self.base_url}/{method}"
        policy = self.rate_limiter.process_request
        return await policy(self._sending.call, (address, data), {}, method, data, None)

    async def get_updates(  # type: ignore[override]
        self, *, timeout: Any = 0, allowed_updates: Sequence[str] | None = None, **_: Any
    ) -> tuple[Update, ...]:
        """Store what comes and return nothing. Never fails: python-telegram-bot would stop for good."""
        if not timeout:
            await self._say_farewell(allowed_updates)
            return ()
        while True:
            try:
                await self._receiver.room()
                await self._fetch(timeout, allowed_updates)
            except Exception as error:  # a full disk, for example: what came is asked for again
                await asyncio.sleep(self._polls.failed(error))
            else:
                self._polls.succeeded()
                return ()

    async def _fetch(self, timeout: Any, allowed_updates: Sequence[str] | None) -> None:
        if self._receiver.catching_up:
            timeout = 0  # else a backlog of exactly so many batches holds its last ones up for a whole poll
        # Not super().get_updates(): it parses all in one go, and one that cannot be read is then the end.
        seconds = timeout if isinstance(timeout, int | float) else timeout.total_seconds()
        data: dict[str, Any] = {"timeout": round(seconds), "offset": self._next_update}
        if allowed_updates is not None:
            data["allowed_updates"] = list(allowed_updates)
        updates = await self._fetching.call(f"{self.base_url}/getUpdates", data, seconds + 10)
        if not isinstance(updates, list):
            raise TelegramError("getUpdates gave no list")
        await self._receiver.take(updates, self)
        numbers = [raw.get("update_id") for raw in updates if isinstance(raw, dict)]
        if numbers and isinstance(numbers[-1], int):
            self._next_update = numbers[-1] + 1  # not the highest: after a quiet week they start anywhere

    async def _say_farewell(self, allowed_updates: Sequence[str] | None) -> None:
        """Tell Telegram what is stored, if it listens; if not, it sends it again and it is known."""
        try:
            async with asyncio.timeout(1):
                await self._fetch(0, allowed_updates)
        except (TelegramError, TimeoutError, sqlite3.Error):
            pass
