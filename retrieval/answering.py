"""Question to answer: search, weigh the evidence, give the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import compress

from retrieval.duplicates import first_tellings
from retrieval.errors import EmptyQuestion
from retrieval.evidence import Evidence
from retrieval.index import Index, find_matches
from retrieval.models import Answer, Citation, Verdict
from retrieval.question import Question
from retrieval.selection import Found, find_evidence
from retrieval.verdicts import judge


def answer(question: str, index: Index, limit: int = 3, *, now: datetime | date | None = None) -> Answer:
    """What the articles in `index` say to `question`, with at most `limit` citations.

    `now` is the time of asking: where it is given, recent articles come first unless the question
    names a date. Raises EmptyQuestion where there is nothing but space.

    >>> from retrieval.index import PassageIndex
    >>> from retrieval.models import Article
    >>> index = PassageIndex([Article(id="1", text="Penguins swim. Owls hoot at night.")])
    >>> answer("When do owls hoot?", index).verdict.value, answer("Do cats bark?", index).verdict.value
    ('answered', 'nothing')
    """
    return answer_found(question, explain(question, index, now=now), index, limit)


def answer_found(question: str, found: Found, index: Index, limit: int) -> Answer:
    """The answer that weighed sentences give."""
    verdict = judge(found, index)
    told = [(index.passages[one.sentence.passage].article, one.sentence.span) for one in found.evidence]
    once = found._replace(evidence=tuple(compress(found.evidence, first_tellings(told))))
    citations = () if verdict is Verdict.NOTHING else _cite(once, index, limit)
    return Answer(question=question, verdict=verdict, citations=citations)


def explain(question: str, index: Index, *, now: datetime | date | None = None) -> Found:
    """The sentences weighed for `question`, best first, each with what speaks for it.

    Totals compare only within one question. Raises EmptyQuestion.

    >>> from retrieval.index import PassageIndex
    >>> from retrieval.models import Article
    >>> index = PassageIndex([Article(id="1", text="Penguins swim. Owls hoot at night.")])
    >>> best = explain("When do owls hoot?", index).evidence[0]
    >>> best.sentence.span, [name for name, _ in best.reasons][0]
    (Span(start=15, end=34), 'words')
    """
    if not question.strip():
        raise EmptyQuestion("the question", "is empty", "Ask something, for example: What happened?")
    return find_evidence(question, index, now=now)


def _cite(found: Found, index: Index, limit: int) -> tuple[Citation, ...]:
    """One citation for each passage, the one with the best sentence first."""
    best: dict[int, Evidence] = {}
    for evidence in found.evidence:
        if len(best) == limit:
            break
        if evidence.total > 0:
            best.setdefault(evidence.sentence.passage, evidence)
    wanted = _wanted(found.question, list(best.values()))
    citations = []
    for number, evidence in best.items():
        passage = index.passages[number]
        citations.append(
            Citation(
                passage=passage,
                score=evidence.total,
                answer=evidence.sentence.span,
                matches=find_matches(passage, passage.span, wanted),
            )
        )
    return tuple(citations)


def _wanted(question: Question, cited: Sequence[Evidence]) -> frozenset[str]:
    """The terms that count as matches: the question's own, and what stands for those that are missing."""
    similar = {term for word in question.words for term, _ in word.similar}
    return question.terms | similar
