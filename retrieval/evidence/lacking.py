"""What a question asks for of which an article has nothing: its best sentence is then only the closest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from retrieval.data import read_words
from retrieval.evidence.held import Held, is_telling, is_told
from retrieval.evidence.holding import calendar_words, names_in
from retrieval.evidence.kind import lacks_its_kind
from retrieval.evidence.question import Question, Word
from retrieval.evidence.relation import (
    lacks_a_name_beside,
    lacks_anybody,
    lacks_its_figure,
    lacks_its_relation,
)
from retrieval.evidence.statements import is_said
from retrieval.evidence.weighing import Evidence
from retrieval.evidence.weights import is_news
from retrieval.sentences import Sentence
from retrieval.tokens import is_stop_word

FEW = 3
"""Telling words up to which the last one of a yes/no question, or of one for a time, is what is asked of
the rest: "Is the bridge safe?", "When will the bridge reopen?"."""

SHORTEST_NAME = 4
"""Letters from which a name is one that an article would spell out; "TV" and "US" go by other names."""

_NAMED_IN = 5
"""Sentences that tell which words of a question in lower case are names."""

_GAP = re.compile(r"(\W+)(?:\w+\W+)?")
_FOLLOWING = re.compile(r" (\w+)")


def with_names_of(question: Question, evidence: Sequence[Evidence]) -> Question:
    """A question all in lower case ("where was trump born") with those words as names that the best sentences
    write with a capital."""
    if question.text != question.text.lower():
        return question
    names = frozenset().union(*(names_in(each.sentence, frozenset()) for each in evidence[:_NAMED_IN]))
    words = tuple(word._replace(name=not names.isdisjoint(word.terms)) for word in question.words)
    return question._replace(words=words)


def lacks_what_is_asked(question: Question, evidence: Sequence[Evidence], held: Held) -> bool:
    """Whether what a question asks for stands nowhere, though its other words do."""
    return (
        _holds_only_its_name(question, evidence[0], held)
        or lacks_its_relation(question, held)
        or lacks_a_name_beside(question, evidence[0].sentence, held)
        or lacks_its_figure(question, held)
        or lacks_anybody(question, held)
        or _lacks_a_statement(question, evidence[0].sentence)
        or _lacks_its_predicate(question, evidence[0], held)
        or _lacks_a_name(question, held)
        or lacks_its_kind(question, evidence[0], held)
        or _lacks_its_topic(question, evidence)
    )


def _names_speaker(question: Question, word: Word) -> bool:
    return bool(question.speakers.intersection((*word.terms, *dict(word.similar))))


def _holds_only_its_name(question: Question, best: Evidence, held: Held) -> bool:
    """Whether the article has a name of the question and nothing of what is asked of it ("Where was Trump
    born?"), or not the one whose words are asked for. Two names in the best sentence tell enough, and
    outside of news, which seldom tells things in the words of a question, two words of names do. Of 621
    news questions that their article answers none is of this kind."""
    found = [[bool(held.best[at]) for at in name] for name in question.names]
    names = sum(map(any if is_news(best.sentence.article) else sum, found))
    asked = list(zip(question.words, held.article, strict=True))
    telling = [share or is_told(word, held.beside) for word, share in asked if is_telling(word)]
    speakers = [share for word, share in asked if _names_speaker(question, word)]
    return (names < 2 and bool(telling) and not any(telling)) or (bool(speakers) and not any(speakers))


def _lacks_its_predicate(question: Question, best: Evidence, held: Held) -> bool:
    """Whether a yes/no question, or one for a time or a number, asks something of a thing that is told of
    it nowhere: "Is the bridge safe?" where nothing is called safe. Of a few words the last one tells."""
    telling = [
        at
        for at, word in enumerate(question.words)
        if is_telling(word) and word.asking and question.kind not in word.terms  # "time", "number"
    ]
    if not telling or "holds the unit" in dict(best.reasons):
        return False
    told = [is_told(question.words[at], held.beside) for at in telling]
    near = any(held.near[at] for at in telling) or any(told)
    if question.kind in ("time", "number") and not near:
        return True
    lacks_last = not held.article[telling[-1]] and not told[-1]
    return question.kind in ("whether", "time") and lacks_last and len(telling) <= FEW


def _lacks_a_name(question: Question, held: Held) -> bool:
    """Whether the clause that asks has a name of which the article has no word: "to Canada"."""
    words = zip(question.words, held.article, strict=True)
    named = (tuple(run) for is_name, run in groupby(words, key=lambda each: each[0].name) if is_name)
    return any(
        not any(share for _, share in run) and _is_one_told(question.text, [word for word, _ in run])
        for run in named
    )


def _is_one_told(text: str, name: Sequence[Word]) -> bool:
    """Whether an article that tells of a name would have it as it is written: "TV" goes by other names, and
    "Halloween costumes" are costumes first.

    >>> from retrieval.evidence.question import Word
    >>> names = "Canada", "Trudeau", "Halloween"
    >>> canada, trudeau, halloween = (Word(name, (name,), (), True, True) for name in names)
    >>> _is_one_told("Who went to Canada?", [canada]), _is_one_told("Why did Trudeau resign?", [trudeau])
    (True, True)
    >>> _is_one_told("Who wore Halloween costumes?", [halloween])
    False
    """
    if not all(word.asking and is_spelled_out(word) for word in name):
        return False
    found = _find_name(text, [word.written for word in name])
    if found is None:
        return False
    before, end = found
    following = _FOLLOWING.match(text, end)
    return (
        following is None
        or is_stop_word(following[1])
        or before.lower() in read_words("kinds")["yes_or_no"].split()
    )


def _find_name(text: str, name: Sequence[str]) -> tuple[str, int] | None:
    """The word before a name and where the name ends; one other word may stand between two of its own.

    >>> _find_name("Did Ann de Lee win?", ["Ann", "Lee"]), _find_name("Did Ann of the Lees?", ["Ann", "Lee"])
    (('Did', 14), None)
    """
    # Step by step: one pattern for a whole name tries every way through a list of fifty, for minutes.
    for before in re.finditer(rf"\b(\w+)\W+(?={re.escape(name[0])})", text):
        ends = {before.end() + len(name[0])}
        for word in name[1:]:
            starts = {at for end in ends if (gap := _GAP.match(text, end)) for at in (gap.end(1), gap.end())}
            ends = {at + len(word) for at in starts if text.startswith(word, at)}
        if ends:
            return before[1], max(ends)
    return None


def is_spelled_out(word: Word) -> bool:
    """Whether an article that has a name writes it so: "TV" and "US" go by other names, "May" is a month."""
    plain = word.written[1:].islower() and len(word.written) >= SHORTEST_NAME
    return plain and word.terms[0] not in calendar_words()


def _lacks_a_statement(question: Question, best: Sentence) -> bool:
    """Whether somebody's words are asked for and in the best sentence nobody says or is quoted."""
    return bool(question.speakers) and not is_said(best)


def _lacks_its_topic(question: Question, evidence: Sequence[Evidence]) -> bool:
    """Whether a statement to somebody, or about something, is asked for of which nothing is told."""
    if question.kind != "saying":
        return False
    others = [(at, word) for at, word in enumerate(question.words) if not _names_speaker(question, word)]
    told = {at for at, _ in others if any(each.words[at] for each in evidence)}
    topic = [at for at, word in others if word.topic]
    return (bool(topic) and not told.intersection(topic)) or any(
        word.name and not word.topic and at not in told for at, word in others
    )
