"""Everything the bot does with updates: each kind has its file, and this one puts them in order."""

from __future__ import annotations

import logging

from telegram import Message, Update
from telegram.error import Forbidden
from telegram.ext import ContextTypes

from bot.conversations.responder import Responder
from bot.editors.rights import Rights
from bot.storage.store import Store
from bot.telegram_app.addressing import conversation_of, conversation_of_press
from bot.telegram_app.buttons import Buttons
from bot.telegram_app.commands import Commands
from bot.telegram_app.groups import Groups
from bot.telegram_app.part import AnyApplication
from bot.telegram_app.questions import Questions
from bot.telegram_app.showing import send
from bot.telegram_app.speech import unless_too_late
from retrieval import ArchiveUnreachableError

_log = logging.getLogger(__name__)


class Handlers:
    """The bot's side of every chat."""

    def __init__(self, responder: Responder, store: Store, rights: Rights = Rights()) -> None:  # noqa: B008
        self._responder = responder
        self._parts = (
            Questions(responder, store),
            Groups(responder, store),
            Commands(responder, rights),
            Buttons(responder, store),
        )

    def register(self, application: AnyApplication) -> None:
        """Add every handler to `application`."""
        for part in self._parts:
            part.register(application)
        application.add_error_handler(self.trouble)

    async def trouble(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A failure: logged without anybody's words, and owned up to where a message waits."""
        if isinstance(context.error, ArchiveUnreachableError):
            _log.error("%s", context.error)
            await self._say_unreachable(update)
            return
        _log.error("a handler failed", exc_info=context.error)
        message = update.message if isinstance(update, Update) else None
        if isinstance(context.error, Forbidden) or not isinstance(message, Message):
            return
        if message.chat.type == "private":
            conversation = conversation_of(message, self._responder)
            await send(message, self._responder.notice(conversation, "trouble"))

    async def _say_unreachable(self, update: object) -> None:
        """Tell whoever asked that nobody could look: that is not the same as nothing."""
        query = update.callback_query if isinstance(update, Update) else None
        message = update.message or update.edited_message if isinstance(update, Update) else None
        if query is not None:
            conversation = conversation_of_press(query, self._responder)
            words = self._responder.notice(conversation, "unreachable").text.text
            await unless_too_late(query.answer(words, show_alert=True))
        elif message is not None:
            conversation = conversation_of(message, self._responder)
            await send(message, self._responder.notice(conversation, "unreachable"))
