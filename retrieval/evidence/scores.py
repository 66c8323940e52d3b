"""How far a sentence has each of the question's words: by BM25, or by a pronoun that means a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from retrieval.evidence.holding import is_plural_pronoun
from retrieval.evidence.question import Question, Word
from retrieval.evidence.statements import pronouns_of
from retrieval.evidence.weights import K1, B
from retrieval.sentences import Sentence

_CARRIED_BACK = 3

_SPOKEN = 0.5
"""Strength from which a statement counts as the speaker's own."""


class Candidates(NamedTuple):
    """The sentences of one article, and the numbers of those that are weighed."""

    sentences: Sequence[Sentence]
    chosen: Sequence[int]


def score_words(
    question: Question, article: Candidates, idf: Sequence[float]
) -> dict[int, tuple[float, ...]]:
    """BM25 of each of the question's words in the chosen sentences and those around them."""
    wanted = {
        near
        for number in article.chosen
        for near in range(max(0, number - _CARRIED_BACK), min(len(article.sentences), number + 2))
    }
    average = sum(len(article.sentences[number].words) for number in wanted) / len(wanted)
    looked_for = question.terms.union(*(dict(word.similar) for word in question.words))
    nothing = (0.0,) * len(question.words)  # of the sentences around, most have none of them
    return {
        number: _scores(question.words, sentence, idf, average)
        if not looked_for.isdisjoint(sentence.words)
        else nothing
        for number in wanted
        for sentence in [article.sentences[number]]
    }


def with_speaker(
    question: Question, own: tuple[float, ...], idf: Sequence[float], strength: float
) -> tuple[float, ...]:
    """A statement by a pronoun that means the speaker has the speaker's name as good as any other, and one
    to "President Trump" the whole of "Donald Trump"."""
    if strength < _SPOKEN:
        return own
    whole = {at for name in question.names if own[name[-1]] for at in name}
    return tuple(
        max(score, value)
        if at in whole or question.speakers.intersection((*word.terms, *dict(word.similar)))
        else score
        for at, (score, value, word) in enumerate(zip(own, idf, question.words, strict=True))
    )


def _scores(
    words: Sequence[Word], sentence: Sentence, idf: Sequence[float], average: float
) -> tuple[float, ...]:
    norm = K1 * (1 - B + B * len(sentence.words) / average)
    counts = sentence.counts
    scores = []
    for word, value in zip(words, idf, strict=True):
        times, worth = 0, 1.0
        for term in word.terms:
            times += counts.get(term, 0)
        if not times:
            worth, times = likeness(word, counts), 1
        scores.append(worth * value * times * (K1 + 1) / (times + norm))
    return tuple(scores)


def likeness(word: Word, counts: Mapping[str, int]) -> float:
    """What the best of the terms is worth that may stand for a word, 0 where none of them stands there."""
    best = 0.0
    for term, worth in word.similar:
        if worth > best and term in counts:
            best = worth
    return best


class Carried:
    """The names of a question that a pronoun may stand for."""

    def __init__(self, question: Question, article: Candidates, idf: Sequence[float]) -> None:
        self._sentences = article.sentences
        self._names = [
            (at, value, word)
            for at, (word, value) in enumerate(zip(question.words, idf, strict=True))
            if word.name
        ]
        self._pronouns: dict[int, frozenset[str]] = {}

    def credit(self, number: int, words: dict[int, tuple[float, ...]]) -> float:
        """The idf of the names that stand in one of the sentences before and fit a pronoun here."""
        before = [words[back] for back in range(number - _CARRIED_BACK, number) if back in words]
        return sum(
            value
            for at, value, name in self._names
            if not words[number][at]
            and any(scores[at] for scores in before)
            and self._fits(at, name, self._sentences[number].words[:8])
        )

    def _fits(self, at: int, name: Word, first: Sequence[str]) -> bool:
        if any(map(is_plural_pronoun, first)):
            return True
        if at not in self._pronouns:
            terms_of_name = frozenset(name.terms) | {term for term, _ in name.similar}
            self._pronouns[at] = pronouns_of(terms_of_name, self._sentences)
        return not self._pronouns[at].isdisjoint(first)
