"""A drill of staying up: questions at a steady rate, sends that fail, and a SIGKILL every few minutes."""

from __future__ import annotations

import asyncio
import random
import signal
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tests.botapi import BotApi, Fault
from tests.drills.bench import AT_ONCE, Bot, Crowd, Result, question, until

RATE = 5.0
MOST_DRIFT = 0.05
MOST_LEAKED = 0.3
"""Descriptors that a question may seem to leave open, as connections come and go."""
_SETTLING = 0.3
"""The share of a life in which a process is still growing into its work, and is not measured."""


class Sample(NamedTuple):
    """What a process held at some moment of a life: resident kilobytes and open descriptors.

    A life begins with the first answer: until then a process is starting, quickly or slowly."""

    life: int
    age: float
    memory: int
    descriptors: int


async def drill_soak(folder: Path, *, full: bool) -> Result:
    """An hour of questions with a kill every five minutes; the fast form: seconds."""
    return await soak(folder, *(3_600.0, 300.0, 100) if full else (12.0, 5.0, 10))


async def soak(folder: Path, seconds: float, life: float, people: int) -> Result:
    """`RATE` questions a second for so long, faults on a tenth of the sends, a kill after each life."""
    each = round(seconds * RATE / people)
    chance = random.Random(6)
    async with BotApi() as api:
        api.fault("sendMessage", *(_fault(chance) for _ in range(people * each * 2)))
        crowd = Crowd(api, people, each)
        async with Bot.serve(api, folder, "--per-person", "0") as bot:
            samples, kills = await _lives(bot, crowd, life)
            await crowd.served(300)
        lost, twice, _ = crowd.tally()
        failed = sum(request.status != 200 for request in api.requests.to("sendMessage"))
    drift, growth, descriptors = _drift(samples, life), _growth(samples, life), _descriptors(samples, life)
    left_open = leaked(samples)
    steady = max(descriptors, default=0) - min(descriptors, default=0) <= 4
    return Result(
        f"{seconds:g} s at {RATE:g} questions/s, {kills} SIGKILLs, {failed} failed sends",
        f"0 lost, at most {kills * AT_ONCE} twice, memory drift at most 5 %, descriptors constant",
        f"{lost} of {people * each:,} lost, {twice} twice, drift {drift:+.1%} "
        f"({samples[-1].memory // 1024} MB; within a life {growth:+.1%}), "
        f"{'/'.join(map(str, descriptors))} descriptors, {left_open:+.2f} a question",
        # A life of a few seconds has few connections or many: only what each question leaves open tells.
        lost == 0 and twice <= kills * AT_ONCE and left_open <= MOST_LEAKED
        and (seconds < 600 or (steady and max(drift, growth) <= MOST_DRIFT)),
    )  # fmt: skip


async def _lives(bot: Bot, crowd: Crowd, life: float) -> tuple[list[Sample], int]:
    """Ask everything at the rate, killing and starting anew; what was seen of the process meanwhile."""
    asking = asyncio.create_task(_ask_steadily(crowd))
    samples: list[Sample] = []
    lives, born = 0, await _first_answer(crowd, asking)
    while not asking.done():
        await asyncio.sleep(min(2.0, life / 10))
        age = time.monotonic() - born
        samples.append(Sample(lives, age, bot.memory_kb, bot.descriptors))
        if age >= life and not asking.done():
            await bot.end(signal.SIGKILL)
            await bot.start()
            lives, born = lives + 1, await _first_answer(crowd, asking)
    await asking  # where the machine was too busy for any look, there is one at the end
    samples.append(Sample(lives, time.monotonic() - born, bot.memory_kb, bot.descriptors))
    return samples, lives


async def _first_answer(crowd: Crowd, asking: asyncio.Task[None]) -> float:
    """When the process that was just started has answered for the first time."""
    before = crowd.replies
    await until(lambda: crowd.replies > before or asking.done(), 120)
    return time.monotonic()


async def _ask_steadily(crowd: Crowd) -> None:
    """Everybody in turn, on time however long one question takes."""
    begun, asked = time.monotonic(), 0
    for number in range(crowd.each):
        for chat in crowd.chats:
            await asyncio.sleep(max(0.0, begun + asked / RATE - time.monotonic()))
            await chat.say(question(number))
            asked += 1


def _fault(chance: random.Random) -> Fault:
    if chance.random() >= 0.1:
        return Fault(delay=0.05)
    return chance.choice(
        [Fault(status=429, retry_after=1), Fault(status=502), Fault(status=500, not_json=True)]
    )


def _drift(samples: list[Sample], life: float) -> float:
    """How much more memory the last third of the time needs than the first, at the same ages."""
    settled = [sample for sample in samples if sample.age > life * _SETTLING] or samples
    third = max(1, len(settled) // 3)
    first, last = (median(one.memory for one in part) for part in (settled[:third], settled[-third:]))
    return last / first - 1


def _growth(samples: list[Sample], life: float) -> float:
    """How much a process grows from when it has settled to its end, in the middle one of the lives."""
    grown = []
    for one in sorted({sample.life for sample in samples}):
        ages = [sample for sample in samples if sample.life == one and sample.age > life * _SETTLING]
        if len(ages) > 1:
            grown.append(ages[-1].memory / ages[0].memory - 1)
    return median(grown) if grown else 0.0


def leaked(samples: list[Sample]) -> float:
    """Descriptors that a question leaves open: from a life's first third to its last, in its worst life."""
    worst = 0.0
    for one in sorted({sample.life for sample in samples}):
        ages = [sample for sample in samples if sample.life == one]
        third = len(ages) // 3
        if third:
            first, last = ages[:third], ages[-third:]
            gained = median(one.descriptors for one in last) - median(one.descriptors for one in first)
            asked = RATE * (median(one.age for one in last) - median(one.age for one in first))
            worst = max(worst, gained / asked)
    return worst


def _descriptors(samples: list[Sample], life: float) -> list[int]:
    """The usual number of open descriptors in each life."""
    lives = sorted({sample.life for sample in samples})
    return [
        round(median(part))
        for one in lives
        if (
            part := [
                sample.descriptors for sample in samples if sample.life == one and sample.age > life * 0.2
            ]
        )
    ]
