"""The tables of the chat store, and the steps that bring an older file up to them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from bot.errors import BotError

_STEPS = (
    """
    CREATE TABLE IF NOT EXISTS answers (
        id TEXT PRIMARY KEY, conversation TEXT NOT NULL, answer TEXT NOT NULL, asked_at REAL NOT NULL,
        intro TEXT NOT NULL DEFAULT '', page INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX IF NOT EXISTS answers_by_conversation ON answers (conversation, asked_at);
    CREATE TABLE IF NOT EXISTS replies (
        conversation TEXT NOT NULL, question_message INTEGER NOT NULL, reply_message INTEGER NOT NULL,
        PRIMARY KEY (conversation, question_message)
    );
    """,
    """
    ALTER TABLE answers ADD COLUMN topic INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE replies ADD COLUMN answer TEXT;
    ALTER TABLE replies ADD COLUMN replied_at REAL NOT NULL DEFAULT 0;
    CREATE INDEX replies_by_reply ON replies (conversation, reply_message);
    CREATE TABLE menus (
        id TEXT PRIMARY KEY, conversation TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
        shown_at REAL NOT NULL
    );
    CREATE TABLE votes (
        answer TEXT NOT NULL, voter INTEGER NOT NULL, conversation TEXT NOT NULL, helpful INTEGER NOT NULL,
        voted_at REAL NOT NULL, PRIMARY KEY (answer, voter)
    );
    CREATE TABLE chats (conversation TEXT PRIMARY KEY, language TEXT, focus TEXT);
    """,
)
"""Each brings the file from one version to the next. Never changed once shipped, only added to."""

VERSION = len(_STEPS)
TABLES = ("answers", "replies", "menus", "votes", "chats")
"""Every table, each with a column `conversation`: what /forget empties."""


def migrate(database: sqlite3.Connection, path: Path | None) -> None:
    """Bring `database` up to `VERSION`, each step whole or not at all. Raises BotError for a newer one."""
    found = int(database.execute("PRAGMA user_version").fetchone()[0])
    if found > VERSION:
        problem = f"it was written by a newer Verbatim (version {found}, this one knows {VERSION})"
        raise BotError(path, problem, "Update Verbatim, or name another folder in VERBATIM_DATA.")
    for number in range(found, VERSION):
        try:
            database.executescript(f"BEGIN;{_STEPS[number]}PRAGMA user_version = {number + 1};COMMIT;")
        except sqlite3.Error:
            if database.in_transaction:
                database.execute("ROLLBACK")
            raise
