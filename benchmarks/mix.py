"""The shares with which the orders of a library are joined (`retrieval.evidence.selection.MIX`), refitted.

    python -m benchmarks.mix DATA/news [--limit 2000]

Every share is tried beside the others on half of the articles' questions; the best of one half is measured
on the other, both ways round, and what is best over all is printed last. What is chosen is the mean of
article@1 and passage@1, with and without the time of asking.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np

from retrieval.evaluation import Mode, sample
from retrieval.evidence.selection import MIX, find_evidence
from retrieval.index import PassageIndex
from retrieval.questionset import AskedQuestion, read_question_set

PASSAGE = (0.0, 0.5, 1.0, 1.5, 2.0)
ARTICLE = (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0)
RECENT = (1.5, 2.0, 3.0, 4.0, 5.0)


class Asked(NamedTuple):
    """One question's candidates: what each sentence scored, by which order, and whether it is right."""

    half: int
    scores: np.ndarray
    """Rows: evidence alone, passage, article, recency; a column for each sentence."""
    article: np.ndarray
    passage: np.ndarray


def ask_all(questions: Sequence[AskedQuestion], index: PassageIndex, dated: bool) -> Iterator[Asked]:
    """Ask each question once and keep what was weighed, with the shares of `MIX` taken out again."""
    shares = {"passage": MIX.passage, "article": MIX.article, "recent": MIX.recent}
    for question in questions:
        found = find_evidence(question.question, index, now=question.date if dated else None)
        rows, articles, passages = [], [], []
        for evidence in found.evidence:
            joined = dict(evidence.reasons)
            added = {name: joined.get(name, 0.0) for name in shares}
            rows.append(
                [evidence.total - sum(added.values()), *(added[name] / shares[name] for name in shares)]
            )
            sentence = evidence.sentence
            is_article = sentence.article.id == question.article_id
            span = index.passages[sentence.passage].span
            articles.append(is_article)
            passages.append(
                is_article and any(gold.start < span.end and span.start < gold.end for gold in question.gold)
            )
        if rows:
            half = crc32((question.article_id or "").encode()) % 2
            yield Asked(half, np.array(rows).T, np.array(articles), np.array(passages))


def right(asked: Sequence[Asked], passage: float, article: float, recent: float) -> tuple[float, float]:
    """article@1 and passage@1 with these shares."""
    shares = np.array([1.0, passage, article, recent])
    first = [(one, int(np.argmax(shares @ one.scores))) for one in asked]
    return (
        sum(bool(one.article[at]) for one, at in first) / len(asked),
        sum(bool(one.passage[at]) for one, at in first) / len(asked),
    )


def best_of(plain: Sequence[Asked], dated: Sequence[Asked]) -> tuple[float, float, float]:
    """The shares with the highest mean of the four figures."""

    def gain(shares: tuple[float, float, float]) -> float:
        return sum(right(plain, *shares)) + sum(right(dated, *shares))

    beside = max(product(PASSAGE, ARTICLE), key=lambda two: gain((*two, MIX.recent)))
    return max(((*beside, recent) for recent in RECENT), key=gain)


def main() -> None:
    """Ask, choose and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, default=2_000)
    options = parser.parse_args()
    asked = read_question_set(options.folder)
    index = PassageIndex(asked.articles)
    questions = [one for one in sample(asked.questions, Mode.LIBRARY, options.limit) if one.article_id]
    plain, dated = (list(ask_all(questions, index, is_dated)) for is_dated in (False, True))
    now = (MIX.passage, MIX.article, MIX.recent)
    for half in (0, 1):
        chosen = best_of(*([one for one in each if one.half != half] for each in (plain, dated)))
        held = [[one for one in each if one.half == half] for each in (plain, dated)]
        for name, shares in (("shipped", now), ("other half's best", chosen)):
            _print(f"half {half}, {name}", shares, *held)
    _print("all, shipped", now, plain, dated)
    _print("all, best", best_of(plain, dated), plain, dated)


def _print(
    name: str, shares: tuple[float, float, float], plain: Sequence[Asked], dated: Sequence[Asked]
) -> None:
    figures = "  ".join(f"{100 * value:5.1f}" for value in (*right(plain, *shares), *right(dated, *shares)))
    print(f"{name:28} passage {shares[0]:.1f} article {shares[1]:.1f} recent {shares[2]:.1f}   {figures}")


if __name__ == "__main__":
    main()
