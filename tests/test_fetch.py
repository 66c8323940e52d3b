"""Fetching against loopback servers: every socket is led either to a small site or to a canary.

`python -m tests.test_fetch` prints the figures: addresses, connections, bombs, memory.
"""

from __future__ import annotations

import gzip
import itertools
import json
import os
import re
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from importlib import metadata
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest

from retrieval.fetch import Fetched, Fetcher, FetchError, FetchLimits
from retrieval.fetch.addresses import is_public
from tests.site import BOMBS, CANARY, MIB, PAGE, REPLIES, SITE, Site, drip, http


def words(text: str) -> list[str]:
    return text.split()


PRIVATE_SPELLINGS = words("""
http://127.0.0.1/ http://127.1/ http://127.0.1/ http://2130706433/ http://0x7f000001/ http://0x7f.0.0.1/
http://0x7f.1/ http://017700000001/ http://0177.0.0.1/ http://0177.1/ http://00000177.0.0.01/
http://127.0.0.1./ http://127.000.000.001/ http://127.127.127.127/ http://0/ http://0.0.0.0/ http://0.1.2.3/
http://0x0/ http://localhost/ http://LOCALHOST/ http://localhost./ http://site.localhost/ http://１２７.０.０.１/
http://127。0。0。1/ http://１２７．０．０．１/ http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/ http://①②⑦.⓪.⓪.①/ http://10.0.0.1/ http://10.1/
http://167772161/ http://0xa.1/ http://012.1/ http://172.16.0.1/ http://172.31.255.255/ http://192.168.0.1/
http://192.168.257/ http://3232235521/ http://169.254.169.254/ http://2852039166/ http://0xa9fea9fe/
http://0251.0376.0251.0376/ http://169.254.43518/ http://100.64.0.1/ http://100.100.100.200/
http://168.63.129.16/ http://192.0.0.192/ http://192.0.2.1/ http://198.18.0.1/ http://198.51.100.7/
http://203.0.113.7/ http://192.88.99.1/ http://224.0.0.1/ http://239.255.255.250/ http://240.0.0.1/
http://255.255.255.255/ http://[::1]/ http://[::]/ http://[0:0:0:0:0:0:0:1]/ http://[::ffff:127.0.0.1]/
http://[::ffff:7f00:1]/ http://[::ffff:10.0.0.1]/ http://[::127.0.0.1]/ http://[::ffff:0:127.0.0.1]/
http://[64:ff9b::127.0.0.1]/ http://[64:ff9b::a9fe:a9fe]/ http://[64:ff9b:1::7f00:1]/ http://[2002:7f00:1::]/
http://[2002:a00:1::1]/ http://[2001:0:7f00:1::1]/ http://[2001:0:53aa:64c:0:fbff:80ff:fffe]/ http://[fc00::1]/
http://[fd00:ec2::254]/ http://[fe80::1]/ http://[fe80::1%25lo]/ http://[fec0::1]/ http://[ff02::1]/
http://[100::1]/ http://[2001:db8::1]/ http://[2001:10::1]/ http://[2001:2::1]/ http://[3fff::1]/
http://[5f00::1]/ http://[3ffe::1]/ https://127.0.0.1/ https://[::1]/
http://private.example/ http://private.example./ http://PRIVATE.example/ http://mixed.example/
http://mixed6.example/ http://mapped.example/ http://nat64.example/ http://six2four.example/ http://scoped.example/
http://rebinding.example/ http://a.b.c.private.example/ http://bücher.example/ http://odd.example/
http://site.example/to-private http://site.example/to-decimal http://site.example/to-name
http://site.example/to-scheme-relative http://site.example/to-mapped http://site.example/twice
""")

OTHER_REFUSALS = [
    *words(r"""
http://user@127.0.0.1/ http://user:secret@site.example/ http://site.example@127.0.0.1/ http://site.example:80@[::1]/
http://site.example\@127.0.0.1/ http://127.0.0.1\.site.example/ http://127.0.0.1:22/ http://127.0.0.1:8080/
http://site.example:443/ https://site.example:80/ http://site.example:0/ http://site.example:99999/
http://site.example:port/ file:///etc/passwd ftp://127.0.0.1/ gopher://127.0.0.1:70/_x dict://127.0.0.1/
data:text/html,hello javascript:alert(1) ws://127.0.0.1/ //127.0.0.1/ http:/127.0.0.1 http:127.0.0.1 127.0.0.1
http:// http://[ http://[::1 http://[zz]/ http://./ http://[127.0.0.1]/ unix:///var/run/docker.sock
http://site.example/to-file http://site.example/to-ftp http://site.example/to-user http://site.example/to-port
"""),
    "",
    "http://127.0.0.1\r\nHost:x/",
    "http://127.0.0.1\x00.site.example/",
    "http://a b/",
    "http://" + "a" * 5_000,
]


