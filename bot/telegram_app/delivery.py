"""One letter on its way to being answered, as those who send for it see it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar

from bot.storage.inbox import Letter


class Delivery:
    """A letter in hand. It holds one of a few places, which it gives up where it only waits."""

    def __init__(self, letter: Letter, places: asyncio.Semaphore) -> None:
        self.letter = letter
        self.undelivered = False
        """Whether a reply was certainly not delivered, so that the letter has to be taken up again."""
        self.idle = False
        """Whether it only waits, so that ending it now can lose nothing and double nothing."""
        self._places = places
        self._has_place = False

    @asynccontextmanager
    async def waiting(self, *, aside: bool) -> AsyncIterator[None]:
        """Within, it only waits; `aside` lets another letter have its place meanwhile."""
        if aside:
            self.give_up_place()
        self.idle = True
        try:
            yield
            if aside:
                await self.take_place()
        finally:
            self.idle = False

    async def take_place(self) -> None:
        """Wait until there is a place."""
        await self._places.acquire()
        self._has_place = True

    def give_up_place(self) -> None:
        """Let another have the place, if it has one."""
        if self._has_place:
            self._has_place = False
            self._places.release()


CURRENT: ContextVar[Delivery | None] = ContextVar("delivery", default=None)
"""The letter that the running task answers."""
