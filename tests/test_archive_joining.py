"""What an index says of its passages by number, and the best by their own and their article's share."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy
import pytest

from retrieval.archive import Archive, DamagedIndexError, Entry, build, joining, merge
from retrieval.archive.joining import join
from retrieval.archive.segments import read_segment
from tests.archive_data import IDENTITY, make_entry, make_terms

GONE = ("a2", "a7", "b1")


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    """Twenty of the segment, then six of the tail; one of each has no passages."""
    chance = random.Random(4)
    made = [make_entry(chance, f"a{number}", 0 if number == 5 else None) for number in range(20)]
    return made + [make_entry(chance, f"b{number}", 0 if number == 3 else 2) for number in range(6)]


@pytest.fixture(scope="module")
def archive(entries: list[Entry], tmp_path_factory: pytest.TempPathFactory) -> Archive:
    folder = tmp_path_factory.mktemp("index")
    build(folder, lambda _: entries[:20], IDENTITY, 1)
    opened = Archive(folder, IDENTITY, pruned=False)
    opened.apply([], entries[20:], mark=2)
    opened.apply(GONE, [], mark=3)
    return opened


def test_passages_and_articles_are_numbered_in_the_order_they_came(
    archive: Archive, entries: list[Entry]
) -> None:
    first = 0
    for number, entry in enumerate(entries):
        own = range(first, first + len(entry.spans))
        assert archive.passages_in(number) == own
        assert archive.spans_in(number) == list(entry.spans)
        assert archive.id_of(number) == entry.article
        assert archive.number_of(entry.article) == (None if entry.article in GONE else number)
        assert archive.passages_of(entry.article) == (None if entry.article in GONE else own)
        assert [archive.article_of(passage) for passage in own] == [number] * len(own)
        assert [archive.place(passage).article for passage in own] == [entry.article] * len(own)
        first = own.stop
    live = [number for number, entry in enumerate(entries) if entry.article not in GONE]
    assert archive.live_articles.tolist() == live
    assert list(archive.article_ids()) == [entries[number].article for number in live]
    assert archive.size == sum(len(entries[number].spans) for number in live)
    assert str(archive.days.tolist()) == str([entry.day for entry in entries])
    assert archive.changed == 10 + sum(len(entry.spans) for entry in entries[:20] if entry.article in GONE)


@pytest.mark.parametrize("step", [1, 2, 3, 50])
def test_many_numbers_at_once_are_answered_as_one_by_one(
    archive: Archive, entries: list[Entry], step: int
) -> None:
    for start in (0, 5, 19, 20, 23):
        articles = numpy.arange(start, len(entries), step)
        passages = [passage for number in articles.tolist() for passage in archive.passages_in(number)]
        assert archive.passages_in_all(articles).tolist() == passages
        found = archive.articles_of(numpy.array(passages, dtype=numpy.int64))
        assert found.tolist() == [archive.article_of(passage) for passage in passages]
    nothing = numpy.zeros(0, dtype=numpy.int64)
    assert archive.passages_in_all(nothing).tolist() == archive.articles_of(nothing).tolist() == []


def test_words_and_wordings_are_the_segments_and_those_of_the_tail_apart(archive: Archive) -> None:
    assert archive.words.find(archive.added_words()[0]) is not None
    assert "w1" in archive.added_words()
    assert archive.record_of(0) is archive.record_of(21) is None  # none came with its wording


def _best_first(one: tuple[float, int]) -> tuple[float, int]:
    return -one[0], one[1]


def _joined(
    archive: Archive, terms: list[str], weight: float, added: numpy.ndarray
) -> list[tuple[float, int]]:
    """Every passage that has a term: its sum, and its number."""
    own, of_articles = archive.passages.scores(terms), archive.articles.scores(terms)
    totals = [sum(map(order.idf, terms)) or 1.0 for order in (archive.passages, archive.articles)]
    shares = own / totals[0] + weight * (of_articles / totals[1])[archive.articles_of(numpy.arange(len(own)))]
    sums = shares + added[archive.articles_of(numpy.arange(len(own)))]
    return [(float(sums[number]), number) for number in numpy.flatnonzero(own).tolist()]


@pytest.mark.parametrize(("depth", "looked_up"), [(3, 1000), (3, 0), (8, 1000), (8, 4), (1000, 1000)])
@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8, 30])
def test_the_best_by_both_are_found_as_if_everything_were_added_up(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, depth: int, looked_up: int, limit: int
) -> None:
    monkeypatch.setattr(joining, "DEPTH", depth)
    monkeypatch.setattr(joining, "MOST_LOOKED_UP", looked_up)
    chance = random.Random(limit)
    for weight in (0.0, 0.3, 2.0, 40.0):
        added = numpy.array([chance.choice([0.0, 0.1, 1.0]) for _ in range(26)])
        for terms in (make_terms(chance, 4), ["w1"], ["w1", "w2", "w3"], ["none"], ["w9", "w9"], []):
            expected = sorted(_joined(archive, terms, weight, added), key=lambda one: (-one[0], one[1]))[
                :limit
            ]
            found = join(archive, terms, limit, weight, added)
            assert found.passages.tolist() == sorted(number for _, number in expected)
            assert found.articles.tolist() == archive.articles_of(found.passages).tolist()
            sums = found.shares + weight * found.article_shares + added[found.articles]
            assert sorted(sums.tolist()) == pytest.approx(sorted(one for one, _ in expected))


def test_a_share_is_of_what_the_words_weigh_together(archive: Archive) -> None:
    terms, nothing = ["w1", "w2"], numpy.zeros(26)
    found = join(archive, terms, 5, 1.0, nothing)
    weights = [sum(map(order.idf, terms)) for order in (archive.passages, archive.articles)]
    own = archive.passages.scores(terms)[found.passages] / weights[0]
    of_articles = archive.articles.scores(terms)[found.articles] / weights[1]
    assert found.shares.tolist() == own.tolist()
    assert found.article_shares.tolist() == of_articles.tolist()


def test_articles_whose_bonus_cannot_make_up_the_rest_are_not_looked_through(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[list[int]] = []
    scores_of, terms = archive.passages.scores_of, ["w1", "w2"]

    def record(terms: Any, numbers: Any) -> Any:
        looked_up.append(numbers.tolist())
        return scores_of(terms, numbers)

    monkeypatch.setattr(joining, "DEPTH", 6)
    monkeypatch.setattr(archive.passages, "scores_of", record)
    bonus = numpy.zeros(26)
    join(archive, terms, 2, 0.0, bonus)
    raised, known = [0, 1, 3, 4, 8, 9, 22], {number for number, _ in archive.passages.rank(terms, 6)}
    bonus[raised] = 2.0
    join(archive, terms, 2, 0.0, bonus)
    having = [number for number in raised if archive.articles.scores(terms)[number]]
    own = [passage for number in having for passage in archive.passages_in(number)]
    assert looked_up == [[], [passage for passage in own if passage not in known]]
    assert looked_up[1]


def test_an_index_that_is_replaced_while_it_is_opened_is_opened_anew(
    entries: list[Entry], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(tmp_path, lambda _: entries[:3], IDENTITY, 1)
    replaced: list[int] = []

    def read_too_late(folder: Path, identity: Any) -> Any:
        if len(replaced) < most:
            replaced.append(1)
            build(tmp_path, lambda _: entries[: 3 + len(replaced)], IDENTITY, 1 + len(replaced))
        return read_segment(folder, identity)

    monkeypatch.setattr("retrieval.archive.index.read_segment", read_too_late)
    most = 2
    assert Archive(tmp_path, IDENTITY).mark == 3
    replaced.clear()
    most = 3
    with pytest.raises(DamagedIndexError, match="changes faster than it can be read"):
        Archive(tmp_path, IDENTITY)
    merge(tmp_path, IDENTITY)
