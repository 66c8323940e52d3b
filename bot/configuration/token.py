"""The bot's token: that it is there and has the form of one."""

from __future__ import annotations

import re

from bot.configuration.settings import Settings
from bot.errors import SettingsError

_TOKEN = re.compile(r"\d{5,20}:[A-Za-z0-9_-]{30,64}")


def read_token(settings: Settings) -> str:
    """The token in the settings. Raises SettingsError."""
    token = settings.telegram_bot_token.get_secret_value() if settings.telegram_bot_token else ""
    if not token:
        raise SettingsError(
            "TELEGRAM_BOT_TOKEN",
            "is not set",
            "Ask @BotFather in Telegram for one and put it in .env, or run: verbatim init",
        )
    if not _TOKEN.fullmatch(token):
        raise SettingsError(
            "TELEGRAM_BOT_TOKEN",
            "does not look like a token (123456789:letters and digits)",
            "Copy it from @BotFather again, without spaces or quotes.",
        )
    return token
