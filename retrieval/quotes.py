"""Who said what: quotations between marks, and the speaker where the sentence leaves no doubt.

Quotations are found paragraph by paragraph, so that a lost mark costs one paragraph at most. A
speaker is named only by a rule that reads like a newsroom sentence: “…,” NAME said / “…,” said
NAME / NAME said, “…” / NAME, the mayor, said: “…” / “…,” according to NAME. Everything else (a
pronoun, two names, a negation, a name inside "a spokesman for NAME") names nobody.
`benchmarks/speakers.py` measures both.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from retrieval.data import read_words
from retrieval.models import Article, Quotation, Span
from retrieval.passages import split_paragraphs, split_sentences
from retrieval.tokens import is_stop_word

# Marks ------------------------------------------------------------------------------------------

# An opening mark and what may close it. A mark that both opens and closes (“ after „, » in German,
# ” in Swedish, straight marks) is told apart by the characters around it.
_CLOSERS = {
    "“": "”", "„": "“”", "‟": "”", "”": "”", "«": "»", "»": "«", "‹": "›", "›": "‹", "「": "」", "『": "』",
    "｢": "｣", "〝": "〞〟", "＂": "＂", '"': '"', "‘": "’", "‚": "‘’", "'": "'",
}  # fmt: skip
_OPENERS = {
    closer: tuple(mark for mark, closers in _CLOSERS.items() if closer in closers)
    for closer in "”“»«›‹」』｣〞〟＂\"’‘'"
} | {"''": ("``", "''")}
_ONE_WAY = frozenset("„‟«‹「『｢〝") | {"``"}
_MARK = re.compile(r"``|''|[“”„‟«»‹›「」『』｢｣〝〞〟＂\"‘’‚']")
_NOT_OPENING = re.compile(r"\d\ds?\b|(?:tis|twas|til|em|n|cause|bout|round|cuz)\b", re.IGNORECASE)
_BEFORE_OPENING = frozenset("([{<—–―-/¿¡=>|")
_AFTER_CLOSING = frozenset(")]},;:")
_DASH = re.compile(r"[—–―]")
_DASH_START = re.compile(r"[—–―]\s?(?=[^\W_]|[¿¡«“\"'‘…])")


class _Open(NamedTuple):
    mark: str
    start: int


def quoted_spans(text: str) -> list[Span]:
    """The spans of `text` between quotation marks, without the marks, in order; a quotation
    inside another follows it. One of several paragraphs gives a span for each paragraph.

    >>> text = "“It’s ‘fine’,” she said.\\n«No», dijo. 5\\" pipe"
    >>> [span.of(text) for span in quoted_spans(text)]
    ['It’s ‘fine’,', 'fine', 'No']
    """
    return [span for span, _ in _quoted(text, split_paragraphs(text))]


def _quoted(text: str, paragraphs: Sequence[Span]) -> list[tuple[Span, bool]]:
    """Quoted spans, each with whether it goes on in the next paragraph."""
    found: list[tuple[Span, bool]] = []
    carried: str | None = None
    for paragraph, following in pairwise([*paragraphs, None]):
        if paragraph is None:
            break
        closed, opened = _scan(text, paragraph, carried)
        going_on = _going_on(text, closed, opened, following)
        carried = going_on.mark if going_on else None
        if going_on:
            found.append((_trim(text, going_on.start, paragraph.end), True))
        found.extend((span, False) for span in closed)
    found.extend((span, False) for span in _dashed(text, paragraphs, found))
    said = {span: more for span, more in found if any(c.isalnum() for c in span.of(text))}
    return sorted(said.items(), key=lambda item: (item[0].start, -item[0].end))


def _going_on(text: str, closed: list[Span], opened: list[_Open], following: Span | None) -> _Open | None:
    """The quotation that the next paragraph takes up again by repeating its opening mark."""
    if following is None:
        return None
    first = text[following.start]
    for mark, start in opened:
        repeated = text.startswith(mark, following.start) or (mark == "«" and first == "»")
        if repeated and not any(span.start > start and text[span.start - 1] == mark for span in closed):
            return _Open(mark, start)
    return None


def _scan(text: str, paragraph: Span, carried: str | None) -> tuple[list[Span], list[_Open]]:
    """Closed quotations of one paragraph, and the marks left open at its end."""
    marks = list(_MARK.finditer(text, paragraph.start, paragraph.end))
    firm = _firm_close_follows(text, marks)
    closed: list[Span] = []
    stack: list[_Open] = []
    depth: Counter[str] = Counter()
    for match, firm_follows in zip(marks, firm, strict=True):
        mark = match.group()
        before, after = _around(text, match, paragraph)
        inner = bool(stack) and stack[-1].start == match.start()
        opening = _looks_opening(before, after, inner)
        if carried == "«" and mark == "»" and match.start() == paragraph.start:
            mark = "«"
        closes = _closed_by(mark, before, after, opening, depth, firm_follows)
        if closes:
            while (top := stack.pop()).mark != closes:
                depth[top.mark] -= 1
            depth[closes] -= 1
            closed.append(_trim(text, top.start, match.start()))
        elif _opens(mark, text, match, before, opening):
            if depth[mark] and mark in (
                "'",
                '"',
                "''",
            ):  # a straight mark cannot nest in itself: the first was stray
                while (top := stack.pop()).mark != mark:
                    depth[top.mark] -= 1
                depth[mark] -= 1
            stack.append(_Open(mark, match.end()))
            depth[mark] += 1
    return closed, stack


def _around(text: str, match: re.Match[str], paragraph: Span) -> tuple[str, str]:
    before = text[match.start() - 1] if match.start() > paragraph.start else " "
    after = text[match.end()] if match.end() < paragraph.end else " "
    return before, after


def _looks_opening(before: str, after: str, inner: bool) -> bool:
    free = before.isspace() or before in _BEFORE_OPENING or inner
    return free and not after.isspace() and after not in _AFTER_CLOSING


def _closed_by(
    mark: str, before: str, after: str, opening: bool, depth: Counter[str], firm_follows: bool
) -> str | None:
    """The open mark that `mark` closes here, if it closes one."""
    if mark in "’'‘" and (after.isalnum() or before.isspace() or (_is_weak(before, after) and firm_follows)):
        return None
    for opener in _OPENERS.get(mark, ""):
        if not depth[opener]:
            continue
        if opener == mark and before in "([{":
            return None
        if opener != mark or not opening or before in "—–―-…":
            return opener
    if mark in '"”' and not opening and not before.isdigit():  # “mixed" marks
        return next((opener for opener in '“"' if depth[opener]), None)
    return "“" if mark == "“" and depth["“"] and not opening and not before.isspace() else None


def _opens(mark: str, text: str, match: re.Match[str], before: str, opening: bool) -> bool:
    if mark in _ONE_WAY:
        return True
    if mark in ("“", "‘", "‚"):
        return not (before.isalnum() or (mark == "‘" and _NOT_OPENING.match(text, match.end())))
    if mark in ("»", "›", "”", '"', "＂", "''"):
        return opening
    return mark == "'" and opening and not _NOT_OPENING.match(text, match.end())


def _is_weak(before: str, after: str) -> bool:
    """Whether a single mark may be an apostrophe at a word's end: boys’ club, goin’ home."""
    return before in "snSN" and after.isspace()


