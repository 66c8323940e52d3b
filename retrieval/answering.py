"""Question to answer: search, weigh the evidence, give the verdict."""

from __future__ import annotations

from retrieval.errors import EmptyQuestion
from retrieval.index import PassageIndex, find_matches
from retrieval.models import Answer, Citation, Verdict


def answer(question: str, index: PassageIndex, limit: int = 3) -> Answer:
    """What the articles in `index` say to `question`, with at most `limit` citations.

    Raises EmptyQuestion where there is nothing but space.
    """
    if not question.strip():
        raise EmptyQuestion("the question", "is empty", "Ask something, for example: What happened?")
    wanted = set(index.query_terms(question))
    citations = []
    for hit in index.search(question, limit):
        best = max(
            hit.passage.sentences,
            key=lambda sentence: len(set(s.of(hit.passage.article.text) for s in find_matches(hit.passage, sentence, wanted))),
        )
        citations.append(
            Citation(passage=hit.passage, score=hit.score, answer=best, matches=hit.matches)
        )
    verdict = Verdict.ANSWERED if citations else Verdict.NOTHING
    return Answer(question=question, verdict=verdict, citations=tuple(citations))
