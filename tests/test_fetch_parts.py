"""The parts of fetching, each alone: what an address may be, how a body is unpacked, who is connected."""

from __future__ import annotations

import gzip
import socket
import ssl
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from ipaddress import ip_network
from typing import cast

import pytest

from retrieval.fetch.addresses import in_any, is_public, parse_ip
from retrieval.fetch.errors import RefusalError, shown
from retrieval.fetch.guard import Deadline, GuardedBackend, Ways, resolve_host
from retrieval.fetch.places import Place, next_place, parse_address
from retrieval.fetch.unpacking import unpack
from tests.site import raw_deflate

PAGE = b"<p>The ferry sank.</p>" * 9


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("https://news.example", "https://news.example/"),
        ("  HTTPS://News.Example/A  ", "https://news.example/A"),
        ("http://news.example:80/a", "http://news.example/a"),
        ("https://news.example:443/a", "https://news.example/a"),
        ("http://news.example./a", "http://news.example/a"),
        ("http://news.example/a?b=c#d", "http://news.example/a?b=c"),
        ("http://news.example?b=c", "http://news.example/?b=c"),
        ("http://news.example/a?", "http://news.example/a"),
        ("http://news.example/%20ä", "http://news.example/%20%C3%A4"),
        ("http://news.example/?q=ä&r=%20", "http://news.example/?q=%C3%A4&r=%20"),
        (
            "http://news.example/(a)[b]'c';d,e!f*g$h@i~j+k=l&m:n",
            "http://news.example/(a)[b]'c';d,e!f*g$h@i~j+k=l&m:n",
        ),
        ('http://news.example/"<>', "http://news.example/%22%3C%3E"),
        ("http://bücher.example/", "http://xn--bcher-kva.example/"),
        ("http://[2606:2800::1]/a", "http://[2606:2800::1]/a"),
        ("http://news.example/" + "a" * (2_048 - 20), "http://news.example/" + "a" * (2_048 - 20)),
    ],
)
def test_an_address_is_read_as_it_is_visited(address: str, url: str) -> None:
    place = parse_address(address)
    assert place.url == url
    assert place.port == {"http": 80, "https": 443}[place.scheme]


NOT_ONE, A_NAME, A_PORT = "not the address of a web page", "user name or password", "names a port"


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("", NOT_ONE),
        ("news.example/a", NOT_ONE),
        ("ftp://news.example/", NOT_ONE),
        ("http:///a", NOT_ONE),
        ("http://./", NOT_ONE),
        ("http://news.example/a b", NOT_ONE),
        ("http://news.example/a\tb", NOT_ONE),
        ("http://news.example/a\x7fb", NOT_ONE),
        ("http://news.example\\a", NOT_ONE),
        ("http://[::1", NOT_ONE),
        ("http://news.example:x/", NOT_ONE),
        ("http://xn--a.ü.example/", NOT_ONE),
        ("http://news.example/" + "a" * (2_048 - 19), NOT_ONE),
        ("http://me@news.example/", A_NAME),
        ("http://me:secret@news.example/", A_NAME),
        ("http://@news.example/", A_NAME),
        ("http://news.example:443/", A_PORT),
        ("https://news.example:80/", A_PORT),
        ("http://news.example:0/", A_PORT),
    ],
)
def test_what_is_no_plain_web_address_is_refused_with_its_reason(address: str, problem: str) -> None:
    with pytest.raises(RefusalError, match=problem) as caught:
        parse_address(address)
    assert caught.value.remedy.endswith(".")


HERE = Place("https", "news.example", 443, "/a/b?c")


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/x", "https://news.example/x"),
        ("x", "https://news.example/a/x"),
        ("?x", "https://news.example/a/b?x"),
        ("//other.example/x", "https://other.example/x"),
        ("https://other.example", "https://other.example/"),
    ],
)
def test_a_redirect_leads_on_from_where_one_is(location: str, url: str) -> None:
    assert next_place(HERE, location).url == url


