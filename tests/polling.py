"""The real python-telegram-bot, polling our Bot API server in this process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from telegram.ext import Application

from bot.telegram_app.application import ALLOWED_UPDATES


@asynccontextmanager
async def polling(application: Application[Any, Any, Any, Any, Any, Any]) -> AsyncIterator[None]:
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
