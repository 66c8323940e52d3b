"""The dateline that opens a wire text, "MEXICO CITY (AP) — …": where it was filed, and by whom.

The dateline is read, never cut off: it stays among the paragraph's characters.
"""

from __future__ import annotations

import re
from typing import NamedTuple

AGENCIES = {
    "ap": "AP",
    "the associated press": "AP",
    "associated press": "AP",
    "reuters": "Reuters",
    "afp": "AFP",
    "agence france-presse": "AFP",
    "upi": "UPI",
    "cnn": "CNN",
    "cnn business": "CNN Business",
    "cnn opinion": "CNN Opinion",
    "bloomberg": "Bloomberg",
    "dpa": "dpa",
    "efe": "EFE",
    "ansa": "ANSA",
    "lusa": "Lusa",
    "xinhua": "Xinhua",
    "kyodo": "Kyodo",
    "tass": "TASS",
    "interfax": "Interfax",
    "yonhap": "Yonhap",
    "pti": "PTI",
    "ani": "ANI",
    "aap": "AAP",
    "pa": "PA",
    "the canadian press": "The Canadian Press",
    "canadian press": "The Canadian Press",
    "europa press": "Europa Press",
    "anadolu": "Anadolu",
    "aa": "Anadolu",
    "ips": "IPS",
    "notimex": "Notimex",
    "telam": "Télam",
    "bernama": "Bernama",
    "antara": "Antara",
    "npr": "NPR",
    "kff health news": "KFF Health News",
    "states newsroom": "States Newsroom",
}

_DASH = r"(?:—|–|―|--|-)"
_CAPS = r"[A-ZÀ-ÖØ-ÞŁŚŻŽŠČ]"
_PLACE = r"[^\W\d_][^\n()/:;!?\"“”—–]{0,60}?"
_CAPS_PLACE = rf"{_CAPS}(?:{_CAPS}|Mc|[ .'’\-/]|St\.){{1,40}}(?:, ?[A-Z][A-Za-z.\- ]{{1,24}})?(?<!-)"
_DATE = r"(?:,? (?:[A-Z][a-zé]{2,9}\.? \d{1,2}|\d{1,2} [A-Za-zé]{3,10}\.?)(?:,? \d{4})?)?"
_NAMES = "|".join(map(re.escape, AGENCIES))

_WITH_AGENCY = (
    rf"(?:(?P<place>{_PLACE}\.?){_DATE}\.?\s?,?\s)??[(/](?P<agency>(?i:{_NAMES}))[)/]\s?\.?(?:\s|{_DASH}|$)"
)
_WITH_UNKNOWN = rf"(?P<place>{_CAPS_PLACE}){_DATE} \((?P<agency>[^\n()]{{2,30}})\)\s?{_DASH}(?:\s|$)"
_BARE_AGENCY = rf"(?:(?P<place>{_PLACE})\s)??(?P<agency>CNN Business|CNN|Reuters|AP|AFP)\s{_DASH}(?:\s|$)"
_PLACE_ALONE = rf"(?P<place>{_CAPS_PLACE}){_DATE}\s?{_DASH}\s"

_SMALL_WORDS = "de la las los del da do dos di du des le el al au aux sur en and of the upon am"
_SMALL = frozenset(_SMALL_WORDS.split())
_INITIALS = frozenset({"DC", "UK", "US", "USA", "UN", "UAE", "EU", "NYC", "LA"})


class Dateline(NamedTuple):
    """Where a text was filed and by which outlet, as far as its dateline says."""

    place: str | None
    outlet: str | None


def parse_dateline(paragraph: str) -> Dateline | None:
    """The dateline a paragraph opens with, or None. It takes a known agency, or capitals and a dash.

    >>> parse_dateline("MEXICO CITY (AP) — Mexican President Claudia Sheinbaum")
    Dateline(place='Mexico City', outlet='AP')
    >>> parse_dateline("LOUISVILLE, Ky. – A judge"), parse_dateline("LONDON, Nov 24 (Reuters) - The bank")
    (Dateline(place='Louisville, Ky.', outlet=None), Dateline(place='London', outlet='Reuters'))
    >>> parse_dateline("The World Health Organization (WHO) said") is None
    True
    """
    head = paragraph.lstrip()
    for rule in (_WITH_AGENCY, _WITH_UNKNOWN, _BARE_AGENCY, _PLACE_ALONE):
        if match := re.match(rule, head):  # compiled when it is first come to
            found = match.groupdict()
            place = found["place"]
            if place is not None and not _is_place(place):
                continue
            agency = found.get("agency")
            outlet = AGENCIES.get(agency.casefold(), agency) if agency else None
            return Dateline(_nice_case(place) if place else None, outlet)
    return None


def _is_place(text: str) -> bool:
    """A place has at most six words, each a name, a small word or initials, and a letter pair in it.

    >>> _is_place("Seoul, South Korea"), _is_place("He works for the"), _is_place("A")
    (True, False, False)
    """
    words = text.replace(",", " ").split()
    named = all(word[:1].isupper() or word.casefold() in _SMALL or word == "/" for word in words)
    lower = {word.casefold() for word in words}
    if len(words) > 6 or len(text) < 3 or words[0].casefold() in {"the", "by"}:
        return False
    return named and not lower & {"network", "today"}


def _nice_case(place: str) -> str:
    """Capitals become a name as it is printed in a sentence.

    >>> _nice_case("PORT-AU-PRINCE, Haiti"), _nice_case("WASHINGTON, D.C."), _nice_case("ST. LOUIS")
    ('Port-au-Prince, Haiti', 'Washington, D.C.', 'St. Louis')
    """
    parts = re.split(r"([ \-/]+)", place.strip(" ,"))
    return "".join(_nice_word(part, first=number == 0) for number, part in enumerate(parts))


def _nice_word(word: str, first: bool) -> str:
    letters = word.strip(".,")
    if not letters.isupper() or letters in _INITIALS or ("." in letters and len(letters) <= 5):
        return word
    if not first and letters.casefold() in _SMALL:
        return word.lower()
    return re.sub(r"[^\W\d_]+", lambda m: m.group().capitalize(), word)
