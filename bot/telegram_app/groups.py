"""Groups: who may change one, what the bot says when it joins, and groups that become another chat."""

from __future__ import annotations

from telegram import Bot, Chat, ChatMember, ChatMemberUpdated, Update
from telegram.error import TelegramError
from telegram.ext import ChatMemberHandler, ContextTypes, MessageHandler, filters

from bot.conversations.responder import Responder
from bot.storage.store import Store
from bot.telegram_app.part import AnyApplication

_OUT = (ChatMember.LEFT, ChatMember.BANNED)
_IN = (ChatMember.MEMBER, ChatMember.ADMINISTRATOR)
_GROUPS = (Chat.GROUP, Chat.SUPERGROUP)


class Groups:
    """What happens to a group as a whole."""

    def __init__(self, responder: Responder, store: Store) -> None:
        self._responder = responder
        self._store = store

    def register(self, application: AnyApplication) -> None:
        """Add these handlers to `application`."""
        application.add_handler(ChatMemberHandler(self.joined, ChatMemberHandler.MY_CHAT_MEMBER))
        moved = filters.UpdateType.MESSAGE & filters.StatusUpdate.MIGRATE
        application.add_handler(MessageHandler(moved, self.moved))

    async def joined(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Somebody took the bot into a group: it explains itself in two lines."""
        change = update.my_chat_member
        if change is None or not _is_joining(change):
            return
        conversation = self._responder.conversation(
            str(change.chat.id), change.from_user.language_code, in_group=True
        )
        hello = self._responder.notice(conversation, "group_hello")
        await context.bot.send_message(change.chat.id, hello.text.text)

    async def moved(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A group became a supergroup, which has another id: what is kept goes along."""
        message = update.message
        if message is not None and message.migrate_to_chat_id:
            self._store.move(str(message.chat.id), str(message.migrate_to_chat_id))


async def may_change(bot: Bot, chat: Chat, user: int | None) -> bool:
    """Whether `user` may change `chat` for all who are in it: one's own, or a group one administers."""
    if user is None:
        return False
    if chat.type == Chat.PRIVATE:
        return True
    try:
        member = await bot.get_chat_member(chat.id, user)
    except TelegramError:
        return False
    return member.status in (ChatMember.OWNER, ChatMember.ADMINISTRATOR)


def _is_joining(change: ChatMemberUpdated) -> bool:
    before, after = change.old_chat_member.status, change.new_chat_member.status
    return change.chat.type in _GROUPS and before in _OUT and after in _IN
