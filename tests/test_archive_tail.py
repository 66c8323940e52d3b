"""What came and went since the last merge: texts in memory, those removed of a segment, both in one order."""

from __future__ import annotations

from math import log

import numpy
import pytest

from retrieval.archive.assembling import assemble
from retrieval.archive.building import Run
from retrieval.archive.field import Field
from retrieval.archive.gone import Removed
from retrieval.archive.lexicon import make_lexicon
from retrieval.archive.order import Order
from retrieval.archive.scoring import Weighting
from tests.archive_data import make_runs, oracle

TEXTS = [["owl", "fox", "owl"], ["dog"], [], ["owl", "dog", "dog", "dog"], ["fox"]]
WEIGHTING = Weighting(0.6, 0.4)


def _field(*removed: int) -> Field:
    field = Field()
    for terms in TEXTS:
        field.add(terms)
    for number in removed:
        field.remove(number)
    return field


def test_a_field_counts_what_is_live_and_keeps_the_numbers_of_what_is_not() -> None:
    field = _field()
    assert (len(field), field.live, field.live_terms) == (5, 5, 9)
    assert [field.having(term) for term in ("owl", "fox", "dog", "elk")] == [2, 2, 2, 0]
    field.remove(3)
    field.remove(2)
    assert (len(field), field.live, field.live_terms) == (5, 3, 5)
    assert [field.having(term) for term in ("owl", "fox", "dog", "elk")] == [1, 2, 1, 0]
    assert field.lengths.tolist() == [3, 1, 0, 4, 1]
    assert field.alive.tolist() == [True, True, False, False, True]
    assert list(field.words) == ["owl", "fox", "dog"]


def test_a_fields_scores_are_rank_bm25s_of_what_is_live() -> None:
    live = [TEXTS[number] for number in (0, 1, 4)]
    wanted = [("owl", log(4 / 1)), ("elk", 0.0), ("fox", log(4 / 2)), ("owl", log(4 / 1))]
    scores = _field(2, 3).scores(wanted, WEIGHTING, average=5 / 3).tolist()
    expected = dict(oracle(live, ["owl", "elk", "fox", "owl"], 5))
    assert scores == [expected.get(0, 0.0), 0.0, 0.0, 0.0, expected.get(2, 0.0)]
    assert scores[0] > scores[4] > 0
    assert _field(2).scores([("elk", 1.0)], WEIGHTING, 2.0).tolist() == [0.0] * 5
    assert _field(0, 1, 2, 3, 4).scores([("owl", 1.0)], WEIGHTING, 0.0).tolist() == [0.0] * 5


@pytest.mark.parametrize(
    ("removed", "expected"),
    [
        ((), {0: [(2, 1), (4, 3)], 1: [], 2: [(1, 2), (4, 1)], 3: [(1, 1), (5, 1)]}),
        ((0, 2), {0: [(2, 1), (4, 3)], 1: [], 2: [(4, 1)], 3: [(5, 1)]}),
        ((0, 1, 2, 3, 4), {0: [], 1: [], 2: [], 3: []}),
    ],
)
def test_a_fields_run_has_its_live_texts_by_their_new_numbers(
    removed: tuple[int, ...], expected: dict[int, list[tuple[int, int]]]
) -> None:
    numbers = numpy.array([2, 3, 0])  # of owl, fox and dog
    run = _field(*removed).run(numbers, 4, renumbered=numpy.array([1, 2, 3, 4, 5]))
    assert _read(run) == expected
    assert run.times.dtype == numpy.uint8


def _read(run: Run) -> dict[int, list[tuple[int, int]]]:
    ends = numpy.cumsum(run.counts).tolist()
    pairs = list(zip(run.passages.tolist(), run.times.tolist(), strict=True))
    return {
        run.first + term: pairs[end - count : end]
        for term, (end, count) in enumerate(zip(ends, run.counts.tolist(), strict=True))
    }


def test_a_field_of_nothing_has_a_run_of_nothing() -> None:
    assert _read(Field().run(numpy.zeros(0, numpy.int64), 2, numpy.zeros(0, numpy.int64))) == {0: [], 1: []}


LOTS = [[" ".join(text) for text in TEXTS], ["owl"] * 3 + ["elk dog"] * 2]
WORDS = ["owl", "fox", "dog", "elk"]


def test_what_is_removed_is_counted_out() -> None:
    runs, lengths, words = make_runs(LOTS)
    removed = Removed(assemble(lambda: runs, lengths, words, WEIGHTING))
    assert (removed.live_terms, [removed.having(term) for term in range(4)]) == (16, [5, 2, 4, 2])
    for texts, numbers, terms, having in (
        (range(6, 8), [6, 7], 14, [3, 2, 4, 2]),
        (range(0, 1), [0, 6, 7], 11, [2, 1, 4, 2]),
        (range(3, 4), [0, 3, 6, 7], 7, [1, 1, 3, 2]),
        (range(8, 10), [0, 3, 6, 7, 8, 9], 3, [1, 1, 1, 0]),
        (range(2, 2), [0, 3, 6, 7, 8, 9], 3, [1, 1, 1, 0]),
    ):
        removed.add(texts)
        assert removed.numbers.tolist() == numbers
        assert (removed.live_terms, [removed.having(term) for term in range(4)]) == (terms, having)


@pytest.mark.parametrize("dead", [[], [0], [3, 5], list(range(10))])
@pytest.mark.parametrize("gone", [(), (1,), (0, 1, 2, 3, 4)])
def test_a_segment_and_what_was_added_are_scored_as_one(dead: list[int], gone: tuple[int, ...]) -> None:
    runs, lengths, words = make_runs(LOTS)
    postings = assemble(lambda: runs, lengths, words, WEIGHTING)
    removed, added = Removed(postings), _field(*gone)
    order = Order(postings, make_lexicon(WORDS), removed, added, pruned=False)
    assert order.idf("owl") == log(16 / 7) if not gone else order.idf("owl") > 0
    for number in dead:
        removed.add(range(number, number + 1))
    order.forget()
    texts = [text.split() for lot in LOTS for text in lot] + TEXTS
    live = [n for n in range(15) if n not in dead and n - 10 not in gone]
    assert (order.size, order.numbered) == (len(live), 15)
    for terms in (["owl"], ["fox", "elk", "owl"], ["dog", "none", "dog"], ["none"], []):
        expected = [(live[number], score) for number, score in oracle([texts[n] for n in live], terms, 15)]
        for limit in (0, 1, 2, 15):
            assert order.rank(terms, limit) == expected[:limit]
        scores = order.scores(terms)
        assert scores.tolist() == [dict(expected).get(number, 0.0) for number in range(15)]
        for numbers in (live, live[::2], live[-1:], live[:1], []):
            found = order.scores_of(terms, numpy.array(numbers, dtype=numpy.int64))
            assert found.tolist() == scores[numbers].tolist()


def test_a_term_is_weighed_anew_when_something_has_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.archive.order._MOST_KEPT", 2)
    runs, lengths, _ = make_runs([[""]])
    nothing, added = assemble(lambda: runs, lengths, 0, WEIGHTING), _field()
    order = Order(nothing, make_lexicon([]), Removed(nothing), added, pruned=False)
    assert [order.idf(term) for term in ("owl", "elk", "fox", "owl")] == [log(3.5), 0.0, log(3.5), log(3.5)]
    added.add(["owl"])
    order.forget()
    assert [order.idf(term) for term in ("owl", "fox")] == [log(8 / 3), log(4)]
