"""`verbatim serve`: the bot in Telegram."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

from bot.clock import clock_of
from bot.collection import LibraryCollection
from bot.desk import Desk
from bot.errors import SettingsError
from bot.inbox import Inbox
from bot.locks import lock_bot, lock_folder
from bot.logs import LEVELS, set_up_logging
from bot.newsroom import make_data_folder, open_library
from bot.questions_log import QuestionsLog, read_key
from bot.responder import Responder
from bot.rights import Rights
from bot.settings import Settings, users_data_folder
from bot.store import Store
from bot.submissions import Submissions

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
    with lock_folder(folder), lock_bot(users_data_folder(), token, settings.telegram_base_url):
        _serve(arguments, settings, token)
    return 0


def _serve(arguments: argparse.Namespace, settings: Settings, token: str) -> None:
    from bot.telegram_app.application import build
    from bot.telegram_app.budgets import Limits
    from bot.telegram_app.parts import parts_before_readers
    from bot.telegram_app.running import run_until_stopped

    limits = Limits(arguments.per_person, arguments.per_group, arguments.send_rate, arguments.stale_after)
    folder = make_data_folder(settings)
    file, editors_file = _private_file(folder / "chats.sqlite"), _private_file(folder / "editors.sqlite")
    with open_library(settings) as newsroom, ExitStack() as open_files:
        collection = newsroom.collection()
        _check_holdings(collection, settings)
        store = open_files.enter_context(closing(Store(file)))
        inbox = open_files.enter_context(closing(Inbox(file, int(token.partition(":")[0]))))
        submissions = open_files.enter_context(closing(Submissions(editors_file)))
        log = open_files.enter_context(
            closing(QuestionsLog(editors_file, read_key(folder / "questions.key")))
        )
        forget = [_by_chat(inbox.forget), log.forget, _by_chat(submissions.forget)]
        responder = Responder(collection, store, forget, log.record, clock_of(settings))
        desk = Desk(newsroom.library, newsroom.extraction, submissions)
        rights = Rights(settings.verbatim_adders, settings.verbatim_askers)
        first = parts_before_readers(rights, collection, desk, responder, store, log, clock_of(settings))
        application = build(settings, token, responder, store, inbox, limits, first)
        application.adders = settings.verbatim_adders
        run_until_stopped(application)


def _check_holdings(collection: LibraryCollection, settings: Settings) -> None:
    if not collection.index().passages and not settings.verbatim_adders:
        where = settings.verbatim_articles
        raise SettingsError("VERBATIM_ARTICLES", f"there are no articles in {where}", "Put some there.")


def _by_chat(forget: Callable[[int], object]) -> Callable[[str], object]:
    """A store that knows chats by their number, asked by a conversation's key."""
    return lambda key: forget(int(key))


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


def _private_file(file: Path) -> Path:
    file.touch(mode=0o600)
    return file
