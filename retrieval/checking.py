"""Whether a sentence stands in the library: verbatim, alike, nearly, or not at all.

*Verbatim* is said only of a slice, character for character. *Alike* is the same sentence with
another whitespace, quote style, case or spelling of accents (NFC or NFD), each named. *Nearly* is
the closest stretch of an article with the words that differ. The difference is difflib's: it
favours long unbroken runs, which read better than the least edits of rapidfuzz, and at eight
windows a question its speed is no reason for another dependency.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import chain
from math import log
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from retrieval.models import Article, Span
from retrieval.passages import split_paragraphs
from retrieval.tokens import is_stop_word

NEARLY = 0.75
"""Least likeness that is called nearly: three words in four. Of 300 sentences whose article
is not among 448, five reach it (four of them boilerplate such as "This story has been updated"); of 200
with every eighth word changed, one misses it."""

LONGEST = 800
"""Most words compared word by word; a longer text is verbatim, alike or absent."""

_CANDIDATES = 8
_PROBES = 24
_CHAIN = 6

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_QUOTE = "[\"'‘’‚‛“”„‟‹›«»′″`´＂＇〝〞〟「」『』｢｣]+"
_DASH = "[-‐‑‒–—―−－]+"
_SPACE = r"[\s\u200b\u2060\ufeff]+"
_QUOTES, _DASHES, _SPACES = re.compile(_QUOTE), re.compile(f" ?{_DASH} ?"), re.compile(_SPACE)
_UNIT = re.compile(f"(?:{_SPACE})?{_DASH}(?:{_SPACE})?|{_SPACE}|{_QUOTE}|.", re.DOTALL)
_CJK_RUN = re.compile(f"[{_CJK}]{{2,}}")
_WORD = re.compile(
    rf"[{_CJK}]|[^\W_{_CJK}](?:[^\W_{_CJK}]|[\u0300-\u036f]|['’](?=[^\W_{_CJK}]))*|[^\w\s]|_",
)


class Standing(StrEnum):
    """How a sentence stands in the articles."""

    VERBATIM = "verbatim"
    ALIKE = "alike"
    NEARLY = "nearly"
    ABSENT = "absent"


class Forgiven(StrEnum):
    """What had to be forgiven to find a sentence."""

    SPACE = "whitespace"
    MARKS = "quote style"
    CASE = "case"
    ACCENTS = "spelling of accents"
    ENCLOSING = "quotation marks around it"


class Change(StrEnum):
    """What became of a word: it stands in both, only in the article, or only in the sentence."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(_Value):
    """Where a sentence stands. `paragraph` counts from 1; `whole_words` is False where the
    sentence begins or ends inside a longer word."""

    article: Article
    span: Span
    paragraph: int
    forgiven: tuple[Forgiven, ...] = ()
    whole_words: bool = True

    @property
    def text(self) -> str:
        """The article's own characters."""
        return self.span.of(self.article.text)


class Piece(_Value):
    """One stretch of a difference; `span` is None for words that only the sentence has."""

    change: Change
    text: str
    span: Span | None = None


class CheckResult(_Value):
    """What the library says to a sentence. `pieces` is the difference, where it stands nearly;
    `likeness` is the share of words in common, 1.0 where only what was forgiven differs."""

    sentence: str
    standing: Standing
    places: tuple[Place, ...] = ()
    pieces: tuple[Piece, ...] = ()
    likeness: float = 0.0


