"""What survives a restart: a real SQLite file, closed and opened again."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.store import KEPT_DAYS, Store
from retrieval import Answer, Article, PassageIndex, answer

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
    changed = BIRDS.model_copy(update={"text": "Penguins fly.\n\nOwls hoot."})
    for find in (lambda _: None, lambda _: changed):
        read = store.answer("1", kept.id, find)
        assert read is not None
        assert not [c for c in read.answer.citations if c.quotation.startswith("Penguins")]


def test_ids_cannot_be_guessed(found: Answer) -> None:
    store = Store()
    ids = {store.keep_answer("1", found).id for _ in range(100)}
    assert len(ids) == 100
    assert all(len(answer_id) >= 12 for answer_id in ids)


def test_the_message_that_answered_is_remembered_and_replaced() -> None:
    store = Store()
    store.keep_reply("1", 10, 11)
    store.keep_reply("1", 10, 15)
    assert store.reply_to("1", 10) == 15
    assert store.reply_to("2", 10) is None
