"""Groups, topics and other company: when the bot speaks, where, and whom it lets change a chat."""

from __future__ import annotations

from typing import Any

import pytest

from tests.botapi import BotApi, Chat, Room
from tests.botapi.actions import member_json
from tests.reading_data import ASK_GEESE, ASK_OWLS, READING

NOWHERE = "How many penguins live in Antarctica?"
ARTICLES = READING


@pytest.fixture
def group(api: BotApi) -> Room:
    """A supergroup of Ana, who administers it, and Bo."""
    return api.group("Newsroom", api.user("Ana"), api.user("Bo"), supergroup=True)


async def test_a_nothing_in_a_group_is_one_short_line(api: BotApi, group: Room) -> None:
    ana = group.first_member.in_(group)
    assert (await ana.ask(f"/ask {NOWHERE}")).text == "The articles do not say."
    assert "You could ask" in (await api.user("Cy").private_chat().ask(NOWHERE)).text


async def test_a_topic_is_answered_in_the_same_topic(api: BotApi) -> None:
    forum = api.group("Desk", api.user("Ana"), topics=True)
    topics = [forum.topic("Birds"), forum.topic("Sea")]
    for topic in topics:
        chat = forum.first_member.in_(forum, topic=topic)
        shown = await chat.ask(f"/ask {ASK_OWLS}")
        assert shown.thread_id == topic
        await shown.click("Context")
        assert (await chat.next_message()).id == shown.id


async def test_turns_of_one_topic_do_not_lean_on_another(api: BotApi) -> None:
    forum = api.group("Desk", api.user("Ana"), topics=True)
    birds, sea = (forum.first_member.in_(forum, topic=forum.topic(name)) for name in ("Birds", "Sea"))
    await birds.ask(f"/ask {ASK_OWLS}")
    assert "There is no answer to continue yet" in (await sea.ask("/ask more")).text


async def test_a_reply_thread_in_a_plain_supergroup_is_no_topic(api: BotApi, group: Room) -> None:
    ana = group.first_member.in_(group)
    shown = await ana.ask(f"/ask {ASK_OWLS}")
    await shown.reply(ASK_GEESE)
    assert "Denmark" in (await ana.next_message()).text
    assert all("message_thread_id" not in request.params for request in api.requests.to("sendMessage"))


@pytest.mark.parametrize("text", ["hello all", ASK_OWLS, "/help@other_bot", "/frobnicate", "@other_bot hi"])
async def test_what_is_not_for_the_bot_is_not_answered(group: Room, text: str) -> None:
    ana = group.first_member.in_(group)
    await ana.say(text)
    await ana.stays_silent()


async def test_joining_a_group_is_explained_in_two_lines(api: BotApi, group: Room) -> None:
    await _change_membership(api, group, "left", "member")
    assert len((await group.next_message()).text.splitlines()) == 2
    for before, after in (("member", "administrator"), ("member", "kicked"), ("kicked", "left")):
        await _change_membership(api, group, before, after)
    await group.stays_silent()


async def test_joining_a_channel_is_not_explained(api: BotApi) -> None:
    channel = api.channel("News")
    await _change_membership(api, channel, "left", "administrator")
    await channel.stays_silent()
    assert not api.requests.to("sendMessage")


async def test_what_is_kept_of_a_group_moves_with_it(api: BotApi) -> None:
    group = api.group("Newsroom", api.user("Ana"))
    ana = group.first_member
    await ana.in_(group).ask("/language es")
    asked = await ana.in_(group).ask(f"/ask {ASK_OWLS}")
    new = await api.migrate(group)
    await api.settled()
    assert (await ana.in_(new).ask("/help")).text.startswith("Escribe una pregunta")
    assert "párrafos 1 a 2 de 3" in (await ana.in_(new).ask("/context")).text
    assert "no longer kept" in await asked.press(asked.button("Contexto")["callback_data"])


CHANGING = ("/focus 1", "/language es", "/forget yes", f"/start a_{READING[0].id}")


@pytest.mark.parametrize("command", CHANGING)
@pytest.mark.parametrize(
    "role", ["member", "anonymous", "channel", "forwarded", "edited", "post", "administrator"]
)
async def test_only_an_administrator_under_their_own_name_changes_a_group(
    api: BotApi, group: Room, role: str, command: str
) -> None:
    ana, bo = group.members.values()
    await ana.in_(group).ask(f"/ask {ASK_OWLS}")
    by = (bo if role == "member" else ana).in_(group)
    if role == "forwarded":
        await by.forward(command, user=bo)
    elif role == "edited":
        await (await by.say("/help")).edit(command)
    elif role == "post":
        news = api.channel("News")
        await news.first_member.in_(news).say(command)
    else:
        channel = api.channel("News") if role == "channel" else None
        await by.say(command, anonymous=role == "anonymous", as_channel=channel)
    await api.settled()
    seen = await _seen(ana.in_(group))
    may = role == "administrator"
    assert seen == {
        "focus": may and command == "/focus 1",
        "Spanish": may and command == "/language es",
        "forgotten": may and command == "/forget yes",
    }


async def _seen(chat: Chat) -> dict[str, bool]:
    """What a reader can tell of the group's choices."""
    while chat.unread:
        await chat.next_message()
    context = (await chat.ask("/context")).text
    answered = (await chat.ask(f"/ask {ASK_GEESE}")).text
    return {
        "focus": answered.startswith(("Only in", "Solo en")),
        "Spanish": "párrafo" in answered,
        "forgotten": "no answer to continue" in context,
    }


@pytest.mark.parametrize(
    ("command", "label"), [("/language", "Español"), ("/forget", "Delete everything"), ("/article 1", "Only")]
)
async def test_a_button_that_changes_a_group_is_for_its_administrators(
    group: Room, command: str, label: str
) -> None:
    ana, bo = group.members.values()
    shown = await ana.in_(group).ask(command)
    assert "Only an administrator" in await shown.click(label, by=bo)
    assert shown.now.text == shown.text
    assert await shown.click(label, by=ana) == ""
    assert (await group.next_message()).edited


async def test_channels_other_bots_and_channel_authors_get_no_answer(api: BotApi, group: Room) -> None:
    channel = api.channel("News")
    await channel.first_member.in_(channel).say(f"/ask {ASK_OWLS}")
    ana = group.first_member.in_(group)
    await ana.say(f"/ask {ASK_OWLS}", as_channel=channel)
    robot = api.world.add_user("Robot", is_bot=True)
    await robot.in_(group).say(f"/ask {ASK_OWLS}", **{"from": {**robot.to_json(), "is_bot": True}})
    await group.stays_silent()
    await channel.stays_silent()


async def test_an_anonymous_administrator_may_ask(group: Room) -> None:
    ana = group.first_member.in_(group)
    await ana.say(f"/ask {ASK_OWLS}", anonymous=True)
    assert "Owls hoot" in (await ana.next_message()).text


async def test_a_forwarded_channel_post_is_answered_like_any_words_in_private(api: BotApi) -> None:
    chat = api.user("Ana").private_chat()
    await chat.forward(ASK_OWLS, channel=api.channel("News"))
    assert "Owls hoot" in (await chat.next_message()).text


async def _change_membership(api: BotApi, room: Room, before: str, after: str) -> None:
    change: dict[str, Any] = {
        "chat": room.to_json(),
        "from": room.first_member.to_json(),
        "date": 1_795_000_000,
        "old_chat_member": member_json(api.world.bot_user, before),
        "new_chat_member": member_json(api.world.bot_user, after),
    }
    api.send_update({"my_chat_member": change})
    await api.settled()
