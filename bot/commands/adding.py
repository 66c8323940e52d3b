"""`verbatim articles add`: files, folders, addresses and standard input into the library."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from bot.configuration.settings import Settings
from bot.editors.newsroom import Newsroom, open_library
from bot.errors import BotError
from bot.terminal.console import Bar
from bot.words.attribution import article_title
from retrieval import (
    Article,
    ArticleError,
    Library,
    NoArticles,
    RetrievalError,
    UnwritableLibraryError,
    article_files,
    read_bytes,
    stream_articles,
)

ADDED_BY = "command line"
AT_ONCE = 2
"""Files read at a time: as many as there are child processes to read them."""

MOST_NAMED = 20
"""Where more are added, `verbatim articles list` has their ids: so many would hide what else is said."""

_AHEAD = 16
_LINES = (".jsonl", ".ndjson")
_LOT = 50
"""Articles to a transaction."""
_CHUNK = 1024 * 1024


class _Read(NamedTuple):
    articles: Iterable[Article] = ()
    origin: str | None = None
    failures: Sequence[RetrievalError] = ()
    """What could not be read; of a file read line by line complete when its articles were taken."""


def add(arguments: argparse.Namespace, settings: Settings) -> int:
    """Add everything named; returns 0 if anything came of it, 2 if nothing did or the disk refused some."""
    failures: list[RetrievalError] = []
    counts: Counter[str] = Counter()
    named: list[str] = []
    with open_library(settings) as newsroom:
        things = [thing for what in arguments.what for thing in _spread(what, failures)]
        sizes = [_size(thing) for thing in things]
        before, of = 0, sum(sizes)
        with Bar("adding") as advance:
            for size, read in zip(sizes, _read_all(newsroom, things), strict=True):
                for done in _keep(newsroom.library, read, counts, named, failures):
                    advance(before + min(done, size), of)
                advance(before := before + size, of)
        with Bar("indexing") as bar:
            newsroom.index(bar)
    refused = [failure for failure in failures if isinstance(failure, UnwritableLibraryError)]
    for failure in dict.fromkeys(map(str, failures)):  # a full disk says the same to every file
        taken = f" {counts.total()} articles were taken in, the others were not." if counts else ""
        print(f"verbatim: {failure}{taken if failure in map(str, refused) else ''}", file=sys.stderr)
    for line in named if sum(counts.values()) <= MOST_NAMED else ():
        print(line)
    told = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()) if count)
    print(told or "nothing added")
    return 0 if told and not refused else 2


def _spread(what: str, failures: list[RetrievalError]) -> Sequence[str | Path]:
    if what == "-" or what.startswith(("http://", "https://")):
        return [what]
    try:
        if not (files := list(article_files(Path(what)))):
            failures.append(NoArticles(what))
        return files
    except ArticleError as error:
        failures.append(error)
        return []


def _size(thing: str | Path) -> int:
    """How many articles to expect: the lines of a file with one a line, else one."""
    if not isinstance(thing, Path) or thing.suffix.lower() not in _LINES:
        return 1
    try:
        if not thing.is_file():  # a pipe would wait for a writer
            return 1
        with thing.open("rb") as file:
            return max(1, sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(_CHUNK), b"")))
    except OSError:  # told when it is read
        return 1


def _read_all(newsroom: Newsroom, things: Sequence[str | Path]) -> Iterator[_Read]:
    """What each thing holds, in order, a few being read ahead."""
    with ThreadPoolExecutor(AT_ONCE) as readers:
        left = iter(things)
        running = [readers.submit(_read, newsroom, thing) for thing in islice(left, _AHEAD)]
        while running:
            yield running.pop(0).result()
            running += [readers.submit(_read, newsroom, thing) for thing in islice(left, 1)]


def _read(newsroom: Newsroom, thing: str | Path) -> _Read:
    broken: list[ArticleError] = []
    try:
        if isinstance(thing, Path):
            return _read_file(newsroom, thing, broken)
        if thing == "-":
            return _Read(_read_stdin(newsroom, broken), None, tuple(broken))
        return _Read(newsroom.extraction.fetch(thing, broken), None, tuple(broken))
    except RetrievalError as error:
        return _Read(failures=(error, *broken))


def _read_file(newsroom: Newsroom, path: Path, broken: list[ArticleError]) -> _Read:
    if Library.is_export(path):
        remedy = f"Take it over with: verbatim articles import {path}"
        raise ArticleError(str(path), "it is an export of a library, not articles", remedy)
    origin = str(path.resolve())
    if path.suffix.lower() in _LINES:  # of any length: never held in memory whole
        return _Read(stream_articles(path, broken), origin, broken)
    return _Read(newsroom.extraction.read(read_bytes(path), path.name, None, broken), origin, tuple(broken))


def _read_stdin(newsroom: Newsroom, broken: list[ArticleError]) -> tuple[Article, ...]:
    data = sys.stdin.buffer.read()
    if not data.strip():
        problem = "there is nothing in it"
        raise BotError("standard input", problem, "Send an article's text through the pipe.")
    return newsroom.extraction.read(data, "standard input", None, broken)


def _keep(
    library: Library, read: _Read, counts: Counter[str], named: list[str], failures: list[RetrievalError]
) -> Iterator[int]:
    """Adds what was read; gives how many are on the disk so far, and counts them even if the next fail."""
    left, done = iter(read.articles), 0

    def name(added: Sequence[Any]) -> None:
        lines = (f"{one.status.value} {one.article.id} {article_title(one.article)}" for one in added)
        named.extend(islice(lines, MOST_NAMED - len(named)))

    try:
        while lot := list(islice(left, _LOT)):
            added = library.add_many(lot, added_by=ADDED_BY, origin=read.origin, progress=name)
            counts.update({status.value: count for status, count in added.items()})
            yield (done := done + len(lot))
    except RetrievalError as error:
        failures.append(error)
    failures.extend(read.failures)
