"""A new file and one that was brought up step by step hold the same tables."""

from __future__ import annotations

import re

import pytest

from bot.storage.database import connect
from bot.storage.schema import CHATS, EDITORS, Schema


def _statements(script: str) -> set[tuple[str, str]]:
    connection = connect(None)
    connection.executescript(script)
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    connection.close()
    return {(name, re.sub(r'[\s"]+', " ", sql).replace("( ", "(").strip()) for name, sql in rows}


@pytest.mark.parametrize("schema", [CHATS, EDITORS])
def test_a_fresh_file_has_the_very_tables_that_all_steps_lead_to(schema: Schema) -> None:
    fresh = _statements(schema.fresh)
    assert fresh == _statements("".join(schema.steps))
    assert {name for name, _ in fresh} >= set(schema.tables)
