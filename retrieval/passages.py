"""Article to passages: paragraphs, long ones cut at sentence ends, and the sentences inside them.

Lengths are settled here, so that nothing is ever cut when it is shown. Sentences come from
sentencex (github.com/wikimedia/sentencex), which keeps a quotation of several sentences whole.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

from retrieval.models import Article, Passage, Span

MAX_PASSAGE = 900
"""Longest passage in characters: three of them and their attributions fit one Telegram message."""

_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_WRAP_WIDTH = (45, 100)
_LONGEST_STRETCH = 10_000  # sentencex 1.0.32 takes time with the square of unclosed marks


@lru_cache(maxsize=32)  # an answer, its stored form, its views and their buttons all ask for the same
def split_passages(article: Article, longest: int = MAX_PASSAGE) -> tuple[Passage, ...]:
    """The passages of `article` in order; together they hold all its sentences.

    `longest` is counted in characters. Each passage holds whole sentences.

    >>> article = Article(id="1", text="Owls hoot. Dogs bark.\\n\\nCats purr.")
    >>> [passage.text for passage in split_passages(article)]
    ['Owls hoot. Dogs bark.', 'Cats purr.']
    """
    paragraphs = split_paragraphs(article.text)
    return tuple(
        passage
        for number in range(len(paragraphs))
        for passage in _cut_paragraph(article, paragraphs, number, longest)
    )


def passage_at(article: Article, span: Span) -> Passage | None:
    """The passage of `article` that has this span, cut without those of other paragraphs; None if no
    passage has.

    >>> article = Article(id="1", text="Owls hoot. Dogs bark.\\n\\nCats purr.")
    >>> passage_at(article, Span(23, 33)).text, passage_at(article, Span(23, 30))
    ('Cats purr.', None)
    """
    paragraphs = split_paragraphs(article.text)
    number = bisect_right([paragraph.start for paragraph in paragraphs], span.start) - 1
    passages = _cut_paragraph(article, paragraphs, number, MAX_PASSAGE) if number >= 0 else ()
    return next((passage for passage in passages if passage.span == span), None)


def _cut_paragraph(
    article: Article, paragraphs: Sequence[Span], number: int, longest: int
) -> Iterator[Passage]:
    sentences = split_sentences(article.text, paragraphs[number], article.language, longest)
    for group in _group(sentences, longest):
        yield Passage(
            article=article,
            span=Span(group[0].start, group[-1].end),
            paragraph=number + 1,
            paragraphs=len(paragraphs),
            sentences=tuple(group),
        )


def split_paragraphs(text: str) -> list[Span]:
    r"""The paragraphs of `text`: what stands between blank lines, or between any line ends
    unless the lines are hard-wrapped.

    >>> text = "One.\nTwo.\n\n  Three. "
    >>> [span.of(text) for span in split_paragraphs(text)]
    ['One.', 'Two.', 'Three.']
    """
    found: list[Span] = []
    start = 0
    for gap in [*_BLANK_LINES.finditer(text), None]:
        block = Span(start, gap.start() if gap else len(text))
        found.extend([block] if _is_wrapped(block.of(text)) else _lines(text, block))
        start = gap.end() if gap else len(text)
    return [span for span in (trim(text, span) for span in found) if span.start < span.end]


def split_sentences(
    text: str, paragraph: Span, language: str | None = None, longest: int = MAX_PASSAGE
) -> list[Span]:
    """The sentences of one paragraph of `text`, none longer than `longest`.

    >>> text = "He met U.S. envoys. She did not."
    >>> [span.of(text) for span in split_sentences(text, Span(0, len(text)))]
    ['He met U.S. envoys.', 'She did not.']
    """
    import sentencex

    known = re.split("[-_]", language or "en")[0].lower()
    spans = (
        trim(text, Span(stretch.start + found["start_index"], stretch.start + found["end_index"]))
        for stretch in _stretches(text, paragraph)
        for found in sentencex.get_sentence_boundaries(known, _spaced(stretch.of(text)))
    )
    return [piece for span in spans if span.start < span.end for piece in _cut(text, span, longest)]


def _spaced(text: str) -> str:
    """As many characters, each space a plain one: sentencex panics at "I\\u00a0."."""
    return text if text.isascii() else re.sub(r"[^\S\x00-\x7f]", " ", text)


def _stretches(text: str, paragraph: Span) -> list[Span]:
    """A paragraph, cut at spaces where it is so long that unclosed marks would hold sentencex up."""
    stretches: list[Span] = []
    start = paragraph.start
    while paragraph.end - start > _LONGEST_STRETCH:
        after_space = text.rfind(" ", start + _LONGEST_STRETCH // 2, start + _LONGEST_STRETCH) + 1
        cut = after_space or start + _LONGEST_STRETCH
        stretches.append(Span(start, cut))
        start = cut
    return [*stretches, Span(start, paragraph.end)]


def _lines(text: str, block: Span) -> list[Span]:
    lines: list[Span] = []
    start = block.start
    for line in block.of(text).split("\n"):
        lines.append(Span(start, start + len(line)))
        start += len(line) + 1
    return lines


def _is_wrapped(block: str) -> bool:
    *lines, last = block.strip("\n").split("\n")
    widths = [len(line.rstrip()) for line in lines]
    low, high = _WRAP_WIDTH
    fits = bool(widths) and low <= max(widths) <= high
    return fits and min(widths) >= 0.6 * max(widths) and len(last) <= high


def trim(text: str, span: Span) -> Span:
    """The span without the space around it, empty where it holds nothing else.

    >>> trim(" One. ", Span(0, 6)), trim("  ", Span(0, 2))
    (Span(start=1, end=5), Span(start=2, end=2))
    """
    start = span.end - len(span.of(text).lstrip())
    return Span(start, start + len(span.of(text).strip()))


def _cut(text: str, sentence: Span, longest: int) -> list[Span]:
    """A sentence that no message could hold, cut at a space where there is one."""
    pieces: list[Span] = []
    start, end = sentence
    while end - start > longest:
        after_space = max(text.rfind(mark, start + longest // 2, start + longest) for mark in " \n\t") + 1
        cut = after_space or start + longest
        pieces.append(trim(text, Span(start, cut)))
        start = trim(text, Span(cut, end)).start
    return [*pieces, Span(start, end)]


def _group(sentences: list[Span], longest: int) -> list[list[Span]]:
    groups: list[list[Span]] = []
    for sentence in sentences:
        if groups and sentence.end - groups[-1][0].start <= longest:
            groups[-1].append(sentence)
        else:
            groups.append([sentence])
    return groups
