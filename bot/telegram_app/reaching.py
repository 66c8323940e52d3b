"""One look at Telegram before anything is served: whose token this is, and whether the clocks agree."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.errors import BotError
from bot.settings import Settings
from bot.telegram_app.clock import ServerClock
from bot.telegram_app.polls import refused_token
from bot.telegram_app.receiving import QuietRequest

_SECONDS = 10.0


class Reached(NamedTuple):
    """What Telegram answered."""

    name: str
    webhook: bool
    seconds_off: float
    clock: BotError | None


def reach(settings: Settings, token: str) -> Reached:
    """Ask Telegram who the bot is. Raises BotError."""
    return asyncio.run(_reach(settings, token))


async def _reach(settings: Settings, token: str) -> Reached:
    clock = ServerClock()
    request = QuietRequest(
        connect_timeout=_SECONDS,
        read_timeout=_SECONDS,
        httpx_kwargs={"event_hooks": {"response": [clock.note]}},
    )
    bot = Bot(token, base_url=settings.telegram_base_url, request=request)
    try:
        async with bot:
            me, webhook = await bot.get_me(), await bot.get_webhook_info()
    except InvalidToken:
        raise refused_token() from None
    except TelegramError as error:
        kind = type(error.__cause__ or error).__name__
        remedy = "Look at the network, a proxy or firewall, and at TELEGRAM_BASE_URL."
        raise BotError("Telegram", f"cannot be reached ({kind})", remedy) from None
    return Reached(me.username or "", bool(webhook.url), clock.seconds_off or 0.0, clock.trouble())
