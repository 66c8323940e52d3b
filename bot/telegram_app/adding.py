"""What editors send in a private chat: addresses, files and texts, shown before they are kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import NamedTuple

from telegram import Document, Message, Update
from telegram.error import TelegramError
from telegram.ext import CommandHandler, ContextTypes, MessageHandler, filters

from bot.editors.desk import Desk, Understood, address_in, is_text
from bot.editors.editor_messages import EditorMessages
from bot.editors.rights import Rights
from bot.editors.submissions import Editor
from bot.telegram_app.authors import author_of, commander_of
from bot.telegram_app.editor_replies import ADDING, argument, choice, edit, reply
from bot.telegram_app.part import AnyApplication
from bot.telegram_app.speech import LanguageOf
from bot.telegram_app.submitting import MOST_BYTES, SubmittedText, follows, join_pieces, origin_of, text_of
from bot.words.attribution import clean_name
from retrieval import RetrievalError

_NEW = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE & ~filters.VIA_BOT
_EDITED = filters.UpdateType.EDITED_MESSAGE & filters.ChatType.PRIVATE
_LONGEST_NAME = 200


class _Piece(NamedTuple):
    """A long message that may go on in the next one: its text, its submission and the bot's reply."""

    message: Message
    text: str
    submission: str
    said: Message


class Adding:
    """Reads what people send who may add; everyone else gets a polite line."""

    def __init__(self, desk: Desk, rights: Rights, language_of: LanguageOf) -> None:
        self._desk = desk
        self._rights = rights
        self._language_of = language_of
        self._pieces: dict[int, _Piece] = {}

    def register(self, application: AnyApplication) -> None:
        """Add the handlers."""
        text = SubmittedText()
        application.add_handler(CommandHandler("add", self.add, filters=_NEW))
        application.add_handler(MessageHandler(_NEW & filters.Document.ALL, self.document))
        application.add_handler(MessageHandler(_NEW & (_NextPiece(self._pieces) | text), self.text))
        application.add_handler(MessageHandler(_EDITED & text, self.edited))

    async def add(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/add` and an address, or an article's own text."""
        message = update.message
        if message is None:
            return
        if not self._rights.may_add(commander_of(update)):
            await self._say(message, "rights_editors")
            if (author := commander_of(update)) is not None:
                await self._say(message, "rights_id", id=author)
        elif address := address_in(argument(message)):
            await self._submit_address(message, address)
        elif is_text(argument(message)):
            said = await self._say(message, "adding_reading")
            await self._submit_text(message, argument(message), said)
        else:
            await self._say(message, "adding_what")

    async def text(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """An address, or a text of article length, written or forwarded."""
        message = update.message
        if message is None or not await self._invited(message):
            return
        before = self._pieces.pop(message.chat_id, None)
        if before is not None and follows(message, before.message):
            await self._submit_next(message, before)
        elif address := address_in(text_of(message)):
            await self._submit_address(message, address)
        else:
            said = await self._say(message, "adding_reading")
            await self._submit_text(message, text_of(message), said)

    async def document(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A file; its size is checked before and after, its name is only told again."""
        message = update.message
        document = message.document if message else None
        if message is None or document is None or not await self._invited(message):
            return
        try:
            data = await _download(document)
        except TelegramError:  # a file that is gone is told as InvalidToken
            await self._say(message, "adding_no_file")
            return
        if data is None:
            await self._say(message, "adding_too_large", limit=MOST_BYTES // 1_000_000)
            return
        editor, name = _editor(message), clean_name(document.file_name or "file", _LONGEST_NAME)
        said = await self._say(message, "adding_reading")
        await self._submit(message, lambda: self._desk.submit_file(editor, data, name), said)

    async def edited(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A submission that is edited afterwards changes nothing: what was shown is what is decided on."""

    async def _submit_address(self, message: Message, address: str) -> None:
        editor = _editor(message)
        said = await self._say(message, "adding_reading")
        await self._submit(message, lambda: self._desk.submit_address(editor, address), said)

    async def _submit_next(self, message: Message, before: _Piece) -> None:
        """The text so far and this piece of it, shown where the text so far was."""
        await asyncio.to_thread(self._desk.withdraw, _editor(message), before.submission)
        await self._submit_text(message, join_pieces(before.text, text_of(message)), before.said)

    async def _submit_text(self, message: Message, text: str, said: Message) -> None:
        editor, origin = _editor(message), origin_of(message)
        submission = await self._submit(message, lambda: self._desk.submit_text(editor, text, origin), said)
        if submission is not None:
            self._pieces[message.chat_id] = _Piece(message, text, submission, said)

    async def _submit(self, message: Message, read: Callable[[], Understood], said: Message) -> str | None:
        """Read a submission and show what was understood; its id, None where it could not be read."""
        words = EditorMessages(self._language_of(message.from_user))
        try:
            understood = await asyncio.to_thread(read)
        except RetrievalError as error:
            await edit(said, words.refused(error))
            return None
        submission = understood.submission.id
        buttons = choice(self._language_of(message.from_user), submission, ADDING)
        await edit(said, words.understood(understood), buttons)
        return submission

    async def _invited(self, message: Message) -> bool:
        """Whether articles are taken from the sender, who need not have written them; if not, it is said."""
        if self._rights.may_add(author_of(message)):
            return True
        await self._say(message, "rights_add")
        return False

    async def _say(self, message: Message, name: str, **gaps: object) -> Message:
        return await reply(message, EditorMessages(self._language_of(message.from_user)).say(name, **gaps))


class _NextPiece(filters.MessageFilter):
    """A message that goes on where a long one was cut."""

    def __init__(self, pieces: dict[int, _Piece]) -> None:
        super().__init__()
        self._pieces = pieces

    def filter(self, message: Message) -> bool:
        before = self._pieces.get(message.chat_id)
        return (
            before is not None and follows(message, before.message) and not text_of(message).startswith("/")
        )


async def _download(document: Document) -> bytes | None:
    """The bytes of a file, None where it is too large by what it says or by what came."""
    if (document.file_size or 0) > MOST_BYTES:
        return None
    file = await document.get_file()
    if (file.file_size or 0) > MOST_BYTES:
        return None
    data = bytes(await file.download_as_bytearray())
    return data if len(data) <= MOST_BYTES else None


def _editor(message: Message) -> Editor:
    user = author_of(message)
    assert user is not None, "asked only after the rights were"
    return Editor(user, message.chat_id)
