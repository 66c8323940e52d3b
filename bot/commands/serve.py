"""`verbatim serve`: the bot in Telegram."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Callable
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING, Any

from bot.configuration.contradictions import refuse_contradictions
from bot.configuration.settings import Settings, users_data_folder
from bot.configuration.token import read_token
from bot.configuration.unknown import unknown_settings
from bot.conversations.asking import Record
from bot.conversations.clock import clock_of
from bot.conversations.collection import Collection
from bot.conversations.responder import Responder
from bot.editors.desk import Desk
from bot.editors.newsroom import Newsroom, open_library
from bot.editors.rights import Rights
from bot.editors.submissions import Submissions
from bot.errors import SettingsError
from bot.health.server import serve_health
from bot.health.vitals import Gauges, Vitals
from bot.logs import LEVELS, set_up_logging
from bot.storage.datafolder import CHATS_FILE, EDITORS_FILE, KEY_FILE, make_data_folder
from bot.storage.housekeeping import keep_house
from bot.storage.inbox import Inbox
from bot.storage.locks import lock_bot, lock_folder
from bot.storage.piped import drop_left_over
from bot.storage.questions_log import QuestionsLog, read_key
from bot.storage.restoring import finish_restoring
from bot.storage.store import Store
from retrieval import ArchiveUnreachableError, Library, Verdict

_log = logging.getLogger(__name__)

if TYPE_CHECKING:
    from bot.telegram_app.polls import Polls


def add_parser(commands: Any) -> None:
    """Add `serve` to the command line."""
    parser = commands.add_parser(
        "serve", help="answer in Telegram", epilog="example: TELEGRAM_BOT_TOKEN=… verbatim serve"
    )
    parser.add_argument("--log-json", action="store_true", help="log one JSON object a line")
    levels = ", ".join(LEVELS)
    parser.add_argument(
        "--log-level", choices=LEVELS, default="info", metavar="LEVEL", help=f"{levels} (info)"
    )
    numbers = {
        "--per-person": (int, 5, "questions a person may ask in 10 seconds"),
        "--per-group": (int, 15, "questions a group may ask in a minute"),
        "--send-rate": (int, 25, "messages sent in a second over all"),
        "--stale-after": (float, 600.0, "seconds after which a question must be asked again"),
    }
    for name, (kind, default, what) in numbers.items():
        zero = "" if name == "--stale-after" else "; 0 for no limit"
        parser.add_argument(name, type=kind, default=default, metavar="N", help=f"{what} ({default:g}{zero})")
    _add_webhook(parser)
    told = "tell /healthz and /metrics at this port"
    parser.add_argument("--health-port", type=int, metavar="N", help=told)
    parser.add_argument(
        "--health-host", default="127.0.0.1", metavar="HOST", help="and this address (127.0.0.1)"
    )
    parser.set_defaults(run=run)


def _add_webhook(parser: argparse.ArgumentParser) -> None:
    """The options for being sent updates instead of fetching them; a proxy in front does the TLS."""
    parser.add_argument("--webhook", metavar="URL", help="have Telegram deliver to this https address")
    parser.add_argument(
        "--bind", default="127.0.0.1", metavar="HOST", help="where the webhook listens (127.0.0.1)"
    )
    parser.add_argument(
        "--port", type=int, default=8080, metavar="N", help="the webhook's port here (8080; 0 for any)"
    )


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Serve until a signal ends it; returns the exit status."""
    refuse_contradictions(settings)
    _refuse_negative(arguments)
    token = read_token(settings)
    set_up_logging(arguments.log_level, as_json=arguments.log_json, hidden=(token,))
    for unknown in unknown_settings():
        _log.warning("%s", unknown)
    folder = make_data_folder(settings)
    with lock_folder(folder), lock_bot(users_data_folder(), token, settings.telegram_base_url):
        _serve(arguments, settings, token)
    return 0


def _refuse_negative(arguments: argparse.Namespace) -> None:
    for name in ("per_person", "per_group", "send_rate", "stale_after"):
        if (number := getattr(arguments, name)) < 0:
            raise SettingsError(f"--{name.replace('_', '-')}", f"{number:g} is too small", "Give 0 or more.")


def _serve(arguments: argparse.Namespace, settings: Settings, token: str) -> None:
    from bot.telegram_app.application import build
    from bot.telegram_app.budgets import Limits
    from bot.telegram_app.hooking import read_address
    from bot.telegram_app.parts import parts_before_readers
    from bot.telegram_app.running import run_until_stopped

    webhook = read_address(arguments.webhook, arguments.bind, arguments.port) if arguments.webhook else None
    limits = Limits(arguments.per_person, arguments.per_group, arguments.send_rate, arguments.stale_after)
    folder = make_data_folder(settings)
    finish_restoring(folder)
    drop_left_over(folder)
    file, editors_file = folder / CHATS_FILE, folder / EDITORS_FILE
    with open_library(settings) as newsroom, ExitStack() as open_files:
        collection = newsroom.collection()
        _check_holdings(collection, newsroom, settings)
        store = open_files.enter_context(closing(Store(file)))
        inbox = open_files.enter_context(closing(Inbox(file, int(token.partition(":")[0]))))
        submissions = open_files.enter_context(closing(Submissions(editors_file)))
        log = open_files.enter_context(closing(QuestionsLog(editors_file, read_key(folder / KEY_FILE))))
        forget = [_by_chat(inbox.forget), log.forget, _by_chat(submissions.forget)]
        chores = [inbox.drop_old, store.drop_expired, log.drop_expired, submissions.drop_expired]
        open_files.enter_context(keep_house(chores))
        vitals = Vitals()
        want = log.want if settings.verbatim_adders else None
        responder = Responder(collection, store, forget, _recording(log, vitals), clock_of(settings), want)
        desk = Desk(newsroom.library, newsroom.extraction, submissions)
        rights = Rights(settings.verbatim_adders, settings.verbatim_askers)
        first = parts_before_readers(rights, collection, desk, responder, store, log, clock_of(settings))
        application = build(settings, token, responder, store, inbox, limits, first)
        application.adders = settings.verbatim_adders
        if arguments.health_port is not None:
            gauges = _gauges(inbox, application.polls, newsroom.library)
            address = (arguments.health_host, arguments.health_port)
            open_files.enter_context(serve_health(vitals, gauges, address, folder))
        run_until_stopped(application, webhook)


def _recording(log: QuestionsLog, vitals: Vitals) -> Record:
    def record(question: str, verdict: Verdict, seconds: float, key: str) -> None:
        vitals.count(verdict, seconds)
        log.record(question, verdict, seconds, key)

    return record


def _gauges(inbox: Inbox, polls: Polls, library: Library) -> Gauges:
    return Gauges(inbox.waiting, polls.seconds_since_good, lambda: library.count, lambda: library.newest)


def _check_holdings(collection: Collection, newsroom: Newsroom, settings: Settings) -> None:
    try:
        holds = bool(collection.index().passages)
    except ArchiveUnreachableError as error:
        _log.error("%s", error)  # and whoever asks is told so
        return
    if holds or settings.verbatim_adders or settings.is_shared:
        return
    # What was put there a moment ago may still be being written.
    newsroom.library.refresh(newsroom.folders, wait=True)
    if not collection.index().passages:
        where = settings.verbatim_articles.absolute()
        raise SettingsError("VERBATIM_ARTICLES", f"there are no articles in {where}", "Put some there.")


def _by_chat(forget: Callable[[int], object]) -> Callable[[str], object]:
    """A store that knows chats by their number, asked by a conversation's key."""
    return lambda key: forget(int(key))
