"""`verbatim serve`: the bot in Telegram."""

from __future__ import annotations

import argparse
import re
from contextlib import closing
from pathlib import Path
from typing import Any

from bot.errors import SettingsError
from bot.inbox import Inbox
from bot.locks import lock_bot, lock_folder
from bot.logs import LEVELS, set_up_logging
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
    parser.add_argument("--log-json", action="store_true", help="log one JSON object a line")
    parser.add_argument("--log-level", choices=LEVELS, default="info", help="what is logged (default: info)")
    numbers = {
        "--per-person": (int, 5, "questions a person may ask in 10 seconds"),
        "--per-group": (int, 15, "questions a group may ask in a minute"),
        "--send-rate": (int, 25, "messages sent in a second over all"),
        "--stale-after": (float, 600.0, "seconds after which a question must be asked again"),
    }
    for name, (kind, default, what) in numbers.items():
        zero = "" if name == "--stale-after" else "; 0 for no limit"
        parser.add_argument(name, type=kind, default=default, metavar="N", help=f"{what} ({default:g}{zero})")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Serve until a signal ends it; returns the exit status."""
    token = _token(settings)
    set_up_logging(arguments.log_level, as_json=arguments.log_json, hidden=(token,))
    folder = make_data_folder(settings)
    everybodys = settings.model_copy(update={"verbatim_data": None}).data_folder
    with lock_folder(folder), lock_bot(everybodys, token, settings.telegram_base_url):
        _serve(arguments, settings, token)
    return 0


def _serve(arguments: argparse.Namespace, settings: Settings, token: str) -> None:
    from bot.telegram_app.application import build
    from bot.telegram_app.budgets import Limits
    from bot.telegram_app.running import run_until_stopped

    limits = Limits(arguments.per_person, arguments.per_group, arguments.send_rate, arguments.stale_after)
    with open_library(settings) as newsroom:
        collection = newsroom.collection()
        if not collection.index().passages:
            where = settings.verbatim_articles
            raise SettingsError("VERBATIM_ARTICLES", f"there are no articles in {where}", "Put some there.")
        file = _store_file(settings)
        with closing(Store(file)) as store, closing(Inbox(file, int(token.partition(":")[0]))) as inbox:
            responder = Responder(collection, store)
            run_until_stopped(build(settings, token, responder, store, inbox, limits))


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
