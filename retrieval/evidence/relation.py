"""Whether what a question asks of a thing is told of that thing: beside the best sentence, in some words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from retrieval.data import read_words
from retrieval.evidence.held import TELLING, Held, is_told, tells
from retrieval.evidence.holding import is_numeral, is_year, names_in
from retrieval.evidence.question import Question, Word, noun_of
from retrieval.sentences import Sentence, language_of
from retrieval.tokens import terms
from retrieval.words.background import background_idf

MOST_ASKED = 2
"""Words besides names up to which each must be told: "When was the ferry built?". Of more, one may be in the
way that the question is put."""

SHORT = 4
"""Content words, names among them, up to which a question has none to spare."""

PASSING = 2
"""Sentences of an article up to which a name in it stands there in passing."""

BACK = 2
"""Sentences before the best one in which a name still belongs to it."""

_KIND = r"\b(?:[Ww]hat|[Ww]hich|[Qq]ué|[Cc]uál(?:es)?) (\w+)"
"""The noun that tells what kind of answer is wanted: "What liquid causes erosion?"."""

_NEAR = 5
"""Words between what happened and whom it happened to: "three people were found dead"."""

_PEOPLE = r"(?i)\b(?:any(?:one|body)|some(?:one|body)|(?:any|some) people|alguien)\b"

ASKED_OF_A_THING = ("person", "place", "name", "time", "number", "reason", "whether")
"""The kinds of questions that ask one thing of another; what "what" and "how" ask is told in any words."""


def lacks_its_relation(question: Question, held: Held) -> bool:
    """Whether a short question asks something of a thing that is not told of it beside the best sentence:
    "Who owns the ferry?" where somebody only takes it, "When did she accept it?" where she refused."""
    if question.kind not in ASKED_OF_A_THING or len(question.words) > SHORT:
        return False
    asked, either = asked_words(question), question.kind == "whether"
    return len(asked) <= MOST_ASKED and not all(
        is_told(word, held.beside, either_way=either) for word in asked
    )


def lacks_its_figure(question: Question, held: Held) -> bool:
    """Whether a figure that a short question gives, "No. 70", stands nowhere beside the best sentence; a year
    may be the article's own."""
    if len(question.words) > SHORT:
        return False
    figures = (word for word in question.words if word.written.isdigit() and not is_year(word.terms[0]))
    return any(word.asking and not is_told(word, held.beside) for word in figures)


def lacks_anybody(question: Question, held: Held) -> bool:
    """Whether people are asked for, "Did anyone die?", and what is told is told of others: "dead owls"."""
    if re.search(_PEOPLE, question.text) is None:
        return False
    asked = asked_words(question)
    return bool(asked) and not any(_is_told_of_people(sentence, asked) for sentence in held.beside)


def _is_told_of_people(sentence: Sentence, asked: Sequence[Word]) -> bool:
    """Whether one of the words stands near a word for people, a name or a number of them."""
    names = names_in(sentence, frozenset())
    people = [
        at
        for at, word in enumerate(sentence.words)
        if word in names or word in listed("somebody") or (is_numeral(word) and not is_year(word))
    ]
    told = [at for at, word in enumerate(sentence.words) if any(tells(each, word) for each in asked)]
    return any(0 < abs(at - other) <= _NEAR for at in told for other in people)


def asked_words(question: Question) -> list[Word]:
    """The words that say what is asked: no names, no numbers, nor the noun that tells the kind."""
    kinds = {match[1] for match in re.finditer(_KIND, question.text)}
    return [word for word in question.words if word.written not in kinds and _is_asked(word, question)]


def _is_asked(word: Word, question: Question) -> bool:
    term = word.terms[0]
    if term in listed("light") or term[0].isdigit() or background_idf(term) < TELLING:
        return False
    noun = noun_of(word.written)
    if word.name:
        return bool(noun) and word.written.isupper()  # "the CEO"
    return not question.noun or noun != question.noun


def lacks_a_name_beside(question: Question, best: Sentence, held: Held) -> bool:
    """Whether a name of a short question stands in the article in passing and nowhere beside the best
    sentence: "Who is the mayor of Dorn?" where Dorn is the town that lost a match."""
    if len(question.words) > SHORT:
        return False
    title = best.article.title
    told = frozenset(terms(title, language_of(best.article)) if title else ())
    names = (name for name in question.names if all(question.words[at].asking for at in name))
    return any(
        told.isdisjoint(term for at in name for term in question.words[at].terms)
        and _is_passing([any(shares[at] for at in name) for shares in held.sentences], best.number)
        for name in names
    )


def _is_passing(having: Sequence[bool], best: int) -> bool:
    """Whether few sentences have a name, neither the first one nor one beside the best.

    >>> _is_passing([False, True, False, False, False], 4), _is_passing([True, False, False, False], 3)
    (True, False)
    >>> _is_passing([False, True, False], 2)
    False
    """
    beside = having[max(1, best - BACK) : best + 2]
    return 0 < sum(having) <= PASSING and not having[0] and not any(beside)


@cache
def listed(name: str) -> frozenset[str]:
    """Words by what they are for: those that carry a question and no relation ("light": "located", "kind
    of"), those for people ("somebody")."""
    return frozenset(terms(read_words("kinds")[name]))
