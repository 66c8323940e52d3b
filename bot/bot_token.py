"""The form of a bot's token as Telegram gives it out."""

from __future__ import annotations

import re

from bot.errors import SettingsError

_FORM = re.compile(r"\d{5,20}:[A-Za-z0-9_-]{30,64}")


def checked_token(written: str) -> str:
    """`written` if it can be a token. Raises SettingsError, which never shows it.

    >>> checked_token("123456789:" + "A" * 35)[:12]
    '123456789:AA'
    >>> checked_token("123456789")
    Traceback (most recent call last):
    bot.errors.SettingsError: TELEGRAM_BOT_TOKEN: does not look like a token \
(123456789:letters and digits). Copy it from @BotFather again, without spaces or quotes.
    """
    if not written:
        raise SettingsError(
            "TELEGRAM_BOT_TOKEN",
            "is not set",
            "Ask @BotFather in Telegram for one and put it in .env, or run: verbatim init",
        )
    if not _FORM.fullmatch(written):
        raise SettingsError(
            "TELEGRAM_BOT_TOKEN",
            "does not look like a token (123456789:letters and digits)",
            "Copy it from @BotFather again, without spaces or quotes.",
        )
    return written
