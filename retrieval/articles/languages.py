"""The language that an article's own words tell, where nothing else says it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from retrieval.data import read_words
from retrieval.tokens import fold

_LOOKED_AT = 1_500
"""Characters from the beginning that are read: some two hundred and fifty words."""

_FEWEST_WORDS = 20

_LEAST_SHARE = 0.3
"""Of a Spanish text's words about 0.38 are Spanish stop words, of a French one's 0.23, of an Italian one's
0.19."""

_ENGLISH = "en"


def told_language(paragraphs: Iterable[str]) -> str | None:
    """The language whose stop words make up much of a text, and at least twice what another's do; None for
    English, which is what a text is taken for, and where words do not tell.

    >>> told_language(["El puente sobre el río se abrió el lunes.", "La alcaldesa dijo que costó un millón",
    ...                "y que los vecinos de la ciudad lo celebraron."])
    'es'
    >>> told_language(["El puente se abrió el lunes."]) is None  # too few words
    True
    >>> told_language(["The bridge was opened on Monday. " * 9]) is None
    True
    """
    text = fold("\n".join(paragraphs)[:_LOOKED_AT]).casefold()
    words = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 1]  # "a" is one in either
    if len(words) < _FEWEST_WORDS:
        return None
    counts = {name: sum(word in known for word in words) for name, known in _stop_words().items()}
    best, second, *_ = sorted(counts, key=lambda name: counts[name], reverse=True)
    if counts[best] < _LEAST_SHARE * len(words) or 2 * counts[second] > counts[best]:
        return None
    return best if best != _ENGLISH else None


@cache
def _stop_words() -> dict[str, frozenset[str]]:
    lists = read_words("stop_words").items()
    return {name: frozenset(words.split()) for name, words in lists if name != "origin"}
