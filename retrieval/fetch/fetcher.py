"""Gets the page at an address: who asks, by which ways, and what a refusal says."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from typing import TYPE_CHECKING

from retrieval.fetch.addresses import IPNetwork
from retrieval.fetch.errors import FetchError, RefusalError, shown
from retrieval.fetch.guard import Connect, Resolve, Ways, resolve_host
from retrieval.fetch.visit import AGENT, Fetched, FetchLimits, Visit, Visitor

if TYPE_CHECKING:
    import ssl


class Fetcher:
    """Gets public pages over HTTP and HTTPS on their usual ports, if their robots.txt agrees.

    `contact` is an address or e-mail address told to every site. `trusted` names networks that are
    reached although they are not public (a newsroom's own server); it is empty unless somebody asks.
    `resolve`, `connect` and `tls` are the ways out; they replace the system's and never skip a check.
    Safe to share between threads.

    >>> Fetcher(contact="desk@example.org").fetch("http://127.0.0.1/")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    retrieval.fetch.errors.FetchError: ...
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
        agent = f"{AGENT}/{_version()}" + (f" (+{contact})" if contact else "")
        ways = Ways(resolve, connect, tuple(trusted))
        self._visitor = Visitor(limits or FetchLimits(), agent, ways, tls)

    def fetch(self, address: str) -> Fetched:
        """The page at `address`, after at most `limits.redirects` redirects.

        Raises FetchError: no web address, user name in it, another port than 80 or 443, not reached
        (private, closed or missing: the same words), too slow, too large, not a kind of text,
        redirected too often or from https to http, forbidden by robots.txt, any status but 200.
        """
        try:
            return Visit(self._visitor).fetch(address)
        except RefusalError as refusal:
            raise FetchError(shown(address), refusal.problem, refusal.remedy) from refusal.__cause__


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("verbatim-bot")
    except PackageNotFoundError:
        return "0"
