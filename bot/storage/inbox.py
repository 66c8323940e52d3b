"""The durable inbox: what came in is kept here until it is answered, through kills and restarts (SQLite)."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from bot.storage.database import open_database
from bot.storage.schema import CHATS, whole

KEPT_DAYS = 2
"""How long the ids of what was answered are kept. Telegram delivers nothing older than a day again."""
ASIDE_DAYS = 30
NOTICE_EVERY = 3_600.0
"""Seconds between two notices of one kind in one chat."""

_UNFINISHED = "bot = ? AND state IN ('waiting', 'sending')"
"""As the table's index has it. Earlier versions wrote `sending` before a first reply, to no effect."""


class Task(StrEnum):
    """What is to be done about a letter."""

    ANSWER = "answer"
    SLOW_DOWN = "slow_down"
    SET_ASIDE = "set_aside"
    NOTHING = "nothing"


_STATES = {Task.NOTHING: "done", Task.SET_ASIDE: "aside"}
"""Of letters that need not wait to be answered."""


class Letter(NamedTuple):
    """Something that came in. `late` letters are told that they came too late, after all others."""

    id: int
    chat: int
    written_at: float
    body: str
    task: Task = Task.ANSWER
    late: bool = False
    attempts: int = 0


class Inbox:
    """The letters of one bot, each of which waits until it is done, however often it is taken in hand.

    Which are not done, and which of these are in hand, is held in memory too: nobody else writes here, and
    whether anything waits is asked several times a letter.
    """

    def __init__(
        self, path: Path | None = None, bot: int = 0, *, now: Callable[[], float] = time.time
    ) -> None:
        """Opens the file at `path`, or an inbox in memory that ends with the process. Raises BotError."""
        self._bot = bot
        self._now = now
        self._lock = threading.Lock()
        self._changes = path.with_name(f"{path.name}-wal") if path is not None else None
        self._database = open_database(path, CHATS, ("inbox", "notices"))
        unfinished = self._database.execute(f"SELECT id FROM inbox WHERE {_UNFINISHED}", (bot,))
        self._unfinished = {number for (number,) in unfinished}
        self._in_hand: set[int] = set()
        self.drop_old()

    def add(self, letters: Iterable[Letter]) -> None:
        """Store letters; those known already are left as they are. A kill loses them no more."""
        insert = "INSERT OR IGNORE INTO inbox VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?)"
        letters = list(letters)
        rows = [(letter.id, self._row(letter)) for letter in letters]
        with self._lock:
            with self._one_transaction(len(rows)):
                new = {number for number, row in rows if self._database.execute(insert, row).rowcount}
            self._unfinished.update(one.id for one in letters if one.id in new and one.task not in _STATES)

    def sync(self) -> None:
        """Have all that was added on the disk when this returns. Raises OSError.

        A power cut may forget that something was answered, but not that it came in: Telegram is told.
        Apart from `add`, so that no answer waits for the disk. What is committed lasts as soon as SQLite's
        log of changes is synced; what has left the log for the database was synced before it left.
        """
        if self._changes is not None:
            with suppress(FileNotFoundError):
                changes = os.open(self._changes, os.O_RDWR)
                try:
                    os.fsync(changes)
                finally:
                    os.close(changes)

    def take(self, busy: Collection[int] = (), *, late_too: bool = True) -> Letter | None:
        """The next letter of a chat that is not busy: in their order, the late ones after all others."""
        if self._unfinished <= self._in_hand:
            return None
        chats = tuple(busy)
        first = (
            f"SELECT id FROM inbox WHERE {_UNFINISHED} AND late = ? AND {whole('inbox')}"
            f" AND chat NOT IN ({','.join('?' * len(chats))}) ORDER BY id LIMIT 1"
        )
        taken = (
            f"UPDATE inbox SET attempts = attempts + 1 WHERE bot = ? AND id = ({first})"
            " RETURNING id, chat, written_at, body, task, late, attempts"
        )
        for late in (0, 1)[: 1 + late_too]:
            row = self._one(taken, (self._bot, self._bot, late, *chats))
            if row is not None:
                identity, chat, written_at, body, task, is_late, attempts = row
                self._in_hand.add(identity)
                return Letter(identity, chat, written_at, body, Task(task), bool(is_late), attempts)
        return None

    def finish(self, letter_id: int) -> None:
        """It is done, and what it said is forgotten; what was set aside stays so."""
        self._change("state = 'done', body = NULL", letter_id)
        self._unfinished.discard(letter_id)

    def put_back(self, letter_id: int, *, untried: bool) -> None:
        """It stays to be answered; `untried`: through no fault of its own."""
        self._change(f"attempts = attempts - {int(untried)}", letter_id)

    def set_aside(self, letter_id: int) -> None:
        """It cannot be answered; it is kept for a while for somebody to look at."""
        self._change("state = 'aside'", letter_id)
        self._unfinished.discard(letter_id)

    def skip_late(self, chat: int, before: float) -> int:
        """Finish what a chat has waiting since before then, and say how much it was."""
        query = (
            f"UPDATE inbox SET state = 'done', body = NULL WHERE {_UNFINISHED}"
            " AND chat = ? AND task = 'answer' AND written_at < ? RETURNING id"
        )
        with self._lock:
            skipped = self._database.execute(query, (self._bot, chat, before)).fetchall()
            self._unfinished.difference_update(number for (number,) in skipped)
        return len(skipped)

    def may_notify(self, chat: int, kind: str) -> bool:
        """Whether a chat may be told this now; if so, it counts as told."""
        query = (
            "INSERT INTO notices VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET told_at = excluded.told_at"
            f" WHERE told_at < excluded.told_at - {NOTICE_EVERY}"
        )
        with self._lock:
            return self._database.execute(query, (self._bot, chat, kind, self._now())).rowcount > 0

    def waiting(self) -> int:
        """How many are not done."""
        return len(self._unfinished)

    def counts(self) -> dict[str, int]:
        """How many there are in each state."""
        with self._lock:
            query = "SELECT state, count(*) FROM inbox WHERE bot = ? GROUP BY state"
            return dict(self._database.execute(query, (self._bot,)))

    def forget(self, chat: int) -> None:
        """Delete all that is kept of a chat, from the file's log too."""
        with self._lock:
            letters = "DELETE FROM inbox WHERE bot = ? AND chat = ? RETURNING id"
            gone = {number for (number,) in self._database.execute(letters, (self._bot, chat))}
            self._unfinished -= gone
            self._in_hand -= gone
            self._database.execute("DELETE FROM notices WHERE bot = ? AND chat = ?", (self._bot, chat))
            self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def drop_old(self) -> None:
        """Delete what is kept no longer."""
        ages = {"inbox WHERE state = 'done' AND taken_in_at": KEPT_DAYS, "notices WHERE told_at": KEPT_DAYS}
        ages["inbox WHERE state = 'aside' AND taken_in_at"] = ASIDE_DAYS
        with self._lock:
            for where, days in ages.items():
                self._database.execute(f"DELETE FROM {where} < ?", (self._now() - days * 86_400,))
            self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # the words of what is done are there

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()

    def _row(self, letter: Letter) -> tuple[object, ...]:
        state = _STATES.get(letter.task, "waiting")
        body = None if state == "done" else letter.body
        when = (letter.written_at, self._now())
        return (self._bot, letter.id, letter.chat, letter.task.value, state, *when, letter.late, body)

    @contextmanager
    def _one_transaction(self, statements: int) -> Iterator[None]:
        """All of them or none; one alone is that anyway."""
        if statements == 1:
            yield
            return
        try:
            self._database.execute("BEGIN IMMEDIATE")
            yield
            self._database.execute("COMMIT")
        except BaseException:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            raise

    def _change(self, what: str, letter_id: int) -> None:
        self._in_hand.discard(letter_id)  # before it is tried: a damaged file is noticed by the next look
        with self._lock:
            self._database.execute(
                f"UPDATE inbox SET {what} WHERE bot = ? AND id = ? AND state != 'aside'",
                (self._bot, letter_id),
            )

    def _one(self, query: str, values: tuple[object, ...]) -> tuple[Any, ...] | None:
        with self._lock:
            row: tuple[Any, ...] | None = self._database.execute(query, values).fetchone()
        return row
