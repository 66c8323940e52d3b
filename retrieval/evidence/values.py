"""What a sentence has of each reason that does not hang on the kind of answer: words, neighbours, place."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from math import exp
from typing import NamedTuple

from retrieval.evidence.holding import NAMED, has_pronoun
from retrieval.evidence.question import Question, Word
from retrieval.evidence.scores import Candidates, Carried, score_words, with_speaker
from retrieval.evidence.statements import Statements
from retrieval.evidence.weights import BESIDE_SAID, NEAR, SPEAKER, is_news, weights_for
from retrieval.sentences import Sentence, language_of
from retrieval.tokens import is_stop_word, terms
from retrieval.words.background import background_idf

_FULL = 6
"""Words from which a line is a sentence and not a byline or a heading."""

_EARLY = 40


class Ground(NamedTuple):
    """What a sentence has before the kind of answer is looked at."""

    sentence: Sentence
    words: tuple[float, ...]
    values: dict[str, float]
    near: float  # how close to the question's words it stands, its neighbours counted
    title: frozenset[str]


def read_grounds(question: Question, article: Candidates, idf: Sequence[float]) -> Iterator[Ground]:
    """What each chosen sentence of an article has; `idf` has the weight of each of the question's words."""
    statements = Statements(question, article.sentences) if question.kind == "saying" else None
    asked = zip(idf, question.words, strict=True)
    totals = (sum(idf) or 1.0, sum(value for value, word in asked if word.asking) or 1.0)
    if statements:
        idf = [
            value * (1.0 if word.topic else SPEAKER) for value, word in zip(idf, question.words, strict=True)
        ]
    words = score_words(question, article, idf)
    if statements and question.exchange:
        words = {
            number: with_speaker(question, own, idf, statements.strength(number))
            for number, own in words.items()
        }
    reader = _Reader(question, article, idf, words, totals)
    found = {number: _read(reader, number, statements) for number in article.chosen}
    near = _nearness(found, weights_for(question, article.sentences[0].article))
    for number, values in found.items():
        yield Ground(article.sentences[number], words[number], values, near[number], reader.title_answers)


def _read(reader: _Reader, number: int, statements: Statements | None) -> dict[str, float]:
    """A sentence's values; neighbours count less where a statement is asked for."""
    values = reader.read(number)
    if statements:
        values |= {name: BESIDE_SAID * values[name] for name in _BESIDE if name in values}
        values["says_so"] = statements.strength(number)
    return values


def _nearness(found: Mapping[int, Mapping[str, float]], weights: Mapping[str, float]) -> dict[int, float]:
    """How close each sentence stands to the question's words, its neighbours counted."""
    strength = {
        number: sum([weights[name] * value for name, value in values.items()])
        for number, values in found.items()
    }
    return {
        number: max(0.0, own + NEAR * (strength.get(number - 1, 0.0) + strength.get(number + 1, 0.0)))
        for number, own in strength.items()
    }


_BESIDE = ("previous_sentence", "sentence_before_that", "next_sentence", "name_carried_over")


