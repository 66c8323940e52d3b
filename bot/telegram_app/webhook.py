"""The webhook: takes updates from Telegram over HTTP, and says 200 only when one is stored.

The secret is checked before a byte of the body is read, every wait has an end, and what one
connection may hold in memory is bounded. TLS is the business of the proxy in front.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import re
import socket
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, NamedTuple

import h11

SECRET_HEADER = b"x-telegram-bot-api-secret-token"
HEALTH_PATH = "/healthz"

_log = logging.getLogger(__name__)
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
_CHUNK = 32 * 1024
_MOST_ID = 2**63

Receive = Callable[[dict[str, Any]], Awaitable[None]]


class Full(Exception):
    """There is no room for an update now: Telegram keeps it and sends it again."""


class WebhookLimits(NamedTuple):
    """What one sender may cost: bytes, seconds, and connections at once."""

    head: int = 16 * 1024
    body: int = 1024 * 1024
    head_seconds: float = 10.0
    body_seconds: float = 20.0
    idle_seconds: float = 75.0
    linger_seconds: float = 1.0
    connections: int = 256


class Webhook:
    """The server; a context manager. `receive` stores an update, or raises, and then it is sent again."""

    def __init__(
        self,
        receive: Receive,
        secret: str,
        path: str,
        *,
        host: str = "127.0.0.1",
        port: int = 8080,
        healthy: Callable[[], bool] = lambda: True,
        limits: WebhookLimits = WebhookLimits(),  # noqa: B008
    ) -> None:
        if not _SECRET.fullmatch(secret):
            raise ValueError("a secret has 16 to 256 of A-Z a-z 0-9 _ -")
        self._receive = receive
        self._secret = secret.encode()
        self._path = path.encode()
        self._healthy = healthy
        self.host, self.port = host, port
        self.limits = limits
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Webhook:
        self._server = await asyncio.start_server(
            self._connected, self.host, self.port, limit=_CHUNK, start_serving=False
        )
        for listener in self._server.sockets:  # asyncio reads all that the system holds, up to 256 kB
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _CHUNK)
        await self._server.start_serving()
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop listening. What was not answered with 200 is sent again to the next process."""
        assert self._server is not None
        self._server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await self._server.wait_closed()

    async def answer(self, request: h11.Request, read_body: Callable[[], Awaitable[bytes]]) -> int:
        """The status for a request; its body is only read for who knows the secret."""
        path = request.target.partition(b"?")[0]
        if path == HEALTH_PATH.encode():
            return self._health(request.method)
        if path != self._path:
            return 404
        if request.method != b"POST":
            return 405
        if not self._knows_secret(request):
            return 403
        update = _parse_update(await read_body())
        if update is None:
            return 400
        try:
            await self._receive(update)
        except Full:
            return 503
        except Exception:  # not stored: Telegram is to keep it and send it again
            _log.exception("an update could not be stored")
            return 503
        return 200

    def _health(self, method: bytes) -> int:
        if method not in (b"GET", b"HEAD"):
            return 405
        return 200 if self._healthy() else 503

    def _knows_secret(self, request: h11.Request) -> bool:
        given = [value for name, value in request.headers if name == SECRET_HEADER]
        return len(given) == 1 and hmac.compare_digest(given[0], self._secret)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None or len(self._connections) >= self.limits.connections:
            writer.transport.abort()
            return
        self._connections.add(task)
        try:
            await _Conversation(self, reader, writer).hold()
        except (OSError, TimeoutError, asyncio.CancelledError):
            pass  # the other side left or was too slow, or the server stops
        finally:
            self._connections.discard(task)
            writer.transport.abort()


class _Refused(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class _Conversation:
    """One connection: requests in, a status each."""

    def __init__(self, webhook: Webhook, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._webhook = webhook
        self._limits = webhook.limits
        self._reader = reader
        self._writer = writer
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=self._limits.head)

    async def hold(self) -> None:
        """Answer requests until one side closes."""
        seconds = self._limits.head_seconds
        while await self._answer_next(seconds):
            seconds = self._limits.idle_seconds
        await self._linger()

    async def _answer_next(self, seconds: float) -> bool:
        """Answer one request; whether the connection goes on."""
        try:
            async with asyncio.timeout(seconds):
                request = await self._next_event()
            if not isinstance(request, h11.Request):
                return False
            status = await self._webhook.answer(request, lambda: self._read_body(request))
        except _Refused as refused:
            status = refused.status
        except h11.RemoteProtocolError as error:
            # h11 suggests 501 for encodings it does not know; the fault is still the sender's.
            status = error.error_status_hint if error.error_status_hint < 500 else 400
        return await self._send(status)

    async def _read_body(self, request: h11.Request) -> bytes:
        """The body, as long as it may be. Raises _Refused."""
        length = next((int(value) for name, value in request.headers if name == b"content-length"), 0)
        if length > self._limits.body:
            raise _Refused(413)
        if self._http.they_are_waiting_for_100_continue:
            await self._write(h11.InformationalResponse(status_code=100, headers=[]))
        body = bytearray()
        try:
            async with asyncio.timeout(self._limits.body_seconds):
                while isinstance(event := await self._next_event(), h11.Data):
                    body += event.data
                    if len(body) > self._limits.body:
                        raise _Refused(413)
        except TimeoutError:
            raise _Refused(408) from None
        return bytes(body)

    async def _next_event(self) -> h11.Event | type[h11.PAUSED]:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            self._http.receive_data(await self._reader.read(_CHUNK))
        return event  # type: ignore[return-value]

    async def _send(self, status: int) -> bool:
        if self._http.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            return False
        whole = self._http.their_state is h11.DONE
        headers = [("content-length", "0")] + ([] if whole else [("connection", "close")])
        await self._write(h11.Response(status_code=status, headers=headers))
        await self._write(h11.EndOfMessage())
        if {self._http.our_state, self._http.their_state} != {h11.DONE}:
            return False
        self._http.start_next_cycle()
        return True

    async def _write(self, event: h11.Event) -> None:
        async with asyncio.timeout(self._limits.head_seconds):
            self._writer.write(self._http.send(event) or b"")
            await self._writer.drain()

    async def _linger(self) -> None:
        """Read on for a moment, so that the sender sees the status and not a reset connection."""
        self._writer.write_eof()
        async with asyncio.timeout(self._limits.linger_seconds):
            while await self._reader.read(_CHUNK):
                pass


def _parse_update(body: bytes) -> dict[str, Any] | None:
    """The update in a body, None where it is none.

    >>> _parse_update(b'{"update_id": 7}'), _parse_update(b'{"update_id": true}')
    ({'update_id': 7}, None)
    """
    try:
        update = json.loads(body.decode())
    except (ValueError, RecursionError):
        return None
    number = update.get("update_id") if isinstance(update, dict) else None
    return update if type(number) is int and 0 <= number < _MOST_ID else None
