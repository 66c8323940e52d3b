"""`check`: the places of a sentence, then places that differ in what is forgiven, then the nearest one.

*Verbatim* is said only of a slice, character for character. *Alike* is the same sentence with
another whitespace, quote style, case or spelling of accents (NFC or NFD), each named. *Nearly* is
the closest stretch of an article with the words that differ. The difference is difflib's: it
favours long unbroken runs, which read better than the least edits of rapidfuzz, and at eight
windows a question its speed is no reason for another dependency.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice

from retrieval.checking.folding import (
    QUOTES,
    chain_of_words,
    fold,
    folded_spans,
    forgiven_between,
    lower,
    starts_of,
)
from retrieval.checking.nearest import nearest, promising
from retrieval.checking.results import CheckResult, Forgiven, Place, Standing, paragraph_of
from retrieval.models import Article, Span


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
    if places := tuple(islice(_exact(wanted, library), limit)):
        return CheckResult(sentence=sentence, standing=Standing.VERBATIM, places=places, likeness=1.0)
    compose = not wanted.isascii()
    lowered = [lower(article.text, compose) for article in library]
    bare = _without_enclosing(wanted)
    if places := tuple(islice(_alike(wanted, library, lowered), limit)):
        return CheckResult(sentence=sentence, standing=Standing.ALIKE, places=places, likeness=1.0)
    if bare and (places := tuple(islice(_unenclosed(bare, library, lowered), limit))):
        return CheckResult(sentence=sentence, standing=Standing.ALIKE, places=places, likeness=1.0)
    return nearest(sentence, promising(wanted, library, lowered) if candidates is None else candidates)


def _exact(wanted: str, library: Iterable[Article]) -> Iterator[Place]:
    for article in library:
        starts = starts_of(article.text, wanted)
        if place := _best_place(article, (Span(start, start + len(wanted)) for start in starts)):
            yield place


def _best_place(article: Article, spans: Iterable[Span]) -> Place | None:
    """The first of `spans` that cuts no word, else the first."""
    best: Span | None = None
    for span in spans:
        whole = not (_cuts(article.text, span.start) or _cuts(article.text, span.end))
        best = span if whole or best is None else best
        if whole:
            break
    if best is None:
        return None
    paragraph = paragraph_of(article.text, best.start)
    return Place(article=article, span=best, paragraph=paragraph, whole_words=whole)


def _cuts(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def _alike(wanted: str, library: Sequence[Article], lowered: Sequence[str]) -> Iterator[Place]:
    folded = fold(wanted)
    words = chain_of_words(folded)
    for article, low in zip(library, lowered, strict=True):
        may_hold = words and words.search(low)
        if may_hold and (place := _best_place(article, folded_spans(article.text, folded))):
            yield replace(place, forgiven=forgiven_between(place.text, wanted))


def _unenclosed(bare: str, library: Sequence[Article], lowered: Sequence[str]) -> Iterator[Place]:
    seen: set[str] = set()
    for place in chain(_exact(bare, library), _alike(bare, library, lowered)):
        if place.article.id not in seen:
            seen.add(place.article.id)
            yield replace(place, forgiven=(*place.forgiven, Forgiven.ENCLOSING))


def _without_enclosing(wanted: str) -> str:
    """What stands between the quotation marks around the sentence; empty where there are none."""
    first, last = QUOTES.match(wanted), QUOTES.match(wanted[::-1])
    return wanted[first.end() : len(wanted) - last.end()].strip() if first and last else ""
