"""The one analysis: text to terms with their spans, for articles, questions and matches alike.

A token is a word as written with its span; its term is what is indexed. Terms are Snowball stems
(PyStemmer) without accents, case or possessive; "U.S." is one word, "1,000" one number, "three"
is 3; Chinese, Japanese and Korean text, which has no spaces to go by, gives character bigrams.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple, Protocol

from retrieval.data import read_words
from retrieval.models import Span

# Combining marks are not \w in `re`, yet they are inside words (é in NFD, Indic vowel signs).
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0711\u0730-\u074a"
    "\u0900-\u0963\u0966-\u0dff\u0e31-\u0e4e\u0eb1-\u0ece\u0f71-\u0f87\u102b-\u103e\u135d-\u135f"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)
_RUN = rf"(?:[^\W_]++|[{_MARKS}\u3040-\u30ff\U00020000-\U0003ffff]++)++"
_SHORTCUT = r"[A-Za-z]++(?=[ ,\n])|"  # what four of five tokens are, before anything else is tried
_TOKEN = re.compile(
    rf"({_SHORTCUT}"
    r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?"  # an acronym,
    r"|\d+(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+\.\d+"  # a number,
    rf"|{_RUN}(?:['’ʼ]{_RUN})*"  # a word
    r"|[%$€£¥])"  # or a sign
)
_FIRST_CJK = "\u3040"
_CJK = f"{_FIRST_CJK}-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_SEVERAL = " "
"""Stands for the terms of a token that has several; no term has a space in it."""

_REMEMBERED = 1 << 17
_SIGNS = {"%": "percent", "$": "dollar", "€": "euro", "£": "pound", "¥": "yen"}
_APOSTROPHES = ("'", "’", "ʼ")
_FROM_TWO = "two three four five six seven eight nine ten eleven twelve"  # "one" is a pronoun as often
_NUMBER_WORDS = {word: str(number) for number, word in enumerate(_FROM_TWO.split(), start=2)}
_NOT_DECOMPOSED = str.maketrans("łŁđĐøØıðÐ", "lLdDoOidD")
"""Letters with a stroke or without a dot, which Unicode does not take for accented ones."""

_STEMMER_NAMES = {
    "ar": "arabic", "hy": "armenian", "eu": "basque", "ca": "catalan", "da": "danish", "nl": "dutch",
    "en": "english", "fi": "finnish", "fr": "french", "de": "german", "el": "greek", "hi": "hindi",
    "hu": "hungarian", "id": "indonesian", "ga": "irish", "it": "italian", "lt": "lithuanian",
    "ne": "nepali", "no": "norwegian", "nb": "norwegian", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sr": "serbian", "es": "spanish", "sv": "swedish", "ta": "tamil",
    "tr": "turkish", "yi": "yiddish",
}  # fmt: skip


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802 - PyStemmer's name


class Token(NamedTuple):
    """A word as written (`span`) and its normal form (`term`)."""

    term: str
    span: Span


def tokenize(text: str, language: str = "en", start: int = 0) -> list[Token]:
    """The tokens of `text` in order; spans are moved on by `start`.

    >>> [token.term for token in tokenize("Trump’s U.S. troops, 1,000 of them")]
    ['trump', 'u.s', 'troop', '1000', 'of', 'them']
    >>> [token.span for token in tokenize("¡Sí, señor!", "es")]
    [Span(start=1, end=3), Span(start=5, end=10)]
    >>> [token.term for token in tokenize("東京都")]
    ['東京', '京都']
    """
    return [Token(term, Span(first + start, last + start)) for term, first, last in walk(text, language)]


def terms(text: str, language: str = "en") -> list[str]:
    """The terms of `text` in order, without spans.

    >>> terms("Cafés in 3 U.S. states grew by 5.5%")
    ['cafe', 'in', '3', 'u.s', 'state', 'grew', 'by', '5.5', 'percent']
    """
    return [term for term, _, _ in walk(text, language)]


def walk(text: str, language: str) -> Iterator[tuple[str, int, int]]:
    """Term, start and end of each token, cheaper than `tokenize` where there are millions."""
    return _walk(text, 0, len(text), language)


def split(text: str, language: str) -> tuple[list[str], list[str], list[str | None]]:
    """The terms of `text`, each as written, and what stands before each, several times faster than `walk`;
    None before one that overlaps the one before it.

    >>> split("“No,” he said.", "en")
    (['no', 'he', 'said'], ['No', 'he', 'said'], ['“', ',” ', ' '])
    >>> split("[東京都]", "en")
    (['東京', '京都'], ['東京', '京都'], ['[', None])
    """
    pieces = _TOKEN.split(text)
    written, gaps = pieces[1::2], pieces[:-1:2]
    found = list(map(_terms_of(language).__getitem__, written))
    return (found, written, gaps) if _SEVERAL not in found else _split_walking(text, language)


def _split_walking(text: str, language: str) -> tuple[list[str], list[str], list[str | None]]:
    found, written, gaps = list[str](), list[str](), list[str | None]()
    before = 0
    for term, start, end in walk(text, language):
        found.append(term)
        written.append(text[start:end])
        gaps.append(text[before:start] if start >= before else None)
        before = end
    return found, written, gaps


def _walk(text: str, first: int, last: int, language: str) -> Iterator[tuple[str, int, int]]:
    known = _terms_of(language)
    for match in _TOKEN.finditer(text, first, last):
        start, end = match.span()
        term = known[match.group()]
        if term == _SEVERAL:
            yield from _walk_cjk(text, start, end, language)
        else:
            yield term, start, end


def _walk_cjk(text: str, first: int, last: int, language: str) -> Iterator[tuple[str, int, int]]:
    """Bigrams of each run without spaces, and the words between the runs."""
    for run in _cjk_runs().finditer(text, first, last):
        yield from _walk(text, first, run.start(), language)
        yield from _bigrams(run.group(), run.start())
        first = run.end()
    yield from _walk(text, first, last, language)


def _has_cjk(word: str) -> bool:
    return max(word) >= _FIRST_CJK and _cjk_runs().search(word) is not None


@cache
def _cjk_runs() -> re.Pattern[str]:
    """Not part of `_TOKEN`: sets this large take four milliseconds of every start to compile."""
    return re.compile(f"[{_CJK}]+")


@lru_cache(maxsize=1 << 16)
def is_stop_word(word: str) -> bool:
    """Whether a word as written carries nothing a question could be about.

    >>> is_stop_word("The"), is_stop_word("US"), is_stop_word("qué")
    (True, False, True)
    """
    return fold(word.casefold()) in _stop_words()


def is_possessive(word: str) -> bool:
    """Whether a word as written says whose something is.

    >>> is_possessive("Trump’s"), is_possessive("states'"), is_possessive("Trump")
    (True, True, False)
    """
    return without_possessive(word) != word


def without_possessive(word: str) -> str:
    """A word as written, without the ending that says whose something is.

    >>> without_possessive("Trump’s"), without_possessive("states'"), without_possessive("states")
    ('Trump', 'states', 'states')
    """
    owner = word[:-1] if word.endswith(("s", "S")) else word
    return owner[:-1] if owner.endswith(_APOSTROPHES) else word


def fold(text: str) -> str:
    """`text` without accents, strokes and other marks on its letters.

    >>> fold("Señor Müller of Łódź")
    'Senor Muller of Lodz'
    """
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text).translate(_NOT_DECOMPOSED)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _bigrams(run: str, start: int) -> Iterator[tuple[str, int, int]]:
    if len(run) == 1:
        yield run, start, start + 1
    for offset in range(len(run) - 1):
        yield run[offset : offset + 2], start + offset, start + offset + 2


class _Terms(dict[str, str]):
    """The term of each token as written, remembered: the same words come again and again."""

    def __init__(self, language: str) -> None:
        self._language = language

    def __missing__(self, written: str) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        self[written] = term = _term_of(written, self._language)
        return term


_terms_of = cache(_Terms)


def _term_of(written: str, language: str) -> str:
    """The term of a token, whose letters tell what it is: only acronyms and numbers have dots or commas."""
    if written in _SIGNS:
        return _SIGNS[written]
    if ("." in written or "," in written) and written[0].isdecimal():
        return written.replace(",", "")
    if _has_cjk(written):
        return _SEVERAL
    return written.casefold().rstrip(".") if "." in written else _word_term(written, language)


def _word_term(word: str, language: str) -> str:
    if word in ("US", "USA"):
        return "u.s"  # and "us" stays the pronoun
    lowered = word.casefold()
    if not lowered.isascii():
        lowered = unicodedata.normalize("NFC", lowered).replace("’", "'")
    lowered = without_possessive(lowered)
    if language == "en" and lowered in _NUMBER_WORDS:
        return _NUMBER_WORDS[lowered]
    stemmer = _stemmer(language)
    folded = fold(stemmer.stemWord(lowered) if stemmer else lowered).replace(" ", "")
    return folded or lowered or word  # some Arabic signs are folded to words with spaces between


@cache
def _stemmer(language: str) -> _Stemmer | None:
    import Stemmer

    name = _STEMMER_NAMES.get(language[:2])
    return Stemmer.Stemmer(name) if name else None


@cache
def _stop_words() -> frozenset[str]:
    lists = read_words("stop_words")
    return frozenset(word for name, words in lists.items() if name != "origin" for word in words.split())
