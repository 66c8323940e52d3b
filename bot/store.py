"""What must survive a restart: the answers behind the buttons, and which message shows them (SQLite)."""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.contract import from_json, to_json
from bot.replies import Kept
from retrieval import Answer, Article

KEPT_DAYS = 30

_SCHEMA = """
CREATE TABLE IF NOT EXISTS answers (
    id TEXT PRIMARY KEY, conversation TEXT NOT NULL, answer TEXT NOT NULL, asked_at REAL NOT NULL,
    intro TEXT NOT NULL DEFAULT '', page INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS answers_by_conversation ON answers (conversation, asked_at);
CREATE TABLE IF NOT EXISTS replies (
    conversation TEXT NOT NULL, question_message INTEGER NOT NULL, reply_message INTEGER NOT NULL,
    PRIMARY KEY (conversation, question_message)
);
"""


class Store:
    """The chat store. One connection behind a lock: statements are short and the file is local."""

    def __init__(self, path: Path | None = None, *, now: Callable[[], float] = time.time) -> None:
        """Opens the file at `path`, or a store in memory that ends with the process."""
        self._now = now
        self._lock = threading.Lock()
        self._database = sqlite3.connect(path or ":memory:", check_same_thread=False, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.executescript(_SCHEMA)

    def keep_answer(self, conversation: str, answer: Answer, intro: str = "") -> Kept:
        """Store `answer` under a random id, so that it cannot be guessed."""
        answer_id = secrets.token_urlsafe(9)
        row = (answer_id, conversation, json.dumps(to_json(answer)), self._now(), intro)
        with self._lock:
            self._database.execute("INSERT INTO answers VALUES (?, ?, ?, ?, ?, 0)", row)
        return Kept(answer_id, answer, intro)

    def answer(
        self, conversation: str, answer_id: str, find_article: Callable[[str], Article | None]
    ) -> Kept | None:
        """The answer of that id, None if it was never this conversation's or has expired."""
        where = "id = ? AND conversation = ? AND asked_at > ?"
        return self._kept(where, (answer_id, conversation, self._oldest()), find_article)

    def last_answer(self, conversation: str, find_article: Callable[[str], Article | None]) -> Kept | None:
        """The newest answer of a conversation."""
        where = "conversation = ? AND asked_at > ? ORDER BY asked_at DESC, rowid DESC"
        return self._kept(where, (conversation, self._oldest()), find_article)

    def keep_page(self, answer_id: str, page: int) -> None:
        """Remember which page of an answer is shown."""
        with self._lock:
            self._database.execute("UPDATE answers SET page = ? WHERE id = ?", (page, answer_id))

    def keep_reply(self, conversation: str, question_message: int, reply_message: int) -> None:
        """Remember which message answered which, so that an edited question edits its answer."""
        row = (conversation, question_message, reply_message)
        with self._lock:
            self._database.execute("INSERT OR REPLACE INTO replies VALUES (?, ?, ?)", row)

    def reply_to(self, conversation: str, question_message: int) -> int | None:
        """The message that answered `question_message`."""
        query = "SELECT reply_message FROM replies WHERE conversation = ? AND question_message = ?"
        row = self._one(query, (conversation, question_message))
        return row[0] if row else None

    def drop_expired(self) -> None:
        """Delete what is older than `KEPT_DAYS`."""
        with self._lock:
            self._database.execute("DELETE FROM answers WHERE asked_at <= ?", (self._oldest(),))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()

    def _kept(
        self, where: str, values: tuple[object, ...], find_article: Callable[[str], Article | None]
    ) -> Kept | None:
        row = self._one(f"SELECT id, answer, intro, page FROM answers WHERE {where} LIMIT 1", values)
        return Kept(row[0], from_json(json.loads(row[1]), find_article), row[2], row[3]) if row else None

    def _oldest(self) -> float:
        return self._now() - KEPT_DAYS * 86_400

    def _one(self, query: str, values: tuple[object, ...]) -> tuple[Any, ...] | None:
        with self._lock:
            row: tuple[Any, ...] | None = self._database.execute(query, values).fetchone()
        return row
