"""What must survive a restart: answers and menus behind buttons, what shows them, votes, chats (SQLite)."""

from __future__ import annotations

import json
import os
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.storage.contract import from_json, to_json
from bot.storage.database import open_database
from bot.storage.kept import Kept, Menu, Preferences
from bot.storage.schema import CHATS, TABLES, whole
from retrieval import Answer, Article

KEPT_DAYS = 30

_DAY = 86_400.0
_TIMES = {"answers": "asked_at", "replies": "replied_at", "menus": "shown_at", "votes": "voted_at"}

FindArticle = Callable[[str], Article | None]


class Store:
    """The chat store. One connection behind a lock: statements are short and the file is local."""

    def __init__(self, path: Path | None = None, *, now: Callable[[], float] = time.time) -> None:
        """Opens the file at `path`, or a store in memory that ends with the process. Raises BotError."""
        self._now = now
        self._lock = threading.Lock()
        self._tidied = 0.0
        self._database = open_database(path, CHATS, TABLES)

    def keep_answer(self, conversation: str, answer: Answer, intro: str = "", topic: int = 0) -> Kept:
        """Store `answer` under a random id, so that it cannot be guessed."""
        self._tidy()
        answer_id = _random_id()
        kept = json.dumps(to_json(answer))
        self._change(
            "INSERT INTO answers VALUES (?, ?, ?, ?, ?, 0, ?)",
            (answer_id, conversation, kept, self._now(), _whole(intro), topic),
        )
        return Kept(answer_id, answer, intro)

    def answer(self, conversation: str, answer_id: str, find_article: FindArticle) -> Kept | None:
        """The answer of that id, None if it was never this conversation's or has expired."""
        where = "id = ? AND conversation = ? AND asked_at > ?"
        return self._kept(where, (answer_id, conversation, self._oldest()), find_article)

    def last_answer(self, conversation: str, find_article: FindArticle, topic: int = 0) -> Kept | None:
        """The newest answer in one topic of a conversation."""
        where = "conversation = ? AND topic = ? AND asked_at > ? ORDER BY asked_at DESC, rowid DESC"
        return self._kept(where, (conversation, topic, self._oldest()), find_article)

    def answer_in(self, conversation: str, reply_message: int, find_article: FindArticle) -> Kept | None:
        """The answer that a message of ours shows."""
        query = (
            f"SELECT answer FROM replies WHERE conversation = ? AND reply_message = ? AND {whole('replies')}"
            " ORDER BY replied_at DESC"
        )
        row = self._one(query, (conversation, reply_message))
        return self.answer(conversation, row[0], find_article) if row and row[0] else None

    def keep_page(self, answer_id: str, page: int) -> None:
        """Remember which page of an answer is shown."""
        self._change(f"UPDATE answers SET page = ? WHERE id = ? AND {whole('answers')}", (page, answer_id))

    def keep_reply(
        self, conversation: str, question_message: int, reply_message: int, answer_id: str | None = None
    ) -> None:
        """Remember which message answered which, so that an edited question edits its answer."""
        self._change(
            "INSERT OR REPLACE INTO replies VALUES (?, ?, ?, ?, ?)",
            (conversation, question_message, reply_message, answer_id, self._now()),
        )

    def reply_to(self, conversation: str, question_message: int) -> int | None:
        """The message that answered `question_message`."""
        query = (
            "SELECT reply_message FROM replies WHERE conversation = ? AND question_message = ?"
            f" AND {whole('replies')}"
        )
        row = self._one(query, (conversation, question_message))
        return row[0] if row else None

    def keep_menu(self, conversation: str, kind: str, subject: str = "") -> Menu:
        """Store a menu under a random id."""
        self._tidy()
        menu = Menu(_random_id(), kind, _whole(subject))
        self._change(
            "INSERT INTO menus VALUES (?, ?, ?, ?, ?)",
            (menu.id, conversation, kind, menu.subject, self._now()),
        )
        return menu

    def menu(self, conversation: str, menu_id: str) -> Menu | None:
        """The menu of that id, None if it was never this conversation's or has expired."""
        query = (
            "SELECT id, kind, subject FROM menus WHERE id = ? AND conversation = ? AND shown_at > ?"
            f" AND {whole('menus')}"
        )
        row = self._one(query, (menu_id, conversation, self._oldest()))
        return Menu(*row) if row else None

    def vote(self, conversation: str, answer_id: str, voter: int, helpful: bool) -> None:
        """Count one person's opinion of an answer; a later one takes the place of an earlier one."""
        row = (answer_id, voter, conversation, int(helpful), self._now())
        self._change("INSERT OR REPLACE INTO votes VALUES (?, ?, ?, ?, ?)", row)

    def votes(self, answer_id: str | None = None) -> tuple[int, int]:
        """How many found an answer, or all of them together, helpful, and how many did not."""
        query = (
            "SELECT coalesce(sum(helpful), 0), count(*) FROM votes"
            f" WHERE (?1 IS NULL OR answer = ?1) AND {whole('votes')}"
        )
        helpful, count = self._one(query, (answer_id,)) or (0, 0)
        return int(helpful), int(count - helpful)

    def preferences(self, conversation: str) -> Preferences:
        """What a chat has chosen."""
        row = self._one(
            f"SELECT language, focus FROM chats WHERE conversation = ? AND {whole('chats')}", (conversation,)
        )
        return Preferences(*row) if row else Preferences()

    def prefer(self, conversation: str, preferences: Preferences) -> None:
        """Remember what a chat has chosen."""
        self._change("INSERT OR REPLACE INTO chats VALUES (?, ?, ?)", (conversation, *preferences))

    def forget(self, conversation: str) -> None:
        """Delete everything of a conversation, from the file's free pages and its log too."""
        for table in TABLES:
            self._change(f"DELETE FROM {table} WHERE conversation = ?", (conversation,))
        if conversation.isdecimal():  # a private chat has its person's number: what they found in groups
            self._change("DELETE FROM votes WHERE voter = ?", (int(conversation),))
        self._change("PRAGMA wal_checkpoint(TRUNCATE)", ())

    def move(self, conversation: str, to: str) -> None:
        """A group has become another chat: everything of it goes along."""
        for table in TABLES:
            self._change(
                f"UPDATE OR REPLACE {table} SET conversation = ? WHERE conversation = ? AND {whole(table)}",
                (to, conversation),
            )

    def drop_expired(self) -> None:
        """Delete what is older than `KEPT_DAYS`."""
        for table, time_of in _TIMES.items():
            self._change(f"DELETE FROM {table} WHERE {time_of} <= ?", (self._oldest(),))
        self._change("PRAGMA wal_checkpoint(TRUNCATE)", ())

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()

    def _tidy(self) -> None:
        """Drop what has expired, once a day."""
        if self._now() - self._tidied >= _DAY:
            self._tidied = self._now()
            self.drop_expired()

    def _kept(self, where: str, values: tuple[object, ...], find_article: FindArticle) -> Kept | None:
        row = self._one(
            f"SELECT id, answer, intro, page FROM answers WHERE {whole('answers')} AND {where} LIMIT 1",
            values,
        )
        return Kept(row[0], from_json(json.loads(row[1]), find_article), row[2], row[3]) if row else None

    def _oldest(self) -> float:
        return self._now() - KEPT_DAYS * _DAY

    def _change(self, statement: str, values: tuple[object, ...]) -> None:
        with self._lock:
            self._database.execute(statement, values)

    def _one(self, query: str, values: tuple[object, ...]) -> tuple[Any, ...] | None:
        with self._lock:
            row: tuple[Any, ...] | None = self._database.execute(query, values).fetchone()
        return row


def _whole(text: str) -> str:
    """`text` as it can be stored: half a character has no bytes of its own."""
    return text.encode("utf-8", "replace").decode()


def _random_id() -> str:
    """Nine bytes that nobody can guess, as `secrets.token_urlsafe` writes them: loading `secrets` costs a
    first answer two milliseconds.

    >>> len(_random_id())
    12
    """
    return urlsafe_b64encode(os.urandom(9)).decode()
