"""The compiled search does what its source says: run as plain Python, it finds the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from types import ModuleType

import numpy
import pytest

pytest.importorskip("numba", reason="the extra `archive` is not installed")

from retrieval.archive import PostingsRanker, kernel, pruning
from tests.archive_data import make_terms, oracle, plain_twin

SIZE = 1500


@pytest.fixture(scope="module")
def plain() -> Iterator[ModuleType]:
    """The kernel's source, not compiled."""
    with plain_twin(kernel) as module:
        yield module


@pytest.fixture(scope="module")
def texts() -> list[list[str]]:
    chance = random.Random(1)
    return [make_terms(chance, chance.randrange(2, 30), 900) for _ in range(SIZE)]


def _questions(count: int) -> Iterator[list[str]]:
    """Some of few words and some of many, with words that are in most texts, in few, and in none."""
    chance = random.Random(2)
    for number in range(count):
        yield make_terms(chance, 1 + number % 12, 1200)


@pytest.mark.parametrize("window", [64, 1000, 1 << 16])
def test_plain_and_compiled_search_find_the_same_and_so_does_rank_bm25(
    plain: ModuleType, texts: list[list[str]], monkeypatch: pytest.MonkeyPatch, window: int
) -> None:
    ranker = PostingsRanker(texts, k1=0.6, b=0.4, pruned=True)
    questions, limits = list(_questions(24)), (1, 5, 60)
    compiled = [ranker.rank(terms, limit) for terms in questions for limit in limits]
    monkeypatch.setattr(plain, "WINDOW", window)
    monkeypatch.setattr(pruning, "search", plain.search)
    read = [ranker.rank(terms, limit) for terms in questions for limit in limits]
    assert read == compiled
    assert read == [oracle(texts, terms, limit) for terms in questions for limit in limits]


@pytest.mark.parametrize("probe_cost", [0, 12, 10**9])
def test_looking_up_or_adding_a_list_as_a_whole_find_the_same(
    plain: ModuleType, texts: list[list[str]], monkeypatch: pytest.MonkeyPatch, probe_cost: int
) -> None:
    ranker = PostingsRanker(texts, k1=0.6, b=0.4, pruned=True)
    wanted = [ranker.rank(terms, 5) for terms in _questions(24)]
    monkeypatch.setattr(plain, "WINDOW", 256)
    monkeypatch.setattr(plain, "PROBE_COST", probe_cost)
    monkeypatch.setattr(pruning, "search", plain.search)
    assert [ranker.rank(terms, 5) for terms in _questions(24)] == wanted


def test_dead_passages_are_passed_over_by_both(
    plain: ModuleType, texts: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    ranker = PostingsRanker(texts, k1=0.6, b=0.4, pruned=True)
    dead = numpy.array(sorted(random.Random(3).sample(range(SIZE), 400)))
    engine, average = ranker._engine, ranker._postings.average

    def search() -> list[list[tuple[int, float]]]:
        return [engine.search(ranker._wanted(terms), average, 9, dead) for terms in _questions(24)]

    compiled = search()
    monkeypatch.setattr(plain, "WINDOW", 100)
    monkeypatch.setattr(pruning, "search", plain.search)
    assert search() == compiled
    found = {number for ranking in compiled for number, _ in ranking}
    assert found
    assert not found & set(dead.tolist())


def test_a_place_in_a_list_is_found_as_by_bisection_wherever_it_is_looked_for_first(
    plain: ModuleType,
) -> None:
    passages = numpy.unique(numpy.random.default_rng(4).integers(0, 5000, 700))
    entries = (passages << 8 | 7).astype(numpy.uint32)
    for passage in range(0, 5100, 37):
        for first, last in ((0, len(entries)), (3, 640), (250, 250)):
            place = min(max(first, int(numpy.searchsorted(passages, passage))), last)
            for near in {first, (first + last) // 2, last, plain.guess(first, last, passage, 5100)}:
                assert plain.seek(entries, first, last, passage, near) == place
                assert kernel.seek(entries, first, last, passage, near) == place


def test_the_best_offered_are_kept_in_order_on_a_tie_the_earlier(plain: ModuleType) -> None:
    chance = random.Random(5)
    for offer in (plain.offer, kernel.offer):
        offered = [(chance.choice([0.0, 1.0, 2.0, 3.0]), number) for number in range(60)]
        chance.shuffle(offered)
        scores, passages, count = numpy.zeros(7), numpy.zeros(7, dtype=numpy.int64), 0
        for score, number in offered:
            count = offer(scores, passages, count, score, number)
        best = sorted((pair for pair in offered if pair[0] > 0), key=lambda pair: (-pair[0], pair[1]))[:7]
        assert list(zip(scores.tolist(), passages.tolist(), strict=True)) == best
