"""Failures that belong to every day: people block bots, groups move, queries grow old. One line, no more."""

from __future__ import annotations

import logging
from typing import Any

from telegram import Update
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter
from telegram.ext import ApplicationHandlerStop

from bot.logs import pseudonym
from bot.telegram_app.refusals import is_usual

_log = logging.getLogger(__name__)


async def note_everyday_failure(update: object, context: Any) -> None:
    """An error handler that goes before all others, and keeps from them what is nobody's fault.

    Raises ApplicationHandlerStop.
    """
    error = context.error
    chat = update.effective_chat.id if isinstance(update, Update) and update.effective_chat else None
    if isinstance(error, BadRequest):
        if not is_usual(error):
            return
        _log.info("chat %s: %s", pseudonym(chat), "too late, or no longer allowed there")
    elif isinstance(error, Forbidden):
        _log.info("chat %s does not want the bot any more", pseudonym(chat))
    elif isinstance(error, NetworkError | RetryAfter | ChatMigrated):
        # Sent once more, a reply whose receipt was lost would come twice; so would a word of excuse.
        _log.warning("chat %s: a reply may not have arrived (%s)", pseudonym(chat), type(error).__name__)
    else:
        return
    raise ApplicationHandlerStop
