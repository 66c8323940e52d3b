"""What survives a restart: a real SQLite file, closed and opened again."""

from __future__ import annotations

import json
import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import BotError
from bot.storage.contract import to_json
from bot.storage.kept import Preferences
from bot.storage.questions_log import QuestionsLog
from bot.storage.schema import CHATS, TABLES
from bot.storage.store import KEPT_DAYS, Store
from retrieval import Answer, Article, PassageIndex, Verdict, answer

BIRDS = Article(id="birds", text="Penguins swim.\n\nOwls hoot.")


@pytest.fixture
def found() -> Answer:
    return answer("Do penguins swim?", PassageIndex([BIRDS]))


def _find(article_id: str) -> Article | None:
    return BIRDS if article_id == BIRDS.id else None


def test_an_answer_is_the_same_after_closing_and_opening(tmp_path: Path, found: Answer) -> None:
    store = Store(tmp_path / "chats.sqlite")
    kept = store.keep_answer("1", found, "About penguins:")
    store.close()
    store = Store(tmp_path / "chats.sqlite")
    assert store.answer("1", kept.id, _find) == kept
    assert store.last_answer("1", _find) == kept
    store.close()


def test_an_answer_belongs_to_its_conversation(found: Answer) -> None:
    store = Store()
    kept = store.keep_answer("1", found)
    assert store.answer("2", kept.id, _find) is None
    assert store.last_answer("2", _find) is None


def test_an_answer_expires(found: Answer) -> None:
    now = [0.0]
    store = Store(now=lambda: now[0])
    kept = store.keep_answer("1", found)
    now[0] = KEPT_DAYS * 86_400 + 1
    assert store.answer("1", kept.id, _find) is None
    store.drop_expired()
    now[0] = 0.0
    assert store.answer("1", kept.id, _find) is None


def test_a_citation_of_an_article_that_is_gone_or_changed_is_never_shown(found: Answer) -> None:
    store = Store()
    kept = store.keep_answer("1", found)
    changed = replace(BIRDS, text="Penguins walk.\n\nOwls hoot.")  # as long, so that every place is one
    for find in (lambda _: None, lambda _: changed):
        read = store.answer("1", kept.id, find)
        assert read is not None
        assert not [c for c in read.answer.citations if c.quotation.startswith("Penguins")]


def test_ids_cannot_be_guessed(found: Answer) -> None:
    store = Store()
    ids = {store.keep_answer("1", found).id for _ in range(100)}
    assert len(ids) == 100
    assert all(len(answer_id) >= 12 for answer_id in ids)


def test_half_a_character_is_stored_as_a_sign_for_it(found: Answer) -> None:
    store = Store()
    menu = store.keep_menu("1", "quotes", "a\ud800")
    assert (menu.subject, store.menu("1", menu.id)) == ("a?", menu)
    kept = store.answer("1", store.keep_answer("1", found, "a\ud800").id, lambda id: None)
    assert kept is not None
    assert kept.intro == "a?"


def test_the_message_that_answered_is_remembered_and_replaced() -> None:
    store = Store()
    store.keep_reply("1", 10, 11)
    store.keep_reply("1", 10, 15)
    assert store.reply_to("1", 10) == 15
    assert store.reply_to("2", 10) is None


_FIRST_SCHEMA = """
CREATE TABLE answers (
    id TEXT PRIMARY KEY, conversation TEXT NOT NULL, answer TEXT NOT NULL, asked_at REAL NOT NULL,
    intro TEXT NOT NULL DEFAULT '', page INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX answers_by_conversation ON answers (conversation, asked_at);
CREATE TABLE replies (
    conversation TEXT NOT NULL, question_message INTEGER NOT NULL, reply_message INTEGER NOT NULL,
    PRIMARY KEY (conversation, question_message)
);
"""


