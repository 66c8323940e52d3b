"""Webhook delivery: one update after the other with the secret header, again until it is taken."""

from __future__ import annotations

import asyncio
import re
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import aiohttp

from .errors import bad_request
from .params import Params
from .text import Json

if TYPE_CHECKING:
    from .world import World

_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
_PORTS = frozenset({80, 88, 443, 8443})
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


def check_webhook(world: World, params: Params) -> Webhook:
    """The webhook that a request asks for; plain HTTP and any port only on this machine."""
    url, secret = params.string("url"), params.string("secret_token")
    if not _SECRET.fullmatch(secret):
        too_long = len(secret) > 256
        raise bad_request(
            "secret token is too long" if too_long else "secret token contains unallowed characters"
        )
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise bad_request("invalid webhook URL specified") from None
    if not host or parts.scheme not in {"http", "https"}:
        raise bad_request("invalid webhook URL specified")
    if host not in _LOOPBACK and parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if host not in _LOOPBACK and (port or 443) not in _PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    return Webhook(world, url, secret, params.integer("max_connections", 40))


class Webhook:
    """Delivers what is in the queue to one address."""

    def __init__(self, world: World, url: str, secret: str, max_connections: int) -> None:
        self.world = world
        self.url = url
        self.secret = secret
        self.max_connections = max_connections
        self.retry_delay = 0.1
        self.last_error: tuple[int, str] | None = None
        self.deliveries = 0
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._deliver_all())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def to_json(self) -> Json:
        described: Json = {
            "url": self.url,
            "has_custom_certificate": False,
            "max_connections": self.max_connections,
        }
        if allowed := self.world.queue.allowed:
            described["allowed_updates"] = allowed
        if self.last_error is not None:
            described["last_error_date"], described["last_error_message"] = self.last_error
        return described

    async def _deliver_all(self) -> None:
        queue = self.world.queue
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session:
            while True:
                updates = queue.batch(1)
                if not updates:
                    await self.world.wait_for_change(1)
                elif await self._deliver(session, updates[0]):
                    queue.confirm(updates[0]["update_id"] + 1)
                else:
                    await asyncio.sleep(self.retry_delay)

    async def _deliver(self, session: aiohttp.ClientSession, update: Json) -> bool:
        headers = {SECRET_HEADER: self.secret} if self.secret else {}
        self.deliveries += 1
        self.world.under_way += 1
        try:
            async with session.post(self.url, json=update, headers=headers) as response:
                taken = 200 <= response.status < 300
                problem = f"Wrong response from the webhook: {response.status} {response.reason}"
        except (aiohttp.ClientError, TimeoutError) as error:
            taken, problem = False, f"Connection failed: {type(error).__name__}"
        finally:
            self.world.under_way -= 1
            self.world.last_activity = time.monotonic()
        if not taken:
            self.last_error = (int(time.time()), problem)
        return taken
