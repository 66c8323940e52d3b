"""What an article's words tell of itself where nothing else does: its language, and the zone of its day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from retrieval.articles.dates import parse_date
from retrieval.articles.languages import told_language
from retrieval.articles.zones import in_local_zone

SPANISH = "que los de la como una pero este ella era"
ENGLISH = "the and with about these there been have they could"
OTHER = "qala qolo qilo qulo zalo zolo zilo zulo walo wolo"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (f"{SPANISH} {OTHER}", "es"),
        (f"{SPANISH} {OTHER}".upper(), "es"),
        (f"{SPANISH} {OTHER}".replace(" ", "\n"), "es"),
        (f"{SPANISH} {OTHER}".replace("este", "éste").replace("que", "qué"), "es"),
        (f"{SPANISH} {OTHER[:-5]}", None),
        (f"{SPANISH} {OTHER[:-5]} y", None),
        (f"{SPANISH} {OTHER[:-5]} 12", None),
        (f"que los de la como una {OTHER} {OTHER[:19]}", "es"),
        (f"que los de la como una {OTHER} {OTHER[:24]}", None),
        (f"{SPANISH} the and with about these {OTHER[:24]}", "es"),
        (f"{SPANISH} the and with about these there {OTHER[:24]}", None),
        (f"{ENGLISH} {OTHER}", None),
        (f"{OTHER} {OTHER}", None),
        (f"{SPANISH} {OTHER[:-5]}".ljust(1_498) + "wolo", "es"),
        (f"{SPANISH} {OTHER[:-5]}".ljust(1_499) + "wolo", None),
        (f"{SPANISH} {OTHER} {(OTHER + ' ') * 40}", None),
        (f"{SPANISH} {SPANISH} {'x' * 1_450} {(OTHER + ' ') * 40}", "es"),
    ],
)
def test_a_language_is_told_by_many_of_its_small_words_and_few_of_anothers(
    text: str, language: str | None
) -> None:
    assert told_language([text]) == language


def test_a_language_is_told_by_all_first_paragraphs_together() -> None:
    assert told_language(SPANISH.split() + OTHER.split()) == "es"
    assert told_language([]) is None


TOLD = "2023-12-23T01:48:19Z"


@pytest.mark.parametrize(
    ("written", "local"),
    [
        (["2023-12-22T20:48:19-05:00"], "2023-12-22T20:48:19-05:00"),
        (["2023-12-23T07:33:19+05:45"], "2023-12-23T07:33:19+05:45"),
        (["2023-12-22T20:48:20-05:00"], None),
        (["2023-12-23T01:48:19+00:00"], None),
        (["2023-12-22T20:48:19"], "2023-12-22T20:48:19-05:00"),
        (["2023-12-22T20:48:20"], None),
        (["2023-12-22T20:48"], "2023-12-22T20:48:19-05:00"),
        (["2023-12-22T20:49"], None),
        (["2023-12-23T07:33:19"], None),
        (["2023-12-23T15:48:19"], "2023-12-23T15:48:19+14:00"),
        (["2023-12-23T16:48:19"], None),
        (["2023-12-22T11:48:19"], "2023-12-22T11:48:19-14:00"),
        (["2023-12-22T10:48:19"], None),
        (["2023-12-23T01:48:19", "2023-12-22T20:48:19"], "2023-12-22T20:48:19-05:00"),
        (["2023-12-23T01:48:19Z", "2023-12-22T20:48:19-05:00"], "2023-12-22T20:48:19-05:00"),
        (["2023-12-22", "", "2023-12-22T20:48:19-05:00"], "2023-12-22T20:48:19-05:00"),
        (["2023-12-22T21:48:19-04:00", "2023-12-22T20:48:19-05:00"], "2023-12-22T21:48:19-04:00"),
        ([], None),
    ],
)
def test_a_moment_in_utc_is_told_in_the_first_zone_in_which_the_page_prints_it(
    written: list[str], local: str | None
) -> None:
    found = in_local_zone(parse_date(TOLD), [parse_date(text) for text in written])
    assert isinstance(found, datetime)
    assert found.isoformat() == (local or "2023-12-23T01:48:19+00:00")


def test_parts_of_a_second_are_no_other_moment_on_a_clock_without_its_zone() -> None:
    moment = datetime(2023, 12, 23, 1, 48, 19, 250_000, tzinfo=UTC)
    for printed in (datetime(2023, 12, 22, 20, 48, 19), datetime(2023, 12, 22, 20, 48, 19, 900_000)):
        found = in_local_zone(moment, [printed])
        assert isinstance(found, datetime)
        assert found.isoformat() == "2023-12-22T20:48:19.250000-05:00"


@pytest.mark.parametrize("moment", ["2023-12-23", "2023-12-23T01:48:19", "2023-12-23T02:48:19+01:00"])
def test_a_day_and_a_moment_that_is_not_in_utc_stay_as_they_are(moment: str) -> None:
    told = parse_date(moment)
    assert in_local_zone(told, [parse_date("2023-12-22T20:48:19-05:00")]) is told
    assert in_local_zone(None, [date(2023, 12, 22)]) is None
