"""How often the speaker that `find_quotations` names is the one that readers marked.

    python -m benchmarks.speakers /path/to/data/speakers

The folder holds `articles.jsonl` with `attributions` = [{source, cue, content: [[start, end]]}].
Articles are split into development and held-out halves by a hash of their id. Rules were tuned and
errors read on the first half only; the list of verbs was written after a look at how often each
cue occurs in both.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from math import sqrt
from pathlib import Path
from typing import NamedTuple

from retrieval.models import Article, Quotation, Span
from retrieval.quotes import find_quotations, find_statements

_AFTER_HEAD = re.compile(r"$|,|\s?\(|\s(?:of|who|for|at|in|from|on|whose|with)\b")
_INSIDE_HEAD = re.compile(r",|\b(?:for|to|with|by|from|and|about|in|at)\s", re.IGNORECASE)


class Half(StrEnum):
    """Which half of the articles: the one the rules were written on, or the one they never saw."""

    DEVELOPMENT = "development"
    HELD_OUT = "held out"


class Attribution(NamedTuple):
    """Who said what, as marked by a reader."""

    source: Span
    content: tuple[Span, ...]


class Marked(NamedTuple):
    """An article with its attributions."""

    article: Article
    attributions: tuple[Attribution, ...]


class Verdict(StrEnum):
    """What became of a quotation's speaker."""

    RIGHT = "right"
    WRONG = "wrong"
    UNMARKED = "unmarked"
    SILENT = "silent"


class Figures(NamedTuple):
    """Counts over quotations: `named` of which `right`; `marked` have a marked source, in the same
    sentence and with a capital in `nameable`."""

    quotations: int
    named: int
    right: int
    marked: int
    nameable: int

    @property
    def precision(self) -> float:
        """Share of named speakers that are right; a name where readers marked nothing is wrong."""
        return self.right / self.named if self.named else 1.0


