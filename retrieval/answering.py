"""Question to answer: search, weigh the evidence, give the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import compress

from retrieval.errors import EmptyQuestion
from retrieval.evidence.links import exact_link
from retrieval.evidence.question import Question
from retrieval.evidence.quoting import quoted_span
from retrieval.evidence.selection import Found, find_evidence
from retrieval.evidence.unmentioned import unmentioned_names, without_shown
from retrieval.evidence.verdicts import judge
from retrieval.evidence.weighing import Evidence
from retrieval.index import Index, find_matches
from retrieval.models import Answer, Citation, Passage, Span, Verdict
from retrieval.quotes import speaker_of

MOST_CITATIONS = 9
"""What a front end asks for, and so what is measured: an answer's citations, shown a few at a time."""


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
    once = _told_once(found) if len(index.articles) > 1 else found
    citations = () if verdict is Verdict.NOTHING else _cite(once, index, limit)
    unmentioned = unmentioned_names(found.question, index.knows) if verdict is Verdict.CLOSEST else ()
    unmentioned = without_shown(unmentioned, [citation.article for citation in citations])
    return Answer(question=question, verdict=verdict, citations=citations, unmentioned=unmentioned)


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


def _told_once(found: Found) -> Found:
    """What was found, without what copies of a story say again."""
    from retrieval.duplicates import first_tellings  # one article, the first answer's case, needs none of it

    told = [(one.sentence.article, one.sentence.span) for one in found.evidence]
    return found._replace(evidence=tuple(compress(found.evidence, first_tellings(told))))


def _cite(found: Found, index: Index, limit: int) -> tuple[Citation, ...]:
    """The best sentences, each quoted with what it leans on."""
    wanted = _wanted(found.question)
    citations: list[Citation] = []
    taken: dict[int, list[Span]] = {}
    for evidence in found.evidence:
        if len(citations) == limit or evidence.total <= 0:
            break
        number = evidence.sentence.passage
        quoted = _quoted(evidence, index.passages[number], taken.get(number, []))
        if quoted is not None:
            taken.setdefault(number, []).append(quoted)
            citations.append(_citation(evidence, index.passages[number], quoted, wanted))
    return tuple(citations)


def _quoted(evidence: Evidence, passage: Passage, taken: Sequence[Span]) -> Span | None:
    """What to quote for a sentence; None where a quotation before holds it, or the passage is quoted
    already and the sentence has nothing of the question."""
    sentence = evidence.sentence.span
    if any(sentence.overlaps(other) for other in taken) or (taken and not any(evidence.words)):
        return None
    quoted = quoted_span(passage, sentence)
    return sentence if any(quoted.overlaps(other) for other in taken) else quoted


def _citation(evidence: Evidence, passage: Passage, quoted: Span, wanted: frozenset[str]) -> Citation:
    sentence = evidence.sentence.span
    return Citation(
        passage=passage,
        score=evidence.total,
        answer=sentence,
        matches=find_matches(passage, quoted, wanted),
        speaker=speaker_of(passage.article, sentence),
        link=exact_link(passage.article, sentence),
        quoted=quoted if quoted != passage.span else None,
    )


def _wanted(question: Question) -> frozenset[str]:
    """The terms that count as matches: the question's own, and what stands for those that are missing."""
    similar = {term for word in question.words for term, _ in word.similar}
    return question.terms | similar
