"""What pruning gives the search to go by: terms in the order of what they can add, safe and close bounds.

The search itself is left out: `test_archive_kernel.py` and `test_archive_kernel_steps.py` are about it.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import numpy
import pytest

pytest.importorskip("numba", reason="the extra `archive` is not installed")

from retrieval.archive import pruning
from retrieval.archive.assembling import assemble
from retrieval.archive.building import make_run
from retrieval.archive.postings import Postings
from retrieval.archive.pruning import Pruning
from retrieval.archive.scanning import Scan, Wanted
from retrieval.archive.scoring import Weighting
from retrieval.archive.vocabulary import Vocabulary

THE, OWL, FOX, ELK, NONE = range(5)


@pytest.fixture(scope="module")
def postings() -> Postings:
    """The first word stands in most of 60 texts, each further one in fewer, the last in none."""
    chance, texts = random.Random(1), []
    for number in range(60):
        rarer = [word for word, share in (("owl", 9), ("fox", 12), ("elk", 30)) if number % share == 0]
        texts.append(" ".join(["the"] * chance.randrange(3) + [*rarer, "the"] * chance.randrange(1, 4)))
    words = Vocabulary(["the", "owl", "fox", "elk", "none"])
    numbered = words.read(texts)
    runs = [make_run(numbered, numpy.arange(60))]
    return assemble(lambda: runs, numbered.lengths, len(words), Weighting(0.6, 0.4))


def _planned(
    postings: Postings,
    monkeypatch: pytest.MonkeyPatch,
    wanted: Sequence[Wanted],
    average: float,
    limit: int = 5,
) -> tuple[Any, ...]:
    """What the search was given."""
    given: list[tuple[Any, ...]] = []

    def search(*arguments: Any) -> tuple[numpy.ndarray, numpy.ndarray]:
        given.append(arguments)
        return numpy.array([2.5, 1.5]), numpy.array([7, 3])

    monkeypatch.setattr(pruning, "search", search)
    assert Pruning(postings).search(wanted, average, limit) == [(7, 2.5), (3, 1.5)]
    return given[0]


QUESTIONS = [
    [Wanted(OWL, 2.0)],
    [Wanted(THE, 0.3), Wanted(FOX, 2.5), Wanted(OWL, 2.0)],
    [Wanted(OWL, 1.0), Wanted(THE, 9.0), Wanted(ELK, 3.0), Wanted(OWL, 1.0)],
]


def _bounds(postings: Postings, term: int) -> numpy.ndarray:
    """The bound of every passage."""
    row, places = postings.rows[term], slice(postings.starts[term], postings.starts[term + 1])
    bounds = numpy.zeros(postings.size, dtype=numpy.int64)
    if row >= 0:
        bounds[:] = postings.row_bounds[row]
    bounds[postings.entries[places] >> 8] = postings.entries[places] & 255
    return bounds


@pytest.mark.parametrize("wanted", QUESTIONS)
@pytest.mark.parametrize("stretch", [0.5, 1.0, 1.7])
def test_units_bound_every_score_from_above_and_a_ceiling_is_hardly_higher_than_what_can_be(
    postings: Postings, monkeypatch: pytest.MonkeyPatch, wanted: Sequence[Wanted], stretch: float
) -> None:
    _, lists, formula, _, _ = _planned(postings, monkeypatch, wanted, postings.average * stretch)
    terms = [wanted[word].term for word in numpy.unique(formula.order, return_index=True)[1]]
    units, longer = numpy.zeros(postings.size), max(1.0, stretch)
    for i, term in enumerate(terms):
        own = -(-_bounds(postings, term) * int(lists.factor[i]) // 65536)
        units += own
        assert lists.rest[i] - lists.rest[i + 1] == own.max()
        asked = [word for word in wanted if word.term == term]
        most = Scan(postings).scores(asked, postings.average).max()
        step = sum(word.idf for word in asked) * 1.6 / 255
        assert own.max() <= (most + step) * longer * formula.units + 1
        assert 0 < lists.factor[i] - step * longer * formula.units * 65536 < 1.1  # of 65536ths of a unit
    assert (units >= Scan(postings).scores(wanted, postings.average * stretch) * formula.units).all()
    assert 60_000 <= lists.rest[0] <= 60_000 + 2 * len(terms)


def test_terms_with_lists_come_first_those_that_can_add_most_before_others(
    postings: Postings, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = [Wanted(THE, 9.0), Wanted(FOX, 1.0), Wanted(ELK, 5.0), Wanted(OWL, 2.0), Wanted(FOX, 0.5)]
    corpus, lists, formula, limit, _ = _planned(postings, monkeypatch, wanted, 3.5)
    order = [ELK, OWL, FOX, THE]  # a row is the last, whatever it can add
    assert lists.first.tolist() == [postings.starts[term] for term in order]
    assert lists.last.tolist() == [postings.starts[term + 1] for term in order]
    assert lists.row.tolist() == [-1, -1, -1, postings.rows[THE]]
    assert [order[i] for i in formula.order] == [word.term for word in wanted]
    assert formula.idf.tolist() == [word.idf for word in wanted]
    assert formula[2:5] == (0.6, 0.4, 3.5)
    assert (len(lists.rest), lists.rest[-1]) == (5, 0)
    assert (corpus.entries is postings.entries, corpus.dead.tolist(), limit) == (True, [], 5)


def test_of_two_that_can_add_the_same_the_one_with_the_lower_number_comes_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    numbered = Vocabulary().read(["owl", "fox", "elk", *["the"] * 30])
    runs = [make_run(numbered, numpy.arange(33))]
    equal = assemble(lambda: runs, numbered.lengths, 4, Weighting(0.6, 0.4))
    _, lists, *_ = _planned(equal, monkeypatch, [Wanted(2, 1.0), Wanted(0, 1.0), Wanted(1, 1.0)], 1.0)
    assert lists.first.tolist() == [0, 1, 2]


def test_what_no_passage_has_or_weighs_nothing_is_not_searched(
    postings: Postings, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = [Wanted(NONE, 1.0), Wanted(OWL, 2.0), Wanted(FOX, 0.0)]
    _, lists, formula, *_ = _planned(postings, monkeypatch, wanted, 3.0)
    assert (lists.first.tolist(), formula.idf.tolist()) == ([postings.starts[OWL]], [2.0])
    monkeypatch.setattr(pruning, "search", None)
    assert Pruning(postings).search([Wanted(NONE, 1.0), Wanted(OWL, 0.0)], 3.0, 5) == []
    assert Pruning(postings).search([Wanted(OWL, 1.0)], 3.0, 0) == []


def test_no_more_are_searched_for_than_there_are_and_the_dead_are_told(
    postings: Postings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [_planned(postings, monkeypatch, QUESTIONS[0], 3.0, limit)[3] for limit in (1, 60, 61)] == [
        1,
        60,
        60,
    ]
    monkeypatch.setattr(pruning, "search", lambda corpus, *_: (corpus.dead * 1.0, corpus.dead))
    dead = numpy.array([4, 9], dtype=numpy.uint32)
    assert Pruning(postings).search(QUESTIONS[0], 3.0, 5, dead) == [(4, 4.0), (9, 9.0)]


def test_a_question_of_more_words_than_units_allow_is_scanned(
    postings: Postings, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead = numpy.array([0])
    monkeypatch.setattr(pruning, "_MOST_TERMS", 2)
    scanned = Scan(postings).search(QUESTIONS[1], 3.0, 4, dead)
    assert Pruning(postings).search(QUESTIONS[1], 3.0, 4, dead) == scanned
    monkeypatch.setattr(pruning, "_MOST_TERMS", 3)
    _planned(postings, monkeypatch, QUESTIONS[1], 3.0)


def test_scores_of_all_are_the_scans(postings: Postings) -> None:
    dead = numpy.array([0, 9])
    found = Pruning(postings).scores(QUESTIONS[1], 3.0, dead).tolist()
    assert found == Scan(postings).scores(QUESTIONS[1], 3.0, dead).tolist()
