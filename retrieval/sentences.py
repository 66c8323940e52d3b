"""What a sentence holds: its terms in order, which of them stand as names, and where it stands."""

from __future__ import annotations

import re
from math import log
from typing import NamedTuple

from retrieval.models import Article, Span
from retrieval.tokens import is_stop_word, split, terms

CAPITAL, JOINED = 1, 2
"""Marks of a word: it begins with a capital; only one space or hyphen parts it from the word before."""

DEFAULT_LANGUAGE = "en"

_DATELINE = re.compile(r"[A-ZÁÉÍÓÚÑ][^a-z\n()]{2,40}(?:, \w[\w. ]{1,20})? ?\([^()\n]{2,30}\) ?[—–-]+ ")
_HEADING = re.compile(r"[^.]{3,60}:[A-Z'‘“\"]")
"""How a link to another article begins: "Stars in the desert:What to know"."""


class Form(NamedTuple):
    """What of a sentence is the same for every question."""

    length: float
    """The logarithm of its words and one."""
    is_question: bool
    is_heading: bool
    is_whole: bool
    """Whether it ends as sentences do."""


class Sentence:
    """One sentence of an article as the index keeps it. `number` counts the article's sentences
    from 0, `passage` the index's passages."""

    # kept by hand: `cached_property` takes a lock when it is first asked, an eighth of an answer's time
    __slots__ = (
        *("_capitals", "_content", "_counts", "_form", "_names", "_text"),
        *("article", "marks", "number", "passage", "span", "words"),
    )

    def __init__(
        self, article: Article, span: Span, words: list[str], marks: bytes, passage: int, number: int
    ) -> None:
        self.article = article
        self.span = span
        self.words = words
        self.marks = marks
        self.passage = passage
        self.number = number
        self._text: str | None = None
        self._counts: dict[str, int] | None = None
        self._names: tuple[tuple[str, ...], ...] | None = None
        self._capitals: frozenset[str] | None = None
        self._content: frozenset[str] | None = None
        self._form: Form | None = None

    @property
    def size(self) -> int:
        """How many words it has."""
        return len(self.words)

    @property
    def text(self) -> str:
        """The sentence's own characters."""
        if self._text is None:
            self._text = self.span.of(self.article.text)
        return self._text

    @property
    def begins(self) -> int:
        """The number of its first word that belongs to no dateline."""
        dateline = None if self.number else _DATELINE.match(self.text)
        return len(terms(dateline.group())) if dateline else 0

    @property
    def counts(self) -> dict[str, int]:
        """How often each term stands in it, a dateline left out."""
        if self._counts is None:
            counts: dict[str, int] = {}
            for word in self.words[self.begins :]:
                counts[word] = counts.get(word, 0) + 1
            self._counts = counts
        return self._counts

    @property
    def names(self) -> tuple[tuple[str, ...], ...]:
        """Runs of words written with a capital, as terms, but for a dateline; the first word may be one."""
        if self._names is None:
            self._names = tuple(map(tuple, self._runs()))
        return self._names

    @property
    def capitals(self) -> frozenset[str]:
        """The words written with a capital that are no stop words, a dateline left out; the first word only
        where it is joined to another one."""
        if self._capitals is None:
            words, marks = self.words[self.begins :], self.marks[self.begins :]
            joined = len(marks) > 1 and marks[1] == CAPITAL | JOINED
            self._capitals = frozenset(
                word
                for at, (word, mark) in enumerate(zip(words, marks, strict=True))
                if mark & CAPITAL and (at or joined) and not is_stop_word(word)
            )
        return self._capitals

    @property
    def content(self) -> frozenset[str]:
        """Its words of more than two letters that are no stop words."""
        if self._content is None:
            self._content = frozenset(w for w in self.counts if len(w) > 2 and not is_stop_word(w))
        return self._content

    @property
    def form(self) -> Form:
        """How long it is, how it begins and how it ends."""
        if self._form is None:
            text = self.text
            self._form = Form(
                length=log(1 + len(self.words)),
                is_question=text.endswith(("?", "?”", '?"')),
                is_heading=_HEADING.match(text) is not None,
                is_whole=text.rstrip("”\"’')")[-1:] in (".", "!", "?", "…"),
            )
        return self._form

    def _runs(self) -> list[list[str]]:
        runs: list[list[str]] = []
        before = 0
        for word, mark in zip(self.words[self.begins :], self.marks[self.begins :], strict=True):
            if mark & CAPITAL and before & CAPITAL and mark & JOINED:
                runs[-1].append(word)
            elif mark & CAPITAL:
                runs.append([word])
            before = mark
        return runs


def language_of(article: Article) -> str:
    """The language whose stems an article is indexed by."""
    return (article.language or DEFAULT_LANGUAGE)[:2].lower()


def marked_words(text: str, span: Span, language: str) -> tuple[list[str], bytes]:
    """The terms of `span` in order and, for each, its marks.

    >>> marked_words("He met Ann Lee, Bo.", Span(0, 19), "en")
    (['he', 'met', 'ann', 'lee', 'bo'], b'\\x01\\x02\\x03\\x03\\x01')
    """
    words, written, gaps = split(span.of(text), language)
    marks = bytearray(
        (JOINED if gap in {" ", "", "-", "\u00a0", "\n"} else 0) | (CAPITAL if word[0].isupper() else 0)
        for gap, word in zip(gaps, written, strict=True)
    )
    if marks:
        marks[0] &= CAPITAL
    return words, bytes(marks)
