"""Whether a sentence stands in the articles: asked of retrieval, and laid out with each place where it does.

A file of its own, loaded when somebody first checks a sentence: a question need not wait for it.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversations.replies import Reply
from bot.words.attribution import clean_name, describe, where
from bot.words.messages import Messages
from bot.words.phrases import Language, phrase
from bot.words.styled import Draft, Kind, StyledText
from retrieval import (
    Change,
    CheckResult,
    Index,
    Place,
    Span,
    Standing,
    Verdict,
    articles_to_check,
    check,
    split_paragraphs,
)

MAX_CHECKED = 900
"""Most characters shown of a place where a checked sentence stands: the asker has the rest."""

MOST_PLACES = 3

_MOST_NEAR = 9
_LONGEST_CHECK = 3_000
_MOST_ADDED = 9


def check_sentence(sentence: str, index: Index, language: Language) -> Reply:
    """Whether `sentence` stands in the articles, and where."""
    if not sentence.strip():
        return Reply(Messages(language).say("check_what"))
    near = tuple(dict.fromkeys(hit.passage.article for hit in index.search(sentence, _MOST_NEAR)))
    among = articles_to_check(sentence, index)
    result = check(sentence, among, candidates=near, limit=MOST_PLACES)
    stands = result.standing in (Standing.VERBATIM, Standing.ALIKE)
    return Reply(lay_out(result, language), verdict=Verdict.ANSWERED if stands else Verdict.NOTHING)


def lay_out(result: CheckResult, language: Language) -> StyledText:
    """How a sentence stands in the articles, with each place and, where it differs, how."""
    if not result.places:
        return Messages(language).say("check_absent")
    forgiven = ", ".join(
        phrase(language, f"forgiven_{one.name.lower()}") for one in result.places[0].forgiven
    )
    draft = Draft().add(phrase(language, f"check_{result.standing.value}", forgiven=forgiven))
    removed = [
        (Kind.STRONG, piece.span) for piece in result.pieces if piece.change is Change.REMOVED and piece.span
    ]
    for place in result.places:
        shown = _place(place, removed, language)
        if len(draft.done().text) + len(shown.text) > _LONGEST_CHECK:
            break
        draft.add("\n\n").add_styled(shown)
    added = [f"“{clean_name(piece.text)}”" for piece in result.pieces if piece.change is Change.ADDED]
    if removed:
        draft.add("\n\n").add(phrase(language, "check_bold"))
    if added:
        draft.add("\n" if removed else "\n\n").add(
            phrase(language, "check_added", words=", ".join(added[:_MOST_ADDED]))
        )
    return draft.done()


def _place(place: Place, removed: Sequence[tuple[Kind, Span]], language: Language) -> StyledText:
    """The words that stand there, the end left away where they are many, and where that is."""
    start, end = place.span
    span = Span(start, min(end, start + MAX_CHECKED))
    draft = Draft().add_slice(place.article.text, span, removed, Kind.QUOTATION)
    draft.add("\n— " if span.end == end else "\n[…]\n— ")
    describe(draft, place.article, language)
    count = len(split_paragraphs(place.article.text))
    return draft.add(f" · {where(language, (place.paragraph, place.paragraph), count)}").done()
