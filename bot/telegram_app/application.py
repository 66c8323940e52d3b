"""Builds the python-telegram-bot application: the inbox before the handlers, the send policy behind them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import partial

from telegram import LinkPreviewOptions, Update
from telegram.ext import ApplicationBuilder, Defaults

from bot.configuration.settings import Settings
from bot.conversations.responder import Responder
from bot.editors.rights import Rights
from bot.storage.inbox import Inbox
from bot.storage.store import Store
from bot.telegram_app.budgets import UNLIMITED, Limits
from bot.telegram_app.dispatching import AT_ONCE, Dispatcher
from bot.telegram_app.everyday import note_everyday_failure
from bot.telegram_app.handlers import Handlers
from bot.telegram_app.menu import READER_UPDATES
from bot.telegram_app.pacing import Pace
from bot.telegram_app.part import AnyApplication, Part
from bot.telegram_app.polls import Polls
from bot.telegram_app.receiving import InboxBot, Receiver
from bot.telegram_app.sending import SendPolicy
from bot.telegram_app.server_clock import ServerClock
from bot.telegram_app.transport import Transport
from bot.words.phrases import Language

ALLOWED_UPDATES = [*READER_UPDATES, Update.INLINE_QUERY, Update.GUEST_MESSAGE]
CONNECTIONS = 2 * AT_ONCE


class InboxApplication(AnyApplication):
    """An application whose updates come out of the inbox."""

    inbox: Inbox
    receiver: Receiver
    polls: Polls
    fetching: Transport
    sending: Transport
    dispatcher: Dispatcher
    clock: ServerClock
    adders: frozenset[int] = frozenset()
    """Who is shown the editors' commands."""

    async def start(self) -> None:
        """Start, with what the inbox holds."""
        await super().start()
        self.dispatcher.start(self)

    async def stop(self) -> None:
        """Stop when the replies under way are out; the inbox keeps the rest."""
        await self.dispatcher.stop()
        await super().stop()


def build(
    settings: Settings,
    token: str,
    responder: Responder,
    store: Store,
    inbox: Inbox | None = None,
    limits: Limits = UNLIMITED,
    first: Iterable[Part] = (),
) -> InboxApplication:
    """The application with every handler, not yet started; without an `inbox`, with one in memory.

    The handlers of `first` come before those of any question, command and press.
    """
    os.environ.setdefault("PTB_TIMEDELTA", "1")  # else each 429 warns of what is to change some day
    inbox = inbox or Inbox()
    receiver, polls, clock = Receiver(inbox, limits), Polls(), ServerClock()
    fetching = Transport(2, settings.telegram_base_url)
    sending = Transport(CONNECTIONS, settings.telegram_base_url, note_date=clock.note)
    bot = InboxBot(
        receiver,
        polls,
        sending,
        fetching,
        token=token,
        base_url=settings.telegram_base_url,
        base_file_url=settings.telegram_base_file_url,
        rate_limiter=SendPolicy(Pace(limits.send_rate)),
        defaults=_defaults(),
    )
    application = ApplicationBuilder().bot(bot).application_class(InboxApplication).build()
    assert isinstance(application, InboxApplication)
    application.inbox, application.receiver, application.polls = inbox, receiver, polls
    application.fetching, application.sending, application.clock = fetching, sending, clock
    language_of = partial(_language_of, responder)
    application.dispatcher = Dispatcher(inbox, receiver, limits.stale_after, language_of)
    application.add_error_handler(note_everyday_failure)  # the first: it keeps from the next what is usual
    rights = Rights(settings.verbatim_adders, settings.verbatim_askers)
    for part in (*first, Handlers(responder, store, rights)):
        part.register(application)
    return application


def _defaults() -> Defaults:
    """What every message is sent with."""
    preview = LinkPreviewOptions(is_disabled=True)
    return Defaults(link_preview_options=preview, allow_sending_without_reply=True)


def _language_of(responder: Responder, update: Update) -> Language:
    """The language of an update's chat."""
    chat, person = update.effective_chat, update.effective_user
    code = person.language_code if person else None
    return responder.conversation(str(chat.id) if chat else "", code).language
