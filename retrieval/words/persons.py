"""The names of one article, and which pronoun the article uses for each person.

A pronoun counts only where a single person stands before it; titles and given names count more.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from functools import lru_cache

from retrieval.data import read_words
from retrieval.models import Article, Span
from retrieval.tokens import fold
from retrieval.words.names import Name, find_names

_PRONOUN = r"(?i)\b(?:(she|her|hers|herself|ella)|(he|him|his|himself|él))\b"
_BEFORE = re.compile(r"([^\W\d_]+)\.?\s*$")
_NEAR = 160
_TITLE_VOTES, _GIVEN_VOTES = 6, 3


class Persons:
    """The names in an article in order, and the pronouns of its people."""

    def __init__(self, article: Article) -> None:
        self.article_id = article.id
        self.names = find_names(article.text)
        self._starts = [name.span.start for name in self.names]
        self._votes: dict[str, Counter[str]] = defaultdict(Counter)
        self._count_titles(article.text)
        self._count_pronouns(article.text)

    def within(self, span: Span) -> tuple[Name, ...]:
        """The names inside `span`."""
        first = bisect_left(self._starts, span.start)
        return self.names[first : bisect_left(self._starts, span.end)]

    def pronoun(self, full: str) -> str | None:
        """ "she" or "he" where the article tells, else None.

        >>> article = Article(id="1", text="Ms. Li met Robin Ek and Sam Wu. Wu left. He was tired.")
        >>> [Persons(article).pronoun(name) for name in ("Li", "Robin Ek", "Sam Wu")]
        ['she', None, 'he']
        """
        she, he = (self._votes[full][pronoun] for pronoun in ("she", "he"))
        if she > he:
            return "she"
        return "he" if he > she else None

    def _count_titles(self, text: str) -> None:
        lists = read_words("names")
        for sex, pronoun in (("female", "she"), ("male", "he")):
            titles = frozenset(map(fold, lists[f"{sex}_titles"].split()))
            given = frozenset(map(fold, lists[f"given_{sex}"].split()))
            for name in self.names:
                before = _BEFORE.search(text[max(0, name.span.start - 20) : name.span.start])
                if name.person and before and fold(before.group(1).casefold()) in titles:
                    self._votes[name.full][pronoun] += _TITLE_VOTES
                if name.person and fold(name.full.split()[0].casefold()) in given:
                    self._votes[name.full][pronoun] = max(self._votes[name.full][pronoun], _GIVEN_VOTES)

    def _count_pronouns(self, text: str) -> None:
        for match in re.finditer(_PRONOUN, text):
            near = self.within(Span(match.start() - _NEAR, match.start()))
            people = {name.full for name in near if name.person}
            if len(people) == 1:
                self._votes[people.pop()]["she" if match.group(1) else "he"] += 1


@lru_cache(maxsize=64)
def persons_of(article: Article) -> Persons:
    """The names of `article`, kept for the next question about it."""
    return Persons(article)
