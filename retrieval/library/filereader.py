"""One watched file: is it still, what are its bytes, which articles does it hold, and if none, why."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Collection
from typing import NamedTuple

from retrieval.errors import ArticleError, RetrievalError
from retrieval.library.filetable import FileRow, FileState
from retrieval.library.survey import Sight, read_steadily
from retrieval.models import Article

ReadFile = Callable[[bytes, str, list[ArticleError]], tuple[Article, ...]]
"""The bytes of a file and its name to its articles; those that cannot be read are told in the list."""

MOST_BYTES = 30 * 1024 * 1024


class Outcome(NamedTuple):
    """What a file gave: the row to remember, the row before, and its articles if they were read anew."""

    row: FileRow
    before: FileRow | None
    articles: tuple[Article, ...] | None = None


class Patience:
    """Tells files that are still from those being written, by their age or by two looks at them."""

    def __init__(self, settle: float) -> None:
        self.settle = settle
        self._since: dict[str, tuple[str, float]] = {}

    def is_still(self, sight: Sight) -> bool:
        """Old enough by its own clock, or unchanged since a look that is old enough by ours."""
        now = time.monotonic()
        look, since = self._since.get(sight.path, ("", now))
        if look != sight.look:
            self._since[sight.path] = (sight.look, since := now)
        # Its own clock may be wrong, or run ahead of ours: then only the two looks count.
        if now - since >= self.settle or time.time() - sight.modified / 1e9 >= self.settle:
            self._since.pop(sight.path, None)
            return True
        return False

    def forget_others(self, paths: Collection[str]) -> None:
        """Keep in mind only these files."""
        self._since = {path: seen for path, seen in self._since.items() if path in paths}


def read_file(sight: Sight, before: FileRow | None, read: ReadFile, again: bool) -> Outcome | None:
    """The outcome of reading one file, or None where it changed under our eyes."""
    row = FileRow(sight.path, sight.look, articles=before.articles if before else ())
    try:
        if sight.size > MOST_BYTES:
            return _fail(row, before, f"it is larger than {MOST_BYTES // 1024**2} MB")
        data = read_steadily(sight)
    except FileNotFoundError:
        return None
    except OSError as error:
        return _fail(row, before, f"it cannot be opened ({error.strerror})")
    if data is None:
        return None
    row = row._replace(content=hashlib.sha256(data).hexdigest())
    if before is not None and before.content == row.content and _stays(before, again):
        return Outcome(before._replace(look=sight.look), before)
    return _extract(data, row, before, read)


def _extract(data: bytes, row: FileRow, before: FileRow | None, read: ReadFile) -> Outcome:
    failures: list[ArticleError] = []
    name = os.path.basename(row.path)  # noqa: PTH119 - a name may be no valid text
    try:
        articles = read(data, name, failures)
        if failures and not articles:
            raise failures[0]
    except RetrievalError as error:
        return _fail(row, before, f"{error.problem}. {error.remedy}")
    except Exception as error:  # a fault of a reader must not keep the other files out
        return _fail(row, before, f"the reader failed ({type(error).__name__}: {error})")
    if not articles:
        return _fail(row, before, "no article was found in it")
    ids = tuple(dict.fromkeys(article.id for article in articles))
    return Outcome(row._replace(articles=ids, reason=_told(failures)), before, articles)


def _told(failures: Collection[ArticleError]) -> str:
    """Why not all of a file was read, in one sentence and the first one's remedy; nothing if all was."""
    if not failures:
        return ""
    were = "was" if len(failures) == 1 else "were"
    first = next(iter(failures))
    return f"{len(failures)} of its articles {were} not read, the first: {first}"


def _stays(before: FileRow, again: bool) -> bool:
    return before.state is FileState.REMOVED or (before.state is FileState.READ and not again)


def _fail(row: FileRow, before: FileRow | None, reason: str) -> Outcome:
    looks = before.looks + 1 if before and before.look == row.look else 1
    return Outcome(row._replace(state=FileState.FAILED, looks=looks, reason=reason), before)
