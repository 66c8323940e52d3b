"""The webhook as Telegram meets it, and as everyone else does: real sockets on 127.0.0.1."""

from __future__ import annotations

import asyncio
import random
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters

from bot.telegram_app.webhook import Webhook, WebhookLimits
from tests.botapi import BotApi
from tests.front_ends import ROOT
from tests.posting import HEADER, PATH, SECRET, UPDATE, claiming, generate, known, post, send_to, upload

FAST = WebhookLimits(head_seconds=0.3, body_seconds=0.3, idle_seconds=0.3, linger_seconds=0.2)


class Kept:
    """Stores updates in a list."""

    def __init__(self) -> None:
        self.updates: list[dict[str, Any]] = []

    async def receive(self, update: dict[str, Any]) -> None:
        self.updates.append(update)


@asynccontextmanager
async def listening(kept: Kept, **more: Any) -> AsyncIterator[Webhook]:
    async with Webhook(kept.receive, SECRET, PATH, port=0, **more) as webhook:
        yield webhook


async def send(webhook: Webhook, *pieces: bytes, end: bool = True) -> int:
    """Send bytes and give the status, 0 for a connection that is closed without one."""
    return await send_to(webhook.port, *pieces, end=end)


async def until(condition: Callable[[], bool]) -> None:
    for _ in range(6_000):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come")


async def test_an_update_with_the_secret_is_stored_before_200_is_said() -> None:
    stored = asyncio.Event()
    reached: list[dict[str, Any]] = []

    async def receive(update: dict[str, Any]) -> None:
        reached.append(update)
        await stored.wait()

    async with Webhook(receive, SECRET, PATH, port=0) as webhook:
        status = asyncio.create_task(send(webhook, known(), end=False))
        await until(lambda: bool(reached))
        await asyncio.sleep(0.1)
        assert reached == [{"update_id": 7}]
        assert not status.done()
        stored.set()
        assert await status == 200


async def test_what_cannot_be_stored_is_not_accepted(caplog: pytest.LogCaptureFixture) -> None:
    async def receive(update: dict[str, Any]) -> None:
        raise OSError("disk full")

    async with Webhook(receive, SECRET, PATH, port=0) as webhook:
        assert await send(webhook, known()) == 503
    assert "could not be stored" in caplog.text


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (post(), 403),
        (claiming(""), 403),
        (claiming(SECRET[:-1]), 403),
        (claiming(SECRET + "x"), 403),
        (claiming(SECRET.upper()), 403),
        (claiming("é" * 20), 403),
        (post(path=f"{PATH}?{HEADER}={SECRET}"), 403),
        (known().replace(b"\r\n", b"\r\n" + f"{HEADER}: wrong\r\n".encode(), 1), 403),
        (known(path="/"), 404),
        (known(path="/hook/"), 404),
        (known(method="GET"), 405),
        (known(method="DELETE"), 405),
        (post(path="/healthz", method="GET", body=b""), 200),
        (post(path="/healthz", method="HEAD", body=b""), 200),
        (post(path="/healthz"), 405),
        (known(b""), 400),
        (known(b"[]"), 400),
        (known(b'{"update_id": "7"}'), 400),
        (known(b'{"update_id": -1}'), 400),
        (known(b'{"update_id": 9223372036854775808}'), 400),
        (known(b'{"update_id": ' + b"9" * 9_999 + b"}"), 400),
        (known(b"[" * 100_000), 400),
        (known(b"\xff\xfe\x00"), 400),
        (known(b" " * 1_048_577), 413),
        (known(b" " * 9, Content_Length="99999999999999"), 413),
        (known(b" " * 9, Content_Length="10"), 400),
        (known(b"", Transfer_Encoding="gzip, chunked"), 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 9, 400),
        (b"POST /hook HTTP/1.1\r\nHost: x\r\nA: " + b"a" * 200_000, 431),
    ],
)
async def test_each_request_gets_its_status(request_bytes: bytes, status: int) -> None:
    kept = Kept()
    async with listening(kept) as webhook:
        assert await send(webhook, request_bytes) == status
        assert await send(webhook, known()) == 200
    assert kept.updates == [{"update_id": 7}]