def test_a_redirect_may_lead_to_https_and_from_it_only_there() -> None:
    plain = HERE._replace(scheme="http", port=80)
    assert next_place(plain, "https://other.example/").scheme == "https"
    assert next_place(plain, "http://other.example/").scheme == "http"
    with pytest.raises(RefusalError, match="from https to http"):
        next_place(HERE, "http://other.example/")
    with pytest.raises(RefusalError, match=NOT_ONE):
        next_place(HERE, "http://[")


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("  https://news.example/a  ", "https://news.example/a"),
        ("https://me:secret@news.example/a@b", "https://news.example/a@b"),
        ("//me@news.example/a", "//news.example/a"),
        ("HTTP://me@news.example", "HTTP://news.example"),
        ("https://news.example/a@b", "https://news.example/a@b"),
        ("https://news.example?a@b", "https://news.example?a@b"),
        ("https://a\u202e\n\x00b", "https://ab"),
        ("é" * 200, "é" * 200),
        ("é" * 201, "é" * 200 + "…"),
    ],
)
def test_an_address_is_shown_without_what_deceives_and_cut(address: str, told: str) -> None:
    assert shown(address) == told


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("identity", PAGE),
        ("gzip", gzip.compress(PAGE, mtime=0)),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", zlib.compress(PAGE, 0)),
        ("deflate", raw_deflate(PAGE)),
    ],
)
@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_body_is_unpacked_in_whatever_pieces_it_comes(coding: str, packed: bytes, size: int) -> None:
    pieces = [packed[start : start + size] for start in range(0, len(packed), size)]
    assert unpack(pieces, coding, len(PAGE)) == PAGE
    with pytest.raises(RefusalError, match="too large"):
        unpack(pieces, coding, len(PAGE) - 1)
    if coding != "identity":
        with pytest.raises(RefusalError, match="did not arrive whole"):
            unpack([packed[:-5]], coding, len(PAGE))


def test_a_bomb_stops_at_the_first_byte_above() -> None:
    asked: list[int] = []

    def pieces() -> Iterator[bytes]:
        for number in range(9):
            asked.append(number)
            yield bytes(100)

    with pytest.raises(RefusalError, match="too large"):
        unpack(pieces(), "identity", 250)
    assert asked == [0, 1, 2]
    assert unpack([], "gzip", 5) == unpack([], "identity", 5) == b""


def test_what_is_packed_otherwise_is_named() -> None:
    with pytest.raises(RefusalError, match=r"packed in a way not known here \(br\)$"):
        unpack([PAGE], "br", 1000)
    with pytest.raises(RefusalError, match=f"{'b' * 40}…"):
        unpack([PAGE], "b" * 41, 1000)


SPECIAL = """
    0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 168.63.129.16/32 169.254.0.0/16 172.16.0.0/12
    192.0.0.0/24 192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16
    192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4
    2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3ffe::/16 3fff::/20 ::/3 4000::/2 8000::/1
"""


@pytest.mark.parametrize("network", SPECIAL.split())
def test_the_first_and_the_last_address_of_a_special_network_are_not_public(network: str) -> None:
    addresses = ip_network(network)
    assert not is_public(str(addresses[0]))
    assert not is_public(str(addresses[-1]))


def test_what_is_no_ip_address_is_nowhere() -> None:
    everywhere = [ip_network("0.0.0.0/0"), ip_network("::/0")]
    assert in_any("10.0.0.1", everywhere)
    assert in_any("::1", everywhere)
    assert not in_any("news.example", everywhere)
    assert not is_public("news.example")
    assert parse_ip("news.example") is None


# The way to a socket


PUBLIC, OTHER, PRIVATE = "93.184.216.34", "2606:2800:220:1::1", "10.0.0.1"


class _Peer:
    """A connection that leads to `ip`, or to nowhere any more, and brings `data`."""

    def __init__(self, ip: str | None, data: bytes = b"") -> None:
        self.ip, self.data, self.closed, self.timeouts = ip, data, False, list[float]()

    def getpeername(self) -> tuple[str, int]:
        if self.ip is None:
            raise OSError("not connected")
        return self.ip, 80

    def close(self) -> None:
        self.closed = True

    def settimeout(self, seconds: float) -> None:
        self.timeouts.append(seconds)

    def sendall(self, data: bytes) -> None:
        self.data += data

    def recv(self, most: int) -> bytes:
        piece, self.data = self.data[:most], self.data[most:]
        return piece


def _backend(
    answers: Sequence[str] | Exception, peers: dict[str, _Peer], asked: list[str], most: int = 100
) -> GuardedBackend:
    def resolve(host: str, port: int) -> Sequence[str]:
        if isinstance(answers, Exception):
            raise answers
        return answers

    def connect(address: tuple[str, int], timeout: float) -> socket.socket:
        asked.append(address[0])
        assert 0 < timeout <= 60
        if address[0] not in peers:
            raise ConnectionRefusedError
        return peers[address[0]]  # type: ignore[return-value]

    trusted = (ip_network("10.0.0.1/32"),)
    return GuardedBackend(Ways(resolve, connect, trusted), most, Deadline(60))


