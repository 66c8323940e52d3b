"""Serves at a webhook: listens, tells Telegram where, and looks after it that this stays so."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import os
from contextlib import AsyncExitStack, suppress
from typing import Any, NamedTuple, NoReturn
from urllib.parse import urlsplit

from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError

from bot.configuration.loopback import is_here
from bot.errors import SettingsError
from bot.health.vitals import UNWELL_AFTER
from bot.telegram_app.application import ALLOWED_UPDATES, InboxApplication
from bot.telegram_app.sending import pause_after
from bot.telegram_app.webhook import HEALTH_PATH, Full, Webhook

_log = logging.getLogger(__name__)

LOOK_EVERY = 60.0
"""Seconds between two looks at what Telegram says about the webhook."""


class Address(NamedTuple):
    """Where Telegram delivers, and where that arrives on this machine."""

    url: str
    host: str
    port: int

    @property
    def path(self) -> str:
        """The path that requests must be for: the address's own."""
        return urlsplit(self.url).path


def read_address(url: str, host: str, port: int) -> Address:
    """The address of a webhook. Raises SettingsError for one that could not work.

    >>> read_address("https://bot.example.org/hook", "127.0.0.1", 8080).path
    '/hook'
    """
    try:
        parts = urlsplit(url)
        scheme, public, path = parts.scheme, parts.hostname or "", parts.path
        parts.port  # noqa: B018 - raises for a port that is none
    except ValueError:
        scheme = public = path = ""
    if not public or not (scheme == "https" or (scheme == "http" and is_here(public))):
        raise SettingsError(
            "--webhook", "needs an https address", "For example: https://bot.example.org/a-long-path."
        )
    if path in ("", "/", HEALTH_PATH):
        raise SettingsError(
            "--webhook", f"needs a path of its own, not {path or '/'}", "Put one behind the host."
        )
    return Address(url, host, port)


def secret_for(token: str, url: str) -> str:
    """The secret Telegram shows with each delivery: the same after a restart, unknowable without the token.

    >>> secret_for("1:a", "https://x.example/h") == secret_for("1:b", "https://x.example/h")
    False
    """
    return hmac.digest(token.encode(), f"webhook {url}".encode(), hashlib.sha256).hex()


async def serve_at_webhook(
    application: InboxApplication, address: Address, *, look_every: float = LOOK_EVERY
) -> NoReturn:
    """Take updates in at `address` until cancelled. Raises SettingsError where that cannot go on.

    The webhook stays set at the end: what is not taken in, Telegram keeps for the next start.
    """
    hook = _Hook(application, address)
    webhook = Webhook(
        hook.receive,
        hook.secret,
        address.path,
        host=address.host,
        port=address.port,
        healthy=lambda: application.polls.seconds_since_good() < UNWELL_AFTER,
    )
    async with AsyncExitStack() as open_server:
        try:
            await open_server.enter_async_context(webhook)
        except OSError as error:
            reason = os.strerror(error.errno or 0)  # asyncio puts the address into its own words
            problem = f"cannot listen on {address.host}:{address.port} ({reason})"
            raise SettingsError("--port", problem, "Name a free port, or another --bind.") from None
        await hook.announce()
        _log.info("serving at port %d; %d questions wait from before", webhook.port, hook.waiting())
        while True:
            await asyncio.sleep(look_every)
            with suppress(TelegramError):
                await hook.look_after()


class _Hook:
    """One bot's webhook, as its inbox and Telegram see it."""

    def __init__(self, application: InboxApplication, address: Address) -> None:
        self._application = application
        self._url = address.url
        self.secret = secret_for(application.bot.token, address.url)
        self._told: Any = None

    async def receive(self, update: dict[str, Any]) -> None:
        """Store an update. Raises Full where too much waits: Telegram keeps it meanwhile."""
        if not self._application.receiver.has_room():
            raise Full
        await self._application.receiver.take([update], self._application.bot)

    def waiting(self) -> int:
        """How much is in the inbox."""
        return self._application.inbox.waiting()

    async def announce(self) -> None:
        """Tell Telegram the address and the secret, however long it is away."""
        tries = 0
        while True:
            try:
                await self._application.bot.set_webhook(
                    self._url, secret_token=self.secret, allowed_updates=ALLOWED_UPDATES
                )
                break
            except InvalidToken:
                raise
            except BadRequest as error:
                problem = f"is not taken by Telegram ({error.message})"
                raise SettingsError(
                    "--webhook", problem, "Give an https address that the Internet reaches."
                ) from None
            except TelegramError as error:
                tries += 1
                if tries == 1:
                    _log.warning("setWebhook failed (%s), trying again until it works", type(error).__name__)
                wait = error._retry_after.total_seconds() if isinstance(error, RetryAfter) else 0.0
                await asyncio.sleep(max(wait, pause_after(tries)))
        self._application.polls.succeeded()

    async def look_after(self) -> None:
        """Set the webhook again where it is gone, and log what Telegram could not deliver."""
        info = await self._application.bot.get_webhook_info()
        self._application.polls.succeeded()
        if info.url == "":
            _log.warning("the webhook was deleted, and is set again")
            await self.announce()
        elif info.url != self._url:
            problem = "something else has set this bot's webhook to another address"
            raise SettingsError("--webhook", problem, "Stop the other one, or use another bot's token.")
        if info.last_error_date and info.last_error_date != self._told:
            self._told = info.last_error_date
            _log.warning("Telegram could not deliver to the webhook: %s", info.last_error_message)
