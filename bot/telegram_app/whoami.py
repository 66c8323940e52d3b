"""Asks Telegram whom a token belongs to, once and within seconds."""

from __future__ import annotations

import asyncio

from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from bot.telegram_app.polls import refused_token

LONGEST = 8.0
"""Seconds to wait for the answer: somebody is sitting before it."""


def ask_username(token: str, base_url: str) -> str | None:
    """The bot's @name without the @; None where Telegram cannot be reached.

    Raises BotError where Telegram answers that it knows no such token.
    """
    try:
        return asyncio.run(_ask(token, base_url))
    except InvalidToken:
        raise refused_token() from None
    except (TelegramError, TimeoutError):
        return None


async def _ask(token: str, base_url: str) -> str | None:
    async with asyncio.timeout(LONGEST), Bot(token, base_url, request=HTTPXRequest()) as bot:
        return bot.username
