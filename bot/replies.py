"""What the bot replies with: a styled text, and buttons that bring other views of the same answer."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from bot.messages import Messages
from bot.phrases import Language, phrase
from bot.styled import Draft, StyledText
from retrieval import Answer, Citation, Passage, Verdict, split_passages

MOST_PER_PAGE = 3

_RIVAL = 0.8
"""A second passage is shown beside the first if it scores this share of it: then one does not settle it."""


class Action(StrEnum):
    """What a button does with the answer it stands under."""

    MORE = "more"
    CONTEXT = "context"
    BACK = "back"


class Button(NamedTuple):
    """A choice under a reply: `action` leads to page `page` of the stored answer `answer_id`."""

    label: str
    action: Action
    answer_id: str
    page: int


class Reply(NamedTuple):
    """What to show. `verdict` is set where a question was asked."""

    text: StyledText
    buttons: tuple[Button, ...] = ()
    verdict: Verdict | None = None


class Kept(NamedTuple):
    """An answer as it is kept for its buttons: its id, what introduces it, and the page shown last."""

    id: str
    answer: Answer
    intro: str = ""
    page: int = 0


def show_page(kept: Kept, page: int, language: Language) -> Reply:
    """Page `page` of an answer with citations, with the buttons that lead on from it."""
    pages = split_pages(kept.answer)
    draft = Draft().add(f"{kept.intro}\n\n" if kept.intro and page == 0 else "")
    actions = [(Action.BACK, page - 1)] if page else []
    actions += [(Action.MORE, page + 1)] if page + 1 < len(pages) else []
    actions += [(Action.CONTEXT, page)] if any(_neighbours(pages[page][0])) else []
    return Reply(
        text=draft.add_styled(Messages(language).answer(kept.answer.verdict, pages[page])).done(),
        buttons=_buttons(language, kept.id, actions),
        verdict=kept.answer.verdict,
    )


def show_context(kept: Kept, page: int, language: Language) -> Reply:
    """The first passage of a page between its neighbours."""
    citation = split_pages(kept.answer)[page][0]
    return Reply(
        text=Messages(language).context(citation, *_neighbours(citation)),
        buttons=_buttons(language, kept.id, [(Action.BACK, page)]),
        verdict=kept.answer.verdict,
    )


def split_pages(answer: Answer) -> list[tuple[Citation, ...]]:
    """The citations of an answer page by page: the best alone if it settles the question."""
    citations = answer.citations
    if not citations:
        return []
    first = len([c for c in citations[:MOST_PER_PAGE] if c.score >= _RIVAL * citations[0].score])
    rest = range(first, len(citations), MOST_PER_PAGE)
    return [citations[:first], *(citations[start : start + MOST_PER_PAGE] for start in rest)]


def _neighbours(citation: Citation) -> tuple[Passage | None, Passage | None]:
    passages = split_passages(citation.article)
    at = next(n for n, passage in enumerate(passages) if passage.span == citation.passage.span)
    return (passages[at - 1] if at else None, passages[at + 1] if at + 1 < len(passages) else None)


def _buttons(language: Language, answer_id: str, actions: list[tuple[Action, int]]) -> tuple[Button, ...]:
    return tuple(
        Button(phrase(language, f"button_{action.value}"), action, answer_id, page)
        for action, page in actions
    )
