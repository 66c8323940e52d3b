"""The gate before every other handler: who may not ask gets no further."""

from __future__ import annotations

from telegram import Update
from telegram.ext import ApplicationHandlerStop, ContextTypes, TypeHandler, filters

from bot.editors.rights import Rights
from bot.telegram_app.authors import asker_of, is_unheard
from bot.telegram_app.keyboards import parse_data
from bot.telegram_app.part import AnyApplication
from bot.telegram_app.speech import LanguageOf, language_by_code
from bot.words.phrases import phrase

GROUP = -1
"""python-telegram-bot's number for handlers that come before those of group 0."""

OPEN_COMMANDS = ("privacy", "forget")
"""Whoever once asked may see what is kept and have it deleted."""

_IS_EVENT = filters.StatusUpdate.ALL

_ALERT_SECONDS = 60


class Gate:
    """Lets through what comes from people who may ask; channels and other bots are not heard."""

    def __init__(self, rights: Rights, language_of: LanguageOf = language_by_code) -> None:
        self._rights = rights
        self._language_of = language_of

    def register(self, application: AnyApplication) -> None:
        """Stand before every handler of `application`."""
        application.add_handler(TypeHandler(Update, self.check), group=GROUP)

    async def check(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Stop an update that may not pass; in private it is said why."""
        message = update.message or update.edited_message
        if not _asks(update) or (message and not message.text and _IS_EVENT.check_update(update)):
            return  # nobody's words, but a group that moved or took the bot in
        if is_unheard(update):
            raise ApplicationHandlerStop
        if self._rights.may_ask(asker_of(update)) or _is_open(update):
            return
        await self._refuse(update)
        raise ApplicationHandlerStop

    async def _refuse(self, update: Update) -> None:
        words = phrase(self._language_of(update.effective_user), "rights_ask")
        if update.callback_query:
            await update.callback_query.answer(words, show_alert=True)
        elif update.inline_query:
            await update.inline_query.answer([], cache_time=_ALERT_SECONDS, is_personal=True)
        elif update.message and update.message.chat.type == "private":
            await update.message.reply_text(words)


def _is_open(update: Update) -> bool:
    """Whether it is one of the open commands, or a press on what such a command asks."""
    if update.callback_query:
        choice = parse_data(update.callback_query.data)
        return choice is not None and choice.action.value in OPEN_COMMANDS
    message = update.message or update.edited_message
    command = (message.text or "").split(maxsplit=1)[:1] if message else []
    return bool(command) and command[0].partition("@")[0].removeprefix("/").lower() in OPEN_COMMANDS


def _asks(update: Update) -> bool:
    """Whether somebody says, presses or types something."""
    return bool(update.effective_message or update.callback_query or update.inline_query)
