"""By what a library tells that two articles are one, and how it keeps their days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from retrieval.library.records import address_key, checksum, encode_json, published_key, words_key


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("http://a.example/x", True),
        ("HTTPS://WWW.A.Example/x/", True),
        ("  https://a.example/x//  ", True),
        ("http://a.example:80/x", True),
        ("https://a.example:443/x", True),
        ("https://a.example:8080/x", False),
        ("https://a.example/x#top", True),
        ("https://a.example/x?utm_source=y", True),
        ("https://a.example/x?UTM_medium=y&fbclid=z", True),
        ("https://a.example/x?id=1", False),
        ("https://a.example/x?id=\ud800", False),
        ("https://a.example/x?utm_id=\ud800", True),
        ("https://a.example/X", False),
        ("https://b.example/x", False),
        ("https://www.www.a.example/x", False),
        ("https://user@a.example/x", True),
    ],
)
def test_an_address_is_its_host_port_path_and_what_of_its_query_is_no_tracking(url: str, same: bool) -> None:
    assert address_key(url) is not None
    assert (address_key(url) == address_key("https://a.example/x")) is same


@pytest.mark.parametrize(
    "url", [None, "", "https://a.example", "https://a.example/", "https://a.example/?utm_source=x", "/x"]
)
def test_a_home_page_or_nothing_names_no_article(url: str | None) -> None:
    assert address_key(url) is None


@pytest.mark.parametrize("url", ["http://[", "http://a.example:x/1", "http://a.example:99999/1"])
def test_what_is_no_address_names_no_article(url: str) -> None:
    assert address_key(url) is None


def test_a_query_of_its_own_names_an_article_even_at_the_home_page() -> None:
    assert address_key("https://a.example/?id=1") == address_key("http://www.a.example?id=1&utm_x=2")
    assert address_key("https://a.example/?id=1") != address_key("https://a.example/?id=")
    assert address_key("https://a.example/?id=") is not None
    assert len(address_key("https://a.example/x") or b"") == len(words_key("x")) == 16


def test_texts_are_alike_that_differ_in_white_space_alone() -> None:
    assert words_key(" One\n\ttwo ") == words_key("One two") != words_key("Onetwo")


def test_no_field_passes_for_another() -> None:
    sums = [
        checksum(*fields) for fields in ((), ("",), ("", ""), (None,), (1,), ("1",), (b"1",), ("\ud800",))
    ]
    assert len(set(sums)) == len(sums)
    assert {len(one) for one in sums} == {32}


def test_days_sort_before_their_hours_and_hours_by_the_same_clock() -> None:
    east = timezone(timedelta(hours=9))
    moments = [
        date(2026, 11, 22),
        datetime(2026, 11, 22, 9, 30, tzinfo=east),
        datetime(2026, 11, 22, 0, 30, 0, 1),
        datetime(2026, 11, 22, 0, 31, tzinfo=UTC),
        date(2026, 11, 23),
    ]
    keys = [published_key(moment) for moment in moments]
    assert keys == sorted(keys, key=str)
    assert published_key(None) is None
    assert published_key(datetime(1, 1, 1, tzinfo=east)) == "0001-01-01T00:00:00.000000"
    assert published_key(moments[1]) == "2026-11-22T00:30:00.000000"


def test_json_is_compact_and_escaped_only_where_it_must_be() -> None:
    assert encode_json({"é": [1, "東"]}) == '{"é":[1,"東"]}'.encode()
    assert encode_json(["\udcff", "é"]) == b'["\\udcff","\\u00e9"]'
