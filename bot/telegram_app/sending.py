"""What becomes of a request to Telegram that fails: waited for, tried again or given up, by its kind."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Callable, Coroutine
from contextlib import nullcontext
from enum import Enum, auto
from typing import Any

from telegram.error import (
    BadRequest,
    ChatMigrated,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.ext import BaseRateLimiter

from bot.telegram_app.delivery import CURRENT
from bot.telegram_app.pacing import Pace
from bot.telegram_app.transport import LOOK_AT, LostError, UnsentError

_log = logging.getLogger(__name__)

LONGEST_PAUSE = 5.0
SERVER_FAILS_FOR = 180.0
"""Seconds for which errors of Telegram's own are tried again; what was surely not sent has no end."""
MOST_REFUSALS = 3
_COUNTED = frozenset(
    {"sendMessage", "sendDocument", "editMessageText", "editMessageReplyMarkup", "answerGuestQuery"}
)
_NOT_TWICE = ("send", "copy", "forward", "answerGuest")


class Failure(Enum):
    """Kinds of failure, each with its own remedy."""

    FLOOD = auto()
    """Too many requests: wait as told, in that chat."""
    UNSENT = auto()
    """It cannot have reached Telegram: try again."""
    SERVER = auto()
    """Telegram failed: try again for a while."""
    LOST = auto()
    """It may have been carried out: a message is never sent again, 175 of 175 came twice that way."""
    MIGRATED = auto()
    """The group has a new id: send there."""
    REFUSED = auto()
    """The token was not accepted, which one broken server behind many may say once."""
    FINAL = auto()
    """Telegram says no."""


def failure_of(error: TelegramError) -> Failure:
    """The kind of a failed request."""
    if isinstance(error, RetryAfter):
        return Failure.FLOOD
    if isinstance(error, ChatMigrated):
        return Failure.MIGRATED
    if isinstance(error, InvalidToken):
        return Failure.REFUSED
    if not isinstance(error, NetworkError) or isinstance(error, BadRequest):
        return Failure.FINAL
    if isinstance(error, UnsentError):
        return Failure.UNSENT
    if isinstance(error, TimedOut | LostError):
        return Failure.LOST
    return Failure.SERVER


def pause_after(tries: int) -> float:
    """Seconds to wait after so many failures; they differ, so that not all come back at once."""
    longest = min(LONGEST_PAUSE, 0.25 * 2.0 ** min(tries, 10))
    return longest * random.uniform(0.7, 1.0)  # noqa: S311 - no secret


class SendPolicy(BaseRateLimiter[None]):
    """Paces requests, and brings them through failures. python-telegram-bot calls it for every one.

    Its own AIORateLimiter lets one chat's 429 stop all others, and tries nothing again.
    """

    def __init__(self, pace: Pace) -> None:
        self._pace = pace

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to put away."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> Any:
        """Make the request when it may be made, as often as it takes."""
        begun, tries = time.monotonic(), 0
        while True:
            await self._turn(endpoint, data)
            try:
                return await callback(*args, **kwargs)
            except TelegramError as error:
                tries += 1
                await self._mend(error, endpoint, data, tries, time.monotonic() - begun)

    async def _turn(self, endpoint: str, data: dict[str, Any]) -> None:
        """Wait until this chat may be written to."""
        chat = _chat_of(data)
        ask = self._pace.wait if endpoint in _COUNTED else self._pace.held
        while wait := ask(chat):
            await _wait(wait, aside=True)

    async def _mend(
        self, error: TelegramError, endpoint: str, data: dict[str, Any], tries: int, spent: float
    ) -> None:
        """Do what lets the request be made again, or raise `error`."""
        failure = failure_of(error)
        if failure is Failure.LOST and not endpoint.startswith(_NOT_TWICE):
            failure = Failure.SERVER
        if isinstance(error, RetryAfter):
            self._pace.hold(_chat_of(data), _seconds(error) + 0.1)
        elif isinstance(error, ChatMigrated) and tries < MOST_REFUSALS:
            data["chat_id"] = error.new_chat_id
        elif (
            failure is Failure.UNSENT
            or (failure is Failure.SERVER and spent < SERVER_FAILS_FOR)
            or (failure is Failure.REFUSED and tries < MOST_REFUSALS)
        ):
            if tries == 1:
                _log.warning("%s failed (%s), trying again%s", endpoint, failure.name.lower(), _told(error))
            await _wait(pause_after(tries), aside=False)
        else:
            _note_undelivered(failure)
            raise error


def _told(error: TelegramError) -> str:
    """Why a request was not sent, and what to do; the words of the transport hold no address.

    >>> _told(UnsentError("ConnectionTimeoutError")), _told(LostError("ServerDisconnectedError"))
    (': ConnectionTimeoutError. Look at the network, a proxy or firewall, and at TELEGRAM_BASE_URL.', '')
    """
    return f": {error.message}. {LOOK_AT}" if isinstance(error, UnsentError) else ""


def _chat_of(data: dict[str, Any]) -> object:
    chat = data.get("chat_id")
    return int(chat) if isinstance(chat, str) and chat.lstrip("-").isdecimal() else chat


def _seconds(error: RetryAfter) -> float:
    wait = error._retry_after  # `retry_after` warns that it will be a timedelta one day
    return wait.total_seconds()


async def _wait(seconds: float, *, aside: bool) -> None:
    delivery = CURRENT.get()
    async with delivery.waiting(aside=aside) if delivery is not None else nullcontext():
        await asyncio.sleep(seconds)


def _note_undelivered(failure: Failure) -> None:
    delivery = CURRENT.get()
    if delivery is not None and failure in (Failure.SERVER, Failure.REFUSED):
        delivery.undelivered = True
