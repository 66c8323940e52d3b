"""The words of a text and the runs of capitalised ones that names are cut from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from retrieval.data import read_words
from retrieval.models import Span
from retrieval.tokens import fold, without_possessive

WORD = (
    r"(?P<acronym>\b(?:[^\W\d_]\.){2,})"
    r"|\b(?:Mrs?|Ms|Dr|St|Sen|Rep|Gov|Gen|Lt|Col|Capt|Sgt|Maj|Prof|Rev|Jr|Sra?|Srta|Dra)\.(?=\s)"
    r"|(?P<initial>\b[^\W\d_]\.(?=\s))"
    r"|[^\W\d_][^\W_]*(?:[-‑&'’ʼ][^\W_]+)*"
)
_BEGINNING = frozenset('.!?…:;\n“"«»¿¡•—–*')
_PREFIXED = r"(?:(?:al|el|as|ash|an|ar|ad|az|ul|ed|es)-|[dl]['’])[^\W\d_]"

_ARTICLES = frozenset({"the", "a", "an"})
_LONGEST_RUN = 12


class Word(NamedTuple):
    """A word as written, how it stands among its neighbours, and its key: small, without accents."""

    text: str
    key: str
    span: Span
    capital: bool
    begins: bool  # a sentence, so that its capital says nothing
    joined: bool  # to the word before by a single space
    closed: bool  # by a possessive: no name goes on after it
    speaks: bool  # a verb of saying follows
    spoke: bool  # one stands before
    after_article: bool


class Evidence(NamedTuple):
    """How the words of a text are written where it is their own choice."""

    small: frozenset[str]
    capital: frozenset[str]
    things: frozenset[str]  # "the Jets": last words of what stands after an article


def split_words(text: str) -> list[Word]:
    """The words of `text`, possessive endings and "-led" off."""
    matches = list(re.finditer(WORD, text))
    keys = [key_of(match.group()) for match in matches]
    words: list[Word] = []
    end, shortened = 0, False
    for at, match in enumerate(matches):
        gap, written = text[end : match.start()], match.group()
        capital = written[0].isupper() or bool(not written.islower() and re.match(_PREFIXED, written))
        bare = _without_suffix(without_possessive(written)) if capital else written
        before, following = keys[at - 1 : at], keys[at + 1 : at + 2]
        words.append(
            Word(
                text=bare,
                key=key_of(bare),
                span=Span(match.start(), match.start() + len(bare)),
                capital=capital,
                begins=not shortened and (not at or not _BEGINNING.isdisjoint(gap)),
                joined=gap in (" ", "\u00a0", " & "),
                closed=bare != written,
                speaks=not listed("saying").isdisjoint(following),
                spoke=not listed("saying").isdisjoint(before),
                after_article=not _ARTICLES.isdisjoint(before),
            )
        )
        end, shortened = match.end(), match.lastgroup == "initial"
    return words


def find_runs(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Capitalised words that stand together, with the small words that hold them."""
    at = 0
    while at < len(words):
        end = at + 1
        if words[at].capital:
            while (further := _goes_on_to(words, at, end)) > end:
                end = further
            yield list(words[at:end])
        at = end


def _goes_on_to(words: Sequence[Word], start: int, end: int) -> int:
    """Where the name of these words ends, if one more may belong to it, with small ones before that: `end` if
    none does."""
    if words[end - 1].closed or end - start >= _LONGEST_RUN:
        return end
    allowed = phrases("inside")
    if any(word.key in listed("openers") for word in words[start:end]):
        allowed |= phrases("inside_organisations")
    for at in range(end, min(end + 3, len(words))):
        if not words[at].joined:
            return end
        if words[at].capital:
            between = " ".join(word.text for word in words[end:at])
            return at + 1 if at == end or between in allowed else end
    return end


def _without_suffix(word: str) -> str:
    """"Trump-era" without its "-era".

    >>> _without_suffix("Trump-era"), _without_suffix("Jong-un")
    ('Trump', 'Jong-un')
    """  # fmt: skip
    stem, hyphen, last = word.rpartition("-")
    return stem if hyphen and last in listed("suffixes") else word


def is_given(word: Word) -> bool:
    """Whether a word is a common given name."""
    return word.key in listed("given_female") or word.key in listed("given_male")


@lru_cache(maxsize=1 << 15)
def key_of(word: str) -> str:
    """What a word is looked up by: small, without accents and possessive."""
    return fold(without_possessive(word).casefold())


@cache
def listed(name: str) -> frozenset[str]:
    """One of the word lists in `data/names.json`."""
    return frozenset(fold(word) for word in read_words("names")[name].split())


@cache
def phrases(name: str) -> frozenset[str]:
    """A list of several words an entry."""
    return frozenset(read_words("names")[name])
