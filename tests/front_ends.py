"""The two doors to the bot as a test walks through them: both run `verbatim` for real."""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.words.styled import Kind, Style, StyledText, to_plain, without_asides
from tests.botapi import BotApi, Chat, Message, validate_requests

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"

_KINDS = {
    "bold": Kind.STRONG,
    "blockquote": Kind.QUOTATION,
    "expandable_blockquote": Kind.FOLDED,
    "underline": Kind.MATCH,
    "text_link": Kind.LINK,
}
_LEAD = re.compile(r"(Before it|After it|Antes|Después), [^:\n]+:\n")


def environment(**more: str) -> dict[str, str]:
    """The environment of a bot that knows nothing of this machine but where Python is."""
    names = ("PATH", "SYSTEMROOT", "COVERAGE_PROCESS_CONFIG")
    kept = {name: os.environ[name] for name in names if name in os.environ}
    return {**kept, "HOME": home().name, "LANG": "C.UTF-8", "PYTHONUTF8": "1", **more}


@cache
def home() -> TemporaryDirectory[str]:
    """A home for all bots of this test run, empty at its beginning and gone at its end."""
    return TemporaryDirectory(prefix="verbatim-home-")


async def run_verbatim(
    *arguments: str, stdin: str = "", cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> tuple[int, str, str]:
    """Run the command line: exit status, stdout, stderr."""
    whole = environment(PYTHONPATH=str(ROOT), **(env or {}))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments, cwd=cwd, env=whole,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        out, err = await process.communicate(stdin.encode())
    finally:
        if process.returncode is None:  # what was to be refused and serves instead must not outlive the test
            process.kill()
    return process.returncode or 0, out.decode(), err.decode()


@asynccontextmanager
async def served(
    api: BotApi, data: Path, *options: str, **more: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`verbatim serve` in a process of its own at `api`; its log is in `data/log`.

    All it asked of `api` must be what aiogram would ask, too.
    """
    data.mkdir(parents=True, exist_ok=True)
    with (data / "log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "serve", *options, cwd=ROOT, stderr=log, stdout=log,
            env=environment(VERBATIM_DATA=str(data), **{**api.environment, **more}),
        )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
    validate_requests(api.requests)


class Terminal:
    """A conversation through a pipe."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    @asynccontextmanager
    async def open(cls, **more: str) -> AsyncIterator[Terminal]:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", cwd=ROOT, env=environment(**more),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        yield cls(process)
        await process.communicate(b"")  # input, be it empty, closes stdin

    async def say(self, text: str) -> str:
        """Type a line and read the reply."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{text}\n/end-of-reply\n".encode())
        lines: list[str] = []
        while not (line := (await self._process.stdout.readline()).decode()).startswith("I do not know that"):
            assert line, "the terminal ended"
            lines.append(line)
        await self._process.stdout.readline()
        return "".join(lines).rstrip("\n")

    async def press(self, label: str) -> str:
        """What a button does in Telegram is a command here."""
        return await self.say(f"/{label.lower()}")


class Telegram:
    """The same conversation in a private chat."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self._last: Message | None = None

    async def say(self, text: str) -> str:
        """Send a message and read the reply."""
        return self._read(await self._chat.ask(text))

    async def press(self, label: str) -> str:
        """Press a button under the last reply and read what it then says."""
        assert self._last is not None
        await self._last.click(label)
        return self._read(await self._chat.next_message())

    def _read(self, message: Message) -> str:
        self._last = message
        return to_plain(without_asides(to_styled(message)))


def to_styled(message: Message) -> StyledText:
    """A Telegram message back as styled text: the text, and the styles its entities say."""
    positions = {0: 0}
    for number, character in enumerate(message.text, start=1):
        positions[max(positions) + (2 if ord(character) > 0xFFFF else 1)] = number
    styles = [
        Style(
            _KINDS[entity["type"]],
            positions[entity["offset"]],
            positions[entity["offset"] + entity["length"]],
            entity.get("url", ""),
        )
        for entity in message.entities
        if entity["type"] in _KINDS
    ]
    styles += [aside for style in styles if (aside := _aside_of(style, message.text))]
    return StyledText(message.text, tuple(sorted(styles, key=lambda style: (style.start, -style.end))))


def _aside_of(folded: Style, text: str) -> Style | None:
    """The neighbour of a quotation, with the line that leads to it, that a folded quotation is."""
    start = text.rfind("\n", 0, max(0, folded.start - 1))
    lead = text[start + 1 : folded.start]
    if folded.kind is not Kind.FOLDED or not _LEAD.fullmatch(lead):
        return None
    return Style(Kind.ASIDE, start - (text[start - 1] == "\n"), folded.end)


def free_port() -> int:
    """A port that nobody listens at just now, of those that no system gives to whoever asks for any."""
    while True:
        port = 12_000 + secrets.randbelow(20_000)
        with socket.socket() as listener, suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port
