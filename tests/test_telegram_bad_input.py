"""Whatever people send, the served bot gives a fitting reply or none: never an error, never a refusal."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.botapi import BotApi, validate_requests
from tests.front_ends import served

FENTANYL = "How does the Northern Command combat fentanyl trafficking?"
NOT_TEXT = [
    *("sticker", "voice", "audio", "video", "animation", "video_note", "photo"),
    *("poll", "location", "contact", "dice"),
]
ODD_WORDS = {
    "4,096 emoji": "🐧" * 4_096,
    "a family of joined emoji": "👨‍👩‍👧‍👦" * 300,
    "right to left": "ماذا قالت شينباوم لترامب؟",
    "turned around": "\u202e?pmurT llet muabniehS did tahW\u202c",
    "zero width within": "fen\u200btanyl\u200d traf\ufefffick\u2060ing?",
    "zero width alone": "\u200b\u200d\u2060",
    "combining marks": "Z" + "\u0301" * 500,
    "markup": "<b>fentanyl</b> & [x](tg://user?id=1) *_`~|",
    "half of HTML": "</blockquote><script>alert(1)</script>",
    "SQL": "'); DROP TABLE answers; -- fentanyl",
    "a path": "../../../../etc/passwd",
    "line ends": "fentanyl\r\n\r\n\u2028trafficking\x0b?",
    "one letter": "a",
    "one long word": "x" * 4_096,
    "a number": "0",
    "question marks": "¿¿¿???",
}


@pytest.fixture
async def api(tmp_path: Path) -> AsyncIterator[BotApi]:
    """The server with `verbatim serve` at it; at the end nothing was refused and nothing failed."""
    async with BotApi() as server, served(server, tmp_path, "--per-person", "0", "--send-rate", "0"):
        yield server
        await server.settled()
    assert not server.requests.refused
    validate_requests(server.requests)
    assert "failed" not in (tmp_path / "log").read_text()


async def test_odd_words_are_answered_in_private_and_by_editing(api: BotApi) -> None:
    chat = api.user("Ana").private_chat()
    for name, words in ODD_WORDS.items():
        said = await chat.say(words)
        assert (await chat.next_message()).text, name
        await said.edit(FENTANYL)
        assert "fentanyl" in (await chat.next_message()).text, name
        for command in ("/ask", "/check", "/article", "/quotes", "/focus", "/language", "/start"):
            assert (await chat.ask(f"{command} {words}"[:4_096])).text, (name, command)


async def test_what_is_no_text_gets_a_line_in_private_and_silence_in_a_group(api: BotApi) -> None:
    ana = api.user("Ana")
    chat, member = ana.private_chat(), ana.in_(api.group("Newsroom", ana))
    for kind in NOT_TEXT:
        await chat.send(kind)
        assert "only written questions" in (await chat.next_message()).text, kind
        await member.send(kind)
    await member.stays_silent()


async def test_people_with_odd_names_and_no_names_are_answered(api: BotApi) -> None:
    names = ["<b>Bobby</b>", "Ro_b*e`rt[", "\u202eana", "\u200b", "🐧" * 32, "A" * 64, "'; DROP TABLE users"]
    for name in names:
        person = api.user(name, username=None, language_code="xx-\u200b", last_name="</a>")
        assert "fentanyl" in (await person.private_chat().ask(FENTANYL)).text, name
        member = person.in_(api.group(name, person))
        assert "fentanyl" in (await member.ask(f"/ask@{api.username} {FENTANYL}")).text, name


async def test_commands_unknown_or_for_others_are_told_or_ignored(api: BotApi) -> None:
    chat = api.user("Ana").private_chat()
    for command in ("/frobnicate", "/FROBNICATE", "/ask2", "/", "//", "/ask_me now"):
        assert (await chat.ask(command)).text
    for command in ("/help@other_bot", "/ask@other_bot fentanyl?", "/frobnicate@other_bot"):
        await chat.say(command)
    await chat.stays_silent()


async def test_presses_and_links_that_lead_nowhere_get_an_alert_or_a_line(api: BotApi) -> None:
    ana, bo = api.user("Ana").private_chat(), api.user("Bo").private_chat()
    own = await ana.ask(FENTANYL)
    foreign = own.button("More")["callback_data"]
    shown = await bo.ask(FENTANYL)
    for data in (foreign, "more", ":", "::", "x" * 64, "keep:AAAAAAAAAAAAAAAA", "export:unanswered", "é:é:é"):
        assert await shown.press(data), data
    for payload in ("a_gone", "q_gone", "a_", "q_", "inline", "x" * 64, "-", "__"):
        await bo.start(payload)
        assert (await bo.next_message()).text, payload


async def test_nobodys_words_are_nobodys_question(api: BotApi) -> None:
    group = api.group("Newsroom", api.user("Ana"))
    member = group.first_member.in_(group)
    channel = api.channel("Harbour News")
    await member.say(f"@{api.username} {FENTANYL}", as_channel=channel)
    await channel.chat(channel.first_member).say(FENTANYL)
    await member.say("/forget yes", anonymous=True)
    assert "administrator" in (await member.next_message()).text
    await member.say("/language es", anonymous=True)
    assert "administrator" in (await member.next_message()).text
    await api.remove_bot(group)
    await asyncio.sleep(0.1)
    await member.stays_silent()


async def test_a_forwarded_post_and_a_hidden_author_are_words_like_any(api: BotApi) -> None:
    chat = api.user("Ana").private_chat()
    for origin in ({"channel": api.channel("News")}, {"hidden_user": "Ida"}, {"user": api.user("Bo")}):
        await chat.forward(FENTANYL, **origin)
        assert "fentanyl" in (await chat.next_message()).text