def check(
    sentence: str, articles: Iterable[Article], *, candidates: Sequence[Article] | None = None, limit: int = 5
) -> CheckResult:
    """How `sentence` stands in `articles`, at most `limit` places, one an article.

    `candidates` (say, a BM25 search's) are the articles in which to look for *nearly*; without
    them the ones with the rarest of the sentence's words are taken.

    >>> library = [Article(id="1", text="“Sovereignty is not for sale,” she said.")]
    >>> check("Sovereignty is not for sale", library).standing.value
    'verbatim'
    >>> check('"SOVEREIGNTY is not for sale,"', library).places[0].forgiven
    (<Forgiven.MARKS: 'quote style'>, <Forgiven.CASE: 'case'>)
    >>> [(p.change.value, p.text) for p in check("Sovereignty was not for sale", library).pieces]
    [('kept', 'Sovereignty'), ('removed', 'is'), ('added', 'was'), ('kept', 'not for sale')]
    """
    wanted, library = sentence.strip(), list(articles)
    if not wanted:
        return CheckResult(sentence=sentence, standing=Standing.ABSENT)
    if places := _first(_exact(wanted, library), limit):
        return CheckResult(sentence=sentence, standing=Standing.VERBATIM, places=places, likeness=1.0)
    compose = not wanted.isascii()
    lowered = [_lower(article.text, compose) for article in library]
    bare = _without_enclosing(wanted)
    if places := _first(_alike(wanted, library, lowered), limit):
        return CheckResult(sentence=sentence, standing=Standing.ALIKE, places=places, likeness=1.0)
    if bare and (places := _first(_unenclosed(bare, library, lowered), limit)):
        return CheckResult(sentence=sentence, standing=Standing.ALIKE, places=places, likeness=1.0)
    if candidates is None and len(_WORD.findall(wanted)) <= LONGEST:
        candidates = _promising(wanted, library, lowered)
    return _nearest(sentence, candidates or ())


def _first(places: Iterator[Place], limit: int) -> tuple[Place, ...]:
    return tuple(place for place, _ in zip(places, range(limit), strict=False))


def _exact(wanted: str, library: Iterable[Article]) -> Iterator[Place]:
    for article in library:
        starts = _starts(article.text, wanted)
        if place := _best_place(article, (Span(start, start + len(wanted)) for start in starts)):
            yield place


def _starts(text: str, wanted: str) -> Iterator[int]:
    start = text.find(wanted)
    while start >= 0:
        yield start
        start = text.find(wanted, start + 1)


def _best_place(article: Article, spans: Iterable[Span], forgiven: tuple[Forgiven, ...] = ()) -> Place | None:
    """The first of `spans` that cuts no word, else the first."""
    best: Span | None = None
    for span in spans:
        whole = not (_cuts(article.text, span.start) or _cuts(article.text, span.end))
        best = span if whole or best is None else best
        if whole:
            break
    if best is None:
        return None
    paragraph = _paragraph_of(article.text, best.start)
    return Place(article=article, span=best, paragraph=paragraph, forgiven=forgiven, whole_words=whole)


