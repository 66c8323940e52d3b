"""`verbatim articles add`: files, folders, addresses and standard input into the library."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.console import show_progress
from bot.errors import BotError
from bot.newsroom import Newsroom, open_library
from bot.settings import Settings
from retrieval import Article, ArticleError, RetrievalError, article_files, read_bytes

ADDED_BY = "command line"
_LINES = (".jsonl", ".ndjson")


def add(arguments: argparse.Namespace, settings: Settings) -> int:
    """Add everything named; returns 0 if anything came of it, 2 if nothing did."""
    counts: Counter[str] = Counter()
    failures: list[RetrievalError] = []
    with open_library(settings) as newsroom:
        things = [thing for what in arguments.what for thing in _spread(what, failures)]
        with show_progress("adding", len(things)) as advance:
            for done, thing in enumerate(things, start=1):
                _add_one(newsroom, thing, counts, failures)
                advance(done, len(things))
    for failure in failures:
        print(f"verbatim: {failure}", file=sys.stderr)
    told = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
    print(told or "nothing added")
    return 0 if counts else 2


def _spread(what: str, failures: list[RetrievalError]) -> Sequence[str | Path]:
    if what == "-" or what.startswith(("http://", "https://")):
        return [what]
    try:
        return list(article_files(Path(what)))
    except ArticleError as error:
        failures.append(error)
        return []


def _add_one(
    newsroom: Newsroom, thing: str | Path, counts: Counter[str], failures: list[RetrievalError]
) -> None:
    broken: list[ArticleError] = []
    try:
        articles = _read(newsroom, thing, broken)
        origin = str(thing.resolve()) if isinstance(thing, Path) else None
        for status, count in newsroom.library.add_many(articles, added_by=ADDED_BY, origin=origin).items():
            counts[status.value] += count
    except RetrievalError as error:
        failures.append(error)
    failures.extend(broken)
    counts += Counter()  # drops the zeros


def _read(newsroom: Newsroom, thing: str | Path, broken: list[ArticleError]) -> Iterator[Article]:
    if isinstance(thing, Path):
        if thing.suffix.lower() in _LINES:
            from retrieval import stream_articles

            yield from stream_articles(thing, broken)  # of any length: never held in memory whole
        else:
            yield from newsroom.extraction.read(read_bytes(thing), thing.name, None, broken)
    elif thing == "-":
        data = sys.stdin.buffer.read()
        if not data.strip():
            raise BotError(
                "standard input", "there is nothing in it", "Send an article's text through the pipe."
            )
        yield from newsroom.extraction.read(data, "standard input", None, broken)
    else:
        yield from newsroom.extraction.fetch(thing, broken)
