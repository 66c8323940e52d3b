"""In which other words the same may be told of a thing, for a verdict: too many to rank by."""

from __future__ import annotations

from functools import cache, lru_cache

from retrieval.data import read_words
from retrieval.tokens import terms
from retrieval.words.variants import IRREGULAR, related


@lru_cache(maxsize=1 << 14)
def paraphrases(term: str) -> frozenset[str]:
    """The terms that may tell the same as an English `term` does, in any of their forms.

    >>> sorted(paraphrases("purchas") & {"buy", "bought", "sold"})
    ['bought', 'buy']
    >>> "construct" in paraphrases("built"), "refus" in paraphrases("accept")
    (True, False)
    """
    own = {term, *_forms(term)}
    found = {other for each in own for other in _listed(each) if _tells_back(other, own)}
    return frozenset(found.union(*map(_forms, found)) if found else found) - own


def _tells_back(other: str, own: set[str]) -> bool:
    """Whether a word is told by one of `own`, too: "judge" may stand for "convict", no "convict" for it."""
    return any(not own.isdisjoint(_listed(each)) for each in (other, *_forms(other))) or any(
        other in _told_by().get(each, frozenset()) for each in own
    )


def _forms(term: str) -> frozenset[str]:
    """The other forms of an irregular verb or noun."""
    return frozenset(other for other, worth in related(term) if worth == IRREGULAR)


def _listed(term: str) -> frozenset[str]:
    near = read_words("paraphrases")["en"].get(term, "").split()
    return _told_by().get(term, frozenset()).union(near)


@cache
def _told_by() -> dict[str, frozenset[str]]:
    """What tells a thing from its other side: who has a son is a father."""
    lists = read_words("kinds")["told_by"].items()
    return {term: frozenset(terms(others)) for asked, others in lists for term in terms(asked)}


@lru_cache(maxsize=1 << 14)
def opposites(term: str) -> frozenset[str]:
    """The terms that settle whether a thing is so by telling that it is not.

    >>> "refus" in opposites("accept")
    True
    """
    found = frozenset().union(*(_opposed().get(each, frozenset()) for each in (term, *_forms(term))))
    return found.union(*map(_forms, found)) - {term}


@cache
def _opposed() -> dict[str, frozenset[str]]:
    groups = [frozenset(terms(group)) for group in read_words("kinds")["opposites"]]
    return {
        term: frozenset().union(*(each for each in groups if term in each))
        for term in frozenset().union(*groups)
    }
