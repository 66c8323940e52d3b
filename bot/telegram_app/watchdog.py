"""Watches that updates keep being fetched: starts the fetching anew when it stalls, or says why it cannot."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import NoReturn

from bot.errors import BotError
from bot.telegram_app.polls import Polls

_log = logging.getLogger(__name__)

STALLED_AFTER = 60.0
"""Seconds without a good getUpdates; a long poll takes 10."""
LOOK_EVERY = 2.0
MOST_RESTARTS = 3


class Watchdog:
    """Restarts the fetching through `restart` when the last good getUpdates is too long ago."""

    def __init__(
        self,
        polls: Polls,
        restart: Callable[[], Awaitable[None]],
        *,
        stalled_after: float = STALLED_AFTER,
        look_every: float = LOOK_EVERY,
    ) -> None:
        self._polls = polls
        self._restart = restart
        self._stalled_after = stalled_after
        self._look_every = look_every
        self._restarts = 0

    async def watch(self) -> NoReturn:
        """Watch until there is no hope. Raises BotError."""
        restarted_at = time.monotonic()
        while True:
            await self._look_up()
            if time.monotonic() - max(self._polls.last_good, restarted_at) < self._stalled_after:
                continue
            await self._start_anew()
            restarted_at = time.monotonic()

    async def _look_up(self) -> None:
        """Sleep a little. Raises BotError where fetching was given up."""
        try:
            async with asyncio.timeout(self._look_every):
                await self._polls.ended.wait()
        except TimeoutError:
            return
        if self._polls.hopeless is not None:
            raise self._polls.hopeless

    async def _start_anew(self) -> None:
        """Restart the fetching: for ever while Telegram is away, but not where nothing is even tried."""
        tried = time.monotonic() - self._polls.last_try < self._stalled_after
        self._restarts = 0 if tried else self._restarts + 1
        if self._restarts > MOST_RESTARTS:
            problem = f"could not be asked for messages, and {MOST_RESTARTS} restarts did not help"
            raise BotError("Telegram", problem, "Start verbatim serve again; if that fails, see the log.")
        _log.warning("no good getUpdates for %.0f s: fetching is started anew", self._stalled_after)
        await self._restart()
