"""Lays out lists as styled text: the articles held, one of them, and who is quoted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bot.words.attribution import clean_name, describe, describe_briefly
from bot.words.phrases import Language, phrase, written_number
from bot.words.styled import Draft, Kind, StyledText
from retrieval import Article, Span, split_passages

LONGEST_QUESTION = 200
"""Questions that are suggested and longer than this are left out."""


class Quoted(NamedTuple):
    """A quotation with its marks, and who said it as the article writes the name."""

    article: Article
    span: Span
    speaker: str


def list_articles(
    language: Language, articles: Sequence[Article], first: int, head: str, foot: str
) -> StyledText:
    """A page of articles, numbered from `first`."""
    draft = Draft().add(f"{head}\n")
    for number, article in enumerate(articles, start=first):
        draft.add(f"\n{number}. ")
        describe_briefly(draft, article, language)
    return draft.add(f"\n\n{foot}" if foot else "").done()


def show_article(
    language: Language, article: Article, questions: Sequence[str], intro: str = ""
) -> StyledText:
    """What is known about an article, its beginning, and what can be asked."""
    draft = Draft().add(f"{intro}\n\n" if intro else "")
    lead = next(iter(split_passages(article)), None)
    if lead is not None:
        draft.add(lead.text, Kind.QUOTATION).add("\n— ")
    describe(draft, article, language)
    if questions:
        draft.add("\n\n").add_styled(list_questions(language, questions))
    return draft.done()


def list_questions(language: Language, questions: Sequence[str]) -> StyledText:
    """Questions that the articles answer, numbered where there are several, in the articles' languages."""
    numbered = [f"{number}. {question}" for number, question in enumerate(questions, start=1)]
    lines = numbered if len(questions) > 1 else list(questions)
    foreign = all(question.startswith("¿") != (language is Language.SPANISH) for question in questions)
    name = "could_ask_there" if foreign else "could_ask"
    return Draft().add_lines([phrase(language, name), *lines]).done()


def list_quotations(language: Language, quoted: Sequence[Quoted], head: str, foot: str) -> StyledText:
    """A page of quotations, each with who said it and where."""
    draft = Draft().add(head)
    for article, span, speaker in quoted:
        draft.add("\n\n").add(span.of(article.text), Kind.QUOTATION).add("\n— ")
        draft.add(phrase(language, "speaker", speaker=clean_name(speaker))).add(" · ")
        describe_briefly(draft, article, language)
    return draft.add(f"\n\n{foot}" if foot else "").done()


def page_line(language: Language, page: int, pages: int) -> str:
    """Which page of how many; nothing where there is only one."""
    if pages < 2:
        return ""
    numbers = (written_number(language, number) for number in (page + 1, pages))
    return phrase(language, "page_of", **dict(zip(("number", "count"), numbers, strict=True)))


def short_enough(questions: Sequence[str]) -> list[str]:
    """The questions that fit a list of suggestions.

    >>> short_enough(["Who?", "x" * 500])
    ['Who?']
    """
    return [question for question in questions if len(question) <= LONGEST_QUESTION]
