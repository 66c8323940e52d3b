"""`verbatim` on its own: a conversation at the terminal."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.configuration.settings import Settings
from bot.conversations.clock import clock_of
from bot.conversations.collection import open_collection
from bot.conversations.responder import Responder
from bot.storage.store import Store
from bot.terminal.console import Bar, Console, terminal_language, typed_lines

NEWEST_NAMED = 1_000
"""Articles whose names complete what is typed."""


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Talk until the lines end; returns the exit status."""
    with Bar("indexing") as bar:
        collection = open_collection(settings, None, bar)
    history = _history_file(settings) if sys.stdin.isatty() else None
    forget = [] if history is None else [lambda _: history.write_bytes(b"")]
    responder = Responder(collection, Store(), forget, clock=clock_of(settings))
    console = Console(responder, sys.stdout)
    if not sys.stdin.isatty():
        console.talk(sys.stdin)
        return 0
    console.greet()
    names = sorted({tag for article in collection.index().newest[:NEWEST_NAMED] for tag in article.tags})
    console.talk(typed_lines(names, history, terminal_language()))
    return 0


def _history_file(settings: Settings) -> Path | None:
    """Where typed lines are remembered, None where no file can be."""
    try:
        settings.data_folder.mkdir(parents=True, exist_ok=True)
        history = settings.data_folder / "history"
        history.touch(mode=0o600)
    except OSError:
        return None
    return history
