"""How the bot presents itself to Telegram: commands per scope and language, descriptions, updates."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
    Update,
)
from telegram.error import BadRequest

from bot.telegram_app.editors import EDITOR_COMMANDS
from bot.words.phrases import Language, phrase

READER_UPDATES = (Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER)
"""The updates that the reader's side handles."""

EVERYWHERE = ("ask", "check", "articles", "article", "quotes", "suggest", "help", "about", "privacy")
CHANGING = ("focus", "language", "forget")
PRIVATE = ("start", *EVERYWHERE, *CHANGING)

SCOPES: tuple[tuple[BotCommandScope, tuple[str, ...]], ...] = (
    (BotCommandScopeDefault(), EVERYWHERE),
    (BotCommandScopeAllPrivateChats(), PRIVATE),
    (BotCommandScopeAllGroupChats(), EVERYWHERE),
    (BotCommandScopeAllChatAdministrators(), (*EVERYWHERE, *CHANGING)),
)


async def introduce(bot: Bot, adders: Iterable[int] = ()) -> None:
    """Tell Telegram the commands of every scope and the descriptions, in every language."""
    for language in Language:
        code = None if language is Language.ENGLISH else language.value  # English is what the rest see
        for scope, names in SCOPES:
            commands = [BotCommand(name, phrase(language, f"command_{name}")) for name in names]
            await bot.set_my_commands(commands, scope=scope, language_code=code)
        for adder in adders:
            await _show_editors_commands(bot, adder, language, code)
        await bot.set_my_description(phrase(language, "bot_description"), language_code=code)
        await bot.set_my_short_description(phrase(language, "bot_short_description"), language_code=code)


async def _show_editors_commands(bot: Bot, adder: int, language: Language, code: str | None) -> None:
    commands = [
        BotCommand(name, phrase(language, f"command_{name}")) for name in (*PRIVATE, *EDITOR_COMMANDS)
    ]
    with suppress(BadRequest):  # somebody who never wrote to the bot has no chat with it yet
        await bot.set_my_commands(commands, scope=BotCommandScopeChat(adder), language_code=code)
