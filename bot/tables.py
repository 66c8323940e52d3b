"""One SQLite file behind a lock, as the tables of the editors' side use it."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import Any


class Tables:
    """A connection that every thread may use; statements are short and the file is local."""

    def __init__(self, path: Path | None, schema: str) -> None:
        """Opens the file at `path`, or tables in memory that end with the process."""
        self._lock = threading.Lock()
        if path is not None:
            path.touch(mode=0o600)
        self._connection = sqlite3.connect(path or ":memory:", check_same_thread=False, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA secure_delete = ON")  # what is deleted is to be gone
        self._connection.executescript(schema)

    def change(self, statement: str, *values: object) -> int:
        """Run one statement; the number of rows it changed."""
        with self._lock:
            return self._connection.execute(statement, values).rowcount

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What a query finds."""
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()
