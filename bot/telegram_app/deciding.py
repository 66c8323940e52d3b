"""What editors decide in a private chat: keep or discard what was read, remove what is held."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from telegram import CallbackQuery, Message, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, ContextTypes, filters

from bot.editors.desk import Desk
from bot.editors.editor_messages import EditorMessages
from bot.editors.rights import Rights
from bot.editors.submissions import Editor, Purpose, Submission
from bot.telegram_app.authors import commander_of
from bot.telegram_app.editor_replies import ADDING, PRESS, REMOVING, argument, change, choice, reply
from bot.telegram_app.part import AnyApplication
from bot.telegram_app.speech import LanguageOf, unless_too_late
from bot.words.styled import StyledText
from retrieval import Article, LibraryError

_NEW = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE & ~filters.VIA_BOT


Listed = Callable[[], Sequence[Article]]
"""The articles in the order in which they are listed and numbered."""


class Deciding:
    """Follows the decisions of those who may make them: each by its editor, in its chat, once."""

    def __init__(
        self, desk: Desk, listed: Listed, rights: Rights, language_of: LanguageOf, progress_every: float
    ) -> None:
        self._desk = desk
        self._listed = listed
        self._rights = rights
        self._language_of = language_of
        self._progress_every = progress_every

    def register(self, application: AnyApplication) -> None:
        """Add the handlers."""
        application.add_handler(CommandHandler("remove", self.remove, filters=_NEW))
        application.add_handler(CallbackQueryHandler(self.press, pattern=PRESS))

    async def remove(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/remove` and a number in the list or an id, or in reply to a message that cites the article."""
        message, user = update.message, commander_of(update)
        if message is None:
            return
        words = EditorMessages(self._language_of(message.from_user))
        if user is None or not self._rights.may_add(user):
            await reply(message, words.say("rights_editors"))
            return
        try:
            found = await asyncio.to_thread(self._meant, message)
        except LibraryError as error:
            await reply(message, words.refused(error))
            return
        if found is None or len(found) != 1:
            unclear = words.say("removing_what" if found is None else "removing_none")
            await reply(message, words.which(found) if found else unclear)
            return
        editor = Editor(user, message.chat_id)
        submission = await asyncio.to_thread(self._desk.propose_removal, editor, found[0])
        buttons = choice(self._language_of(message.from_user), submission.id, REMOVING)
        await reply(message, words.sure(found[0]), buttons)

    async def press(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A press on one of the two buttons of a decision."""
        query = update.callback_query
        if query is None or query.message is None:
            return
        words = EditorMessages(self._language_of(query.from_user))
        action, _, submission_id = (query.data or "").partition(":")
        purpose = Purpose.ADD if action in ADDING else Purpose.REMOVE
        editor = Editor(query.from_user.id, query.message.chat.id)
        found = None
        if self._rights.may_add(editor.user):
            found = await asyncio.to_thread(self._desk.find, editor, submission_id, purpose)
        if found is None:
            await unless_too_late(query.answer(words.say("adding_settled").text, show_alert=True))
            return
        await unless_too_late(query.answer())
        await change(query, await self._decide(action, editor, found, query, words))

    async def _decide(
        self, action: str, editor: Editor, found: Submission, query: CallbackQuery, words: EditorMessages
    ) -> StyledText:
        if action in ("discard", "spare"):
            await asyncio.to_thread(self._desk.withdraw, editor, found.id, found.purpose)
            return words.say("adding_discarded" if action == "discard" else "removing_spared")
        try:
            if action == "keep":
                return await self._keep(editor, found, query, words)
            gone = await asyncio.to_thread(self._desk.remove, found)
        except LibraryError as error:
            return words.refused(error)
        return words.removed(found.articles[0]) if gone else words.say("removing_none")

    async def _keep(
        self, editor: Editor, found: Submission, query: CallbackQuery, words: EditorMessages
    ) -> StyledText:
        """Add the articles, telling every few seconds how many are there."""
        done = told = 0

        def count(added: int) -> None:
            nonlocal done
            done = added

        work = asyncio.create_task(asyncio.to_thread(self._desk.add, editor, found, count))
        while not (await asyncio.wait({work}, timeout=self._progress_every))[0]:
            if told < done < len(found.articles):
                told = done
                await change(query, words.say("adding_progress", done=done, count=len(found.articles)))
        return words.kept(found.articles, await work)

    def _meant(self, message: Message) -> list[Article] | None:
        """The articles a removal names, None where it names nothing."""
        if wanted := argument(message):
            exactly = self._desk.article(wanted)  # an imported article may have "2" for its id
            found = exactly or _numbered(wanted, self._listed()) or self._desk.find_article(wanted)
            return [found] if found else []
        replied = message.reply_to_message
        if replied is None or not replied.from_user or replied.from_user.id != message.get_bot().id:
            return None
        links = [entity.url for entity in replied.entities if entity.url]
        return self._desk.cited(replied.text or "", links)


def _numbered(wanted: str, listed: Sequence[Article]) -> Article | None:
    """The article of that number in the list, as `/article` takes it."""
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 7 else 0
    return listed[number - 1] if 0 < number <= len(listed) else None
