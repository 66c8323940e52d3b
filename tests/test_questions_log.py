"""The figures and what was asked in vain: kept without names, for a time, and told to editors."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from bot.editors.rights import Rights
from bot.storage.questions_log import Figures, QuestionsLog, read_key
from retrieval import PassageIndex, Verdict
from tests.botapi import BotApi
from tests.editing import editors_bot

RIGHTS = Rights(adders=frozenset({700_000_001}))
WORDS = PassageIndex(()).query_terms
DAY = 86_400


def _log(path: Path | None = None, clock: list[float] | None = None) -> QuestionsLog:
    times = clock or [1_000_000_000.0]
    return QuestionsLog(path, b"k" * 32, now=lambda: times[0])


def test_the_figures_count_verdicts_and_take_the_median_time() -> None:
    log = _log()
    assert log.figures() == Figures(0, 0, 0, 0, None)
    for verdict, seconds in zip(
        (Verdict.ANSWERED, Verdict.ANSWERED, Verdict.CLOSEST, Verdict.NOTHING),
        (0.1, 0.2, 0.4, 9),
        strict=True,
    ):
        log.record("Owls?", verdict, seconds, 5)
    figures = log.figures()
    assert figures[:4] == (4, 2, 1, 1)
    assert abs((figures.median_seconds or 0) - 0.3) < 1e-9
    log.close()


def test_questions_with_the_same_content_words_stand_together_newest_first() -> None:
    clock = [1_000_000_000.0]
    log = _log(clock=clock)
    for question in (
        "Where do penguins live?",
        "Who owns the moon?",
        "Where does a penguin live?",
        "???",
        "???",
    ):
        clock[0] += 1
        log.record(question, Verdict.NOTHING, 0.1, 1)
    log.record("Do owls hoot?", Verdict.ANSWERED, 0.1, 1)
    groups = log.unanswered(WORDS)
    assert [(group.question, group.times) for group in groups] == [
        ("???", 2),
        ("Where does a penguin live?", 2),
        ("Who owns the moon?", 1),
    ]
    log.close()


def test_words_are_kept_only_of_what_was_asked_in_vain_and_never_an_id(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    log = _log(path)
    log.record("canary-answered", Verdict.ANSWERED, 0.1, 987_654_321)
    log.record("canary-closest", Verdict.CLOSEST, 0.1, "987654321")
    log.record("half \ud83d a character", Verdict.NOTHING, 0.1, 987_654_321)
    log.close()
    data = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"canary" not in data
    assert b"987654321" not in data
    assert b"half ? a character" in data


def test_a_chat_can_have_its_lines_deleted() -> None:
    log = _log()
    for chat in (1, "1", 2):
        log.record("penguins", Verdict.NOTHING, 0.1, chat)
    assert log.forget(1) == 2
    assert log.figures().questions == 1
    log.close()


def test_after_thirty_days_nothing_is_left_in_the_file(tmp_path: Path) -> None:
    path, clock = tmp_path / "log.sqlite", [1_000_000_000.0]
    log = _log(path, clock)
    log.record("canary penguins", Verdict.NOTHING, 0.1, 1)
    clock[0] += 31 * DAY
    assert not log.unanswered(WORDS)
    assert log.figures().questions == 0
    log.close()
    _log(path, clock).close()
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT count(*) FROM questions").fetchone() == (0,)
    database.close()
    assert b"canary" not in path.read_bytes()


def test_the_key_is_made_once_and_readable_by_nobody_else(tmp_path: Path) -> None:
    file = tmp_path / "questions.key"
    key = read_key(file)
    assert len(key) == 32
    assert read_key(file) == key
    assert file.stat().st_mode & 0o077 == 0
    file.write_bytes(b"half")
    assert len(read_key(file)) == 32


async def test_editors_see_the_figures(tmp_path: Path) -> None:
    async with BotApi() as api, editors_bot(api, tmp_path, RIGHTS) as bot:
        chat = api.user("Ed").private_chat()
        bot.log.record("Owls?", Verdict.ANSWERED, 0.0123, 5)
        text = (await chat.ask("/stats")).text
        assert text.splitlines()[:3] == ["In the last 30 days:", "Questions: 1", "Answered: 1"]
        assert "Median time: 12 ms" in text


async def test_editors_see_and_export_what_was_asked_in_vain(tmp_path: Path) -> None:
    async with BotApi() as api, editors_bot(api, tmp_path, RIGHTS) as bot:
        chat = api.user("Ed").private_chat()
        assert "Nothing was asked in vain" in (await chat.ask("/unanswered")).text
        for question in ("Where do penguins live?", "Where does a penguin live?", "\u202e<b>" + "x" * 4_000):
            bot.log.record(question, Verdict.NOTHING, 0.1, 5)
        shown = await chat.ask("/unanswered")
        assert "2 × Where does a penguin live? (" in shown.text
        assert len(shown.text) < 600
        await shown.click("Export")
        exported = (await chat.next_message()).document
        assert exported is not None
        rows = [json.loads(line) for line in exported.decode().splitlines()]
        assert [row["times"] for row in rows] == [1, 2]


async def test_nobody_else_exports(tmp_path: Path) -> None:
    async with BotApi() as api, editors_bot(api, tmp_path, RIGHTS) as bot:
        api.user("Ed")
        bot.log.record("Penguins?", Verdict.NOTHING, 0.1, 5)
        shown = await api.user("Ana").private_chat().ask("penguins?")
        assert "Only people" in await shown.press("export:unanswered")
        assert not api.requests.to("sendDocument")


async def test_a_long_list_fits_one_message(tmp_path: Path) -> None:
    async with BotApi() as api, editors_bot(api, tmp_path, RIGHTS) as bot:
        for number in range(300):
            bot.log.record(f"{number} " + "🙂 word" * 100, Verdict.NOTHING, 0.1, 5)
        assert len((await api.user("Ed").private_chat().ask("/unanswered")).text) < 4096
