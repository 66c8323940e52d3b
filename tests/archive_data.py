"""Made-up passages for the tests of the archive, and rank_bm25's answers to questions about them."""

from __future__ import annotations

import importlib.util
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from math import nan
from types import ModuleType

import numpy
import pytest
from rank_bm25 import BM25Plus

from retrieval.archive import Archive, Entry, Identity, join_terms, split_terms
from retrieval.archive.building import Run, make_run
from retrieval.archive.vocabulary import Vocabulary

needs_numba = pytest.mark.skipif(
    importlib.util.find_spec("numba") is None, reason="the extra `archive` is not installed"
)
ENGINES = pytest.mark.parametrize("pruned", [False, pytest.param(True, marks=needs_numba)])
IDENTITY = Identity("tests 1", 0.6, 0.4)


def make_terms(chance: random.Random, count: int, words: int = 3000) -> list[str]:
    """Terms of which a few are in most passages and most in few."""
    return [f"w{int(chance.paretovariate(0.5)) % words}" for _ in range(count)]


def make_entry(chance: random.Random, id: str, passages: int | None = None) -> Entry:
    """An article of zero to five passages, or as many as are asked for."""
    count = chance.randrange(6) if passages is None else passages
    spans = [(place * 10, place * 10 + 5) for place in range(count)]
    texts = [join_terms(make_terms(chance, chance.randrange(50))) for _ in range(count)]
    day = chance.choice([nan, float(chance.randrange(20_000))])
    title = join_terms(make_terms(chance, chance.randrange(8)))
    return Entry(id, spans, texts, title, day, chance.choice(["en", "es"]))


LOTS = [
    ["owl owl fox", "", "dog", "dog owl"],
    ["dog fox fox fox yak", *["dog"] * 30, "owl"],
    [*["elk"] * 6, "fox dog dog owl", "elk fox dog yak"],
]
"""Texts of which some words are in many and some in few."""


def make_runs(lots: Iterable[Sequence[str]], first: int = 0) -> tuple[list[Run], numpy.ndarray, int]:
    """A run of each lot of texts, words numbered from `first`; the texts' lengths; how many words."""
    words, runs, lengths = Vocabulary(), list[Run](), list[int]()
    for texts in lots:
        numbered = words.read(texts)
        run = make_run(numbered, numpy.arange(len(lengths), len(lengths) + len(texts)))
        runs.append(run._replace(first=first))
        lengths += numbered.lengths.tolist()
    return runs, numpy.array(lengths, dtype=numpy.uint32), first + len(words)


def oracle(texts: Sequence[Sequence[str]], terms: Sequence[str], limit: int) -> list[tuple[int, float]]:
    """What rank_bm25 ranks best."""
    if not any(texts):
        return []
    scores = BM25Plus(texts, k1=IDENTITY.k1, b=IDENTITY.b, delta=0).get_scores(terms)
    best = (-scores).argsort(kind="stable")[:limit]
    return [(int(number), float(scores[number])) for number in best if scores[number] > 0]


def differences(index: Archive, live: Sequence[Entry], questions: Sequence[Sequence[str]]) -> int:
    """How many questions are answered otherwise than by rank_bm25 over the same passages."""
    texts = [split_terms(terms) for entry in live for terms in entry.terms]
    spans = [(entry.article, tuple(span)) for entry in live for span in entry.spans]
    assert index.size == len(texts)
    assert list(index.article_ids()) == [entry.article for entry in live]
    different = _article_differences(index, live, questions)
    if not any(texts):
        return different + sum(index.rank(terms, 5) != [] for terms in questions)
    bm25 = BM25Plus(texts, k1=IDENTITY.k1, b=IDENTITY.b, delta=0)
    for terms in questions:
        scores = bm25.get_scores(terms)
        best = (-scores).argsort(kind="stable")[:5]
        wanted = [(spans[number], float(scores[number])) for number in best if scores[number] > 0]
        places = [(index.place(number), score) for number, score in index.rank(terms, 5)]
        different += wanted != [((place.article, tuple(place.span)), score) for place, score in places]
        numbers = numpy.concatenate([index.passages_of(entry.article) or range(0) for entry in live])
        different += index.passages.scores_of(terms, numbers.astype(int)).tolist() != scores.tolist()
    return different


def _article_differences(index: Archive, live: Sequence[Entry], questions: Sequence[Sequence[str]]) -> int:
    """How many questions find other scores of whole articles than rank_bm25's."""
    numbers = [number for entry in live for number in [index.number_of(entry.article)] if number is not None]
    assert index.live_articles.tolist() == numbers
    assert [index.id_of(number) for number in index.live_articles.tolist()] == [one.article for one in live]
    assert str(index.days[numbers].tolist() if numbers else []) == str([entry.day for entry in live])
    assert index.languages == tuple(dict.fromkeys(entry.language for entry in live))
    wholes = [entry.whole for entry in live]
    if not any(wholes):
        return sum(bool(index.articles.scores(terms).any()) for terms in questions)
    bm25 = BM25Plus(wholes, k1=IDENTITY.article_k1, b=IDENTITY.article_b, delta=0)
    different = 0
    for terms in questions:
        scores = index.articles.scores(terms)
        different += scores[numbers].tolist() != bm25.get_scores(terms).tolist()
        different += numpy.count_nonzero(scores) != numpy.count_nonzero(scores[numbers])
    return different


@contextmanager
def plain_twin(module: ModuleType) -> Iterator[ModuleType]:
    """The source of a module of compiled functions, not compiled."""
    from numba import config

    name = f"plain_{module.__name__.rpartition('.')[2]}"
    spec = importlib.util.spec_from_file_location(name, module.__file__)
    assert spec is not None
    assert spec.loader is not None
    plain = sys.modules[name] = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(config, "DISABLE_JIT", True)
        spec.loader.exec_module(plain)
    yield plain
    del sys.modules[name]
