"""What a running bot measures of itself: questions by verdict, how long they took, what waits.

Numbers only: no words, no ids, no names ever come in here.
"""

from __future__ import annotations

import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple

from retrieval import Verdict

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds in seconds; a question takes about a millisecond."""
UNWELL_AFTER = 180.0
"""Seconds without an update fetched; by then the watchdog has started the fetching anew twice."""


class Timed(NamedTuple):
    """How long questions took: how many within each bucket alone, those beyond the last, and all seconds."""

    counts: tuple[int, ...]
    seconds: float


class Gauges(NamedTuple):
    """Where the numbers of a moment are read: each must be quick, and callable from any thread."""

    waiting: Callable[[], int]
    seconds_since_fetch: Callable[[], float]
    articles: Callable[[], int]
    newest: Callable[[], datetime | date | None]

    @property
    def is_well(self) -> bool:
        """Whether updates are being fetched."""
        return self.seconds_since_fetch() < UNWELL_AFTER


class Vitals:
    """Counts questions as they are answered."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._counts = [0] * (len(BUCKETS) + 1)
        self._seconds = 0.0
        self._verdicts: Counter[Verdict] = Counter()
        self._last_question: float | None = None

    def count(self, verdict: Verdict, seconds: float) -> None:
        """A question was answered."""
        with self._lock:
            self._counts[bisect_left(BUCKETS, seconds)] += 1
            self._seconds += seconds
            self._verdicts[verdict] += 1
            self._last_question = self._clock()

    @property
    def verdicts(self) -> dict[Verdict, int]:
        """How many questions had each verdict."""
        with self._lock:
            return {verdict: self._verdicts[verdict] for verdict in Verdict}

    @property
    def timed(self) -> Timed:
        """How long they took."""
        with self._lock:
            return Timed(tuple(self._counts), self._seconds)

    @property
    def seconds_since_question(self) -> float | None:
        """How long ago the last question was answered, None before the first."""
        with self._lock:
            return None if self._last_question is None else self._clock() - self._last_question
