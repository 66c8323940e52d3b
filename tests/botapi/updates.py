"""The queue of updates: which kinds are kept, long polling, the offset as confirmation, conflicts."""

# ruff: noqa: ASYNC109 - a test says how long it waits

import asyncio
from collections import deque
from collections.abc import Callable, Iterator

from .errors import ApiError
from .text import Json

NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_CONFLICT = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


class UpdateQueue:
    """Updates that the bot has not confirmed."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._pending: deque[Json] = deque()
        self._again: list[Json] = []
        self._allowed: frozenset[str] | None = None
        self._next_id = 1_000_001
        self._waiter: asyncio.Future[None] | None = None
        self.confirmed: list[Json] = []

    def __len__(self) -> int:
        return len(self._pending) + len(self._again)

    def __iter__(self) -> Iterator[Json]:
        return iter([*self._again, *self._pending])

    def allow(self, kinds: list[str] | None) -> None:
        """Keep these kinds from now on; None leaves the setting, an empty list is the default."""
        if kinds is not None:
            self._allowed = frozenset(kinds) or None

    @property
    def allowed(self) -> list[str] | None:
        return sorted(self._allowed) if self._allowed else None

    def wants(self, kind: str) -> bool:
        return kind in self._allowed if self._allowed else kind not in NOT_BY_DEFAULT

    def add(self, kind: str, payload: Json) -> Json | None:
        """Queue an update; None when the bot did not ask for its kind."""
        return self.add_raw({kind: payload}) if self.wants(kind) else None

    def add_raw(self, body: Json) -> Json:
        """Queue an update as it is, even one that no client can parse."""
        update = {"update_id": self._next_id, **body}
        self._next_id += 1
        self._pending.append(update)
        self._wake()
        return update

    def deliver_again(self, update: Json) -> None:
        """Send an update once more with the next batch, whatever was confirmed."""
        self._again.append(update)
        self._wake()

    def confirm(self, offset: int) -> None:
        if offset < 0:
            while len(self._pending) > -offset:
                self.confirmed.append(self._pending.popleft())
        while offset > 0 and self._pending and self._pending[0]["update_id"] < offset:
            self.confirmed.append(self._pending.popleft())
        self._changed()

    def drop_all(self) -> None:
        self._pending.clear()
        self._changed()

    def batch(self, limit: int) -> list[Json]:
        again, self._again = self._again, []
        return [*again, *(update for update, _ in zip(self._pending, range(limit), strict=False))]

    async def poll(self, offset: int, limit: int, timeout: float) -> list[Json]:
        """What getUpdates answers; a waiting poll is ended by the next one, as Telegram does."""
        self.confirm(offset)
        if len(self) or timeout <= 0:
            return self.batch(limit)
        self.interrupt(CONFLICT)
        waiter = self._waiter = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(timeout):
                await waiter
        except TimeoutError:
            return []
        finally:
            if self._waiter is waiter:
                self._waiter = None
        return self.batch(limit)

    def interrupt(self, description: str) -> None:
        """End a waiting poll with 409."""
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(ApiError(409, description))
        self._waiter = None

    def release(self) -> None:
        """End a waiting poll with what is there."""
        self._wake()

    @property
    def polled(self) -> bool:
        """Whether a long poll is waiting."""
        return self._waiter is not None

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
        self._changed()
