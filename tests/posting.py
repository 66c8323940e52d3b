"""What is posted to a webhook: updates with the secret, what anybody else may send, and what chance makes."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable
from typing import NamedTuple

SECRET = "s3cret-s3cret_s3cret"
PATH = "/hook"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
UPDATE = b'{"update_id": 7}'


async def send_to(port: int, *pieces: bytes, end: bool = True) -> int:
    """Send bytes and give the status, 0 for a connection that is closed without one."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        if end:
            writer.write_eof()
        line = await reader.readline()
    except ConnectionError:
        line = b""
    finally:
        writer.transport.abort()
    return int(line.split()[1]) if line else 0


def post(body: bytes = UPDATE, path: str = PATH, method: str = "POST", **headers: str) -> bytes:
    fields = {"Host": "x", "Content-Length": str(len(body))}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode("latin-1") + body


def known(body: bytes = UPDATE, path: str = PATH, method: str = "POST", **more: str) -> bytes:
    return post(body, path, method, **{HEADER: SECRET}, **more)


def claiming(secret: str) -> bytes:
    return post(UPDATE, PATH, "POST", **{HEADER: secret})


class Generated(NamedTuple):
    """A request made by chance, and whether it knows the secret."""

    data: bytes
    knows: bool


def generate(chance: random.Random) -> Generated:
    """One request, whole or damaged."""
    body = chance.choice(_BODIES)(chance)
    secrets = chance.choice(_SECRETS)
    headers = [("Host", "x"), *((HEADER, secret) for secret in secrets)]
    headers += chance.choice(_FRAMES)(body)
    chance.shuffle(headers)
    method = chance.choice(["POST"] * 20 + ["GET", "PUT", "OPTIONS", "CONNECT", "p\xf6st"])
    path = chance.choice(
        [PATH] * 20 + ["/", "/hook/../hook", "*", f"http://x{PATH}", "/healthz", f"{PATH}?a={SECRET}"]
    )
    head = f"{method} {path} HTTP/1.{chance.choice('110')}\r\n" + "".join(f"{n}: {v}\r\n" for n, v in headers)
    data = head.encode("latin-1") + b"\r\n" + body
    damaged = chance.random() < 0.2
    if damaged:  # of two secrets, which are refused, it may leave one; it never makes one
        at = chance.randrange(len(data))
        data = data[:at] + bytes([chance.randrange(256)]) + data[at + chance.randrange(3) :]
    return Generated(data, SECRET in secrets if damaged else secrets == [SECRET])


_BODIES: list[Callable[[random.Random], bytes]] = [
    lambda chance: UPDATE,
    lambda chance: json.dumps({"update_id": chance.randrange(10**9), "message": {"text": SECRET}}).encode(),
    lambda chance: chance.randbytes(chance.randrange(2_000)),
    lambda chance: b"{" * chance.randrange(60_000),
    lambda chance: (
        f'{{"update_id": {chance.choice(["NaN", "1e9", "true", "[]", "-0", "1" * 5_000])}}}'.encode()
    ),
    lambda chance: b"",
    lambda chance: HEADER.encode() + b": " + SECRET.encode(),
]
_SECRETS: list[list[str]] = [
    *[[SECRET]] * 9,
    [], [""], [SECRET[:-1]], [SECRET + "0"], [SECRET.swapcase()], [SECRET, SECRET],
    ["wrong", SECRET], [SECRET, "wrong"], [f"{SECRET},{SECRET}"], ["\xff" * 20], ["0" * 20_000],
]  # fmt: skip
_FRAMES: list[Callable[[bytes], list[tuple[str, str]]]] = [
    *[lambda body: [("Content-Length", str(len(body)))]] * 6,
    lambda body: [("Content-Length", str(len(body) + 1))],
    lambda body: [("Content-Length", "-1")],
    lambda body: [("Content-Length", str(len(body))), ("Content-Length", "3")],
    lambda body: [("Transfer-Encoding", "chunked")],
    lambda body: [("Transfer-Encoding", "chunked"), ("Content-Length", str(len(body)))],
    lambda body: [("Upgrade", "h2c"), ("Connection", "Upgrade"), ("Content-Length", str(len(body)))],
    lambda body: [],
]


async def upload(port: int, number: int) -> None:
    """Up to 20 MB, with a wrong secret or in an endless header, until the server has enough."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(post(b"", Content_Length="20000000") if number % 2 else b"POST /hook HTTP/1.1\r\nA: ")
    try:
        for _ in range(300):
            writer.write(b"a" * 65_536)
            await writer.drain()
        await reader.read()
    except ConnectionError:
        pass
    finally:
        writer.transport.abort()
