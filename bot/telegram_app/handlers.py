"""What the bot does with each kind of update."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.error import BadRequest
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.phrases import language_for
from bot.replies import Action, Button, Reply
from bot.responder import Conversation, Responder
from bot.store import Store
from bot.telegram_app.addressing import addressed_text
from bot.telegram_app.entities import to_entities
from retrieval import EmptyQuestion

_log = logging.getLogger(__name__)

_WRITTEN = filters.TEXT & ~filters.COMMAND & ~filters.VIA_BOT
_NEW = filters.UpdateType.MESSAGE
_PRIVATE = filters.ChatType.PRIVATE


class Handlers:
    """The bot's side of a chat; bound methods are what python-telegram-bot calls."""

    def __init__(self, responder: Responder, store: Store) -> None:
        self._responder = responder
        self._store = store

    def register(self, application: Application) -> None:  # type: ignore[type-arg]
        """Add every handler to `application`."""
        commands = {
            "start": self._responder.welcome,
            "help": self._responder.help,
            "articles": self._responder.articles,
            "about": self._responder.about,
        }
        for name, reply in commands.items():
            application.add_handler(CommandHandler(name, self._command(reply), filters=_NEW))
        application.add_handler(CommandHandler("ask", self.ask, filters=_NEW))
        application.add_handler(CommandHandler("check", self.check, filters=_NEW))
        application.add_handler(MessageHandler(_NEW & _WRITTEN, self.question))
        application.add_handler(MessageHandler(filters.UpdateType.EDITED_MESSAGE & _WRITTEN, self.edited))
        application.add_handler(MessageHandler(_NEW & _PRIVATE & filters.COMMAND, self.unknown_command))
        application.add_handler(
            MessageHandler(_NEW & _PRIVATE & ~filters.TEXT & ~filters.StatusUpdate.ALL, self.other)
        )
        application.add_handler(CallbackQueryHandler(self.button))
        application.add_error_handler(self.trouble)

    async def question(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A written message: answered in private, and elsewhere where the bot is spoken to."""
        message = update.message
        text = addressed_text(message, context.bot) if message else None
        if message is not None and text is not None:
            await self._answer(message, text)

    async def ask(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/ask` and a question."""
        if update.message is not None and update.message.text is not None:
            await self._answer(update.message, _argument(update.message.text))

    async def check(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/check` and a sentence."""
        message = update.message
        if message is not None and message.text is not None:
            conversation, sentence = _conversation(message), _argument(message.text)
            await _send(message, await asyncio.to_thread(self._responder.check, conversation, sentence))

    async def edited(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """An edited question edits its answer."""
        message = update.edited_message
        text = addressed_text(message, context.bot) if message else None
        if message is None or text is None:
            return
        conversation = _conversation(message)
        shown_in = self._store.reply_to(conversation.key, message.message_id)
        if shown_in is None:
            await self._answer(message, text)
            return
        reply = await asyncio.to_thread(self._reply, conversation, text)
        await _unless_unchanged(
            context.bot.edit_message_text(
                reply.text.text,
                chat_id=message.chat_id,
                message_id=shown_in,
                entities=to_entities(reply.text),
                reply_markup=_keyboard(reply.buttons),
            )
        )

    async def button(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A press on "more", "context" or "back": the answer's message shows that view."""
        query = update.callback_query
        if query is None:
            return
        message = query.message
        language = language_for(query.from_user.language_code)
        conversation = Conversation(key=str(message.chat.id) if message else "", language=language)
        pressed = _parse_data(query)
        reply = await asyncio.to_thread(self._responder.press, conversation, *pressed) if pressed else None
        if reply is None:
            gone = self._responder.notice(conversation, "expired").text.text
            await query.answer(gone, show_alert=True)
            return
        await query.answer()
        await _unless_unchanged(
            query.edit_message_text(
                reply.text.text, entities=to_entities(reply.text), reply_markup=_keyboard(reply.buttons)
            )
        )

    async def unknown_command(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A command the bot does not have."""
        if update.message is not None:
            conversation = _conversation(update.message)
            await _send(update.message, self._responder.notice(conversation, "unknown_command", help="/help"))

    async def other(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Anything that is not text."""
        if update.message is not None:
            await _send(update.message, self._responder.notice(_conversation(update.message), "only_text"))

    async def trouble(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A failure: logged without anybody's words, and owned up to where a message waits."""
        _log.error("a handler failed", exc_info=context.error)
        message = update.effective_message if isinstance(update, Update) else None
        if isinstance(message, Message) and message.chat.type == "private":
            await _send(message, self._responder.notice(_conversation(message), "trouble"))

    def _command(
        self, reply: Callable[[Conversation], Reply]
    ) -> Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, None]]:
        async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
            if update.message is not None:
                await _send(update.message, await asyncio.to_thread(reply, _conversation(update.message)))

        return answer

    async def _answer(self, message: Message, question: str) -> None:
        conversation = _conversation(message)
        reply = await asyncio.to_thread(self._reply, conversation, question)
        sent = await _send(message, reply)
        self._store.keep_reply(conversation.key, message.message_id, sent.message_id)

    def _reply(self, conversation: Conversation, question: str) -> Reply:
        try:
            return self._responder.ask(conversation, question)
        except EmptyQuestion:
            return self._responder.notice(conversation, "empty_question")


def _argument(text: str) -> str:
    """What stands behind a command."""
    return [*text.split(maxsplit=1), ""][1]


def _conversation(message: Message) -> Conversation:
    code = message.from_user.language_code if message.from_user else None
    return Conversation(key=str(message.chat_id), language=language_for(code))


async def _send(message: Message, reply: Reply) -> Message:
    return await message.reply_text(
        reply.text.text,
        entities=to_entities(reply.text),
        reply_markup=_keyboard(reply.buttons),
        do_quote=message.chat.type != "private",
    )


def _keyboard(buttons: tuple[Button, ...]) -> InlineKeyboardMarkup | None:
    if not buttons:
        return None
    row = [
        InlineKeyboardButton(
            button.label, callback_data=f"{button.action.value}:{button.answer_id}:{button.page}"
        )
        for button in buttons
    ]
    return InlineKeyboardMarkup([row])


def _parse_data(query: CallbackQuery) -> tuple[Action, str, int] | None:
    """What a press asks for; a client can send any data, so None for what no button of ours says."""
    action, _, rest = (query.data or "").partition(":")
    answer_id, _, page = rest.partition(":")
    if action not in set(Action) or not (page.isascii() and page.isdigit() and len(page) < 4):
        return None
    return Action(action), answer_id, int(page)


async def _unless_unchanged(edit: Awaitable[object]) -> None:
    try:
        await edit
    except BadRequest as error:
        if "not modified" not in str(error):  # a double click asks for what is shown already
            raise
