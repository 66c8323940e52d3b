"""The archive's engines: rank_bm25's scores, bit for bit, from arrays."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.archive import PostingsRanker
from retrieval.archive.scanning import best
from retrieval.archive.scoring import Weighting, slack
from tests.archive_data import ENGINES, make_terms, needs_numba, oracle
from tests.front_ends import ROOT

TEXTS = st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=12), max_size=40)
TERMS = st.lists(st.sampled_from("abcdefghz"), max_size=10)


@ENGINES
@pytest.mark.parametrize("size", [1, 2, 7, 300, 3000])
def test_the_ranking_is_rank_bm25s_to_the_last_bit(size: int, pruned: bool) -> None:
    chance = random.Random(size)
    texts = [make_terms(chance, chance.randrange(1, 80), 5000) for _ in range(size)]
    ranker = PostingsRanker(iter(texts), k1=0.6, b=0.4, pruned=pruned)
    for _ in range(20 if size == 3000 else 60):
        terms = make_terms(chance, chance.randrange(12), 5000)
        assert ranker.rank(terms, 5) == oracle(texts, terms, 5)


@ENGINES
@given(texts=TEXTS, terms=TERMS, limit=st.integers(0, 50))
def test_any_texts_any_terms_and_any_limit_rank_as_rank_bm25_does(
    texts: list[list[str]], terms: list[str], limit: int, pruned: bool
) -> None:
    ranker = PostingsRanker(texts, k1=0.6, b=0.4, pruned=pruned)
    assert ranker.rank(terms, limit) == oracle(texts, terms, limit)


@ENGINES
def test_a_term_that_stands_a_thousand_times_in_a_text_is_counted_in_full(pruned: bool) -> None:
    texts = [["owl"] * times + ["the"] * 70_000 for times in (1000, 1, 254, 255, 256)] + [["the"]] * 60
    ranker = PostingsRanker(texts, k1=0.9, b=0.4, pruned=pruned)
    scores = [score for _, score in ranker.rank(["owl"], 5)]
    assert [number for number, _ in ranker.rank(["owl"], 5)] == [0, 4, 3, 2, 1]
    assert len(set(scores)) == 5


@needs_numba
def test_pruning_and_scanning_agree_over_many_windows_and_on_hundreds_of_hits() -> None:
    chance = random.Random(4)
    texts = [make_terms(chance, 6, 400) for _ in range(70_000)]
    scanned, pruned = (PostingsRanker(texts, k1=0.6, b=0.4, pruned=way) for way in (False, True))
    for limit in (1, 5, 300):
        for _ in range(15):
            terms = make_terms(chance, chance.randrange(1, 10), 400)
            assert pruned.rank(terms, limit) == scanned.rank(terms, limit)


def test_texts_of_nothing_rank_nothing() -> None:
    assert PostingsRanker([], k1=0.6, b=0.4).rank(["owl"], 5) == []
    assert PostingsRanker([[], []], k1=0.6, b=0.4).rank(["owl"], 5) == []


def test_idf_and_vocabulary_are_the_texts() -> None:
    ranker = PostingsRanker([["a", "b"], ["b"]], k1=0.6, b=0.4)
    assert ranker.idf("a") == numpy.log(3)
    assert ranker.idf("z") == 0.0
    assert list(ranker.vocabulary) == ["a", "b"]


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.0]), max_size=3000), st.integers(0, 9))
def test_the_best_are_those_of_a_stable_sort(values: list[float], limit: int) -> None:
    scores = numpy.array(values)
    wanted = [number for number in (-scores).argsort(kind="stable")[:limit] if scores[number] > 0]
    assert [number for number, _ in best(scores, limit)] == wanted


@given(
    *(st.integers(1, 300), st.integers(1, 500), st.floats(1, 200), st.floats(1, 200)),
    *(st.floats(0.1, 3), st.floats(0, 1)),
)
def test_a_bound_is_never_below_the_weight_whatever_the_average_becomes(
    times: int, length: int, built: float, now: float, k1: float, b: float
) -> None:
    weighting = Weighting(k1, b)
    counts, lengths = numpy.array([times]), numpy.array([length])
    bound = int(weighting.bounds(counts, weighting.norms(lengths, built))[0])
    weight = float(weighting.weights(counts, weighting.norms(lengths, now))[0])
    assert weight <= bound / 255 * (k1 + 1) * slack(built, now) * (1 + 1e-9)


def test_a_question_to_the_seed_articles_loads_neither_the_archive_nor_numba() -> None:
    program = "import sys, retrieval; print(*(n for n in sys.modules if 'archive.' in n or n == 'numba'))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not [name for name in done.stdout.split() if name.startswith(("retrieval.archive", "numba"))]


_SMALL = """
import sys
from pathlib import Path
from retrieval.archive import Archive, Entry, Identity, PostingsRanker, build, merge
print(PostingsRanker([["x"], ["y"]], k1=1, b=0).rank(["y"], 1)[0][0])
folder, identity = Path(sys.argv[1]), Identity("small", 1, 0)
build(folder, lambda _: [Entry("a", [(0, 3)], ["owl"], "owl")], identity, 1)
index = Archive(folder, identity)
index.apply([], [Entry("b", [(0, 3)], ["fox"])], 2)
merge(folder, identity)
print(index.refresh(), index.rank(["fox"], 1)[0][0], index.articles.scores(["fox"]).argmax())
print("numba" in sys.modules)
"""


def test_a_small_archive_loads_no_numba(tmp_path: Path) -> None:
    program = [sys.executable, "-c", _SMALL, str(tmp_path)]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["1", "True 1 1", "False"]
