"""Whether the bot is well: Telegram reaches it, and what comes in can be stored."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable

from bot.inbox import Inbox
from bot.telegram_app.polls import Polls
from bot.telegram_app.watchdog import STALLED_AFTER


class Health:
    """What a health check is told. `hooked` is None where updates are fetched, else whether Telegram
    knows the webhook: at one, silence is nothing unusual."""

    def __init__(self, inbox: Inbox, polls: Polls, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._inbox = inbox
        self._polls = polls
        self._clock = clock
        self.hooked: bool | None = None

    def problem(self) -> str | None:
        """What is wrong, None where nothing is."""
        silent = self._clock() - self._polls.last_good
        if self.hooked is None and silent > STALLED_AFTER:
            return f"no good getUpdates for {silent:.0f} s"
        if self.hooked is False:
            return "Telegram does not know the webhook yet"
        try:
            self._inbox.waiting()
        except sqlite3.Error:
            return "the inbox cannot be read"
        return None
