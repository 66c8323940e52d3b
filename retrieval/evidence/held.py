"""What an article has of a question's words: in each sentence, beside the best one, and anywhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from retrieval.evidence.holding import has_pronoun
from retrieval.evidence.question import Question, Word
from retrieval.evidence.scores import likeness
from retrieval.sentences import Sentence
from retrieval.words.background import background_idf
from retrieval.words.paraphrases import opposites, paraphrases
from retrieval.words.variants import IRREGULAR

TELLING = 0.5
"""How rare a word is from which its being missing tells something; "said" is not."""

_LIFE = frozenset(["born", "birth", "die", "death"])
_ENDED = frozenset(["die", "death"])
_BRACKETS = r"[A-Z][\w.’'-]* \(([^()]{4,80})\)"
"""What stands in brackets behind a name: "Camus (7 November 1913 – 4 January 1960)"."""
_BORN = r"b\. "
_YEAR = r"\b\d{4}\b"
_LIFETIMES = range(15, 121)
"""Years that a life may have taken; a term of office and a season take fewer."""

_ASKED_OF_ANYTHING = frozenset(["happen", "tell"])
"""Terms of questions that no answer repeats."""

Shares = tuple[float, ...]


class Held(NamedTuple):
    """For each of a question's words how far it stands somewhere: in every sentence of the article, in the
    best one, in the one before, in the best one and its neighbours, and anywhere in the article; and the
    best sentence with its neighbours, one more where a pronoun stands for what was named before."""

    sentences: tuple[Shares, ...]
    best: Shares
    before: Shares
    near: Shares
    article: Shares
    beside: Sequence[Sentence]


def read_held(question: Question, best: Sentence, article: Sequence[Sentence]) -> Held:
    """What the best sentence, and those of its article, have of the question's words."""
    shares = tuple(_shares(question, sentence) for sentence in article)
    first, end = max(0, best.number - 1), best.number + 2
    near = most_of(shares[first:end])
    back = first - 1 if first and has_pronoun(best) else first
    return Held(shares, shares[best.number], shares[first], near, most_of(shares), article[back:end])


def most_of(shares: Sequence[Shares]) -> Shares:
    """The most that any sentence has of each word.

    >>> most_of([(1.0, 0.0), (0.0, 0.4)])
    (1.0, 0.4)
    """
    return tuple(map(max, zip(*shares, strict=True)))


def is_telling(word: Word) -> bool:
    """Whether a word is no name, and rare enough for an article that lacks it to tell of something else."""
    is_rare = background_idf(word.terms[0]) >= TELLING
    return not word.name and is_rare and word.terms[0] not in _ASKED_OF_ANYTHING


def is_told(word: Word, sentences: Sequence[Sentence], *, either_way: bool = False) -> bool:
    """Whether one of the sentences has a word, something like it, or what tells the same of a thing;
    `either_way` also what tells the opposite. A life's years in brackets tell when it began and ended."""
    if any(_share(word, sentence) for sentence in sentences):
        return True
    others = frozenset().union(*map(paraphrases, word.terms))
    if either_way:
        others = others.union(*map(opposites, word.terms))
    if any(not others.isdisjoint(sentence.counts.keys() - sentence.capitals) for sentence in sentences):
        return True  # "United States" tells no marriage
    return not _LIFE.isdisjoint(word.terms) and any(
        _tells_life(sentence.text, ended=not _ENDED.isdisjoint(word.terms)) for sentence in sentences
    )


def _tells_life(text: str, *, ended: bool) -> bool:
    """Whether somebody's years stand in brackets, both where its end is asked for.

    >>> _tells_life("Ann Lee (1913–1960) wrote.", ended=True), _tells_life("Ann Lee (born 1950)", ended=True)
    (True, False)
    >>> _tells_life("Ann Lee coached Dorn (2015–2019).", ended=True)
    False
    """
    for brackets in re.findall(_BRACKETS, text):
        years = [int(year) for year in re.findall(_YEAR, brackets)]
        if len(years) > 1 and years[-1] - years[0] in _LIFETIMES and re.search("[-–—]", brackets):
            return True
        if years and not ended and re.match(_BORN, brackets):
            return True
    return False


def tells(word: Word, term: str) -> bool:
    """Whether a term is the word, something like it, or tells the same."""
    if term in word.terms or any(term == other for other, _ in word.similar):
        return True
    return any(term in paraphrases(own) for own in word.terms)


def _shares(question: Question, sentence: Sentence) -> Shares:
    """For each word of the question 1 where the sentence has it, less where it has something similar."""
    return tuple([_share(word, sentence) for word in question.words])


def _share(word: Word, sentence: Sentence) -> float:
    counts = sentence.counts
    if (own := _regular(word)) is not None:
        return float(own.search(sentence.text) is not None)
    return likeness(word, counts) if counts.keys().isdisjoint(word.terms) else 1.0


def _regular(word: Word) -> re.Pattern[str] | None:
    """How a verb is written that shares its stem with a form of another: "founded" and what was found."""
    if not word.written.endswith("ed") or not any(worth == IRREGULAR for _, worth in word.similar):
        return None
    return re.compile(rf"\b{re.escape(word.written[:-2])}(?:ed|er|ers|ing|ation)\b", re.IGNORECASE)
