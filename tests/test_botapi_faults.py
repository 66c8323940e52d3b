"""What goes wrong on purpose: planned faults, rate buckets, outages, webhooks that refuse, broken updates."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.botapi import BotApi, Chat, Fault, Limit, RateLimits

Json = dict[str, Any]
SECRET = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as running:
        yield running


@pytest.fixture
async def chat(api: BotApi) -> Chat:
    opened = api.user("Ana").private_chat()
    await opened.say("hello")
    return opened


async def call(api: BotApi, method: str, **params: Any) -> Json:
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session,
        session.post(f"{api.base_url}{api.token}/{method}", json=params) as response,
    ):
        body: Json = await response.json()
        return body


async def send(api: BotApi, chat: Chat, text: str = "x") -> Json:
    return await call(api, "sendMessage", chat_id=chat.id, text=text)


async def test_faults_come_in_order_and_then_all_is_well(api: BotApi, chat: Chat) -> None:
    api.fault("sendMessage", Fault(status=502), Fault(status=429, retry_after=3))
    api.fault("sendMessage", status=400, description="Bad Request: tired", times=2)
    answers = [await send(api, chat) for _ in range(5)]
    assert [answer.get("description") for answer in answers] == [
        "Bad Gateway",
        "Too Many Requests: retry after 3",
        "Bad Request: tired",
        "Bad Request: tired",
        None,
    ]
    assert answers[1]["parameters"] == {"retry_after": 3}
    assert len(chat.bot_messages) == 1
    assert api.requests.refused == []
    assert [bool(request.fault) for request in api.requests] == [True] * 4 + [False]


async def test_a_fault_can_be_for_one_chat_or_for_every_method(api: BotApi, chat: Chat) -> None:
    other = api.user("Ben").private_chat()
    await other.say("hello")
    api.fault("sendMessage", status=403, chat_id=other.id, times=None)
    assert (await send(api, chat))["ok"]
    assert [(await send(api, other))["ok"] for _ in range(2)] == [False, False]
    api.world.faults.clear()
    api.fault("*", status=500)
    assert (await call(api, "getUpdates"))["ok"]
    assert not (await call(api, "getMe"))["ok"]


async def test_a_connection_drops_before_or_after_the_effect(api: BotApi, chat: Chat) -> None:
    api.fault("sendMessage", Fault(drop="before"), Fault(drop="after"))
    for text in ("lost", "delivered"):
        with pytest.raises(aiohttp.ClientError):
            await send(api, chat, text)
    assert [message.text for message in chat.bot_messages] == ["delivered"]
    with pytest.raises(ValueError, match="'before' or 'after'"):
        Fault(drop="sometimes")


async def test_an_error_can_come_although_the_message_was_delivered(api: BotApi, chat: Chat) -> None:
    api.fault("sendMessage", status=500, after_effect=True)
    assert not (await send(api, chat, "delivered"))["ok"]
    assert [message.text for message in chat.bot_messages] == ["delivered"]


async def test_slowness_comes_before_or_after_the_effect(api: BotApi, chat: Chat) -> None:
    api.fault("sendMessage", Fault(delay=0.2), Fault(delay_after=0.2))
    first = asyncio.create_task(send(api, chat, "first"))
    with pytest.raises(AssertionError):
        await chat.next_message(timeout=0.05)
    await first
    await chat.next_message()
    second = asyncio.create_task(send(api, chat, "second"))
    assert (await chat.next_message()).text == "second"
    assert not second.done()
    assert (await second)["ok"]


async def test_a_proxy_answers_with_a_page(api: BotApi) -> None:
    api.fault("getMe", not_json=True)
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{api.base_url}{api.token}/getMe") as response,
    ):
        assert (response.status, "<html>" in await response.text()) == (502, True)


async def test_updates_come_twice_broken_or_again(api: BotApi, chat: Chat) -> None:
    api.fault("getUpdates", Fault(duplicate=True), Fault(unparsable=True))
    twice = (await call(api, "getUpdates"))["result"]
    assert len(twice) == 2
    assert twice[0] == twice[1]
    broken, good = (await call(api, "getUpdates"))["result"]
    assert (broken["update_id"], broken["message"]["message_id"]) == (good["update_id"] - 1, "not a number")
    api.send_unparsable_update()
    await chat.say("after")
    assert [len((await call(api, "getUpdates"))["result"]) for _ in range(2)] == [3, 3]
    assert (await call(api, "getUpdates", offset=good["update_id"] + 3))["result"] == []
    api.deliver_again(good)
    assert (await call(api, "getUpdates", offset=good["update_id"] + 3))["result"] == [good]


async def test_rate_buckets_let_bursts_pass_and_then_name_the_wait(api: BotApi, chat: Chat) -> None:
    now = [100.0]
    api.world.rates.clock = lambda: now[0]
    api.limit_rates()
    burst = [(await send(api, chat))["ok"] for _ in range(5)]
    assert burst == [True, True, True, True, False]
    refused = await send(api, chat)
    assert (refused["error_code"], refused["parameters"]) == (429, {"retry_after": 4})
    now[0] += 4.1
    assert (await send(api, chat))["ok"]
    assert api.world.rates.refused == 2


async def test_a_group_has_its_own_bucket_of_twenty_a_minute(api: BotApi) -> None:
    now = [100.0]
    api.world.rates.clock = lambda: now[0]
    api.limit_rates()
    group, answers = api.group("Newsroom", api.user("Ana")), []
    for _ in range(21):
        now[0] += 1.5
        answers.append((await call(api, "sendMessage", chat_id=group.id, text="x"))["ok"])
    assert answers == [True] * 20 + [False]


async def test_all_chats_share_thirty_a_second(api: BotApi) -> None:
    api.world.rates.clock = lambda: 100.0
    api.limit_rates(RateLimits(overall=Limit(3, 1)))
    answers = []
    for name in ("Ana", "Ben", "Cid", "Dee"):
        chat = api.user(name).private_chat()
        await chat.say("hello")
        answers.append((await send(api, chat))["ok"])
    assert answers == [True, True, True, False]
    assert (await call(api, "getMe"))["ok"]


async def test_an_outage_ends_and_nothing_is_lost(api: BotApi, chat: Chat) -> None:
    url = api.base_url
    await api.stop()
    with pytest.raises(aiohttp.ClientError):
        await send(api, chat)
    await api.start()
    assert api.base_url == url
    assert (await call(api, "getUpdates"))["result"][0]["message"]["text"] == "hello"


async def test_queries_expire(api: BotApi, chat: Chat) -> None:
    query_id = api.user("Ben").start_inline("penguins")
    api.expire_queries()
    answer = await call(api, "answerInlineQuery", inline_query_id=query_id, results=[])
    assert "query is too old" in answer["description"]


class Hook:
    """A webhook that takes updates, or first refuses some."""

    def __init__(self, *refusals: int) -> None:
        self.refusals = list(refusals)
        self.taken: list[Json] = []
        self.secrets: list[str | None] = []
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        self.secrets.append(request.headers.get(SECRET))
        if self.refusals:
            return web.Response(status=self.refusals.pop(0))
        self.taken.append(await request.json())
        return web.Response()


@asynccontextmanager
async def listening(hook: Hook) -> AsyncIterator[Hook]:
    app = web.Application()
    app.router.add_post("/hook", hook.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()


async def test_a_webhook_gets_updates_with_the_secret_until_it_takes_them(api: BotApi, chat: Chat) -> None:
    async with listening(Hook(500, 403)) as hook:
        assert (await call(api, "setWebhook", url=hook.url, secret_token="s3cret", max_connections=7))["ok"]
        await api.settled()
        await chat.say("again")
        await api.settled()
        assert [update["message"]["text"] for update in hook.taken] == ["hello", "again"]
        assert hook.secrets == ["s3cret"] * 4
        info = (await call(api, "getWebhookInfo"))["result"]
        assert (info["url"], info["max_connections"], info["pending_update_count"]) == (hook.url, 7, 0)
        assert "403" in info["last_error_message"]


async def test_a_webhook_shuts_out_polling_until_it_is_deleted(api: BotApi, chat: Chat) -> None:
    async with listening(Hook()) as hook:
        waiting = asyncio.create_task(call(api, "getUpdates", timeout=30, offset=2_000_000))
        await api.until(lambda: api.world.queue.polled, "the poll")
        await call(api, "setWebhook", url=hook.url)
        assert "terminated by setWebhook" in (await waiting)["description"]
        refused = await call(api, "getUpdates")
        assert (refused["error_code"], "webhook is active" in refused["description"]) == (409, True)
        await call(api, "setWebhook", url="")
        await chat.say("for the poller")
        assert len((await call(api, "getUpdates"))["result"]) == 1
        await call(api, "deleteWebhook", drop_pending_updates=True)
        assert (await call(api, "getUpdates"))["result"] == []
        assert hook.taken == []


async def test_an_unreachable_webhook_is_tried_again(api: BotApi, chat: Chat) -> None:
    async with listening(Hook()) as hook:
        url = hook.url
    await call(api, "setWebhook", url=url)
    await api.until(lambda: api.world.webhook and api.world.webhook.deliveries > 1, "a second attempt")
    info = (await call(api, "getWebhookInfo"))["result"]
    assert "Connection failed" in info["last_error_message"]
    assert info["pending_update_count"] == 1
