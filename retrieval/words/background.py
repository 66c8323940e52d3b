"""How telling a word is in news at large, by counts over thousands of articles (`data/frequencies.json`)."""

from __future__ import annotations

from functools import cache
from math import log

from retrieval.data import read_words


def background_idf(term: str) -> float:
    """How telling a term is in news at large: ln(articles / articles that have it).

    >>> background_idf("say") < background_idf("penguin")
    True
    """
    return _background().get(term, _rarest())


def is_well_known(term: str) -> bool:
    """Whether a term is a word of news at large, and so no slip of the pen for another.

    >>> is_well_known("lost"), is_well_known("shienbaum")
    (True, False)
    """
    return term in _background()


@cache
def _background() -> dict[str, float]:
    levels = read_words("frequencies")["idf"]
    return {word: idf for level, words in levels.items() for idf in [float(level)] for word in words.split()}


@cache
def _rarest() -> float:
    return log(read_words("frequencies")["articles"] / 3)
