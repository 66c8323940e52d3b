"""The closest stretch of an article to a sentence, and the words that differ."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from math import log
from typing import NamedTuple

from retrieval.checking.folding import fold
from retrieval.checking.results import Change, CheckResult, Piece, Place, Standing, paragraph_of
from retrieval.models import Article, Span
from retrieval.tokens import is_stop_word

NEARLY = 0.75
"""Least likeness that is called nearly: three words in four. Of 300 sentences whose article
is not among 448, five reach it (four of them boilerplate such as "This story has been updated"); of 200
with every eighth word changed, one misses it."""

LONGEST = 800
"""Most words compared word by word; a longer text is verbatim, alike or absent."""

_CANDIDATES = 8
_PROBES = 24
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_CJK_RUN = re.compile(f"[{_CJK}]{{2,}}")
WORD = re.compile(
    rf"[{_CJK}]|[^\W_{_CJK}](?:[^\W_{_CJK}]|[\u0300-\u036f]|['’](?=[^\W_{_CJK}])"
    rf"|(?<=\d)[.,](?=\d)|(?<=\d)[\u00a0\u202f](?=\d{{3}}(?!\d)))*|[^\w\s]|_",
)


class _Word(NamedTuple):
    form: str
    span: Span


def promising(wanted: str, library: Sequence[Article], lowered: Sequence[str]) -> list[Article]:
    """The articles with most of the sentence's words, rare ones counting more."""
    probes = _probes(wanted)
    present = [[probe in low for probe in probes] for low in lowered]
    counts = [sum(column) for column in zip(*present, strict=True)]
    scores = [
        sum(log(1 + len(library) / count) for count, here in zip(counts, row, strict=True) if here)
        for row in present
    ]
    best = sorted(range(len(library)), key=lambda place: -scores[place])[:_CANDIDATES]
    return [library[place] for place in best if scores[place] > 0]


def _probes(wanted: str) -> list[str]:
    """The sentence's longest words that carry something, and pairs of CJK characters."""
    low = unicodedata.normalize("NFC", wanted.casefold())
    words = [match.group() for match in WORD.finditer(low)]
    pairs = [run[at : at + 2] for run in _CJK_RUN.findall(low) for at in range(len(run) - 1)]
    probes = dict.fromkeys([*(word for word in words if len(word) > 1 and not is_stop_word(word)), *pairs])
    return sorted(probes or dict.fromkeys(words), key=len, reverse=True)[:_PROBES]


def nearest(sentence: str, candidates: Iterable[Article]) -> CheckResult:
    """The candidate most like `sentence`, if it is at least `NEARLY` alike."""
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
    place = Place(article=article, span=span, paragraph=paragraph_of(article.text, span.start))
    likeness = _likeness(there, words, blocks)
    return CheckResult(
        sentence=sentence, standing=Standing.NEARLY, places=(place,), pieces=pieces, likeness=likeness
    )


def _split(text: str) -> list[_Word]:
    return [_Word(fold(match.group()), Span(*match.span())) for match in WORD.finditer(text)]


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
    around = size // 2 + 1
    return Span(max(0, place - around), place + size + around)


_Block = tuple[int, int, int]


def _dense(blocks: Sequence[_Block]) -> Sequence[_Block]:
    """The stretch of matching blocks with most matches for the words skipped between them: a far
    "the" that happens to match is not part of the sentence."""
    best, best_sum, start, total = blocks[:0], 0.0, 0, 0.0
    for place, (first, _, size) in enumerate(blocks):
        skipped = first - (blocks[place - 1][0] + blocks[place - 1][2]) if place else 0
        if total - 0.5 * skipped <= 0:
            start, total, skipped = place, 0.0, 0
        total += size - 0.5 * skipped
        if total > best_sum:
            best, best_sum = blocks[start : place + 1], total
    return best


def _likeness(there: Sequence[_Word], words: Sequence[_Word], blocks: Sequence[_Block]) -> float:
    """Twice the words in common by the words of both; points and marks do not count."""

    def count(some: Sequence[_Word]) -> int:
        return sum(word.form[:1].isalnum() for word in some)

    common = sum(count(words[second : second + size]) for _, second, size in blocks)
    stretch = there[blocks[0][0] : blocks[-1][0] + blocks[-1][2]]
    return 2 * common / (count(words) + count(stretch))


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
