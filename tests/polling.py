"""The real python-telegram-bot, polling our Bot API server in this process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.telegram_app.application import ALLOWED_UPDATES
from bot.telegram_app.part import AnyApplication


@asynccontextmanager
async def polling(application: AnyApplication) -> AsyncIterator[None]:
    """The application running, fetching the updates that `verbatim serve` fetches, and stopped at the end."""
    async with application:
        assert application.updater is not None
        await application.start()
        await application.updater.start_polling(allowed_updates=ALLOWED_UPDATES)
        try:
            yield
        finally:
            await application.updater.stop()
            await application.stop()