class _Reader:
    """Reads the values of one article's sentences that do not hang on the kind of answer."""

    def __init__(
        self,
        question: Question,
        article: Candidates,
        idf: Sequence[float],
        words: dict[int, tuple[float, ...]],
        totals: tuple[float, float],
    ) -> None:
        self._question = question
        self._sentences = article.sentences
        self._idf = idf
        self._words = words
        self._nothing = (0.0,) * len(question.words)
        self._total, self._asked_total = totals
        self._most_telling = max(idf)
        self._telling = [background_idf(word.terms[0]) for word in question.words]
        self._telling_total = sum(self._telling) or 1.0
        self._pairs = _pairs(question.words)
        self._carried = Carried(question, article, idf)
        most = max(map(sum, words.values())) / self._total
        self._having = {number for number, own in words.items() if any(own)}
        self._room = 1.0 if question.is_bare else 1 - min(1.0, most)  # a bare name wants its introduction
        first = article.sentences[0].article
        self._is_news = is_news(first)
        self._full_before = _count_full(article.sentences)
        self._numbers = {
            term: at
            for at, word in reversed(list(enumerate(question.words)))
            for term in (*word.terms, *dict(word.similar))
        }
        self._title = _title_words(first.title, language_of(first))
        self._asking = [word.asking for word in question.words]
        self.title_answers = self._title - question.terms

    def read(self, number: int) -> dict[str, float]:
        """The values of sentence `number`. Those of words and neighbours are left out where all would be 0,
        as they are for most sentences of an article."""
        own, sentence = self._words[number], self._sentences[number]
        values = self._of_words(own) if any(own) else {"words": 0.0}
        if not self._having.isdisjoint(range(number - 2, number + 2)):
            values |= self._beside(number, own)
        places = [self._numbers[word] for word in sentence.words if word in self._numbers]
        if len(places) > 1:
            pairs = sum(map(self._pairs.__contains__, itertools.pairwise(sentence.words)))
            values["word_pairs"] = pairs / max(1, len(own) - 1)
            values["word_order"] = _order(places)
        if has_pronoun(sentence):
            values["name_carried_over"] = self._carried.credit(number, self._words) / self._total
        values.update(self._place(number, sentence))
        counts, form = sentence.counts, sentence.form
        values["title"] = sum(map(counts.__contains__, self._title)) / (len(self._title) or 1)
        new = sum(map(counts.__contains__, self.title_answers))
        values["title_answers"] = new / (len(self.title_answers) or 1)
        values["length"] = form.length
        values["is_a_question"] = form.is_question
        values["is_a_heading"] = form.is_heading
        values["no_full_stop"] = not form.is_whole
        return values

    def _of_words(self, own: tuple[float, ...]) -> dict[str, float]:
        """What the sentence itself has of the question's words."""
        has = [score > 0 for score in own]
        return {
            "words": sum(own) / self._total,
            "asked_words": sum(itertools.compress(own, self._asking)) / self._asked_total,
            "telling_words": sum(itertools.compress(self._telling, has)) / self._telling_total,
            "most_words": sum(has) / len(has),
            "best_word": max(own) / self._most_telling,
        }

    def _beside(self, number: int, own: tuple[float, ...]) -> dict[str, float]:
        """What the sentences around have."""
        previous = self._words.get(number - 1, self._nothing)
        before = self._words.get(number - 2, self._nothing)
        following = self._words.get(number + 1, self._nothing)
        around = [one or two or three for one, two, three in zip(previous, own, following, strict=True)]
        both = [one or two for one, two in zip(own, previous, strict=True)]
        return {
            "words_around": sum(itertools.compress(self._idf, around)) / self._total,
            "previous_sentence": _missing(own, previous) / self._total,
            "sentence_before_that": _missing(both, before) / self._total,
            "next_sentence": _missing(own, following) / self._total,
        }

    def _place(self, number: int, sentence: Sentence) -> Iterator[tuple[str, float]]:
        """Only news puts what matters first; a byline or a heading is not its first sentence."""
        if not self._is_news:
            yield "lead_elsewhere", exp(-number)
        elif len(sentence.words) >= _FULL:
            full = self._full_before[number] if number < _EARLY else number
            lead = self._room * exp(-full)
            yield "lead", lead
            yield "lead_for_names", lead * (self._question.kind in NAMED)
            yield "lead_for_numbers", lead * (self._question.kind in ("number", "time"))


def _order(places: Sequence[int]) -> float:
    """The share of the question's words here, each beside the next, that come in its order."""
    steps = [later - earlier for earlier, later in itertools.pairwise(places) if later != earlier]
    return sum(step > 0 for step in steps) / (len(steps) or 1)


def _count_full(sentences: Sequence[Sentence]) -> list[int]:
    """For each of the first sentences, how many whole ones stand before it."""
    full = (sentence.size >= _FULL for sentence in sentences[:_EARLY])
    return list(itertools.accumulate(full, initial=0))


@lru_cache(maxsize=512)  # the articles last asked
def _title_words(title: str | None, language: str) -> frozenset[str]:
    return frozenset(
        word for word in terms(title or "", language) if len(word) > 1 and not is_stop_word(word)
    )


def _missing(own: Iterable[float], other: Iterable[float]) -> float:
    """What `other` has of the words that `own` has none of."""
    return sum([theirs for mine, theirs in zip(own, other, strict=True) if not mine])


def _pairs(words: Sequence[Word]) -> frozenset[tuple[str, str]]:
    """The neighbours in the question."""
    return frozenset(
        (first.terms[0], second.terms[0])
        for first, second in itertools.pairwise(words)
        if first.topic and second.topic
    )
