"""Telegram's rate buckets: 30 messages/s over all, about 1/s per chat, 20/min per group."""

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass

COUNTED = frozenset(
    {"sendmessage", "senddocument", "editmessagetext", "editmessagereplymarkup", "answerguestquery"}
)


@dataclass(frozen=True)
class Limit:
    """At most `count` messages in any `seconds`."""

    count: int
    seconds: float


@dataclass(frozen=True)
class RateLimits:
    overall: Limit = Limit(30, 1)
    chat: Limit = Limit(1, 1)
    chat_burst: int = 4
    group: Limit = Limit(20, 60)


class RateBuckets:
    """Counts what the bot sends and says how long it has to wait; off while `limits` is None."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.limits: RateLimits | None = None
        self.clock = clock
        self.refused = 0
        self._sent: defaultdict[object, deque[float]] = defaultdict(deque)

    def wait_for(self, method: str, chat_id: object, is_group: bool) -> int:
        """0 and counted, or the seconds after which to retry."""
        if self.limits is None or method.lower() not in COUNTED:
            return 0
        now, limits = self.clock(), self.limits
        burst = Limit(limits.chat_burst, limits.chat.seconds * limits.chat_burst / limits.chat.count)
        windows = [("overall", limits.overall), (("chat", chat_id), burst)]
        if is_group:
            windows.append((("group", chat_id), limits.group))
        wait = max(self._wait(key, limit, now) for key, limit in windows)
        if wait > 0:
            self.refused += 1
            return max(1, math.ceil(wait))
        for key, _ in windows:
            self._sent[key].append(now)
        return 0

    def _wait(self, key: object, limit: Limit, now: float) -> float:
        sent = self._sent[key]
        while sent and sent[0] <= now - limit.seconds:
            sent.popleft()
        return sent[0] + limit.seconds - now if len(sent) >= limit.count else 0
