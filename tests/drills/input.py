"""Drills of what comes in: in which order, how broken, how much at once, and how late."""

from __future__ import annotations

import asyncio
import copy
import json
import random
import time
from pathlib import Path
from typing import Any

from tests.botapi import BotApi, Fault
from tests.drills.bench import UNLIMITED, Bot, Crowd, Result, most, question, until


async def drill_order(folder: Path, *, full: bool) -> Result:
    """Few chats with many questions each, and a Telegram that answers now fast, now slowly."""
    chats, each = (20, 500) if full else (10, 20)
    chance = random.Random(3)
    async with BotApi() as api:
        api.fault("sendMessage", *(Fault(delay=chance.uniform(0, 0.1)) for _ in range(chats * each)))
        crowd = Crowd(api, chats, each)
        await crowd.ask()
        async with Bot.serve(api, folder):
            await crowd.served(1_800)
        lost, twice, inversions = crowd.tally()
    return Result(
        f"{chats * each:,} updates over {chats} chats, random delays",
        "0 inversions within a chat",
        f"{inversions} chats out of order, {lost} lost, {twice} twice",
        (lost, twice, inversions) == (0, 0, 0),
    )


async def drill_mutations(folder: Path, *, full: bool) -> Result:
    """Updates broken in every way between good ones."""
    bad, people = (10_000, 500) if full else (300, 30)
    chance = random.Random(4)
    async with BotApi() as api:
        crowd = Crowd(api, people, 2)
        await crowd.ask()
        good = list(api.world.queue)
        api.world.queue.drop_all()
        for number in range(bad):
            api.send_update(mutate(_stranger(chance.choice(good)), chance))
            if number % (bad // len(good)) == 0 and number // (bad // len(good)) < len(good):
                update = good[number // (bad // len(good))]
                api.send_update({"message": update["message"]})
        async with Bot.serve(api, folder) as bot:
            await crowd.served(1_800)
            await api.settled(120)
            troubles = [line for line in bot.log_lines if json.loads(line)["level"] in ("error", "critical")]
        lost, twice, _ = crowd.tally()
    aside = sum("put aside" in line for line in troubles)
    return Result(
        f"{bad:,} mutated updates between {people * 2:,} good ones",
        "every good one answered; the bad kept aside, one log line each",
        f"{lost} lost, {twice} twice, {aside} kept aside, {len(troubles)} log lines of trouble",
        lost == 0 and twice == 0 and 0 < aside <= len(troubles) <= bad,
    )


async def drill_backlog(folder: Path, *, full: bool) -> Result:
    """Questions that waited through a downtime, most of them for too long."""
    stale, fresh = (900, 100) if full else (90, 10)
    async with BotApi() as api:
        late, recent = Crowd(api, stale, 5), Crowd(api, fresh, 5)
        await late.ask(age=7_200)
        await recent.ask(age=60)
        async with Bot.serve(api, folder, *UNLIMITED, "--stale-after", "3600") as bot:
            await until(lambda: recent.replies > 0 or late.replies > 0, 120)
            memory = bot.memory
            await recent.served(120)
            await until(lambda: late.replies >= stale, 120)
            await api.settled(120)
            grown = bot.memory - memory
        sent = [request.chat_id for request in api.requests.to("sendMessage")]
        answered = max((sent.index(chat.id) for chat in recent.chats if chat.id in sent), default=0)
        early = len(set(sent[:answered]) - {chat.id for chat in recent.chats})
        lost, twice, _ = recent.tally()
        notices = [len(chat.room.shown) for chat in late.chats]
    return Result(
        f"{(stale + fresh) * 5:,} waiting after downtime, {stale * 5:,} of them stale",
        "memory bounded (+30 MB); one short notice for each stale chat, the recent first",
        f"+{grown} MB; {min(notices)} to {max(notices)} notices a chat, {early} before the recent; "
        f"{lost} recent lost, {twice} twice",
        set(notices) == {1} and lost == 0 and twice == 0 and grown <= 30 and early <= stale // 5,
    )


async def drill_flood(folder: Path, *, full: bool) -> Result:
    """One person writes and writes, others ask in between."""
    messages, seconds = (1_000, 10.0) if full else (200, 2.0)
    async with BotApi() as api:
        flooder, others = api.user("Mallory").private_chat(), Crowd(api, 20, 1)
        async with Bot.serve(api, folder, "--send-rate", "0"):
            await api.user("First").private_chat().ask(question(0))
            flood = asyncio.create_task(_flood(flooder, messages, seconds))
            waits = [await _timed(chat) for chat in others.chats]
            await flood
            await api.settled(120, quiet=0.5)
        replies = len(flooder.room.shown)
    return Result(
        f"one user sends {messages:,} messages in {seconds:g} s",
        "at most 6 replies; others answered as if nothing happened",
        f"{replies} replies; others answered within {max(waits):.2f} s",
        replies <= 6 and max(waits) < most(5, full=full),
    )


async def _flood(chat: Any, messages: int, seconds: float) -> None:
    for number in range(messages):
        await chat.say(question(number))
        await asyncio.sleep(seconds / messages)


async def _timed(chat: Any) -> float:
    begun = time.monotonic()
    await chat.ask(question(0))
    return time.monotonic() - begun


def _stranger(update: dict[str, Any]) -> dict[str, Any]:
    """The update as from a chat that is nobody's, so that what becomes of it cannot be taken for a reply."""
    body = {"message": copy.deepcopy(update["message"])}
    body["message"]["chat"]["id"] = body["message"]["from"]["id"] = 999_999
    return body


_NONSENSE: tuple[Any, ...] = (
    None, "", "x" * 5_000, -1, 2**70, 1e308, True, [], {}, [[]], {"id": None}, "\ud800", "\x00", {"type": 1},
)  # fmt: skip


def mutate(body: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Change one to three places: leave out, replace by nonsense, add what is unknown, swap."""
    for _ in range(chance.randint(1, 3)):
        place: Any = body
        while True:
            name = chance.choice(list(place))
            if isinstance(place[name], dict) and place[name] and chance.random() < 0.8:
                place = place[name]
                continue
            break
        kind = chance.random()
        if kind < 0.3 and len(place) > 1:
            del place[name]
        elif kind < 0.85:
            place[name] = copy.deepcopy(chance.choice(_NONSENSE))
        else:
            place["forward_origin"] = {"type": "hidden_user", "date": 1}
    return body
