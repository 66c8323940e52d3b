"""SQLite's write-ahead log, as far as damage to it must be noticed and undone.

After a crash SQLite takes the log up to the first frame that is not right and says nothing of the
rest, so that one flipped bit takes every later change with it. Here the frames are counted, and
the sums that chain them are made anew, so that all the others can be read.
(The form of the file: sqlite.org/fileformat2.html#the_write_ahead_log)
"""

from __future__ import annotations

import sqlite3
import struct
from collections import Counter
from pathlib import Path
from typing import NamedTuple

_HEADER = struct.Struct(">8I")  # magic, version, page size, checkpoint, salts, sums
_FRAME = struct.Struct(">6I")  # page, pages after a commit or 0, salts, sums
_PAGE = 4096
_SIZE = _FRAME.size + _PAGE
_WORDS = struct.Struct("<1024I")
_LITTLE_ENDIAN, _VERSION = 0x377F0682, 3007000

Salts = tuple[int, int]


class Log(NamedTuple):
    """What stands in a log: the salts of its frames, and how many frames lead to the last commit."""

    salts: Salts
    frames: int


def read_log(file: Path) -> Log:
    """Count the frames of a log by their heads alone; a frame cut off at the end counts for nothing."""
    try:
        size = file.stat().st_size
        with file.open("rb") as data:
            head = data.read(_HEADER.size)
            heads = []
            for start in range(_HEADER.size, size - _SIZE + 1, _SIZE):
                data.seek(start)
                heads.append(_FRAME.unpack(data.read(_FRAME.size)))
    except (OSError, struct.error):
        return Log((0, 0), 0)
    if len(head) < _HEADER.size or not heads:
        return Log((0, 0), 0)
    salts = _salts(_HEADER.unpack(head), heads)
    commits = [number for number, frame in enumerate(heads, 1) if frame[2:4] == salts and frame[1]]
    return Log(salts, max(commits, default=0))


def is_cut_short(connection: sqlite3.Connection, log: Path) -> bool:
    """Whether SQLite passed over frames that were written in full, each with its commit."""
    connection.execute("BEGIN IMMEDIATE")  # nobody else is writing while the frames are counted
    written = read_log(log)
    connection.execute("COMMIT")
    _, taken, _ = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    # Another program may have begun the log anew meanwhile; then the salts are others.
    return 0 <= taken < written.frames and read_log(log).salts == written.salts


def mend_log(file: Path) -> None:
    """Make every frame up to the last commit count again, whatever became of one among them."""
    log = read_log(file)
    if not log.frames:
        return
    data = file.read_bytes()
    head = struct.pack(">6I", _LITTLE_ENDIAN, _VERSION, _PAGE, 0, *log.salts)
    sums = _add_up((0, 0), head)
    parts = [head, struct.pack(">2I", *sums)]
    for start in range(_HEADER.size, _HEADER.size + log.frames * _SIZE, _SIZE):
        page, pages, *_ = _FRAME.unpack_from(data, start)
        begin = struct.pack(">2I", page, pages)
        if not 0 < page < (1 << 24):
            continue  # a damaged page number; the page it stood for is lost
        content = data[start + _FRAME.size : start + _SIZE]
        sums = _add_up(_add_up(sums, begin), content)
        parts += [begin, struct.pack(">4I", *log.salts, *sums), content]
    file.write_bytes(b"".join(parts))


def _salts(head: tuple[int, ...], frames: list[tuple[int, ...]]) -> Salts:
    # One of them may be the damaged one.
    first = [(head[4], head[5]), *((frame[2], frame[3]) for frame in frames[:2])]
    return Counter(first).most_common(1)[0][0]


def _add_up(sums: tuple[int, int], data: bytes) -> tuple[int, int]:
    one, two = sums
    words = _WORDS.unpack(data) if len(data) == _PAGE else struct.unpack(f"<{len(data) // 4}I", data)
    for even, odd in zip(words[::2], words[1::2], strict=True):
        one = (one + even + two) & 0xFFFFFFFF
        two = (two + odd + one) & 0xFFFFFFFF
    return one, two
