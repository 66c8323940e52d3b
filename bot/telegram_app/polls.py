"""How the fetching of updates fares, and what can be said when it fares ill."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections import deque
from collections.abc import Callable

from telegram.error import Conflict, InvalidToken, RetryAfter, TimedOut

from bot.errors import BotError, SettingsError
from bot.storage.database import ended_by_damage, is_damage
from bot.telegram_app.sending import pause_after
from bot.telegram_app.transport import LOOK_AT, UnsentError

_log = logging.getLogger(__name__)

MOST_REFUSED = 6
"""So often in a row a token is refused before it is believed: about 10 s."""
MOST_CONFLICTS = 5
CONFLICT_SECONDS = 60.0


def refused_token() -> SettingsError:
    """What to say when Telegram does not know the token."""
    return SettingsError(
        "TELEGRAM_BOT_TOKEN", "is not accepted by Telegram", "Ask @BotFather for the bot's current token."
    )


class Polls:
    """The record of getUpdates: when it last went well, and whether there is hope."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.last_good = clock()
        self.last_try = clock()
        self.hopeless: BotError | None = None
        self.ended = asyncio.Event()
        """Set when `hopeless` says why fetching cannot go on."""
        self._failures = 0
        self._refused = 0
        self._conflicts: deque[float] = deque(maxlen=MOST_CONFLICTS)

    def seconds_since_good(self) -> float:
        """How long ago Telegram last answered and what it gave was stored."""
        return self._clock() - self.last_good

    def succeeded(self) -> None:
        """Telegram answered, and what it gave is stored."""
        if self._failures:
            _log.info("Telegram answers again after %.0f s", self._clock() - self.last_good)
        self.last_good = self.last_try = self._clock()
        self._failures = self._refused = 0

    def failed(self, error: Exception) -> float:
        """It did not; gives the seconds to wait before the next try."""
        self.last_try = self._clock()
        if isinstance(error, TimedOut) and not self._failures:
            self._failures = 1
            return 0.0  # a long poll that came to nothing: quite usual on mobile networks
        self._failures += 1
        if self._failures <= 2:
            kind = type(error).__name__
            why = f"{error.message}. {LOOK_AT}" if isinstance(error, UnsentError) else kind
            _log.warning("getUpdates failed, trying again until it works: %s", why)
        if isinstance(error, sqlite3.Error) and is_damage(error):
            self._give_up(ended_by_damage())
        self._refused = self._refused + 1 if isinstance(error, InvalidToken) else 0
        if self._refused >= MOST_REFUSED:
            self._give_up(refused_token())
        if isinstance(error, Conflict):
            self._count_conflict()
        if isinstance(error, RetryAfter):
            return error._retry_after.total_seconds() + 0.1
        return pause_after(self._failures)

    def _count_conflict(self) -> None:
        """One is usual after a quick restart, while the last poll still waits; more are somebody else's."""
        self._conflicts.append(self._clock())
        recent = self._conflicts[0] > self._clock() - CONFLICT_SECONDS
        if recent and len(self._conflicts) == MOST_CONFLICTS:
            problem = "something else fetches this bot's messages (Telegram answers 409 Conflict)"
            self._give_up(
                SettingsError(
                    "TELEGRAM_BOT_TOKEN", problem, "Stop the other one, or use another bot's token."
                )
            )

    def _give_up(self, why: BotError) -> None:
        self.hopeless = why
        self.ended.set()
