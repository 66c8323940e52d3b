"""Which articles changed since a mark: what an index that was true then has to take in to be true now.

A mark is a generation of the library and the digest of all its articles. A library that was put back
from a backup counts on from an old generation; the digest tells it from the one that was marked.
"""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from retrieval.library.records import checksum

MOST_KEPT = 200_000
"""Changes that are remembered; an index that is further behind is made anew."""

_FORGET_EVERY = 1024


class Mark(NamedTuple):
    """A state of the library."""

    generation: int
    digest: bytes

    def to_int(self) -> int:
        """The same as one number.

        >>> Mark.from_int(Mark(7, bytes(31) + b"a").to_int()) == Mark(7, bytes(31) + b"a")
        True
        """
        return self.generation << 256 | int.from_bytes(self.digest, "big")

    @classmethod
    def from_int(cls, number: int) -> Mark:
        """What `to_int` was called on."""
        return cls(number >> 256, (number & ((1 << 256) - 1)).to_bytes(32, "big"))


class Changed(NamedTuple):
    """The ids of articles that came, changed or went, each once, and the mark that leads to."""

    mark: Mark
    ids: tuple[str, ...]


def note(connection: sqlite3.Connection, generation: int, id: str | None, digest: bytes) -> None:
    """Remember one change, and forget those of long ago."""
    connection.execute(
        "INSERT OR REPLACE INTO changes VALUES (?, ?, ?, ?)",
        (generation, id, digest, checksum(generation, id, digest)),
    )
    if generation % _FORGET_EVERY == 0:
        connection.execute("DELETE FROM changes WHERE generation <= ?", (generation - MOST_KEPT,))


def changed_since(connection: sqlite3.Connection, mark: Mark, now: Mark) -> Changed | None:
    """What changed from `mark` to `now`; None where that is not remembered, or was another library."""
    if mark == now:
        return Changed(now, ())
    rows = connection.execute(
        "SELECT * FROM changes WHERE generation >= ? ORDER BY generation", (mark.generation,)
    ).fetchall()
    whole = bool(rows) and all(checksum(*fields) == own for *fields, own in rows)
    known = whole and len(rows) == now.generation - mark.generation + 1 and rows[0][2] == mark.digest
    if not known or any(id is None for _, id, _, _ in rows[1:]):
        return None
    return Changed(now, tuple(dict.fromkeys(id for _, id, _, _ in rows[1:])))
