"""Quotations and statements of an article, each with its speaker where a rule leaves no doubt.

Quotations are found paragraph by paragraph, so that a lost mark costs one paragraph at most. A
speaker is named only by a rule that reads like a newsroom sentence: “…,” NAME said / “…,” said
NAME / NAME said, “…” / NAME, the mayor, said: “…” / “…,” according to NAME. Everything else (a
pronoun, two names, a negation, a name inside "a spokesman for NAME") names nobody.
`benchmarks/speakers.py` measures both.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from retrieval.models import Article, Quotation, Span
from retrieval.passages import split_paragraphs, split_sentences
from retrieval.quotes.marks import find_quoted
from retrieval.quotes.phrases import Known
from retrieval.quotes.sentence import Reading, Sentence, Statement
from retrieval.quotes.words import words_of

_NAME_INSIDE = re.compile(r"(?<=[a-zà-ÿ,] )[^\W\d_a-zà-ÿ][\w-]*")
_LOWERED = re.compile(r"\b[a-zà-ÿ]+\b")
_SPANISH = re.compile(r"[¿¡]|\b(?:el|la|los|las|lo|que|del|y|una?|con|por|dijo)\b")
_ENGLISH = re.compile(r"\b(?:the|of|and|to|an?|in|is|was|he|she|said)\b")
_LONGEST_PARAGRAPH = 10_000  # sentencex 1.0.32 takes time with the square of unclosed marks


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
    quoted = find_quoted(article.text, paragraphs)
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
    outer = _outermost(find_quoted(article.text, paragraphs))
    sentences = _sentences(article, paragraphs, outer, quoting=False)
    return tuple(statement for sentence in sentences if (statement := sentence.statement()))


def _quotation(span: Span, reading: Reading | None) -> Quotation:
    if reading is None or reading.speaker is None:
        return Quotation(span=span)
    return Quotation(span=span, speaker=reading.speaker, cue=reading.cue)


def _readings(
    article: Article, paragraphs: Sequence[Span], quoted: Sequence[tuple[Span, bool]]
) -> dict[Span, Reading]:
    """The reading of each outermost quotation that has one."""
    found: dict[Span, Reading] = {}
    for sentence in _sentences(article, paragraphs, _outermost(quoted)):
        found |= sentence.readings()
    return _shared_by_paragraphs(article.text, found, quoted)


def _sentences(
    article: Article, paragraphs: Sequence[Span], outer: Sequence[Span], quoting: bool = True
) -> Iterator[Sentence]:
    """The sentences of `article` ready to be read; those without a quotation only if not `quoting`."""
    text, language = article.text, _language(article)
    if language not in ("en", "es") or (quoting and not outer):
        return
    words = words_of(language)
    known = Known(frozenset(_NAME_INSIDE.findall(text)), frozenset(_LOWERED.findall(text)))
    position = 0
    for paragraph in paragraphs:
        first = position
        while position < len(outer) and outer[position].start < paragraph.end:
            position += 1
        if (quoting and first == position) or paragraph.end - paragraph.start > _LONGEST_PARAGRAPH:
            continue
        for frame, spans in _frames(text, paragraph, outer[first:position]):
            if spans or not quoting:
                yield Sentence(text, frame, spans, words, known)


def _outermost(quoted: Iterable[tuple[Span, bool]]) -> list[Span]:
    outer: list[Span] = []
    for span, _ in quoted:
        if not outer or span.start >= outer[-1].end:
            outer.append(span)
    return outer


def _shared_by_paragraphs(
    text: str, found: dict[Span, Reading], quoted: Sequence[tuple[Span, bool]]
) -> dict[Span, Reading]:
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
        found |= dict.fromkeys(group, told[0] if len(names) == 1 else Reading())
        group = []
    return found


def _frames(text: str, paragraph: Span, quoted: Sequence[Span]) -> Iterator[tuple[Span, list[Span]]]:
    """Sentences, each with its quotations; “…?” takes the next sentence along, which may say who asked."""
    frames: list[Span] = []
    starts = [span.start for span in quoted]
    for sentence in split_sentences(text, paragraph, longest=len(text)):
        place = bisect_left(starts, sentence.start) - 1
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
