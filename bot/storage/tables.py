"""One SQLite file behind a lock, as the tables of the editors' side use it."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from bot.storage.database import open_database
from bot.storage.schema import EDITORS


class Tables:
    """A connection that every thread may use; statements are short and the file is local."""

    def __init__(self, path: Path | None, *read: str) -> None:
        """Opens the file at `path` to read those of its tables, or tables in memory. Raises BotError."""
        self._lock = threading.Lock()
        self._connection = open_database(path, EDITORS, read)

    def change(self, statement: str, *values: object) -> int:
        """Run one statement; the number of rows it changed."""
        with self._lock:
            return self._connection.execute(statement, values).rowcount

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What a query finds."""
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def forget(self, statement: str, *values: object) -> int:
        """Delete rows from the file's log too; the number of rows."""
        with self._lock:
            gone = self._connection.execute(statement, values).rowcount
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return gone

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()