def _firm_close_follows(text: str, marks: list[re.Match[str]]) -> list[bool]:
    """For each mark, whether a single closing mark after punctuation comes before the next opening."""
    answers: list[bool] = []
    firm = False
    for match in reversed(marks):
        answers.append(firm)
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        if match.group() in "’'" and before and before in ".,!?…;—–-" and not after.isalnum():
            firm = True
        elif match.group() in "‘'" and (not before or before.isspace()):
            firm = False
    return answers[::-1]


def _dashed(text: str, paragraphs: Sequence[Span], found: Iterable[tuple[Span, bool]]) -> list[Span]:
    """Spanish dialogue: —No lo sé —dijo Ana—. Me voy. A dash alone is also a list's bullet, so a run
    of such paragraphs counts only where one of them has a verb of saying behind a second dash."""
    spans: list[Span] = []
    run: list[Span] = []
    heard = False
    for paragraph in [*paragraphs, None]:
        start = paragraph and _DASH_START.match(text, paragraph.start, paragraph.end)
        if paragraph and start:
            pieces = _dash_pieces(text, Span(start.end(), paragraph.end))
            run += [span for span in pieces[::2] if span.start < span.end]
            heard |= any(_starts_with_saying(span.of(text)) for span in pieces[1::2])
            continue
        spans += run if heard else []
        run, heard = [], False
    return list(_apart(spans, sorted(span for span, _ in found)))


