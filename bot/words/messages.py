"""Lays out what the bot says: answers, checks, articles and quotations as styled text.

The words themselves stand in `phrases`; what the articles say is added here as slices of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bot.words.attribution import MAX_NAME as MAX_NAME
from bot.words.attribution import article_title as article_title
from bot.words.attribution import attribute, describe, moment, where
from bot.words.attribution import clean_name as clean_name
from bot.words.attribution import newest as newest
from bot.words.listings import list_questions
from bot.words.neighbours import Neighbour, choose_neighbours
from bot.words.phrases import Language, phrase, written_number
from bot.words.styled import Draft, Kind, StyledText
from retrieval import Article, Asked, Citation, Passage, Span, Verdict


class Messages:
    """What the bot says in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def say(self, name: str, **gaps: object) -> StyledText:
        """A phrase as it stands."""
        return StyledText(text=self._phrase(name, **gaps))

    def answer(
        self,
        verdict: Verdict,
        citations: Sequence[Citation],
        unmentioned: Sequence[str] = (),
        longest: int = 0,
    ) -> StyledText:
        """Citations, numbered where there are several, introduced if they may not be the answer.

        `unmentioned` are the names of the question that the articles do not have. What stands next to the
        citations is folded away below them, as far as the text stays within `longest` characters.
        """
        several = len(citations) > 1
        lead = self._introduce(unmentioned, several=several) + "\n\n" if verdict is Verdict.CLOSEST else ""
        cited = [self._cited(each, at if several else 0) for at, each in enumerate(citations, start=1)]
        length = len(lead) + sum(len(each.text) + len("\n\n") for each in cited) - len("\n\n")
        beside = choose_neighbours(citations, longest - length)
        draft = Draft().add(lead)
        for at, (citation, styled, neighbours) in enumerate(zip(citations, cited, beside, strict=True)):
            draft.add("\n\n" if at else "").add_styled(styled)
            for nth, neighbour in enumerate(neighbours):
                self._add_neighbour(draft, citation, neighbour, gap="\n" if nth else "\n\n")
        return draft.done()

    def _cited(self, citation: Citation, number: int) -> StyledText:
        """A quotation with its attribution, and its number where there are others."""
        draft = Draft().add(f"{number}.\n" if number else "")
        self._quote(draft, citation, citation.span)
        draft.add("\n")
        attribute(draft, citation, self.language, (citation.passage.paragraph,) * 2)
        return draft.done()

    def context(self, citation: Citation, before: Passage | None, after: Passage | None) -> StyledText:
        """A citation in its whole passage, between the neighbouring ones."""
        draft = Draft()
        for passage in (before, citation.passage, after):
            if passage is None:
                continue
            if passage is citation.passage:
                self._quote(draft, citation, passage.span)
            else:
                draft.add(passage.text, Kind.FOLDED)
            draft.add("\n")
        ends = [passage.paragraph for passage in (before, citation.passage, after) if passage]
        attribute(draft, citation, self.language, (ends[0], ends[-1]))
        return draft.done()

    def missing(self, asked: Asked) -> str:
        """That an article does not give what was asked about it."""
        return self._phrase(f"missing_{asked.value}")

    def nothing(self, suggestions: Sequence[str], reason: str = "") -> StyledText:
        """The honest no, with what could be asked instead."""
        draft = Draft().add(reason or self._phrase("nothing"))
        if suggestions:
            draft.add("\n\n").add_styled(list_questions(self.language, suggestions))
        return draft.done()

    def articles(self, articles: Sequence[Article]) -> StyledText:
        """A list of articles, numbered, each with its attribution."""
        if not articles:
            return self.say("no_articles")
        draft = Draft()
        for number, article in enumerate(articles, start=1):
            draft.add("\n" if number > 1 else "").add(f"{number}. ")
            describe(draft, article, self.language)
        return draft.done()

    def holdings(self, count: int, newest: datetime | date | None) -> str:
        """How many articles there are, and how new."""
        if not count:
            return self._phrase("no_articles")
        held = (
            self._phrase("one_article")
            if count == 1
            else self._phrase("many_articles", count=written_number(self.language, count))
        )
        if newest is None:
            return self._phrase("holdings", articles=held)
        return self._phrase("holdings_newest", articles=held, date=moment(self.language, newest))

    def _introduce(self, unmentioned: Sequence[str], *, several: bool) -> str:
        if not unmentioned:
            return self._phrase("closest_many" if several else "closest_one")
        names = ", ".join(f"“{each}”" for each in unmentioned)
        return self._phrase("closest_many_without" if several else "closest_one_without", names=names)

    def _phrase(self, name: str, **gaps: object) -> str:
        return phrase(self.language, name, **gaps)

    def _add_neighbour(self, draft: Draft, citation: Citation, neighbour: Neighbour, gap: str) -> None:
        place = where(self.language, (neighbour.paragraph,) * 2, citation.passage.paragraphs)
        lead = self._phrase(f"beside_{neighbour.side}", where=place)
        draft.add_aside(f"{gap}{lead}\n", neighbour.span.of(citation.article.text))

    def _quote(self, draft: Draft, citation: Citation, span: Span) -> None:
        parts: list[tuple[Kind, Span]] = [(Kind.MATCH, match) for match in citation.matches]
        if citation.answer is not None:
            parts.append((Kind.STRONG, citation.answer))
        draft.add_slice(citation.article.text, span, parts, Kind.QUOTATION)
