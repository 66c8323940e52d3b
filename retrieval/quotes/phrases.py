"""Names and noun phrases in a sentence, as far as reading who speaks needs them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from retrieval.models import Span
from retrieval.quotes.words import Token, Words, read_tokens
from retrieval.tokens import is_possessive, is_stop_word

LONGEST_NOUN_PHRASE = 8


class Name(NamedTuple):
    """Tokens [start, end) with a capital; `name` is what is left without titles, if anything is."""

    start: int
    end: int
    name: Span | None


class Known(NamedTuple):
    """What the article's other sentences tell: words with a capital inside a sentence, words without."""

    names: frozenset[str]
    lowered: frozenset[str]


class Phrases:
    """The tokens of one sentence, each quotation being one, and the names among them."""

    def __init__(self, text: str, frame: Span, quoted: Sequence[Span], words: Words, known: Known) -> None:
        self.text, self.frame, self.words, self.known = text, frame, words, known
        self.tokens = read_tokens(text, frame, quoted, words)
        self.names = {name.start: name for name in self._find_names()}
        self.ends = {name.end: name for name in self.names.values()}
        marks = [place for place, token in enumerate(self.tokens) if token.kind == "quote"]
        self.quotes = dict(zip(marks, quoted, strict=True))

    def _noun_phrase(self, start: int) -> Name | None:
        """The name in which the noun phrase from `start` ends: "former Trump aide Ann Lee"."""
        place = start
        while place < min(start + LONGEST_NOUN_PHRASE, len(self.tokens)):
            name, token = self.names.get(place), self.tokens[place]
            if name and name.name and not self._is_modifier(self._token(name.end)):
                return name
            if name:
                place = name.end
            elif self._is_modifier(token):
                place += 1
            else:
                return None
        return None

    def _is_modifier(self, token: Token) -> bool:
        words = self.words
        known = words.finite | words.participle | words.prepositions | words.refused | words.helpers
        known |= words.pronouns | words.follows - {"la", "el"}
        return token.kind == "word" and token.low not in known and not token.low.endswith("ly")

    def _verb(self, start: int) -> int | None:
        place = start
        while place < len(self.tokens) and self._is_adverb(self.tokens[place]):
            place += 1
        return place if self._token(place).low in self.words.finite else None

    def _is_adverb(self, token: Token) -> bool:
        return token.text.islower() and (token.low in self.words.helpers or self._is_manner(token))

    def _is_manner(self, token: Token) -> bool:
        """Whether a word tells how something was said, not whether: "angrily", never "allegedly"."""
        return token.low.endswith("ly") and token.low not in self.words.refused

    def _token(self, place: int) -> Token:
        return self.tokens[place] if 0 <= place < len(self.tokens) else Token("end", "", Span(0, 0))

    def _find_names(self) -> Iterator[Name]:
        place = 0
        while place < len(self.tokens):
            end = self._capitals_end(place)
            if end > place:
                yield Name(place, end, self._bare_name(place, end))
            place = max(end, place + 1)

    def _capitals_end(self, place: int) -> int:
        end = place
        while self._is_capital(end):
            end += 1
            if is_possessive(self.tokens[end - 1].text):
                break
            joins = self.words.particles | ({"of"} if self._is_title(self.tokens[end - 1]) else set())
            after = end
            while self._token(after).low in joins:
                after += 1
            end = after if self._is_capital(after) else end
        return end

    def _is_capital(self, place: int) -> bool:
        token = self._token(place)
        lists = self.words.not_names | self.words.pronouns
        return token.kind in ("word", "initial") and token.text[0].isupper() and token.low not in lists

    def _is_title(self, token: Token) -> bool:
        return token.low.rstrip(".") in self.words.titles

    def _bare_name(self, start: int, end: int) -> Span | None:
        """The name without titles and without a sentence's first word that is no name elsewhere."""
        tokens = self.tokens[start:end]
        if is_possessive(tokens[-1].text) or self._is_title(tokens[-1]):
            return None
        if self._opens_sentence(start) and tokens[0].low in self.words.supposing:
            return None  # "If Ann Lee says", "Had Ann Lee said": nobody has said it
        common = self.known.lowered | self.words.clauses
        if self._opens_sentence(start) and (tokens[0].low in common or is_stop_word(tokens[0].text)):
            tokens = tokens[1:]
        office = [self._is_title(token) for token in tokens]
        if any(token.text == "of" for token in tokens):
            office = [
                is_title or t.text in self.words.portfolios
                for is_title, t in zip(office, tokens, strict=True)
            ]
        cut = len(office) - office[::-1].index(True) if True in office else 0
        if tokens[cut:] and cut and tokens[cut].text in self.words.organisations:
            cut = 0
        tokens = tokens[cut:]
        if tokens and tokens[0].text == "of":
            return None  # "President of Mexico Ann Lee": where the office ends and the name begins is open
        if not tokens or (len(tokens) == 1 and not cut and tokens[0].text not in self.known.names):
            return None
        return Span(tokens[0].span.start, tokens[-1].span.end)

    def _opens_sentence(self, place: int) -> bool:
        return self._token(place - 1).text in ":—"
