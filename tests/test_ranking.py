"""BM25 over texts: the scores are rank_bm25's, the order is clear, and little text breaks nothing."""

from __future__ import annotations

import math
import random

import numpy
import pytest
from rank_bm25 import BM25Plus

from retrieval.ranking import Ranker, best_places

TEXTS = [["owl", "hoot"], ["owl", "owl", "sleep", "day"], [], ["lark", "sing", "dawn"], ["owl", "hoot"]]


def _ranker(texts: list[list[str]], k1: float = 0.6, b: float = 0.4) -> Ranker:
    return Ranker(texts, k1=k1, b=b)


@pytest.mark.parametrize(("k1", "b"), [(0.6, 0.4), (0.9, 0.4), (1.5, 0.75), (0.6, 0.0)])
def test_scores_are_those_of_rank_bm25_to_the_last_bit(k1: float, b: float) -> None:
    chance = random.Random(1)
    texts = [chance.choices("abcdefghij", k=chance.randrange(12)) for _ in range(60)]
    ranker, other = _ranker(texts, k1, b), BM25Plus(texts, k1=k1, b=b, delta=0)
    for terms in (["a"], ["a", "b", "c"], ["z"], ["a", "a"], ["z", "d"], []):
        assert ranker.scores(terms).tolist() == other.get_scores(terms).tolist()


def test_texts_without_a_term_are_left_out_and_of_equal_ones_the_earlier_comes_first() -> None:
    ranker = _ranker(TEXTS)
    assert [number for number, _ in ranker.rank(["hoot"], 9)] == [0, 4]
    assert [number for number, _ in ranker.rank(["owl", "sleep"], 9)] == [1, 0, 4]
    assert [number for number, _ in ranker.rank(["owl", "sleep"], 2)] == [1, 0]
    assert ranker.rank(["owl"], 0) == ranker.rank(["zebra"], 9) == ranker.rank([], 9) == []
    assert ranker.rank(["lark"], 1) == [(3, ranker.scores(["lark"])[3])]


def test_a_term_weighs_the_more_the_fewer_texts_have_it() -> None:
    ranker = _ranker(TEXTS)
    assert ranker.idf("owl") == pytest.approx(math.log(6 / 3))
    assert ranker.idf("lark") == pytest.approx(math.log(6 / 1))
    assert ranker.idf("zebra") == 0.0
    assert set(ranker.vocabulary) == {"owl", "hoot", "sleep", "day", "lark", "sing", "dawn"}


def test_a_share_is_the_score_by_what_the_terms_weigh_together() -> None:
    ranker = _ranker(TEXTS)
    weight = ranker.idf("owl") + ranker.idf("sleep")
    assert ranker.shares(["owl", "sleep"]) == pytest.approx(ranker.scores(["owl", "sleep"]) / weight)
    assert ranker.shares(["zebra"]).tolist() == [0.0] * 5


@pytest.mark.parametrize("texts", [[], [[]], [[], []]])
def test_texts_without_a_word_have_no_score(texts: list[list[str]]) -> None:
    ranker = _ranker(texts)
    assert ranker.scores(["owl"]).tolist() == ranker.shares(["owl"]).tolist() == [0.0] * len(texts)
    assert (ranker.rank(["owl"], 5), ranker.idf("owl"), list(ranker.vocabulary)) == ([], 0.0, [])


@pytest.mark.parametrize(
    ("scores", "limit", "places"),
    [
        ([1.0, 3.0, 1.0, 2.0], 1, [1]),
        ([1.0, 3.0, 1.0, 2.0], 2, [1, 3]),
        ([1.0, 3.0, 1.0, 2.0], 3, [0, 1, 3]),
        ([1.0, 3.0, 1.0, 2.0], 4, [0, 1, 2, 3]),
        ([1.0, 3.0, 1.0, 2.0], 9, [0, 1, 2, 3]),
        ([2.0, 2.0, 2.0], 2, [0, 1]),
        ([2.0, 1.0], 1, [0]),
        ([], 1, []),
        ([], 0, []),
    ],
)
def test_the_best_places_are_told_in_their_order(scores: list[float], limit: int, places: list[int]) -> None:
    assert best_places(numpy.array(scores), limit).tolist() == places
