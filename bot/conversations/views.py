"""The views of a stored answer: its pages and the surroundings of a passage, with their buttons."""

from __future__ import annotations

from bot.conversations.replies import Action, Button, Copy, Open, Press, Reply, Row, Share, press_button
from bot.storage.kept import Kept
from bot.words.copying import citation_text
from bot.words.messages import Messages
from bot.words.neighbours import passages_around
from bot.words.phrases import Language, phrase
from bot.words.styled import Draft, StyledText
from retrieval import Answer, Citation, Passage, Verdict

MOST_PER_PAGE = 3
LONGEST_QUERY = 256

_LONGEST_VIEW = 4_000
"""Characters of one message; Telegram takes 4,096."""

_MOST_ATTRIBUTION = 760
"""More than any attribution and number take: names are cut at 80 characters."""

_RIVAL = 0.8
"""A second passage is shown beside the first if it scores this share of it: then one does not settle it."""


def show_page(kept: Kept, page: int, language: Language, *, editors: bool = False) -> Reply:
    """Page `page` of an answer with citations, with the buttons that lead on from it.

    With `editors` there are some to ask where the articles may not answer.
    """
    pages = split_pages(kept.answer)
    citations = pages[page]
    draft = Draft().add(f"{kept.intro}\n\n" if kept.intro and page == 0 else "")
    draft.add_styled(
        lay_out(kept.answer.verdict, citations, language, len(kept.intro), kept.answer.unmentioned)
    )
    actions = [(Action.BACK, page - 1)] if page else []
    actions += [(Action.MORE, page + 1)] if page + 1 < len(pages) else []
    actions += [(Action.CONTEXT, page)] if _has_context(citations[0]) else []
    rows: tuple[Row, ...] = (_presses(language, kept.id, actions), *_sources(kept, citations, language))
    rows += (_votes(language, kept.id),)
    if editors and kept.answer.verdict is Verdict.CLOSEST:
        rows += (editors_row(language, kept.id),)
    return Reply(
        text=draft.done(),
        rows=tuple(row for row in rows if row),
        verdict=kept.answer.verdict,
        answer_id=kept.id,
    )


def editors_row(language: Language, answer_id: str) -> Row:
    """The button that puts a question before the people who keep the articles."""
    return _presses(language, answer_id, [(Action.EDITORS, 0)])


def show_context(kept: Kept, page: int, language: Language) -> Reply:
    """The first passage of a page between its neighbours, as many of them as one message holds."""
    citation = split_pages(kept.answer)[page][0]
    before, after = passages_around(citation)
    shown = _context(language, citation, before, after)
    if len(shown.text) > _LONGEST_VIEW:
        shown = _context(language, citation, before, None)
    return Reply(
        text=shown,
        rows=(_presses(language, kept.id, [(Action.BACK, page)]),),
        verdict=kept.answer.verdict,
        answer_id=kept.id,
    )


def lay_out(
    verdict: Verdict,
    citations: tuple[Citation, ...],
    language: Language,
    taken: int = 0,
    unmentioned: tuple[str, ...] = (),
) -> StyledText:
    """Citations with what stands next to them folded below, as far as one message holds it."""
    return Messages(language).answer(verdict, citations, unmentioned, longest=_LONGEST_VIEW - taken)


def split_pages(answer: Answer) -> list[tuple[Citation, ...]]:
    """The citations of an answer page by page: the best alone if it settles the question."""
    citations = answer.citations
    pages: list[tuple[Citation, ...]] = []
    while done := citations[sum(map(len, pages)) :]:
        rivals = [c for c in done[:MOST_PER_PAGE] if pages or c.score >= _RIVAL * citations[0].score]
        count = next(
            n for n in range(max(len(rivals), 1), 0, -1) if n == 1 or _length(done[:n]) < _LONGEST_VIEW
        )
        pages.append(done[:count])
    return pages


def _length(citations: tuple[Citation, ...]) -> int:
    return sum(len(citation.quotation) + _MOST_ATTRIBUTION for citation in citations)


def _context(
    language: Language, citation: Citation, before: Passage | None, after: Passage | None
) -> StyledText:
    return Messages(language).context(citation, before, after)


def _has_context(citation: Citation) -> bool:
    return citation.span != citation.passage.span or any(passages_around(citation))


def _sources(kept: Kept, citations: tuple[Citation, ...], language: Language) -> tuple[Row, ...]:
    """What takes a reader to the articles, and the citations elsewhere."""
    opened: list[Button] = []
    copied: list[Button] = []
    for number, citation in enumerate(citations, start=1):
        ending = f" {number}" if len(citations) > 1 else ""
        if citation.article.url:
            opened.append(Open(phrase(language, "button_open") + ending, citation.article.url))
        text = citation_text(citation, language)
        if text:
            copied.append(Copy(phrase(language, "button_copy") + ending, text))
    question = kept.answer.question
    shared = [Share(phrase(language, "button_share"), question)] if len(question) <= LONGEST_QUERY else []
    if len(citations) == 1:
        return ((*opened, *copied, *shared),)
    return (tuple(opened), tuple(copied), tuple(shared))


def _votes(language: Language, answer_id: str) -> Row:
    return _presses(language, answer_id, [(Action.HELPFUL, 0), (Action.UNHELPFUL, 0)])


def _presses(language: Language, answer_id: str, actions: list[tuple[Action, int]]) -> tuple[Press, ...]:
    return tuple(
        press_button(language, action.value, action, answer_id, argument) for action, argument in actions
    )
