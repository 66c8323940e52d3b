"""From update to reply through whatever fails: the inbox, the send policy, the budgets and the watchdog."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.configuration.settings import Settings
from bot.conversations.responder import Responder
from bot.errors import BotError
from bot.storage.inbox import Inbox, Letter, Task
from bot.storage.store import Store
from bot.telegram_app.application import ALLOWED_UPDATES, InboxApplication, build
from bot.telegram_app.budgets import UNLIMITED, Flood, Limits
from bot.telegram_app.pacing import Pace
from bot.telegram_app.polls import MOST_CONFLICTS, MOST_REFUSED, Polls
from bot.telegram_app.sending import Failure, failure_of
from bot.telegram_app.transport import LostError, UnsentError
from bot.telegram_app.watchdog import Watchdog
from retrieval import PassageIndex
from tests.botapi import BotApi, Fault
from tests.conftest import FixedCollection
from tests.polling import polling

FENTANYL = "How does the Northern Command combat fentanyl trafficking?"


@asynccontextmanager
async def running(
    api: BotApi, index: PassageIndex, inbox: Inbox | None = None, limits: Limits = UNLIMITED
) -> AsyncIterator[InboxApplication]:
    """The bot polling `api` in this process."""
    store = Store()
    settings = Settings(
        telegram_bot_token=SecretStr(api.token),
        telegram_base_url=api.base_url,
        telegram_base_file_url=api.base_file_url,
    )
    application = build(settings, api.token, Responder(FixedCollection(index), store), store, inbox, limits)
    with closing(store):  # a test that fails must leave nothing open for the next one to be blamed for
        async with polling(application):
            yield application


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (ChatMigrated(-100), Failure.MIGRATED),
        (InvalidToken(), Failure.REFUSED),
        (Forbidden("bot was blocked by the user"), Failure.FINAL),
        (BadRequest("chat not found"), Failure.FINAL),
        (NetworkError("Bad Gateway"), Failure.SERVER),
        (UnsentError("ClientConnectorError"), Failure.UNSENT),
        (TimedOut("SocketTimeoutError"), Failure.LOST),
        (LostError("ServerDisconnectedError"), Failure.LOST),
    ],
    ids=str,
)
def test_each_failure_has_its_kind(error: TelegramError, failure: Failure) -> None:
    assert failure_of(error) is failure


def test_too_many_requests_are_a_kind_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # as build() does: else it warns when it is made
    assert failure_of(RetryAfter(timedelta(seconds=3))) is Failure.FLOOD


@pytest.mark.parametrize(
    ("fault", "requests"),
    [
        (Fault(drop="after"), 1),
        (Fault(status=502), 2),
        (Fault(status=500, not_json=True), 2),
        (Fault(status=429, retry_after=1), 2),
        (Fault(status=401), 2),
    ],
    ids=str,
)
async def test_a_reply_comes_once_whatever_happens_to_the_first_try(
    seed_index: PassageIndex, fault: Fault, requests: int
) -> None:
    async with BotApi() as api, running(api, seed_index):
        api.fault("sendMessage", fault)
        chat = api.user("Ana").private_chat()
        assert "fentanyl" in (await chat.ask(FENTANYL)).text
        await chat.stays_silent()
        assert len(api.requests.to("sendMessage")) == requests


async def test_a_reply_that_may_have_arrived_is_not_sent_again_nor_excused(seed_index: PassageIndex) -> None:
    async with BotApi() as api, running(api, seed_index):
        api.fault("sendMessage", drop="before")  # which looks from here as if the reply had been lost
        chat = api.user("Ana").private_chat()
        await chat.say(FENTANYL)
        assert "fentanyl" in (await chat.ask(FENTANYL)).text
        await api.settled(quiet=0.5)
        assert len(chat.bot_messages) == 1


async def test_one_chats_429_holds_up_no_other(seed_index: PassageIndex) -> None:
    async with BotApi() as api, running(api, seed_index):
        held = [api.user("Held").private_chat() for _ in range(20)]  # more than there are places
        for chat in held:
            api.fault("sendMessage", status=429, retry_after=1, chat_id=chat.id, times=None)
            await chat.say(FENTANYL)
        await api.until(lambda: len(api.requests.to("sendMessage")) >= 20, "the refusals")
        await api.user("Free").private_chat().ask(FENTANYL)
        assert not any(chat.unread for chat in held)
        api.world.faults.clear()
        for chat in held:
            await chat.next_message()


async def test_a_group_that_moved_is_answered_where_it_is(seed_index: PassageIndex) -> None:
    async with BotApi() as api, running(api, seed_index):
        group = api.group("Newsroom", api.user("Ana"))
        api.fault("sendMessage", delay=0.5, times=1)
        await group.first_member.in_(group).say(f"/ask {FENTANYL}")
        moved = await api.migrate(group)
        assert "fentanyl" in (await moved.next_message()).text


async def test_being_blocked_is_an_everyday_event(
    seed_index: PassageIndex, caplog: pytest.LogCaptureFixture
) -> None:
    async with BotApi() as api, running(api, seed_index):
        api.fault("sendMessage", status=403, description="Forbidden: bot was blocked by the user")
        await api.user("Ana").private_chat().say(FENTANYL)
        await api.settled(quiet=0.3)
    assert not [record for record in caplog.records if record.exc_info]
    assert len(api.requests.to("sendMessage")) == 1


async def test_an_update_that_comes_again_is_answered_once(seed_index: PassageIndex) -> None:
    async with BotApi() as api, running(api, seed_index):
        chat = api.user("Ana").private_chat()
        api.fault("getUpdates", duplicate=True)
        answered = await chat.ask(FENTANYL)
        await api.settled()
        api.deliver_again(api.updates_confirmed[0])
        await api.until(lambda: not api.updates_waiting, "the update was fetched again")
        await chat.stays_silent()
        assert [message.text for message in chat.bot_messages] == [answered.text]
        assert "fentanyl" in answered.text


async def test_unreadable_updates_are_put_aside_with_one_line_each_and_the_next_are_answered(
    seed_index: PassageIndex, caplog: pytest.LogCaptureFixture
) -> None:
    inbox = Inbox()
    async with BotApi() as api, running(api, seed_index, inbox):
        api.send_unparsable_update()
        api.send_update({"message": None, "callback_query": {"id": 2**80}})
        api.send_update({"message": {"chat": {"id": 2**80, "type": "private"}, "message_id": 1, "date": 1}})
        await api.user("Ana").private_chat().ask(FENTANYL)
        await api.settled()
        await api.until(lambda: not inbox.waiting(), "the end of the work")
    assert inbox.counts() == {"aside": 3, "done": 1}
    assert sum("put aside" in record.getMessage() for record in caplog.records) == 3


async def test_what_was_asked_is_forgotten_once_it_is_answered(
    seed_index: PassageIndex, tmp_path: Path
) -> None:
    file = tmp_path / "inbox.sqlite"
    async with BotApi() as api, running(api, seed_index, Inbox(file)):
        await api.user("Ana").private_chat().ask(FENTANYL)
        await api.settled()
    with sqlite3.connect(file) as database:
        assert list(database.execute("SELECT state, body FROM inbox")) == [("done", None)]
    database.close()


async def test_a_full_disk_is_waited_for_and_telegram_is_not_told(
    seed_index: PassageIndex, tmp_path: Path
) -> None:
    file = tmp_path / "inbox.sqlite"
    inbox = Inbox(file)
    inbox._database.execute("PRAGMA max_page_count = 1")  # what a full disk looks like
    async with BotApi() as api, running(api, seed_index, inbox):
        chat = api.user("Ana").private_chat()
        question = f"{FENTANYL} {'x' * 3_500}"
        for _ in range(30):
            await chat.say(question)
        await asyncio.sleep(1)
        assert api.updates_waiting == 30
        inbox._database.execute("PRAGMA max_page_count = 1000000")
        for _ in range(30):
            await chat.next_message()


async def test_a_cancellation_that_escapes_a_handler_is_an_error_like_any_other(
    seed_index: PassageIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with BotApi() as api, running(api, seed_index) as application:
        chat = api.user("Ana").private_chat()
        answer = Responder.ask

        def cancelled(*arguments: object, **named: object) -> None:
            raise asyncio.CancelledError

        monkeypatch.setattr(Responder, "ask", cancelled)
        assert "went wrong on my side" in (await chat.ask(FENTANYL)).text
        monkeypatch.setattr(Responder, "ask", answer)
        assert "fentanyl" in (await chat.ask(FENTANYL)).text
        await api.until(lambda: not application.inbox.waiting(), "the end of it")


async def test_stale_questions_get_one_notice_a_chat_and_silence_where_nobody_asked(
    seed_index: PassageIndex,
) -> None:
    async with BotApi() as api:
        chat, group = api.user("Luz", language_code="es").private_chat(), api.group("Newsroom")
        api.world.privacy_mode = False
        member = group.first_member.in_(group)
        for _ in range(5):
            await chat.say(FENTANYL, age=3_600)
            await member.say("Good morning", age=3_600)
        await chat.say(FENTANYL)
        async with running(api, seed_index):
            assert "párrafo" in (await chat.next_message()).text
            assert "Vuelve a preguntar" in (await chat.next_message()).text
            await chat.stays_silent()
            await member.stays_silent()


async def test_who_writes_too_much_is_told_once_and_buttons_go_on(seed_index: PassageIndex) -> None:
    async with BotApi() as api, running(api, seed_index, limits=Limits(send_rate=0)):
        chat = api.user("Ana").private_chat()
        for _ in range(30):
            await chat.say(FENTANYL)
        shown = [await chat.next_message() for _ in range(6)]
        assert [message.text for message in shown].count(
            "That is more than I can answer at once. Please wait 10 seconds, then ask again."
        ) == 1
        await chat.stays_silent()
        await shown[0].click("Context")
        await api.user("Bo").private_chat().ask(FENTANYL)


async def test_a_group_and_a_chat_of_another_language_are_told_how_long_in_its_words(
    seed_index: PassageIndex,
) -> None:
    limits = Limits(per_person=2, per_group=1, send_rate=0)
    async with BotApi() as api, running(api, seed_index, limits=limits):
        group = api.group("Newsroom", api.user("Ana"), api.user("Bo"))
        ana, bo = (member.in_(group) for member in group.members.values())
        await ana.ask(f"/ask {FENTANYL}")
        await bo.say(f"/ask {FENTANYL}")
        assert "Please wait 60 seconds" in (await group.next_message()).text
        cy = api.user("Cy").private_chat()
        await cy.ask("/language es")
        for _ in range(2):
            await cy.say(FENTANYL)
        shown = [(await cy.next_message()).text for _ in range(2)]
        assert "Espera 10 segundos" in shown[-1]


def test_a_flood_ebbs_only_when_its_source_pauses() -> None:
    flood = Flood(5, 10)
    told = [flood.judge(1, at / 10) for at in range(1_000)]
    assert told == [Task.ANSWER] * 5 + [Task.SLOW_DOWN] + [Task.NOTHING] * 994
    assert flood.judge(2, 100) is Task.ANSWER
    assert flood.judge(1, 115) is Task.ANSWER
    assert all(flood.judge(3, at) is Task.ANSWER for at in range(0, 1_000, 2))


def test_the_pace_keeps_within_what_telegram_takes() -> None:
    now = [0.0]
    pace = Pace(25, clock=lambda: now[0])
    assert [pace.wait(1) for _ in range(5)] == [0, 0, 0, 0, 4.5]
    assert sum(pace.wait(chat) == 0 for chat in range(2, 40)) == 21
    now[0] = 5
    pace.hold(1, 7)
    assert (pace.wait(1), pace.wait(2)) == (7, 0)
    sent = 0
    for now[0] in map(float, range(10, 80)):
        sent += pace.wait(-5) == 0
    assert sent <= 2 * 19 + 4


def test_letters_come_in_their_order_one_of_a_chat_and_the_late_ones_last() -> None:
    inbox = Inbox()
    inbox.add([Letter(number, number % 2, 0.0, "{}", late=number < 3) for number in range(1, 7)])
    inbox.add([Letter(1, 1, 0.0, "other")])
    taken = [inbox.take()]
    assert taken[0] is not None
    assert taken[0].id == 3
    beside = inbox.take({1})
    assert beside is not None
    assert beside.id == 4
    for number in range(3, 7):
        inbox.finish(number)
    assert inbox.take(late_too=False) is None
    last = inbox.take()
    assert last is not None
    assert (last.id, last.body) == (1, "{}")
    inbox.forget(1)
    assert inbox.waiting() == 1


def test_unfinished_letters_are_there_after_a_crash_and_another_bots_are_not(tmp_path: Path) -> None:
    file = tmp_path / "inbox.sqlite"
    inbox = Inbox(file, 1)
    inbox.add([Letter(1, 1, 0.0, "one"), Letter(2, 2, 0.0, "two")])
    inbox.take()
    again = Inbox(file, 1).take()
    assert again is not None
    assert (again.id, again.attempts) == (1, 2)
    assert Inbox(file, 2).take() is None


def test_what_waits_is_counted_without_a_look_and_starts_anew_from_the_file(tmp_path: Path) -> None:
    file = tmp_path / "inbox.sqlite"
    inbox = Inbox(file, 1)
    nothing = Letter(4, 4, 0.0, "{}", Task.NOTHING)
    inbox.add([*(Letter(number, number, 0.0, "{}") for number in (1, 2, 3)), nothing])
    inbox.add([Letter(1, 1, 0.0, "{}")])
    assert (inbox.waiting(), Inbox(file, 1).waiting()) == (3, 3)
    taken = [inbox.take(busy) for busy in ((), (1,), (1, 2), (1, 2, 3))]
    assert [letter and letter.id for letter in taken] == [1, 2, 3, None]
    inbox.put_back(2, untried=True)
    again = inbox.take((1, 3))
    assert again is not None
    assert (again.id, again.attempts) == (2, 1)
    inbox.finish(1)
    inbox.forget(3)
    inbox.put_back(3, untried=False)  # which nothing is left of
    assert inbox.take((2,)) is None
    assert (inbox.waiting(), Inbox(file, 1).waiting()) == (1, 1)
    assert inbox.skip_late(2, 1.0) == 1
    assert (inbox.waiting(), Inbox(file, 1).waiting()) == (0, 0)
    inbox.add([Letter(5, 5, 0.0, "{}")])
    assert inbox.take() is not None  # though 2 is still in hand


def test_a_letter_set_aside_stays_for_somebody_to_look_at(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path / "inbox.sqlite")
    inbox.add([Letter(1, 1, 0.0, "what ends the process")])
    inbox.take()
    inbox.set_aside(1)
    inbox.finish(1)  # as it is once its delivery has ended, whatever became of it
    assert (inbox.waiting(), inbox.counts()) == (0, {"aside": 1})
    with sqlite3.connect(tmp_path / "inbox.sqlite") as database:
        assert list(database.execute("SELECT body FROM inbox")) == [("what ends the process",)]
    database.close()


def test_letters_are_taken_in_all_together_or_not_at_all() -> None:
    inbox = Inbox()
    broken = Letter(2, 2**70, 0.0, "{}")
    with pytest.raises(OverflowError):
        inbox.add([Letter(1, 1, 0.0, "{}"), broken])
    assert (inbox.waiting(), inbox.counts()) == (0, {})
    inbox.add([Letter(1, 1, 0.0, "{}"), Letter(3, 3, 0.0, "{}")])
    assert inbox.waiting() == 2


async def test_a_deaf_bot_is_made_to_hear_again(seed_index: PassageIndex) -> None:
    async with BotApi() as api, running(api, seed_index) as application:
        updater = application.updater
        assert updater is not None
        (polling,) = [task for task in asyncio.all_tasks() if "polling_task" in task.get_name()]
        polling.cancel()
        await asyncio.wait({polling})

        restarting = asyncio.Lock()

        async def restart() -> None:
            async with restarting:
                await updater.stop()
                await updater.start_polling(allowed_updates=ALLOWED_UPDATES)

        dog = asyncio.create_task(
            Watchdog(application.polls, restart, stalled_after=1, look_every=0.1).watch()
        )
        await api.user("Ana").private_chat().ask(FENTANYL)
        async with restarting:  # on a busy machine it restarts more often, and may be in the middle of it
            dog.cancel()


async def test_the_watchdog_gives_up_where_restarts_do_not_help() -> None:
    restarts = 0

    async def restart() -> None:
        nonlocal restarts
        restarts += 1

    with pytest.raises(BotError, match="could not be asked for messages"):
        await Watchdog(Polls(), restart, stalled_after=0.05, look_every=0.01).watch()
    assert restarts == 3


@pytest.mark.parametrize(
    ("error", "times", "words"),
    [
        (InvalidToken(), MOST_REFUSED, "not accepted"),
        (Conflict(""), MOST_CONFLICTS, "something else fetches"),
    ],
)
def test_one_refusal_passes_and_many_end_it(error: TelegramError, times: int, words: str) -> None:
    polls = Polls()
    polls.failed(error)
    polls.succeeded()
    assert polls.hopeless is None
    for _ in range(times):
        polls.failed(error)
    assert words in str(polls.hopeless)
