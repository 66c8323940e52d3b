"""Builds the python-telegram-bot application and runs it by long polling."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable

from telegram import Bot, BotCommand, LinkPreviewOptions, Update
from telegram.error import InvalidToken
from telegram.ext import (
    AIORateLimiter,
    Application,
    ApplicationBuilder,
    BaseUpdateProcessor,
    Defaults,
)

from bot.errors import SettingsError
from bot.phrases import Language, phrase
from bot.responder import Responder
from bot.settings import Settings
from bot.store import Store
from bot.telegram_app.handlers import Handlers

AT_ONCE = 16
ALLOWED_UPDATES = [Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY]
COMMANDS = ("start", "help", "ask", "check", "articles", "about")


class ChatOrder(BaseUpdateProcessor):
    """Handles `AT_ONCE` updates at a time, those of one chat in their order.

    `concurrent_updates(True)` reordered answers in 100 of 100 chats and was slower.
    """

    def __init__(self) -> None:
        super().__init__(AT_ONCE)
        self._waiting: dict[int, int] = defaultdict(int)
        self._locks: dict[int, asyncio.Lock] = {}

    async def do_process_update(self, update: object, coroutine: Awaitable[object]) -> None:
        """Run `coroutine` after those of the same chat that came before."""
        chat = update.effective_chat.id if isinstance(update, Update) and update.effective_chat else 0
        lock = self._locks.setdefault(chat, asyncio.Lock())
        self._waiting[chat] += 1
        try:
            async with lock:
                await coroutine
        finally:
            self._waiting[chat] -= 1
            if not self._waiting[chat]:
                del self._waiting[chat], self._locks[chat]

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to put away."""


def build(settings: Settings, token: str, responder: Responder, store: Store) -> Application:  # type: ignore[type-arg]
    """The application with every handler, not yet started."""
    defaults = Defaults(
        link_preview_options=LinkPreviewOptions(is_disabled=True), allow_sending_without_reply=True
    )
    application = (
        ApplicationBuilder()
        .token(token)
        .base_url(settings.telegram_base_url)
        .base_file_url(settings.telegram_base_file_url)
        .defaults(defaults)
        .rate_limiter(AIORateLimiter(max_retries=3))
        .concurrent_updates(ChatOrder())
        .post_init(_introduce)
        .build()
    )
    Handlers(responder, store).register(application)
    return application


def run(settings: Settings, token: str, responder: Responder, store: Store) -> None:
    """Answer in Telegram until a signal ends it. Raises SettingsError for a token Telegram refuses."""
    application = build(settings, token, responder, store)
    try:
        application.run_polling(allowed_updates=ALLOWED_UPDATES, bootstrap_retries=-1)
    except InvalidToken:
        raise SettingsError(
            "TELEGRAM_BOT_TOKEN", "is not accepted by Telegram", "Ask @BotFather for the bot's current token."
        ) from None


async def introduce(bot: Bot) -> None:
    """Tell Telegram the commands and descriptions, in every language."""
    for language in Language:
        code = None if language is Language.ENGLISH else language.value  # English is what the rest see
        commands = [BotCommand(name, phrase(language, f"command_{name}")) for name in COMMANDS]
        await bot.set_my_commands(commands, language_code=code)
        await bot.set_my_description(phrase(language, "bot_description"), language_code=code)
        await bot.set_my_short_description(phrase(language, "bot_short_description"), language_code=code)


async def _introduce(application: Application) -> None:  # type: ignore[type-arg]
    await introduce(application.bot)
