"""How far the evidence answers: answered, closest or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from retrieval.evidence.held import Held, is_told, most_of, read_held
from retrieval.evidence.lacking import lacks_what_is_asked, with_names_of
from retrieval.evidence.question import Question
from retrieval.evidence.selection import Found, Standing
from retrieval.index import Index
from retrieval.models import Verdict
from retrieval.words.background import background_idf

WINDOW = 3
"""Sentences that together may hold what the question says."""


SUPPORTED = 0.44
"""Share of a question's content that the article must have, two thirds of it within one window."""

SUPPORTED_IN_LIBRARY = 4.4
SUPPORTED_IN_LIBRARY_OLD = 4.9
SUPPORTED_IN_LIBRARY_NOW = 6.1
"""What the orders of a library must add up to (`_standing`): where the time of asking is not known, where
it is and the best article is old, and where that is recent, which adds to the sum by itself."""

PARAPHRASED = 0.4
"""What a word counts that is told beside the best sentence in other words."""

RECENT = 0.05
"""Share of an article's recency below which it is old (six weeks) and its being old says nothing."""

LIBRARY = 200
"""Articles from which on a best match says little: some article always has a few of the words."""


class Signs(NamedTuple):
    """What a verdict rests on. Shares are of the question's content words, weighed by how telling
    each is in news at large: what the best `WINDOW` sentences of the best one's article have together, and
    what the whole article has; a word that is told beside the best sentence in other words counts
    `PARAPHRASED`."""

    window: float
    article: float


def judge(found: Found, index: Index) -> Verdict:
    """The verdict on what was found for a question."""
    evidence = found.evidence
    if not any(any(each.words) for each in evidence):
        return Verdict.NOTHING
    best = evidence[0].sentence
    question = with_names_of(found.question, evidence)
    held = read_held(question, best, index.sentences_of(index.article_of(best.passage)))
    signs = read_signs(question, held)
    if (2 * signs.window + signs.article) / 3 < SUPPORTED or lacks_what_is_asked(question, evidence, held):
        return Verdict.CLOSEST
    standing = found.standing if len(index.articles) >= LIBRARY else None
    if standing is not None and _standing(standing, signs) < _least(standing):
        return Verdict.CLOSEST
    return Verdict.ANSWERED


def _least(standing: Standing) -> float:
    if standing.recent is None:
        return SUPPORTED_IN_LIBRARY
    return SUPPORTED_IN_LIBRARY_NOW if standing.recent >= RECENT else SUPPORTED_IN_LIBRARY_OLD


def _standing(standing: Standing, signs: Signs) -> float:
    """A logistic model's sum, its weights rounded. `verbatim evaluate` in library mode prints what it keeps
    and refuses."""
    recent = 3 * (standing.recent or 0.0)
    return 3.4 * standing.article + 1.2 * standing.passage + recent + signs.window + signs.article


def read_signs(question: Question, held: Held) -> Signs:
    """The signs that the question's words in an article give."""
    idf = [background_idf(word.terms[0]) for word in question.words]
    total = sum(idf) or 1.0
    sentences = held.sentences
    starts = range(max(1, len(sentences) - WINDOW + 1))
    windows = [most_of(sentences[at : at + WINDOW]) for at in starts]
    told = tuple(
        max(share, PARAPHRASED * is_told(word, held.beside))
        for word, share in zip(question.words, held.near, strict=True)
    )
    return Signs(
        max(_weigh(idf, window) for window in (*windows, told)) / total,
        _weigh(idf, most_of((held.article, told))) / total,
    )


def _weigh(idf: Iterable[float], shares: Iterable[float]) -> float:
    return sum(value * share for value, share in zip(idf, shares, strict=True))