def _dash_pieces(text: str, paragraph: Span) -> list[Span]:
    cuts = [match.span() for match in _DASH.finditer(text, *paragraph) if _is_dialogue_dash(text, match)]
    starts = [paragraph.start, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), paragraph.end]
    pieces = [_trim(text, start, end) for start, end in zip(starts, ends, strict=True)]
    return [_without_point(text, span) for span in pieces]


def _is_dialogue_dash(text: str, match: re.Match[str]) -> bool:
    return not (text[match.start() - 1].isalnum() and text[match.end() : match.end() + 1].isalnum())


def _without_point(text: str, span: Span) -> Span:
    """`—dijo Ana—. Me voy` puts the point that ends the sentence in front of what follows."""
    lead = len(span.of(text)) - len(span.of(text).lstrip(".,;: \u00a0"))
    return Span(span.start + lead, span.end)


def _apart(spans: Iterable[Span], others: Sequence[Span]) -> Iterator[Span]:
    """The spans that cross none of `others` (both in order)."""
    position = 0
    for span in spans:
        while position < len(others) and others[position].end <= span.start:
            position += 1
        near = others[position : position + 1]
        if not any(other.start < span.end and not span.contains(other) for other in near):
            yield span


def _starts_with_saying(words: str) -> bool:
    first = words.split(maxsplit=1)[:1]
    return bool(first) and first[0].strip(".,;:").casefold() in _words("en").finite | _words("es").finite


def _trim(text: str, start: int, end: int) -> Span:
    first = end - len(text[start:end].lstrip())
    return Span(first, max(first, start + len(text[start:end].rstrip())))


# Speakers ---------------------------------------------------------------------------------------

_TOKEN = re.compile(
    r"(?P<bracket>\([^()]{0,40}\))|(?P<initial>(?:[^\W\d_]\.)+(?!\w))"
    r"|(?P<word>[^\W_][\w\u0300-\u036f]*(?:[-'’][\w\u0300-\u036f]+)*['’]?)|(?P<point>[^\w\s])"
)
_POSSESSIVE = re.compile(r"['’]s?$")
_NAME_INSIDE = re.compile(r"(?<=[a-zà-ÿ,] )[^\W\d_a-zà-ÿ][\w-]*")
_LOWERED = re.compile(r"\b[a-zà-ÿ]+\b")
_SPANISH = re.compile(r"[¿¡]|\b(?:el|la|los|las|lo|que|del|y|una?|con|por|dijo)\b")
_ENGLISH = re.compile(r"\b(?:the|of|and|to|an?|in|is|was|he|she|said)\b")
_LONGEST_PARAGRAPH = 10_000  # sentencex 1.0.32 takes time with the square of unclosed marks
_LONGEST_NOUN_PHRASE = 8
_LONGEST_APPOSITION = 30
_LONGEST_OBJECT = 12
_LONGEST_LINK = 8


class Statement(NamedTuple):
    """A said-clause: who, the verb of saying, and what; quoted or not ("Sheinbaum said that …")."""

    speaker: Span
    cue: Span
    content: Span


class _Token(NamedTuple):
    kind: str
    text: str
    span: Span

    @property
    def low(self) -> str:
        return self.text.casefold()


class _Name(NamedTuple):
    """Tokens [start, end) with a capital; `name` is what is left without titles, if anything is."""

    start: int
    end: int
    name: Span | None


class _Reading(NamedTuple):
    """One way to read a sentence: who speaks, None where a verb of saying has a subject we do not name."""

    rule: str
    speaker: Span | None = None
    cue: Span | None = None
    end: int = 0


class _Words:
    """The word lists of one language, from `data/saying.json`."""

    def __init__(self, language: str) -> None:
        lists = read_words("saying")
        chosen = {name: frozenset(words.split()) for name, words in lists[language].items()}
        self.finite, self.participle = chosen["finite"], chosen["participle"]
        self.helpers, self.refused = chosen["helpers"], chosen["refused"]
        self.objects, self.follows = chosen["objects"], chosen["follows"]
        self.titles, self.prepositions = chosen["titles"], chosen["prepositions"]
        self.followed = lists[language]["followed"].split()
        self.days, self.not_names = chosen["days"], chosen["days"] | chosen["not_names"]
        shared = {name: frozenset(words.split()) for name, words in lists.items() if isinstance(words, str)}
        self.particles, self.abbreviations = shared["particles"], shared["abbreviations"]
        self.organisations, self.portfolios = shared["organisations"], shared["portfolios"]
        self.clauses, self.take_object = shared["clauses"], shared["take_object"]
        self.pronouns = shared["pronouns"]


