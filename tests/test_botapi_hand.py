"""The strict server by hand and from other processes: control routes, two terminals, pictures."""

import asyncio
import io
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.botapi import BotApi, screenshots, to_html
from tests.botapi.__main__ import main
from tests.botapi.console import converse
from tests.botapi.recording import read_recordings

Json = dict[str, Any]
ROOT = Path(__file__).parent.parent
BUTTON = {"inline_keyboard": [[{"text": "more", "callback_data": "m"}]]}


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as running:
        yield running


async def post(url: str, **body: Any) -> Json:
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as response:
        answer: Json = await response.json()
        return answer


@asynccontextmanager
async def echo_bot(url: str) -> AsyncIterator[None]:
    """The smallest bot: repeats text, answers clicks, edits, and finds what is asked inline."""

    async def answer(update: Json) -> None:
        if "callback_query" in update:
            query = update["callback_query"]
            await post(f"{url}/answerCallbackQuery", callback_query_id=query["id"], text="here is more")
            where = {"chat_id": query["from"]["id"], "message_id": query["message"]["message_id"]}
            await post(f"{url}/editMessageText", **where, text="edited")
        elif "inline_query" in update:
            query = update["inline_query"]
            content = {"message_text": query["query"].upper()}
            result = {"type": "article", "id": "1", "title": "found", "input_message_content": content}
            await post(f"{url}/answerInlineQuery", inline_query_id=query["id"], results=[result])
        else:
            message = update.get("message") or update["edited_message"]
            await post(
                f"{url}/sendMessage", chat_id=message["chat"]["id"], text=message["text"], reply_markup=BUTTON
            )

    async def serve() -> None:
        offset = 0
        while True:
            for update in (await post(f"{url}/getUpdates", offset=offset, timeout=5))["result"]:
                offset = update["update_id"] + 1
                await answer(update)

    task = asyncio.create_task(serve())
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def control(api: BotApi, action: str, **body: Any) -> Json:
    return await post(f"http://127.0.0.1:{api.port}/control/{action}", **body)


async def test_another_process_can_plan_faults_talk_and_read(api: BotApi) -> None:
    async with echo_bot(api.base_url + api.token):
        assert await control(api, "faults", method="sendMessage", status=500) == {"planned": 1}
        assert await control(api, "clear") == {}
        said = await control(api, "say", user="Ana", text="penguins")
        [shown] = (await control(api, "shown", user="Ana", timeout=10))["messages"]
        assert shown["text"] == "penguins"
        assert await control(api, "shown", user="Ana", after=1) == {"messages": []}
        click = await control(api, "click", user="Ana", message_id=shown["message_id"], label="more")
        assert click == {"alert": "here is more"}
        await control(api, "edit", user="Ana", message_id=said["message_id"], text="whales")
        assert [row["text"] for row in (await control(api, "inline", user="Ana", query="w"))["results"]] == [
            "W"
        ]
        await control(api, "settled")
    log = await control(api, "requests", method="sendMessage")
    assert [(request["status"], request["params"]["text"]) for request in log["requests"]] == [
        (200, "penguins"),
        (200, "whales"),
    ]
    assert "Ana (edited): whales" in (await control(api, "transcript"))["transcript"]


async def test_control_explains_what_it_did_not_understand(api: BotApi) -> None:
    assert "a fault has no ['stauts']" in (await control(api, "faults", method="getMe", stauts=5))["error"]
    assert "no message 7" in (await control(api, "click", message_id=7, label="more"))["error"]
    await control(api, "rates")
    assert api.world.rates.limits is not None
    await control(api, "rates", on=False)
    assert api.world.rates.limits is None


