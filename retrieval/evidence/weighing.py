"""What speaks for a sentence as the answer: each reason with its name and amount.

Everything is a sum of values times `retrieval.evidence.weights`. The words of the question that stand in the
sentence and around it come first; then what kind of answer the question wants, which names and words
keep turning up near the question's words, and where the sentence stands.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from math import exp
from typing import NamedTuple

from retrieval.evidence.holding import NAMED, Votes, answer_values, has_pronoun, is_plural_pronoun, names_in
from retrieval.evidence.question import Question, Word
from retrieval.evidence.statements import Statements, pronouns_of
from retrieval.evidence.weights import BESIDE_SAID, K1, NEAR, NEWS, OTHER, SPEAKER, STATEMENT, B, Weights
from retrieval.models import Article
from retrieval.sentences import Sentence, language_of
from retrieval.tokens import is_stop_word, terms, tokenize
from retrieval.words.background import background_idf

CARRIED_BACK = 3

SPOKEN = 0.5
"""Strength from which a statement counts as the speaker's own."""

TOLD_AGAIN = 0.25
"""What a sentence loses after the first where all its names are told already (a share of it where some
are): a second answer is worth more than the same one twice (hit@3 of unseen news +0.5, else unchanged)."""

_LOOKED_AT = 20

_FULL = 6
"""Words from which a line is a sentence and not a byline or a heading."""

_EARLY = 40


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


def weigh(question: Question, articles: Sequence[Candidates], idf: Sequence[float]) -> list[Evidence]:
    """The chosen sentences, best first. `idf` has the weight of each of the question's words."""
    weighed = [
        Evidence(sentence, sum([amount for _, amount in reasons], 0.0), reasons, words)
        for sentence, words, values in read_values(question, articles, idf)
        for reasons in [_reasons(values, weights_for(question, sentence.article))]
    ]
    if len(articles) > 1 or question.kind == "saying":
        return sorted(weighed, key=lambda evidence: -evidence.total)
    asked = question.terms
    names = [names_in(evidence.sentence, asked) for evidence in weighed]
    return [weighed[at] for at in tell_once([evidence.total for evidence in weighed], names)]


def telling_first(question: Question, ordered: list[Evidence]) -> list[Evidence]:
    """`ordered`, but a heading that only says the question again ("Why they left") behind the article's best
    other sentence. A whole sentence that does so may be the answer (all of them behind: hit@1 of 600
    multi_sentence questions falls from 82.7 to 80.5)."""
    if not ordered or question.is_bare or ordered[0].sentence.form.is_whole:
        return ordered
    asked = question.terms.union(*(dict(word.similar) for word in question.words))
    same = (at for at, each in enumerate(ordered) if each.sentence.article is ordered[0].sentence.article)
    first = next((at for at in same if _tells(ordered[at].sentence, asked)), 0)
    return [ordered[first], *ordered[:first], *ordered[first + 1 :]] if first else ordered


def _tells(sentence: Sentence, asked: frozenset[str]) -> bool:
    if sentence.form.is_whole:
        return True
    words = tokenize(sentence.text, language_of(sentence.article))
    return any(term not in asked and not is_stop_word(span.of(sentence.text)) for term, span in words)


def tell_once(totals: Sequence[float], names: Sequence[frozenset[str]]) -> list[int]:
    """The numbers of sentences, best first: of the second and third those come first that name
    somebody or something not named yet.

    >>> tell_once([3.0, 2.9, 2.8], [frozenset(["lee"]), frozenset(["lee"]), frozenset(["ek"])])
    [0, 2, 1]
    """
    order = sorted(range(len(totals)), key=lambda at: -totals[at])
    told: frozenset[str] = frozenset()
    for place in range(1, min(3, len(order))):
        told |= names[order[place - 1]]
        best = max(
            order[place : place + _LOOKED_AT],
            key=lambda at: totals[at] - TOLD_AGAIN * len(names[at] & told) / (len(names[at]) or 1),
        )
        order.remove(best)
        order.insert(place, best)
    return order


def read_values(
    question: Question, articles: Sequence[Candidates], idf: Sequence[float]
) -> Iterator[tuple[Sentence, tuple[float, ...], dict[str, float]]]:
    """Each chosen sentence with what it has of each of the question's words, and its reasons' values."""
    grounds = [ground for article in articles for ground in _grounds(question, article, idf)]
    room = 1 - min(1.0, max((ground.values["words"] for ground in grounds), default=0.0))
    votes = Votes(question, [ground.sentence for ground in grounds], [ground.near for ground in grounds])
    for ground in grounds:
        ground.values.update(answer_values(question, ground.sentence, votes, room, ground.title))
        yield ground.sentence, ground.words, ground.values


def weights_for(question: Question, article: Article) -> Mapping[str, float]:
    """What reasons weigh for this question in this article; a yes/no question is settled where its own
    words stand, however news is written."""
    if question.kind == "saying":
        return _STATEMENT
    return _NEWS if is_news(article) and question.kind != "whether" else _OTHER


