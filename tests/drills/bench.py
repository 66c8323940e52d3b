"""What the drills share: articles that can be told apart, a served bot, a crowd that asks, and the count."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from tests.botapi import BotApi, Chat
from tests.front_ends import ROOT, environment

AT_ONCE = 16
UNLIMITED = ("--per-person", "0", "--per-group", "0", "--send-rate", "0", "--stale-after", "86400")
"""The delivery is drilled: on a slow machine a question may wait for an hour and is still to be answered."""
_STEMS = ("ba", "do", "fi", "gu", "ka", "le", "mi", "no", "pu", "ra")
WORDS = tuple(f"{stem}x{_STEMS[-number]}ndor" for number, stem in enumerate(_STEMS))
_WORD = re.compile("|".join(WORDS))


HANGING = 60.0


def most(seconds: float, *, full: bool) -> float:
    """What something may take: in the fast form, beside other tests on a busy machine, only not for ever."""
    return seconds if full else HANGING


class Result(NamedTuple):
    """A row of the table: what was drilled, what was to be reached, what was, and whether that is enough."""

    drill: str
    to_reach: str
    figures: str
    reached: bool


class Tally(NamedTuple):
    """What became of the questions."""

    lost: int
    twice: int
    inversions: int


def write_articles(folder: Path) -> Path:
    """One article for each word, so that a reply shows which question it answers."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, word in enumerate(WORDS):
        file = folder / f"{word}.txt"
        file.write_text(
            f"On {word} rock\n\nThe {word} lighthouse was built in {1800 + number} by sailors there.\n"
        )
        os.utime(file, (1_700_000_000, 1_700_000_000))  # what has just changed may be half written
    return folder


def question(number: int) -> str:
    return f"Who built the {WORDS[number % len(WORDS)]} lighthouse?"


class Bot:
    """`verbatim serve` on one data folder, started and ended as often as a drill likes."""

    def __init__(self, api: BotApi, folder: Path, *options: str) -> None:
        self._options = options or UNLIMITED
        folder.mkdir(parents=True, exist_ok=True)
        self.log = folder / "log"
        articles = folder / "articles"
        self._environment = environment(
            VERBATIM_DATA=str(folder / "data"),
            VERBATIM_ARTICLES=str(articles if articles.exists() else write_articles(articles)),
            **api.environment,
        )
        self.process: asyncio.subprocess.Process | None = None

    @classmethod
    @asynccontextmanager
    async def serve(cls, api: BotApi, folder: Path, *options: str) -> AsyncIterator[Bot]:
        bot = cls(api, folder, *options)
        await bot.start()
        try:
            yield bot
        finally:
            await bot.end(signal.SIGKILL)

    async def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "serve", "--log-json", *self._options,
                cwd=ROOT, env=self._environment, stdout=log, stderr=log,
            )  # fmt: skip

    async def end(self, *signals: signal.Signals) -> tuple[int, float]:
        """Send signals; the exit status and how long it took."""
        assert self.process is not None
        begun = time.monotonic()
        for number in signals:
            if self.process.returncode is None:
                self.process.send_signal(number)
                await asyncio.sleep(0.05)
        return await self.process.wait(), time.monotonic() - begun

    async def exit_status(self, seconds: float) -> int:
        """Wait for it to end of itself."""
        assert self.process is not None
        return await asyncio.wait_for(self.process.wait(), seconds)

    @property
    def memory(self) -> int:
        """Resident megabytes."""
        return self.memory_kb // 1024

    @property
    def memory_kb(self) -> int:
        assert self.process is not None
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0])

    @property
    def descriptors(self) -> int:
        """How many files and sockets it holds open."""
        assert self.process is not None
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))

    @property
    def log_lines(self) -> list[str]:
        return self.log.read_text(errors="replace").splitlines()


class Crowd:
    """People in private chats, each with the same row of questions."""

    def __init__(self, api: BotApi, people: int, each: int) -> None:
        self.api = api
        self.each = each
        self.chats: list[Chat] = [api.user(f"P{number}").private_chat() for number in range(people)]

    async def ask(self, *, age: float = 0, pause: float = 0) -> None:
        """Everybody's first question, then everybody's second, and so on."""
        for number in range(self.each):
            for chat in self.chats:
                await chat.say(question(number), age=age)
                if pause:
                    await asyncio.sleep(pause)

    @property
    def replies(self) -> int:
        return sum(len(chat.room.shown) for chat in self.chats)

    def tally(self) -> Tally:
        """Compare what each chat was shown with what it asked."""
        return Tally(*map(sum, zip(*map(self._tally_of, self.chats), strict=True)))

    def _tally_of(self, chat: Chat) -> Tally:
        asked = [number % len(WORDS) for number in range(self.each)]
        shown = list(_words_shown(chat))
        lost = sum(max(0, asked.count(word) - shown.count(word)) for word in set(asked))
        twice = len(shown) + lost - len(asked)
        once = [word for number, word in enumerate(shown) if number == 0 or word != shown[number - 1]]
        return Tally(lost, twice, 0 if lost or twice else int(once != asked))

    async def served(self, seconds: float, quiet: float = 60) -> None:
        """Wait until all are answered, or nothing has moved for a while."""
        end, moved, before = time.monotonic() + seconds, time.monotonic(), -1
        while time.monotonic() < min(end, moved + quiet) and self.tally().lost:
            if self.replies != before:
                before, moved = self.replies, time.monotonic()
            await asyncio.sleep(0.05 + len(self.chats) / 4_000)  # counting takes time from the bot
        await asyncio.sleep(0.3)  # for a reply too many


def _words_shown(chat: Chat) -> Iterator[int]:
    for message in chat.room.shown:
        found = _WORD.search(message.text)
        yield WORDS.index(found.group()) if found else -1


async def until(condition: Callable[[], bool], seconds: float) -> float:
    """Wait for a condition and say how long it took; infinity if it did not come."""
    begun = time.monotonic()
    while not condition():
        if time.monotonic() - begun > seconds:
            return float("inf")
        await asyncio.sleep(0.02)
    return time.monotonic() - begun


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]
