"""`verbatim check`: whether a sentence stands in the articles, word for word."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from bot.configuration.settings import Settings
from bot.conversations.collection import open_collection
from bot.conversations.responder import Responder
from bot.errors import BotError
from bot.storage.store import Store
from bot.terminal.console import Console
from retrieval import Verdict


def add_parser(commands: Any) -> None:
    """Add `check` to the command line."""
    parser = commands.add_parser(
        "check",
        help="tell whether a sentence stands in the articles",
        epilog='example: verbatim check "Sovereignty is not for sale."',
    )
    parser.add_argument("sentence", help="the words to look for, in quotation marks")
    parser.add_argument("--articles", type=Path, metavar="PATH", help="check against this folder or file")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Check; returns 0 if the sentence stands there, verbatim or but for what is forgiven, else 1."""
    if not arguments.sentence.strip():
        raise BotError("the sentence", "is empty", "Give the words to look for in quotation marks.")
    collection = open_collection(settings, arguments.articles)
    console = Console(Responder(collection, Store()), sys.stdout)
    reply = console.check(arguments.sentence)
    console.show(reply)
    return 0 if reply.verdict is Verdict.ANSWERED else 1
