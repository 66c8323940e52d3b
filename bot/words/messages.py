"""Lays out what the bot says: answers, checks, articles and quotations as styled text.

The words themselves stand in `phrases`; what the articles say is added here as slices of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from bot.words.attribution import MAX_NAME as MAX_NAME
from bot.words.attribution import article_title as article_title
from bot.words.attribution import attribute, describe, moment, where
from bot.words.attribution import clean_name as clean_name
from bot.words.attribution import newest as newest
from bot.words.listings import list_questions
from bot.words.neighbours import Neighbour
from bot.words.phrases import Language, phrase, written_number
from bot.words.styled import Draft, Kind, StyledText
from retrieval import Article, Asked, Citation, Passage, Span, Verdict

Beside = Callable[[int], Sequence[Sequence[Neighbour]]]
"""Each citation's neighbours, for a text of so many characters without them."""


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
        beside: Beside = lambda length: (),
        unmentioned: Sequence[str] = (),
    ) -> StyledText:
        """Citations, numbered where there are several, introduced if they may not be the answer.

        `beside`, told how long that is, gives each citation's neighbours, to be folded away below it;
        `unmentioned` are the names of the question that the articles do not have.
        """
        several = len(citations) > 1
        draft = Draft()
        if verdict is Verdict.CLOSEST:
            draft.add(self._introduce(unmentioned, several=several)).add("\n\n")
        cited = [
            self._cited(citation, number * several) for number, citation in enumerate(citations, start=1)
        ]
        gaps = len("\n\n") * (len(cited) - 1)
        neighbours = beside(draft.length + gaps + sum(len(one.text) for one in cited))
        for number, (citation, styled) in enumerate(zip(citations, cited, strict=True)):
            draft.add("\n\n" if number else "").add_styled(styled)
            for at, neighbour in enumerate(neighbours[number] if neighbours else ()):
                self._add_neighbour(draft, citation, neighbour, gap="\n" if at else "\n\n")
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
