"""What editors sent and have not decided on yet, kept so that its buttons survive a restart (SQLite)."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from bot.storage.schema import whole
from bot.storage.tables import Tables
from retrieval import Article, article_from_json, article_to_json

KEPT_DAYS = 7

_DAY = 86_400


class Purpose(StrEnum):
    """What is to be decided about the articles."""

    ADD = "add"
    REMOVE = "remove"


class Editor(NamedTuple):
    """Who sent something, and in which chat: only there and by them it is decided."""

    user: int
    chat: int


class Submission(NamedTuple):
    """Articles that wait for a decision."""

    id: str
    purpose: Purpose
    articles: tuple[Article, ...]


class Submissions:
    """The submissions that wait, each under a random id."""

    def __init__(self, path: Path | None = None, *, now: Callable[[], float] = time.time) -> None:
        """Opens the file at `path`, or a table in memory."""
        self._now = now
        self._tables = Tables(path, "submissions")

    def keep(self, editor: Editor, purpose: Purpose, articles: Sequence[Article]) -> Submission:
        """Store articles until it is decided about them."""
        self.drop_expired()
        submission = Submission(secrets.token_urlsafe(12), purpose, tuple(articles))
        written = json.dumps([article_to_json(article) for article in articles])
        self._tables.change(
            "INSERT INTO submissions VALUES (?, ?, ?, ?, ?, ?)",
            *(submission.id, editor.user, editor.chat, purpose.value, written, self._now()),
        )
        return submission

    def find(self, editor: Editor, submission_id: str, purpose: Purpose) -> Submission | None:
        """The submission of that id, None if it is settled, expired, or anybody else's."""
        rows = self._tables.rows(
            "SELECT articles FROM submissions WHERE id = ? AND user = ? AND chat = ? AND purpose = ?"
            f" AND sent_at > ? AND {whole('submissions')}",
            *(submission_id, editor.user, editor.chat, purpose.value, self._oldest()),
        )
        if not rows:
            return None
        articles = (article_from_json(one) for one in json.loads(rows[0][0]))
        return Submission(submission_id, purpose, tuple(articles))

    def settle(self, submission_id: str) -> None:
        """Forget a submission: it was decided about."""
        self._tables.change("DELETE FROM submissions WHERE id = ?", submission_id)

    def forget(self, chat: int) -> None:
        """Delete what waits in a chat."""
        self._tables.forget("DELETE FROM submissions WHERE chat = ?", chat)

    def drop_expired(self) -> None:
        """Delete what waited longer than `KEPT_DAYS`."""
        self._tables.forget("DELETE FROM submissions WHERE sent_at <= ?", self._oldest())

    def close(self) -> None:
        """Close the file."""
        self._tables.close()

    def _oldest(self) -> float:
        return self._now() - KEPT_DAYS * _DAY
