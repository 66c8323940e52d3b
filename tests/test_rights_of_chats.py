"""Who may change a chat, press and ask from elsewhere: every role x deed x place, through the whole bot."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.editors.rights import Rights
from bot.storage.kept import Preferences
from bot.storage.store import Store
from tests.botapi import BotApi, Chat, Message
from tests.editing import whole_bot
from tests.reading_data import ASK_OWLS, READING

PEOPLE = ("anybody", "asker", "adder", "administrator", "unnamed administrator")
NOBODIES = ("anonymous admin", "channel", "other bot")
COMMANDS = {"/focus": "/focus 1", "/language": "/language es", "/forget": "/forget yes"}
PRESSES = {
    "press context": "Context",
    "press vote": "Helpful",
    "press offered question": "1",
    "press focus": "Only this article",
    "press language": "Español",
    "press forget": "Delete everything",
}
ASKED = {
    "press offered question": "/suggest",
    "press focus": "/article 2",
    "press language": "/language",
    "press forget": "/forget",
}
"""What brings the message with the button; else a question does."""
ELSEWHERE = ("inline", "guest")
PLACES = ("private", "group", "edit in private", "edit in group", "forward to private", "forward to group")
CHANGES = ("/focus", "/language", "/forget", "press focus", "press language", "press forget")
OTHER_BOT = {"id": 424_242, "is_bot": True, "first_name": "Robot", "username": "other_bot"}


class Case(NamedTuple):
    """Who does what, and where, with which askers named."""

    role: str
    deed: str
    place: str
    restricted: bool


def cases(*, restricted: bool) -> Iterator[Case]:
    """Every combination that Telegram can make: nobody presses without being a person, and
    who is no person has no private chat."""
    for role, deed, place in product((*PEOPLE, *NOBODIES), COMMANDS, PLACES):
        if role in PEOPLE or place.endswith("group"):
            yield Case(role, deed, place, restricted)
    for role, deed, place in product(PEOPLE, PRESSES, ("private", "group")):
        yield Case(role, deed, place, restricted)
    for role, deed in product(PEOPLE, ELSEWHERE):
        yield Case(role, deed, "elsewhere", restricted)


def allowed(case: Case) -> bool:
    """The rule, written a second time and apart from the code."""
    if case.role in NOBODIES or case.place.startswith(("edit", "forward")):
        return False
    may_ask = not case.restricted or case.role in ("asker", "adder", "administrator")
    if not may_ask and case.deed not in ("/forget", "press forget"):
        return False
    if case.place == "group" and case.deed in CHANGES:
        return case.role.endswith("administrator")
    return True


class Scene:
    """The chats in which the cases are played, and what each deed would leave behind."""

    def __init__(self, api: BotApi, store: Store) -> None:
        self._api, self._store = api, store
        self._users = {role: api.user(role.title()) for role in PEOPLE}
        others = [self._users[role] for role in ("anybody", "asker", "adder")]
        self._groups = {
            role: api.group(role.title(), self._users[role], *others, supergroup=True)
            for role in ("administrator", "unnamed administrator")
        }
        self._strange = api.group("Friends", *self._users.values(), bot=False)
        self._channel = api.channel("Harbour News", username="harbour")
        self._shown: dict[Case, Message] = {}

    def rights(self, *, restricted: bool) -> Rights:
        """The people whom the operator named."""
        named = frozenset(self._users[role].id for role in ("asker", "administrator"))
        return Rights(frozenset({self._users["adder"].id}), named if restricted else frozenset())

    async def prepare(self, played: list[Case]) -> None:
        """Have a message with its buttons for every press, from when everybody could still ask."""
        for case in played:
            if case.deed in PRESSES:
                self._shown[case] = await self._chat(case).ask(ASKED.get(case.deed, f"/ask {ASK_OWLS}"))

    async def happened(self, case: Case) -> bool:
        """Play the case; whether the bot did what it was told to."""
        if case.deed == "inline":
            return bool((await self._users[case.role].inline(ASK_OWLS)).results)
        if case.deed == "guest":
            return await self._guest(case)
        chat = self._chat(case)
        self._store.prefer(str(chat.id), Preferences())
        witness = self._store.keep_menu(str(chat.id), "witness").id
        votes, before = self._store.votes(), len(chat.room.shown)
        if case.deed in PRESSES:
            await self._shown[case].click(PRESSES[case.deed], by=chat.user)
        else:
            await self._say(case, chat)
        await self._api.settled(quiet=0.02)
        said = [message.text for message in chat.room.shown[before:]]
        chosen = self._store.preferences(str(chat.id))
        return {
            "focus": chosen.focus is not None,
            "language": chosen.language == "es",
            "forget": self._store.menu(str(chat.id), witness) is None,
            "vote": self._store.votes() != votes,
            "context": any("paragraphs" in text for text in said),
            "question": any(text.startswith("You asked:") for text in said),
        }[case.deed.removeprefix("/").split()[-1]]

    def _chat(self, case: Case) -> Chat:
        user = self._users.get(case.role, self._users["administrator"])
        group = self._groups.get(case.role, self._groups["administrator"])
        return user.in_(group) if case.place.endswith("group") else user.private_chat()

    async def _say(self, case: Case, chat: Chat) -> None:
        identities: dict[str, dict[str, object]] = {
            "anonymous admin": {"anonymous": True},
            "channel": {"as_channel": self._channel},
            "other bot": {"from": OTHER_BOT},
        }
        more = identities.get(case.role, {})
        if case.place.startswith("forward"):
            more["forward_origin"] = {"type": "hidden_user", "sender_user_name": "Ida", "date": 1}
        if case.place.startswith("edit"):
            await (await chat.say("hello", **more)).edit(COMMANDS[case.deed])
        else:
            await chat.say(COMMANDS[case.deed], **more)

    async def _guest(self, case: Case) -> bool:
        question = f"@{self._api.username} {ASK_OWLS}"
        asked = asyncio.create_task(self._users[case.role].guest_query(self._strange, question))
        await asyncio.sleep(0)
        await self._api.settled(quiet=0.3)
        asked.cancel()
        (outcome,) = await asyncio.gather(asked, return_exceptions=True)
        return isinstance(outcome, Message)  # else nothing came


def in_order(case: Case) -> int:
    """Presses come before what makes the chat forget their buttons."""
    return (case.deed not in PRESSES) + ("forget" in case.deed)


@pytest.mark.parametrize("restricted", [False, True])
@pytest.mark.timeout(120)
async def test_nobody_changes_presses_or_asks_what_is_not_theirs(tmp_path: Path, restricted: bool) -> None:
    played = sorted(cases(restricted=restricted), key=in_order)
    store = Store()
    async with BotApi() as api:
        api.world.privacy_mode = False  # the hardest case: the bot sees everything
        scene = Scene(api, store)
        async with whole_bot(api, tmp_path, Rights(), store) as bot:
            for article in READING:
                bot.library.add(article, added_by="test")
            await scene.prepare(played)
        async with whole_bot(api, tmp_path, scene.rights(restricted=restricted), store):
            wrong = [case for case in played if await scene.happened(case) != allowed(case)]
    store.close()
    assert not wrong
    assert len(played) > 140
