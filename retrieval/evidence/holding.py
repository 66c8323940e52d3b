"""What a sentence holds that may be the answer, and how often it turns up near the question's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from math import log
from typing import NamedTuple

from retrieval.data import read_words
from retrieval.evidence.question import Question
from retrieval.sentences import Sentence
from retrieval.tokens import terms

NAMED = ("person", "place", "name")
"""The kinds of answer that are names."""

_PLACED = frozenset(["in", "at", "from", "near", "outsid", "en", "cerca", "desd"])
_COUNTED = range(1, 4)
"""Words from a number on to what it counts."""

_FAR = 100
"""Words between a possible answer and the question's words where a sentence has none of them."""

AGE = r", \d{1,3}[,.]|\b\d{1,3}[- ](?:years?|months?)[- ]old|\bage[ds]?(?: of)? \d|\b\d{1,3} años"
"""How an age is written."""

_QUOTED_TITLE = r"[“\"‘][A-Z]"


class Votes:
    """Which possible answers keep turning up near the question's words: each sentence that holds one
    votes for it with the square of its nearness."""

    def __init__(self, question: Question, sentences: Sequence[Sentence], near: Sequence[float]) -> None:
        asked, kind = question.terms, question.kind
        self.names = _count(sentences, near, [names_in(sentence, asked) for sentence in sentences])
        self.numbers = _count(
            sentences, near, [_numbers(one, asked) for one in sentences] if kind == "number" else []
        )
        self.words = _count(
            sentences, near, [_new_words(one, asked) for one in sentences] if not kind else []
        )


class _Count(NamedTuple):
    held: dict[tuple[str, int], frozenset[str]]
    shares: dict[str, float]

    def best(self, sentence: Sentence) -> float:
        """The share of the most votes that the best of a sentence's candidates has."""
        return max([self.shares[each] for each in self.held[_key(sentence)]], default=0.0)


def _key(sentence: Sentence) -> tuple[str, int]:
    return sentence.article.id, sentence.number


def _count(sentences: Sequence[Sentence], near: Sequence[float], held: Sequence[frozenset[str]]) -> _Count:
    votes: dict[str, float] = {}
    for weight, candidates in zip(near, held, strict=False):
        for each in candidates:
            votes[each] = votes.get(each, 0.0) + weight**2
    by_sentence = {_key(sentence): each for sentence, each in zip(sentences, held, strict=False)}
    most = max([0.0, *votes.values()])
    return _Count(by_sentence, {each: value and value / most for each, value in votes.items()})


def answer_values(
    question: Question, sentence: Sentence, votes: Votes, room: float, title: frozenset[str]
) -> Iterator[tuple[str, float]]:
    """The reasons that hang on the kind of answer, each with its value. `room` is what the question's
    words leave open; `title` the words of the article's title that the question does not have."""
    kind = question.kind
    names = votes.names.held[_key(sentence)]
    if kind in NAMED:
        yield from _name_values(question, sentence, names, room)
        yield "holds_a_name_of_the_title", room * (not names.isdisjoint(title))
    if kind in ("name", ""):
        yield "holds_a_title_in_quotes", re.search(_QUOTED_TITLE, sentence.text) is not None
    if kind in (*NAMED, ""):
        yield "names_near_the_words", room * votes.names.best(sentence)
    if kind in ("", "reason"):
        yield "holds_new_names", room * log(1 + len(names))
    if kind == "":
        yield "words_near_the_words", room * votes.words.best(sentence)
    if kind == "number":
        yield from _number_values(question, sentence, votes)
    if kind in ("time", "reason"):
        yield f"holds_a_{kind}", _holds(sentence, kind)
    if kind == "reason":
        yield "holds_a_plain_reason", _holds(sentence, "plain_reason")
    yield "holds_the_unit", _holds_unit(question, sentence)
    yield "holds_one_of_its_kind", not question.members.isdisjoint(sentence.counts)


def _holds_unit(question: Question, sentence: Sentence) -> bool:
    """An old bridge tells no age."""
    if "age" in question.units:
        return tells_age(sentence)
    return any(unit in sentence.counts for unit in question.units)


