"""`verbatim serve`: the bot in Telegram."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any

from bot.errors import SettingsError
from bot.logs import set_up_logging
from bot.newsroom import make_data_folder, open_library
from bot.responder import Responder
from bot.settings import Settings
from bot.store import Store

_TOKEN = re.compile(r"\d{5,20}:[A-Za-z0-9_-]{30,64}")


def add_parser(commands: Any) -> None:
    """Add `serve` to the command line."""
    parser = commands.add_parser(
        "serve", help="answer in Telegram", epilog="example: TELEGRAM_BOT_TOKEN=… verbatim serve"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Serve until a signal ends it; returns the exit status."""
    token = _token(settings)
    set_up_logging()
    from bot.telegram_app.application import run as run_telegram

    with open_library(settings) as newsroom:
        collection = newsroom.collection()
        if not collection.index().passages:
            where = settings.verbatim_articles
            raise SettingsError("VERBATIM_ARTICLES", f"there are no articles in {where}", "Put some there.")
        store = Store(_store_file(settings))
        try:
            run_telegram(settings, token, Responder(collection, store), store)
        finally:
            store.close()
    return 0


def _token(settings: Settings) -> str:
    token = settings.telegram_bot_token.get_secret_value() if settings.telegram_bot_token else ""
    if not token:
        raise SettingsError(
            "TELEGRAM_BOT_TOKEN", "is not set", "Ask @BotFather in Telegram for one and put it in .env."
        )
    if not _TOKEN.fullmatch(token):
        raise SettingsError(
            "TELEGRAM_BOT_TOKEN",
            "does not look like a token (123456789:letters and digits)",
            "Copy it from @BotFather again, without spaces or quotes.",
        )
    return token


def _store_file(settings: Settings) -> Path:
    file = make_data_folder(settings) / "chats.sqlite"
    file.touch(mode=0o600)
    return file
