"""One visit to an address: its redirects and each site's robots.txt, within one deadline. Owns httpcore."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from urllib.robotparser import RobotFileParser

from retrieval.fetch.errors import RefusalError, broken
from retrieval.fetch.guard import Deadline, GuardedBackend, Ways
from retrieval.fetch.places import Place, next_place, parse_address
from retrieval.fetch.unpacking import unpack

if TYPE_CHECKING:
    import ssl

    import httpcore

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

_REDIRECTS = (301, 302, 303, 307, 308)
_ROBOTS_BYTES = 500 * 1024  # what RFC 9309 asks a crawler to read of a robots.txt


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


class Visitor(NamedTuple):
    """Who visits: with which limits, under which name, by which ways."""

    limits: FetchLimits
    agent: str
    ways: Ways
    tls: ssl.SSLContext | None


class _Response(NamedTuple):
    status: int
    location: str | None
    content_type: str
    data: bytes


class Visit:
    """One call of `fetch`: its deadline, and the robots.txt of each site it came to."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor
        self._limits = visitor.limits
        self._deadline = Deadline(visitor.limits.seconds)
        self._rules: dict[str, RobotFileParser] = {}

    def fetch(self, address: str) -> Fetched:
        """The page at `address`. Raises RefusalError."""
        place, response = self._follow(parse_address(address), page=True)
        if response.status != 200:
            raise RefusalError(f"it answers with status {response.status} instead of a page")
        return Fetched(place.url, response.content_type, response.data)

    def _follow(self, place: Place, *, page: bool) -> tuple[Place, _Response]:
        for _ in range(self._limits.redirects + 1):
            if page and not self._rules_of(place).can_fetch(AGENT, place.url):
                raise RefusalError("it asks programs not to read it (robots.txt)")
            response = self._get(place, page=page)
            if response.location is None:
                return place, response
            place = next_place(place, response.location)
        raise RefusalError("it is redirected too often")

    def _rules_of(self, place: Place) -> RobotFileParser:
        if place.origin not in self._rules:
            _, response = self._follow(place._replace(target="/robots.txt"), page=False)
            self._rules[place.origin] = _parse_rules(response)
        return self._rules[place.origin]

    def _get(self, place: Place, *, page: bool) -> _Response:
        import httpcore

        backend = GuardedBackend(self._visitor.ways, self._limits.raw, self._deadline)
        origin = httpcore.Origin(place.scheme.encode(), place.host.encode(), place.port)
        try:
            with (
                httpcore.HTTPConnection(origin, self._visitor.tls, network_backend=backend) as connection,
                connection.stream("GET", self._url(place), headers=self._headers(place)) as answer,
            ):
                return self._read(answer, page=page)
        except TimeoutError as error:
            raise RefusalError(f"it takes longer than {self._limits.seconds:g} seconds") from error
        except (OSError, zlib.error, httpcore.ProtocolError) as error:
            raise broken() from error

    def _read(self, answer: httpcore.Response, *, page: bool) -> _Response:
        headers = {name.lower(): _decode(value).strip() for name, value in answer.headers}
        content_type = headers.get(b"content-type", "")
        location = headers.get(b"location") if answer.status in _REDIRECTS else None
        if answer.status != 200:
            return _Response(answer.status, location, content_type, b"")
        if page and content_type.partition(";")[0].strip().lower() not in CONTENT_TYPES:
            raise RefusalError("it is no text that can be read here (web page, feed, PDF, plain text, JSON)")
        coding = headers.get(b"content-encoding", "identity").lower()
        return _Response(200, None, content_type, unpack(answer.iter_stream(), coding, self._limits.unpacked))

    def _url(self, place: Place) -> httpcore.URL:
        import httpcore

        return httpcore.URL(
            scheme=place.scheme, host=place.host.encode(), port=place.port, target=place.target
        )

    def _headers(self, place: Place) -> list[tuple[str, str]]:
        return [
            ("Host", place.netloc),
            ("User-Agent", self._visitor.agent),
            ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5"),
            ("Accept-Encoding", "gzip, deflate"),
            ("Connection", "close"),
        ]


def _parse_rules(response: _Response) -> RobotFileParser:
    """The rules of a robots.txt as RFC 9309 reads it: none when it is missing, "nothing" on a failure."""
    rules = RobotFileParser()
    text = "User-agent: *\nDisallow: /" if response.status >= 500 else ""
    if response.status == 200:
        text = response.data[:_ROBOTS_BYTES].decode("utf-8", "replace")
    rules.parse(text.splitlines())
    return rules


def _decode(header: bytes) -> str:
    try:
        return header.decode("utf-8")
    except UnicodeDecodeError:
        return header.decode("latin-1")
