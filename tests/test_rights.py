"""Who may do what: every role x command x kind of update, through the real python-telegram-bot."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest
from telegram import Message

from bot.editors.rights import Rights
from bot.telegram_app.authors import author_of
from tests.botapi import BotApi, Chat, Room
from tests.editing import ARTICLE, EditedBot, editors_bot
from tests.library_data import make_article

ASKER, ADDER, ANYBODY = 700_000_001, 700_000_002, 700_000_003
OTHER_BOT = {"id": 424_242, "is_bot": True, "first_name": "Robot", "username": "other_bot"}
HELD = make_article(1)
QUESTION = "Which owls hoot?"


class Case(NamedTuple):
    """Who does what, by which kind of update, with which askers named."""

    role: str
    command: str
    kind: str
    restricted: bool


ROLES = ("anybody", "asker", "adder", "anonymous admin", "channel", "other bot")
COMMANDS = ("question", "submission", "/add", "/remove", "/stats", "/unanswered")
KINDS = ("message", "edit", "forward", "group", "channel post")
WORDS = {
    "question": QUESTION,
    "submission": ARTICLE,
    "/add": "/add http://127.0.0.1/",
    "/remove": f"/remove {HELD.id}",
    "/stats": "/stats",
    "/unanswered": "/unanswered",
}
PEOPLE = {"anybody": ANYBODY, "asker": ASKER, "adder": ADDER}
MARKS = {
    "/add": "That did not work",
    "/remove": "Remove this article?",
    "/stats": "Questions: ",
    "/unanswered": "asked in vain",
    "submission": "Keep it?",
}
"""What only a command that was followed makes the bot say."""


def allowed(case: Case) -> bool:
    """The rule, written a second time and apart from the code: who gets what they ask for."""
    person = case.role in PEOPLE
    if case.kind == "channel post" or case.role in ("channel", "other bot"):
        return False
    if case.command == "question":
        return not case.restricted or case.role in ("asker", "adder")
    if case.role != "adder" or not person or case.kind in ("edit", "group"):
        return False
    return case.kind == "message" or case.command == "submission"


def cases() -> Iterator[Case]:
    """Every combination; the ones that Telegram cannot make are left out in `Scene.do`."""
    return (Case(*values) for values in product(ROLES, COMMANDS, KINDS, (False, True)))


class Scene:
    """The chats in which the cases are played."""

    def __init__(self, api: BotApi) -> None:
        self.api = api
        users = [api.user(name) for name in ("Ask", "Add", "Any")]
        self.users = {user.id: user for user in users}
        assert set(self.users) == set(PEOPLE.values())
        self.group = api.group("Newsroom", *users, supergroup=True)
        self.channel = api.channel("Harbour News", username="harbour")

    def place(self, case: Case) -> Chat:
        """Where the case is played: people write in private, who is no person writes in the group."""
        user = self.users[PEOPLE.get(case.role, ADDER)]
        if case.kind == "channel post":
            return user.in_(self.channel)
        return (
            user.in_(self.group) if case.kind == "group" or case.role not in PEOPLE else user.private_chat()
        )

    async def do(self, case: Case, words: str) -> None:
        """Let the role send the words by that kind of update."""
        chat = self.place(case)
        more = _identity(case.role, self.channel)
        if case.kind == "forward":
            origin = {"type": "hidden_user", "sender_user_name": "Ida", "date": 1}
            await chat.say(words, forward_origin=origin, **more)
        elif case.kind == "edit":
            await (await chat.say("hello", **more)).edit(words)
        else:
            await chat.say(words, **more)


def _identity(role: str, channel: Room) -> dict[str, object]:
    if role == "anonymous admin":
        return {"anonymous": True}
    if role == "channel":
        return {"as_channel": channel}
    return {"from": OTHER_BOT} if role == "other bot" else {}


async def _followed(bot: EditedBot, scene: Scene, case: Case, play: Callable[[], Awaitable[None]]) -> bool:
    """Whether the bot did what it was told to."""
    bot.reader.asked.clear()
    room = scene.place(case).room
    before = len(room.shown)
    await play()
    await bot.settled(scene.api)
    said = [message.text for message in room.shown[before:]]
    if case.command == "question":
        return QUESTION in bot.reader.asked
    return any(MARKS[case.command] in text for text in said)


@pytest.mark.parametrize("restricted", [False, True])
@pytest.mark.timeout(120)
async def test_the_matrix_of_role_command_and_update_holds_no_wrong_allow(
    tmp_path: Path, restricted: bool
) -> None:
    rights = Rights(adders=frozenset({ADDER}), askers=frozenset({ASKER}) if restricted else frozenset())
    wrong: list[Case] = []
    async with BotApi() as api, editors_bot(api, tmp_path, rights) as bot:
        api.world.privacy_mode = False  # the hardest case: the bot sees everything
        scene = Scene(api)
        bot.library.add(HELD, added_by="test")
        for case in cases():
            if case.restricted == restricted:
                followed = await _followed(
                    bot,
                    scene,
                    case,
                    lambda case=case: scene.do(case, WORDS[case.command]),  # type: ignore[misc]
                )
                wrong += [case] if followed != allowed(case) else []
        assert bot.library.count == 1
        assert all(update.effective_chat for update in bot.reader.arrived)
    assert not wrong


async def test_who_may_not_ask_gets_a_line_in_private_and_silence_elsewhere(tmp_path: Path) -> None:
    rights = Rights(askers=frozenset({ASKER}))
    async with BotApi() as api, editors_bot(api, tmp_path, rights) as bot:
        scene = Scene(api)
        anybody = scene.users[ANYBODY]
        private = anybody.private_chat()
        assert (await private.ask(QUESTION)).text == "I answer only people whom my operator has named."
        assert "only people" in (await private.ask("/start")).text
        await private.say("/privacy")
        await private.say("/forget")
        await private.stays_silent()
        assert len(bot.reader.arrived) == 2, "these reach the reader's side"
        await anybody.in_(scene.group).say(f"@{api.username} {QUESTION}")
        await anybody.in_(scene.group).stays_silent()
        inline = await anybody.inline(QUESTION)
        assert not inline.results
        assert inline.is_personal


async def test_who_may_not_ask_can_press_no_button(tmp_path: Path) -> None:
    rights = Rights(askers=frozenset({ASKER}))
    async with BotApi() as api, editors_bot(api, tmp_path, rights):
        scene = Scene(api)
        shown = await scene.users[ASKER].in_(scene.group).ask(f"@{api.username} {QUESTION}")
        assert "only people" in await shown.press("more:x:0", by=scene.users[ANYBODY])


async def test_a_group_that_moves_or_takes_the_bot_in_passes_the_gate(tmp_path: Path) -> None:
    async with BotApi() as api, editors_bot(api, tmp_path, Rights(askers=frozenset({ASKER}))) as bot:
        group = api.group("Old", api.user("Ask"))
        await api.migrate(group)
        await api.add_bot(api.group("New", bot=False))
        await bot.settled(api)
        assert len(bot.reader.arrived) == 4


@pytest.mark.parametrize(
    ("more", "author"),
    [
        ({}, ADDER),
        ({"from": None}, None),
        ({"from": OTHER_BOT | {"id": ADDER}}, None),
        ({"sender_chat": {"id": -5, "type": "channel", "title": "Harbour"}}, None),
        ({"sender_chat": {"id": -1, "type": "group", "title": "Newsroom"}}, None),
        ({"is_automatic_forward": True}, None),
    ],
)
def test_each_mark_alone_takes_authorship_away(more: dict[str, object], author: int | None) -> None:
    person = {"id": ADDER, "is_bot": False, "first_name": "Add"}
    chat = {"id": -1, "type": "group", "title": "Newsroom"}
    message = Message.de_json({"message_id": 1, "date": 1, "chat": chat, "from": person, **more}, None)
    assert author_of(message) == author


@pytest.mark.parametrize("user", [None, 0, -5, ANYBODY, True])
def test_nobody_adds_unless_named(user: int | None) -> None:
    assert not Rights().may_add(user)
    assert not Rights(adders=frozenset({ADDER}), askers=frozenset({ANYBODY})).may_add(user)


def test_everybody_asks_unless_somebody_is_named() -> None:
    assert Rights().may_ask(None)
    rights = Rights(adders=frozenset({ADDER}), askers=frozenset({ASKER}))
    assert [rights.may_ask(user) for user in (ASKER, ADDER, ANYBODY, None)] == [True, True, False, False]
