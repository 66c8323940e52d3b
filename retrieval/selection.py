"""From a question to weighed sentences: which passages are looked at closely, and in which order.

Few sentences are all weighed. In a library, BM25 of the passages and of whole articles, and how
recent an article is, choose the passages; their sentences are weighed, and both orders are joined.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from math import log
from typing import NamedTuple

from retrieval.evidence import Candidates, Evidence, weigh
from retrieval.index import PassageIndex
from retrieval.question import Question, read_question
from retrieval.sentences import DEFAULT_LANGUAGE
from retrieval.times import names_date, recency

MOST_WEIGHED = 400
"""Sentences of one article that are all weighed; of more, and of several articles, only the best passages'."""

CLOSE_PASSAGES = 40


class Mix(NamedTuple):
    """How the orders of a library are joined (measured in benchmarks/quality.py)."""

    article: float = 1.0  # article BM25 beside passage BM25, when passages are chosen
    passage_share: float = 0.3
    article_share: float = 0.3
    recent: float = 0.6


MIX = Mix()


class Found(NamedTuple):
    """A question as it was understood and the sentences that were weighed for it, best first."""

    question: Question
    evidence: tuple[Evidence, ...]


def find_evidence(
    text: str, index: PassageIndex, *, now: datetime | date | None = None, mix: Mix = MIX
) -> Found:
    """The sentences of `index` that speak to a question. `now`, where given, lets recent articles
    come first unless the question names a date."""
    languages = index.languages or (DEFAULT_LANGUAGE,)
    question = read_question(text, languages, index.knows, index.spell)
    if not question.words or not index.passages:
        return Found(question, ())
    if len(index.articles) == 1 and len(index.sentences_of(0)) <= MOST_WEIGHED:
        sentences = index.sentences_of(0)
        candidates = [Candidates(sentences, range(len(sentences)))]
        return Found(question, tuple(weigh(question, candidates, _sentence_idf(question, candidates))))
    if now is not None and names_date(text, now):
        now = None
    return Found(question, tuple(_weigh_library(question, index, now, mix)))


def _sentence_idf(question: Question, candidates: Sequence[Candidates]) -> list[float]:
    counts = [sentence.counts for each in candidates for sentence in each.sentences]
    values = []
    for word in question.words:
        having = sum(1 for each in counts if any(term in each for term in word.terms))
        if not having:
            having = sum(1 for each in counts if any(term in each for term, _ in word.similar))
        values.append(log((len(counts) + 1) / having) if having else 0.0)
    return values


def _weigh_library(
    question: Question, index: PassageIndex, now: datetime | date | None, mix: Mix
) -> list[Evidence]:
    idf = [max((index.ranker.idf(term) for term in _looked_for(index, word)), default=0.0) for word in question.words]
    wanted = [term for word in question.words for term in _looked_for(index, word)]
    total = sum(idf) or 1.0
    passages = index.ranker.scores(wanted) / total
    articles = index.article_ranker.scores(wanted) / (sum(map(index.article_ranker.idf, wanted)) or 1.0)
    joined = passages + mix.article * articles[index.article_numbers]
    bonus = None
    if now is not None:
        bonus = recency(index.published, now)
        joined = joined + mix.recent * bonus[index.article_numbers]
    best = [int(n) for n in (-joined).argpartition(min(CLOSE_PASSAGES, len(joined) - 1))[:CLOSE_PASSAGES] if passages[n] > 0]
    weighed = weigh(question, _candidates(index, best), idf)
    result = []
    for evidence in weighed:
        number = evidence.sentence.passage
        article = index.article_of(number)
        added = [("passage", mix.passage_share * float(passages[number])), ("article", mix.article_share * float(articles[article]))]
        if bonus is not None:
            added.append(("recent", mix.recent * float(bonus[article])))
        result.append(evidence._replace(total=evidence.total + sum(a for _, a in added), reasons=(*evidence.reasons, *added)))
    return sorted(result, key=lambda evidence: -evidence.total)


def _looked_for(index, word):
    exact = [term for term in word.terms if index.knows(term)]
    return exact or [term for term, _ in word.similar if index.knows(term)][:1]


def _candidates(index: PassageIndex, passages: Sequence[int]) -> list[Candidates]:
    wanted = set(passages)
    found = []
    for article in dict.fromkeys(map(index.article_of, passages)):
        sentences = index.sentences_of(article)
        found.append(Candidates(sentences, [s.number for s in sentences if s.passage in wanted]))
    return found
