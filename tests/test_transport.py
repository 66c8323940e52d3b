"""Requests to Telegram over real sockets: which failures were surely not sent, and what no error tells."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import RequestData

from bot.telegram_app.transport import LostError, Transport, UnsentError
from tests.botapi import BotApi
from tests.front_ends import free_port

TOKEN = "5550000001:AAsecret-secret-secret-secret-secret"
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def transport(**more: float) -> AsyncIterator[Transport]:
    made = Transport(2, "http://127.0.0.1", **more)  # type: ignore[arg-type]
    await made.initialize()
    try:
        yield made
    finally:
        await made.shutdown()


@asynccontextmanager
async def server(talk: Talk) -> AsyncIterator[str]:
    """The address of a method at a server that talks so."""
    ended = asyncio.Event()

    async def talk_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await talk(reader, writer)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
        ended.set()

    listening = await asyncio.start_server(talk_once, "127.0.0.1", 0)
    async with listening:
        port = listening.sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}/bot{TOKEN}/sendMessage"
        await asyncio.wait_for(ended.wait(), 60)


async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.transport.abort()


async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def talk_nonsense(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"220 mail.example ESMTP\r\n")
    await writer.drain()


@pytest.mark.parametrize(
    ("talk", "kind", "patience"),
    [(hang_up, LostError, 60), (say_nothing, TimedOut, 0.3), (talk_nonsense, LostError, 60)],
)
async def test_what_may_have_arrived_is_told_apart(
    talk: Talk, kind: type[TelegramError], patience: float
) -> None:
    async with server(talk) as url, transport(reply_seconds=patience) as asked:
        with pytest.raises(kind) as raised:
            await asked.post(url, RequestData())
    assert type(raised.value) is kind
    assert "secret" not in repr(raised.value)


async def test_what_no_server_hears_was_surely_not_sent() -> None:
    url = f"http://127.0.0.1:{free_port()}/bot{TOKEN}/sendMessage"
    async with transport() as asked:
        with pytest.raises(UnsentError, match="ClientConnectorError") as raised:
            await asked.post(url, RequestData())
    assert "secret" not in repr(raised.value)


async def test_nothing_leaves_before_it_is_opened_and_after_it_is_closed() -> None:
    async with BotApi() as api:
        url = f"{api.base_url}{api.token}/getMe"
        asked = Transport(1, api.base_url)
        for _ in range(2):
            with pytest.raises(UnsentError):
                await asked.post(url)
            await asked.initialize()
            assert await asked.post(url) == api.world.bot
            await asked.shutdown()
            await asked.shutdown()


@pytest.mark.parametrize("payload", [b"", b"[]", b"<html>", b"[" * 100_000, b"\xff\xfe"])
def test_a_reply_that_is_no_object_is_an_error_that_does_not_show_it(payload: bytes) -> None:
    with pytest.raises(TelegramError, match=r"^Invalid server response$"):
        Transport.parse_json_payload(payload)


async def test_each_reply_tells_its_date_and_a_proxy_is_heard_of(monkeypatch: pytest.MonkeyPatch) -> None:
    dates: list[str] = []
    async with BotApi() as api:
        asked = Transport(1, api.base_url, note_date=dates.append)
        await asked.initialize()
        await asked.post(f"{api.base_url}{api.token}/getMe")
        await asked.shutdown()
    assert dates[0].endswith("GMT")
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{free_port()}")
    monkeypatch.delenv("NO_PROXY", raising=False)
    proxied = Transport(1, "https://api.telegram.example/bot")
    await proxied.initialize()
    with pytest.raises(UnsentError, match="ClientProxyConnectionError") as raised:
        await proxied.post(f"https://api.telegram.example/bot{TOKEN}/getMe")
    await proxied.shutdown()
    assert isinstance(raised.value, NetworkError)
