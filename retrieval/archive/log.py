"""What came and went since the last merge: records in a file that is only ever appended to.

A record is a header (length, checksum of the content, checksum of the header) and JSON. A record that
the file ends inside of was never acknowledged, and is cut off by the next append; anything else that
does not fit its checksum is damage.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Iterator
from math import isnan, nan
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

from retrieval.archive.errors import REBUILD, DamagedIndexError
from retrieval.archive.files import unwritable, write_file
from retrieval.archive.places import Entry
from retrieval.archive.wording import Wording

_MAGIC = b"verbatim archive log 4\n"
_NUMBERS, _HEADER = struct.Struct("<II"), struct.Struct("<III")


class Change(NamedTuple):
    """Articles that went and articles that came, together; and the library's generation after it."""

    removed: tuple[str, ...]
    added: tuple[Entry, ...]
    mark: int


def start_log(path: Path, records: bytes = b"") -> None:
    """A new log with records copied from another one."""
    write_file(path, _MAGIC + records)


def append(path: Path, end: int, change: Change) -> int:
    """Write a change behind `end`; when this returns the log's new end, it is on the disk.

    Raises IndexFileError when the disk does not take it; the log then is as before.
    """
    try:
        with path.open("r+b") as file:
            file.truncate(end)
            file.seek(end)
            try:
                file.write(_encode(change))
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                os.truncate(path, end)
                raise
            return file.tell()
    except OSError as error:
        raise unwritable(path, error) from error


def read_log(path: Path, start: int = 0) -> Iterator[tuple[Change, int]]:
    """The changes from `start` on, each with where it ends. Raises DamagedIndexError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DamagedIndexError(path, f"cannot be read ({error.strerror})", REBUILD) from error
    if not data.startswith(_MAGIC):
        raise DamagedIndexError(path, "is no log of this version", REBUILD)
    end = max(start, len(_MAGIC))
    if len(data) < start:
        raise DamagedIndexError(path, "has become shorter", REBUILD)
    while (content := _content_at(path, data, end)) is not None:
        end += _HEADER.size + len(content)
        yield _decode(content), end


def empty_end() -> int:
    """Where a log without records ends."""
    return len(_MAGIC)


def _content_at(path: Path, data: bytes, start: int) -> bytes | None:
    header = data[start : start + _HEADER.size]
    if len(header) < _HEADER.size or not any(data[start:]):
        return None  # cut off, or room that was never filled: not acknowledged
    length, checksum, own = _HEADER.unpack(header)
    content = data[start + _HEADER.size : start + _HEADER.size + length]
    if crc32(header[: _NUMBERS.size]) != own or (len(content) == length and crc32(content) != checksum):
        raise DamagedIndexError(path, f"the record at byte {start} is not as it was written", REBUILD)
    return content if len(content) == length else None


def _encode(change: Change) -> bytes:
    record = {
        "removed": list(change.removed),
        "added": [_fields(entry) for entry in change.added],
        "mark": change.mark,
    }
    content = json.dumps(record, separators=(",", ":")).encode()
    numbers = _NUMBERS.pack(len(content), crc32(content))
    return numbers + struct.pack("<I", crc32(numbers)) + content


def _fields(entry: Entry) -> list[Any]:
    day = None if isnan(entry.day) else entry.day
    return [
        *(entry.article, [list(s) for s in entry.spans], list(entry.terms)),
        *(entry.title, day, entry.language, _wording_to_json(entry.wording)),
    ]


def _decode(content: bytes) -> Change:
    record = json.loads(content)
    added = tuple(
        Entry(
            *(id, [(s, e) for s, e in spans], terms, title),
            *(nan if day is None else day, language, _wording_from_json(wording)),
        )
        for id, spans, terms, title, day, language, wording in record["added"]
    )
    return Change(tuple(record["removed"]), added, record["mark"])


def _wording_to_json(wording: Wording | None) -> list[Any] | None:
    if wording is None:
        return None
    return [wording.digest, wording.sentences, [marks.hex() for marks in wording.marks]]


def _wording_from_json(fields: list[Any] | None) -> Wording | None:
    if fields is None:
        return None
    digest, sentences, marks = fields
    return Wording(digest, sentences, list(map(bytes.fromhex, marks)))
