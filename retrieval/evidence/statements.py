"""Which sentences are somebody's statements, for questions that ask what a person said.

Nobody is named here as a speaker (that is `quotes`): a sentence only counts for more where the
person asked about stands beside a verb of saying, or a pronoun does that may mean them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from retrieval.data import read_words
from retrieval.evidence.question import Question
from retrieval.sentences import CAPITAL, JOINED, Sentence
from retrieval.tokens import fold, is_stop_word, terms


class Levels(NamedTuple):
    """What a statement is worth: by the speaker's name or by a pronoun that may mean them, with or
    without quoted words; a quotation without a source after a mention; any other quotation."""

    named_quoted: float
    named: float
    meant_quoted: float
    meant: float
    continued: float
    quoted: float


SAID = Levels(1.0, 0.8, 0.6, 0.4, 0.3, 0.1)
"""Names first: pronouns may mean another (benchmarks/statements.py: 70.6 % right first; 58.8 % the
other way)."""

ANSWERED = Levels(1.0, 0.6, 0.95, 0.5, 0.4, 0.15)
"""What X told or answered Y is asked for in X's words, and beside Y an article calls X he or she."""

_NEAR = 4
"""Words within which a name stands beside its verb of saying: "said Ann Lee", "Lee, the old mayor, said"."""

_GIVEN_VOTES = 5

_BACK = 4
"""Sentences back to where a pronoun's person was named."""

_POSSESSIVE = re.compile(r"([^\W\d_]+)['’]s?\b")
_MARKS = '“”"«»„'


class Statements:
    """How far each sentence of an article is a statement of the person a question asks about."""

    def __init__(self, question: Question, sentences: Sequence[Sentence]) -> None:
        self._speakers = question.speakers
        self._sentences = sentences
        self._verb = question.verb
        self._levels = ANSWERED if question.exchange else SAID
        self._pronouns = pronouns_of(question.speakers, sentences)

    def strength(self, number: int) -> float:
        """From 0 to 1: 1 where the speaker stands beside a verb of saying and words are quoted.

        A quotation without any source may go on what was said before; one that another name
        speaks counts hardly more than no quotation.
        """
        sentence = self._sentences[number]
        verbs = [at for at, word in enumerate(sentence.words) if word in _heard()]
        quoted = _is_quoting(sentence)
        if self._verb in sentence.counts and (
            self._speaks(sentence, verbs) or self._may_speak(number, verbs, quoted)
        ):
            return self._levels.named_quoted
        if self._speaks(sentence, verbs):
            return self._levels.named_quoted if quoted else self._levels.named
        if self._may_speak(number, verbs, quoted):
            return self._levels.meant_quoted if quoted else self._levels.meant
        if quoted and not verbs and number and self._named(number - 1):
            return self._levels.continued
        return self._levels.quoted * quoted

    def _speaks(self, sentence: Sentence, verbs: Sequence[int]) -> bool:
        """Whether the speaker is a verb's subject: "Lee said", "Lee, the mayor, said", "said Ann Lee"."""
        names = [at for at, word in enumerate(sentence.words) if word in self._speakers]
        return any(_is_subject(sentence, name, verb) for name in names for verb in verbs)

    def _may_speak(self, number: int, verbs: Sequence[int], quoted: bool) -> bool:
        words = self._sentences[number].words
        near = {word for verb in verbs for word in words[max(0, verb - _NEAR) : verb + 2]}
        if quoted and verbs:
            near.update(words[:1])  # "He had pressured her to allow a greater role, saying, “…”"
        if not any(word in self._pronouns for word in near):
            return False
        return any(self._named(back) for back in range(max(0, number - _BACK), number + 1))

    def _named(self, number: int) -> bool:
        return any(word in self._speakers for word in self._sentences[number].words)


def _is_subject(sentence: Sentence, name: int, verb: int) -> bool:
    first, last = min(name, verb) + 1, max(name, verb)
    if last - first >= _NEAR or _is_possessive(sentence, name):
        return False
    words, marks = sentence.words[first:last], sentence.marks[first:last]
    if name < verb:  # "Lee, the mayor, said", but no "Lee campaign said"
        is_other = any(mark & CAPITAL for mark in marks)
        return not is_other and (not words or words[0] in _behind_names() or words[0][0].isdigit())
    if sentence.words[verb] not in _before_names():
        return False
    plain = [word for word, mark in zip(words, marks, strict=True) if not mark & CAPITAL]
    is_given = (
        bool(marks) and marks[-1] & CAPITAL and sentence.marks[name] & JOINED
    )  # "said strategist Ann Lee"
    return all(word in _titles() for word in plain) or (
        bool(is_given) and not any(is_stop_word(word) or word in _heard() for word in plain)
    )


def _is_possessive(sentence: Sentence, at: int) -> bool:
    """Whether a name stands there as somebody's: "Lee's aides said"."""
    term = sentence.words[at]
    owning = sum(term in terms(match[1]) for match in _POSSESSIVE.finditer(sentence.text))
    return owning >= sentence.words.count(term)


def _is_quoting(sentence: Sentence) -> bool:
    return any(mark in sentence.text for mark in _MARKS)


def is_said(sentence: Sentence) -> bool:
    """Whether a sentence quotes something or tells that somebody says it."""
    return _is_quoting(sentence) or not _heard().isdisjoint(sentence.words)


def pronouns_of(name: frozenset[str], sentences: Sequence[Sentence]) -> frozenset[str]:
    """The pronouns that may mean a name: by given name, else by how sentences behind it begin, else
    he and she alike."""
    votes = {"he": 0, "she": 0}
    for sentence, following in zip(sentences, [*sentences[1:], None], strict=True):
        if name.isdisjoint(sentence.words):
            continue
        for pronoun in votes:
            votes[pronoun] += bool(following and _listed(pronoun).intersection(following.words[:1]))
        for given in _given_names(name, sentence):
            votes["she"] += _GIVEN_VOTES * (given in _given("female"))
            votes["he"] += _GIVEN_VOTES * (given in _given("male"))
    if votes["he"] == votes["she"]:
        return _listed("he") | _listed("she")
    return _listed(max(votes, key=lambda pronoun: votes[pronoun]))


def _given_names(name: frozenset[str], sentence: Sentence) -> Iterator[str]:
    """What stands as a name right before a name, and the name itself."""
    for at, word in enumerate(sentence.words):
        if word in name and sentence.marks[at] & CAPITAL:
            yield word
            if sentence.marks[at] & JOINED and sentence.marks[at - 1] & CAPITAL:
                yield sentence.words[at - 1]


@cache
def _heard() -> frozenset[str]:
    exact = read_words("saying")["en"]
    return frozenset(
        terms(f"{read_words('kinds')['saying']['heard']} {exact['finite']} {exact['participle']}")
    )


@cache
def _before_names() -> frozenset[str]:
    """The words of saying that may stand before who says it."""
    return frozenset(terms(read_words("kinds")["saying"]["before_names"]))


@cache
def _behind_names() -> frozenset[str]:
    """The words that may stand between a name and its verb."""
    return frozenset(terms(read_words("kinds")["saying"]["behind_names"]))


@cache
def _titles() -> frozenset[str]:
    return frozenset(["to", "the", *terms(read_words("names")["titles"])])


@cache
def _listed(pronoun: str) -> frozenset[str]:
    return frozenset(terms(read_words("kinds")["saying"][pronoun]))


@cache
def _given(sex: str) -> frozenset[str]:
    """Given names as terms; their possessive and case are gone, their stem may be cut."""
    names = fold(read_words("names")[f"given_{sex}"])
    return frozenset(terms(names))
