"""Addresses taken apart once, and what one may look like to be visited."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from retrieval.fetch.errors import RefusalError, not_an_address

_PORTS = {"http": 80, "https": 443}
_LONGEST_ADDRESS = 2_048
_URL_SAFE = "%/:=&?~+!$,;'@()*[]"
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\]")


class Place(NamedTuple):
    """An address taken apart once; the parts, never the text again, go into the request."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> str:
        """Scheme and host: whose robots.txt counts."""
        return f"{self.scheme}://{self.netloc}"

    @property
    def netloc(self) -> str:
        """The host as an address and a header write it."""
        return f"[{self.host}]" if ":" in self.host else self.host

    @property
    def url(self) -> str:
        """The whole address, as it is visited."""
        return self.origin + self.target


def parse_address(address: str) -> Place:
    """The parts of a web address on its usual port, without a user name. Raises RefusalError.

    >>> parse_address("https://NEWS.example/a b?c#d")
    Traceback (most recent call last):
    retrieval.fetch.errors.RefusalError: it is not the address of a web page
    >>> parse_address("https://NEWS.example/ä?c#d").url
    'https://news.example/%C3%A4?c'
    """
    address = address.strip()
    if len(address) > _LONGEST_ADDRESS or _FORBIDDEN.search(address):
        raise not_an_address()
    try:
        parts = urlsplit(address)
        host = _ascii_host(parts.hostname or "")
        port = parts.port
    except ValueError as error:
        raise not_an_address() from error
    if parts.scheme not in _PORTS or not host:
        raise not_an_address()
    if "@" in parts.netloc:
        raise RefusalError("it holds a user name or password", "Send the address without it.")
    if port not in (None, _PORTS[parts.scheme]):
        raise RefusalError("it names a port", "Only pages at the usual ports are read, 80 and 443.")
    query = f"?{quote(parts.query, safe=_URL_SAFE)}" if parts.query else ""
    target = (quote(parts.path, safe=_URL_SAFE) or "/") + query
    return Place(parts.scheme, host, _PORTS[parts.scheme], target)


def _ascii_host(host: str) -> str:
    """The host as it is looked up. Raises ValueError.

    >>> _ascii_host("bücher.example."), _ascii_host("１２７。０。０。１")
    ('xn--bcher-kva.example', '127.0.0.1')
    """
    if not host.isascii():
        import idna

        host = idna.encode(host, uts46=True).decode("ascii")
    return host.removesuffix(".")


def next_place(place: Place, location: str) -> Place:
    """Where a redirect leads. Raises RefusalError, also for a way from https to http."""
    try:
        address = urljoin(place.url, location)
    except ValueError as error:
        raise not_an_address() from error
    target = parse_address(address)
    if (place.scheme, target.scheme) == ("https", "http"):
        raise RefusalError("it is redirected from https to http")
    return target
