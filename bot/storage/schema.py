"""The tables of the chat store, the inbox and the editors' side, and the steps that bring older files up.

From the last step on every row has a sum over its columns, made by SQLite whenever the row is written:
of 400 bits turned over in such a file, 395 gave silently wrong data.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

_FIRST_CHATS = """
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
_BUTTONS = """
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
"""
_INBOX = """
CREATE TABLE IF NOT EXISTS inbox (
    bot INTEGER NOT NULL, id INTEGER NOT NULL, chat INTEGER NOT NULL, task TEXT NOT NULL, state TEXT NOT NULL,
    written_at REAL NOT NULL, taken_in_at REAL NOT NULL, late INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, body TEXT, PRIMARY KEY (bot, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS notices (
    bot INTEGER NOT NULL, chat INTEGER NOT NULL, kind TEXT NOT NULL, told_at REAL NOT NULL,
    PRIMARY KEY (bot, chat, kind)
) WITHOUT ROWID;
"""
_EDITORS = """
CREATE TABLE IF NOT EXISTS submissions (
    id TEXT PRIMARY KEY, user INTEGER NOT NULL, chat INTEGER NOT NULL, purpose TEXT NOT NULL,
    articles TEXT NOT NULL, sent_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS questions (
    asked_at REAL NOT NULL, verdict TEXT NOT NULL, seconds REAL NOT NULL, chat BLOB NOT NULL, question TEXT
);
"""


class Table(NamedTuple):
    """A table as it is from the step on that gives each row its sum."""

    columns: tuple[str, ...]
    key: str = ""
    ending: str = ""
    indexes: str = ""
    matters: str = "1"
    """The condition that a row is still of use, and worth a look when the file is opened."""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, without the sum's."""
        return tuple(column.split()[0] for column in self.columns)

    @property
    def order(self) -> tuple[str, ...]:
        """The columns that its rows stand in the order of.

        >>> CHATS.tables["inbox"].order, CHATS.tables["votes"].order
        (('bot', 'id'), ('rowid',))
        """
        key = self.key.removeprefix("PRIMARY KEY (").removesuffix(")")
        return tuple(key.split(", ")) if self.ending else ("rowid",)

    def create(self, name: str) -> str:
        """The statement that makes the table, with a sum in each row."""
        key = f", {self.key}" if self.key else ""
        made = f"sum INTEGER GENERATED ALWAYS AS ({self.row_sum}) STORED{key}"
        return f"CREATE TABLE {name} ({', '.join(self.columns)}, {made}) {self.ending};"

    @property
    def texts(self) -> tuple[str, ...]:
        """The names of those that hold text."""
        return tuple(column.split()[0] for column in self.columns if " TEXT" in column)

    @property
    def row_sum(self) -> str:
        """The sum over a row. Text goes in as bytes: a turned bit may have made it no text at all."""
        values = (f"CAST({one} AS BLOB)" if one in self.texts else one for one in self.names)
        return f"row_sum({', '.join(values)})"


