"""What a question asks for: its content words, the kind of answer it wants and the time it speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from retrieval.data import read_words
from retrieval.tokens import fold, is_stop_word, terms, tokenize

MOST_WORDS = 200
"""Content words that are looked at; a question that is a whole article is told by its first ones."""


class Word(NamedTuple):
    """A content word of a question: as written, its terms (one per language), whether it is a name's."""

    written: str
    terms: tuple[str, ...]
    name: bool
    asking: bool  # it stands in the clause with the question word


class Question(NamedTuple):
    """A question as evidence sees it. `kinds` is empty where any sentence could answer."""

    text: str
    words: tuple[Word, ...]
    kinds: frozenset[str]


def read_question(text: str, languages: Sequence[str] = ("en",)) -> Question:
    """What `text` asks for, in the stems of `languages`.

    >>> question = read_question("How many troops did Trump send?")
    >>> [word.terms for word in question.words], sorted(question.kinds)
    ([('mani',), ('troop',), ('trump',), ('send',)], ['number'])
    """
    start = _asking_start(text)
    found: dict[str, Word] = {}
    for at, token in enumerate(tokenize(text, languages[0])):
        written = token.span.of(text)
        if is_stop_word(written) or token.term in found:
            continue
        if len(found) == MOST_WORDS:
            break
        each = [token.term, *(term for language in languages[1:] for term in terms(written, language)[:1])]
        name = written[0].isupper() and at > 0
        found[token.term] = Word(written, tuple(dict.fromkeys(each)), name, token.span.start >= start)
    return Question(text, tuple(found.values()), find_kinds(text[start:]))


def find_kinds(clause: str) -> frozenset[str]:
    """The kinds of answer that a clause asks for.

    >>> sorted(find_kinds("Which country won?")), sorted(find_kinds("¿Por qué?"))
    (['place'], ['reason'])
    """
    words = re.findall(r"\w+", fold(clause.casefold()))[:300]
    spaced = f" {' '.join(words)} "
    for kind, phrases in read_words("kinds")["asking_phrases"].items():
        if any(f" {phrase} " in spaced for phrase in phrases.split("|")):
            return frozenset([kind])
    for at, word in enumerate(words):
        if kind := _asking().get(word):
            return frozenset([kind])
        if word in ("which", "what", "que", "cual", "cuales"):
            return _kind_of_noun(words[at + 1 : at + 8])
    return frozenset()


def _kind_of_noun(words: Sequence[str]) -> frozenset[str]:
    for word in words:
        for kind in _nouns().get(word, ()) or _nouns().get(word.removesuffix("s"), ()):
            return frozenset([kind])
    return frozenset()


def _asking_start(text: str) -> int:
    """Where the sentence begins that holds the question: the last one that ends in a question mark."""
    end = text.rfind("?")
    if end < 0:
        return 0
    before = max(text.rfind(mark, 0, end) for mark in (". ", "? ", "! ", ".” ", "\n"))
    return before + 1 if before >= 0 else 0


@cache
def _asking() -> dict[str, str]:
    return {word: kind for kind, words in read_words("kinds")["asking"].items() for word in words.split()}


@cache
def _nouns() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for kind, words in read_words("kinds")["nouns"].items():
        for word in words.split():
            found[word] = (*found.get(word, ()), kind)
    return found


