"""Runs the application until a signal ends it: starts against all odds, watches, and stops within seconds."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import FrameType
from typing import Any, NoReturn

from telegram.error import InvalidToken, TelegramError

from bot.telegram_app.application import ALLOWED_UPDATES, InboxApplication
from bot.telegram_app.dispatching import AT_ONCE
from bot.telegram_app.hooking import Address, serve_at_webhook
from bot.telegram_app.menu import introduce
from bot.telegram_app.polls import refused_token
from bot.telegram_app.watchdog import Watchdog

_log = logging.getLogger(__name__)

LONGEST_STOP = 4.6
"""Seconds from a signal to the end. By then nothing is lost if the rest is cut short: all is in the inbox."""


def run_until_stopped(application: InboxApplication, webhook: Address | None = None) -> None:
    """Answer in Telegram until SIGTERM or SIGINT. Raises BotError where it cannot go on.

    Updates are fetched, or with a `webhook` delivered.
    """
    asyncio.run(_run(application, webhook))


async def _run(application: InboxApplication, webhook: Address | None) -> None:
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(AT_ONCE, thread_name_prefix="answer"))
    stop = _stop_on_signals(loop)
    serving = asyncio.create_task(_serve(application, webhook))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving
    except InvalidToken:
        raise refused_token() from None
    finally:
        stopping.cancel()
        await _put_down(application)


async def _serve(application: InboxApplication, webhook: Address | None) -> NoReturn:
    await application.initialize()
    if (trouble := application.clock.trouble()) is not None:
        raise trouble
    await application.start()
    introduction = asyncio.create_task(_introduce(application))
    watchdog = Watchdog(application.polls, lambda: _poll_anew(application))
    try:
        if webhook is not None:
            await _first_end(serve_at_webhook(application, webhook), application.dispatcher.ended())
        await _poll(application)
        _log.info("serving; %d questions wait from before", application.inbox.waiting())
        await _first_end(watchdog.watch(), application.dispatcher.ended())
    finally:
        introduction.cancel()


async def _first_end(*watches: Coroutine[Any, Any, NoReturn]) -> NoReturn:
    """Wait until one of them raises, and raise that."""
    tasks = [asyncio.create_task(watch) for watch in watches]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
        raise AssertionError("a watch never ends well")
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)  # the webhook's connections close


async def _poll(application: InboxApplication) -> None:
    if application.updater is not None:
        await application.updater.start_polling(allowed_updates=ALLOWED_UPDATES, bootstrap_retries=-1)


async def _poll_anew(application: InboxApplication) -> None:
    """Drop the fetching with its connections, and start it again."""
    if application.updater is not None and application.updater.running:
        with suppress(TimeoutError):
            async with asyncio.timeout(10):
                await application.updater.stop()
    await application.fetching.shutdown()
    await application.fetching.initialize()
    await _poll(application)


async def _introduce(application: InboxApplication) -> None:
    """What the chats show about the bot; that can fail without anybody's question suffering."""
    try:
        await introduce(application.bot, application.adders)
    except TelegramError as error:
        _log.warning("the commands and descriptions could not be set (%s)", type(error).__name__)


async def _put_down(application: InboxApplication) -> None:
    application.dispatcher.close()
    fetching_runs = application.updater is not None and application.updater.running
    await asyncio.gather(
        *([application.updater.stop()] if application.updater is not None and fetching_runs else []),
        *([application.stop()] if application.running else []),
    )
    await application.shutdown()
    for transport in (application.fetching, application.sending):
        await (
            transport.shutdown()
        )  # open even where python-telegram-bot never got as far as being initialized


def _stop_on_signals(loop: asyncio.AbstractEventLoop) -> asyncio.Event:
    """An event that the first signal sets; further ones change nothing."""
    stop = asyncio.Event()

    def end(number: int, frame: FrameType | None) -> None:
        if not stop.is_set():
            last_resort = threading.Timer(LONGEST_STOP, os._exit, (0,))
            last_resort.daemon = True
            last_resort.start()
        loop.call_soon_threadsafe(stop.set)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    return stop
