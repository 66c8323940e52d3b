"""An address to bytes, guarded: no way into a private network, and no answer too large or too slow.

Every socket goes through one network backend, which resolves the name once, checks every answer,
connects to one of those very addresses and checks who is at the other end. So redirects, robots.txt
and odd spellings of a host all meet the same guard. httpcore is used without httpx: it reads no
proxy settings from the environment, follows nothing and unpacks nothing.
"""

from __future__ import annotations

import queue
import re
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from retrieval.addresses import IPNetwork, in_any, is_public, parse_ip
from retrieval.errors import RetrievalError

if TYPE_CHECKING:
    import ssl

    import httpcore
    from httpcore import NetworkBackend, NetworkStream
else:  # httpcore takes 50 ms to import and only asks for these methods, not for its own classes
    NetworkBackend = NetworkStream = object

AGENT = "VerbatimBot"

CONTENT_TYPES = frozenset(
    {
        "text/html",
        "application/xhtml+xml",
        "text/xml",
        "application/xml",
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "text/plain",
        "application/pdf",
        "application/json",
        "application/feed+json",
    }
)

Resolve = Callable[[str, int], Sequence[str]]
Connect = Callable[[tuple[str, int], float], socket.socket]

_PORTS = {"http": 80, "https": 443}
_REDIRECTS = (301, 302, 303, 307, 308)
_LONGEST_ADDRESS = 2_048
_MOST_CONNECTS = 3
_ROBOTS_BYTES = 500 * 1024  # what RFC 9309 asks a crawler to read of a robots.txt
_URL_SAFE = "%/:=&?~+!$,;'@()*[]"
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\]")


class FetchError(RetrievalError):
    """An address that gave no page. What is private, closed or missing is told in the same words.

    >>> Fetcher().fetch("ftp://example.org/owls")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    retrieval.fetch.FetchError: ...
    """


@dataclass(frozen=True)
class FetchLimits:
    """How much one address may cost: bytes as received and as unpacked, seconds in all, redirects."""

    raw: int = 2 * 1024 * 1024
    unpacked: int = 8 * 1024 * 1024
    seconds: float = 15.0
    redirects: int = 3


@dataclass(frozen=True)
class Fetched:
    """What an address gave: the address it came from in the end, its content type as sent, its bytes."""

    url: str
    content_type: str
    data: bytes = field(repr=False)


