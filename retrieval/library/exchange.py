"""All of a library as one file of JSON lines, and back: nothing is lost on the way.

The first line says how many follow; each has a checksum. A file that was cut or changed is refused whole.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import retrieval.library.shelf as shelf
from retrieval.durable import write_durably
from retrieval.library.records import Record, checksum, encode_json, from_bytes, to_bytes
from retrieval.library.schema import LibraryError
from retrieval.library.shelf import Status
from retrieval.library.store import Store

FORMAT = 1
_HEAD = b'{"verbatim_library":'
_DAMAGED = ("it is cut off, changed or no export of a library", "Make the export again.")


def write_export(store: Store, file: Path) -> int:
    """Write every version of every article; the file is there whole or not at all."""
    lines = store.read(lambda connection: [_to_line(record) for record in shelf.records(connection, False)])
    head = encode_json({"verbatim_library": FORMAT, "articles": len(lines)}) + b"\n"
    try:
        write_durably(file, [head, *lines], file.with_name(f".{file.name}.part"))
    except OSError as error:
        problem = f"the export cannot be written ({error.strerror})"
        raise LibraryError(file, problem, "Name another place, or free some space.") from error
    return len(lines)


def read_export(store: Store, file: Path) -> dict[Status, int]:
    """Take over every article of an export; earlier versions stay earlier ones."""
    records = list(_read_lines(file))

    def work(connection: sqlite3.Connection) -> dict[Status, int]:
        counts = dict.fromkeys(Status, 0)
        # In the order they came, so that the list of articles is the same one afterwards.
        for record in records:
            counts[_take_over(connection, record)] += 1
        return counts

    return store.change(work)


def is_export(file: Path) -> bool:
    """Whether a file begins as an export does. Links and pipes are not opened."""
    try:
        if file.is_symlink() or not file.is_file():
            return False
        with file.open("rb") as beginning:
            return beginning.read(len(_HEAD)) == _HEAD
    except OSError:
        return False


def _take_over(connection: sqlite3.Connection, record: Record) -> Status:
    if record.replaced_by is None:
        return shelf.put(connection, record)
    if shelf.find(connection, record.article.id) is not None:
        return Status.UNCHANGED
    shelf.write(connection, record)
    return Status.NEW


def _to_line(record: Record) -> bytes:
    data = to_bytes(record)
    own = checksum(record.replaced_by, data).hex()
    return b'{"checksum":"%s","replaced_by":%s,"record":%s}\n' % (
        own.encode(),
        encode_json(record.replaced_by),
        data,
    )


def _read_lines(file: Path) -> Iterator[Record]:
    try:
        first, *lines = file.read_bytes().rstrip(b"\n").split(b"\n")
        head = json.loads(first)
        newer = head["verbatim_library"] > FORMAT
        complete = head["articles"] == len(lines)
    except OSError as error:
        raise LibraryError(file, f"it cannot be read ({error.strerror})", "Name another file.") from error
    except (ValueError, TypeError, KeyError) as error:
        raise LibraryError(file, *_DAMAGED) from error
    if newer:
        raise LibraryError(file, "it was written by a newer version of Verbatim", "Update Verbatim.")
    if not complete:
        raise LibraryError(file, *_DAMAGED)
    for line in lines:
        yield _read_line(line, file)


def _read_line(line: bytes, file: Path) -> Record:
    try:
        fields: dict[str, Any] = json.loads(line)
        record = from_bytes(encode_json(fields["record"]), fields["replaced_by"])
        whole = checksum(record.replaced_by, to_bytes(record)).hex() == fields["checksum"]
    except (ValueError, TypeError, KeyError) as error:
        raise LibraryError(file, *_DAMAGED) from error
    if not whole:
        raise LibraryError(file, *_DAMAGED)
    return record
