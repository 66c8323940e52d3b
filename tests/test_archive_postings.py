"""The arrays of postings: what of the texts stands in them, how it gets there, and how it is looked up."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy
import pytest

from retrieval.archive import IndexFileError, assembling
from retrieval.archive.assembling import assemble
from retrieval.archive.building import Run, make_run, smallest
from retrieval.archive.postings import DENSE, MOST_PASSAGES, Postings
from retrieval.archive.scanning import Scan, Wanted, best
from retrieval.archive.scoring import Weighting, slack
from retrieval.archive.vocabulary import Numbered, Vocabulary
from tests.archive_data import LOTS, make_runs

WEIGHTING = Weighting(0.6, 0.4)


def _assemble(*lots: Sequence[str]) -> Postings:
    runs, lengths, words = make_runs(lots)
    return assemble(lambda: runs, lengths, words, WEIGHTING)


def _read(run: Run) -> list[tuple[int, list[tuple[int, int]]]]:
    """What a run says: of each term, the texts that have it and how often."""
    ends = numpy.cumsum(run.counts).tolist()
    pairs = list(zip(run.passages.tolist(), run.times.tolist(), strict=True))
    return [(end - start, pairs[start:end]) for start, end in zip([0, *ends], ends, strict=False)]


@pytest.mark.parametrize(
    ("owners", "expected"),
    [
        ([0, 1, 2], [[(0, 2), (2, 1)], [(0, 1)], [(1, 1), (2, 2)]]),
        ([5, 5, 6], [[(5, 2), (6, 1)], [(5, 1)], [(5, 1), (6, 2)]]),
        ([-1, 0, 0], [[(0, 1)], [], [(0, 3)]]),
        ([0, -1, 0], [[(0, 3)], [(0, 1)], [(0, 2)]]),
        ([-1, -1, -1], [[], [], []]),
        ([0, 0, 0], [[(0, 3)], [(0, 1)], [(0, 3)]]),
    ],
)
def test_a_run_says_of_each_word_who_has_it_and_how_often(
    owners: list[int], expected: list[list[tuple[int, int]]]
) -> None:
    numbered = Vocabulary().read(["owl fox owl", "dog", "dog owl dog"])
    run = make_run(numbered, numpy.array(owners))
    assert run.first == 0
    assert _read(run) == [(len(pairs), pairs) for pairs in expected]


def test_a_word_that_is_known_and_stands_nowhere_has_a_count_too() -> None:
    words = Vocabulary(["elk", "owl", "yak"])
    assert _read(make_run(words.read(["owl"]), numpy.array([0]))) == [(0, []), (1, [(0, 1)]), (0, [])]
    nothing = Numbered(numpy.zeros(0, numpy.uint32), numpy.zeros(0, numpy.uint32), 0)
    assert _read(make_run(nothing, numpy.zeros(0, numpy.int64))) == []


@pytest.mark.parametrize(
    ("most", "size"), [(0, 1), (1, 1), (255, 1), (256, 2), (65_535, 2), (65_536, 4), (2**32 - 1, 4)]
)
def test_numbers_take_as_few_bytes_as_the_largest_needs(most: int, size: int) -> None:
    held = smallest(numpy.array([0, most], dtype=numpy.int64))
    assert (held.tolist(), held.itemsize) == ([0, most], size)
    assert smallest(numpy.zeros(0, dtype=numpy.int64)).itemsize == 1


def test_a_word_that_an_eighth_of_the_texts_have_is_a_row_and_a_rarer_one_a_list() -> None:
    assert DENSE == 8  # what the texts here are made for
    for size in (16, 17):
        postings = _assemble(["owl fox", "owl"] + ["dog"] * (size - 2))
        owl, fox, dog = postings.rows.tolist()
        assert (owl >= 0, fox, dog >= 0) == (size == 16, -1, True)
        assert [postings.passages_with(term)[0].tolist() for term in range(3)] == [
            [0, 1],
            [0],
            list(range(2, size)),
        ]
        assert postings.having.tolist() == [2, 1, size - 2]
        assert numpy.diff(postings.starts).tolist() == [0 if size == 16 else 2, 1, 0]


@pytest.mark.parametrize(
    "lots", [LOTS, [[text for lot in LOTS for text in lot]], [[text] for text in LOTS[0]]]
)
def test_whoever_has_a_word_is_found_with_how_often_and_among_any_others(lots: list[list[str]]) -> None:
    postings, texts = _assemble(*lots), [text.split() for lot in lots for text in lot]
    words = list(dict.fromkeys(word for text in texts for word in text))
    assert postings.size == len(texts)
    assert postings.lengths.tolist() == [len(text) for text in texts]
    assert postings.average == sum(map(len, texts)) / len(texts)
    every = numpy.arange(len(texts))
    for term, word in enumerate(words):
        times = [text.count(word) for text in texts]
        having = [number for number, count in enumerate(times) if count]
        found, counts = postings.passages_with(term)
        assert (found.tolist(), counts.tolist()) == (having, [times[number] for number in having])
        assert postings.having[term] == len(having)
        assert postings.times_in(term, every).tolist() == times
        for asked in (every[::3], every[:1], every[-1:], every[:0], numpy.array(having)):
            assert postings.times_in(term, asked).tolist() == [times[number] for number in asked]
            assert postings.count_among(term, asked) == sum(times[number] > 0 for number in asked)


def test_of_a_word_of_other_texts_nothing_is_found() -> None:
    runs, lengths, words = make_runs([["owl", "owl fox"]])
    postings = assemble(lambda: runs, lengths, words + 1, WEIGHTING)
    assert postings.passages_with(words)[0].tolist() == []
    assert postings.times_in(words, numpy.array([0, 1])).tolist() == [0, 0]
    assert postings.count_among(words, numpy.array([0, 1])) == 0
    assert postings.tops[words] == 0


@pytest.mark.parametrize("lots", [LOTS, [[text for lot in LOTS for text in lot]]])
def test_each_posting_has_the_lowest_bound_that_is_not_below_its_weight(lots: list[list[str]]) -> None:
    postings = _assemble(*lots)
    norms = WEIGHTING.norms(postings.lengths, postings.average)
    for term in range(len(postings.rows)):
        passages, times = postings.passages_with(term)
        shares = WEIGHTING.weights(times, norms[passages]) / (WEIGHTING.k1 + 1)
        row, places = postings.rows[term], slice(postings.starts[term], postings.starts[term + 1])
        bounds = postings.row_bounds[row][passages] if row >= 0 else postings.entries[places] & 255
        assert ((bounds / 255 >= shares) & ((bounds - 1) / 255 < shares)).all()
        assert postings.tops[term] == bounds.max()
        if row >= 0:
            assert numpy.count_nonzero(postings.row_bounds[row]) == len(passages)


def test_a_bound_is_above_a_weight_that_is_hardly_more_than_a_step_and_255_at_most() -> None:
    norms = numpy.array([255 / 128 - 1 - 1e-12, 255 / 128 - 1 + 1e-4, 0.0])
    assert WEIGHTING.bounds(numpy.array([1, 1, 1]), norms).tolist() == [129, 128, 255]


def test_weights_cannot_exceed_bounds_made_for_no_length_or_a_greater_one() -> None:
    assert [slack(0.0, 5.0), slack(5.0, 4.0), slack(5.0, 5.0), slack(4.0, 5.0)] == [1.0, 1.0, 1.0, 1.25]


def test_as_many_passages_as_an_entry_can_number_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    last = (MOST_PASSAGES - 1) << 8 | 255
    assert last <= numpy.iinfo(numpy.uint32).max < last + 256
    monkeypatch.setattr(assembling, "MOST_PASSAGES", 3)
    assert _assemble(["owl"] * 3).size == 3
    with pytest.raises(
        IndexFileError, match="4 passages: more than 3 passages are more than one index holds"
    ):
        _assemble(["owl"] * 4)


def test_texts_without_words_and_words_without_texts_have_postings() -> None:
    postings = _assemble(["", ""])
    assert (postings.size, postings.average, len(postings.rows)) == (2, 0.0, 0)
    none = assemble(list[Run], numpy.zeros(0, dtype=numpy.uint32), 2, WEIGHTING)
    assert (none.size, none.average) == (0, 0.0)
    assert [none.passages_with(term)[0].tolist() for term in (0, 1)] == [[], []]
    assert none.having.tolist() == none.tops.tolist() == [0, 0]


def test_scores_go_by_the_average_now_and_the_dead_have_none() -> None:
    postings = _assemble(*LOTS)
    scan, wanted = Scan(postings), [Wanted(0, 2.0), Wanted(2, 1.0)]
    for average in (2.0, 3.0, 2.0):
        norms = WEIGHTING.norms(postings.lengths, average)
        times = [postings.times_in(term, numpy.arange(postings.size)) for term in (0, 2)]
        owl, dog = (WEIGHTING.weights(each, norms) for each in times)
        for dead in ([], [0], [3, 5]):
            scores = 2.0 * owl + 1.0 * dog
            scores[dead] = 0.0
            found = scan.scores(wanted, average, numpy.array(dead, dtype=numpy.int64))
            assert found.tolist() == scores.tolist()
            assert scan.search(wanted, average, 3, numpy.array(dead, dtype=numpy.int64)) == best(scores, 3)
    assert scan.search(wanted, 2.0, 2) == best(scan.scores(wanted, 2.0), 2)
    assert scan.scores([], 0.0).tolist() == [0.0] * postings.size


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 600, 2000])
@pytest.mark.parametrize("limit", [-1, 0, 1, 2, 5, 3000])
def test_the_best_are_the_highest_above_nothing_and_the_earlier_first(size: int, limit: int) -> None:
    chance = random.Random(size)
    for share in (0.003, 0.5):
        scores = [chance.choice([1.0, 2.0, 0.25]) if chance.random() < share else 0.0 for _ in range(size)]
        wanted = sorted((-score, number) for number, score in enumerate(scores) if score > 0)
        assert best(numpy.array(scores), limit) == [
            (number, -least) for least, number in wanted[: max(0, limit)]
        ]