def _cuts(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def _paragraph_of(text: str, at: int) -> int:
    starts = [span.start for span in split_paragraphs(text)]
    return max(1, bisect_right(starts, at))


# Alike ------------------------------------------------------------------------------------------


def _alike(wanted: str, library: Sequence[Article], lowered: Sequence[str]) -> Iterator[Place]:
    folded = fold(wanted)
    words = _chain(folded)
    for article, low in zip(library, lowered, strict=True):
        if words and words.search(low) and folded in fold(article.text):
            spans = list(_folded_spans(article.text, folded))
            if place := _best_place(article, spans):
                yield place.model_copy(update={"forgiven": forgiven_between(place.text, wanted)})


def _unenclosed(bare: str, library: Sequence[Article], lowered: Sequence[str]) -> Iterator[Place]:
    seen: set[str] = set()
    for place in chain(_exact(bare, library), _alike(bare, library, lowered)):
        if place.article.id not in seen:
            seen.add(place.article.id)
            yield place.model_copy(update={"forgiven": (*place.forgiven, Forgiven.ENCLOSING)})


def _without_enclosing(wanted: str) -> str | None:
    first, last = _QUOTES.match(wanted), _QUOTES.match(wanted[::-1])
    if not first or not last or first.end() + last.end() >= len(wanted):
        return None
    return wanted[first.end() : len(wanted) - last.end()].strip() or None


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
    return _DASHES.sub("-", _QUOTES.sub("'", text.replace("…", "...")))


def _even_spaces(text: str) -> str:
    return _SPACES.sub(" ", text.replace("\u00ad", ""))


_FOLDS: tuple[tuple[Forgiven, Callable[[str], str]], ...] = (
    (Forgiven.ACCENTS, _decompose),
    (Forgiven.CASE, str.casefold),
    (Forgiven.ACCENTS, _decompose),  # casefold may compose again
    (Forgiven.SPACE, _even_spaces),
    (Forgiven.MARKS, _even_marks),
)


def _lower(text: str, compose: bool) -> str:
    """A cheap form of `text` for the tests that come before folding it; words of ASCII letters
    need no composed accents to be found."""
    text = text.replace("\u00ad", "")
    if compose and not text.isascii():
        if "\u0345" in text:  # the one mark whose order decides what casefold makes of it
            text = _decompose(text)
        text = unicodedata.normalize("NFC", text.casefold())
    return text.casefold()


def _chain(folded: str) -> re.Pattern[str] | None:
    """What every lowered text with the folded sentence in it matches: a few of its words, from the
    longest on, with nothing but spaces and marks between. None where it has no word."""
    words = re.findall(r"\w+", unicodedata.normalize("NFC", folded))
    if not words:
        return None
    longest = max(range(len(words)), key=lambda place: len(words[place]))
    first = max(0, min(longest, len(words) - _CHAIN))
    return re.compile(r"\W+".join(re.escape(word) for word in words[first : first + _CHAIN]))


def _folded_spans(text: str, folded: str) -> Iterator[Span]:
    """Where `folded` stands in `text`, by folding it cluster by cluster and keeping count."""
    whole, places = _fold_with_places(text)
    for at in _starts(whole, folded):
        start, end = places[at].start, places[at + len(folded) - 1].end
        slack = text[start:end]
        span = Span(end - len(slack.lstrip()), start + len(slack.rstrip()))
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


# Nearly -----------------------------------------------------------------------------------------


class _Word(NamedTuple):
    form: str
    span: Span


def _promising(wanted: str, library: Sequence[Article], lowered: Sequence[str]) -> list[Article]:
    """The articles with most of the sentence's words, rare ones counting more."""
    probes = _probes(wanted)
    present = [[probe in low for probe in probes] for low in lowered]
    counts = [sum(column) for column in zip(*present, strict=True)]
    weights = [log(1 + len(library) / count) if count else 0.0 for count in counts]
    scores = [sum(w for w, here in zip(weights, row, strict=True) if here) for row in present]
    best = sorted(range(len(library)), key=lambda place: -scores[place])[:_CANDIDATES]
    return [library[place] for place in best if scores[place] > 0]


def _probes(wanted: str) -> list[str]:
    """The sentence's longest words that carry something, and pairs of CJK characters."""
    low = unicodedata.normalize("NFC", wanted.casefold())
    words = [match.group() for match in _WORD.finditer(low)]
    pairs = [run[at : at + 2] for run in _CJK_RUN.findall(low) for at in range(len(run) - 1)]
    probes = dict.fromkeys([*(word for word in words if len(word) > 1 and not is_stop_word(word)), *pairs])
    return sorted(probes or dict.fromkeys(words), key=len, reverse=True)[:_PROBES]


def _nearest(sentence: str, candidates: Iterable[Article]) -> CheckResult:
    words = _split(sentence)
    absent = CheckResult(sentence=sentence, standing=Standing.ABSENT)
    if len(words) > LONGEST or not any(word.form[:1].isalnum() for word in words):
        return absent
    compared = (_compare(sentence, words, article) for article in candidates)
    found = max((one for one in compared if one), key=lambda one: one.likeness, default=absent)
    return found if found.likeness >= NEARLY else absent


def _compare(sentence: str, words: Sequence[_Word], article: Article) -> CheckResult | None:
    """The stretch of `article` most like the sentence, with what differs."""
    there = _split(article.text)
    window = _best_window(Counter(word.form for word in words), len(words), there)
    there = there[window.start : window.end]
    matcher = SequenceMatcher(None, [w.form for w in there], [w.form for w in words], autojunk=False)
    blocks = _dense([(b.a, b.b, b.size) for b in matcher.get_matching_blocks() if b.size])
    if not blocks:
        return None
    pieces = tuple(_pieces(article.text, sentence, there, words, blocks))
    span = Span(there[blocks[0][0]].span.start, there[blocks[-1][0] + blocks[-1][2] - 1].span.end)
    place = Place(article=article, span=span, paragraph=_paragraph_of(article.text, span.start))
    likeness = _likeness(there, words, blocks)
    return CheckResult(
        sentence=sentence, standing=Standing.NEARLY, places=(place,), pieces=pieces, likeness=likeness
    )


def _split(text: str) -> list[_Word]:
    return [_Word(fold(match.group()), Span(*match.span())) for match in _WORD.finditer(text)]


def _best_window(wanted: Counter[str], size: int, there: Sequence[_Word]) -> Span:
    """The window of `size` words that shares most with the sentence, and half as much on each side."""
    inside: Counter[str] = Counter()
    shared = best = place = 0
    for end, word in enumerate(there):
        inside[word.form] += 1
        shared += inside[word.form] <= wanted[word.form]
        if end >= size:
            gone = there[end - size].form
            shared -= inside[gone] <= wanted[gone]
            inside[gone] -= 1
        if shared > best:
            best, place = shared, max(0, end - size + 1)
    return Span(max(0, place - size // 2 - 1), place + size + size // 2 + 2)


_Block = tuple[int, int, int]


def _dense(blocks: Sequence[_Block]) -> Sequence[_Block]:
    """The stretch of matching blocks with most matches for the words skipped between them: a far
    "the" that happens to match is not part of the sentence."""
    best, best_sum, start, total = (0, 0), 0.0, 0, 0.0
    for place, (first, _, size) in enumerate(blocks):
        skipped = first - (blocks[place - 1][0] + blocks[place - 1][2]) if place else 0
        if total - 0.5 * skipped <= 0:
            start, total, skipped = place, 0.0, 0
        total += size - 0.5 * skipped
        if total > best_sum:
            best, best_sum = (start, place + 1), total
    return blocks[best[0] : best[1]]


def _likeness(there: Sequence[_Word], words: Sequence[_Word], blocks: Sequence[_Block]) -> float:
    """Twice the words in common by the words of both; points and marks do not count."""

    def count(some: Sequence[_Word]) -> int:
        return sum(word.form[:1].isalnum() for word in some)

    common = sum(count(words[second : second + size]) for _, second, size in blocks)
    stretch = there[blocks[0][0] : blocks[-1][0] + blocks[-1][2]]
    return 2 * common / max(1, count(words) + count(stretch))


def _pieces(
    text: str, sentence: str, there: Sequence[_Word], words: Sequence[_Word], blocks: Sequence[_Block]
) -> Iterator[Piece]:
    def of_article(change: Change, first: int, last: int) -> Iterator[Piece]:
        if first < last:
            span = Span(there[first].span.start, there[last - 1].span.end)
            yield Piece(change=change, text=span.of(text), span=span)

    def added(first: int, last: int) -> Iterator[Piece]:
        if first < last:
            span = Span(words[first].span.start, words[last - 1].span.end)
            yield Piece(change=Change.ADDED, text=span.of(sentence))

    here, second = blocks[0][0], 0
    for first, start, size in blocks:
        yield from of_article(Change.REMOVED, here, first)
        yield from added(second, start)
        yield from of_article(Change.KEPT, first, first + size)
        here, second = first + size, start + size
    yield from added(second, len(words))
