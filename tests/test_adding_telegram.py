"""Editors adding and removing articles in a private chat, as they meet it: real library, real extraction."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.editors.desk import Desk
from bot.editors.rights import Rights
from bot.editors.submissions import Editor, Purpose, Submissions
from bot.storage.store import Store
from retrieval import Fetcher, article_from_json
from tests.botapi import BotApi, Chat
from tests.editing import ARTICLE, EDITOR, PARAGRAPHS, EditedBot, editors_bot, whole_bot
from tests.library_data import make_article
from tests.site import Site, http

"""The id that the first person of a `BotApi` gets."""

RIGHTS = Rights(adders=frozenset({EDITOR}))
PAGE = (
    "<html><head><title>Pilots of Bergen end their strike</title></head><body><article>"
    f"<h1>Pilots of Bergen end their strike</h1>{''.join(f'<p>{one}</p>' for one in PARAGRAPHS)}"
    "</article></body></html>"
)


@pytest.fixture
def site() -> Iterator[Site]:
    with closing(Site()) as site:
        site.replies["/pilots"] = lambda: http(PAGE.encode(), type="text/html")
        yield site


async def _shown(chat: Chat) -> tuple[str, list[str]]:
    """What was understood, and the buttons under it, after the line that it is being read."""
    assert (await chat.next_message()).text == "Reading…"
    message = await chat.next_message()
    assert message.edited
    return message.text, message.buttons


async def test_a_pasted_article_is_summed_up_kept_and_found_by_the_next_question(tmp_path: Path) -> None:
    async with BotApi() as api, editors_bot(api, tmp_path, RIGHTS) as bot:
        chat = api.user("Ed").private_chat()
        await chat.say(ARTICLE)
        text, buttons = await _shown(chat)
        assert "Title: Pilots of Bergen end their strike" in text
        assert "Outlet: AP" in text
        assert "Date: not known" in text
        assert "Paragraphs: 4" in text
        assert "First line:\nOSLO (AP) — Harbour pilots in Bergen" in text
        assert text.partition("You could ask:")[2].count("?\n") == 3
        assert buttons == ["Keep", "Discard"]
        assert bot.library.count == 0
        await chat.bot_messages[-1].click("Keep")
        kept = await chat.next_message()
        (entry,) = bot.library.entries()
        assert f"can be asked about from now on. Its id: {entry.id}" in kept.text
        assert not kept.buttons
        assert entry.added_by == f"telegram:{EDITOR}"
        assert "second pilot boat" in (await chat.ask("What will the company pay for?")).text


async def test_what_is_discarded_is_nowhere(tmp_path: Path) -> None:
    async with BotApi() as api, editors_bot(api, tmp_path, RIGHTS) as bot:
        chat = api.user("Ed").private_chat()
        await chat.say(ARTICLE)
        await _shown(chat)
        data = chat.bot_messages[-1].button("Keep")["callback_data"]
        await chat.bot_messages[-1].click("Discard")
        assert (await chat.next_message()).text == "Discarded. Nothing was added."
        assert "settled before" in await chat.bot_messages[-1].press(data)
        assert bot.library.count == 0


async def test_a_forwarded_post_brings_its_channel_day_and_address(tmp_path: Path) -> None:
    async with BotApi() as api, editors_bot(api, tmp_path, RIGHTS) as bot:
        chat = api.user("Ed").private_chat()
        await chat.forward(
            "\n\n".join(PARAGRAPHS[1:]), channel=api.channel("Harbour News", username="harbour")
        )
        text, _ = await _shown(chat)
        assert "Outlet: Harbour News" in text
        assert "not known" not in text.partition("Date")[2]
        await chat.bot_messages[-1].click("Keep")
        await chat.next_message()
        assert next(bot.library.articles()).url == "https://t.me/harbour/7"


async def test_a_question_and_a_short_text_are_still_questions(tmp_path: Path) -> None:
    async with BotApi() as api, editors_bot(api, tmp_path, RIGHTS) as bot:
        chat = api.user("Ed").private_chat()
        for text in (
            "Pilots?",
            ARTICLE[:500],
            ARTICLE + "\n\nWhat do you say?",
            "Is https://example.org/ up?",
        ):
            await chat.ask(text)
        assert len(bot.reader.asked) == 4


async def test_everyone_else_gets_a_polite_line_and_nothing_is_read(tmp_path: Path, site: Site) -> None:
    async with BotApi() as api, editors_bot(api, tmp_path, RIGHTS, site.fetcher()) as bot:
        api.user("Ed")
        chat = api.user("Ana").private_chat()
        await chat.say(ARTICLE)
        await chat.say("http://site.example/pilots")
        await chat.send_document("a.txt", ARTICLE.encode())
        for _ in range(3):
            assert "only from people whom my operator has named" in (await chat.next_message()).text
        for command in ("/remove abc", "/stats", "/unanswered", "/add http://site.example/pilots"):
            assert (await chat.ask(command)).text == "Only people whom my operator has named may do this."
        told = (await chat.next_message()).text
        assert told == f"Your Telegram id, should my operator want to name you: {chat.user.id}"
        assert not site.requests
        assert not bot.reader.asked


async def test_the_buttons_survive_a_restart(tmp_path: Path) -> None:
    async with BotApi() as api:
        chat = api.user("Ed").private_chat()
        async with editors_bot(api, tmp_path, RIGHTS):
            await chat.say(ARTICLE)
            await _shown(chat)
        async with editors_bot(api, tmp_path, RIGHTS) as bot:
            await chat.bot_messages[-1].click("Keep")
            await chat.next_message()
            assert bot.library.count == 1


async def test_a_button_is_only_its_editors_and_works_once(tmp_path: Path) -> None:
    rights = Rights(adders=frozenset({EDITOR, EDITOR + 1}))
    async with BotApi() as api, editors_bot(api, tmp_path, rights) as bot:
        ed, ida = api.user("Ed").private_chat(), api.user("Ida").private_chat()
        await ed.say(ARTICLE)
        await _shown(ed)
        data = ed.bot_messages[-1].button("Keep")["callback_data"]
        await ida.ask("pilots?")
        for forged in (data, data.replace("keep", "remove"), "keep:" + "A" * 16, "spare:" + "_" * 16):
            assert "settled before" in await ida.bot_messages[-1].press(forged)
        assert bot.library.count == 0
        await ed.bot_messages[-1].press(data)
        assert "settled before" in await ed.bot_messages[-1].press(data)
        assert bot.library.count == 1


async def test_whoever_lost_the_right_can_no_longer_press(tmp_path: Path) -> None:
    async with BotApi() as api:
        chat = api.user("Ed").private_chat()
        async with editors_bot(api, tmp_path, RIGHTS):
            await chat.say(ARTICLE)
            await _shown(chat)
        async with editors_bot(api, tmp_path, Rights()) as bot:
            assert "settled before" in await chat.bot_messages[-1].click("Keep")
            assert bot.library.count == 0


@pytest.mark.parametrize("said", ["/add http://site.example/pilots", "Read this http://site.example/pilots"])
async def test_an_address_is_fetched_and_read(tmp_path: Path, site: Site, said: str) -> None:
    async with BotApi() as api, editors_bot(api, tmp_path, RIGHTS, site.fetcher()) as bot:
        chat = api.user("Ed").private_chat()
        await chat.say(said)
        text, _ = await _shown(chat)
        assert "Pilots of Bergen end their strike" in text
        await chat.bot_messages[-1].click("Keep")
        await chat.next_message()
        assert next(bot.library.articles()).url == "http://site.example/pilots"


async def test_an_address_that_gives_no_page_is_told_in_a_line(tmp_path: Path, site: Site) -> None:
    async with BotApi() as api, editors_bot(api, tmp_path, RIGHTS, site.fetcher()):
        chat = api.user("Ed").private_chat()
        await chat.say("/add http://127.0.0.1/admin")
        text, buttons = await _shown(chat)
        assert text.startswith("That did not work: it cannot be reached")
        assert not buttons
        assert "Write an address" in (await chat.ask("/add")).text


async def test_a_file_is_read_by_its_content_and_its_name_is_only_data(tmp_path: Path) -> None:
    async with BotApi() as api, editors_bot(api, tmp_path, RIGHTS):
        chat = api.user("Ed").private_chat()
        await chat.send_document("$(reboot) <b>.exe", PAGE.encode(), mime_type="image/png")
        text, _ = await _shown(chat)
        assert "Title: Pilots of Bergen end their strike" in text


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd\n.html", "\u202egpj.exe", "x" * 300, "CON"]
)
def test_no_name_of_a_file_leads_anywhere(tmp_path: Path, name: str) -> None:
    with closing(EditedBot(tmp_path, Fetcher())) as bot:
        before = sorted(tmp_path.iterdir())
        desk = Desk(bot.library, bot.extraction, bot.submissions)
        understood = desk.submit_file(Editor(1, 1), PAGE.encode(), name)
        assert understood.submission.articles[0].title == "Pilots of Bergen end their strike"
        assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("content", "size", "words"),
    [
        (b"x", 30_000_000, "larger than 20 MB"),
        (b"x" * 20_000_001, 100, "larger than 20 MB"),  # it said it was small
        (b"", None, "it is empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, None, "That did not work"),
    ],
)
async def test_a_bad_file_is_a_clear_line(
    tmp_path: Path, content: bytes, size: int | None, words: str
) -> None:
    async with BotApi() as api, editors_bot(api, tmp_path, RIGHTS) as bot:
        chat = api.user("Ed").private_chat()
        await chat.send_document("a.txt", content, size=size)
        message = await chat.next_message()
        if message.text == "Reading…":
            message = await chat.next_message()
        assert words in message.text
        assert bot.library.count == 0


@pytest.mark.parametrize("name", ["photo.jpg", "CLIP.MP4", "setup.exe"])
async def test_bare_text_under_a_pictures_name_is_no_article(tmp_path: Path, name: str) -> None:
    async with BotApi() as api, editors_bot(api, tmp_path, RIGHTS) as bot:
        chat = api.user("Ed").private_chat()
        await chat.send_document(name, ARTICLE.encode())
        text, buttons = await _shown(chat)
        assert text.startswith("That did not work: ")
        assert "files are not articles" in text
        assert not buttons
        await chat.send_document("photo.txt", ARTICLE.encode())
        assert "Keep it?" in (await _shown(chat))[0]
        assert bot.library.count == 0


async def test_a_file_that_telegram_no_longer_has_is_told(tmp_path: Path) -> None:
    async with BotApi() as api, editors_bot(api, tmp_path, RIGHTS):
        chat = api.user("Ed").private_chat()
        api.fault("getFile", status=404, description="Not Found")
        await chat.send_document("a.txt", ARTICLE.encode())
        assert "did not give me the file" in (await chat.next_message()).text


async def test_many_articles_show_their_progress_in_one_message(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(400):
            archive.writestr(f"{number}.txt", make_article(number).text)
        archive.writestr("broken.pdf", b"no PDF")
    async with BotApi() as api, editors_bot(api, tmp_path, RIGHTS) as bot:
        chat = api.user("Ed").private_chat()
        await chat.send_document("many.zip", packed.getvalue())
        text, _ = await _shown(chat)
        assert text.startswith("400 articles:")
        assert "and 390 more" in text
        assert "Not read (1):" in text
        shown = chat.bot_messages[-1]
        await shown.click("Keep")
        await api.until(lambda: bot.library.count == 400, "all articles", 30)
        await api.until(lambda: "400 new" in shown.now.text, "the end")
        assert any(version.text.startswith("Adding: ") for version in shown.versions)
        assert len(chat.bot_messages) == 1


async def test_a_text_that_telegram_cut_in_two_is_one_article(tmp_path: Path) -> None:
    long = "\n\n".join(f"{number}. {PARAGRAPHS[number % 4]}" for number in range(24))
    cut = long.rindex(" ", 0, 4096)
    async with BotApi() as api, editors_bot(api, tmp_path, RIGHTS) as bot:
        chat = api.user("Ed").private_chat()
        await chat.say(long[:cut])
        await _shown(chat)
        await chat.say(long[cut + 1 :])
        joined = await chat.next_message()
        assert "Paragraphs: 24" in joined.text
        await joined.click("Keep")
        await chat.next_message()
        assert next(bot.library.articles()).text == long
        await chat.ask("pilots?")
        assert bot.reader.asked == ["pilots?"]


async def test_an_edit_of_a_submission_changes_nothing_and_is_no_question(tmp_path: Path) -> None:
    async with BotApi() as api, editors_bot(api, tmp_path, RIGHTS) as bot:
        chat = api.user("Ed").private_chat()
        said = await chat.say(ARTICLE)
        await _shown(chat)
        await said.edit(ARTICLE.replace("nine days", "ten days"))
        await chat.stays_silent()
        assert not bot.reader.asked


async def test_remove_asks_first(tmp_path: Path) -> None:
    async with BotApi() as api, editors_bot(api, tmp_path, RIGHTS) as bot:
        chat = api.user("Ed").private_chat()
        for number in range(2):
            bot.library.add(make_article(number), added_by="test")
        wanted = make_article(1)
        sure = await chat.ask(f"/remove {wanted.id[:6]}")
        assert "Remove this article?" in sure.text
        await sure.click("Leave it")
        assert (await chat.next_message()).text == "It stays."
        await (await chat.ask(f"/remove {wanted.id}")).click("Remove")
        assert (await chat.next_message()).text == "Removed: “Owls, part 1”."
        assert [article.id for article in bot.library.articles()] == [make_article(0).id]
        assert "no article that this names" in (await chat.ask("/remove 123")).text
        assert "Write the article's number in /articles" in (await chat.ask("/remove")).text


async def test_remove_takes_the_number_that_the_list_shows(tmp_path: Path) -> None:
    store = Store()
    async with BotApi() as api, whole_bot(api, tmp_path, RIGHTS, store) as bot:
        for number in range(3):
            bot.library.add(make_article(number), added_by="test")
        chat = api.user("Ed").private_chat()
        listed = (await chat.ask("/articles")).text
        second = listed.partition("\n2. ")[2].partition("“")[2].partition("”")[0]
        sure = await chat.ask("/remove 2")
        assert f"“{second}”" in sure.text
        await sure.click("Remove")
        assert (await chat.next_message()).text == f"Removed: “{second}”."
        assert "no article that this names" in (await chat.ask("/remove 3")).text
        bot.library.add(replace(make_article(7), id="1", title="Owls by their id"), added_by="test")
        assert "“Owls by their id”" in (await chat.ask("/remove 1")).text


async def test_remove_in_reply_finds_the_article_that_the_message_cites(tmp_path: Path) -> None:
    async with BotApi() as api, editors_bot(api, tmp_path, RIGHTS) as bot:
        chat = api.user("Ed").private_chat()
        await chat.say(ARTICLE)
        await _shown(chat)
        await chat.bot_messages[-1].click("Keep")
        kept = await chat.next_message()
        own = await chat.say("hello there")
        await chat.next_message()
        await own.reply("/remove")
        assert "Write the article's number" in (await chat.next_message()).text
        await kept.reply("/remove")
        await (await chat.next_message()).click("Remove")
        await chat.next_message()
        assert bot.library.count == 0


async def test_a_forwarded_or_edited_command_is_nobodys(tmp_path: Path) -> None:
    async with BotApi() as api, editors_bot(api, tmp_path, RIGHTS) as bot:
        chat = api.user("Ed").private_chat()
        bot.library.add(make_article(1), added_by="test")
        await chat.forward(f"/remove {make_article(1).id}", hidden_user="Ida")
        assert "Only people" in (await chat.next_message()).text
        said = await chat.say("owls?")
        await chat.next_message()
        await said.edit(f"/remove {make_article(1).id}")
        await chat.stays_silent()


async def test_an_article_held_already_is_said_to_be(tmp_path: Path) -> None:
    async with BotApi() as api, editors_bot(api, tmp_path, RIGHTS) as bot:
        chat = api.user("Ed").private_chat()
        for line in ("can be asked about", "I held it already"):
            await chat.say(ARTICLE)
            text, _ = await _shown(chat)
            assert ("I hold it already" in text) == (line == "I held it already")
            await chat.bot_messages[-1].click("Keep")
            assert line in (await chat.next_message()).text
        assert bot.library.count == 1


async def test_editors_are_spoken_to_in_their_language(tmp_path: Path) -> None:
    async with BotApi() as api, editors_bot(api, tmp_path, RIGHTS):
        chat = api.user("Luz", language_code="es").private_chat()
        await chat.say(ARTICLE)
        assert (await chat.next_message()).text == "Leyendo…"
        assert "Párrafos: 4" in (await chat.next_message()).text


def test_a_submission_expires_and_keeps_a_plain_day_plain(tmp_path: Path) -> None:
    clock = [1_000_000.0]
    submissions = Submissions(tmp_path / "s.sqlite", now=lambda: clock[0])
    article = article_from_json(json.dumps({"id": "1", "text": "Owls.", "published": "2026-11-22"}))
    kept = submissions.keep(Editor(1, 2), Purpose.ADD, [article])
    assert submissions.find(Editor(1, 2), kept.id, Purpose.ADD) == kept
    for other in (Editor(2, 2), Editor(1, 1)):
        assert submissions.find(other, kept.id, Purpose.ADD) is None
    assert submissions.find(Editor(1, 2), kept.id, Purpose.REMOVE) is None
    clock[0] += 8 * 86_400
    assert submissions.find(Editor(1, 2), kept.id, Purpose.ADD) is None
    submissions.close()
    assert (tmp_path / "s.sqlite").stat().st_mode & 0o077 == 0


async def test_a_short_text_behind_the_command_is_an_article_and_alone_a_question(tmp_path: Path) -> None:
    text = "The ferry to Bergen sails again on Monday. Tickets are sold at the pier."
    async with BotApi() as api, editors_bot(api, tmp_path, RIGHTS) as bot:
        chat = api.user("Ed").private_chat()
        assert "Reading" not in (await chat.ask(text)).text
        await chat.say(f"/add {text}")
        shown, buttons = await _shown(chat)
        assert "The ferry to Bergen sails again" in shown
        assert buttons == ["Keep", "Discard"]
        await chat.bot_messages[-1].click("Keep")
        assert "can be asked about" in (await chat.next_message()).text
        assert bot.library.count == 1
        assert "Write an address" in (await chat.ask("/add the ferry")).text
