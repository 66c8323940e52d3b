"""Questions: written, asked by command, by reply to an answer or about words of it, and edited."""

from __future__ import annotations

import asyncio

from telegram import Bot, Message, Update
from telegram.ext import CommandHandler, ContextTypes, MessageHandler, filters

from bot.conversations.replies import Reply
from bot.conversations.responder import Conversation, Responder
from bot.storage.store import Store
from bot.telegram_app.addressing import (
    Heard,
    conversation_of,
    is_reply_to,
    pointed_at,
    question_in,
)
from bot.telegram_app.part import AnyApplication
from bot.telegram_app.showing import edit, send
from retrieval import EmptyQuestion

_WRITTEN = filters.TEXT & ~filters.VIA_BOT
_NEW = filters.UpdateType.MESSAGE
_EDITED = filters.UpdateType.EDITED_MESSAGE


class Questions:
    """Answers questions, and edits the answer when its question is edited."""

    def __init__(self, responder: Responder, store: Store) -> None:
        self._responder = responder
        self._store = store

    def register(self, application: AnyApplication) -> None:
        """Add these handlers to `application`."""
        heard = Heard()
        application.add_handler(CommandHandler("ask", self.question, filters=_NEW & heard))
        application.add_handler(MessageHandler(_NEW & _WRITTEN & ~filters.COMMAND & heard, self.question))
        application.add_handler(MessageHandler(_EDITED & _WRITTEN & heard, self.edited))

    async def question(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A question: every message in private, and elsewhere where the bot is spoken to."""
        message = update.message
        text = question_in(message, context.bot) if message else None
        if message is not None and text is not None:
            await self._answer(message, text, context.bot)

    async def edited(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """An edited question edits its answer."""
        message = update.edited_message
        text = question_in(message, context.bot) if message else None
        if message is None or text is None:
            return
        conversation = conversation_of(message, self._responder)
        shown_in = self._store.reply_to(conversation.key, message.message_id)
        if shown_in is None:
            await self._answer(message, text, context.bot)
            return
        reply = await self._reply(conversation, message, text, context.bot)
        if await edit(context.bot, message.chat_id, shown_in, reply):
            self._store.keep_reply(conversation.key, message.message_id, shown_in, reply.answer_id)
        else:
            await self._show(conversation, message, reply)

    async def _answer(self, message: Message, question: str, bot: Bot) -> None:
        conversation = conversation_of(message, self._responder)
        await self._show(conversation, message, await self._reply(conversation, message, question, bot))

    async def _show(self, conversation: Conversation, message: Message, reply: Reply) -> None:
        sent = await send(message, reply)
        self._store.keep_reply(conversation.key, message.message_id, sent, reply.answer_id)

    async def _reply(self, conversation: Conversation, message: Message, question: str, bot: Bot) -> Reply:
        replied = message.reply_to_message
        after = replied.message_id if replied and is_reply_to(message, bot) else None
        about = pointed_at(message, bot)
        return await asyncio.to_thread(self._ask, conversation, question, about, after)

    def _ask(self, conversation: Conversation, question: str, about: str, after: int | None) -> Reply:
        kept = self._responder.answer_in(conversation, after) if after is not None else None
        try:
            return self._responder.ask(conversation, question, about=about, after=kept)
        except EmptyQuestion:
            return self._responder.notice(conversation, "empty_question")