def resolve_host(host: str, port: int) -> Sequence[str]:
    """The IP addresses of `host`, from the system. Raises OSError when there are none."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))


def fetch(address: str, *, limits: FetchLimits | None = None, contact: str | None = None) -> Fetched:
    """The page at `address`, for one call; see `Fetcher`. Raises FetchError."""
    return Fetcher(limits=limits, contact=contact).fetch(address)


class Fetcher:
    """Gets public pages over HTTP and HTTPS on their usual ports, if their robots.txt agrees.

    `contact` is an address or e-mail address told to every site. `trusted` names networks that are
    reached although they are not public (a newsroom's own server); it is empty unless somebody asks.
    `resolve`, `connect` and `tls` are the ways out; they replace the system's and never skip a check.
    Safe to share between threads.

    >>> Fetcher(contact="desk@example.org").fetch("http://127.0.0.1/")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    retrieval.fetch.FetchError: ...
    """

    def __init__(
        self,
        *,
        limits: FetchLimits | None = None,
        contact: str | None = None,
        trusted: Sequence[IPNetwork] = (),
        resolve: Resolve = resolve_host,
        connect: Connect = socket.create_connection,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        if contact and not (contact.isascii() and contact.isprintable()):
            raise ValueError(f"a contact is told to sites in a header, so plain ASCII only: {contact!r}")
        self.limits = limits or FetchLimits()
        self.agent = f"{AGENT}/{_version()}" + (f" (+{contact})" if contact else "")
        self.trusted = tuple(trusted)
        self.resolve = resolve
        self.connect = connect
        self.tls = tls

    def fetch(self, address: str) -> Fetched:
        """The page at `address`, after at most `limits.redirects` redirects.

        Raises FetchError: no web address, user name in it, another port than 80 or 443, not reached
        (private, closed or missing: the same words), too slow, too large, not a kind of text,
        redirected too often or from https to http, forbidden by robots.txt, any status but 200.
        """
        try:
            return _Visit(self).fetch(address)
        except _RefusalError as refusal:
            raise FetchError(_shown(address), refusal.problem, refusal.remedy) from refusal.__cause__


class _RefusalError(Exception):
    """Why a visit ends, before the address asked for is put to it."""

    def __init__(self, problem: str, remedy: str = "Send the page itself as a file instead.") -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


def _not_an_address() -> _RefusalError:
    return _RefusalError(
        "it is not the address of a web page", "Send one that begins with https:// or http://."
    )


def _unreachable() -> _RefusalError:
    return _RefusalError("it cannot be reached", "Check the address, or send the page itself as a file.")


def _too_large() -> _RefusalError:
    return _RefusalError("it is too large")


def _broken() -> _RefusalError:
    return _RefusalError("it did not arrive whole", "Try again later, or send the page itself as a file.")


class _Place(NamedTuple):
    """An address taken apart once; the parts, never the text again, go into the request."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.netloc}"

    @property
    def netloc(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host

    @property
    def url(self) -> str:
        return self.origin + self.target


class _Response(NamedTuple):
    status: int
    location: str | None
    content_type: str
    data: bytes


class _Visit:
    """One call of `fetch`: its deadline, and the robots.txt of each site it came to."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._limits = fetcher.limits
        self._deadline = _Deadline(fetcher.limits.seconds)
        self._rules: dict[str, RobotFileParser] = {}

    def fetch(self, address: str) -> Fetched:
        place, response = self._follow(_parse_address(address), page=True)
        if response.status != 200:
            raise _RefusalError(f"it answers with status {response.status} instead of a page")
        return Fetched(place.url, response.content_type, response.data)

    def _follow(self, place: _Place, *, page: bool) -> tuple[_Place, _Response]:
        for _ in range(self._limits.redirects + 1):
            if page and not self._rules_of(place).can_fetch(AGENT, place.url):
                raise _RefusalError("it asks programs not to read it (robots.txt)")
            response = self._get(place, page=page)
            if response.location is None:
                return place, response
            place = _next_place(place, response.location)
        raise _RefusalError("it is redirected too often")

    def _rules_of(self, place: _Place) -> RobotFileParser:
        if place.origin not in self._rules:
            _, response = self._follow(place._replace(target="/robots.txt"), page=False)
            self._rules[place.origin] = _parse_rules(response)
        return self._rules[place.origin]

    def _get(self, place: _Place, *, page: bool) -> _Response:
        import httpcore

        backend = _GuardedBackend(self._fetcher, self._deadline)
        origin = httpcore.Origin(place.scheme.encode(), place.host.encode(), place.port)
        try:
            with (
                httpcore.HTTPConnection(origin, self._fetcher.tls, network_backend=backend) as connection,
                connection.stream("GET", self._url(place), headers=self._headers(place)) as answer,
            ):
                return self._read(answer, page=page)
        except TimeoutError as error:
            raise _RefusalError(f"it takes longer than {self._limits.seconds:g} seconds") from error
        except (OSError, zlib.error, httpcore.ProtocolError) as error:
            raise _broken() from error

    def _read(self, answer: httpcore.Response, *, page: bool) -> _Response:
        headers = {name.lower(): _decode(value).strip() for name, value in answer.headers}
        content_type = headers.get(b"content-type", "")
        location = headers.get(b"location") if answer.status in _REDIRECTS else None
        if answer.status != 200:
            return _Response(answer.status, location, content_type, b"")
        if page and content_type.partition(";")[0].strip().lower() not in CONTENT_TYPES:
            raise _RefusalError("it is no text that can be read here (web page, feed, PDF, plain text, JSON)")
        coding = headers.get(b"content-encoding", "identity").lower()
        return _Response(
            200, None, content_type, _unpack(answer.iter_stream(), coding, self._limits.unpacked)
        )

    def _url(self, place: _Place) -> httpcore.URL:
        import httpcore

        return httpcore.URL(
            scheme=place.scheme, host=place.host.encode(), port=place.port, target=place.target
        )

    def _headers(self, place: _Place) -> list[tuple[str, str]]:
        return [
            ("Host", place.netloc),
            ("User-Agent", self._fetcher.agent),
            ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5"),
            ("Accept-Encoding", "gzip, deflate"),
            ("Connection", "close"),
        ]


class _Deadline:
    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left, always more than 0. Raises TimeoutError when there are none."""
        seconds = self._end - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        return seconds


class _GuardedBackend(NetworkBackend):
    """The only way to a socket: resolves once, checks every answer, connects to that, checks the peer."""

    def __init__(self, fetcher: Fetcher, deadline: _Deadline) -> None:
        self._fetcher = fetcher
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> NetworkStream:
        answers = self._resolve(host, port)
        if not answers or not all(self._is_allowed(ip) for ip in answers):
            raise _unreachable()
        for ip in answers[:_MOST_CONNECTS]:
            try:
                connection = self._fetcher.connect((ip, port), self._deadline.left())
            except OSError:
                continue
            if not _leads_to(connection, ip):
                connection.close()
                break
            return _GuardedStream(connection, self._fetcher.limits.raw, self._deadline)
        raise _unreachable()

    def _is_allowed(self, ip: str) -> bool:
        return is_public(ip) or in_any(ip, self._fetcher.trusted)

    def _resolve(self, host: str, port: int) -> Sequence[str]:
        # In a thread, because the system's resolver knows no deadline; a hanging one is left behind.
        answers: queue.SimpleQueue[Sequence[str]] = queue.SimpleQueue()

        def look_up() -> None:
            try:
                answers.put(self._fetcher.resolve(host, port))
            except (OSError, ValueError):
                answers.put(())

        threading.Thread(target=look_up, daemon=True).start()
        try:
            return answers.get(timeout=self._deadline.left())
        except (queue.Empty, TimeoutError):
            return ()


class _GuardedStream(NetworkStream):
    """A connection that ends at the deadline, and when it has brought more than `most` bytes."""

    def __init__(self, connection: socket.socket, most: int, deadline: _Deadline) -> None:
        self._connection = connection
        self._most = most
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._connection.settimeout(self._deadline.left())
        data = self._connection.recv(max_bytes)
        self._most -= len(data)
        if self._most < 0:
            raise _too_large()
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._connection.settimeout(self._deadline.left())
        self._connection.sendall(buffer)

    def close(self) -> None:
        self._connection.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> NetworkStream:
        try:
            self._connection.settimeout(self._deadline.left())
            self._connection = ssl_context.wrap_socket(self._connection, server_hostname=server_hostname)
        except (OSError, ValueError) as error:
            self.close()
            raise _unreachable() from error
        return self

    def get_extra_info(self, info: str) -> Any:
        return None


def _leads_to(connection: socket.socket, ip: str) -> bool:
    try:
        return parse_ip(str(connection.getpeername()[0])) == parse_ip(ip)
    except OSError:
        return False


def _parse_address(address: str) -> _Place:
    address = address.strip()
    if len(address) > _LONGEST_ADDRESS or _FORBIDDEN.search(address):
        raise _not_an_address()
    try:
        parts = urlsplit(address)
        host = _ascii_host(parts.hostname or "")
        port = parts.port
    except ValueError as error:
        raise _not_an_address() from error
    if parts.scheme not in _PORTS or not host:
        raise _not_an_address()
    if "@" in parts.netloc:
        raise _RefusalError("it holds a user name or password", "Send the address without it.")
    if port not in (None, _PORTS[parts.scheme]):
        raise _RefusalError("it names a port", "Only pages at the usual ports are read, 80 and 443.")
    query = f"?{quote(parts.query, safe=_URL_SAFE)}" if parts.query else ""
    target = (quote(parts.path, safe=_URL_SAFE) or "/") + query
    return _Place(parts.scheme, host, _PORTS[parts.scheme], target)


def _ascii_host(host: str) -> str:
    """The host as it is looked up. Raises ValueError.

    >>> _ascii_host("bücher.example."), _ascii_host("１２７。０。０。１")
    ('xn--bcher-kva.example', '127.0.0.1')
    """
    if not host.isascii():
        import idna

        host = idna.encode(host, uts46=True).decode("ascii")
    return host.removesuffix(".")


def _next_place(place: _Place, location: str) -> _Place:
    try:
        address = urljoin(place.url, location)
    except ValueError as error:
        raise _not_an_address() from error
    target = _parse_address(address)
    if (place.scheme, target.scheme) == ("https", "http"):
        raise _RefusalError("it is redirected from https to http")
    return target


def _parse_rules(response: _Response) -> RobotFileParser:
    """The rules of a robots.txt as RFC 9309 reads it: none when it is missing, "nothing" on a failure."""
    rules = RobotFileParser()
    text = "User-agent: *\nDisallow: /" if response.status >= 500 else ""
    if response.status == 200:
        text = response.data[:_ROBOTS_BYTES].decode("utf-8", "replace")
    rules.parse(text.splitlines())
    return rules


def _unpack(chunks: Iterable[bytes], coding: str, most: int) -> bytes:
    """The bytes of a body, at most `most`; a bomb stops at the first byte above."""
    if coding not in ("identity", "gzip", "deflate"):
        raise _RefusalError(f"it is packed in a way not known here ({_shown(coding, 40)})")
    data = bytearray()
    inflater = None
    for chunk in chunks:
        if coding != "identity":
            inflater = inflater or zlib.decompressobj(_window_bits(coding, chunk))
            chunk = inflater.decompress(chunk, most + 1 - len(data))
        data += chunk
        if len(data) > most:
            raise _too_large()
    if inflater and not inflater.eof:
        raise _broken()
    return bytes(data)


def _window_bits(coding: str, start: bytes) -> int:
    # "deflate" means zlib's format, but some servers send it bare: the first byte tells.
    if coding == "gzip":
        return 16 + zlib.MAX_WBITS
    return zlib.MAX_WBITS if start[0] & 0x0F == 8 else -zlib.MAX_WBITS


def _decode(header: bytes) -> str:
    try:
        return header.decode("utf-8")
    except UnicodeDecodeError:
        return header.decode("latin-1")


def _shown(address: str, longest: int = 200) -> str:
    """An address as an error may show it: without user name, control and direction characters.

    >>> _shown("https://me:secret@news.example/a")
    'https://news.example/a'
    """
    plain = "".join(character for character in address.strip() if character.isprintable())
    plain = re.sub(r"^([a-zA-Z]+:)?//[^/?#]*@", r"\1//", plain)
    return plain if len(plain) <= longest else plain[:longest] + "…"


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("verbatim-bot")
    except PackageNotFoundError:
        return "0"
