"""The rows of the library: put, found, taken away, and each checked against its checksum when it is read.

Every function works inside a transaction of the caller. One version of each article is current;
earlier ones point to what replaced them and stay readable, so that old citations still resolve.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from retrieval.duplicates import sketch
from retrieval.library.changelog import Mark, note
from retrieval.library.records import (
    Record,
    address_key,
    checksum,
    from_bytes,
    published_key,
    to_bytes,
    words_key,
)
from retrieval.library.schema import DamagedLibraryError, LibraryError, first_generation
from retrieval.models import Article

COLUMNS = "id, replaced_by, address, words, published, sketch, record, checksum"
_NO_DIGEST = bytes(32)
_AT_ONCE = 500


class Status(StrEnum):
    """What adding an article did.

    >>> import tempfile
    >>> from retrieval import Article, Library
    >>> owls = Article(id="a1", text="Owls hoot at night.")
    >>> with tempfile.TemporaryDirectory() as folder, Library(f"{folder}/library.sqlite") as library:
    ...     [library.add(owls, added_by="desk").status.value for _ in range(2)]
    ['new', 'unchanged']
    """

    NEW = "new"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"


def put(connection: sqlite3.Connection, record: Record, replaces: Collection[str] = ()) -> Status:
    """Make `record` current in place of what has its address or its words, and of the ids `replaces`."""
    article = record.article
    if not article.text.strip() or not is_id(article.id):
        raise LibraryError(article.id or "an article", "it has no text or no id", "Give it both.")
    before = find(connection, article.id)
    if before is not None and (before.article.text, before.article.url) != (article.text, article.url):
        raise LibraryError(article.id, "another text has this id", "Give the article an id of its own.")
    rivals = [rival for rival in _rivals(connection, record, replaces) if rival.article.id != article.id]
    if before is not None and before.replaced_by is None and before.article == article and not rivals:
        if record.kept and not before.kept:
            write(connection, before._replace(kept=True))
        return Status.UNCHANGED
    for rival in rivals:
        write(connection, rival._replace(replaced_by=article.id))
    write(connection, record._replace(kept=record.kept or (before is not None and before.kept)))
    return Status.REPLACED if rivals or before is not None else Status.NEW


def write(connection: sqlite3.Connection, record: Record) -> None:
    """Store one version as it is, in the place of the row with its id."""
    article = record.article
    data = to_bytes(record)
    fields = (
        *(article.id, record.replaced_by, address_key(article.url), words_key(article.text)),
        *(published_key(article.published), sketch(article.text), data),
    )
    own = checksum(*fields)
    old = connection.execute("SELECT checksum FROM articles WHERE id = ?", (article.id,)).fetchone()
    if old:
        connection.execute(
            "UPDATE articles SET id = ?, replaced_by = ?, address = ?, words = ?, published = ?, sketch = ?,"
            " record = ?, checksum = ? WHERE id = ?",
            (*fields, own, article.id),
        )
    else:
        connection.execute(
            f"INSERT INTO articles ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*fields, own)
        )
    count_change(connection, article.id, own, old[0] if old else _NO_DIGEST)


def delete(connection: sqlite3.Connection, id: str) -> None:
    """Take one version away, not those it replaced."""
    old = connection.execute("SELECT checksum FROM articles WHERE id = ?", (id,)).fetchone()
    if old:
        connection.execute("DELETE FROM articles WHERE id = ?", (id,))
        count_change(connection, id, old[0])


def find(connection: sqlite3.Connection, id: str) -> Record | None:
    """The version with this id, current or not."""
    if not is_id(id):
        return None
    row = connection.execute(f"SELECT {COLUMNS} FROM articles WHERE id = ?", (id,)).fetchone()
    return read_row(row) if row else None


def is_id(text: str) -> bool:
    """Whether this could be an id; SQLite takes no text that is not valid Unicode."""
    return text.isprintable() and bool(text)


def ids_from(connection: sqlite3.Connection, prefix: str) -> list[str]:
    """The ids that begin so: current ones, or where there is none, those of earlier versions."""
    rows = connection.execute(
        "SELECT id, replaced_by FROM articles WHERE substr(id, 1, ?) = ? ORDER BY sequence",
        (len(prefix), prefix),
    ).fetchall()
    return [id for id, replaced_by in rows if replaced_by is None] or [id for id, _ in rows]


def versions(connection: sqlite3.Connection, id: str) -> list[Record]:
    """The version `id` and all earlier ones that led to it, newest first."""
    found: dict[str, Record] = {}
    waiting = [id]
    while waiting:
        record = find(connection, waiting.pop(0))
        if record is not None and record.article.id not in found:
            found[record.article.id] = record
            waiting.extend(replaced_by(connection, record.article.id))
    return list(found.values())


def replaced_by(connection: sqlite3.Connection, id: str) -> list[str]:
    """The ids of the versions that `id` took the place of, newest first."""
    rows = connection.execute("SELECT id FROM articles WHERE replaced_by = ? ORDER BY sequence DESC", (id,))
    return [earlier for (earlier,) in rows]


def newest_version(connection: sqlite3.Connection, id: str) -> str:
    """The id of the version that stands for `id` now."""
    seen: set[str] = set()
    while id not in seen:
        seen.add(id)
        record = find(connection, id)
        id = (record.replaced_by if record else None) or id
    return id


def records(
    connection: sqlite3.Connection, current: bool = True, start: int = 0, limit: int = -1
) -> Iterator[Record]:
    """The current versions, or all, in the order they came."""
    chosen = "WHERE replaced_by IS NULL" if current else ""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM articles {chosen} ORDER BY sequence LIMIT ? OFFSET ?", (limit, start)
    )
    return map(read_row, rows)


def read_row(row: tuple[Any, ...]) -> Record:
    """The record of a row, or DamagedLibraryError where the row is not what was written."""
    *fields, own = row
    if checksum(*fields) != own:
        raise DamagedLibraryError(f"article {row[0]!r}", "it is damaged on the disk", "Restore a backup.")
    return from_bytes(fields[-1], fields[1])


def count(connection: sqlite3.Connection) -> int:
    """How many articles are current."""
    return int(connection.execute("SELECT count(*) FROM articles WHERE replaced_by IS NULL").fetchone()[0])


def has_more_than(connection: sqlite3.Connection, count: int) -> bool:
    """Whether more articles than `count` are current."""
    some = "SELECT 1 FROM articles WHERE replaced_by IS NULL LIMIT 1 OFFSET ?"
    return connection.execute(some, (count,)).fetchone() is not None


def newest(connection: sqlite3.Connection) -> datetime | date | None:
    """When the newest current article was published."""
    row = connection.execute(
        f"SELECT {COLUMNS} FROM articles WHERE replaced_by IS NULL AND published IS NOT NULL"
        " ORDER BY published DESC LIMIT 1"
    ).fetchone()
    return read_row(row).article.published if row else None


def verify(connection: sqlite3.Connection) -> None:
    """Refuse a library in which anything at all is not as it was written."""
    found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise DamagedLibraryError("the library", f"it is damaged ({found})", "Restore a backup.")
    verify_digest(connection)
    for _ in records(connection, current=False):
        pass


def generation(connection: sqlite3.Connection) -> int:
    """A number that is another one after every change of the articles."""
    return _state(connection)[0]


def verify_digest(connection: sqlite3.Connection) -> None:
    """Refuse a library in which a row is missing, is there twice, or cannot be found by its id."""
    rows = connection.execute("SELECT id, checksum FROM articles NOT INDEXED").fetchall()
    own = _NO_DIGEST
    for _, one in rows:
        own = _xor(own, one)
    if own != _state(connection)[1]:
        raise DamagedLibraryError("the library", "articles are missing from the file", "Restore a backup.")
    # The index is a tree of its own: with one bit of it wrong, an article is listed and cannot be found.
    indexed = connection.execute("SELECT id FROM articles INDEXED BY articles_id ORDER BY id").fetchall()
    if sorted(str(id) for id, _ in rows) != sorted(str(id) for (id,) in indexed):
        raise DamagedLibraryError("the library", "its index of ids is damaged", "Restore a backup.")


def start_state(connection: sqlite3.Connection, version: int, beginning: int | None = None) -> None:
    """Begin to count changes, in a library that is still empty."""
    fields = (beginning or first_generation(), _NO_DIGEST)
    connection.execute("INSERT INTO state VALUES (1, ?, ?, ?, ?)", (version, *fields, checksum(*fields)))


def count_change(connection: sqlite3.Connection, id: str | None, *checksums: bytes) -> None:
    """Count one change, of the article `id` or of several, with the checksums that came or went by it."""
    number, digest = _state(connection)
    for one in checksums:
        digest = _xor(digest, one)
    connection.execute(
        "UPDATE state SET generation = ?, digest = ?, checksum = ?",
        (number + 1, digest, checksum(number + 1, digest)),
    )
    note(connection, number + 1, id, digest)


def mark(connection: sqlite3.Connection) -> Mark:
    """Which state of the articles this is."""
    return Mark(*_state(connection))


def current(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, Article]:
    """The articles of these ids, those left out that are not there or were replaced."""
    found: dict[str, Article] = {}
    for start in range(0, len(ids), _AT_ONCE):
        some = [id for id in ids[start : start + _AT_ONCE] if is_id(id)]
        rows = connection.execute(
            f"SELECT {COLUMNS} FROM articles WHERE replaced_by IS NULL"
            f" AND id IN ({', '.join('?' * len(some))})",
            some,
        )
        found.update((record.article.id, record.article) for record in map(read_row, rows))
    return found


def following(connection: sqlite3.Connection, sequence: int, limit: int) -> tuple[int, list[Article]]:
    """Current articles that came after `sequence`, in their order, and the sequence of the last."""
    rows = connection.execute(
        f"SELECT sequence, {COLUMNS} FROM articles WHERE replaced_by IS NULL AND sequence > ?"
        " ORDER BY sequence LIMIT ?",
        (sequence, limit),
    ).fetchall()
    return (rows[-1][0] if rows else sequence), [read_row(row[1:]).article for row in rows]


def sequence_of(connection: sqlite3.Connection, id: str) -> int | None:
    """Where an article stands in the order they came."""
    row = connection.execute("SELECT sequence FROM articles WHERE id = ?", (id,)).fetchone()
    return row[0] if row else None


def _rivals(connection: sqlite3.Connection, record: Record, replaces: Collection[str]) -> list[Record]:
    article = record.article
    rows = connection.execute(
        "SELECT id FROM articles WHERE replaced_by IS NULL AND words = ? UNION"
        " SELECT id FROM articles WHERE replaced_by IS NULL AND address = ?",
        (words_key(article.text), address_key(article.url)),
    ).fetchall()
    found = (find(connection, id) for id in dict.fromkeys([*(id for (id,) in rows), *replaces]))
    return [rival for rival in found if rival is not None and rival.replaced_by is None]


def _state(connection: sqlite3.Connection) -> tuple[int, bytes]:
    row = connection.execute("SELECT generation, digest, checksum FROM state").fetchone()
    if row is None or checksum(row[0], row[1]) != row[2]:
        raise DamagedLibraryError("the library", "its table of contents is damaged", "Restore a backup.")
    return row[0], row[1]


def _xor(one: bytes, other: object) -> bytes:
    # Every order of the same rows gives the same digest, and a row taken away takes its share with it.
    if not isinstance(other, bytes) or len(other) != len(one):
        raise DamagedLibraryError("the library", "a checksum is damaged", "Restore a backup.")
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).to_bytes(len(one), "big")
