"""What speaks for a sentence as the answer: each reason with its name and amount.

Everything is a sum. The words of the question that stand in the sentence come first; what they
leave open (`room`) is filled by what kind of answer the question wants, by which names and words
keep turning up near the question's words, and by where the sentence stands.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from math import exp
from typing import NamedTuple

from retrieval.data import read_words
from retrieval.question import Question, Word
from retrieval.sentences import CAPITAL, JOINED, Sentence
from retrieval.statements import Statements, pronouns_of
from retrieval.tokens import is_stop_word, terms


class Weights(NamedTuple):
    """Every weight of the evidence."""

    k1: float = 0.15
    b: float = 0.15
    asked: float = 0.8
    previous: float = 0.5
    before_previous: float = 0.3
    following: float = 0.7
    carried: float = 1.0
    pair: float = 0.4
    lead: float = 0.5
    lead_elsewhere: float = 0.1
    lead_decay: float = 1.0
    question: float = -0.2
    name: float = 0.6
    number: float = 0.25
    time: float = 0.5
    reason: float = 0.05
    unit: float = 0.7
    member: float = 0.6
    vote: float = 0.3
    number_vote: float = 0.4
    word_vote: float = 0.4
    near: float = 0.5
    said: float = 0.7
    speaker: float = 0.5
    beside_said: float = 0.4


WEIGHTS = Weights()

CARRIED_BACK = 3

SPOKEN = 0.5
"""Strength from which a statement counts as the speaker's own."""


class Evidence(NamedTuple):
    """What speaks for one sentence. `words` is the share each of the question's words adds."""

    sentence: Sentence
    total: float
    reasons: tuple[tuple[str, float], ...]
    words: tuple[float, ...]


class Candidates(NamedTuple):
    """The sentences of one article, and the numbers of those that are weighed."""

    sentences: Sequence[Sentence]
    chosen: Sequence[int]


def weigh(
    question: Question, articles: Sequence[Candidates], idf: Sequence[float], weights: Weights = WEIGHTS
) -> list[Evidence]:
    """The chosen sentences, best first. `idf` has the weight of each of the question's words."""
    grounds = [ground for article in articles for ground in _grounds(question, article, idf, weights)]
    room = 1 - min(1.0, max((ground.reasons["words"] for ground in grounds), default=0.0))
    votes = _Votes(question, grounds, weights)
    for ground in grounds:
        ground.reasons.update(_answer_reasons(question, ground, votes, room, weights))
    weighed = (
        Evidence(ground.sentence, sum(ground.reasons.values()), _told(ground.reasons), ground.words)
        for ground in grounds
    )
    return sorted(weighed, key=lambda evidence: -evidence.total)


class _Ground(NamedTuple):
    """What a sentence has before the kind of answer is looked at."""

    sentence: Sentence
    words: tuple[float, ...]
    reasons: dict[str, float]
    near: float  # how close to the question's words it stands, its neighbours counted


