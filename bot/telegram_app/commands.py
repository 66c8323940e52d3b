"""Commands: what is asked of the bot itself, and what it makes of messages it cannot read."""

from __future__ import annotations

import asyncio

from telegram import Bot, Update
from telegram.ext import CommandHandler, ContextTypes, MessageHandler, filters

from bot.conversations.replies import Reply
from bot.conversations.responder import CHANGES_CHAT, Conversation, Responder
from bot.editors.rights import Rights
from bot.telegram_app.addressing import Heard, conversation_of, is_for
from bot.telegram_app.authors import commander_of
from bot.telegram_app.editors import EDITOR_COMMANDS
from bot.telegram_app.groups import may_change
from bot.telegram_app.part import AnyApplication
from bot.telegram_app.showing import send
from bot.words.phrases import phrase

_NEW = filters.UpdateType.MESSAGE & ~filters.VIA_BOT
_PRIVATE = filters.ChatType.PRIVATE

CHANGING = CHANGES_CHAT | {"start"}
"""Commands that change a chat by what stands behind them."""


class Commands:
    """Replies to commands; those that change a chat are for the person whose chat it is."""

    def __init__(self, responder: Responder, rights: Rights) -> None:
        self._responder = responder
        self._rights = rights

    def register(self, application: AnyApplication) -> None:
        """Add these handlers to `application`; the last ones take what no other handler took."""
        heard = Heard()
        names = list(self._responder.commands)
        application.add_handler(CommandHandler(names, self.command, filters=_NEW & heard))
        application.add_handler(MessageHandler(_NEW & _PRIVATE & filters.COMMAND & heard, self.unknown))
        unread = _NEW & _PRIVATE & ~filters.TEXT & ~filters.StatusUpdate.ALL & heard
        application.add_handler(MessageHandler(unread, self.unread))

    async def command(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A command that the bot has."""
        message = update.message
        if message is None or message.text is None:
            return
        command, argument = [*message.text.split(maxsplit=1), ""][:2]
        name = command[1:].partition("@")[0].lower()
        conversation = conversation_of(message, self._responder)
        if name in CHANGING and argument and not await self._may_change(update, context.bot):
            if conversation.in_group:
                await send(message, self._responder.notice(conversation, "only_admins"))
                return
            argument = ""  # forwarded words are nobody's command: it is asked instead of done
        if name == "help":
            is_editor = self._rights.may_add(commander_of(update)) and not conversation.in_group
            await send(message, self._help(conversation, is_editor=is_editor))
            return
        await send(message, await asyncio.to_thread(self._responder.command, conversation, name, argument))

    async def unknown(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A command that the bot does not have; one for another bot is not its business."""
        message = update.message
        name = (message.text or "").split(maxsplit=1)[0].partition("@")[2] if message else ""
        if message is not None and is_for(name, context.bot):
            conversation = conversation_of(message, self._responder)
            await send(message, self._responder.notice(conversation, "unknown_command", help="/help"))

    async def unread(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Anything that is not text."""
        if update.message is not None:
            conversation = conversation_of(update.message, self._responder)
            await send(update.message, self._responder.notice(conversation, "only_text"))

    async def _may_change(self, update: Update, bot: Bot) -> bool:
        chat = update.effective_chat
        return chat is not None and await may_change(bot, chat, commander_of(update))

    def _help(self, conversation: Conversation, *, is_editor: bool) -> Reply:
        language = conversation.language
        buttons = {one: f"“{phrase(language, f'button_{one}')}”" for one in ("more", "context")}
        more = []
        if is_editor:
            described = (f"/{name} – {phrase(language, f'command_{name}')}" for name in EDITOR_COMMANDS)
            more.append("\n".join([phrase(language, "help_editors"), *described]))
        return self._responder.help(conversation, *more, articles="/articles", **buttons)