def find_quotations(article: Article) -> tuple[Quotation, ...]:
    """The quotations of `article` in order, with their speakers where a sentence names them.

    A quotation inside another follows it; one of several paragraphs is one for each paragraph.
    `speaker` is the name as written in that sentence, without titles, and `cue` the verb of saying.

    >>> text = "“Go,” President Ana Díaz told reporters. She said, “Stay.”"
    >>> go, stay = find_quotations(Article(id="1", text=text))
    >>> go.speaker.of(text), go.cue.of(text), stay.speaker
    ('Ana Díaz', 'told', None)
    """
    paragraphs = split_paragraphs(article.text)
    quoted = _quoted(article.text, paragraphs)
    readings = _readings(article, paragraphs, quoted)
    return tuple(_quotation(span, readings.get(span)) for span, _ in quoted)


def find_statements(article: Article) -> tuple[Statement, ...]:
    """The clauses of `article` that say who says what, in indirect speech too, at most one a sentence.

    For ranking: the speaker is read by the rules for quotations, the extent of the content is only
    the rest of the sentence.

    >>> text = "Dr. Ana Díaz said that owls hoot. Penguins swim, according to Bo Li."
    >>> for speaker, cue, content in find_statements(Article(id="1", text=text)):
    ...     print(speaker.of(text), cue.of(text), content.of(text), sep=" | ")
    Ana Díaz | said | that owls hoot.
    Bo Li | according to | Penguins swim
    """
    paragraphs = split_paragraphs(article.text)
    outer = _outermost(_quoted(article.text, paragraphs))
    sentences = _sentences(article, paragraphs, outer, quoting=False)
    return tuple(statement for sentence in sentences if (statement := sentence.statement()))


def _quotation(span: Span, reading: _Reading | None) -> Quotation:
    if reading is None or reading.speaker is None:
        return Quotation(span=span)
    return Quotation(span=span, speaker=reading.speaker, cue=reading.cue)


def _readings(
    article: Article, paragraphs: Sequence[Span], quoted: Sequence[tuple[Span, bool]]
) -> dict[Span, _Reading]:
    """The reading of each outermost quotation that has one."""
    found: dict[Span, _Reading] = {}
    for sentence in _sentences(article, paragraphs, _outermost(quoted)):
        found |= sentence.readings()
    return _shared_by_paragraphs(article.text, found, quoted)


def _sentences(
    article: Article, paragraphs: Sequence[Span], outer: Sequence[Span], quoting: bool = True
) -> Iterator[_Sentence]:
    """The sentences of `article` ready to be read; those without a quotation only if not `quoting`."""
    text, language = article.text, _language(article)
    if language not in ("en", "es") or (quoting and not outer):
        return
    words = _words(language)
    known = _Known(frozenset(_NAME_INSIDE.findall(text)), frozenset(_LOWERED.findall(text)))
    position = 0
    for paragraph in paragraphs:
        first = position
        while position < len(outer) and outer[position].start < paragraph.end:
            position += 1
        if (quoting and first == position) or paragraph.end - paragraph.start > _LONGEST_PARAGRAPH:
            continue
        for frame, spans in _frames(text, paragraph, outer[first:position]):
            if spans or not quoting:
                yield _Sentence(text, frame, spans, words, known)


def _outermost(quoted: Iterable[tuple[Span, bool]]) -> list[Span]:
    outer: list[Span] = []
    for span, _ in quoted:
        if not outer or span.start >= outer[-1].end:
            outer.append(span)
    return outer


def _shared_by_paragraphs(
    text: str, found: dict[Span, _Reading], quoted: Sequence[tuple[Span, bool]]
) -> dict[Span, _Reading]:
    """A quotation of several paragraphs has one speaker: whoever one of its paragraphs names."""
    outer = set(_outermost(quoted))
    group: list[Span] = []
    for span, goes_on in quoted:
        if span not in outer:
            continue
        group.append(span)
        if goes_on:
            continue
        told = [found[part] for part in group if part in found]
        names = {reading.speaker.of(text) if reading.speaker else None for reading in told}
        if len(group) > 1 and told:
            shared = told[0] if len(names) == 1 else _Reading("disagreement")
            found |= dict.fromkeys(group, shared)
        group = []
    return found


