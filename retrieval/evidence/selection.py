"""From a question to weighed sentences: which passages are looked at closely, and in which order.

Few sentences are all weighed. In a library, BM25 of the passages and of whole articles, and how
recent an article is, choose the passages; their sentences are weighed, and both orders are joined.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from math import log
from typing import NamedTuple

from retrieval.evidence.question import Question, Word, read_question
from retrieval.evidence.scores import Candidates
from retrieval.evidence.weighing import Evidence, naming_new, telling_first, weigh
from retrieval.index import Index, Weighing
from retrieval.index import Standing as Standing
from retrieval.sentences import DEFAULT_LANGUAGE, Sentence
from retrieval.words.times import names_date

MOST_WEIGHED = 400
"""Sentences of one article that are all weighed; of more, and of several articles, only those of the
best passages."""

CLOSE_PASSAGES = 28
"""Passages whose sentences are weighed: 40 bring half a point of passage@1 for a third more time."""


class Mix(NamedTuple):
    """How the orders of a library are joined (`benchmarks/mix.py` prints the shares that do best).

    The first two choose the passages that are looked at, beside 1 for the passage's own BM25; the others
    are added to the evidence of their sentences.
    """

    chosen_by_article: float = 1.5
    chosen_by_recency: float = 1.5
    passage: float = 1.0
    article: float = 3.5
    recent: float = 3.0


MIX = Mix()
_ORDERS = ("passage", "article", "recent")


class Found(NamedTuple):
    """A question as it was understood and the sentences that were weighed for it, best first."""

    question: Question
    evidence: tuple[Evidence, ...]
    standing: Standing | None = None


def find_evidence(text: str, index: Index, *, now: datetime | date | None = None) -> Found:
    """The sentences of `index` that speak to a question. `now`, where given, lets recent articles
    come first unless the question names a date."""
    languages = index.languages or (DEFAULT_LANGUAGE,)
    index.expect(text)
    question = read_question(text, languages, index.knows, index.spell)
    if not question.words or not index.passages:
        return Found(question, ())
    if 0 < len(sentences := _only_article(index)) <= MOST_WEIGHED:
        candidates = [Candidates(sentences, range(len(sentences)))]
        ranked = naming_new(question, weigh(question, candidates, sentence_idf(question, candidates)))
        return Found(question, tuple(telling_first(question, ranked)))
    looked_for = [_looked_for(word, index) for word in question.words]
    idf = [max(map(index.idf, each), default=0.0) for each in looked_for]
    wanted = [term for each in looked_for for term in each]
    weighing = Weighing(MIX.chosen_by_article, MIX.chosen_by_recency)
    standings = index.contenders(
        wanted, CLOSE_PASSAGES, weighing, None if now and names_date(text, now) else now
    )
    if not standings:
        return Found(question, ())
    foremost = [max(order) for order in zip(*map(_orders, standings.values()), strict=True)]
    ranked = [
        _join(evidence, standings[evidence.sentence.passage], foremost)
        for evidence in weigh(question, _candidates(index, sorted(standings)), idf)
    ]
    ranked.sort(key=lambda evidence: -evidence.total)
    ranked = telling_first(question, ranked)
    return Found(question, tuple(ranked), standings[ranked[0].sentence.passage])


def _only_article(index: Index) -> Sequence[Sentence]:
    """The sentences of an index's only article; none where it has several, or where its number is another
    than the first, as others came before it that are gone."""
    sentences = index.sentences_of(0) if len(index.articles) == 1 else ()
    return sentences if sentences and [sentences[0].article.id] == list(index.ids()) else ()


def sentence_idf(question: Question, candidates: Sequence[Candidates]) -> list[float]:
    """The weight of each of a question's words among the sentences of one article."""
    counts = [sentence.counts.keys() for each in candidates for sentence in each.sentences]
    values = []
    for word in question.words:
        having = sum([not each.isdisjoint(word.terms) for each in counts])
        if not having:
            similar = dict(word.similar)
            having = sum([not each.isdisjoint(similar) for each in counts])
        values.append(log((len(counts) + 1) / having) if having else 0.0)
    return values


def _looked_for(word: Word, index: Index) -> list[str]:
    """The word's own terms where the index has them, else what it is most likely a misspelling of."""
    exact = [term for term in word.terms if index.knows(term)]
    likely = sorted(word.similar, key=lambda other: -other[1])
    return exact or [term for term, _ in likely if index.knows(term)][:1]


def _orders(standing: Standing) -> tuple[float, float, float]:
    """What the passage, its article and how recent that is add."""
    return (
        MIX.passage * standing.passage,
        MIX.article * standing.article,
        MIX.recent * (standing.recent or 0.0),
    )


def _join(evidence: Evidence, standing: Standing, foremost: Sequence[float]) -> Evidence:
    """Take off what a passage is behind the foremost in each order: totals stay comparable to those of
    evidence alone, by which a reader is shown one passage or several."""
    behind = [own - most for own, most in zip(_orders(standing), foremost, strict=True)]
    reasons = tuple((name, amount) for name, amount in zip(_ORDERS, behind, strict=True) if amount)
    return evidence._replace(total=evidence.total + sum(behind), reasons=evidence.reasons + reasons)


def _candidates(index: Index, passages: Sequence[int]) -> list[Candidates]:
    wanted = set(passages)
    found = []
    for article in dict.fromkeys(map(index.article_of, passages)):
        sentences = index.sentences_of(article)
        found.append(Candidates(sentences, [s.number for s in sentences if s.passage in wanted]))
    return found
