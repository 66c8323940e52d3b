"""Presses of buttons: each is answered, and one that belongs to nothing kept changes nothing."""

from __future__ import annotations

import asyncio

from telegram import MaybeInaccessibleMessage, Update
from telegram.ext import CallbackQueryHandler, ContextTypes

from bot.conversations.replies import Choice, Pressed, Reply
from bot.conversations.responder import CHANGES_CHAT, Conversation, Responder
from bot.storage.store import Store
from bot.telegram_app.addressing import conversation_of_press
from bot.telegram_app.groups import may_change
from bot.telegram_app.keyboards import parse_data
from bot.telegram_app.part import AnyApplication
from bot.telegram_app.showing import edit, send
from bot.telegram_app.speech import unless_too_late


class Buttons:
    """Turns presses into other views of the message they stand under."""

    def __init__(self, responder: Responder, store: Store) -> None:
        self._responder = responder
        self._store = store

    def register(self, application: AnyApplication) -> None:
        """Add this handler to `application`; it takes every press that no other handler took."""
        application.add_handler(CallbackQueryHandler(self.press))

    async def press(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A press: the message shows another view, or the person reads why not."""
        query = update.callback_query
        if query is None:
            return
        choice = parse_data(query.data)
        conversation = conversation_of_press(query, self._responder)
        if choice and choice.action.value in CHANGES_CHAT and conversation.in_group:
            chat = update.effective_chat
            if chat is None or not await may_change(context.bot, chat, query.from_user.id):
                notice = self._responder.notice(conversation, "only_admins").text.text
                await unless_too_late(query.answer(notice, show_alert=True))
                return
        pressed = await asyncio.to_thread(self._press, conversation, choice, query.from_user.id)
        await unless_too_late(query.answer(pressed.alert or None, show_alert=bool(pressed.alert)))
        if pressed.reply and query.message:
            await self._show(conversation, query.message, pressed.reply, anew=pressed.anew)

    async def _show(
        self, conversation: Conversation, message: MaybeInaccessibleMessage, reply: Reply, *, anew: bool
    ) -> None:
        """Show a reply in place of the message pressed; below it where that stays, or cannot be changed."""
        if not anew and await edit(message.get_bot(), message.chat.id, message.message_id, reply):
            return
        sent = await send(message, reply)
        self._store.keep_reply(conversation.key, sent, sent, reply.answer_id)

    def _press(self, conversation: Conversation, choice: Choice | None, voter: int) -> Pressed:
        if choice is None:
            return Pressed(alert=self._responder.notice(conversation, "expired").text.text)
        return self._responder.press(conversation, choice, voter)
