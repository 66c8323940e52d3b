"""How the editors' side and inline mode speak: in whose language, and which troubles are everyday."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from telegram import User
from telegram.error import BadRequest

from bot.telegram_app.refusals import is_harmless
from bot.words.phrases import Language, language_for

LanguageOf = Callable[[User | None], Language]


def language_by_code(user: User | None) -> Language:
    """The language of the user's own Telegram."""
    return language_for(user.language_code if user else None)


async def unless_too_late(call: Awaitable[object]) -> None:
    """Await `call`; a second click and a query that waited too long are no trouble."""
    try:
        await call
    except BadRequest as error:
        if not is_harmless(error):
            raise
