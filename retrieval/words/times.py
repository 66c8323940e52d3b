"""The time a question speaks of: whether it names a date, and how recent an article is for it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import cache
from math import nan
from typing import TYPE_CHECKING

from retrieval.data import read_words
from retrieval.tokens import fold

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

RECENT_DAYS = 14.0
"""Days after which an article is worth a third (1 / e) of what it was worth on the day."""

_YEAR = r"\b(?:1[5-9]\d\d|20\d\d)\b"
_DATE = r"\b\d{4}-\d\d?-\d\d?\b|\b\d\d?[/.]\d\d?[/.]\d{2,4}\b"


def names_date(question: str, now: datetime | date | None = None) -> bool:
    """Whether a question speaks of a date, so that recent articles have no advantage. The year it is
    asked in, alone, is part of names ("the 2023 final") and says nothing.

    >>> names_date("What happened on June 3?"), names_date("What happened in 1998?")
    (True, True)
    >>> names_date("Who won this week?"), names_date("Who may win in 2023?", date(2023, 5, 1))
    (False, False)
    """
    if re.search(_DATE, question) or _month_pattern().search(fold(question)):
        return True
    years = {int(year) for year in re.findall(_YEAR, question)}
    return bool(years - ({now.year} if now else set()))


def in_days(time: datetime | date | None) -> float:
    """A moment as days since 1970, UTC where no zone is told; NaN for None.

    >>> in_days(date(1970, 1, 3)), in_days(datetime(1970, 1, 1, 12, 0))
    (2.0, 0.5)
    """
    if time is None:
        return nan
    if not isinstance(time, datetime):
        time = datetime(time.year, time.month, time.day, tzinfo=UTC)
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp() / 86_400


def recency(published: NDArray[numpy.float64], now: datetime | date) -> NDArray[numpy.float64]:
    """How recent what was published (in days) is: 1 on its day, a third (1 / e) after RECENT_DAYS, 0 where
    unknown or still to come.

    >>> import numpy
    >>> now = date(2024, 5, 11)
    >>> recency(numpy.array([in_days(date(2024, 5, 1)), in_days(now), nan]), now).round(2).tolist()
    [0.49, 1.0, 0.0]
    """
    import numpy

    ages = in_days(now) - published
    fresh = numpy.exp(-numpy.maximum(ages, 0.0) / RECENT_DAYS)
    return numpy.where(ages >= -1, fresh, 0.0)  # NaN compares false


@cache
def _month_pattern() -> re.Pattern[str]:
    """A month with a day or a year beside it, a month after "in" or "en", "last year", "years ago"."""
    months = "|".join(read_words("kinds")["months"].split())
    phrases = read_words("kinds")["past_phrases"]
    near = rf"\b(?:{months})\b\.? (?:\d|de \d)|\b\d\d?(?:st|nd|rd|th)?(?: of| de)? (?:{months})\b"
    return re.compile(
        rf"{near}|\b(?:in|en|since|during|last|of|de) (?:{months})\b|\b(?:{phrases})\b", re.IGNORECASE
    )