def read_marked(folder: Path) -> Iterator[Marked]:
    """The annotated articles of `folder`; OSError where there are none."""
    with (folder / "articles.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            article = Article(id=record["id"], text=record["text"], language="en")
            yield Marked(article, tuple(_attributions(record["attributions"])))


def half_of(article_id: str) -> Half:
    """The half an article belongs to, the same on every machine.

    >>> half_of("e"), half_of("a")
    (<Half.HELD_OUT: 'held out'>, <Half.DEVELOPMENT: 'development'>)
    """
    first = hashlib.sha256(article_id.encode()).digest()[0]
    return Half.HELD_OUT if first % 2 else Half.DEVELOPMENT


def judge(marked: Marked, quotation: Quotation) -> tuple[Verdict, Attribution | None]:
    """Whether the named speaker is the head of the marked source of the innermost attribution.

    Strict: "Clinton" is wrong for the source "a spokesman for Clinton", "Clinton's aide Ann Lee"
    or "Clinton and Sanders".
    """
    around = _innermost(marked.attributions, quotation.span)
    if quotation.speaker is None:
        return Verdict.SILENT, around[0] if around else None
    if not around:
        return Verdict.UNMARKED, None
    right = any(_is_head(marked.article.text, found.source, quotation.speaker) for found in around)
    return (Verdict.RIGHT if right else Verdict.WRONG), around[0]


def measure(articles: Iterable[Marked]) -> Figures:
    """The figures over all outermost quotations of `articles`."""
    quotations = named = right = with_source = nameable = 0
    for marked in articles:
        for quotation in outermost(find_quotations(marked.article)):
            verdict, around = judge(marked, quotation)
            quotations += 1
            named += verdict is not Verdict.SILENT
            right += verdict is Verdict.RIGHT
            with_source += around is not None
            nameable += around is not None and _has_name(marked.article.text, around, quotation)
    return Figures(quotations, named, right, with_source, nameable)


def measure_statements(articles: Iterable[Marked]) -> tuple[int, int]:
    """How many said-clauses were found, and in how many the speaker is the marked source."""
    found = right = 0
    for marked in articles:
        for statement in find_statements(marked.article):
            around = _innermost(marked.attributions, statement.content)
            found += 1
            text = marked.article.text
            right += any(_is_head(text, one.source, statement.speaker) for one in around)
    return found, right


def outermost(quotations: Sequence[Quotation]) -> Iterator[Quotation]:
    """The quotations that stand inside no other."""
    end = 0
    for quotation in quotations:
        if quotation.span.start >= end:
            end = quotation.span.end
            yield quotation


def interval(right: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share, (0, 1) where there is nothing to share.

    >>> low, high = interval(95, 100)
    >>> f"{low:.3f} {high:.3f}"
    '0.888 0.978'
    """
    if not of:
        return 0.0, 1.0
    z, share = 1.96, right / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    spread = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return middle - spread, middle + spread


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the figures of both halves; `--errors` lists what went wrong in development."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speakers", description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args(arguments)
    articles = list(read_marked(options.folder))
    for half in Half:
        chosen = [marked for marked in articles if half_of(marked.article.id) is half]
        print("\n".join(_report(half, chosen)))
    if options.errors:
        chosen = [marked for marked in articles if half_of(marked.article.id) is Half.DEVELOPMENT]
        print("\n".join(_errors(chosen)))


def _report(half: Half, articles: Sequence[Marked]) -> Iterator[str]:
    figures = measure(articles)
    low, high = interval(figures.right, figures.named)
    found, right = measure_statements(articles)
    yield f"{half}: {len(articles)} articles, {figures.quotations} quotations"
    yield f"  named {figures.named}, right {figures.right}: {figures.precision:.1%} ({low:.1%}-{high:.1%})"
    yield f"  recall {figures.right / max(1, figures.marked):.1%} of {figures.marked} with a marked source"
    nearby = figures.right / max(1, figures.nameable)
    yield f"  recall {nearby:.1%} of {figures.nameable} whose source is a name nearby"
    yield f"  statements {found}, speaker right {right / max(1, found):.1%}"


def _errors(articles: Iterable[Marked]) -> Iterator[str]:
    for marked in articles:
        text = marked.article.text
        for quotation in outermost(find_quotations(marked.article)):
            verdict, around = judge(marked, quotation)
            if verdict in (Verdict.WRONG, Verdict.UNMARKED) and quotation.speaker:
                start, end = quotation.span
                shown = (
                    text[max(0, start - 120) : start + 60] + " […] " + text[max(start, end - 20) : end + 120]
                )
                source = around.source.of(text) if around else "-"
                yield f"{verdict}: {quotation.speaker.of(text)!r} for {source!r}: {' '.join(shown.split())}"


def _attributions(records: Iterable[dict[str, list[list[int]]]]) -> Iterator[Attribution]:
    for record in records:
        if record["source"] and record["content"]:
            source = Span(record["source"][0][0], record["source"][-1][1])
            yield Attribution(source, tuple(Span(start, end) for start, end in record["content"]))


def _innermost(attributions: Iterable[Attribution], span: Span) -> list[Attribution]:
    """The attributions of least content that hold at least half of `span`, their source outside it."""
    around = [
        one
        for one in attributions
        if not span.contains(one.source)
        and 2 * sum(max(0, min(span.end, p.end) - max(span.start, p.start)) for p in one.content)
        >= span.end - span.start
    ]
    sizes = [sum(part.end - part.start for part in one.content) for one in around]
    return [one for one, size in zip(around, sizes, strict=True) if size == min(sizes)]


def _is_head(text: str, source: Span, speaker: Span) -> bool:
    if not source.contains(speaker):
        return False
    before, after = text[source.start : speaker.start], text[speaker.end : source.end]
    return bool(_AFTER_HEAD.match(after)) and not _INSIDE_HEAD.search(before)


def _has_name(text: str, attribution: Attribution, quotation: Quotation) -> bool:
    source = attribution.source
    low, high = sorted((source, quotation.span))
    between = text[low.end : high.start]
    capital = re.search(
        r"[^\W\d_a-z]\w+", source.of(text)[1:] if source.of(text)[:1].islower() else source.of(text)
    )
    pronoun = source.of(text).casefold() in ("he", "she", "they", "we", "i", "it")
    return bool(capital) and not pronoun and "\n" not in between and len(between) <= 200


if __name__ == "__main__":
    main()
