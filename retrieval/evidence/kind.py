"""Whether the kind of answer that is asked for stands there: a number in its unit, a time, a name."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from functools import cache
from itertools import pairwise

from retrieval.data import read_words
from retrieval.evidence.held import Held, is_told
from retrieval.evidence.holding import (
    AGE,
    calendar_words,
    is_numeral,
    is_year,
    names_in,
    tells_age,
    tells_time,
)
from retrieval.evidence.question import Question, plain
from retrieval.evidence.relation import asked_words, listed
from retrieval.evidence.weighing import Evidence
from retrieval.sentences import CAPITAL, JOINED, Sentence
from retrieval.tokens import is_stop_word, terms

_CLAUSES = "when whenever while as once cuando mientras"
"""Words that tell a time by what happened then; "if" tells none: "It will reopen if the council pays"."""

_TALLY = r"\b\d{1,3} ?[-–:] ?\d{1,3}\b|\b\d{1,3} to \d{1,3}\b"
"""How a score is written."""

_NUMBERED = r"\bNo\. ?\d+"
"""A number that counts nothing."""

_EARLY_YEAR = r"\b(?:AD|in|from|since|around|by|until|to|circa) \d{3}\b|\b\d{1,3} (?:AD|BC|BCE|CE)\b"
"""How a year of three digits is told from a number."""

_ASKING = r" (what|which|who|whom|how|why|where|when|que|quien|como|donde|cuando|por que)(?= )"

_FIRST = {
    "number": ("how", "what", "which", "when", "where", "que", "cuando", "donde"),
    "time": ("when", "how", "what", "which", "cuando", "que"),
}
"""The words that may ask beside a number or a time where no noun tells the kind."""

_ORDINAL_TIME = (
    r"\b(?:first|second|third|fourth|fifth|sixth|seventh|\d{1,2}(?:st|nd|rd|th))"
    r" (?:year|month|day|week|century|decade)\b"
)
"""How a time is told by its place in a course: "In their fourth year"."""


def lacks_its_kind(question: Question, best: Evidence, held: Held) -> bool:
    """Whether a number, a time or somebody's name is asked for, and neither the best sentence has one nor,
    where all that is asked is told there, one beside it."""
    holds = _HOLDS.get(question.kind) if _leads(question) else None
    if holds is None:
        return False
    if holds(question, best.sentence):
        return question.kind == "number" and "age" in question.units and _tells_of_another(question, held)
    others = [sentence for sentence in held.beside if sentence is not best.sentence]
    if not any(holds(question, sentence) for sentence in others):
        return True
    asked = asked_words(question)
    return not asked or not all(is_told(word, held.beside) for word in asked)


def _leads(question: Question) -> bool:
    """Whether the kind is what is asked first: "When you exhale, why does air leave?" asks no time.

    >>> from retrieval.evidence.question import read_question
    >>> [_leads(read_question(text)) for text in ("How far is it?", "Who says how far it is?")]
    [True, False]
    """
    first = _FIRST.get(question.kind)
    asking = re.findall(_ASKING, plain(question.text))
    return first is None or bool(question.noun) or all(word in first for word in asking)


def _holds_number(question: Question, sentence: Sentence) -> bool:
    if question.noun == "score" and not question.units:
        return re.search(_TALLY, sentence.text) is not None
    if "age" in question.units:
        return tells_age(sentence)
    text = re.sub(_NUMBERED, "", re.sub(AGE, "", sentence.text))
    words = terms(text)
    measure = _measure(question)
    if measure:
        return not measure.isdisjoint(words)
    return any(is_numeral(word) and not _is_date(word) for word in words) or _has_quantity(question, words)


def _is_date(word: str) -> bool:
    return len(word) == 4 and is_year(word) and word[:2] in ("17", "18", "19", "20")


def _has_quantity(question: Question, words: Sequence[str]) -> bool:
    """Whether one of the words that a question counts is told as "all", "no" or "a few" of them."""
    counted = question.terms
    return any(
        word in listed("quantities") and not counted.isdisjoint(words[at + 1 : at + 4])
        for at, word in enumerate(words)
    )


def _measure(question: Question) -> frozenset[str]:
    """What the number that is asked for would be counted in."""
    asked = plain(question.text)
    return frozenset().union(
        *(
            _terms_of(units)
            for phrases, units in read_words("kinds")["measures"].items()
            if any(f" {phrase} " in asked for phrase in phrases.split("|"))
        )
    )


def _holds_time(question: Question, sentence: Sentence) -> bool:
    words = sentence.words
    if re.search(_EARLY_YEAR, sentence.text) or re.search(_ORDINAL_TIME, sentence.text):
        return True
    if question.is_dated:
        return any(word in calendar_words() or is_year(word) for word in words)
    return tells_time(sentence) or not _terms_of(_CLAUSES).isdisjoint(words)


def _holds_name(question: Question, sentence: Sentence) -> bool:
    """Whether a new name stands beside a word of the question, "a spokesman, Ann Lee", or is given as one:
    "a company called Brel"."""
    if not any("name" in word.terms for word in question.words):
        return True
    asked = {term for word in question.words if not word.name for term in word.terms}
    names = names_in(sentence, question.terms) - _whose(sentence, asked & _persons())
    telling = [word for word in sentence.words if not is_stop_word(word)]
    if any({first, second} & names and {first, second} & asked for first, second in pairwise(telling)):
        return True
    return bool(names) and not listed("naming").isdisjoint(sentence.words)


def _whose(sentence: Sentence, persons: Set[str]) -> frozenset[str]:
    """Names before somebody that only say whose: "a White House spokesperson" is nameless."""
    found: set[str] = set()
    for at, word in enumerate(sentence.words):
        while word in persons and at and sentence.marks[at] & JOINED and sentence.marks[at - 1] & CAPITAL:
            at -= 1
            found.add(sentence.words[at])
    return frozenset(found)


def _tells_of_another(question: Question, held: Held) -> bool:
    """Whether an age stands there and nobody of whom it is asked, nor in the sentence before."""
    named = [at for at, word in enumerate(question.words) if word.name]
    asked = set(asked_words(question))
    of = named or [at for at, word in enumerate(question.words) if word in asked]
    return bool(of) and not any(held.best[at] or held.before[at] for at in of)


_HOLDS = {"number": _holds_number, "time": _holds_time, "name": _holds_name}


@cache
def _persons() -> frozenset[str]:
    kinds = read_words("kinds")
    return _terms_of(f"{kinds['nouns']['person']} {kinds['somebody']}")


@cache
def _terms_of(words: str) -> frozenset[str]:
    return frozenset(terms(words))
