"""What Telegram says: is the token one, is it accepted, and do the two clocks agree."""

from __future__ import annotations

from collections.abc import Iterator

from bot.configuration.settings import Settings
from bot.configuration.token import read_token
from bot.doctor.findings import Finding, look, of_error, well, wrong
from bot.errors import BotError


def examine_token(settings: Settings) -> Iterator[Finding]:
    """Has the token the form of one; then ask Telegram whose it is."""
    if settings.telegram_bot_token is None:
        told = "TELEGRAM_BOT_TOKEN is not set: only the terminal can be used"
        yield look("token", told, "Ask @BotFather in Telegram for one and put it in .env.")
        return
    try:
        token = read_token(settings)
    except BotError as error:
        yield of_error("token", error)
        return
    yield from _ask_telegram(settings, token)


def _ask_telegram(settings: Settings, token: str) -> Iterator[Finding]:
    from bot.telegram_app.reaching import reach

    try:
        reached = reach(settings, token)
    except BotError as error:
        yield of_error("Telegram", error)
        return
    yield well("token", f"it is @{reached.name}'s")
    if reached.webhook:
        told = "a webhook is set, so that no updates can be fetched"
        yield look("webhook", told, "verbatim serve takes it away when it starts.")
    if reached.clock is None:
        yield well("clock", f"{reached.seconds_off:+.0f} s from Telegram's")
    else:
        yield wrong("clock", reached.clock.problem, reached.clock.remedy)
