"""A web site of our own: pages, redirects and bombs at one loopback address, a canary at another.

Names are looked up in a table; each connection to the site's own address goes to the site, and each to any
other address to the canary, which counts them. Nothing leaves 127.0.0.0/8.
"""

from __future__ import annotations

import gzip
import itertools
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from ipaddress import ip_network
from typing import Any

from retrieval.fetch import Fetcher

SITE, CANARY = "127.0.0.2", "127.0.0.1"
MIB = 1024 * 1024

NAMES = {
    "site.example": [SITE],
    "other.example": [SITE],
    "xn--bcher-kva.example": ["10.0.0.9"],
    "private.example": ["10.0.0.1"],
    "a.b.c.private.example": ["172.20.0.1"],
    "mixed.example": [CANARY, SITE],
    "mixed6.example": ["::1", SITE],
    "mapped.example": ["::ffff:127.0.0.1"],
    "nat64.example": ["64:ff9b::7f00:1"],
    "six2four.example": ["2002:7f00:1::1"],
    "scoped.example": ["fe80::1%lo"],
    "odd.example": ["not an address"],
    "localhost": [CANARY, "::1"],
    "site.localhost": [CANARY],
    "elsewhere.example": ["93.184.216.34"],
}

REDIRECTS = {
    "/to-private": "http://10.0.0.1/",
    "/to-decimal": "http://2130706433/",
    "/to-name": "http://private.example/",
    "/to-scheme-relative": "//127.0.0.1/",
    "/to-mapped": "http://[::ffff:127.0.0.1]/",
    "/twice": "/to-private",
    "/to-file": "file:///etc/passwd",
    "/to-ftp": "ftp://site.example/",
    "/to-user": "http://me:secret@site.example/",
    "/to-port": "http://site.example:8080/",
    "/loop": "/loop",
    "/three": "/two",
    "/two": "/one",
    "/one": "/page",
    "/four": "/three",
    "/to-http": "http://site.example/page",
    "/to-forbidden": "/forbidden",
    "/to-other": "http://other.example/page",
}

PAGE = b"<p>The ferry sank.</p>"

Reply = bytes | Iterable[bytes]


def http(
    body: bytes = b"", status: str = "200 OK", content_type: str = "text/html; charset=utf-8", **headers: str
) -> bytes:
    fields = {"content_type": content_type, "content_length": str(len(body)), **headers}
    lines = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {value}" for name, value in fields.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def drip() -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n"
    while True:
        time.sleep(0.02)
        yield b"."


def endless_chunks() -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ntransfer-encoding: chunked\r\n\r\n"
    while True:
        yield b"8000\r\n" + b"x" * 0x8000 + b"\r\n"


def endless_headers() -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n"
    for number in itertools.count():
        yield f"x-{number}: {'y' * 8_000}\r\n".encode()


def endless_hints() -> Iterator[bytes]:
    while True:
        yield b"HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n" * 500


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


REPLIES: dict[str, Callable[[], Reply]] = {
    "/robots.txt": lambda: http(b"User-agent: *\nDisallow: /forbidden\n", content_type="text/plain"),
    "/page": lambda: http(PAGE),
    "/gzip": lambda: http(gzip.compress(PAGE), content_encoding="gzip"),
    "/zlib": lambda: http(zlib.compress(PAGE), content_encoding="deflate"),
    "/deflate": lambda: http(raw_deflate(PAGE), content_encoding="deflate"),
    "/forbidden": lambda: http(PAGE),
    "/image": lambda: http(b"\x89PNG", content_type="image/png"),
    "/untyped": lambda: http(PAGE, content_type=""),
    "/missing": lambda: http(b"", status="404 Not Found"),
    "/brotli": lambda: http(b"xx", content_encoding="br"),
    "/double-gzip": lambda: http(gzip.compress(gzip.compress(PAGE)), content_encoding="gzip, gzip"),
    "/damaged-gzip": lambda: http(b"\x1f\x8b\x08nonsense", content_encoding="gzip"),
    "/cut-gzip": lambda: http(gzip.compress(PAGE)[:-9], content_encoding="gzip"),
    "/cut": lambda: http(PAGE).replace(b"content-length: 22", b"content-length: 99"),
    "/no-http": lambda: b"SSH-2.0-OpenSSH_9.6\r\n",
    "/silence": lambda: b"",
    "/large": lambda: http(b"x" * (2 * MIB + 1)),
    "/gzip-bomb": lambda: http(gzip.compress(bytes(200 * MIB), 9), content_encoding="gzip"),
    "/deflate-bomb": lambda: http(raw_deflate(bytes(200 * MIB)), content_encoding="deflate"),
    "/endless-chunks": endless_chunks,
    "/drip": drip,
    "/huge-headers": endless_headers,
    "/endless-hints": endless_hints,
}

