"""The time of asking, by which recent articles come first; none where an operator does not want that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from bot.configuration.settings import Settings

Clock = Callable[[], datetime | None]


def no_time() -> None:
    """A clock that does not tell: every article counts alike, however old."""


def clock_of(settings: Settings) -> Clock:
    """The clock that the settings want."""
    return _utc_now if settings.verbatim_recency else no_time


def _utc_now() -> datetime:
    return datetime.now(UTC)
