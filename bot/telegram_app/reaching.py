"""One look at Telegram before anything is served: whose token this is, and whether the clocks agree."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from telegram import Bot
from telegram.error import InvalidToken, TelegramError, TimedOut

from bot.configuration.settings import Settings
from bot.errors import BotError
from bot.telegram_app.polls import refused_token
from bot.telegram_app.server_clock import ServerClock
from bot.telegram_app.transport import LOOK_AT, LostError, Transport, UnsentError

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
    request = Transport(
        1, settings.telegram_base_url, connect_seconds=_SECONDS, reply_seconds=_SECONDS, note_date=clock.note
    )
    bot = Bot(token, base_url=settings.telegram_base_url, request=request)
    try:
        async with bot:
            me, webhook = await bot.get_me(), await bot.get_webhook_info()
    except InvalidToken:
        raise refused_token() from None
    except TelegramError as error:
        unreached = isinstance(error, UnsentError | LostError | TimedOut)
        kind = error.message if unreached else type(error).__name__
        raise BotError("Telegram", f"cannot be reached ({kind})", LOOK_AT) from None
    return Reached(me.username or "", bool(webhook.url), clock.seconds_off or 0.0, clock.trouble())
