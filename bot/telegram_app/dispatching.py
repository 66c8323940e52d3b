"""Takes letters out of the inbox and has them answered: several chats at once, each chat in its order."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
import time
from collections.abc import Callable
from typing import NoReturn

from telegram import Message, Update
from telegram.error import TelegramError

from bot.storage.database import ended_by_damage, is_damage
from bot.storage.inbox import Inbox, Letter, Task
from bot.telegram_app.budgets import pause_in, speaks_to_bot, written_message
from bot.telegram_app.delivery import CURRENT, Delivery
from bot.telegram_app.part import AnyApplication
from bot.telegram_app.receiving import Receiver
from bot.words.phrases import Language, phrase

_log = logging.getLogger(__name__)

AT_ONCE = 16
"""Measured at 50 ms a request: 249 updates/s, against 132 with 64 and 58 with 256."""
MOST_OPEN = 256
"""With those that only wait until Telegram takes more."""
MOST_ATTEMPTS = 5
"""A letter in hand at so many crashes is taken to be their cause."""
GRACE = 3.0
"""Seconds that replies under way have to get out at the end; what then still waits is answered next time."""


class Dispatcher:
    """Has each letter answered once, `AT_ONCE` at a time and never two of one chat."""

    def __init__(
        self,
        inbox: Inbox,
        receiver: Receiver,
        stale_after: float,
        language_of: Callable[[Update], Language],
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
        """`language_of` tells in which language a chat is told of delays."""
        self._language_of = language_of
        self._inbox = inbox
        self._receiver = receiver
        self._news = receiver.news
        self._stale_after = stale_after
        self._now = now
        self._places = asyncio.Semaphore(AT_ONCE)
        self._open = asyncio.Semaphore(MOST_OPEN)
        self._deliveries: dict[asyncio.Task[None], Delivery] = {}
        self._busy: set[int] = set()
        self._runner: asyncio.Task[None] | None = None

    def start(self, application: AnyApplication) -> None:
        """Begin with what is waiting."""
        self._runner = asyncio.create_task(self._run(application), name="dispatcher")

    async def ended(self) -> NoReturn:
        """Wait for the end of taking letters, which comes only with what ended it. Raises BotError."""
        assert self._runner is not None
        await asyncio.shield(self._runner)
        raise RuntimeError("letters are taken out of the inbox no more")

    def close(self) -> None:
        """Take nothing more out of the inbox."""
        if self._runner is not None:
            self._runner.cancel()

    async def stop(self) -> None:
        """Let the replies under way get out; all else stays in the inbox."""
        self.close()
        deadline = time.monotonic() + GRACE
        while self._deliveries and time.monotonic() < deadline:
            self._cancel(idle_only=True)
            await asyncio.wait(self._deliveries, timeout=0.05)
        self._cancel(idle_only=False)
        if self._deliveries:
            await asyncio.wait(self._deliveries, timeout=0.5)

    def _cancel(self, *, idle_only: bool) -> None:
        for task, delivery in self._deliveries.items():
            if delivery.idle or not idle_only:
                task.cancel()

    async def _run(self, application: AnyApplication) -> None:
        while True:
            await self._open.acquire()
            await self._places.acquire()
            self._places.release()  # it was only waited for: the delivery takes its own
            self._news.clear()
            letter = await self._next()
            if letter is None:
                self._open.release()
                await self._news.wait()
                continue
            delivery = Delivery(letter, self._places)
            await delivery.take_place()
            self._busy.add(letter.chat)
            task = asyncio.create_task(self._deliver(delivery, application))
            self._deliveries[task] = delivery
            task.add_done_callback(self._deliveries.pop)

    async def _next(self) -> Letter | None:
        while True:
            try:
                return self._inbox.take(self._busy, late_too=not self._receiver.catching_up)
            except sqlite3.Error as error:
                if is_damage(error):
                    raise ended_by_damage() from error
                _log.error("the inbox cannot be read or written, trying again", exc_info=True)
                await asyncio.sleep(1)

    async def _deliver(self, delivery: Delivery, application: AnyApplication) -> None:
        CURRENT.set(delivery)
        letter = delivery.letter
        ended = False
        try:
            await self._answer(letter, application)
        except asyncio.CancelledError:
            ended = True
        except Exception:
            _log.error("update %d could not be answered", letter.id, exc_info=True)
        finally:
            try:
                await self._settle(delivery, ended=ended)
            finally:
                self._busy.discard(letter.chat)
                delivery.give_up_place()
                self._open.release()
                self._news.set()

    async def _settle(self, delivery: Delivery, *, ended: bool) -> None:
        """Write down what became of it, however long the disk is full: else it is answered again."""
        while True:
            try:
                if ended or delivery.undelivered:
                    self._inbox.put_back(delivery.letter.id, untried=ended)
                else:
                    self._inbox.finish(delivery.letter.id)
                return
            except sqlite3.Error as error:
                if is_damage(error):  # the next look into the inbox ends the process
                    return
                _log.error("the inbox cannot be written, trying again", exc_info=True)
                delivery.idle = True
                await asyncio.sleep(1)

    async def _answer(self, letter: Letter, application: AnyApplication) -> None:
        if letter.attempts > MOST_ATTEMPTS:
            _log.error("update %d was in hand at %d crashes and is put aside", letter.id, MOST_ATTEMPTS)
            self._inbox.set_aside(letter.id)
            return
        update = self._receiver.parsed(letter.id)
        if update is None:
            update = Update.de_json(json.loads(letter.body), application.bot)
        message = written_message(update)
        if letter.task is Task.SLOW_DOWN:
            await self._tell(update, message, "slow_down", seconds=pause_in(update.effective_chat))
        elif message is not None and letter.written_at < self._now() - self._stale_after:
            await self._excuse(letter.chat, update, message, application)
        else:
            await _uncancelled(application, update)

    async def _excuse(
        self,
        chat: int,
        update: Update,
        message: Message,
        application: AnyApplication,
    ) -> None:
        """Tell a chat once that what it wrote came too late to be answered."""
        if speaks_to_bot(message, application.bot) and self._inbox.may_notify(chat, "stale"):
            await self._tell(update, message, "stale")
        self._inbox.skip_late(chat, self._now() - self._stale_after)

    async def _tell(self, update: Update, message: Message | None, name: str, **gaps: object) -> None:
        if message is None:
            return
        words = phrase(self._language_of(update), name, **gaps)
        try:
            await message.reply_text(words, do_quote=message.chat.type != "private")
        except TelegramError as error:
            _log.info("a notice was not delivered (%s)", type(error).__name__)


async def _uncancelled(application: AnyApplication, update: Update) -> None:
    """Run the handlers; a cancellation that is not ours but escaped from one is an error like any other."""
    try:
        await application.process_update(update)
    except asyncio.CancelledError as error:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        await application.process_error(update, RuntimeError(f"a handler was cancelled: {error!r}"))
