"""A bot with an editors' side, for tests: the real python-telegram-bot, library and extraction."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

from pydantic import SecretStr
from telegram import Message, Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, TypeHandler, filters

from bot.configuration.settings import Settings
from bot.conversations.collection import LibraryCollection
from bot.conversations.responder import Responder
from bot.editors.desk import Desk
from bot.editors.extraction import Extraction
from bot.editors.rights import Rights
from bot.editors.submissions import Submissions
from bot.storage.questions_log import QuestionsLog
from bot.storage.store import Store
from bot.telegram_app.application import build
from bot.telegram_app.editors import Editors
from bot.telegram_app.gate import Gate
from bot.telegram_app.inline import Inline
from bot.telegram_app.part import AnyApplication
from bot.telegram_app.parts import parts_before_readers
from retrieval import Fetcher, Keeper, Library, answer
from tests.botapi import BotApi
from tests.polling import polling

PARAGRAPHS = (
    "OSLO (AP) — Harbour pilots in Bergen ended a strike of nine days on Monday after the port company "
    "agreed to hire twelve more of them, both sides said in a joint statement that was read out at noon.",
    "“We asked for sleep, not for gold,” said Ingrid Solheim, who speaks for the pilots. “Nobody can bring "
    "a ship of two hundred metres through that fjord after thirty hours without a bed, and nobody should.”",
    "The company will pay 4 million kroner for a second pilot boat, which is to arrive in March. Until then "
    "ships longer than 180 metres may pass only by day, the harbour master, Olav Berg, told reporters.",
    "Fishing boats were never stopped. Their owners had feared that cruise ships would stay away in summer, "
    "when half of the town's visitors come by sea, and welcomed the agreement with a concert on the quay.",
)
EDITOR = 700_000_001
ARTICLE = "Pilots of Bergen end their strike\n\n" + "\n\n".join(PARAGRAPHS)


class Reader:
    """A reader's side small enough to see through: any text is a question, and what arrives is noted."""

    def __init__(self, collection: LibraryCollection) -> None:
        self._collection = collection
        self.asked: list[str] = []
        self.arrived: list[Update] = []

    def register(self, application: AnyApplication) -> None:
        application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, self.question))
        application.add_handler(TypeHandler(Update, self.note), group=1)

    async def question(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        if isinstance(message, Message) and message.text and update.guest_message is None:
            self.asked.append(message.text)
            found = await asyncio.to_thread(lambda: answer(message.text or "", self._collection.index()))
            await message.reply_text(found.citations[0].quotation if found.citations else "nothing")

    async def note(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        self.arrived.append(update)


class EditedBot:
    """What a test may look into."""

    def __init__(self, folder: Path, fetcher: Fetcher) -> None:
        self.extraction = Extraction(fetcher)
        self.library = Library(folder / "library.sqlite", read=self.extraction.read_file)
        self.submissions = Submissions(folder / "editors.sqlite")
        self.log = QuestionsLog(folder / "editors.sqlite", b"k" * 32)
        self.collection = LibraryCollection(
            self.library, [], Keeper(self.library, self.library.path.with_name("index"))
        )
        self.reader = Reader(self.collection)
        self.errors: list[Exception | None] = []

    def register(self, application: AnyApplication, rights: Rights) -> None:
        self._application = application
        Gate(rights).register(application)
        desk = Desk(self.library, self.extraction, self.submissions)
        words = self.collection.index().query_terms
        Editors(
            desk,
            self.log,
            rights,
            words,
            listed=lambda: self.collection.index().newest,
            progress_every=0.05,
        ).register(application)
        Inline(self.collection, rights).register(application)
        self.reader.register(application)
        application.add_error_handler(self._trouble)

    async def settled(self, api: BotApi) -> None:
        """Wait until every update was fetched and handled."""
        await api.settled(quiet=0)
        await self._application.update_queue.join()

    def close(self) -> None:
        self.submissions.close()
        self.log.close()
        self.library.close()
        self.extraction.__exit__(None, None, None)

    async def _trouble(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        self.errors.append(context.error)


@asynccontextmanager
async def editors_bot(
    api: BotApi, folder: Path, rights: Rights, fetcher: Fetcher | None = None
) -> AsyncIterator[EditedBot]:
    """The bot polling `api`; at the end no handler has failed."""
    bot = EditedBot(folder, fetcher or Fetcher())
    application = (
        ApplicationBuilder().token(api.token).base_url(api.base_url).base_file_url(api.base_file_url).build()
    )
    bot.register(application, rights)
    with closing(bot):
        async with polling(application):
            yield bot
    assert not bot.errors


@asynccontextmanager
async def whole_bot(api: BotApi, folder: Path, rights: Rights, store: Store) -> AsyncIterator[EditedBot]:
    """The bot as `verbatim serve` puts it together, in this process: gate, editors, inline mode, readers."""
    bot = EditedBot(folder, Fetcher())
    want = bot.log.want if rights.adders else None
    responder = Responder(bot.collection, store, [bot.log.forget], bot.log.record, want=want)
    settings = Settings(
        telegram_bot_token=SecretStr(api.token),
        telegram_base_url=api.base_url,
        telegram_base_file_url=api.base_file_url,
        verbatim_adders=rights.adders,
        verbatim_askers=rights.askers,
    )
    desk = Desk(bot.library, bot.extraction, bot.submissions)
    first = parts_before_readers(rights, bot.collection, desk, responder, store, bot.log)
    application = build(settings, api.token, responder, store, first=first)
    with closing(bot):
        async with polling(application):
            yield bot
