"""What the library remembers of each watched file: how it looked, what it held, which articles it gave."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Container, Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

import retrieval.library.shelf as shelf
from retrieval.library.records import checksum, encode_json


class FileState(StrEnum):
    """What became of a file: its articles stand in the library, it failed, or somebody removed them."""

    READ = "read"
    FAILED = "failed"
    REMOVED = "removed"


class FileRow(NamedTuple):
    """One file. `look` is its size, times and inode; `content` the hash of its bytes; `looks` counts
    failures; `reason` is why it failed, or why not all of it was read."""

    path: str
    look: str
    content: str = ""
    state: FileState = FileState.READ
    looks: int = 0
    reason: str = ""
    articles: tuple[str, ...] = ()


def read_files(connection: sqlite3.Connection) -> Iterator[FileRow]:
    """All files; one whose row is damaged is left out, and so is read again."""
    for path, own, data in connection.execute("SELECT path, checksum, record FROM files ORDER BY path"):
        if checksum(path, data) == own:
            look, content, state, looks, reason, articles = json.loads(data)
            yield FileRow(os.fsdecode(path), look, content, FileState(state), looks, reason, tuple(articles))


def write_file(connection: sqlite3.Connection, row: FileRow) -> None:
    """Remember a file as it is now."""
    path, data = os.fsencode(row.path), encode_json(row[1:])
    connection.execute("REPLACE INTO files VALUES (?, ?, ?)", (path, checksum(path, data), data))


def forget_file(connection: sqlite3.Connection, path: str) -> None:
    """Remember a file no longer."""
    connection.execute("DELETE FROM files WHERE path = ?", (os.fsencode(path),))


def as_removed(row: FileRow) -> FileRow:
    """The file of an article that somebody removed: passed over until its bytes change."""
    return row._replace(state=FileState.REMOVED, looks=0, reason="", articles=())


def held_ids(connection: sqlite3.Connection, holding: Container[str] | None = None) -> frozenset[str]:
    """The articles that files hold. `holding` are the files that count; without it, all do."""
    rows = read_files(connection)
    return frozenset(id for row in rows if holding is None or row.path in holding for id in row.articles)


def unheld(connection: sqlite3.Connection, ids: Iterable[str], held: Container[str]) -> list[str]:
    """Those articles that no file holds and nobody added by hand."""
    found = (shelf.find(connection, id) for id in ids if id not in held)
    return [record.article.id for record in found if record is not None and not record.kept]


def release(connection: sqlite3.Connection, ids: Iterable[str], held: Container[str]) -> None:
    """Take away current articles that nothing holds any more; what they replaced and is held comes back."""
    waiting = [id for id in unheld(connection, ids, held) if _is_current(connection, id)]
    while waiting:
        id = waiting.pop()
        earlier = shelf.replaced_by(connection, id)
        shelf.delete(connection, id)
        gone = unheld(connection, earlier, held)
        for back in (shelf.find(connection, one) for one in earlier if one not in gone):
            if back is not None:
                shelf.write(connection, back._replace(replaced_by=None))
        waiting.extend(gone)


def _is_current(connection: sqlite3.Connection, id: str) -> bool:
    record = shelf.find(connection, id)
    return record is not None and record.replaced_by is None
