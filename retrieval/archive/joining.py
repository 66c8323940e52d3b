"""The best passages by two orders at once, their own and that of their articles, without adding up all.

Whatever a passage has by its article (its BM25 and how recent it is), its bonus, is known for every
article: there are few of them. So only the passages must be pruned. The `DEPTH` best by their own
score are taken; the limit-th best sum among them is a threshold. A passage that is not among them
scores at most what the last of them does, so only where its article's bonus makes up the rest can it
reach the threshold, and the passages of those articles are looked up one by one. Nothing that could
be wanted is left out (this is the threshold algorithm of Fagin, Lotem & Naor, "Optimal aggregation
algorithms for middleware", PODS 2001, for a list that is sorted and one that is complete).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy
from numpy.typing import NDArray

from retrieval.archive.index import Archive
from retrieval.archive.order import Order
from retrieval.archive.scoring import Floats
from retrieval.ranking import best_places

DEPTH = 128
"""Passages taken by their own score: at a million passages fewer are cheaper to find than the rest to look up
(64 to 512: 99th percentile 4.4, 3.9, 4.8, 6.8 ms)."""

MOST_LOOKED_UP = 20_000
"""Passages scored one by one; where more could be wanted, adding up everything is cheaper."""

_ROUNDING = 1e-9

Numbers = NDArray[numpy.int64]


class Joined(NamedTuple):
    """Passages, ascending, with their articles, and both of their shares."""

    passages: Numbers
    articles: Numbers
    shares: Floats
    article_shares: Floats


def join(archive: Archive, terms: Sequence[str], limit: int, weight: float, added: Floats) -> Joined:
    """The `limit` best passages that have one of the terms, by share + `weight` * article's share + `added`.

    A share is the BM25 score divided by the sum of the terms' idf. `added` has a number for each article.
    """
    with archive.lock:
        article_shares = archive.articles.scores(terms) / _total(archive.articles, terms)
        bonus = weight * article_shares + added
        total = _total(archive.passages, terms)
        passages, shares = _candidates(archive, terms, limit, bonus, total, article_shares > 0)
        articles = archive.articles_of(passages)
        best = best_places(shares + bonus[articles], limit)
        return Joined(passages[best], articles[best], shares[best], article_shares[articles[best]])


def _candidates(
    archive: Archive,
    terms: Sequence[str],
    limit: int,
    bonus: Floats,
    total: float,
    having: NDArray[numpy.bool_],
) -> tuple[Numbers, Floats]:
    """Passages, ascending, that hold all that could be wanted, and their shares."""
    ranked = archive.passages.rank(terms, DEPTH)
    ranked.sort()
    passages = numpy.array([number for number, _ in ranked], dtype=numpy.int64)
    shares: Floats = numpy.array([score for _, score in ranked]) / total
    if len(ranked) < DEPTH:
        return passages, shares
    joined = shares + bonus[archive.articles_of(passages)]
    threshold = numpy.partition(joined, len(joined) - limit)[len(joined) - limit] if limit < DEPTH else 0.0
    rivals = numpy.flatnonzero(having & (bonus >= threshold - shares.min() - _ROUNDING))
    others = archive.passages_in_all(rivals)
    if len(others) > MOST_LOOKED_UP:
        scores = archive.passages.scores(terms) / total
        return numpy.flatnonzero(scores), scores[scores > 0]
    others = numpy.setdiff1d(others, passages, assume_unique=True)
    found = archive.passages.scores_of(terms, others) / total
    passages = numpy.concatenate([passages, others[found > 0]])
    order = numpy.argsort(passages)
    return passages[order], numpy.concatenate([shares, found[found > 0]])[order]


def _total(order: Order, terms: Sequence[str]) -> float:
    return sum(map(order.idf, terms)) or 1.0
