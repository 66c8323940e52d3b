"""Buttons in Telegram: they never go stale, belong to their chat, and a forged press does nothing."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from bot.conversations.replies import Open, Share
from bot.storage.store import Store
from bot.telegram_app.keyboards import to_keyboard
from retrieval import Article, PassageIndex, answer
from tests.botapi import BotApi, Chat
from tests.conftest import polling_bot
from tests.front_ends import served
from tests.reading_data import ASK_GEESE, ASK_OWLS, OWLS, READING, many_articles

ARTICLES = READING


async def test_an_answer_can_be_opened_copied_and_shared(chat: Chat) -> None:
    shown = await chat.ask(ASK_OWLS)
    assert await shown.click("Open") == OWLS.url
    copied = await shown.click("Copy citation")
    assert copied.splitlines() == [
        "“Owls hoot at night in the forests of Norway.” — Reuters · “Owls of the north” · 20 Nov 2026"
        " · paragraph 1 of 3",
        OWLS.url,
    ]
    assert await shown.click("Share") == ASK_OWLS


async def test_the_title_of_an_answer_leads_to_the_article(chat: Chat) -> None:
    (address,) = (await chat.ask(ASK_OWLS)).links.values()
    assert address.startswith(OWLS.url or "-")


async def test_an_article_without_an_address_has_no_button_to_open_it(chat: Chat) -> None:
    shown = await chat.ask(ASK_GEESE)
    assert "Open" not in shown.buttons
    assert "Copy citation" in shown.buttons


@pytest.mark.parametrize("inline_mode", [True, False])
def test_only_a_bot_with_inline_mode_offers_sharing(inline_mode: bool) -> None:
    rows = ((Share("Share", "Who?"), Open("Open", "https://news.example/")),)
    keyboard = to_keyboard(rows, inline_mode=inline_mode)
    assert keyboard is not None
    assert ("Share" in [button["text"] for button in keyboard["inline_keyboard"][0]]) is inline_mode


async def test_a_vote_is_thanked_for_counted_once_and_can_be_changed(chat: Chat, store: Store) -> None:
    shown = await chat.ask(ASK_OWLS)
    assert await shown.click("Helpful") == "Thank you. Noted as helpful."
    assert await shown.click("Helpful") == "Thank you. Noted as helpful."
    assert store.votes() == (1, 0)
    assert await shown.click("Not helpful") == "Thank you. Noted as not helpful."
    assert store.votes() == (0, 1)
    assert shown.now.text == shown.text
    assert chat.alerts[-1].show_alert


async def test_in_a_group_each_member_has_one_vote(api: BotApi, store: Store) -> None:
    group = api.group("Newsroom", api.user("Ana"), api.user("Bo"))
    ana, bo = group.members.values()
    shown = await ana.in_(group).ask(f"/ask {ASK_OWLS}")
    for person, label in ((ana, "Helpful"), (bo, "Helpful"), (bo, "Not helpful"), (ana, "Helpful")):
        await shown.click(label, by=person)
    assert store.votes() == (1, 1)


async def test_a_thousand_forged_and_foreign_presses_change_nothing(
    api: BotApi, chat: Chat, store: Store
) -> None:
    own = await chat.ask(ASK_OWLS)
    listed = await chat.ask("/language")
    theirs = [
        b["callback_data"] for m in (own, listed) for row in m.keyboard for b in row if "callback_data" in b
    ]
    stranger = api.user("Bo").private_chat()
    message = await stranger.ask(ASK_GEESE)
    mine = message.button("Helpful")["callback_data"].split(":")[1]
    noise = random.Random(7)
    kinds = [
        "more",
        "context",
        "back",
        "helpful",
        "unhelpful",
        "turn",
        "article",
        "focus",
        "language",
        "forget",
        "x",
    ]
    before = (len(api.requests.to("editMessageText")), len(api.requests.to("sendMessage")))
    for number in range(1_000):
        subject = noise.choice([mine, "", "x" * 12, "é", "-", noise.randbytes(6).hex()])
        kind = noise.choice(kinds if subject != mine else kinds[5:])
        argument = noise.choice(["0", "1", "-1", "9999", "yes", "en", "off", OWLS.id, "x:y", "\u0663"])
        data = theirs[number % len(theirs)] if number % 4 == 0 else f"{kind}:{subject}:{argument}"
        alert = await message.press(data)
        assert alert == "This answer is no longer kept. Please ask again.", data
    assert all(alert.show_alert for alert in stranger.alerts)
    assert (len(api.requests.to("editMessageText")), len(api.requests.to("sendMessage"))) == before
    assert store.votes() == (0, 0)
    assert store.preferences(str(stranger.id)) == (None, None)
    assert store.answer(str(chat.id), own.button("Helpful")["callback_data"].split(":")[1], _find) is not None


def _find(article_id: str) -> Article | None:
    return next((article for article in READING if article.id == article_id), None)


async def test_an_old_button_shows_its_own_answer_after_a_kill_a_restart_and_new_articles(
    tmp_path: Path,
) -> None:
    articles, data = tmp_path / "articles", tmp_path / "data"
    articles.mkdir()
    _write(articles / "owls.txt", OWLS.text)
    async with BotApi() as api:
        chat = api.user("Ana").private_chat()
        async with served(api, data, VERBATIM_ARTICLES=str(articles)) as process:
            old = await chat.ask(ASK_OWLS)
            await api.settled(quiet=0.3)
            process.kill()
            await process.wait()
        _ask_a_hundred_times(data / "chats.sqlite", str(chat.id))
        _write(articles / "geese.txt", "Geese hoot at night in Norway, too, when owls hoot.")
        async with served(api, data, VERBATIM_ARTICLES=str(articles)):
            await old.click("Context")
            context = await chat.next_message()
            assert context.id == old.id
            assert "Owls hoot at night in the forests of Norway." in context.text
            await context.click("Back")
            assert (await chat.next_message()).text == old.text


def _write(path: Path, text: str) -> None:
    path.write_text(text)
    os.utime(path, (1_790_000_000, 1_790_000_000))  # a file just written is left alone for a moment


def _ask_a_hundred_times(file: Path, conversation: str) -> None:
    store, index = Store(file), PassageIndex(READING)
    for _ in range(100):
        store.keep_answer(conversation, answer(ASK_GEESE, index))
    store.close()


async def test_pages_of_articles_turn_and_open_by_button() -> None:
    async with BotApi() as api, polling_bot(api, many_articles(20)):
        chat = api.user("Ana").private_chat()
        first = await chat.ask("/articles")
        assert "Page 1 of 3" in first.text
        assert first.buttons == [*map(str, range(1, 9)), "More"]
        await first.click("More")
        second = await chat.next_message()
        assert second.text.splitlines()[2].startswith("9. ")
        await second.click("12")
        article = await chat.next_message()
        assert "opened a bridge" in article.spans("blockquote")[0]
        await article.click("Back")
        assert (await chat.next_message()).text == second.text
