"""Messages that are no questions: greetings, thanks, goodbyes and wishes to the bot itself.

Only a whole message counts, word for word, so that no real question is ever swallowed.
"""

from __future__ import annotations

import json
import re
import unicodedata
from enum import StrEnum
from functools import cache
from pathlib import Path

_LONGEST = 80
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
_NO_APOSTROPHES = str.maketrans("", "", "'’ʼ`´")
_WORD = re.compile(r"\w+")


class Kind(StrEnum):
    """What a message that asks nothing of the articles is. The later ones outweigh the earlier."""

    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    WHY = "why"
    ARTICLES = "articles"
    BACK = "back"
    MORE = "more"
    CONTEXT = "context"
    HELP = "help"


def recognise(text: str) -> Kind | None:
    """The kind of a message that is small talk from its first word to its last.

    >>> recognise("Hello, bot!"), recognise("Hi there, tell me more"), recognise("👍🏽")
    (<Kind.GREETING: 'greeting'>, <Kind.MORE: 'more'>, <Kind.THANKS: 'thanks'>)
    >>> recognise("¡Muchas graciassss!"), recognise("hello kitty sales?")
    (<Kind.THANKS: 'thanks'>, None)
    """
    if len(text) > 2 * _LONGEST:
        return None
    plain = _normalize(text)
    if not plain:
        return _kind_of_emoji(text)
    forms = (_DRAWN_OUT.sub(letters, plain) for letters in (r"\1\1\1", r"\1", r"\1\1"))
    for form in dict.fromkeys(forms):
        kinds = _kinds(form.split())
        if kinds:
            return max(kinds, key=list(Kind).index)
    return None


def _kinds(words: list[str]) -> list[Kind]:
    """The kinds of the phrases that `words` are put together from; none if a word is left over.

    >>> _kinds("hi there thanks".split()), _kinds("thanks obama".split())
    ([<Kind.GREETING: 'greeting'>, <Kind.THANKS: 'thanks'>], [])
    """
    kinds: list[Kind] = []
    at = 0
    while at < len(words):
        end = next((end for end in range(len(words), at, -1) if " ".join(words[at:end]) in _phrases()), at)
        if end == at:
            return []
        kind = _phrases()[" ".join(words[at:end])]
        kinds.extend([kind] if kind else [])
        at = end
    return kinds


def _normalize(text: str) -> str:
    """Lower case without accents and marks: what phrases are compared by.

    >>> _normalize("¿Qué MÁS?  What’s up")
    'que mas whats up'
    """
    plain = text.translate(_NO_APOSTROPHES).casefold()
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain)
        plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(_WORD.findall(plain))


def _kind_of_emoji(text: str) -> Kind | None:
    """The kind that all pictures of a message agree on, skin tones and joiners aside."""
    kinds = {_emoji().get(character) for character in text if unicodedata.category(character) == "So"}
    others = {unicodedata.category(character)[0] for character in text} - {"S", "Z", "M", "C", "P"}
    return kinds.pop() if len(kinds) == 1 and not others else None


@cache
def _read() -> dict[str, dict[str, dict[str, list[str]]]]:
    loaded: dict[str, dict[str, dict[str, list[str]]]] = json.loads(
        (Path(__file__).parent / "smalltalk.json").read_text(encoding="utf-8")
    )
    return loaded


@cache
def _phrases() -> dict[str, Kind | None]:
    """Every phrase with its kind; None for words that only go along ("please", "bot")."""
    phrases: dict[str, Kind | None] = {}
    for language in ("en", "es"):
        for kind, texts in _read()["phrases"][language].items():
            phrases |= {_normalize(text): None if kind == "along" else Kind(kind) for text in texts}
    return phrases


@cache
def _emoji() -> dict[str, Kind]:
    return {sign: Kind(kind) for kind, signs in _read()["emoji"].items() for sign in signs}