@pytest.fixture
def site() -> Iterator[Site]:
    with closing(Site()) as site:
        yield site


def refusal(fetcher: Fetcher, address: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(address)
    return caught.value


# Pages that arrive


def test_a_page_arrives_with_its_address_and_type(site: Site) -> None:
    page = site.fetcher().fetch("http://site.example/page#third")
    assert page == Fetched("http://site.example/page", "text/html; charset=utf-8", PAGE)


@pytest.mark.parametrize("path", ["/gzip", "/zlib", "/deflate"])
def test_a_packed_page_arrives_unpacked(site: Site, path: str) -> None:
    assert site.fetcher().fetch("http://site.example" + path).data == PAGE


def test_an_address_in_another_script_is_asked_for_in_ascii(site: Site) -> None:
    site.replies["/%C3%BCber?%C3%A4=1"] = lambda: http(PAGE)
    assert (
        site.fetcher().fetch("http://SITE.example./über?ä=1").url == "http://site.example/%C3%BCber?%C3%A4=1"
    )


def test_three_redirects_are_followed_and_the_last_address_is_told(site: Site) -> None:
    assert site.fetcher().fetch("http://site.example/three").url == "http://site.example/page"


def test_the_user_agent_is_plain_and_holds_the_contact(site: Site) -> None:
    site.fetcher(contact="desk@site.example").fetch("http://site.example/page")
    assert re.search(r"\r\nUser-Agent: VerbatimBot/\S+ \(\+desk@site\.example\)\r\n", site.requests[-1])


def test_a_program_that_is_not_installed_says_no_version(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", missing)
    site.fetcher().fetch("http://site.example/page")
    assert "\r\nUser-Agent: VerbatimBot/0\r\n" in site.requests[-1]


def test_a_contact_that_would_break_a_header_is_no_contact(site: Site) -> None:
    for contact in ("x\r\nCookie: y", "desk@süd.example"):
        with pytest.raises(ValueError, match="plain ASCII"):
            site.fetcher(contact=contact)


def test_proxies_of_the_environment_are_not_used(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://{CANARY}:{site.canary_port}")
    assert site.fetcher().fetch("http://site.example/page").data == PAGE
    assert site.canary_connections() == 0


# Addresses that are refused


def test_no_hostile_address_reaches_a_private_one(site: Site) -> None:
    reached = {}
    for address in PRIVATE_SPELLINGS + OTHER_REFUSALS:
        with suppress(FetchError):
            site.fetcher().fetch(address)
            pytest.fail(f"{address} gave a page")
        reached[address] = site.canary_connections()
    assert len(reached) >= 73
    assert not [address for address, connections in reached.items() if connections]


def test_the_canary_hears_every_private_address_when_all_networks_are_trusted(site: Site) -> None:
    def ring(address: tuple[str, int], timeout: float) -> socket.socket:
        connection = site.connect(address, timeout)
        if address[0] == SITE:
            return connection
        connection.close()
        raise ConnectionResetError

    unguarded = site.fetcher(trusted=[ip_network("0.0.0.0/0"), ip_network("::/0")], connect=ring)
    silent = []
    for address in PRIVATE_SPELLINGS:
        with suppress(FetchError):
            unguarded.fetch(address)
        if not site.canary_connections():
            silent.append(address)
    # These two have no address at all.
    assert silent == ["http://[fe80::1%25lo]/", "http://odd.example/"]


@pytest.mark.parametrize("address", OTHER_REFUSALS)
def test_what_is_no_plain_web_address_is_refused_before_a_look_up(site: Site, address: str) -> None:
    refusal(site.fetcher(), address)
    assert set(site.lookups) <= {"site.example"}
    assert site.paths() in ([], ["/robots.txt", address.removeprefix("http://site.example")])


def test_private_closed_and_missing_are_told_in_the_same_words(site: Site) -> None:
    def closed(address: tuple[str, int], timeout: float) -> socket.socket:
        raise ConnectionRefusedError

    def hanging(address: tuple[str, int], timeout: float) -> socket.socket:
        raise TimeoutError

    said = {
        (error.problem, error.remedy)
        for error in [
            refusal(site.fetcher(), "http://private.example/"),
            refusal(site.fetcher(), "http://10.0.0.1/"),
            refusal(site.fetcher(), "http://missing.example/"),
            refusal(site.fetcher(), "http://site.example/to-private"),
            refusal(site.fetcher(connect=closed), "http://elsewhere.example/"),
            refusal(site.fetcher(connect=hanging), "http://elsewhere.example/"),
        ]
    }
    assert len(said) == 1


def test_a_look_up_that_hangs_is_left_behind_at_the_deadline(site: Site) -> None:
    released = threading.Event()

    def hang(host: str, port: int) -> Sequence[str]:
        released.wait(60)
        return []

    started = time.monotonic()
    error = refusal(site.fetcher(limits=FetchLimits(seconds=0.2), resolve=hang), "http://slow.example/")
    assert time.monotonic() - started < 50
    released.set()
    assert error.problem == refusal(site.fetcher(), "http://missing.example/").problem


def test_a_name_is_resolved_once_for_each_connection(site: Site) -> None:
    site.fetcher().fetch("http://site.example/page")
    assert site.lookups == ["site.example"] * 2
    assert site.paths() == ["/robots.txt", "/page"]


def test_a_socket_that_arrives_somewhere_else_is_closed_unused(site: Site) -> None:
    def astray(address: tuple[str, int], timeout: float) -> socket.socket:
        return socket.create_connection((SITE, site.port), timeout)

    refusal(site.fetcher(connect=astray), "http://elsewhere.example/page")
    assert site.requests == []


def test_the_second_answer_is_tried_when_the_first_is_closed(site: Site) -> None:
    def first_closed(address: tuple[str, int], timeout: float) -> socket.socket:
        if address[0] == "93.184.216.34":
            raise ConnectionRefusedError
        return site.connect(address, timeout)

    fetcher = site.fetcher(connect=first_closed, resolve=lambda host, port: ["93.184.216.34", SITE])
    assert fetcher.fetch("http://site.example/page").data == PAGE


def test_an_error_shows_neither_password_nor_control_characters(site: Site) -> None:
    error = refusal(site.fetcher(), "http://me:secret@site.example/\u202egnp.exe")
    assert error.thing == "http://site.example/gnp.exe"


def test_an_error_shows_a_long_address_cut(site: Site) -> None:
    assert len(str(refusal(site.fetcher(), "http://" + "a" * 5_000).thing)) < 250


def test_the_fourth_redirect_is_not_followed(site: Site) -> None:
    assert "redirected too often" in str(refusal(site.fetcher(), "http://site.example/four"))
    assert "/page" not in site.paths()


@pytest.mark.parametrize(
    "special",
    words(
        "10.0.0.0 100.127.255.255 192.0.0.9 192.31.196.1 192.52.193.1 192.175.48.1 2001:1::1 2620:4f:8000::1"
    ),
)
def test_special_networks_are_not_public(special: str) -> None:
    assert not is_public(special)


@pytest.mark.parametrize(
    "public", words("1.1.1.1 9.255.255.255 11.0.0.0 172.32.0.1 2a00:1450::1 2001:200::1")
)
def test_the_neighbours_of_special_networks_are_public(public: str) -> None:
    assert is_public(public)
    assert ip_address(public).is_global


# Answers that are refused


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/image", "no text"),
        ("/untyped", "no text"),
        ("/missing", "status 404"),
        ("/brotli", "packed"),
        ("/double-gzip", "packed"),
        ("/damaged-gzip", "did not arrive whole"),
        ("/cut-gzip", "did not arrive whole"),
        ("/cut", "did not arrive whole"),
        ("/no-http", "did not arrive whole"),
        ("/silence", "did not arrive whole"),
        ("/large", "too large"),
        ("/forbidden", "robots.txt"),
        ("/to-forbidden", "robots.txt"),
    ],
)
def test_an_answer_that_is_no_page_is_refused_with_its_reason(site: Site, path: str, problem: str) -> None:
    error = refusal(site.fetcher(), "http://site.example" + path)
    assert problem in error.problem
    assert error.thing == "http://site.example" + path
    assert error.remedy.endswith(".")


def test_an_image_is_refused_before_it_is_read(site: Site) -> None:
    site.replies["/image"] = lambda: itertools.chain(
        [http(b"", content_type="image/png", content_length="9")], drip()
    )
    assert "no text" in refusal(site.fetcher(), "http://site.example/image").problem


def test_a_size_limit_counts_unpacked_bytes_to_the_byte(site: Site) -> None:
    site.replies["/zeros"] = lambda: http(gzip.compress(bytes(1_000)), content_encoding="gzip")
    exact = site.fetcher(limits=FetchLimits(unpacked=1_000)).fetch("http://site.example/zeros")
    assert len(exact.data) == 1_000
    tight = site.fetcher(limits=FetchLimits(unpacked=999))
    assert "too large" in refusal(tight, "http://site.example/zeros").problem


def test_an_answer_slower_than_the_limit_is_given_up(site: Site) -> None:
    started = time.monotonic()
    error = refusal(site.fetcher(limits=FetchLimits(seconds=1.5)), "http://site.example/drip")
    assert "longer than 1.5 seconds" in error.problem
    assert time.monotonic() - started < 60


def test_robots_txt_is_read_once_for_each_site(site: Site) -> None:
    site.fetcher().fetch("http://site.example/three")
    assert site.paths().count("/robots.txt") == 1
    site.fetcher().fetch("http://site.example/to-other")
    assert site.paths()[-4:] == ["/robots.txt", "/to-other", "/robots.txt", "/page"]


def test_a_missing_robots_txt_allows_and_a_failing_one_forbids(site: Site) -> None:
    site.replies["/robots.txt"] = lambda: http(status="404 Not Found")
    assert site.fetcher().fetch("http://site.example/forbidden").data == PAGE
    site.replies["/robots.txt"] = lambda: http(status="503 Service Unavailable")
    assert "robots.txt" in refusal(site.fetcher(), "http://site.example/page").problem


def test_robots_txt_may_forbid_this_bot_alone(site: Site) -> None:
    site.replies["/robots.txt"] = lambda: http(
        b"User-agent: VerbatimBot\nDisallow: /\n\nUser-agent: *\nAllow: /"
    )
    assert "robots.txt" in refusal(site.fetcher(), "http://site.example/page").problem


def test_robots_txt_may_not_lead_to_a_private_address(site: Site) -> None:
    site.replies["/robots.txt"] = lambda: http(status="302 Found", location="http://10.0.0.1/robots.txt")
    refusal(site.fetcher(), "http://site.example/page")
    assert site.canary_connections() == 0


@pytest.mark.parametrize(
    ("content_type", "read"),
    [
        *((f"{kind}/{form}", True) for kind, form in (
            ("text", "html"), ("application", "xhtml+xml"), ("text", "xml"), ("application", "xml"),
            ("application", "rss+xml"), ("application", "atom+xml"), ("application", "rdf+xml"),
            ("text", "plain"), ("application", "pdf"), ("application", "json"), ("application", "feed+json"),
        )),
        ("TEXT/HTML ; charset=latin-1", True),
        ("text/css", False),
        ("charset=x; text/html", False),
        ("application/octet-stream", False),
    ],
)  # fmt: skip
def test_what_is_a_kind_of_text_is_read(site: Site, content_type: str, read: bool) -> None:
    site.replies["/any"] = lambda: http(PAGE, content_type=content_type)
    if read:
        assert site.fetcher().fetch("http://site.example/any").content_type == content_type
    else:
        assert "no text that can be read" in refusal(site.fetcher(), "http://site.example/any").problem


def test_an_untyped_robots_txt_counts_and_an_untyped_page_does_not(site: Site) -> None:
    site.replies["/robots.txt"] = lambda: http(b"User-agent: *\nDisallow: /no", content_type="image/png")
    assert "robots.txt" in refusal(site.fetcher(), "http://site.example/no").problem
    site.replies["/page"] = lambda: http(PAGE).replace(b"content-type", b"x-type")
    assert "no text" in refusal(site.fetcher(), "http://site.example/page").problem


@pytest.mark.parametrize(
    ("status", "followed"),
    [
        (301, True),
        (302, True),
        (303, True),
        (307, True),
        (308, True),
        (300, False),
        (304, False),
        (201, False),
    ],
)
def test_only_a_redirect_is_followed(site: Site, status: int, followed: bool) -> None:
    site.replies["/moved"] = lambda: http(status=f"{status} Any", location="/page")
    if followed:
        assert site.fetcher().fetch("http://site.example/moved").data == PAGE
    else:
        assert f"status {status}" in refusal(site.fetcher(), "http://site.example/moved").problem


def test_a_redirect_to_nowhere_is_no_page_and_a_page_with_a_way_on_is_one(site: Site) -> None:
    site.replies["/moved"] = lambda: http(status="302 Found")
    assert "status 302" in refusal(site.fetcher(), "http://site.example/moved").problem
    site.replies["/page"] = lambda: http(PAGE, location="/other")
    assert site.fetcher().fetch("http://site.example/page").url == "http://site.example/page"


def test_a_redirect_that_is_not_in_ascii_is_read_as_utf_8_or_latin_1(site: Site) -> None:
    for location in ("/größe".encode(), "/größe".encode("latin-1")):
        site.replies["/moved"] = lambda location=location: (  # type: ignore[misc]
            b"HTTP/1.1 302 Found\r\nlocation:  %b \r\ncontent-length: 0\r\n\r\n" % location
        )
        site.replies["/gr%C3%B6%C3%9Fe"] = lambda: http(PAGE)
        assert site.fetcher().fetch("http://site.example/moved").url == "http://site.example/gr%C3%B6%C3%9Fe"


@pytest.mark.parametrize("redirects", [0, 1, 2])
def test_as_many_redirects_are_followed_as_are_allowed(site: Site, redirects: int) -> None:
    fetcher = site.fetcher(limits=FetchLimits(redirects=redirects))
    assert fetcher.fetch(f"http://site.example/{['page', 'one', 'two'][redirects]}").data == PAGE
    assert (
        "too often" in refusal(fetcher, f"http://site.example/{['one', 'two', 'three'][redirects]}").problem
    )


@pytest.mark.parametrize(
    ("status", "allowed"), [(200, False), (204, True), (404, True), (499, True), (500, False), (503, False)]
)
def test_rules_that_are_missing_forbid_nothing_and_those_that_fail_everything(
    site: Site, status: int, allowed: bool
) -> None:
    site.replies["/robots.txt"] = lambda: http(b"User-agent: *\nDisallow: /", status=f"{status} Any")
    if allowed:
        assert site.fetcher().fetch("http://site.example/page").data == PAGE
    else:
        assert "robots.txt" in refusal(site.fetcher(), "http://site.example/page").problem


@pytest.mark.parametrize(("before", "forbidden"), [(500 * 1024 - 40, True), (500 * 1024, False)])
def test_a_robots_txt_is_read_up_to_500_kilobytes(site: Site, before: int, forbidden: bool) -> None:
    rules = b"User-agent: *\n" + b"#" * (before - 15) + b"\nDisallow: /\n"
    site.replies["/robots.txt"] = lambda: http(rules)
    if forbidden:
        assert "robots.txt" in refusal(site.fetcher(), "http://site.example/page").problem
    else:
        assert site.fetcher().fetch("http://site.example/page").data == PAGE


def test_what_is_received_and_unpacked_is_limited_by_default(site: Site) -> None:
    site.replies["/large"] = lambda: http(gzip.compress(bytes(8 * MIB)), content_encoding="gzip")
    assert len(site.fetcher().fetch("http://site.example/large").data) == 8 * MIB
    site.replies["/large"] = lambda: http(gzip.compress(bytes(8 * MIB + 1)), content_encoding="GZIP")
    assert "too large" in refusal(site.fetcher(), "http://site.example/large").problem
    site.replies["/large"] = lambda: http(bytes(2 * MIB - 5_000))
    assert len(site.fetcher().fetch("http://site.example/large").data) == 2 * MIB - 5_000


def test_a_visit_says_who_it_is_and_what_it_can_read(site: Site) -> None:
    site.fetcher().fetch("http://site.example/page")
    lines = site.requests[-1].split("\r\n")
    assert lines[:2] == ["GET /page HTTP/1.1", "Host: site.example"]
    assert re.fullmatch(r"User-Agent: VerbatimBot/[0-9]\S*", lines[2])
    assert {"Accept-Encoding: gzip, deflate", "Connection: close"} <= set(lines)


# TLS


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for site.example that its own context trusts."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "site.example")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("site.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path = tmp_path_factory.mktemp("tls") / "site.pem"
    pem = serialization.Encoding.PEM
    path.write_bytes(key.private_bytes(pem, *private) + signed.public_bytes(pem))
    return path


@pytest.fixture
def secure_site(certificate: Path) -> Iterator[Site]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with closing(Site(context)) as site:
        yield site


def test_a_page_arrives_over_https(secure_site: Site, certificate: Path) -> None:
    fetcher = secure_site.fetcher(tls=ssl.create_default_context(cafile=certificate))
    assert fetcher.fetch("https://site.example/page") == Fetched(
        "https://site.example/page", "text/html; charset=utf-8", PAGE
    )


def test_a_certificate_for_another_name_is_refused(secure_site: Site, certificate: Path) -> None:
    fetcher = secure_site.fetcher(tls=ssl.create_default_context(cafile=certificate))
    assert "cannot be reached" in refusal(fetcher, "https://other.example/page").problem
    assert secure_site.requests == []


def test_a_certificate_nobody_signed_is_refused(secure_site: Site) -> None:
    assert "cannot be reached" in refusal(secure_site.fetcher(), "https://site.example/page").problem


def test_a_redirect_from_https_to_http_is_not_followed(secure_site: Site, certificate: Path) -> None:
    fetcher = secure_site.fetcher(tls=ssl.create_default_context(cafile=certificate))
    assert "from https to http" in refusal(fetcher, "https://site.example/to-http").problem
    assert secure_site.paths() == ["/robots.txt", "/to-http"]


# Bombs, measured in a process of their own


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="memory is read from Linux's /proc")
def test_bombs_end_in_an_error_and_cost_little_memory() -> None:
    rows = measure_bombs(seconds=1.5)
    assert [row["path"] for row in rows] == list(BOMBS)
    assert all(row["error"] for row in rows)
    assert max(row["mib"] for row in rows) <= 50


