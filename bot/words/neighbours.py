"""What stands next to a quoted passage in its article: slices of it, each with its paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from retrieval import Citation, Passage, Span, split_passages

_LEAD = 60
"""More characters than the line above a neighbour takes."""


class Neighbour(NamedTuple):
    """A stretch before ("before") or after ("after") a quotation; `span` is in the same article."""

    side: str
    span: Span
    paragraph: int


def passages_around(citation: Citation) -> tuple[Passage | None, Passage | None]:
    """The passage before the quoted one and the one after it."""
    passages = split_passages(citation.article)
    at = next(n for n, passage in enumerate(passages) if passage.span == citation.passage.span)
    return (passages[at - 1] if at else None, passages[at + 1] if at + 1 < len(passages) else None)


def neighbours_of(citation: Citation) -> tuple[Neighbour, ...]:
    """What comes right before and right after a quotation: the rest of its passage, else the next one.

    >>> from retrieval import Article, PassageIndex, answer
    >>> owls = Article(id="1", text="Penguins swim.\\n\\nOwls hoot at night.\\n\\nGeese fly.")
    >>> citation = answer("When do owls hoot?", PassageIndex([owls])).citations[0]
    >>> [(side, span.of(owls.text), paragraph) for side, span, paragraph in neighbours_of(citation)]
    [('before', 'Penguins swim.', 1), ('after', 'Geese fly.', 3)]
    """
    passage, quoted = citation.passage, citation.span
    before, after = passages_around(citation)
    rest = [
        ("before", _trimmed(citation, Span(passage.span.start, quoted.start)), before),
        ("after", _trimmed(citation, Span(quoted.end, passage.span.end)), after),
    ]
    found = []
    for side, span, beyond in rest:
        if span.start < span.end:
            found.append(Neighbour(side, span, passage.paragraph))
        elif beyond is not None:
            found.append(Neighbour(side, beyond.span, beyond.paragraph))
    return tuple(found)


def choose_neighbours(citations: Sequence[Citation], room: int) -> tuple[tuple[Neighbour, ...], ...]:
    """Each citation's neighbours, as many as take no more than `room` characters, nothing twice."""
    shown = {(citation.article.id, citation.span) for citation in citations}
    chosen: list[tuple[Neighbour, ...]] = []
    for citation in citations:
        kept: list[Neighbour] = []
        for neighbour in neighbours_of(citation):
            size = neighbour.span.end - neighbour.span.start + _LEAD
            if size > room or _overlaps(citation, neighbour.span, shown):
                continue
            room -= size
            shown.add((citation.article.id, neighbour.span))
            kept.append(neighbour)
        chosen.append(tuple(kept))
    return tuple(chosen)


def _overlaps(citation: Citation, span: Span, shown: set[tuple[str, Span]]) -> bool:
    return any(
        id == citation.article.id and span.start < other.end and other.start < span.end for id, other in shown
    )


def _trimmed(citation: Citation, span: Span) -> Span:
    """`span` without the whitespace at its ends."""
    text = span.of(citation.article.text)
    start = span.start + len(text) - len(text.lstrip())
    return Span(start, max(start, span.start + len(text.rstrip())))