def _name_values(
    question: Question, sentence: Sentence, names: frozenset[str], room: float
) -> Iterator[tuple[str, float]]:
    kind, asked = question.kind, question.terms
    yield "holds_any_name", bool(names)
    yield "holds_a_name", room * bool(names)
    yield "holds_names", room * log(1 + len(names))
    yield "name_beside_the_words", _nearness(*_places(sentence, names, asked)) if names else 0.0
    if kind == "place":
        yield "holds_a_place", _holds_place(sentence, names)
        yield (
            "holds_a_known_place",
            not question.members and any(word in sentence.counts for word in _known_places() - asked),
        )
    else:
        new = [run for run in sentence.names if len(run) > 1 and asked.isdisjoint(run)]
        yield "holds_a_full_name", room * bool(new)
        yield "holds_a_person", kind == "person" and any(run[0] in _given_names() for run in new)


def _places(sentence: Sentence, held: frozenset[str], asked: frozenset[str]) -> tuple[list[int], list[int]]:
    """Where the words of possible answers stand, and where the question's."""
    words = sentence.words
    return (
        [at for at, word in enumerate(words) if word in held],
        [at for at, word in enumerate(words) if word in asked],
    )


def _nearness(places: Sequence[int], matched: Sequence[int]) -> float:
    return 1 / min((abs(at - other) for at in places for other in matched), default=_FAR)


def _number_values(question: Question, sentence: Sentence, votes: Votes) -> Iterator[tuple[str, float]]:
    places, matched = _places(sentence, votes.numbers.held[_key(sentence)], question.terms)
    yield "holds_a_number", bool(places)
    yield "numbers_near_the_words", votes.numbers.best(sentence)
    yield "number_beside_the_words", _nearness(places, matched)
    yield "number_of_what_is_asked", any(other - at in _COUNTED for at in places for other in matched)


def names_in(sentence: Sentence, asked: frozenset[str]) -> frozenset[str]:
    """The words of names that the question does not have itself."""
    return sentence.capitals - asked - _held("time")


def _holds_place(sentence: Sentence, names: frozenset[str]) -> bool:
    words = sentence.words
    return any(word in names and words[at] in _PLACED for at, word in enumerate(words[1:]))


def _numbers(sentence: Sentence, asked: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in sentence.words if is_numeral(word) and word not in asked)


def is_numeral(word: str) -> bool:
    """Whether a term is a number or a word for one."""
    return word[0].isdigit() or word in _held("number")


def tells_age(sentence: Sentence) -> bool:
    """Whether a sentence tells an age, in more ways than by "old": "Ann Lee, 58, said"."""
    return re.search(AGE, sentence.text) is not None


def tells_time(sentence: Sentence) -> bool:
    """Whether a sentence has a word that tells a time."""
    return _holds(sentence, "time")


def _new_words(sentence: Sentence, asked: frozenset[str]) -> frozenset[str]:
    return sentence.content - asked


def _holds(sentence: Sentence, kind: str) -> bool:
    return any(word in _held(kind) or (kind == "time" and is_year(word)) for word in sentence.words)


def is_year(word: str) -> bool:
    """Whether a term is a year or a decade."""
    return len(word) > 3 and word[:4].isdigit() and word[4:] in ("", "s")


def has_pronoun(sentence: Sentence) -> bool:
    """Whether a sentence begins with somebody who must have been named before."""
    return not _held("pronoun").isdisjoint(sentence.words[:8])


def is_plural_pronoun(word: str) -> bool:
    """Whether a term may mean several people, or one whom nobody calls he or she."""
    return word in _held("they")


@cache
def _known_places() -> frozenset[str]:
    """The countries, states and continents, as terms."""
    members = read_words("kinds")["members"]
    wide = (members[nouns] for nouns in members if nouns.split()[0] in ("country", "state", "continent"))
    return frozenset(terms(" ".join(wide)))


@cache
def _given_names() -> frozenset[str]:
    return frozenset(terms(f"{read_words('names')['given_female']} {read_words('names')['given_male']}"))


@cache
def calendar_words() -> frozenset[str]:
    """Months and days of the week, as terms."""
    kinds = read_words("kinds")
    return frozenset(terms(f"{kinds['months']} {kinds['weekdays']}"))


@cache
def _held(kind: str) -> frozenset[str]:
    """The words an answer of this kind holds."""
    return frozenset(terms(read_words("kinds")["holding"][kind]))