CLOSED = [f"93.184.216.{number}" for number in range(1, 5)]


@pytest.mark.parametrize(
    ("answers", "asked", "reached"),
    [
        ([PUBLIC], [PUBLIC], True),
        ([OTHER], [OTHER], True),
        ([PRIVATE], [PRIVATE], True),
        (["10.0.0.2"], [], False),
        ([PUBLIC, "10.0.0.2"], [], False),
        (["10.0.0.2", PUBLIC], [], False),
        ([], [], False),
        (OSError("no such name"), [], False),
        (ValueError("a label is too long"), [], False),
        ([*CLOSED[:2], PUBLIC], [*CLOSED[:2], PUBLIC], True),
        ([*CLOSED[:3], PUBLIC], CLOSED[:3], False),
        (["93.184.216.99", PUBLIC], ["93.184.216.99"], False),
        (["93.184.216.98", PUBLIC], ["93.184.216.98"], False),
    ],
)
def test_a_name_leads_to_one_of_its_first_three_addresses_where_all_of_them_are_allowed(
    answers: Sequence[str] | Exception, asked: list[str], reached: bool
) -> None:
    astray, gone = _Peer("93.184.216.1"), _Peer(None)
    peers = {ip: _Peer(ip) for ip in (PUBLIC, OTHER, PRIVATE)}
    tried: list[str] = []
    backend = _backend(answers, {**peers, "93.184.216.99": astray, "93.184.216.98": gone}, tried)
    if reached:
        backend.connect_tcp("news.example", 80)
    else:
        with pytest.raises(RefusalError, match="it cannot be reached"):
            backend.connect_tcp("news.example", 80)
    assert tried == asked
    assert (astray.closed, gone.closed) == ("93.184.216.99" in asked, "93.184.216.98" in asked)


def test_a_peer_that_writes_its_address_otherwise_is_the_same() -> None:
    peers = {OTHER: _Peer("2606:2800:0220:0001:0:0:0:1")}
    _backend([OTHER], peers, []).connect_tcp("news.example", 80)


def test_a_connection_brings_as_much_as_it_may_and_no_byte_more() -> None:
    peer = _Peer(PUBLIC, bytes(101))
    stream = _backend([PUBLIC], {PUBLIC: peer}, []).connect_tcp("news.example", 80)
    assert [len(stream.read(60)), len(stream.read(40))] == [60, 40]
    with pytest.raises(RefusalError, match="too large"):
        stream.read(1)
    assert len(peer.timeouts) == 3
    assert all(0 < seconds <= 60 for seconds in peer.timeouts)
    stream.close()
    assert peer.closed


def test_what_is_written_and_made_secure_ends_at_the_deadline_too() -> None:
    class _Refusing:
        def wrap_socket(self, connection: _Peer, server_hostname: str | None) -> None:
            assert server_hostname == "news.example"
            raise ValueError("no such name")

    peer = _Peer(PUBLIC)
    stream = _backend([PUBLIC], {PUBLIC: peer}, []).connect_tcp("news.example", 80)
    stream.write(b"GET /")
    assert (peer.data, len(peer.timeouts)) == (b"GET /", 1)
    with pytest.raises(RefusalError, match="it cannot be reached"):
        stream.start_tls(cast(ssl.SSLContext, _Refusing()), "news.example")
    assert (peer.closed, len(peer.timeouts)) == (True, 2)
    assert all(0 < seconds <= 60 for seconds in peer.timeouts)


def test_nothing_is_sent_or_read_after_the_deadline() -> None:
    deadline = Deadline(0)
    with pytest.raises(TimeoutError):
        deadline.left()
    assert 0 < Deadline(5).left() <= 5
    ours, theirs = socket.socketpair()
    with closing(ours), closing(theirs):
        ways = Ways(lambda host, port: [PUBLIC], lambda address, timeout: ours, ())
        with pytest.raises(RefusalError, match="it cannot be reached"):
            GuardedBackend(ways, 9, deadline).connect_tcp("news.example", 80)


def test_the_system_tells_each_address_once() -> None:
    assert list(resolve_host("127.0.0.1", 80)) == ["127.0.0.1"]