def _told(reasons: dict[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple((name, amount) for name, amount in reasons.items() if amount)


def _grounds(
    question: Question, article: Candidates, idf: Sequence[float], weights: Weights
) -> Iterator[_Ground]:
    total = sum(idf) or 1.0
    asked_total = sum(value for value, word in zip(idf, question.words, strict=True) if word.asking) or 1.0
    if question.kind == "saying":
        framed = zip(idf, question.words, strict=True)
        idf = [value * (1.0 if word.topic else weights.speaker) for value, word in framed]
    statements = Statements(question, article.sentences) if question.kind == "saying" else None
    words = _word_scores(question, article, idf, weights)
    if statements and question.exchange:
        words = {
            number: _with_speaker(question, own, idf, statements.strength(number))
            for number, own in words.items()
        }
    carried = _Carried(question, article, idf)
    lead = weights.lead if _is_news(article) else weights.lead_elsewhere
    lead, beside = (0.0, weights.beside_said) if statements else (lead, 1.0)
    nothing = (0.0,) * len(question.words)
    found: dict[int, dict[str, float]] = {}
    for number in article.chosen:
        own, sentence = words[number], article.sentences[number]
        previous = words.get(number - 1, nothing)
        reasons = {
            "words": sum(own) / total,
            "asked words": weights.asked
            * sum(value for value, word in zip(own, question.words, strict=True) if word.asking)
            / asked_total,
            "previous sentence": beside * weights.previous * _missing(own, previous) / total,
            "sentence before that": beside
            * weights.before_previous
            * _missing(map(max, own, previous), words.get(number - 2, nothing))
            / total,
            "next sentence": beside
            * weights.following
            * _missing(own, words.get(number + 1, nothing))
            / total,
            "word pairs": weights.pair * _pairs(question.words, sentence) / max(1, len(own) - 1),
            "lead": lead * exp(-number / weights.lead_decay),
        }
        if _has_pronoun(sentence):
            reasons["name carried over"] = beside * weights.carried * carried.credit(number, words) / total
        if statements:
            reasons["says so"] = weights.said * statements.strength(number)
        if sentence.text.endswith(("?", "?”", '?"')):
            reasons["is a question"] = weights.question
        found[number] = reasons
    strength = {number: sum(reasons.values()) for number, reasons in found.items()}
    for number, reasons in found.items():
        beside = strength.get(number - 1, 0.0) + strength.get(number + 1, 0.0)
        near = max(0.0, strength[number] + weights.near * beside)
        yield _Ground(article.sentences[number], words[number], reasons, near)


def _is_news(article: Candidates) -> bool:
    """Whether somebody published it some day: only news puts what matters first."""
    known = article.sentences[0].article
    return known.outlet is not None or known.published is not None


def _word_scores(
    question: Question, article: Candidates, idf: Sequence[float], weights: Weights
) -> dict[int, tuple[float, ...]]:
    """BM25 of each of the question's words in the chosen sentences and those around them."""
    wanted = {
        near
        for number in article.chosen
        for near in range(max(0, number - CARRIED_BACK), min(len(article.sentences), number + 2))
    }
    average = sum(len(article.sentences[number].words) for number in wanted) / max(1, len(wanted)) or 1.0
    return {
        number: _scores(question.words, article.sentences[number], idf, average, weights) for number in wanted
    }


def _with_speaker(
    question: Question, own: tuple[float, ...], idf: Sequence[float], strength: float
) -> tuple[float, ...]:
    """A statement by a pronoun that means the speaker has the speaker's name as good as any other."""
    if strength < SPOKEN:
        return own
    return tuple(
        max(score, value) if question.speakers.intersection((*word.terms, *dict(word.similar))) else score
        for score, value, word in zip(own, idf, question.words, strict=True)
    )


def _scores(
    words: Sequence[Word], sentence: Sentence, idf: Sequence[float], average: float, weights: Weights
) -> tuple[float, ...]:
    norm = weights.k1 * (1 - weights.b + weights.b * len(sentence.words) / average)
    counts = sentence.counts
    scores = []
    for word, value in zip(words, idf, strict=True):
        times: float = sum(counts[term] for term in word.terms if term in counts)
        worth = 1.0
        if not times and word.similar:
            worth = max((worth for term, worth in word.similar if term in counts), default=0.0)
            times = 1.0
        scores.append(worth * value * times * (weights.k1 + 1) / (times + norm) if times and worth else 0.0)
    return tuple(scores)


def _missing(own: Iterable[float], other: Iterable[float]) -> float:
    """What `other` has of the words that `own` has none of."""
    return sum(theirs for mine, theirs in zip(own, other, strict=True) if not mine)


def _pairs(words: Sequence[Word], sentence: Sentence) -> int:
    """How many neighbours in the question are neighbours in the sentence."""
    pairs = {
        (first.terms[0], second.terms[0])
        for first, second in itertools.pairwise(words)
        if first.topic and second.topic
    }
    return sum(pair in pairs for pair in zip(sentence.words, sentence.words[1:], strict=False))


def _has_pronoun(sentence: Sentence) -> bool:
    return any(word in _held("pronoun") for word in sentence.words[:8])


class _Carried:
    """The names of a question that a pronoun may stand for."""

    def __init__(self, question: Question, article: Candidates, idf: Sequence[float]) -> None:
        self._sentences = article.sentences
        self._names = [
            (
                at,
                value,
                pronouns_of(frozenset(word.terms) | {term for term, _ in word.similar}, article.sentences),
            )
            for at, (word, value) in enumerate(zip(question.words, idf, strict=True))
            if word.name and value
        ]

    def credit(self, number: int, words: dict[int, tuple[float, ...]]) -> float:
        """The idf of the names that stand in one of the sentences before and fit a pronoun here."""
        first = self._sentences[number].words[:8]
        before = [words[back] for back in range(number - CARRIED_BACK, number) if back in words]
        return sum(
            value
            for at, value, pronouns in self._names
            if not words[number][at]
            and any(scores[at] for scores in before)
            and any(word in pronouns or word in _held("they") for word in first)
        )


# The kind of answer -------------------------------------------------------------------------------


class _Votes:
    """Which possible answers keep turning up near the question's words: each sentence that holds one
    votes for it with the square of its nearness."""

    def __init__(self, question: Question, grounds: Sequence[_Ground], weights: Weights) -> None:
        asked = question.terms
        kind = question.kind
        self.names = _count(grounds, [names_in(ground.sentence, asked) for ground in grounds])
        self.numbers = _count(
            grounds, [_numbers(ground.sentence, asked) for ground in grounds] if kind == "number" else []
        )
        self.words = _count(
            grounds, [_new_words(ground.sentence, asked) for ground in grounds] if not kind else []
        )


class _Count(NamedTuple):
    held: dict[tuple[str, int], frozenset[str]]
    votes: dict[str, float]
    most: float

    def best(self, sentence: Sentence) -> float:
        """The share of the most votes that the best of a sentence's candidates has."""
        return max((self.votes[each] for each in self.held.get(_key(sentence), ())), default=0.0) / self.most


def _key(sentence: Sentence) -> tuple[str, int]:
    return sentence.article.id, sentence.number


def _count(grounds: Sequence[_Ground], held: Sequence[frozenset[str]]) -> _Count:
    votes: dict[str, float] = {}
    for ground, candidates in zip(grounds, held, strict=False):
        for each in candidates:
            votes[each] = votes.get(each, 0.0) + ground.near**2
    by_sentence = {_key(ground.sentence): each for ground, each in zip(grounds, held, strict=False)}
    return _Count(by_sentence, votes, max(votes.values(), default=0.0) or 1.0)


def _answer_reasons(
    question: Question, ground: _Ground, votes: _Votes, room: float, weights: Weights
) -> Iterator[tuple[str, float]]:
    sentence, kind = ground.sentence, question.kind
    if kind in ("person", "place", "name"):
        yield "holds a name", weights.name * room * bool(votes.names.held[_key(sentence)])
    if kind in ("person", "place", "name", ""):
        yield "names near the words", weights.vote * room * votes.names.best(sentence)
    if kind == "":
        yield "words near the words", weights.word_vote * room * votes.words.best(sentence)
    if kind == "number":
        numbers = votes.numbers.held[_key(sentence)]
        yield "holds a number", weights.number * bool(numbers)
        yield "numbers near the words", weights.number_vote * votes.numbers.best(sentence)
    if kind in ("time", "reason"):
        weight = weights.time if kind == "time" else weights.reason
        yield f"holds a {kind}", weight * _holds(sentence, kind)
    counts = sentence.counts
    if any(unit in counts for unit in question.units):
        yield "holds the unit", weights.unit
    if any(member in counts for member in question.members - question.terms):
        yield "holds one of its kind", weights.member


def names_in(sentence: Sentence, asked: frozenset[str]) -> frozenset[str]:
    """The words of names that the question does not have itself."""
    first = len(sentence.marks) > 1 and sentence.marks[1] == CAPITAL | JOINED
    return frozenset(
        word
        for at, (word, mark) in enumerate(zip(sentence.words, sentence.marks, strict=True))
        if mark & CAPITAL
        and (at or first)
        and word not in asked
        and word not in _held("time")
        and not is_stop_word(word)
    )


def _numbers(sentence: Sentence, asked: frozenset[str]) -> frozenset[str]:
    return frozenset(
        word
        for word in sentence.words
        if (word[0].isdigit() or word in _held("number")) and word not in asked
    )


def _new_words(sentence: Sentence, asked: frozenset[str]) -> frozenset[str]:
    return frozenset(
        word for word in sentence.counts if len(word) > 2 and word not in asked and not is_stop_word(word)
    )


def _holds(sentence: Sentence, kind: str) -> bool:
    return any(word in _held(kind) or (kind == "time" and is_year(word)) for word in sentence.words)


def is_year(word: str) -> bool:
    """Whether a term is a year or a decade."""
    return word[:4].isdigit() and len(word) in (4, 5) and word[4:] in ("", "s")


@cache
def calendar_words() -> frozenset[str]:
    """Months and days of the week, as terms."""
    kinds = read_words("kinds")
    return frozenset(terms(f"{kinds['months']} {kinds['weekdays']}")) - {"sun"}


@cache
def _held(kind: str) -> frozenset[str]:
    """The words an answer of this kind holds."""
    return frozenset(terms(read_words("kinds")["holding"].get(kind, "")))
