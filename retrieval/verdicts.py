"""How far the evidence answers: answered, closest or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import log
from typing import NamedTuple

from retrieval.data import read_words
from retrieval.evidence import Evidence
from retrieval.models import Verdict
from retrieval.question import Question

WINDOW = 3
"""Sentences that together may hold what the question says."""


class Signs(NamedTuple):
    """What a verdict rests on, each 0 to 1: how much of the question's content (by background idf)
    stands in the best sentence, in the best window around it, and in all that was weighed."""

    sentence: float
    window: float
    anywhere: float
    names_missing: float
    kind_held: bool


def judge(question: Question, evidence: Sequence[Evidence]) -> Verdict:
    """The verdict on sentences weighed for a question, best first."""
    if not any(any(each.words) for each in evidence[:1]):
        return Verdict.NOTHING
    signs = read_signs(question, evidence)
    return Verdict.ANSWERED if signs.window >= 0.45 else Verdict.CLOSEST


def read_signs(question: Question, evidence: Sequence[Evidence]) -> Signs:
    best = evidence[0]
    idf = [background_idf(word.terms[0]) * (1.0 if word.asking else 1.0) for word in question.words]
    total = sum(idf) or 1.0
    near = [
        each
        for each in evidence
        if each.sentence.article is best.sentence.article
        and abs(each.sentence.number - best.sentence.number) < WINDOW
    ]
    by_number = {each.sentence.number: each.words for each in near}
    nothing = (0.0,) * len(idf)
    window = 0.0
    for first in range(best.sentence.number - WINDOW + 1, best.sentence.number + 1):
        rows = [by_number.get(number, nothing) for number in range(first, first + WINDOW)]
        window = max(window, sum(value for value, *scores in zip(idf, *rows, strict=True) if any(scores)))
    rows = [each.words for each in evidence if each.sentence.article is best.sentence.article]
    anywhere = [any(scores) for scores in zip(*rows, strict=True)]
    names = [value for value, word in zip(idf, question.words, strict=True) if word.name]
    missing = sum(v for v, w, has in zip(idf, question.words, anywhere, strict=True) if w.name and not has)
    return Signs(
        sum(value for value, score in zip(idf, best.words, strict=True) if score) / total,
        window / total,
        sum(value for value, has in zip(idf, anywhere, strict=True) if has) / total,
        missing / (sum(names) or 1.0),
        any(name.startswith("holds") for name, amount in best.reasons if amount),
    )


def background_idf(term: str) -> float:
    """How telling a term is in news at large: ln(articles / articles that have it).

    >>> background_idf("say") < background_idf("penguin")
    True
    """
    return _background().get(term, _rarest())


@cache
def _background() -> dict[str, float]:
    levels = read_words("frequencies")["idf"]
    return {word: float(level) for level, words in levels.items() for word in words.split()}


@cache
def _rarest() -> float:
    return log(read_words("frequencies")["articles"] / 3)
