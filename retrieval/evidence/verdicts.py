"""How far the evidence answers: answered, closest or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from retrieval.evidence.holding import calendar_words, is_year, names_in
from retrieval.evidence.question import Question
from retrieval.evidence.selection import Found, Standing
from retrieval.evidence.weighing import Evidence
from retrieval.index import Index
from retrieval.models import Verdict
from retrieval.sentences import Sentence
from retrieval.tokens import is_stop_word
from retrieval.words.background import background_idf

WINDOW = 3
"""Sentences that together may hold what the question says."""


SUPPORTED = 0.44
"""Share of a question's content that the article must have, two thirds of it within one window."""

SUPPORTED_IN_LIBRARY = 4.1
SUPPORTED_IN_LIBRARY_NOW = 5.5
"""What the orders of a library must add up to (`_standing`), the second where the best article is recent."""

TELLING = 0.5
"""How rare a word is from which its being missing tells something; "said" is not."""

RECENT = 0.05
"""Share of an article's recency below which it is old (six weeks) and its being old says nothing."""

_ASKED_OF_ANYTHING = frozenset(["happen", "tell"])
"""Terms of questions that no answer repeats."""

_CLAUSES = frozenset(["when", "while", "as", "once", "cuando", "mientr"])
"""Terms that tell a time by what happened then."""

LIBRARY = 200
"""Articles from which on a best match says little: some article always has a few of the words."""


class Signs(NamedTuple):
    """What a verdict rests on. Shares are of the question's content words, weighed by how telling
    each is in news at large: what the best sentence has of them, what the best `WINDOW` sentences
    of its article have together, and what the whole article has."""

    sentence: float
    window: float
    article: float


def judge(found: Found, index: Index) -> Verdict:
    """The verdict on what was found for a question."""
    question, evidence = found.question, found.evidence
    if not any(any(each.words) for each in evidence):
        return Verdict.NOTHING
    best = evidence[0].sentence
    article = index.sentences_of(index.article_of(best.passage))
    signs = read_signs(question, best, article)
    if (2 * signs.window + signs.article) / 3 < SUPPORTED or holds_only_its_name(question, best, article):
        return Verdict.CLOSEST
    if lacks_its_kind(question, evidence[0]) or lacks_its_topic(question, evidence):
        return Verdict.CLOSEST
    if found.standing is not None and len(index.articles) >= LIBRARY:
        is_recent = (found.standing.recent or 0.0) >= RECENT
        least = SUPPORTED_IN_LIBRARY_NOW if is_recent else SUPPORTED_IN_LIBRARY
        if _standing(found.standing, signs) < least:
            return Verdict.CLOSEST
    return Verdict.ANSWERED


def holds_only_its_name(question: Question, best: Sentence, article: Sequence[Sentence]) -> bool:
    """Whether the article has a name of the question and nothing of what is asked of it ("Where was Trump
    born?"), or not the one whose words are asked for. Two names in the best sentence tell enough. Of 621
    news questions that their article answers none is of this kind."""
    shares = [_has(question, sentence) for sentence in article]
    held = [any(each) for each in zip(*shares, strict=True)]
    asked = list(zip(question.words, held, strict=True))
    best_has = zip(_has(question, best), question.words, strict=True)
    names = sum(1 for share, word in best_has if share and word.name)
    plain = [(word, is_held) for word, is_held in asked if not word.name]
    telling = [
        is_held
        for word, is_held in plain
        if background_idf(word.terms[0]) >= TELLING and word.terms[0] not in _ASKED_OF_ANYTHING
    ]
    speakers = [
        is_held
        for word, is_held in asked
        if question.kind == "saying" and question.speakers.intersection((*word.terms, *dict(word.similar)))
    ]
    nothing_asked = names < 2 and bool(telling) and not any(telling)
    return nothing_asked or (bool(speakers) and not any(speakers))


def lacks_its_kind(question: Question, best: Evidence) -> bool:
    """Whether a number, a time or somebody's name is asked for and the best sentence has none."""
    held = {name for name, amount in best.reasons if amount}
    if question.kind == "number":
        return not held & {"holds a number", "holds the unit"}
    if question.kind == "time":
        if question.calendar:
            return not any(word in calendar_words() or is_year(word) for word in best.sentence.words)
        return "holds a time" not in held and not _CLAUSES.intersection(best.sentence.words)
    asks_for_name = any("name" in word.terms for word in question.words)
    return question.kind == "name" and asks_for_name and not _names_what_is_asked(question, best.sentence)


def _names_what_is_asked(question: Question, sentence: Sentence) -> bool:
    """Whether a new name stands beside a word of the question: "a spokesman, Ann Lee"."""
    names = names_in(sentence, question.terms)
    asked = {term for word in question.words if not word.name for term in word.terms}
    telling = [word for word in sentence.words if not is_stop_word(word)]
    return any({first, second} & names and {first, second} & asked for first, second in pairwise(telling))


def lacks_its_topic(question: Question, evidence: Sequence[Evidence]) -> bool:
    """Whether a statement to somebody, or about something, is asked for of which nothing is told."""
    if question.kind != "saying":
        return False
    others = [
        (at, word)
        for at, word in enumerate(question.words)
        if not question.speakers.intersection((*word.terms, *dict(word.similar)))
    ]
    told = {at for at, _ in others if any(each.words[at] for each in evidence)}
    topic = [at for at, word in others if word.topic]
    return (bool(topic) and not told.intersection(topic)) or any(
        word.name and not word.topic and at not in told for at, word in others
    )


def _standing(standing: Standing, signs: Signs) -> float:
    """A logistic model's sum, its weights rounded (benchmarks/quality.py, news in library mode: with the
    time of asking 62 % of the unanswerable and 2.4 % of the answerable fall below, without it 46 % and
    3 %)."""
    recent = 3 * (standing.recent or 0.0)
    return 3.4 * standing.article + 1.2 * standing.passage + recent + signs.window + signs.article


def read_signs(question: Question, best: Sentence, article: Sequence[Sentence]) -> Signs:
    """The signs for the best sentence and all sentences of its article."""
    idf = [background_idf(word.terms[0]) for word in question.words]
    total = sum(idf) or 1.0
    has = [_has(question, sentence) for sentence in article]
    windows = (
        map(max, *has[at : at + WINDOW]) if len(has) > 1 else has[0]
        for at in range(max(1, len(has) - WINDOW + 1))
    )
    return Signs(
        _weigh(idf, has[best.number]) / total,
        max(_weigh(idf, window) for window in windows) / total,
        _weigh(idf, map(max, *has) if len(has) > 1 else has[0]) / total,
    )


def _has(question: Question, sentence: Sentence) -> tuple[float, ...]:
    """For each word of the question 1 where the sentence has it, less where it has something similar."""
    counts = sentence.counts
    return tuple(
        1.0
        if any(term in counts for term in word.terms)
        else max((worth for term, worth in word.similar if term in counts), default=0.0)
        for word in question.words
    )


def _weigh(idf: Iterable[float], shares: Iterable[float]) -> float:
    return sum(value * share for value, share in zip(idf, shares, strict=True))
