"""How far this computer's clock is from Telegram's, by the date that each of its responses carries."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime

from bot.errors import BotError

MOST_SECONDS = 300.0
"""Beyond this, fresh questions are taken for stale ones, or stale ones for fresh."""


class ServerClock:
    """Remembers the difference as responses come in."""

    def __init__(self) -> None:
        self.seconds_off: float | None = None
        """Positive where this computer is ahead; None as long as no response had a date."""

    def note(self, date: str) -> None:
        """Look at the date of a response; the transport calls it for every one."""
        try:
            told = parsedate_to_datetime(date).timestamp()
        except (ValueError, TypeError):
            return
        self.seconds_off = time.time() - told

    def trouble(self) -> BotError | None:
        """What to say where the clocks differ too much."""
        off = self.seconds_off
        if off is None or abs(off) <= MOST_SECONDS:
            return None
        amount = f"{abs(off) / 86_400:.0f} days" if abs(off) > 172_800 else f"{abs(off) / 60:.0f} minutes"
        problem = f"this computer's is {amount} {'ahead of' if off > 0 else 'behind'} Telegram's"
        return BotError("the clock", problem, "Set it right: timedatectl set-ntp true")