async def test_the_second_terminal_is_a_chat(api: BotApi) -> None:
    lines = (
        "penguins?\n/click 1\n/edit whales?\n/click more\n/inline seals\n/click nothing\n/log\n/quit\nnever\n"
    )
    printed: list[str] = []
    async with echo_bot(api.base_url + api.token):
        assert await converse(api.port, "Ana", io.StringIO(lines), printed.append) == 0
    shown = "\n".join(printed[1:])
    assert shown.startswith(
        "bot> penguins?\n     [1] more\n  (here is more)\nbot (edited)> edited\nbot> whales?"
    )
    assert "  * found: SEALS" in shown
    assert "! AssertionError: 0 buttons named 'nothing' among []" in shown
    assert "  sendMessage 200" in shown
    assert "never" not in shown


async def test_a_terminal_without_a_server_says_how_to_start_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert await converse(1, "Ana", io.StringIO(""), lambda line: None) == 2
    assert "python -m tests.botapi --port 1" in capsys.readouterr().err


async def test_the_program_serves_prints_its_settings_and_records_at_the_end(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "tests.botapi", "--port", "0", "--record", str(tmp_path)]
    process = await asyncio.create_subprocess_exec(
        *program, cwd=ROOT, env={**os.environ, "PYTHONUNBUFFERED": "1"}, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    settings: dict[str, str] = {}
    while "python -m tests.botapi chat" not in (line := (await process.stdout.readline()).decode()):
        if line.startswith("export "):
            name, _, value = line.removeprefix("export ").strip().partition("=")
            settings[name] = value
    assert set(settings) == {"TELEGRAM_BOT_TOKEN", "TELEGRAM_BASE_URL", "TELEGRAM_BASE_FILE_URL"}
    url = settings["TELEGRAM_BASE_URL"]
    assert (await post(f"{url}{settings['TELEGRAM_BOT_TOKEN']}/getMe"))["ok"]
    await post(f"{url.removesuffix('/bot')}/control/say", user="Ana", text="penguins?")
    process.send_signal(signal.SIGINT)
    assert await process.wait() == 0
    assert list(read_recordings(tmp_path)) == [tmp_path / "ana-700000001.chat.json"]


async def test_a_chat_is_drawn_with_its_entities_buttons_and_reactions(api: BotApi) -> None:
    chat = api.user("Ana").private_chat()
    question = await chat.say("is 1 < 2 & <script>?")
    entities = [
        {"type": "blockquote", "offset": 3, "length": 10},
        {"type": "bold", "offset": 3, "length": 4},
        {"type": "underline", "offset": 5, "length": 2},
        {"type": "text_link", "offset": 8, "length": 5, "url": "https://a.org/?a&b"},
    ]
    reply = {"message_id": question.id}
    params = {"chat_id": chat.id, "text": "🐧 bold <link", "entities": entities}
    await post(
        f"{api.base_url}{api.token}/sendMessage", **params, reply_markup=BUTTON, reply_parameters=reply
    )
    await (await chat.next_message()).react("👍")
    page = to_html(chat)
    assert (
        '🐧 <blockquote><b>bo<u>ld</u></b> <a href="https://a.org/?a&amp;b">&lt;link</a></blockquote>' in page
    )
    assert '<div class="button">more</div>' in page
    assert "👍 1" in page
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert to_html(chat.room) == page


async def test_recordings_become_pictures_where_there_is_a_browser(
    api: BotApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--screenshots", str(tmp_path)]) == 2
    assert "--record" in capsys.readouterr().err
    await api.user("Ana").private_chat().say("penguins?")
    api.record(tmp_path)
    monkeypatch.setattr(screenshots, "find_chromium", lambda: None)
    assert main(["--screenshots", str(tmp_path)]) == 0
    captured = capsys.readouterr()
    assert screenshots.NO_CHROMIUM in captured.err
    page = tmp_path / "ana-700000001.html"
    assert "penguins?" in page.read_text()
    browser = tmp_path / "browser"
    browser.write_text(
        '#!/bin/sh\nfor a; do case $a in --screenshot=*) echo PNG > "${a#--screenshot=}";; esac; done\n'
    )
    browser.chmod(0o755)
    monkeypatch.setattr(screenshots, "find_chromium", lambda: str(browser))
    assert main(["--screenshots", str(tmp_path)]) == 0
    assert page.with_suffix(".png").read_text() == "PNG\n"
