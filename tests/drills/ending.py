"""Drills of the end of a process: killed again and again, and asked to stop again and again."""

from __future__ import annotations

import asyncio
import random
import signal
from pathlib import Path

from tests.botapi import BotApi, Fault
from tests.drills.bench import AT_ONCE, Bot, Crowd, Result, most, until

SLOW = Fault(delay=0.05, times=None)


async def drill_kills(folder: Path, *, full: bool) -> Result:
    """SIGKILL at random moments while questions wait."""
    kills, people, each = (10, 2_000, 5) if full else (2, 40, 5)
    chance = random.Random(1)
    recoveries: list[float] = []
    async with BotApi() as api:
        api.fault("sendMessage", SLOW)
        crowd = Crowd(api, people, each)
        await crowd.ask()
        async with Bot.serve(api, folder) as bot:
            for _ in range(kills):
                await _some_replies(crowd, chance.randint(20, people * each // (2 * kills)))
                await bot.end(signal.SIGKILL)
                recoveries.append(await _recovery(bot, crowd))
            await crowd.served(1_800)
        lost, twice, _ = crowd.tally()
    bound, within = kills * AT_ONCE, most(30, full=full)
    return Result(
        f"{people * each:,} updates, {kills} SIGKILLs",
        f"0 lost, at most {bound} twice, recovery within {within:g} s",
        f"{lost} lost, {twice} twice, recovery {max(recoveries):.1f} s",
        lost == 0 and twice <= bound and max(recoveries) < within,
    )


async def drill_stops(folder: Path, *, full: bool) -> Result:
    """SIGTERM at random moments, sometimes twice, while questions wait."""
    stops, people, each = (5, 2_000, 5) if full else (2, 40, 5)
    chance = random.Random(2)
    ends: list[tuple[int, float]] = []
    async with BotApi() as api:
        api.fault("sendMessage", SLOW)
        crowd = Crowd(api, people, each)
        await crowd.ask()
        async with Bot.serve(api, folder) as bot:
            for number in range(stops):
                await _some_replies(crowd, chance.randint(20, people * each // (2 * stops)))
                ends.append(await bot.end(*[signal.SIGTERM] * (1 + number % 2)))
                await bot.start()
            await crowd.served(1_800)
        lost, twice, _ = crowd.tally()
    slowest, statuses = max(seconds for _, seconds in ends), {status for status, _ in ends}
    within = most(5, full=full)
    return Result(
        f"{people * each:,} updates, {stops} SIGTERMs, every other one doubled",
        f"0 lost, 0 twice, each stop with status 0 within {within:g} s",
        f"{lost} lost, {twice} twice, slowest stop {slowest:.1f} s, status {sorted(statuses)}",
        lost == 0 and twice == 0 and slowest < within and statuses == {0},
    )


async def _recovery(bot: Bot, crowd: Crowd) -> float:
    """Seconds from the start to the first answer after it, or to when none was missing any more."""
    before = crowd.replies
    await bot.start()
    return await until(lambda: crowd.replies > before or not crowd.tally().lost, 120)


async def _some_replies(crowd: Crowd, more: int) -> None:
    goal = crowd.replies + more
    await until(lambda: crowd.replies >= goal, 120)
    await asyncio.sleep(0.01)