_SEALED_CHATS = {
    "answers": Table(
        (
            *("id TEXT PRIMARY KEY", "conversation TEXT NOT NULL", "answer TEXT NOT NULL"),
            *("asked_at REAL NOT NULL", "intro TEXT NOT NULL DEFAULT ''", "page INTEGER NOT NULL DEFAULT 0"),
            "topic INTEGER NOT NULL DEFAULT 0",
        ),
        indexes="CREATE INDEX answers_by_conversation ON answers (conversation, asked_at);",
    ),
    "replies": Table(
        (
            *("conversation TEXT NOT NULL", "question_message INTEGER NOT NULL"),
            *("reply_message INTEGER NOT NULL", "answer TEXT", "replied_at REAL NOT NULL DEFAULT 0"),
        ),
        "PRIMARY KEY (conversation, question_message)",
        indexes="CREATE INDEX replies_by_reply ON replies (conversation, reply_message);",
    ),
    "menus": Table(
        (
            *("id TEXT PRIMARY KEY", "conversation TEXT NOT NULL", "kind TEXT NOT NULL"),
            *("subject TEXT NOT NULL", "shown_at REAL NOT NULL"),
        ),
    ),
    "votes": Table(
        (
            *("answer TEXT NOT NULL", "voter INTEGER NOT NULL", "conversation TEXT NOT NULL"),
            *("helpful INTEGER NOT NULL", "voted_at REAL NOT NULL"),
        ),
        "PRIMARY KEY (answer, voter)",
    ),
    "chats": Table(("conversation TEXT PRIMARY KEY", "language TEXT", "focus TEXT")),
    "inbox": Table(
        (
            *("bot INTEGER NOT NULL", "id INTEGER NOT NULL", "chat INTEGER NOT NULL", "task TEXT NOT NULL"),
            *("state TEXT NOT NULL", "written_at REAL NOT NULL", "taken_in_at REAL NOT NULL"),
            *("late INTEGER NOT NULL", "attempts INTEGER NOT NULL DEFAULT 0", "body TEXT"),
        ),
        "PRIMARY KEY (bot, id)",
        "WITHOUT ROWID",
        "CREATE INDEX inbox_unfinished ON inbox (bot, late, id) WHERE state IN ('waiting', 'sending');",
        "state IS NOT 'done'",  # a busy bot has finished a million of them
    ),
    "notices": Table(
        ("bot INTEGER NOT NULL", "chat INTEGER NOT NULL", "kind TEXT NOT NULL", "told_at REAL NOT NULL"),
        "PRIMARY KEY (bot, chat, kind)",
        "WITHOUT ROWID",
    ),
}
_SEALED_EDITORS = {
    "submissions": Table(
        (
            *("id TEXT PRIMARY KEY", "user INTEGER NOT NULL", "chat INTEGER NOT NULL"),
            *("purpose TEXT NOT NULL", "articles TEXT NOT NULL", "sent_at REAL NOT NULL"),
        ),
    ),
    "questions": Table(
        (
            *("asked_at REAL NOT NULL", "verdict TEXT NOT NULL", "seconds REAL NOT NULL"),
            *("chat BLOB NOT NULL", "question TEXT"),
        ),
        indexes="CREATE INDEX questions_by_time ON questions (asked_at);"
        "CREATE INDEX questions_by_chat ON questions (chat);",
    ),
}


def _seal(name: str, table: Table) -> str:
    """Make a table anew with a sum in each row. SQLite adds no stored column to a table that is there."""
    names = ", ".join(table.names)
    return f"""
    {table.create(f"sealed_{name}")}
    INSERT INTO sealed_{name} ({names}) SELECT {names} FROM {name};
    DROP TABLE {name};
    ALTER TABLE sealed_{name} RENAME TO {name};
    {table.indexes}
    """


class Schema(NamedTuple):
    """What a file holds. Steps bring it from one version to the next: never changed once shipped."""

    steps: tuple[str, ...]
    tables: dict[str, Table]

    @property
    def fresh(self) -> str:
        """What all steps together come to, for a file that holds nothing yet: a tenth of their time."""
        return "".join(table.create(name) + table.indexes for name, table in self.tables.items())

    @property
    def version(self) -> int:
        """The version that the last step leads to."""
        return len(self.steps)


def _schema(steps: tuple[str, ...], sealed: dict[str, Table]) -> Schema:
    return Schema((*steps, "".join(_seal(name, table) for name, table in sealed.items())), sealed)


CHATS = _schema((_FIRST_CHATS, _BUTTONS, _INBOX), _SEALED_CHATS)
EDITORS = _schema((_EDITORS,), _SEALED_EDITORS)

TABLES = ("answers", "replies", "menus", "votes", "chats")
"""The tables with a column `conversation`: what the store's part of /forget empties."""


@cache
def whole(table: str) -> str:
    """The condition that a row is as it was written: its sum is right, and its texts are texts.

    The sum alone would take a text for whole whose one turned bit made bytes of it.

    >>> whole("notices")
    "sum = row_sum(bot, chat, CAST(kind AS BLOB), told_at) AND typeof(kind) IN ('text', 'null')"
    """
    made = (CHATS.tables | EDITORS.tables)[table]
    kinds = "".join(f" AND typeof({name}) IN ('text', 'null')" for name in made.texts)
    return f"sum = {made.row_sum}{kinds}"
