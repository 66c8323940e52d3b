"""Other ways in which a question's word may stand in an article: misspelled, a people, a synonym."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from retrieval.data import read_words
from retrieval.tokens import terms

SPELLING, DEMONYM, SYNONYM, IRREGULAR = 0.8, 0.8, 0.4, 0.9
"""What a match by spelling, people, synonym or irregular form is worth beside the word itself."""

SHORTEST_MISSPELLED = 5
"""Letters from which a word one slip away is likely meant; of four, "Feld" would be "fell"."""


class Speller:
    """The words of a vocabulary, looked up as they may be misspelled."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._by_start: dict[str, list[str]] = {}
        self._by_end: dict[str, list[str]] = {}
        for word in vocabulary:
            if is_spelled(word):
                self._by_start.setdefault(word[:2], []).append(word)
                self._by_end.setdefault(word[-3:], []).append(word)

    def candidates(self, word: str) -> tuple[str, ...]:
        """The known words nearest to `word`: one slip away, two from eight letters on.

        >>> Speller(["sheinbaum", "trump", "shine"]).candidates("shienbaum")
        ('sheinbaum',)
        """
        most = most_slips(word)
        if not most:
            return ()
        near = {*self._by_start.get(word[:2], ()), *self._by_end.get(word[-3:], ())}
        near.update(self._by_start.get(word[1::-1], ()))
        return nearest(within(word, near, most)) or forms(word, near)


def most_slips(word: str) -> int:
    """How many letters of a word may be wrong: one, two from eight letters on; none in a short one.

    >>> most_slips("trump"), most_slips("sheinbaum"), most_slips("the"), most_slips("g20s")
    (1, 2, 0, 0)
    """
    if not is_spelled(word):
        return 0
    return 1 if len(word) < 8 else 2


def within(word: str, others: Iterable[str], most: int) -> list[tuple[int, str]]:
    """The words that are at most `most` slips away, each with how many."""
    letters = set(word)
    return [
        (slips, other)
        for other in others
        if abs(len(other) - len(word)) <= most and len(letters ^ set(other)) <= 2 * most
        if is_spelled(other) and (slips := count_slips(word, other, most)) <= most
    ]


def nearest(found: Iterable[tuple[int, str]]) -> tuple[str, ...]:
    """Of words with their slips those with the fewest, by alphabet.

    >>> nearest([(2, "tulip"), (1, "trump"), (1, "trumps")])
    ('trump', 'trumps')
    """
    by_slips = sorted(found)
    return tuple(other for slips, other in by_slips if slips == by_slips[0][0])


def forms(word: str, others: Iterable[str]) -> tuple[str, ...]:
    """The words that begin so much like `word` that they are forms of it, by alphabet."""
    return tuple(sorted(other for other in others if is_spelled(other) and _is_form(word, other)))


def is_spelled(word: str) -> bool:
    """Whether a word is one that somebody could misspell."""
    return len(word) >= SHORTEST_MISSPELLED and word.isalpha()


def _is_form(word: str, other: str) -> bool:
    """Whether two words begin so much alike that they are forms of one: presidenta, presid(ent)."""
    shorter, longer = sorted((len(word), len(other)))
    return word[:6] == other[:6] and shorter >= 0.6 * longer


def count_slips(word: str, other: str, most: int) -> int:
    """Letters left out, added, changed or swapped with their neighbour (optimal string alignment);
    anything above `most` is `most + 1`.

    >>> count_slips("shienbaum", "sheinbaum", 2), count_slips("trump", "tulip", 2)
    (1, 3)
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(word, start=1):
        last, before, row = before, row, [i]
        for j, against in enumerate(other, start=1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and word[i - 2] == against:
                best = min(best, last[j - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def related(term: str, language: str = "en") -> Iterator[tuple[str, float]]:
    """Terms that may stand for `term`, each with what it is worth; of two worths the later is the higher.

    >>> dict(related("mexican")), dict(related("drawn"))
    ({'mexico': 0.8}, {'draw': 0.9, 'drew': 0.9})
    """
    for name, worth in (("synonyms", SYNONYM), ("demonyms", DEMONYM), ("irregular", IRREGULAR)):
        for other in sorted(_groups(name, language).get(term, ())):
            yield other, worth


@cache
def _groups(name: str, language: str) -> dict[str, frozenset[str]]:
    """Each term with the other terms of its groups."""
    listed = read_words(name).get(language, [])
    groups = listed.split("|") if isinstance(listed, str) else listed
    found: dict[str, frozenset[str]] = {}
    for group in groups:
        members = frozenset(terms(group, language))
        for member in members:
            found[member] = found.get(member, frozenset()) | (members - {member})
    return found
