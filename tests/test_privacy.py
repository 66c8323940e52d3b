"""What is kept of people: for how long, and that nothing is left of it, not even in the files' bytes."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

from bot.editors.submissions import Editor, Purpose, Submissions
from bot.storage.housekeeping import keep_house
from bot.storage.inbox import Inbox, Letter, Task
from bot.storage.questions_log import QuestionsLog
from bot.storage.store import Store
from retrieval import Article, PassageIndex, Verdict, answer
from tests.botapi import BotApi
from tests.front_ends import served

CANARY = "Where does the zqcanaryqz nest?"
CHAT = 987_654_321
DAY = 86_400.0


def bytes_of(folder: Path) -> bytes:
    """All that stands in the files of a folder, the databases' logs included."""
    return b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())


def test_after_thirty_days_no_byte_is_left_of_a_chat_though_nobody_asks_anything(tmp_path: Path) -> None:
    clock = [1_700_000_000.0]
    chats, editors = tmp_path / "chats.sqlite", tmp_path / "editors.sqlite"
    store, inbox = Store(chats, now=lambda: clock[0]), Inbox(chats, 1, now=lambda: clock[0])
    log = QuestionsLog(editors, b"k" * 32, now=lambda: clock[0])
    submissions = Submissions(editors, now=lambda: clock[0])
    kept = store.keep_answer(str(CHAT), answer(CANARY, PassageIndex([Article(id="1", text="Owls hoot.")])))
    store.keep_reply(str(CHAT), 1, 2, kept.id)
    store.keep_menu(str(CHAT), "article", CANARY)
    store.vote(str(CHAT), kept.id, CHAT, helpful=True)
    inbox.add(
        Letter(number, CHAT, clock[0], f"{CANARY} {CHAT}", task)
        for number, task in enumerate((Task.ANSWER, Task.NOTHING, Task.SET_ASIDE))
    )
    inbox.finish(0)
    inbox.may_notify(CHAT, "stale")
    log.record(CANARY, Verdict.NOTHING, 0.1, CHAT)
    submissions.keep(Editor(CHAT, CHAT), Purpose.ADD, [Article(id="2", text=CANARY)])
    assert bytes_of(tmp_path).count(b"zqcanaryqz") > 3
    clock[0] += 30 * DAY + 1
    done = threading.Event()
    chores = [inbox.drop_old, store.drop_expired, log.drop_expired, submissions.drop_expired, done.set]
    with keep_house(chores, every=0.01):
        assert done.wait(10)
    left = bytes_of(tmp_path)
    assert b"zqcanaryqz" not in left
    assert str(CHAT).encode() not in left
    assert CHAT.to_bytes(4, "big") not in left, "a number as SQLite writes it"
    for one in (store, inbox, log, submissions):
        one.close()


async def test_forget_leaves_no_byte_of_a_chat_in_any_file_while_the_bot_runs(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with BotApi() as api:
        chat, other = api.user("Ana").private_chat(), api.user("Bo").private_chat()
        group = api.group("Friends", chat.user, other.user)
        async with served(api, data):
            await chat.ask(CANARY)
            await other.ask("What did Sheinbaum tell Trump?")
            shown = await chat.user.in_(group).ask(f"@{api.username} What did Sheinbaum tell Trump?")
            await shown.click("Helpful")
            (data / "log").unlink()
            confirm = await chat.ask("/forget")
            assert b"zqcanaryqz" in bytes_of(data)
            await confirm.click(confirm.buttons[0])
            await api.settled(20, quiet=0.5)
            left = bytes_of(data)
    assert b"zqcanaryqz" not in left
    assert str(chat.id).encode() not in left
    assert chat.id.to_bytes(4, "big") not in left
    assert b"Sheinbaum" in left, "what is kept of others stays"


def test_a_chore_that_fails_keeps_no_other_from_being_done() -> None:
    done = threading.Event()

    def fail() -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with keep_house([fail, done.set], every=0.01):
        assert done.wait(10)
