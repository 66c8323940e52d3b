"""A question asked of a small article, one sentence of which is taken for the best, as verdicts see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from retrieval.evidence.held import Held, read_held
from retrieval.evidence.question import Question, read_question
from retrieval.evidence.scores import Candidates
from retrieval.evidence.weighing import Evidence, weigh
from retrieval.index import PassageIndex
from retrieval.models import Article
from retrieval.sentences import Sentence


class Asked(NamedTuple):
    """A question, the evidence for it, the best sentence first, and what the article holds of its words."""

    question: Question
    evidence: list[Evidence]
    held: Held


def sentences_of(text: str, **about: Any) -> Sequence[Sentence]:
    """The sentences of an article with this text."""
    return PassageIndex([Article(id="1", text=text, **about)]).sentences_of(0)


def ask(text: str, asked: str, best: int = 0, **about: Any) -> Asked:
    """The question as it is judged where sentence `best` of an article is the best one."""
    sentences = sentences_of(text, **about)
    question = read_question(asked, (about.get("language", "en"),))
    evidence = weigh(question, [Candidates(sentences, range(len(sentences)))], [1.0] * len(question.words))
    evidence.sort(key=lambda each: each.sentence.number != best)
    return Asked(question, evidence, read_held(question, sentences[best], sentences))
