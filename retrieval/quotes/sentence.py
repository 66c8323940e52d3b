"""One sentence with quotations, read for who says them: the rules, each like a newsroom sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from retrieval.models import Span
from retrieval.passages import trim
from retrieval.quotes.phrases import LONGEST_NOUN_PHRASE, Phrases
from retrieval.tokens import is_possessive

_LONGEST_APPOSITION = 30
_LONGEST_OBJECT = 13
_LONGEST_LINK = 8


class Statement(NamedTuple):
    """A said-clause: who, the verb of saying, and what; quoted or not ("Sheinbaum said that …")."""

    speaker: Span
    cue: Span
    content: Span


class Reading(NamedTuple):
    """One way to read a sentence: who speaks, None where a verb of saying has a subject we do not name.

    `end` is the token behind what was read, `inverted` whether the name stands behind the verb.
    """

    speaker: Span | None = None
    cue: Span | None = None
    end: int = 0
    inverted: bool = False


class Sentence(Phrases):
    """One sentence with quotations, read for who says them."""

    def readings(self) -> dict[Span, Reading]:
        """For each quotation what all ways to read agree on; a disagreement names nobody."""
        found: dict[Span, Reading] = {}
        if self._is_imagined():
            return dict.fromkeys(self.quotes.values(), Reading())
        previous: tuple[int, Reading] | None = None
        for place, span in self.quotes.items():
            ways = [way for way in (self._after(place), self._before(place)) if way]
            if not ways and previous and (carried := self._carried(*previous, place)):
                ways = [carried]
            speakers = {way.speaker for way in ways}
            if ways:
                found[span] = ways[0] if len(speakers) == 1 else Reading()
            previous = (place, ways[0]) if len(speakers) == 1 else None
        return found

    def statement(self) -> Statement | None:
        """What the sentence says that somebody says: after the verb, or before "NAME said"."""
        lows = [] if self._is_imagined() else [token.low for token in self.tokens]
        for place, low in enumerate(lows):
            if lows[place : place + len(self.words.followed)] == self.words.followed:
                reading = self._according(place)
            elif low in self.words.finite:
                reading = self._subject_of(place)
                if reading.speaker is None and self._token(place - 1).text == ",":
                    reading = self._subject_after(place, self.tokens[place].span)
            else:
                continue
            speaker, cue = reading.speaker, reading.cue
            if speaker and cue and (content := self._content(speaker, cue, reading.inverted)):
                return Statement(speaker, cue, content)
        return None

    def _is_imagined(self) -> bool:
        """Whether someone only imagines what is said: "Ann Lee imagined Bo Ray said"."""
        return any(token.low in self.words.imagining for token in self.tokens)

    def _content(self, speaker: Span, cue: Span, inverted: bool) -> Span | None:
        """What follows "NAME said", or what stands before it where nothing follows."""
        after = trim(self.text, Span(cue.end, self.frame.end))
        before = trim(self.text, Span(self.frame.start, min(speaker.start, cue.start)))
        before = Span(before.start, before.start + len(before.of(self.text).rstrip(", ")))
        asked = before.of(self.text).rstrip("”\"’'»").endswith(("?", "!"))
        parted = asked or "," in self.text[before.end : speaker.start]
        longer = len(before.of(self.text)) > len(after.of(self.text))
        order = (before, after) if inverted or (parted and longer) else (after, before)
        return next((span for span in order if any(c.isalnum() for c in span.of(self.text))), None)

    def _according(self, start: int) -> Reading:
        last = start + len(self.words.followed) - 1
        return self._subject_after(last, Span(self.tokens[start].span.start, self.tokens[last].span.end))

    def _after(self, place: int) -> Reading | None:
        """“…,” NAME said. “…,” said NAME. “…,” according to NAME."""
        start = self._separated(place)
        if start is None:
            return None
        lows = [token.low for token in self.tokens[start : start + len(self.words.followed)]]
        if lows == self.words.followed:
            return self._according(start)
        verb = self._verb(start)
        if verb is not None:
            return self._subject_after(verb, self.tokens[verb].span)
        return self._subject_and_verb(start, self._ends_clause) or self._unnamed(start)

    def _separated(self, place: int) -> int | None:
        """Where what follows a quotation begins, if a comma or its like parts it from the sentence."""
        following = self._token(place + 1)
        if following.kind == "point" and following.text in ",—–―":
            return place + 2
        last = self.text[self.quotes[place].end - 1]
        return place + 1 if last in ",?!…—–-" else None

    def _subject_after(self, verb: int, cue: Span) -> Reading:
        name = self._noun_phrase(verb + 1)
        if name is None or self.tokens[verb].low in self.words.take_object - {"asked", "asks"}:
            return Reading()
        following = self._token(name.end)
        joined = following.low in ("and", "y") and self._token(name.end + 1).text[:1].isupper()
        fits = following.kind != "word" or following.low in self.words.follows or self._is_manner(following)
        return Reading(name.name, cue, name.end, inverted=True) if fits and not joined else Reading()

    def _subject_and_verb(self, start: int, fits: Callable[[int], bool]) -> Reading | None:
        """NAME (D-Ill.) has also said; NAME, the mayor, said."""
        name = self._noun_phrase(start)
        if name is None:
            return None
        place = name.end + (self._token(name.end).kind == "bracket")
        if self._token(place).text == ",":
            place = self._after_apposition(place + 1) or place
        verb = self._verb(place)
        if verb is None or not fits(verb):
            return None
        return Reading(name.name, self.tokens[verb].span, verb + 1)

    def _after_apposition(self, start: int) -> int | None:
        first = self._token(start)
        if first.text[:1].isupper() and not is_possessive(first.text):
            return None
        for place in range(start + 1, min(start + _LONGEST_APPOSITION, len(self.tokens))):
            if self.tokens[place].kind == "quote":
                return None
            if self.tokens[place].text == "," and self._verb(place + 1) is not None:
                return place + 1
        return None

    def _ends_clause(self, verb: int) -> bool:
        following = self._token(verb + 1)
        takes = self.tokens[verb].low in self.words.take_object
        if following.kind != "word" or takes or following.low in self.words.follows | self.words.days:
            return True
        return following.text.islower() and self._is_manner(following)

    def _unnamed(self, start: int) -> Reading | None:
        for token in self.tokens[start : start + LONGEST_NOUN_PHRASE]:
            if token.kind in ("point", "quote"):
                return None
            if token.low in self.words.finite:
                return Reading()
        return None

    def _before(self, place: int) -> Reading | None:
        """NAME said, “…”; NAME told reporters: “…”; NAME, the mayor, said that “…”."""
        verb = self._verb_before(place)
        if verb is None or self._is_title_of_something(place):
            return None
        return None if self.tokens[verb].low in self.words.participle else self._subject_of(verb)

    def _subject_of(self, verb: int) -> Reading:
        end = verb
        while self._is_adverb(self._token(end - 1)):
            end -= 1
        last = self._token(end - 1)
        if last.low in self.words.refused:
            return Reading()
        if name := self.ends.get(end):
            direct = name.name and self._starts_clause(name.start)
            return Reading(name.name, self.tokens[verb].span) if direct else Reading()
        if last.text == "," or last.kind == "bracket":
            return self._apposed(verb) or Reading()
        return Reading()

    def _is_title_of_something(self, place: int) -> bool:
        """Whether the marks hold a name, as in on NBC’s “Meet the Press”, rather than speech."""
        before = self._token(place - 1)
        if before.kind == "point" and before.text in ",:":
            return False
        own = before.text[:1].isupper() and is_possessive(before.text)
        words = [word for word in self.quotes[place].of(self.text).split() if len(word) > 3]
        return bool(own) or all(word[0].isupper() for word in words)

    def _apposed(self, verb: int) -> Reading | None:
        first = max(0, verb - _LONGEST_APPOSITION)
        for start in range(first, verb):
            if self._token(start - 1).kind in ("quote", "point", "end"):
                reading = self._subject_and_verb(start, verb.__eq__)
                if reading:
                    return reading
        return None

    def _verb_before(self, place: int) -> int | None:
        for back in reversed(range(max(0, place - _LONGEST_OBJECT), place)):
            token = self.tokens[back]
            if token.text in ";—–":
                return None
            if token.low in self.words.finite | self.words.participle:
                return back
        return None

    def _starts_clause(self, start: int) -> bool:
        """Whether the noun phrase that ends in the name at `start` is a subject: nothing like
        "a spokesman for" or "NAME and" stands before it."""
        for back in reversed(range(max(0, start - 1 - LONGEST_NOUN_PHRASE), start)):
            token = self.tokens[back]
            if token.kind == "bracket" or token.text in ",;:—–":
                return True
            if token.low in ("and", "y"):
                return self._token(back - 1).text in ",;" and not self._is_list(back - 1)
            if token.low in self.words.clauses:
                return True
            if token.low in self.words.prepositions | self.words.refused or token.kind == "point":
                return False
        return start <= 1 + LONGEST_NOUN_PHRASE

    def _is_list(self, comma: int) -> bool:
        """Whether a name stands before this comma, or before an apposition that ends in it, so that
        "and NAME" may go on with more of those who speak: "Ann Lee, a doctor, and Bo Li said"."""
        earlier = (place for place in reversed(range(comma)) if self.tokens[place].text == ",")
        names = [self.ends.get(place) for place in (comma, next(earlier, 0))]
        return any(name and self.tokens[name.start].low not in self.words.prepositions for name in names)

    def _carried(self, earlier: int, reading: Reading, place: int) -> Reading | None:
        """“…,” NAME said, adding that “…”: the second half of what the first half's speaker said."""
        start = max(earlier + 1, reading.end)
        between = self.tokens[start:place]
        spoils = self.words.pronouns | self.words.finite
        if any(at in self.names for at in range(start, place)) or len(between) > _LONGEST_LINK:
            return None
        if any(token.low in spoils for token in between) or self._is_title_of_something(place):
            return None
        return reading