def _frames(text: str, paragraph: Span, quoted: Sequence[Span]) -> Iterator[tuple[Span, list[Span]]]:
    """Sentences, each with its quotations; “…?” takes the next sentence along, which may say who asked."""
    frames: list[Span] = []
    starts = [span.start for span in quoted]
    for sentence in split_sentences(text, paragraph, longest=len(text) + 1):
        place = bisect_right(starts, sentence.start - 1) - 1
        if frames and place >= 0 and _belongs(text, quoted[place], sentence):
            frames[-1] = Span(frames[-1].start, sentence.end)
        else:
            frames.append(sentence)
    position = 0
    for frame in frames:
        first = position
        while position < len(quoted) and quoted[position].start < frame.end:
            position += 1
        yield frame, list(quoted[first:position])


def _belongs(text: str, quoted: Span, sentence: Span) -> bool:
    """Whether a sentence begins inside the quotation before it, or right behind its “…?”."""
    asked = text[quoted.end - 1] in "?!…" and sentence.start <= quoted.end + 3
    return sentence.start <= quoted.end or asked


def _language(article: Article) -> str:
    if article.language:
        return article.language[:2].casefold()
    return "es" if len(_SPANISH.findall(article.text)) > len(_ENGLISH.findall(article.text)) else "en"


@cache
def _words(language: str) -> _Words:
    return _Words(language)


class _Known(NamedTuple):
    """What the article's other sentences tell: words with a capital inside a sentence, words without."""

    names: frozenset[str]
    lowered: frozenset[str]


