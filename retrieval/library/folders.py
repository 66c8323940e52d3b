"""Watched folders: the library follows the files in them, added, changed, renamed and removed.

Nothing is opened that looks as it did. A file that is being written is left until it is still; one
that fails three times is set aside until it changes; a folder that is gone takes nothing with it.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import retrieval.library.shelf as shelf
from retrieval.duplicates import sketch
from retrieval.errors import ArticleError
from retrieval.library.changes import Changes, Failure
from retrieval.library.filereader import Outcome, Patience, ReadFile, read_file
from retrieval.library.filetable import (
    FileRow,
    FileState,
    forget_file,
    held_ids,
    read_files,
    release,
    unheld,
    write_file,
)
from retrieval.library.records import Record
from retrieval.library.store import Store
from retrieval.library.survey import Seen, Sight, body_of, survey_all
from retrieval.models import Article

TRIES = 3
ADDED_BY = "folder"
LOT = 20
"""Files to a transaction."""


class FolderWatch:
    """Keeps a library's articles true to the files in some folders."""

    def __init__(
        self, store: Store, read: ReadFile | None, settle: float, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._read = read or _read_article
        self._clock = clock
        self._patience = Patience(settle)
        self._one_at_a_time = threading.Lock()

    def refresh(
        self, folders: Sequence[Path], wait: bool, again: bool, progress: Callable[[int, int], None]
    ) -> Changes:
        """Look through the folders once, or with `wait` again when what is being written may have settled."""
        with self._one_at_a_time:
            changes = self._look(folders, again, progress)
            if wait and changes.waiting:
                time.sleep(self._patience.settle)
                changes = changes.then(self._look(folders, False, progress))
            return changes

    def failures(self) -> tuple[Failure, ...]:
        """The files that are set aside."""
        rows = self._store.read(lambda connection: list(read_files(connection)))
        return tuple(_to_failure(row) for row in rows if row.looks >= TRIES)

    def partly_read(self) -> tuple[Failure, ...]:
        """The files of which some articles were taken and some could not be read."""
        rows = self._store.read(lambda connection: list(read_files(connection)))
        return tuple(_to_failure(row) for row in rows if _is_partly_read(row))

    def _look(self, folders: Sequence[Path], again: bool, progress: Callable[[int, int], None]) -> Changes:
        rows, identities = self._store.read(_known)
        seen = survey_all(folders, rows, identities)
        self._patience.forget_others(seen.files.keys())
        fresh = [sight for sight in seen.files.values() if again or _is_fresh(sight, rows.get(sight.path))]
        missing = [row for path, row in rows.items() if seen.is_gone(path)]
        renamed = _find_renamed(fresh, missing, rows)
        new_names, old_names = {sight.path for _, sight in renamed}, {row.path for row, _ in renamed}
        self._rename(renamed)
        fresh = [sight for sight in fresh if sight.path not in new_names]
        # Of two versions of an article the later file must win.
        still = sorted(filter(self._patience.is_still, fresh), key=lambda sight: (sight.modified, sight.path))
        outcomes = self._read_all(still, rows, again, progress)
        gone = [row for row in missing if row.path not in old_names]
        self._remove(gone, seen)
        self._note_folders(seen.identities, identities)
        done = {outcome.row.path for outcome in outcomes}
        waiting = tuple(sight.path for sight in fresh if sight.path not in done)
        return _to_changes(outcomes, renamed, gone, seen.blocked)._replace(waiting=waiting)

    def _read_all(
        self,
        sights: Sequence[Sight],
        rows: Mapping[str, FileRow],
        again: bool,
        progress: Callable[[int, int], None],
    ) -> list[Outcome]:
        outcomes: list[Outcome] = []
        for start in range(0, len(sights), LOT):
            # Reading is slow and holds no lock: questions go on meanwhile.
            lot = [
                read_file(sight, rows.get(sight.path), self._read, again)
                for sight in sights[start : start + LOT]
            ]
            outcomes.extend(self._keep([outcome for outcome in lot if outcome is not None]))
            progress(min(start + LOT, len(sights)), len(sights))
        return outcomes

    def _keep(self, outcomes: Collection[Outcome]) -> Collection[Outcome]:
        now = self._clock()
        for article in (article for outcome in outcomes for article in outcome.articles or ()):
            sketch(article.text)  # the slow part, remembered: not to be done while others wait

        def work(connection: sqlite3.Connection) -> None:
            for row, before, articles in outcomes:
                write_file(connection, row)
                if articles is not None:
                    _shelve(connection, row, before, articles, now)

        self._store.change(work)
        return outcomes

    def _rename(self, renamed: Collection[tuple[FileRow, Sight]]) -> None:
        def work(connection: sqlite3.Connection) -> None:
            for old, new in renamed:
                forget_file(connection, old.path)
                write_file(connection, old._replace(path=new.path, look=new.look))
                for id in old.articles:
                    record = shelf.find(connection, id)
                    if record is not None and record.origin == old.path:
                        shelf.write(connection, record._replace(origin=new.path))

        if renamed:
            self._store.change(work)

    def _remove(self, gone: Collection[FileRow], seen: Seen) -> None:
        def work(connection: sqlite3.Connection) -> None:
            for row in gone:
                forget_file(connection, row.path)
            holding = {row.path for row in read_files(connection) if seen.may_stand(row.path)}
            ids = [id for row in gone for id in row.articles]
            release(connection, ids, held_ids(connection, holding))

        if gone:
            self._store.change(work)

    def _note_folders(self, now: Mapping[str, str], before: Mapping[str, str]) -> None:
        def work(connection: sqlite3.Connection) -> None:
            for path, identity in now.items():
                connection.execute("REPLACE INTO folders VALUES (?, ?)", (os.fsencode(path), identity))

        if any(before.get(path) != identity for path, identity in now.items()):
            self._store.change(work)


def _shelve(
    connection: sqlite3.Connection,
    row: FileRow,
    before: FileRow | None,
    articles: Collection[Article],
    now: datetime,
) -> None:
    held = before.articles if before else ()
    left = [id for id in held if id not in row.articles]
    # One article before and one now: versions of each other, whatever their words and address.
    others = held_ids(connection) if left else frozenset()
    replaces = unheld(connection, left, others) if len(held) == len(row.articles) == 1 else []
    for article in articles:
        shelf.put(connection, Record(article, ADDED_BY, now, origin=row.path, kept=False), replaces)
    release(connection, left, others)


def _known(connection: sqlite3.Connection) -> tuple[dict[str, FileRow], dict[str, str]]:
    folders = connection.execute("SELECT path, identity FROM folders").fetchall()
    rows = {row.path: row for row in read_files(connection)}
    return rows, {os.fsdecode(path): identity for path, identity in folders}


def _is_fresh(sight: Sight, row: FileRow | None) -> bool:
    return row is None or row.look != sight.look or 0 < row.looks < TRIES


def _find_renamed(
    fresh: Iterable[Sight], missing: Iterable[FileRow], rows: Mapping[str, FileRow]
) -> list[tuple[FileRow, Sight]]:
    """New names of files that are gone; the ending must be the same, because it decides how one is read."""
    old = {
        (body_of(row.look), _ending(row.path)): row for row in missing if row.state is not FileState.FAILED
    }
    new = [sight for sight in fresh if sight.path not in rows]
    pairs = [(old.pop((body_of(sight.look), _ending(sight.path)), None), sight) for sight in new]
    return [(row, sight) for row, sight in pairs if row is not None]


def _to_changes(
    outcomes: Collection[Outcome],
    renamed: Iterable[tuple[FileRow, Sight]],
    gone: Iterable[FileRow],
    blocked: Mapping[str, str],
) -> Changes:
    read = [outcome for outcome in outcomes if outcome.articles is not None]
    known = {row.path for row, before, _ in read if before and before.articles}
    failed = [_to_failure(row) for row, _, _ in outcomes if row.state is FileState.FAILED]
    return Changes(
        added=tuple(row.path for row, _, _ in read if row.path not in known),
        changed=tuple(row.path for row, _, _ in read if row.path in known),
        removed=tuple(row.path for row in gone),
        renamed=tuple((old.path, new.path) for old, new in renamed),
        failed=(*(Failure(place, reason) for place, reason in blocked.items()), *failed),
        partly=tuple(_to_failure(row) for row, _, _ in read if _is_partly_read(row)),
    )


def _to_failure(row: FileRow) -> Failure:
    return Failure(row.path, row.reason, row.looks, row.looks >= TRIES)


def _is_partly_read(row: FileRow) -> bool:
    return row.state is FileState.READ and bool(row.reason)


def _ending(path: str) -> str:
    return os.path.splitext(path)[1].lower()  # noqa: PTH122 - a name may be no valid text


def _read_article(data: bytes, name: str, failures: list[ArticleError]) -> tuple[Article, ...]:
    from retrieval.articles import parse_article

    return parse_article(data, name, failures=failures)
