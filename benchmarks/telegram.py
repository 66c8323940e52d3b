"""Update to sent answer beside a bare python-telegram-bot echo bot on the same loopback server, in one run.

python -m benchmarks.telegram [--rounds 12] [--messages 40]

The server and each bot are processes of their own; both bots stay up, and a round asks one after the
other, in turns first. Rate limits are off for both. A ratio is the median of the rounds' ratios, with
the interval that 95 % of 10,000 resamples of the rounds give.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import NamedTuple

from tests.botapi import BotApi, Chat
from tests.front_ends import ROOT, environment

QUESTION = "How does the Northern Command combat fentanyl trafficking?"
NO_LIMITS = ("--per-person", "0", "--per-group", "0", "--send-rate", "0")
COMMANDS = {
    "echo": ("benchmarks.echo_bot",),
    "verbatim": ("bot", "serve", *NO_LIMITS),
}


class Round(NamedTuple):
    """One bot's figures in one round."""

    median: float
    throughput: float
    work: float
    """Processor seconds an answer."""


class Contestant:
    """A bot in a process of its own at a server of its own."""

    def __init__(self, name: str, data: Path) -> None:
        self.name = name
        self.rounds: list[Round] = []
        self._api = BotApi()
        self._data = data
        self._chats: list[Chat] = []
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Contestant:
        await self._api.start()
        env = environment(VERBATIM_DATA=str(self._data), **self._api.environment)
        with (self._data / f"{self.name}.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", *COMMANDS[self.name], cwd=ROOT, env=env, stdout=log, stderr=log
            )
        await self._fresh_chat().ask(QUESTION, timeout=60)
        return self

    async def __aexit__(self, *raised: object) -> None:
        assert self._process is not None
        self._process.terminate()
        await self._process.wait()
        await self._api.stop()

    async def play(self, messages: int) -> None:
        """A round: so many questions one after the other, then as many at once."""
        self._api.requests.clear()
        before = self._processor_seconds()
        waits = [await self._time_one() for _ in range(messages)]
        throughput = await self._throughput([self._fresh_chat() for _ in range(messages)])
        work = (self._processor_seconds() - before) / (2 * messages)
        self.rounds.append(Round(statistics.median(waits), throughput, work))

    async def _time_one(self) -> float:
        chat = self._fresh_chat()
        started = time.perf_counter()
        await chat.ask(QUESTION, timeout=60)
        return time.perf_counter() - started

    async def _throughput(self, chats: list[Chat]) -> float:
        started = time.perf_counter()
        for chat in chats:
            await chat.say(QUESTION)
        for chat in chats:
            await chat.next_message(timeout=120)
        return len(chats) / (time.perf_counter() - started)

    def _fresh_chat(self) -> Chat:
        self._chats.append(self._api.user(f"U{len(self._chats)}").private_chat())
        return self._chats[-1]

    def _processor_seconds(self) -> float:
        assert self._process is not None
        try:
            fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        except FileNotFoundError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def run(rounds: int, messages: int) -> None:
    """Play the rounds and print the figures."""
    async with AsyncExitStack() as up:
        folder = Path(up.enter_context(tempfile.TemporaryDirectory()))
        echo = await up.enter_async_context(Contestant("echo", folder))
        ours = await up.enter_async_context(Contestant("verbatim", folder))
        for number in range(rounds):
            for bot in (echo, ours) if number % 2 else (ours, echo):
                await bot.play(messages)
    for what, unit, scale, wanted in (
        ("median", "ms", 1_000, "at most 1.5 x"),
        ("throughput", "/s", 1, "at least 0.8 x"),
        ("work", "ms", 1_000, "processor time an answer"),
    ):
        theirs, own = ([getattr(one, what) * scale for one in bot.rounds] for bot in (echo, ours))
        print(
            f"{what + ':':11} echo {statistics.median(theirs):6.1f} {unit:2}   verbatim "
            f"{statistics.median(own):6.1f} {unit:2}   {_ratio(own, theirs)}   ({wanted})"
        )


def _ratio(own: list[float], theirs: list[float]) -> str:
    """The median ratio of the rounds and its 95 % interval."""
    ratios = [one / other for one, other in zip(own, theirs, strict=True) if other]
    if not ratios:
        return "not measured here"
    chance = random.Random(1)
    medians = sorted(statistics.median(chance.choices(ratios, k=len(ratios))) for _ in range(10_000))
    return f"{statistics.median(ratios):.2f} x [{medians[250]:.2f}, {medians[9_749]:.2f}]"


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--messages", type=int, default=40)
    options = parser.parse_args()
    asyncio.run(run(options.rounds, options.messages))


if __name__ == "__main__":
    main()
