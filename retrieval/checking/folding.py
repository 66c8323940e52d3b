"""The form in which sentences that differ only in what is forgiven are equal, and where it stands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from retrieval.checking.results import Forgiven
from retrieval.models import Span
from retrieval.passages import trim

_CHAIN = 6
_QUOTE = "[\"'‘’‚‛“”„‟‹›«»′″`´＂＇〝〞〟「」『』｢｣]+"
_DASH = "[-‐‑‒–—―−－]+"
_SPACE = r"[\s\u200b\u2060\ufeff]+"
QUOTES, _DASHES, _SPACES = re.compile(_QUOTE), re.compile(f" ?{_DASH} ?"), re.compile(_SPACE)
_UNIT = re.compile(f"(?:{_SPACE})?{_DASH}(?:{_SPACE})?|{_SPACE}|{_QUOTE}|.", re.DOTALL)


def fold(text: str) -> str:
    """`text` in the form in which sentences that differ only in what is forgiven are equal.

    >>> fold("“It’s…\\u00a0FINE” — so") == fold("'it's... fine'-So")
    True
    """
    for _, fold_one in _FOLDS:
        text = fold_one(text)
    return text


def forgiven_between(one: str, other: str) -> tuple[Forgiven, ...]:
    """What must be forgiven for two alike texts to be equal, none where they are equal.

    >>> forgiven_between("A  b", "a b")
    (<Forgiven.SPACE: 'whitespace'>, <Forgiven.CASE: 'case'>)
    """
    if one == other:
        return ()
    kinds = [kind for kind in Forgiven if any(kind is folded for folded, _ in _FOLDS)]
    needed = tuple(kind for kind in kinds if _fold_without(kind, one) != _fold_without(kind, other))
    return needed or tuple(kinds)


def _fold_without(left_out: Forgiven, text: str) -> str:
    for kind, fold_one in _FOLDS:
        text = text if kind is left_out else fold_one(text)
    return text


def _decompose(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFD", text)


def _even_marks(text: str) -> str:
    return _DASHES.sub("-", QUOTES.sub("'", text.replace("…", "...")))


def _even_spaces(text: str) -> str:
    return _SPACES.sub(" ", text.replace("\u00ad", ""))


_FOLDS: tuple[tuple[Forgiven, Callable[[str], str]], ...] = (
    (Forgiven.ACCENTS, _decompose),
    (Forgiven.CASE, str.casefold),
    (Forgiven.ACCENTS, _decompose),  # casefold may compose again
    (Forgiven.SPACE, _even_spaces),
    (Forgiven.MARKS, _even_marks),
)


def lower(text: str, compose: bool) -> str:
    """A cheap form of `text` for the tests that come before folding it; words of ASCII letters
    need no composed accents to be found."""
    text = text.replace("\u00ad", "")
    if compose and not text.isascii():
        if "\u0345" in text:  # the one mark whose order decides what casefold makes of it
            text = _decompose(text)
        text = unicodedata.normalize("NFC", text.casefold())
    return text.casefold()


def chain_of_words(folded: str) -> re.Pattern[str] | None:
    """What every lowered text with the folded sentence in it matches: a few of its words, from the
    longest on, with nothing but spaces and marks between. None where it has no word."""
    words = re.findall(r"\w+", unicodedata.normalize("NFC", folded))
    if not words:
        return None
    longest = max(range(len(words)), key=lambda place: len(words[place]))
    first = max(0, min(longest, len(words) - _CHAIN))
    return re.compile(r"\W+".join(re.escape(word) for word in words[first : first + _CHAIN]))


def folded_spans(text: str, folded: str) -> Iterator[Span]:
    """Where `folded` stands in `text`, by folding it cluster by cluster and keeping count."""
    if folded not in fold(text):  # far quicker
        return
    whole, places = _fold_with_places(text)
    for at in starts_of(whole, folded):
        span = trim(text, Span(places[at].start, places[at + len(folded) - 1].end))
        if fold(span.of(text)) == folded:  # else it ends inside a ligature, or before an accent
            yield span


def _fold_with_places(text: str) -> tuple[str, list[Span]]:
    folded: list[str] = []
    places: list[Span] = []
    for unit in _units(text):
        piece = fold(unit.of(text))
        folded.append(piece)
        places += [unit] * len(piece)
    return "".join(folded), places


def _units(text: str) -> Iterator[Span]:
    """The stretches of `text` that fold on their own: a run of spaces, of marks, or one character
    with its accents."""
    last: Span | None = None
    for match in _UNIT.finditer(text):
        if last and unicodedata.combining(match.group()[0]):
            last = Span(last.start, match.end())
            continue
        if last:
            yield last
        last = Span(*match.span())
    if last:
        yield last


def starts_of(text: str, wanted: str) -> Iterator[int]:
    """Every place where `wanted` begins in `text`, overlapping ones too."""
    start = text.find(wanted)
    while start >= 0:
        yield start
        start = text.find(wanted, start + 1)