def test_a_file_of_the_first_version_is_brought_up_with_all_it_holds(tmp_path: Path, found: Answer) -> None:
    file = tmp_path / "chats.sqlite"
    database = sqlite3.connect(file)
    database.executescript(_FIRST_SCHEMA)
    row = ("old", "1", json.dumps(to_json(found)), 1e12, "About penguins:")
    database.execute("INSERT INTO answers VALUES (?, ?, ?, ?, ?, 0)", row)
    database.commit()
    database.close()
    store = Store(file)
    kept = store.answer("1", "old", _find)
    assert kept is not None
    assert kept.answer == found
    store.keep_menu("1", "articles")
    store.close()
    Store(file).close()
    assert sqlite3.connect(file).execute("PRAGMA user_version").fetchone() == (CHATS.version,)


def test_a_file_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "chats.sqlite"
    database = sqlite3.connect(file)
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(BotError, match=r"newer Verbatim.*Update Verbatim"):
        Store(file)
    assert sqlite3.connect(file).execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)


def test_a_file_that_is_no_store_is_moved_aside_and_a_new_one_made(tmp_path: Path, found: Answer) -> None:
    file = tmp_path / "chats.sqlite"
    file.write_text("not a database, whatever its name says" * 99)
    store = Store(file)
    store.keep_answer("1", found)
    store.close()
    assert (tmp_path / "chats.sqlite.damaged-1").read_text().startswith("not a database")


def test_a_file_that_cannot_be_opened_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "chats.sqlite").mkdir()
    with pytest.raises(BotError, match="cannot be used"):
        Store(tmp_path / "chats.sqlite")


def test_everything_but_choices_expires(found: Answer) -> None:
    now = [0.0]
    store = Store(now=lambda: now[0])
    kept = store.keep_answer("1", found)
    menu = store.keep_menu("1", "articles")
    store.keep_reply("1", 10, 11, kept.id)
    store.vote("1", kept.id, 7, helpful=True)
    store.prefer("1", Preferences("es", BIRDS.id))
    assert store.menu("1", menu.id) == menu
    assert store.menu("2", menu.id) is None
    now[0] = KEPT_DAYS * 86_400 + 1
    assert store.menu("1", menu.id) is None
    assert store.answer_in("1", 11, _find) is None
    store.keep_answer("2", found)  # the day's first answer puts away what has expired
    now[0] = 0.0
    assert store.menu("1", menu.id) is None
    assert (store.reply_to("1", 10), store.votes()) == (None, (0, 0))
    assert store.preferences("1") == ("es", BIRDS.id)


def test_the_answer_that_a_message_shows_is_found_by_that_message(found: Answer) -> None:
    store = Store()
    kept = store.keep_answer("1", found)
    store.keep_reply("1", 10, 11, kept.id)
    store.keep_reply("1", 12, 13)
    assert store.answer_in("1", 11, _find) == kept
    assert store.answer_in("1", 13, _find) is None
    assert store.answer_in("2", 11, _find) is None


def test_topics_have_last_answers_of_their_own(found: Answer) -> None:
    store = Store()
    kept = store.keep_answer("1", found, topic=5)
    assert store.last_answer("1", _find, 5) == kept
    assert store.last_answer("1", _find) is None


def test_one_person_has_one_vote_for_each_answer(found: Answer) -> None:
    store = Store()
    one, other = store.keep_answer("1", found), store.keep_answer("1", found)
    for answer_id, voter, helpful in (
        (one.id, 7, True),
        (one.id, 7, False),
        (one.id, 8, True),
        (other.id, 7, True),
    ):
        store.vote("1", answer_id, voter, helpful)
    assert store.votes(one.id) == (1, 1)
    assert store.votes() == (2, 1)


def test_a_conversation_that_moves_takes_everything_along(found: Answer) -> None:
    store = Store()
    kept = store.keep_answer("1", found)
    store.prefer("1", Preferences("es"))
    store.prefer("2", Preferences("en"))
    store.move("1", "2")
    assert store.answer("2", kept.id, _find) == kept
    assert store.preferences("2").language == "es"
    assert store.preferences("1") == (None, None)


def test_every_table_is_emptied_by_forgetting(tmp_path: Path) -> None:
    Store(file := tmp_path / "chats.sqlite").close()
    rows = sqlite3.connect(file).execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    assert {name for (name,) in rows} == {*TABLES, "inbox", "notices"}, "the inbox forgets its own"


