"""`verbatim serve --webhook` as Telegram and everyone else meet it: a real process, real deliveries."""

from __future__ import annotations

import asyncio
import json
import random
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.telegram_app.hooking import secret_for
from tests.botapi import BotApi
from tests.front_ends import free_port, run_verbatim, served
from tests.posting import HEADER, generate, post, send_to, upload

FENTANYL = "How does the Northern Command combat fentanyl trafficking?"
PATH = "/hook"


class Served:
    """The bot at its webhook: where that is, and how to knock."""

    def __init__(self, api: BotApi, process: asyncio.subprocess.Process, port: int, data: Path) -> None:
        self.process = process
        self.port = port
        self.secret = secret_for(api.token, f"http://127.0.0.1:{port}{PATH}")
        self._data = data

    async def send(self, request: bytes) -> int:
        """Send a request and give the status, 0 for a connection that is closed without one."""
        return await send_to(self.port, request)

    async def knock(self, update: dict[str, Any], **headers: str) -> int:
        return await self.send(post(json.dumps(update).encode(), PATH, "POST", **headers))

    @property
    def log(self) -> str:
        return (self._data / "log").read_text()

    @property
    def most_memory(self) -> int:
        """The most memory the process ever had, in KiB."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return int(next(line.split()[1] for line in lines if line.startswith("VmHWM")))


@asynccontextmanager
async def served_at_webhook(api: BotApi, data: Path, port: int = 0) -> AsyncIterator[Served]:
    port = port or free_port()
    before = len(api.requests.to("setWebhook", ok=True))
    options = ("--webhook", f"http://127.0.0.1:{port}{PATH}", "--port", str(port))
    async with served(api, data, *options) as process:
        await api.next_request("setWebhook", after=before)
        yield Served(api, process, port, data)


def _strangers_update(number: int) -> dict[str, Any]:
    chat = {"id": 99, "type": "private", "first_name": "Mallory"}
    person = {"id": 99, "is_bot": False, "first_name": "Mallory"}
    message = {"message_id": number, "date": 1, "chat": chat, "from": person, "text": "hello"}
    return {"update_id": number, "message": message}


async def test_telegram_delivers_it_answers_and_the_webhook_outlives_it(tmp_path: Path) -> None:
    async with BotApi() as api:
        chat = api.user("Ana").private_chat()
        async with served_at_webhook(api, tmp_path) as bot:
            assert "paragraph 4 of 7" in (await chat.ask(FENTANYL)).text
            told = api.requests.to("setWebhook")[0].params
            assert told["secret_token"] == bot.secret
            assert "callback_query" in told["allowed_updates"]
            assert api.requests.polls == 0
            bot.process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(bot.process.wait(), 60) == 0
        assert not api.requests.to("deleteWebhook")
        await chat.say(FENTANYL)
        async with served_at_webhook(api, tmp_path, bot.port):
            assert "paragraph 4 of 7" in (await chat.next_message()).text
        async with served(api, tmp_path):
            assert "paragraph 4 of 7" in (await chat.ask(FENTANYL)).text
        assert api.requests.to("deleteWebhook")


async def test_without_the_secret_nothing_gets_in_and_twice_is_once(tmp_path: Path) -> None:
    async with BotApi() as api, served_at_webhook(api, tmp_path) as bot:
        chat = api.user("Ana").private_chat()
        await chat.ask(FENTANYL)
        update = _strangers_update(5_000_000)
        assert await bot.knock(update) == 403
        assert await bot.knock(update, **{HEADER: bot.secret[:-1]}) == 403
        assert await bot.send(post(b"", "/healthz", "GET")) == 200
        delivered = {"update_id": 7_000_000, "message": chat.room.messages[0].data}
        for _ in range(3):
            assert await bot.knock(delivered, **{HEADER: bot.secret}) == 200
        assert "fentanyl" in (await chat.next_message()).text
        await chat.stays_silent()
        assert not [request for request in api.requests.to("sendMessage") if request.chat_id == 99]
        assert bot.secret not in bot.log


async def test_sigkill_while_updates_are_delivered_loses_none_of_them(tmp_path: Path) -> None:
    async with BotApi() as api:
        chats = [api.user(f"P{number}").private_chat() for number in range(30)]
        async with served_at_webhook(api, tmp_path) as bot:
            for chat in chats:
                await chat.say(FENTANYL)
            await api.next_request("sendMessage", after=5)
            bot.process.kill()
            await bot.process.wait()
        async with served_at_webhook(api, tmp_path, bot.port):
            for chat in chats:
                assert "fentanyl" in (await chat.next_message()).text
        twice = sum(len(chat.room.shown) > 1 for chat in chats)
    assert twice <= 16


async def test_the_webhook_comes_back_after_it_was_refused_for_a_while(tmp_path: Path) -> None:
    async with BotApi() as api:
        api.fault("setWebhook", status=502, times=2)
        async with served_at_webhook(api, tmp_path):
            await api.next_request("setWebhook", after=2)
            assert "fentanyl" in (await api.user("Ana").private_chat().ask(FENTANYL)).text


async def test_of_generated_requests_none_gets_in_without_the_secret_and_none_is_5xx(tmp_path: Path) -> None:
    chance = random.Random(28)
    async with BotApi() as api, served_at_webhook(api, tmp_path) as bot:
        for _ in range(300):
            case = generate(chance)
            assert await bot.send(case.data) < 500, case
        chat = api.user("Ana").private_chat()
        assert "fentanyl" in (await chat.ask(FENTANYL)).text
        assert [request.chat_id for request in api.requests.to("sendMessage")] == [chat.id]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
async def test_a_hundred_uploads_without_the_secret_cost_the_bot_no_memory(tmp_path: Path) -> None:
    async with BotApi() as api, served_at_webhook(api, tmp_path) as bot:
        await api.user("Ana").private_chat().ask(FENTANYL)
        before = bot.most_memory
        await asyncio.gather(*(upload(bot.port, number) for number in range(100)))
        assert bot.most_memory - before <= 20 * 1024
        assert "fentanyl" in (await api.user("Bo").private_chat().ask(FENTANYL)).text


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://bot.example.org/hook", "needs an https address"),
        ("bot.example.org", "needs an https address"),
        ("https://bot.example.org:x/hook", "needs an https address"),
        ("https://bot.example.org", "needs a path of its own"),
        ("https://bot.example.org/healthz", "needs a path of its own"),
        ("https://bot.example.org:8080/hook", "is not taken by Telegram"),
    ],
)
async def test_an_address_that_cannot_work_ends_with_one_line(tmp_path: Path, url: str, problem: str) -> None:
    async with BotApi() as api:
        env = {**api.environment, "VERBATIM_DATA": str(tmp_path)}
        status, _, err = await run_verbatim("serve", "--webhook", url, "--port", "0", env=env)
    assert status == 2
    assert problem in err.splitlines()[-1]
    assert "Traceback" not in err


async def test_a_port_that_is_taken_ends_with_one_line(tmp_path: Path) -> None:
    async with BotApi() as api:
        env = {**api.environment, "VERBATIM_DATA": str(tmp_path)}
        options = ("--webhook", "https://bot.example.org/hook", "--port", str(api.port))
        status, _, err = await run_verbatim("serve", *options, env=env)
    assert status == 2
    assert "--port: cannot listen on 127.0.0.1" in err.splitlines()[-1]
