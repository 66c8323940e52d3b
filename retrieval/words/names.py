"""The names in a text: people, places and organisations as units, and who a later surname means.

A name is a run of capitalised words with what belongs inside it ("de la", "of the", an initial).
No model is asked: how a word is written elsewhere in the same text decides about the words that
only begin a sentence. Everything is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from retrieval.models import Span
from retrieval.tokens import is_stop_word, without_possessive
from retrieval.words.namewords import (
    WORD,
    Evidence,
    Word,
    find_runs,
    is_given,
    key_of,
    listed,
    split_words,
)


class Name(NamedTuple):
    """A name as it stands in a text: where, how it is written, and the full form it is short for."""

    span: Span
    written: str
    full: str
    person: bool


def find_names(text: str) -> tuple[Name, ...]:
    """The names in `text`, in order, each with its full form.

    >>> text = "Following this, Mexican President Claudia Sheinbaum met White House staff. Sheinbaum left."
    >>> [name.written for name in find_names(text)]
    ['Claudia Sheinbaum', 'White House', 'Sheinbaum']
    >>> find_names(text)[2].full, find_names(text)[2].person
    ('Claudia Sheinbaum', True)
    >>> [name.written for name in find_names("al-Assad, J. K. O'Brien-Smith and Oscar de la Renta’s Paris")]
    ['al-Assad', "J. K. O'Brien-Smith", 'Oscar de la Renta', 'Paris']
    >>> find_names("Recently, many were hurt. Residents fled.")
    ()
    """
    if text == text.upper():
        return ()  # capitals throughout, or a script without any: nothing to go by
    words = split_words(text)
    runs = list(find_runs(words))
    evidence = Evidence(
        frozenset(word.key for word in words if not word.capital),
        frozenset(word.key for word in words if word.capital and not word.begins),
        frozenset(run[-1].key for run in runs if run[0].after_article),
    )
    found = [name for run in runs for name in _split(run, evidence, text)]
    return tuple(_join(found, evidence))


def find_mentions(text: str, names: Iterable[Name]) -> tuple[Name, ...]:
    """Which of `names` a text mentions, in whatever case and without accents, in its order.

    The spans are those of `text`; the spelling is that of `names`.

    >>> known = find_names("President Claudia Sheinbaum spoke. The White House did not.")
    >>> [(name.written, name.span) for name in find_mentions("did sheinbaum call the white house?", known)]
    [('Sheinbaum', Span(start=4, end=13)), ('White House', Span(start=23, end=34))]
    >>> find_mentions("Whose house is white?", known)
    ()
    """
    forms = _forms(names)
    words = list(re.finditer(WORD, text))
    keys = [key_of(match.group()) for match in words]
    found: list[Name] = []
    at = 0
    while at < len(keys):
        size = next((n for n in range(min(6, len(keys) - at), 0, -1) if tuple(keys[at : at + n]) in forms), 0)
        if keys[at : at + size] == ["us"] and words[at].group() != "US":
            size = 0
        if size:
            last = words[at + size - 1]
            end = last.start() + len(without_possessive(last.group()))
            found.append(forms[tuple(keys[at : at + size])]._replace(span=Span(words[at].start(), end)))
        at += size or 1
    return tuple(found)


def short_form(name: Name) -> str:
    """What an article calls someone after the first time: the surname of a person, else the name.

    >>> [short_form(name) for name in find_names("We met Ursula von der Leyen at the White House.")]
    ['von der Leyen', 'White House']
    """
    if not name.person:
        return name.full
    words = name.full.split()
    surname = next((at for at, word in enumerate(words) if at and word[0].islower()), -1)
    short = " ".join(words[surname:])
    return name.full if is_stop_word(short) else short  # "May" alone is looked for nowhere


def _split(run: list[Word], evidence: Evidence, text: str) -> Iterator[Name]:
    """The names in one run: "U.S. President Donald Trump" holds two."""
    piece: list[Word] = []
    title: Word | None = None
    for at, word in enumerate(run):
        if _is_date(word, piece, text):
            yield from _name(piece, title, evidence, text)
            piece, title = [], None
        elif _is_title(word, run[at + 1 : at + 2], piece):
            while piece and piece[-1].key in listed("title_modifiers"):
                piece.pop()
            yield from _name(piece, title, evidence, text)
            piece, title = [], word
        else:
            piece.append(word)
    if title and piece and not piece[0].capital:
        office, holder = _split_office(piece)
        piece, title = (holder, title) if holder else (office, None)
    yield from _name(piece, title, evidence, text)


def _split_office(piece: list[Word]) -> tuple[list[Word], list[Word]]:
    """What a title is of, and who holds it: "(Secretary) of State", "Marco Rubio"."""
    capitals = [at for at, word in enumerate(piece) if word.capital]
    first = capitals[0]
    given = next((at for at in capitals[1:] if is_given(piece[at])), None)
    if given is None and len(capitals) == 3:
        given = capitals[1]
    return (piece[first:given], piece[given:]) if given else (piece[first:], [])


def _is_date(word: Word, piece: list[Word], text: str) -> bool:
    """Whether a word of the calendar is no name: not in "Theresa May", but in "Pope Francis May 13"."""
    after = text[word.span.end : word.span.end + 2]
    if piece and word.key in listed("calendar_names") and not re.match(r"\s\d", after):
        return False
    return word.key in listed("calendar")


def _is_title(word: Word, following: list[Word], piece: list[Word]) -> bool:
    """Whether a word is a title: not of "Justice Department", nor in "Martin Luther King"."""
    if word.key.rstrip(".") not in listed("titles") or any(each.key in listed("heads") for each in following):
        return False
    return not (piece and is_given(piece[0]))


def _name(piece: list[Word], title: Word | None, evidence: Evidence, text: str) -> Iterator[Name]:
    piece = _trim(piece, evidence)
    person = title is not None
    if len(piece) > 1 and (person or is_given(piece[1])) and piece[0].key in listed("adjectives"):
        piece = piece[1:]
    if not piece or not _is_name(piece, evidence, person):
        return
    if title is not None and len(piece) == 1 and title.key in listed("kept_titles"):
        piece = [title, *piece]
    span = Span(piece[0].span.start, piece[-1].span.end)
    yield Name(span, span.of(text), " ".join(span.of(text).split()), _is_person(piece, titled=person))


def _is_person(piece: list[Word], titled: bool) -> bool:
    """Whether a title, a given name, a middle initial or a verb of saying makes it a person."""
    first = piece[0]
    if any(word.key in listed("heads") or word.key == "of" for word in piece):
        return False
    if titled:
        return True
    if len(piece) == 1:
        return first.speaks and is_given(first)
    initial = len(piece) == 3 and len(piece[1].text) == 2 and piece[1].text.endswith(".")
    foreign = first.key in listed("geographic") or first.key in listed("adjectives")
    return is_given(first) or initial or (first.spoke and len(piece) < 4 and not foreign)


def _trim(piece: list[Word], evidence: Evidence) -> list[Word]:
    """Without the words that only begin a sentence, and the small ones left over at the ends."""
    start, end = 0, len(piece)
    while start < end and (not _is_name_word(piece, start, evidence) or _only_begins(piece, start, evidence)):
        start += 1
    while end > start and not _is_name_word(piece, end - 1, evidence):
        end -= 1
    return piece[start:end]


def _is_name_word(piece: list[Word], at: int, evidence: Evidence) -> bool:
    word = piece[at]
    if not word.capital:
        return False
    if len(word.text) > 1 and word.text.isupper():
        return True
    if at and word.key in listed("calendar_names") and is_given(piece[at - 1]):
        return True  # Theresa May, and not the verb
    if word.key in listed("geographic") and at + 1 < len(piece) and piece[at + 1].capital:
        return word.key in evidence.capital or not is_stop_word(word.text)
    return word.key not in listed("starters") and not is_stop_word(word.text)


def _only_begins(piece: list[Word], at: int, evidence: Evidence) -> bool:
    """Whether the first word of a longer name is just the first word of its sentence."""
    word = piece[at]
    if at + 1 == len(piece) or word.key in evidence.capital or is_given(word):
        return False
    if piece[at + 1].capital:
        return word.key in evidence.small
    return word.key not in listed("heads") and word.key not in listed("openers")


def _is_name(piece: list[Word], evidence: Evidence, titled: bool) -> bool:
    word = piece[0]
    if len(piece) > 1 or titled:
        return True
    if word.key in listed("adjectives") or len(word.key) < 2:
        return False
    if word.key in evidence.capital or word.text.isupper() or is_given(word):
        return True
    if word.text[0].islower():  # al-Assad
        return True
    plain = word.key in evidence.small or word.key in listed("common")
    return not plain and (word.closed or word.speaks)


def _join(names: list[Name], evidence: Evidence) -> Iterator[Name]:
    """Each name with its full form: the last person named before who bears it, else the first one after."""
    alone = {key_of(name.full) for name in names} - evidence.things
    names = [name._replace(person=name.person or _goes_by_surname(name, alone)) for name in names]
    bearers: dict[str, str] = {}
    for name in reversed(names):
        bearers |= _parts(name)
    for name in names:
        bearers |= _parts(name)
        bearer = bearers.get(key_of(name.full))
        yield name._replace(full=bearer, person=True) if bearer else name


def _parts(name: Name) -> dict[str, str]:
    """The words that may stand for a person of several names, each with the whole name."""
    words = name.full.split() if name.person else []
    return {key_of(word): name.full for word in words} if len(words) > 1 else {}


def _goes_by_surname(name: Name, alone: set[str]) -> bool:
    words = [key_of(word) for word in name.full.split()]
    if (
        not 1 < len(words) < 5
        or words[-1] not in alone
        or words[0] in listed("geographic")
        or name.full.isupper()
    ):
        return False
    return not any(word in listed("heads") or word in listed("adjectives") for word in words)


def _forms(names: Iterable[Name]) -> dict[tuple[str, ...], Name]:
    """Every way to mention one of `names`, as keys, with the name as it would be spelled."""
    forms: dict[tuple[str, ...], Name] = {}
    for name in names:
        full = tuple(key_of(match.group()) for match in re.finditer(WORD, name.full))
        written = tuple(key_of(match.group()) for match in re.finditer(WORD, name.written))
        forms.setdefault(full, name._replace(written=name.full))
        if len(written[0]) > 2:
            forms.setdefault(written, name)
        if name.person:
            forms.setdefault(full[-1:], name._replace(written=name.full.split()[-1]))
    return {form: name for form, name in forms.items() if not (len(form) == 1 and is_stop_word(form[0]))}
