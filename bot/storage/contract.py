"""Answers as JSON and back: what `verbatim ask --json` prints and what the store keeps.

The form is stable: fields are only ever added. Spans are code points of the article's text.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from retrieval import Answer, Article, Citation, Span, Verdict, article_fields, split_passages

_LEFT_OUT = ("text", "language")


def to_json(answer: Answer) -> dict[str, Any]:
    """An answer as plain JSON values."""
    return {
        "question": answer.question,
        "verdict": answer.verdict.value,
        "citations": [_citation_to_json(citation) for citation in answer.citations],
        "unmentioned": list(answer.unmentioned),
    }


def from_json(kept: dict[str, Any], find_article: Callable[[str], Article | None]) -> Answer:
    """The answer that `to_json` was given; citations of articles that are gone are left out."""
    citations = (_citation_from_json(citation, find_article) for citation in kept["citations"])
    return Answer(
        question=kept["question"],
        verdict=Verdict(kept["verdict"]),
        citations=tuple(citation for citation in citations if citation is not None),
        unmentioned=tuple(kept.get("unmentioned", ())),  # older answers are kept without
    )


def _citation_to_json(citation: Citation) -> dict[str, Any]:
    article = citation.article
    start, end = citation.span
    return {
        "quotation": citation.quotation,
        "start": start,
        "end": end,
        "answer": list(citation.answer) if citation.answer else None,
        "matches": [list(match) for match in citation.matches],
        "paragraph": citation.passage.paragraph,
        "score": citation.score,
        "speaker": citation.speaker,
        "link": citation.link,
        "article": {name: value for name, value in article_fields(article).items() if name not in _LEFT_OUT},
    }


def _citation_from_json(
    kept: dict[str, Any], find_article: Callable[[str], Article | None]
) -> Citation | None:
    article = find_article(kept["article"]["id"])
    if article is None or article.text[kept["start"] : kept["end"]] != kept["quotation"]:
        return None
    span = Span(kept["start"], kept["end"])
    passage = next((found for found in split_passages(article) if found.span.contains(span)), None)
    if passage is None:
        return None
    return Citation(
        passage=passage,
        score=kept["score"],
        answer=Span(*kept["answer"]) if kept["answer"] else None,
        matches=tuple(Span(*match) for match in kept["matches"]),
        speaker=kept["speaker"],
        link=kept["link"],
        quoted=span if span != passage.span else None,
    )
