"""`/stats` and `/unanswered`: how questions went, for the people who keep the articles."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, ContextTypes, filters

from bot.editors.editor_messages import EditorMessages
from bot.editors.rights import Rights
from bot.storage.questions_log import Group, QuestionsLog, to_lines
from bot.telegram_app.authors import commander_of
from bot.telegram_app.editor_replies import reply
from bot.telegram_app.part import AnyApplication
from bot.telegram_app.speech import LanguageOf, unless_too_late
from bot.words.phrases import phrase

FILE_NAME = "unanswered.jsonl"

_NEW = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE & ~filters.VIA_BOT
_EXPORT = "export:unanswered"


class FigureReports:
    """Tells the figures. `content_words` says which words make two questions the same;
    `feedback` counts helpful and not helpful."""

    def __init__(
        self,
        log: QuestionsLog,
        rights: Rights,
        language_of: LanguageOf,
        content_words: Callable[[str], Iterable[str]],
        feedback: Callable[[], tuple[int, int]] | None,
    ) -> None:
        self._log = log
        self._rights = rights
        self._language_of = language_of
        self._content_words = content_words
        self._feedback = feedback

    def register(self, application: AnyApplication) -> None:
        """Add the handlers."""
        application.add_handler(CommandHandler("stats", self.stats, filters=_NEW))
        application.add_handler(CommandHandler("unanswered", self.unanswered, filters=_NEW))
        application.add_handler(CallbackQueryHandler(self.export, pattern=rf"{_EXPORT}\Z"))

    async def stats(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/stats`."""
        message = update.message
        if message is None:
            return
        words = EditorMessages(self._language_of(message.from_user))
        if not self._rights.may_add(commander_of(update)):
            await reply(message, words.say("rights_editors"))
            return
        figures = await asyncio.to_thread(self._log.figures)
        feedback = await asyncio.to_thread(self._feedback) if self._feedback else None
        await reply(message, words.figures(figures, feedback))

    async def unanswered(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/unanswered`: the newest of them, and a button for all."""
        message = update.message
        if message is None:
            return
        language = self._language_of(message.from_user)
        words = EditorMessages(language)
        if not self._rights.may_add(commander_of(update)):
            await reply(message, words.say("rights_editors"))
            return
        groups = await asyncio.to_thread(self._groups)
        button = InlineKeyboardButton(phrase(language, "button_export"), callback_data=_EXPORT)
        await reply(message, words.unanswered(groups), InlineKeyboardMarkup([[button]]) if groups else None)

    async def export(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """All questions asked in vain, as a document."""
        query = update.callback_query
        if query is None or query.message is None:
            return
        user, chat = query.from_user.id, query.message.chat
        if not self._rights.may_add(user) or chat.type != "private":
            words = EditorMessages(self._language_of(query.from_user)).say("rights_editors")
            await unless_too_late(query.answer(words.text, show_alert=True))
            return
        await unless_too_late(query.answer())
        lines = to_lines(await asyncio.to_thread(self._groups))
        if lines:  # all of it may have expired since
            await context.bot.send_document(chat.id, lines.encode(), filename=FILE_NAME)

    def _groups(self) -> list[Group]:
        return self._log.unanswered(self._content_words)