_SHOWN = {name: name.replace("_", " ") for name in Weights._fields}
_STATEMENT, _NEWS, _OTHER = (weights._asdict() for weights in (STATEMENT, NEWS, OTHER))


def is_news(article: Article) -> bool:
    """Whether somebody published it some day: only news puts what matters first."""
    return article.outlet is not None or article.published is not None


class _Ground(NamedTuple):
    """What a sentence has before the kind of answer is looked at."""

    sentence: Sentence
    words: tuple[float, ...]
    values: dict[str, float]
    near: float  # how close to the question's words it stands, its neighbours counted
    title: frozenset[str]


def _reasons(values: Mapping[str, float], weights: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    """What each value adds, by the name it is shown by."""
    return tuple(
        [
            (_SHOWN[name], amount)
            for name, value in values.items()
            if value and (amount := weights[name] * value)
        ]
    )


def _grounds(question: Question, article: Candidates, idf: Sequence[float]) -> Iterator[_Ground]:
    statements = Statements(question, article.sentences) if question.kind == "saying" else None
    asked = zip(idf, question.words, strict=True)
    totals = (sum(idf) or 1.0, sum(value for value, word in asked if word.asking) or 1.0)
    if statements:
        idf = [
            value * (1.0 if word.topic else SPEAKER) for value, word in zip(idf, question.words, strict=True)
        ]
    words = _word_scores(question, article, idf)
    if statements and question.exchange:
        words = {
            number: _with_speaker(question, own, idf, statements.strength(number))
            for number, own in words.items()
        }
    reader = _Reader(question, article, idf, words, totals)
    found = {number: _read(reader, number, statements) for number in article.chosen}
    near = _nearness(found, weights_for(question, article.sentences[0].article))
    for number, values in found.items():
        yield _Ground(article.sentences[number], words[number], values, near[number], reader.title_answers)


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
        self._most_telling = max(idf, default=0.0) or 1.0
        self._telling = [background_idf(word.terms[0]) for word in question.words]
        self._telling_total = sum(self._telling) or 1.0
        self._pairs = _pairs(question.words)
        self._carried = _Carried(question, article, idf)
        most = max((sum(own) for own in words.values()), default=0.0) / self._total
        self._having = {number for number, own in words.items() if any(own)}
        self._room = 1.0 if question.is_bare else 1 - min(1.0, most)  # a bare name wants its introduction
        self._is_news = is_news(article.sentences[0].article)
        self._full_before = _count_full(article.sentences)
        self._numbers = {
            term: at
            for at, word in reversed(list(enumerate(question.words)))
            for term in (*word.terms, *dict(word.similar))
        }
        title = _title_words(article.sentences[0].article.title, language_of(article.sentences[0].article))
        self._title = title
        self._asking = [word.asking for word in question.words]
        self.title_answers = title - question.terms

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
        if self._carried.names and has_pronoun(sentence):
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


def _word_scores(
    question: Question, article: Candidates, idf: Sequence[float]
) -> dict[int, tuple[float, ...]]:
    """BM25 of each of the question's words in the chosen sentences and those around them."""
    wanted = {
        near
        for number in article.chosen
        for near in range(max(0, number - CARRIED_BACK), min(len(article.sentences), number + 2))
    }
    average = sum(len(article.sentences[number].words) for number in wanted) / max(1, len(wanted)) or 1.0
    looked_for = question.terms.union(*(dict(word.similar) for word in question.words))
    nothing = (0.0,) * len(question.words)  # of the sentences around, most have none of them
    return {
        number: _scores(question.words, sentence, idf, average)
        if not looked_for.isdisjoint(sentence.words)
        else nothing
        for number in wanted
        for sentence in [article.sentences[number]]
    }


def _with_speaker(
    question: Question, own: tuple[float, ...], idf: Sequence[float], strength: float
) -> tuple[float, ...]:
    """A statement by a pronoun that means the speaker has the speaker's name as good as any other, and one
    to "President Trump" the whole of "Donald Trump"."""
    if strength < SPOKEN:
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
        if not times and value:
            worth, times = likeness(word, counts), 1
        scores.append(worth * value * times * (K1 + 1) / (times + norm) if times and worth else 0.0)
    return tuple(scores)


def likeness(word: Word, counts: Mapping[str, int]) -> float:
    """What the best of the terms is worth that may stand for a word, 0 where none of them stands there."""
    best = 0.0
    for term, worth in word.similar:
        if worth > best and term in counts:
            best = worth
    return best


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


class _Carried:
    """The names of a question that a pronoun may stand for."""

    def __init__(self, question: Question, article: Candidates, idf: Sequence[float]) -> None:
        self._sentences = article.sentences
        self.names = [
            (at, value, word)
            for at, (word, value) in enumerate(zip(question.words, idf, strict=True))
            if word.name and value
        ]
        self._pronouns: dict[int, frozenset[str]] = {}

    def credit(self, number: int, words: dict[int, tuple[float, ...]]) -> float:
        """The idf of the names that stand in one of the sentences before and fit a pronoun here."""
        before = [words[back] for back in range(number - CARRIED_BACK, number) if back in words]
        return sum(
            value
            for at, value, name in self.names
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
