"""How questions went: verdicts and times for the figures, the words only of what was asked in vain.

No names and no ids: a chat is a keyed hash, so that it can ask for its lines to be deleted. After
`KEPT_DAYS` nothing is left of a question.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bot.storage.schema import whole
from bot.storage.tables import Tables
from retrieval import Verdict

KEPT_DAYS = 30

_DAY = 86_400
_KEY_BYTES = 32
_LONGEST = 1_000
_WANTED = "wanted"
"""Stands in place of a verdict where somebody wants an editor to look at a question."""


class Figures(NamedTuple):
    """The questions of the last `KEPT_DAYS` days."""

    questions: int
    answered: int
    closest: int
    nothing: int
    median_seconds: float | None


class Group(NamedTuple):
    """Questions with the same content words: the newest one as asked, how often, when last, and how often
    somebody wanted an editor to see it."""

    question: str
    times: int
    newest: float
    wanted: int = 0


class QuestionsLog:
    """The table of questions. `key` keeps the hashes of chats from being guessed; see `read_key`."""

    def __init__(self, path: Path | None, key: bytes, *, now: Callable[[], float] = time.time) -> None:
        """Opens the file at `path`, or a table in memory."""
        self._key = key
        self._now = now
        self._tables = Tables(path, "questions")
        self._purged = 0.0
        self.drop_expired()

    def record(self, question: str, verdict: Verdict, seconds: float, chat: int | str) -> None:
        """Note how a question went; its words are kept only where nothing was found."""
        words = _kept_words(question) if verdict is Verdict.NOTHING else None
        row = (self._now(), verdict.value, seconds, self._hash(chat), words)
        self._tables.change("INSERT INTO questions VALUES (?, ?, ?, ?, ?)", *row)
        if self._now() - self._purged >= _DAY / 24:
            self.drop_expired()

    def want(self, question: str, chat: int | str) -> None:
        """Note that the editors are to look at a question; from one chat once."""
        words, hashed = _kept_words(question), self._hash(chat)
        query = (
            "SELECT 1 FROM questions WHERE chat = ? AND verdict = ? AND question = ?"
            f" AND {whole('questions')}"
        )
        if not self._tables.rows(query, hashed, _WANTED, words):
            row = (self._now(), _WANTED, 0.0, hashed, words)
            self._tables.change("INSERT INTO questions VALUES (?, ?, ?, ?, ?)", *row)

    def forget(self, chat: int | str) -> int:
        """Delete all lines of a chat; how many there were."""
        return self._tables.forget("DELETE FROM questions WHERE chat = ?", self._hash(chat))

    def figures(self) -> Figures:
        """How many questions, with which verdicts, and how long they took."""
        query = (
            "SELECT verdict, seconds FROM questions WHERE asked_at > ? AND verdict != ?"
            f" AND {whole('questions')}"
        )
        rows = self._tables.rows(query, self._oldest(), _WANTED)
        counts = {verdict: sum(row[0] == verdict.value for row in rows) for verdict in Verdict}
        return Figures(
            questions=len(rows),
            answered=counts[Verdict.ANSWERED],
            closest=counts[Verdict.CLOSEST],
            nothing=counts[Verdict.NOTHING],
            median_seconds=median(row[1] for row in rows) if rows else None,
        )

    def unanswered(self, content_words: Callable[[str], Iterable[str]]) -> list[Group]:
        """What was asked in vain, questions with the same content words together, newest first."""
        rows = self._tables.rows(
            "SELECT question, asked_at, verdict FROM questions WHERE question IS NOT NULL AND asked_at > ?"
            f" AND {whole('questions')} ORDER BY asked_at DESC, rowid DESC",
            self._oldest(),
        )
        groups: dict[frozenset[str], Group] = {}
        for question, asked_at, verdict in rows:
            words = frozenset(content_words(question)) or frozenset([question.casefold()])
            held = groups.get(words, Group(question, 0, asked_at))
            wanted = held.wanted + (verdict == _WANTED)
            groups[words] = held._replace(times=held.times + (verdict != _WANTED), wanted=wanted)
        # A passage that came near is not noted as asked in vain; then the wish alone is counted.
        return [group._replace(times=max(group.times, group.wanted)) for group in groups.values()]

    def drop_expired(self) -> None:
        """Delete what is older than `KEPT_DAYS`."""
        self._tables.forget("DELETE FROM questions WHERE asked_at <= ?", self._oldest())
        self._purged = self._now()

    def close(self) -> None:
        """Close the file."""
        self._tables.close()

    def _hash(self, chat: int | str) -> bytes:
        return hmac.digest(self._key, str(chat).encode(), hashlib.sha256)

    def _oldest(self) -> float:
        return self._now() - KEPT_DAYS * _DAY


def _kept_words(question: str) -> str:
    return question[:_LONGEST].encode("utf-8", "replace").decode()


def read_key(file: Path) -> bytes:
    """The key in `file`, made where there is none. Apart from the table, which is worth little without it."""
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as new:
            new.write(secrets.token_bytes(_KEY_BYTES))
    except FileExistsError:
        pass
    key = file.read_bytes()
    if len(key) != _KEY_BYTES:  # half-written in a crash: the lines under it can no longer be told apart
        key = secrets.token_bytes(_KEY_BYTES)
        file.write_bytes(key)
    return key


def to_lines(groups: Iterable[Group]) -> str:
    r"""Groups as JSON lines.

    >>> to_lines([Group("Penguins?", 2, 0.0)])
    '{"question": "Penguins?", "times": 2, "newest": "1970-01-01T00:00:00+00:00", "wanted": 0}\n'
    """
    rows = (
        group._asdict() | {"newest": datetime.fromtimestamp(group.newest, UTC).isoformat(timespec="seconds")}
        for group in groups
    )
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