def test_a_damage_that_sqlite_cannot_tell_of_in_text_is_mended_too(tmp_path: Path, found: Answer) -> None:
    file = tmp_path / "chats.sqlite"
    store = Store(file)
    store.keep_answer("1", found)
    store.close()
    data = file.read_bytes()
    file.write_bytes(
        data.replace(b"tableanswers", b"\xe5able\xe5nswers").replace(b"CREATE TABLE", b"CREAT\xe5 TABLE")
    )
    Store(file).close()
    assert (tmp_path / "chats.sqlite.damaged-1").exists()


def test_a_file_that_was_emptied_is_not_taken_for_a_new_one(tmp_path: Path, found: Answer) -> None:
    file = tmp_path / "chats.sqlite"
    store = Store(file)
    store.keep_answer("1", found)
    store.close()
    assert not (tmp_path / "chats.sqlite.damaged-1").exists()
    assert file.stat().st_mode & 0o077 == 0
    file.write_bytes(b"")
    Store(file).close()
    assert (tmp_path / "chats.sqlite.damaged-1").exists()


def test_a_bit_that_makes_bytes_of_a_text_is_found(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "chats.sqlite"
    store = Store(file)
    menus = [store.keep_menu("1", kind, "all") for kind in ("articles", "languages")]
    store.close()
    data = bytearray(file.read_bytes())
    kind_of_kind = data.index(b"articlesall") - len(menus[0].id) - len("1") - 4  # the fourth of six
    assert data[kind_of_kind] == 13 + 2 * len("articles")
    data[kind_of_kind] ^= 1
    file.write_bytes(data)
    store = Store(file)
    assert [store.menu("1", menu.id) for menu in menus] == [None, menus[1]]
    store.close()
    assert "chats.sqlite was damaged: 1 rows saved, old file chats.sqlite.damaged-1" in caplog.text


@pytest.mark.parametrize("bit", range(8))
@pytest.mark.parametrize("byte", [18, 19])
def test_a_header_that_makes_a_file_one_that_cannot_be_written_is_mended(
    tmp_path: Path, found: Answer, byte: int, bit: int
) -> None:
    file = tmp_path / "chats.sqlite"
    store = Store(file)
    kept = store.keep_answer("1", found)
    store.close()
    data = bytearray(file.read_bytes())
    data[byte] ^= 1 << bit
    file.write_bytes(data)
    store = Store(file)
    assert store.answer("1", kept.id, _find) == kept
    store.keep_answer("1", found)
    store.close()


def test_one_bit_in_the_log_of_a_killed_bot_takes_nothing_else_along(
    tmp_path: Path, found: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    store = Store(tmp_path / "working.sqlite")
    kept = [store.keep_answer(str(chat), found) for chat in range(40)]
    for suffix in ("", "-wal"):  # what a killed bot leaves
        shutil.copy(tmp_path / f"working.sqlite{suffix}", tmp_path / f"chats.sqlite{suffix}")
    store.close()
    log = tmp_path / "chats.sqlite-wal"
    data = bytearray(log.read_bytes())
    data[len(data) // 2] ^= 1
    log.write_bytes(data)
    log.chmod(0o600)
    store = Store(tmp_path / "chats.sqlite")
    found_again = [store.answer(str(chat), one.id, _find) for chat, one in enumerate(kept)]
    store.close()
    assert sum(one is None for one in found_again) <= 1
    assert [one for one in found_again if one] == [one for one in kept if one in found_again]
    assert "chats.sqlite was damaged" in caplog.text
    assert all(file.stat().st_mode & 0o077 == 0 for file in tmp_path.glob("chats.sqlite*-wal"))


def test_what_is_mended_is_not_there_twice(tmp_path: Path) -> None:
    file = tmp_path / "editors.sqlite"
    log = QuestionsLog(file, b"k" * 32)
    for number in range(9):
        log.record(f"Owls {number}?", Verdict.NOTHING, 0.1, "1")
    log.close()
    data = bytearray(file.read_bytes())
    data[data.index(b"Owls 7?")] ^= 1
    file.write_bytes(data)
    log = QuestionsLog(file, b"k" * 32)
    assert log.figures().questions == 8
    log.close()
