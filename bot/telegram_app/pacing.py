"""When a message may go, so that Telegram never has to refuse one: overall, per chat and per group."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

# Telegram: 30 a second over all, 1 a second in a chat with short bursts, 20 a minute in a group. Each a
# little stricter here, since requests do not take equally long to arrive.
_CHAT = (4, 4.5)
_GROUP = (19, 62.0)
_MOST_KNOWN = 2_000


class Pace:
    """Counts what was sent where."""

    def __init__(self, overall: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        """At most `overall` messages a second; 0 counts nothing, and only waits where it is told to."""
        self._overall = overall
        self._clock = clock
        self._sent: dict[object, deque[float]] = {}
        self._held: dict[object, float] = {}

    def wait(self, chat: object) -> float:
        """0, and it is counted as sent; or the seconds to wait before asking again."""
        now = self._clock()
        held = self.held(chat)
        if held > 0 or not self._overall:
            return held
        windows: list[tuple[object, int, float]] = [("overall", self._overall, 1.0)]
        if chat is not None:
            windows.append((chat, *_CHAT))
        if isinstance(chat, int) and chat < 0:
            windows.append((("group", chat), *_GROUP))
        wait = max(self._room(key, most, seconds, now) for key, most, seconds in windows)
        if wait > 0:
            return wait
        for key, _, _ in windows:
            self._sent.setdefault(key, deque()).append(now)
        self._forget_idle(now)
        return 0.0

    def hold(self, chat: object, seconds: float) -> None:
        """Let nothing go to this chat for a while, as Telegram asked."""
        self._held[chat] = self._clock() + seconds

    def held(self, chat: object) -> float:
        """The seconds for which Telegram wants nothing sent to this chat."""
        wait = self._held.get(chat, 0.0) - self._clock()
        if wait <= 0:
            self._held.pop(chat, None)
        return max(0.0, wait)

    def _room(self, key: object, most: int, seconds: float, now: float) -> float:
        sent = self._sent.get(key, deque())
        while sent and sent[0] <= now - seconds:
            sent.popleft()
        return sent[0] + seconds - now if len(sent) >= most else 0.0

    def _forget_idle(self, now: float) -> None:
        if len(self._sent) > _MOST_KNOWN:
            self._sent = {key: sent for key, sent in self._sent.items() if sent and sent[-1] > now - 62}