async def test_a_body_in_chunks_and_several_updates_on_one_connection() -> None:
    kept = Kept()
    chunked = known(b"", Transfer_Encoding="chunked").replace(b"Content-Length: 0\r\n", b"")
    async with listening(kept) as webhook:
        assert (
            await send(webhook, chunked, b"8\r\n" + UPDATE[:8] + b"\r\n8\r\n" + UPDATE[8:] + b"\r\n0\r\n\r\n")
            == 200
        )
        endless = (b"10000\r\n" + b" " * 65_536 + b"\r\n" for _ in range(20))
        assert await send(webhook, chunked, *endless) == 413
        reader, writer = await asyncio.open_connection("127.0.0.1", webhook.port)
        for _ in range(3):
            writer.write(known(Expect="100-continue"))
            assert await reader.readuntil(b"\r\n\r\n") in (
                b"HTTP/1.1 100 \r\n\r\n",
                b"HTTP/1.1 200 \r\ncontent-length: 0\r\n\r\n",
            )
        await until(lambda: len(kept.updates) >= 4)
        writer.transport.abort()
        await asyncio.sleep(0.1)
    assert len(kept.updates) == 4


@pytest.mark.parametrize(
    "pieces",
    [(), (b"POST",), (b"POST /hook HTTP/1.1\r\nHost: x\r\n",), (known(b"", Content_Length="10"), b"1")],
)
async def test_whoever_is_slow_is_left(pieces: tuple[bytes, ...]) -> None:
    async with listening(Kept(), limits=FAST) as webhook, asyncio.timeout(60):
        assert await send(webhook, *pieces, end=False) in (0, 408)


async def test_there_are_never_more_connections_than_allowed() -> None:
    async with listening(Kept(), limits=WebhookLimits(connections=2)) as webhook:
        held = [await asyncio.open_connection("127.0.0.1", webhook.port) for _ in range(2)]
        await asyncio.sleep(0.05)
        assert await send(webhook, known()) == 0
        held[0][1].transport.abort()
        for _ in range(1_000):  # until the end of the first is noticed
            if (status := await send(webhook, known())) == 200:
                break
            await asyncio.sleep(0.05)
        assert status == 200
        held[1][1].transport.abort()


async def test_healthz_tells_when_the_bot_is_not_well() -> None:
    async with listening(Kept(), healthy=lambda: False) as webhook:
        assert await send(webhook, post(b"", path="/healthz", method="GET")) == 503


@pytest.mark.parametrize("secret", ["", "short", "spaces are not allowed here", "x" * 257])
def test_a_secret_that_telegram_or_good_sense_refuses_is_refused(secret: str) -> None:
    with pytest.raises(ValueError, match="a secret has"):
        Webhook(Kept().receive, secret, PATH)


async def test_of_2000_generated_requests_none_gets_in_without_the_secret_and_none_breaks_it() -> None:
    chance = random.Random(20_261_124)
    kept = Kept()
    accepted = 0
    async with listening(kept, limits=FAST._replace(head_seconds=2, body_seconds=2)) as webhook:
        for _ in range(2_000):
            case = generate(chance)
            before = len(kept.updates)
            status = await send(webhook, case.data)
            assert status < 500, case
            assert case.knows or len(kept.updates) == before, case
            assert (status == 200) or len(kept.updates) == before, case
            accepted += len(kept.updates) - before
        assert await send(webhook, known()) == 200
    assert accepted > 50


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
async def test_a_hundred_uploads_without_the_secret_cost_no_memory() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _SERVER, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )  # fmt: skip
    assert process.stdout is not None
    port = int(await process.stdout.readline())
    before = _most_memory(process.pid)
    try:
        await asyncio.gather(*(upload(port, number) for number in range(100)))
        assert _most_memory(process.pid) - before <= 20 * 1024
    finally:
        process.kill()
        await process.wait()


_SERVER = f"""
import asyncio
from bot.telegram_app.webhook import Webhook
async def main():
    async with Webhook(print, {SECRET!r}, {PATH!r}, port=0) as webhook:
        print(webhook.port, flush=True)
        await asyncio.sleep(60)
asyncio.run(main())
"""


def _most_memory(pid: int) -> int:
    """The most memory a process ever had, in KiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM")))


async def test_the_real_thing_telegram_delivers_and_the_bot_answers() -> None:
    async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        await update.message.reply_text(f"heard: {update.message.text}")

    async with BotApi() as api:
        application = ApplicationBuilder().token(api.token).base_url(api.base_url).updater(None).build()
        application.add_handler(MessageHandler(filters.TEXT, echo))

        async def receive(update: dict[str, Any]) -> None:
            await application.update_queue.put(Update.de_json(update, application.bot))

        async with application, Webhook(receive, SECRET, PATH, port=0) as webhook:
            await application.start()
            await application.bot.set_webhook(f"http://127.0.0.1:{webhook.port}{PATH}", secret_token=SECRET)
            chat = api.user("Ana").private_chat()
            for words in ("one", "two", "three"):
                assert (await chat.ask(words)).text == f"heard: {words}"
            await application.bot.delete_webhook()
            await application.stop()
