"""The languages the bot speaks, and its phrases in each: a table in a file named for the language.

A phrase missing in one language, or with other gaps than in English, fails a test.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from bot.words.english import ENGLISH
from bot.words.spanish import SPANISH


class Language(StrEnum):
    """The languages the bot speaks; articles and questions may be in many more."""

    ENGLISH = "en"
    SPANISH = "es"


def language_for(code: str | None) -> Language:
    """The interface language for a user's language code, English where we have none.

    >>> language_for("es-MX").value, language_for("ja").value, language_for(None).value
    ('es', 'en', 'en')
    """
    short = (code or "").split("-")[0].lower()
    return Language(short) if short in set(Language) else Language.ENGLISH


PHRASES: Final = {Language.ENGLISH: ENGLISH, Language.SPANISH: SPANISH}

_GROUPED_FROM: Final = 10_000
"""Spanish writes four figures together."""

_MONTHS: Final[dict[Language, str]] = {
    Language.ENGLISH: "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    Language.SPANISH: "ene feb mar abr may jun jul ago sept oct nov dic",
}


def phrase(language: Language, name: str, **gaps: object) -> str:
    """The phrase `name` with its gaps filled.

    >>> phrase(Language.SPANISH, "paragraph", number=2, count=7)
    'párrafo 2 de 7'
    """
    return PHRASES[language][name].format(**gaps)


def written_number(language: Language, number: int) -> str:
    r"""A whole number with its thousands apart, as the reader's language writes them.

    >>> written_number(Language.ENGLISH, 12345), written_number(Language.SPANISH, 1234)
    ('12,345', '1234')
    >>> written_number(Language.SPANISH, 12345)  # a space that does not break
    '12\xa0345'
    """
    if language is Language.SPANISH:
        return str(number) if number < _GROUPED_FROM else f"{number:,}".replace(",", "\xa0")
    return f"{number:,}"


def month_name(language: Language, month: int) -> str:
    """The short name of a month, 1 to 12, as newspapers in that language write it.

    >>> month_name(Language.ENGLISH, 11)
    'Nov'
    """
    return _MONTHS[language].split()[month - 1]