BOMBS = (
    "/gzip-bomb",
    "/deflate-bomb",
    "/endless-chunks",
    "/drip",
    "/loop",
    "/huge-headers",
    "/endless-hints",
)


class Site:
    """A web site of our own at 127.0.0.2, and the canary at 127.0.0.1 that nobody may reach."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._listener = socket.create_server((SITE, 0), backlog=128)
        self._canary = socket.create_server((CANARY, 0), backlog=512)
        self._canary.setblocking(False)
        self._tls = tls
        self.port = self._listener.getsockname()[1]
        self.canary_port = self._canary.getsockname()[1]
        self.replies = dict(REPLIES)
        self.requests: list[str] = []
        self.lookups: list[str] = []
        self.closed = False
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self.closed = True
        with suppress(OSError):
            socket.create_connection((SITE, self.port)).close()
        self._listener.close()
        self._canary.close()

    def resolve(self, host: str, port: int) -> Sequence[str]:
        self.lookups.append(host)
        if host == "rebinding.example":
            return [SITE] if self.lookups.count(host) == 1 else [CANARY]
        return NAMES.get(host.lower()) or resolve_number(host, port)

    def connect(self, address: tuple[str, int], timeout: float) -> socket.socket:
        if address[0] == SITE:
            return socket.create_connection((SITE, self.port), timeout)
        return socket.create_connection((CANARY, self.canary_port), timeout)

    def fetcher(self, **options: Any) -> Fetcher:
        """A fetcher that may reach the site and whose every other way leads to the canary."""
        defaults: dict[str, Any] = {"resolve": self.resolve, "connect": self.connect}
        return Fetcher(**({"trusted": [ip_network(SITE)]} | defaults | options))

    def canary_connections(self) -> int:
        count = 0
        with suppress(BlockingIOError):
            while True:
                self._canary.accept()[0].close()
                count += 1
        return count

    def paths(self) -> list[str]:
        return [request.split(" ")[1] for request in self.requests]

    def _serve(self) -> None:
        while not self.closed:
            try:
                connection = self._listener.accept()[0]
            except OSError:
                return
            threading.Thread(target=self._answer, args=[connection], daemon=True).start()

    def _answer(self, plain: socket.socket) -> None:
        with closing(plain), suppress(OSError):
            plain.settimeout(30)
            connection = self._tls.wrap_socket(plain, server_side=True) if self._tls else plain
            with closing(connection):
                request = connection.recv(65_536).decode("latin-1")
                if request:
                    self.requests.append(request)
                    self._send(connection, request.split(" ")[1])

    def _send(self, connection: socket.socket, path: str) -> None:
        if path in REDIRECTS:
            reply: Reply = http(status="302 Found", location=REDIRECTS[path])
        else:
            reply = self.replies.get(path, self.replies["/missing"])()
        for piece in [reply] if isinstance(reply, bytes) else reply:
            if self.closed:
                return
            connection.sendall(piece)


def resolve_number(host: str, port: int) -> list[str]:
    """What the system makes of numbers in any spelling; names are not looked up."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    return [str(entry[4][0]) for entry in found]