class _Sentence:
    """One sentence with quotations, read for who says them."""

    def __init__(self, text: str, frame: Span, quoted: Sequence[Span], words: _Words, known: _Known) -> None:
        self.text, self.frame, self.words, self.known = text, frame, words, known
        self.tokens = _tokens(text, frame, quoted, words)
        self.names = {name.start: name for name in self._find_names()}
        self.ends = {name.end: name for name in self.names.values()}
        marks = [place for place, token in enumerate(self.tokens) if token.kind == "quote"]
        self.quotes = dict(zip(marks, quoted, strict=True))

    def readings(self) -> dict[Span, _Reading]:
        """For each quotation what all ways to read agree on; a disagreement names nobody."""
        found: dict[Span, _Reading] = {}
        previous: tuple[int, _Reading] | None = None
        for place, span in self.quotes.items():
            ways = [way for way in (self._after(place), self._before(place)) if way]
            if not ways and previous and (carried := self._carried(*previous, place)):
                ways = [carried]
            speakers = {way.speaker for way in ways}
            if ways:
                found[span] = ways[0] if len(speakers) == 1 else _Reading("disagreement")
            previous = (place, ways[0]) if len(speakers) == 1 else None
        return found

    def statement(self) -> Statement | None:
        """What the sentence says that somebody says: after the verb, or before "NAME said"."""
        lows = [token.low for token in self.tokens]
        for place, low in enumerate(lows):
            if lows[place : place + len(self.words.followed)] == self.words.followed:
                reading = self._according(place)
            elif low in self.words.finite:
                reading = self._subject_of(place)
                if reading.speaker is None and place and self.tokens[place - 1].text == ",":
                    reading = self._subject_after(place, self.tokens[place].span)
            else:
                continue
            if reading.speaker and reading.cue and (content := self._content(reading)):
                return Statement(reading.speaker, reading.cue, content)
        return None

    def _content(self, reading: _Reading) -> Span | None:
        """What follows "NAME said", or what stands before it where nothing follows."""
        speaker, cue = reading.speaker or self.frame, reading.cue or self.frame
        after = _trim(self.text, cue.end, self.frame.end)
        before = _trim(self.text, self.frame.start, min(speaker.start, cue.start))
        before = Span(before.start, before.start + len(before.of(self.text).rstrip(", ")))
        parted = (
            self.text[before.start : before.end].rstrip("”\"’'»").endswith(("?", "!"))
            or "," in (self.text[before.end : speaker.start])
        )
        longer = before.end - before.start > after.end - after.start
        order = (before, after) if reading.rule == "inverted" or (parted and longer) else (after, before)
        return next((span for span in order if any(c.isalnum() for c in span.of(self.text))), None)

    def _according(self, start: int) -> _Reading:
        last = start + len(self.words.followed) - 1
        return self._subject_after(last, Span(self.tokens[start].span.start, self.tokens[last].span.end))

    def _after(self, place: int) -> _Reading | None:
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
        return self._subject_and_verb(start, "after", self._ends_clause) or self._unnamed(start)

    def _separated(self, place: int) -> int | None:
        """Where what follows a quotation begins, if a comma or its like parts it from the sentence."""
        following = self._token(place + 1)
        if following.kind == "point" and following.text in ",—–―":
            return place + 2
        last = self.text[self.quotes[place].end - 1]
        return place + 1 if last in ",?!…—–-" else None

    def _subject_after(self, verb: int, cue: Span) -> _Reading:
        name = self._noun_phrase(verb + 1)
        if name is None or self.tokens[verb].low in self.words.take_object - {"asked", "asks"}:
            return _Reading("unnamed")
        following = self._token(name.end)
        joined = (
            following.low in ("and", "or", "y", "e", "o") and self._token(name.end + 1).text[:1].isupper()
        )
        fits = following.kind != "word" or following.low in self.words.follows or following.low.endswith("ly")
        return _Reading("inverted", name.name, cue, name.end) if fits and not joined else _Reading("unnamed")

    def _subject_and_verb(self, start: int, rule: str, fits: Callable[[int], bool]) -> _Reading | None:
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
        return _Reading(rule, name.name, self.tokens[verb].span, verb + 1)

    def _after_apposition(self, start: int) -> int | None:
        first = self._token(start)
        if first.text[:1].isupper() and not _POSSESSIVE.search(first.text):
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
        return following.text.islower() and following.low.endswith("ly")

    def _unnamed(self, start: int) -> _Reading | None:
        for token in self.tokens[start : start + _LONGEST_NOUN_PHRASE]:
            if token.kind in ("point", "quote"):
                return None
            if token.low in self.words.finite:
                return _Reading("unnamed")
        return None

    def _before(self, place: int) -> _Reading | None:
        """NAME said, “…”; NAME told reporters: “…”; NAME, the mayor, said that “…”."""
        verb = self._verb_before(place)
        if verb is None or self._is_title_of_something(place):
            return None
        return None if self.tokens[verb].low in self.words.participle else self._subject_of(verb)

    def _subject_of(self, verb: int) -> _Reading:
        unnamed = _Reading("unnamed")
        last = verb - 1
        while last >= 0 and self._is_adverb(self.tokens[last]):
            last -= 1
        if last < 0 or self.tokens[last].low in self.words.refused:
            return unnamed
        if name := self.ends.get(last + 1):
            direct = name.name and self._starts_clause(name.start)
            return _Reading("before", name.name, self.tokens[verb].span, verb) if direct else unnamed
        if self.tokens[last].text == "," or self.tokens[last].kind == "bracket":
            return self._apposed(verb) or unnamed
        return unnamed

    def _is_title_of_something(self, place: int) -> bool:
        """Whether the marks hold a name, as in on NBC’s “Meet the Press”, rather than speech."""
        before = self._token(place - 1)
        if before.kind == "point" and before.text in ",:":
            return False
        own = before.text[:1].isupper() and _POSSESSIVE.search(before.text)
        words = [word for word in self.quotes[place].of(self.text).split() if len(word) > 3]
        return bool(own) or all(word[0].isupper() for word in words)

    def _apposed(self, verb: int) -> _Reading | None:
        first = max(0, verb - _LONGEST_APPOSITION)
        for start in range(first, verb):
            if start == 0 or self.tokens[start - 1].kind in ("quote", "point"):
                reading = self._subject_and_verb(start, "apposed", verb.__eq__)
                if reading:
                    return reading
        return None

    def _verb_before(self, place: int) -> int | None:
        for back in range(place - 1, max(-1, place - 2 - _LONGEST_OBJECT), -1):
            token = self.tokens[back]
            if token.kind == "quote" or token.text in ";—–":
                return None
            if token.low in self.words.finite | self.words.participle:
                return back
        return None

    def _starts_clause(self, start: int) -> bool:
        """Whether the noun phrase that ends in the name at `start` is a subject: nothing like
        "a spokesman for" or "NAME and" stands before it."""
        for back in range(start - 1, max(-1, start - 2 - _LONGEST_NOUN_PHRASE), -1):
            token = self.tokens[back]
            if token.kind in ("quote", "bracket") or token.text in ",;:—–":
                return True
            if token.low in ("and", "but", "y", "pero"):
                return self._token(back - 1).text in ",;" or back == 0
            if token.low in self.words.clauses:
                return True
            if token.low in self.words.prepositions | self.words.refused or token.kind == "point":
                return False
        return start <= 1 + _LONGEST_NOUN_PHRASE

    def _carried(self, earlier: int, reading: _Reading, place: int) -> _Reading | None:
        """“…,” NAME said, adding that “…”: the second half of what the first half's speaker said."""
        between = self.tokens[max(earlier + 1, reading.end) : place]
        start = max(earlier + 1, reading.end)
        names = any(start <= name.start < place for name in self.names.values())
        spoils = self.words.pronouns | self.words.finite
        if names or any(token.low in spoils for token in between) or len(between) > _LONGEST_LINK:
            return None
        if self._is_title_of_something(place):
            return None
        return reading._replace(rule="carried")

    def _noun_phrase(self, start: int) -> _Name | None:
        """The name in which the noun phrase from `start` ends: "former Trump aide Ann Lee"."""
        place = start
        while place < min(start + _LONGEST_NOUN_PHRASE, len(self.tokens)):
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

    def _is_modifier(self, token: _Token) -> bool:
        words = self.words
        known = words.finite | words.participle | words.prepositions | words.refused | words.helpers
        known |= words.pronouns | words.follows - {"a", "la", "el"}
        return token.kind == "word" and token.low not in known and not token.low.endswith("ly")

    def _verb(self, start: int) -> int | None:
        place = start
        while place < len(self.tokens) and self._is_adverb(self.tokens[place]):
            place += 1
        return place if self._token(place).low in self.words.finite else None

    def _is_adverb(self, token: _Token) -> bool:
        lower = token.kind == "word" and token.text.islower()
        return lower and (token.low in self.words.helpers or token.low.endswith("ly"))

    def _token(self, place: int) -> _Token:
        return self.tokens[place] if 0 <= place < len(self.tokens) else _Token("end", "", Span(0, 0))

    def _find_names(self) -> Iterator[_Name]:
        place = 0
        while place < len(self.tokens):
            end = self._capitals_end(place)
            if end > place:
                yield _Name(place, end, self._bare_name(place, end))
            place = max(end, place + 1)

    def _capitals_end(self, place: int) -> int:
        end = place
        while self._is_capital(end):
            end += 1
            if _POSSESSIVE.search(self.tokens[end - 1].text):
                break
            joins = self.words.particles | ({"of"} if self._is_title(self.tokens[end - 1]) else set())
            after = end
            while after < end + 2 and self._token(after).low in joins:
                after += 1
            end = after if self._is_capital(after) else end
        return end

    def _is_capital(self, place: int) -> bool:
        token = self._token(place)
        lists = self.words.not_names | self.words.pronouns
        return token.kind in ("word", "initial") and token.text[0].isupper() and token.low not in lists

    def _is_title(self, token: _Token) -> bool:
        return token.low.rstrip(".") in self.words.titles

    def _bare_name(self, start: int, end: int) -> Span | None:
        """The name without titles and without a sentence's first word that is no name elsewhere."""
        tokens = self.tokens[start:end]
        if _POSSESSIVE.search(tokens[-1].text) or self._is_title(tokens[-1]):
            return None
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
        if not tokens or (len(tokens) == 1 and not cut and tokens[0].text not in self.known.names):
            return None
        return Span(tokens[0].span.start, tokens[-1].span.end)

    def _opens_sentence(self, place: int) -> bool:
        return place == 0 or self.tokens[place - 1].kind == "quote" or self.tokens[place - 1].text in ":—"


def _tokens(text: str, frame: Span, quoted: Sequence[Span], words: _Words) -> list[_Token]:
    """The tokens of a sentence, each quotation with its marks being one."""
    tokens: list[_Token] = []
    start = frame.start
    for span in [*quoted, None]:
        tokens += _plain_tokens(text, start, span.start if span else frame.end, words)
        if span:
            tokens.append(_Token("quote", "", span))
            start = max(start, span.end)
    return tokens


def _plain_tokens(text: str, start: int, end: int, words: _Words) -> Iterator[_Token]:
    place = start
    while match := _TOKEN.search(text, place, end):
        kind, word, place = match.lastgroup or "", match.group(), match.end()
        if word in words.abbreviations and text[place : place + 1] == ".":
            place += 1
        if not _MARK.fullmatch(word):
            yield _Token(kind, text[match.start() : place], Span(match.start(), place))
