"""Update to sent answer beside a bare python-telegram-bot echo bot on the same loopback server, in one run.

python -m benchmarks.telegram [--messages 200]
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters

from tests.botapi import BotApi, Chat
from tests.front_ends import served

QUESTION = "How does the Northern Command combat fentanyl trafficking?"


async def _echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    if update.message and update.message.text:
        await update.message.reply_text(update.message.text)


@asynccontextmanager
async def _echo_bot(api: BotApi) -> AsyncIterator[None]:
    application = ApplicationBuilder().token(api.token).base_url(api.base_url).concurrent_updates(16).build()
    application.add_handler(MessageHandler(filters.TEXT, _echo))
    async with application:
        assert application.updater
        await application.start()
        await application.updater.start_polling()
        yield
        await application.updater.stop()
        await application.stop()


async def _median(chats: list[Chat], messages: int) -> float:
    """Seconds from a message to its answer, one at a time."""
    seconds = []
    for number in range(messages):
        chat = chats[number % len(chats)]
        started = time.perf_counter()
        await chat.ask(QUESTION, timeout=60)
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


async def _throughput(chats: list[Chat], messages: int) -> float:
    """Answers a second with all messages waiting at once."""
    started = time.perf_counter()
    for number in range(messages):
        await chats[number % len(chats)].say(QUESTION)
    for number in range(messages):
        await chats[number % len(chats)].next_message(timeout=120)
    return messages / (time.perf_counter() - started)


async def _measure(
    api: BotApi, bot: AbstractAsyncContextManager[object], messages: int
) -> tuple[float, float]:
    chats = [api.user(f"U{number}").private_chat() for number in range(messages)]
    async with bot:
        await chats[0].ask(QUESTION, timeout=60)  # the first one warms
        return await _median(chats[1:21], min(messages, 100)), await _throughput(chats[21:], messages - 21)


async def main() -> None:
    """Print the median time and the throughput of both bots, and the ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=200)
    messages = parser.parse_args().messages
    with tempfile.TemporaryDirectory() as data:
        async with BotApi() as api:
            echo = await _measure(api, _echo_bot(api), messages)
        async with BotApi() as api:
            ours = await _measure(api, served(api, Path(data)), messages)
    print(
        f"median:     echo {echo[0] * 1000:6.1f} ms   verbatim {ours[0] * 1000:6.1f} ms   {ours[0] / echo[0]:.2f} x"
    )
    print(f"throughput: echo {echo[1]:6.1f} /s   verbatim {ours[1]:6.1f} /s   {ours[1] / echo[1]:.2f} x")


if __name__ == "__main__":
    asyncio.run(main())
