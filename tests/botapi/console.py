"""The user at a second terminal: lines become messages, replies come with numbered buttons."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from typing import Any

import aiohttp

Json = dict[str, Any]
HELP = """Type a message. Commands of this terminal, all others go to the bot:
  /click 1        press a button of the latest message, by number or label
  /edit TEXT      change your last message
  /inline QUERY   type @bot QUERY
  /log            the bot's last requests
  /quit"""


class Conversation:
    """One person's chat with the bot through the control routes."""

    def __init__(
        self, session: aiohttp.ClientSession, base: str, user: str, out: Callable[[str], None]
    ) -> None:
        self.session = session
        self.base = base
        self.user = user
        self.out = out
        self.last_message: Json = {}
        self.last_said = 0
        self.seen = 0

    async def ask(self, action: str, **body: Any) -> Json:
        url = f"{self.base}/control/{action}"
        async with self.session.post(url, json={"user": self.user, **body}) as response:
            answer: Json = await response.json()
        if "error" in answer:
            self.out(f"! {answer['error'].splitlines()[0]}")
        return answer

    async def listen(self) -> None:
        """Print what the bot says, as it comes, for ever."""
        while True:
            await self.show_new(timeout=20)

    async def show_new(self, timeout: float = 0) -> None:  # noqa: ASYNC109
        answer = await self.ask("shown", after=self.seen, timeout=timeout)
        for message in answer.get("messages", []):
            self.seen += 1
            self.last_message = message
            self.out(describe(message))

    async def obey(self, line: str) -> bool:
        """One line of the person; False ends the conversation."""
        command, _, rest = line.strip().partition(" ")
        if command == "/quit":
            return False
        if command == "/click":
            await self.click(rest.strip())
        elif command == "/edit":
            await self.ask("edit", message_id=self.last_said, text=rest)
        elif command == "/inline":
            for row in (await self.ask("inline", query=rest)).get("results", []):
                self.out(f"  * {row['title']}: {row['text']}")
        elif command == "/log":
            for request in (await self.ask("requests")).get("requests", [])[-8:]:
                self.out(f"  {request['method']} {request['status']} {request['description']}")
        elif line.strip():
            self.last_said = (await self.ask("say", text=line)).get("message_id", 0)
        return True

    async def click(self, choice: str) -> None:
        labels = button_labels(self.last_message)
        label = labels[int(choice) - 1] if choice.isdecimal() and 0 < int(choice) <= len(labels) else choice
        answer = await self.ask("click", message_id=self.last_message.get("message_id", 0), label=label)
        if answer.get("alert"):
            self.out(f"  ({answer['alert']})")


def button_labels(message: Json) -> list[str]:
    rows = (message.get("reply_markup") or {}).get("inline_keyboard") or []
    return [button["text"] for row in rows for button in row]


def describe(message: Json) -> str:
    """A message of the bot as lines for the terminal.

    >>> describe({"text": "Yes.", "reply_markup": {"inline_keyboard": [[{"text": "more"}, {"text": "b"}]]}})
    'bot> Yes.\\n     [1] more  [2] b'
    """
    text = str(message.get("text") or message.get("caption") or "(a file)").replace("\n", "\n     ")
    buttons = "  ".join(f"[{number}] {label}" for number, label in enumerate(button_labels(message), 1))
    return (
        ("bot (edited)> " if "edit_date" in message else "bot> ")
        + text
        + (f"\n     {buttons}" if buttons else "")
    )


async def converse(
    port: int, user: str = "You", lines: Any = None, out: Callable[[str], None] = print
) -> int:
    """Read lines until the end, print what the bot says."""
    source = sys.stdin if lines is None else lines
    async with aiohttp.ClientSession() as session:
        talk = Conversation(session, f"http://127.0.0.1:{port}", user, out)
        try:
            await talk.ask("shown")
        except aiohttp.ClientError:
            sys.stderr.write(
                f"no server on port {port}: start one with `python -m tests.botapi --port {port}`\n"
            )
            return 2
        out(HELP)
        listener = asyncio.create_task(talk.listen())
        while line := await asyncio.to_thread(source.readline):
            if not await talk.obey(line):
                break
            if not source.isatty():
                await talk.ask("settled", quiet=0.3)
                await asyncio.sleep(0.05)
        listener.cancel()
        await asyncio.gather(listener, return_exceptions=True)
    return 0