def test_importing_fetch_imports_no_http_library() -> None:
    code = "import sys, retrieval.fetch; sys.exit(bool({'httpx', 'httpcore', 'idna'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def measure_bombs(seconds: float) -> list[dict[str, Any]]:
    """What each bomb cost a fresh process: its error, seconds, and memory above a plain fetch."""
    with closing(Site()) as site:
        for path in ("/gzip-bomb", "/deflate-bomb"):  # packing takes longer than the time limit
            packed_once = REPLIES[path]()
            site.replies[path] = lambda packed_once=packed_once: packed_once  # type: ignore[misc]
        command = [sys.executable, "-m", "tests.test_fetch", "bombs", str(site.port), str(seconds)]
        environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)}
        done = subprocess.run(command, capture_output=True, check=True, env=environment)
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows


def set_off_bombs(port: int, seconds: float) -> list[dict[str, Any]]:
    fetcher = Fetcher(
        limits=FetchLimits(seconds=seconds),
        trusted=[ip_network(SITE)],
        resolve=lambda host, port: [SITE],
        connect=lambda address, timeout: socket.create_connection((SITE, port), timeout),
    )
    fetcher.fetch("http://site.example/gzip")
    rows = []
    for path in BOMBS:
        Path("/proc/self/clear_refs").write_text("5")
        before, started, error = peak_memory(), time.monotonic(), ""
        try:
            fetcher.fetch("http://site.example" + path)
        except FetchError as refused:
            error = refused.problem
        taken = time.monotonic() - started
        rows.append({"path": path, "error": error, "seconds": taken, "mib": (peak_memory() - before) / MIB})
    return rows


def peak_memory() -> int:
    status = Path("/proc/self/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) * 1024


def main() -> None:
    if sys.argv[1:2] == ["bombs"]:
        print(json.dumps(set_off_bombs(int(sys.argv[2]), float(sys.argv[3]))))
        return
    with closing(Site()) as site:
        for address in PRIVATE_SPELLINGS + OTHER_REFUSALS:
            with suppress(FetchError):
                site.fetcher().fetch(address)
        spellings = len(PRIVATE_SPELLINGS + OTHER_REFUSALS)
        print(f"{spellings} hostile addresses: {site.canary_connections()} connections to a private one")
    for row in measure_bombs(FetchLimits().seconds):
        print(f"{row['path']:16} {row['seconds']:5.1f} s  +{row['mib']:4.1f} MiB  {row['error']}")


if __name__ == "__main__":
    main()
