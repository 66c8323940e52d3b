"""Drills of what Telegram does: fails, goes away, refuses, and counts how much it is sent."""

from __future__ import annotations

import asyncio
import random
import time
from pathlib import Path

from tests.botapi import BotApi, Chat, Fault
from tests.drills.bench import Bot, Crowd, Result, most, percentile, question, until


async def drill_faults(folder: Path, *, full: bool) -> Result:
    """A fifth of the sends fails before it has an effect, and now and then nobody listens at all."""
    people, each, absences = (600, 5, 4) if full else (40, 5, 1)
    chance = random.Random(5)
    async with BotApi() as api:
        api.fault("sendMessage", *(_fault(chance) for _ in range(people * each * 2)))
        crowd = Crowd(api, people, each)
        await crowd.ask()
        async with Bot.serve(api, folder):
            for number in range(absences):
                await _answered(crowd, (number + 1) * people * each // (absences + 2))
                await _leave(api, crowd, 30 if full else 5)
                api.fault("sendMessage", *(_fault(chance) for _ in range(people * each * 2)))
                await api.start()
            await crowd.served(1_800, quiet=60)
        lost, twice, _ = crowd.tally()
        failed = sum(request.status != 200 for request in api.requests.to("sendMessage"))
    return Result(
        f"{people * each:,} answers, faults on 20 % of sends, {absences} short absences",
        "0 lost, 0 twice",
        f"{lost} lost, {twice} twice, {failed} failures",
        (lost, twice) == (0, 0) and failed > people * each // 10,
    )


async def _answered(crowd: Crowd, goal: int) -> None:
    await until(lambda: crowd.replies > goal, 120)


async def _leave(api: BotApi, crowd: Crowd, seconds: int) -> None:
    """Go away while nothing is on its way: what is sent then meets a closed door, and surely went nowhere.

    All chats are told to wait for so long; once each that is not done has been told of late, none writes.
    """
    api.world.faults.clear()
    begun = len(api.requests.to("sendMessage"))
    api.fault("sendMessage", status=429, retry_after=seconds, times=None)

    def none_writes() -> bool:
        refused = [one for one in api.requests.to("sendMessage")[begun:] if one.status == 429]
        told = {one.chat_id: one.done_at or 0.0 for one in refused}
        waiting = [chat.id for chat in crowd.chats if len(chat.room.shown) < crowd.each]
        recent = time.monotonic() - seconds + 1
        return not api.world.under_way and all(told.get(chat, 0.0) > recent for chat in waiting)

    await until(none_writes, 180)
    await api.stop()
    api.world.faults.clear()
    await asyncio.sleep(seconds + 0.2)


def _fault(chance: random.Random) -> Fault:
    if chance.random() >= 0.2:
        return Fault(delay=0.001)
    return chance.choice(
        [Fault(status=429, retry_after=1), Fault(status=502), Fault(status=500, not_json=True)]
    )


async def drill_absence(folder: Path, *, full: bool) -> Result:
    """The API goes away and comes back."""
    seconds = 60.0 if full else 2.0
    async with BotApi() as api:
        crowd = Crowd(api, 20, 1)
        async with Bot.serve(api, folder):
            await api.user("First").private_chat().ask(question(0))
            await api.stop()
            await crowd.ask()
            await asyncio.sleep(seconds)
            await api.start()
            wait = await until(lambda: crowd.replies >= 20, 120)
            lost, twice, _ = crowd.tally()
    return Result(
        f"the API away for {seconds:g} s",
        "answers within 30 s of its return",
        f"all {20 - lost} of 20 answered {wait:.1f} s after it, {twice} twice",
        lost == 0 and twice == 0 and wait < most(30, full=full),
    )


async def drill_refusals(folder: Path, *, full: bool) -> Result:
    """One 401 and one 409 pass; a revoked token and a second poller end it with one clear line."""
    async with BotApi() as api, Bot.serve(api, folder / "once") as bot:
        chat = api.user("Ana").private_chat()
        await chat.ask(question(0))
        api.fault("getUpdates", Fault(status=401), Fault(status=409))
        await chat.ask(question(1))
        passed = bot.process is not None and bot.process.returncode is None
    ends = await asyncio.gather(*(_refused_for_good(folder / str(status), status) for status in (401, 409)))
    clear = all(line.startswith("verbatim: TELEGRAM_BOT_TOKEN") for _, line in ends)
    return Result(
        "one 401, one 409; then nothing but 401, nothing but 409",
        "answers go on; a clear exit",
        f"{'goes on' if passed else 'ended'}; status {[status for status, _ in ends]}, "
        f"{'clear' if clear else 'unclear'} last line",
        passed and clear and {status for status, _ in ends} == {2},
    )


async def _refused_for_good(folder: Path, status: int) -> tuple[int, str]:
    """The exit status and last line of a bot whose every getUpdates is refused."""
    async with BotApi() as api:
        api.fault("getUpdates", status=status, times=None)
        async with Bot.serve(api, folder) as bot:
            return await bot.exit_status(120), bot.log_lines[-1]


async def drill_rates(folder: Path, *, full: bool) -> Result:
    """Questions at half of what Telegram allows, and some chats that ask more than theirs."""
    seconds, rate = (600.0, 15.0) if full else (4.0, 10.0)
    async with BotApi() as api:
        api.limit_rates()
        async with Bot.serve(api, folder, "--per-person", "0"):
            await api.user("First").private_chat().ask(question(0))
            calm = [await _timed(api.user("Calm").private_chat()) for _ in range(15)]
            busy = Crowd(api, 2, 6)
            await busy.ask()  # six at once in a chat that may have four in four seconds
            tasks = []
            for _ in range(int(seconds * rate)):
                tasks.append(asyncio.create_task(_timed(api.user("Busy").private_chat())))
                await asyncio.sleep(1 / rate)
            waits = await asyncio.gather(*tasks)
            await busy.served(120)
        lost, _, _ = busy.tally()
        refused = api.world.rates.refused
    median, worst = percentile(calm, 0.5), percentile(waits, 0.99)
    return Result(
        f"{seconds:g} s of {rate:g} questions/s at Telegram's real buckets",
        "0 replies of 429, p99 at most 10 x the unloaded median",
        f"{refused} of 429; p99 {worst * 1000:.0f} ms, {worst / median:.1f} x {median * 1000:.0f} ms",
        refused == 0 and lost == 0 and worst <= most(10 * median, full=full),
    )


async def _timed(chat: Chat) -> float:
    begun = time.monotonic()
    await chat.ask(question(0))
    return time.monotonic() - begun
