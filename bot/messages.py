"""Lays out what the bot says: answers, attributions and notices as styled text.

The words themselves stand in `phrases`; what the articles say is added here as slices of them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from bot.phrases import Language, month_name, phrase
from bot.styled import Draft, Kind, StyledText
from retrieval import (
    Article,
    Asked,
    Change,
    CheckResult,
    Citation,
    Forgiven,
    Passage,
    Span,
    Verdict,
    split_paragraphs,
)

MAX_NAME = 80
"""Longest outlet, author, place or title in an attribution; a page of answers must fit one message."""

MAX_CHECKED = 900
"""Most characters shown of a place where a checked sentence stands: the asker has the rest."""

_STAND_IN_WORDS = 8


class Messages:
    """What the bot says in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def say(self, name: str, **gaps: object) -> StyledText:
        """A phrase as it stands."""
        return StyledText(text=self._phrase(name, **gaps))

    def answer(self, verdict: Verdict, citations: Sequence[Citation]) -> StyledText:
        """Citations, numbered where there are several, introduced if they may not be the answer."""
        draft = Draft()
        several = len(citations) > 1
        if verdict is Verdict.CLOSEST:
            draft.add(self._phrase("closest_many" if several else "closest_one")).add("\n\n")
        for number, citation in enumerate(citations, start=1):
            if number > 1:
                draft.add("\n\n")
            if several:
                draft.add(f"{number}.\n")
            self._quote(draft, citation)
            draft.add("\n")
            self._attribute(draft, citation, (citation.passage.paragraph,) * 2)
        return draft.done()

    def context(self, citation: Citation, before: Passage | None, after: Passage | None) -> StyledText:
        """A citation between its neighbouring passages."""
        draft = Draft()
        for passage in (before, citation.passage, after):
            if passage is None:
                continue
            if passage is citation.passage:
                self._quote(draft, citation)
            else:
                draft.add(passage.text, Kind.FOLDED)
            draft.add("\n")
        ends = [passage.paragraph for passage in (before, citation.passage, after) if passage]
        self._attribute(draft, citation, (ends[0], ends[-1]))
        return draft.done()

    def missing(self, asked: Asked) -> str:
        """That an article does not give what was asked about it."""
        return self._phrase(f"missing_{asked.value}")

    def nothing(self, suggestions: Sequence[str], reason: str = "") -> StyledText:
        """The honest no, with what could be asked instead."""
        lines = [reason or self._phrase("nothing")]
        if suggestions:
            lines += ["", self._phrase("could_ask"), *(f"• {question}" for question in suggestions)]
        return Draft().add_lines(lines).done()

    def check(self, result: CheckResult) -> StyledText:
        """How a sentence stands in the articles, with each place and, where it differs, how."""
        if not result.places:
            return self.say("check_absent")
        forgiven = self._forgiven(result.places[0].forgiven)
        draft = Draft().add(self._phrase(f"check_{result.standing.value}", forgiven=forgiven))
        removed = [
            (Kind.STRONG, piece.span)
            for piece in result.pieces
            if piece.change is Change.REMOVED and piece.span
        ]
        for place in result.places:
            draft.add("\n\n").add_slice(place.article.text, place.span, removed, Kind.QUOTATION)
            draft.add("\n— ")
            self._describe(draft, place.article)
            count = len(split_paragraphs(place.article.text))
            draft.add(f" · {self._phrase('paragraph', number=place.paragraph, count=count)}")
        added = [f"“{clean_name(piece.text)}”" for piece in result.pieces if piece.change is Change.ADDED][:9]
        if added:
            draft.add("\n\n").add(self._phrase("check_added", words=", ".join(added)))
        return draft.done()

    def articles(self, articles: Sequence[Article], first: int = 1) -> StyledText:
        """A list of articles, numbered from `first`, each with its attribution."""
        if not articles:
            return self.say("no_articles")
        draft = Draft()
        for number, article in enumerate(articles, start=first):
            draft.add("\n" if number > first else "").add(f"{number}. ")
            self._describe(draft, article)
        return draft.done()

    def holdings(self, count: int, newest: datetime | date | None) -> str:
        """How many articles there are, and how new."""
        if not count:
            return self._phrase("no_articles")
        held = self._phrase("one_article") if count == 1 else self._phrase("many_articles", count=count)
        if newest is None:
            return self._phrase("holdings", articles=held)
        return self._phrase("holdings_newest", articles=held, date=self.day(newest))

    def day(self, when: datetime | date) -> str:
        """A day as the reader's newspapers write it.

        >>> Messages(Language.ENGLISH).day(date(2026, 11, 22))
        '22 Nov 2026'
        """
        return f"{when.day} {month_name(self.language, when.month)} {when.year}"

    def _phrase(self, name: str, **gaps: object) -> str:
        return phrase(self.language, name, **gaps)

    def _forgiven(self, forgiven: Iterable[Forgiven]) -> str:
        return ", ".join(self._phrase(f"forgiven_{one.name.lower()}") for one in forgiven)

    def _quote(self, draft: Draft, citation: Citation) -> None:
        parts: list[tuple[Kind, Span]] = [(Kind.MATCH, match) for match in citation.matches]
        if citation.answer is not None:
            parts.append((Kind.STRONG, citation.answer))
        draft.add_slice(citation.article.text, citation.passage.span, parts, Kind.QUOTATION)

    def _attribute(self, draft: Draft, citation: Citation, paragraphs: tuple[int, int]) -> None:
        draft.add("— ")
        if citation.speaker:
            draft.add(self._phrase("speaker", speaker=clean_name(citation.speaker))).add(" · ")
        self._describe(draft, citation.article, citation.link)
        first, last = paragraphs
        count = citation.passage.paragraphs
        where = (
            self._phrase("paragraph", number=first, count=count)
            if first == last
            else self._phrase("paragraphs", first=first, last=last, count=count)
        )
        draft.add(" · ").add(where)

    def _describe(self, draft: Draft, article: Article, link: str | None = None) -> None:
        """Outlet, title, authors, place and day: what is known, in that order."""
        separate = _Separator(draft)
        if article.outlet:
            separate().add(clean_name(article.outlet))
        title = f"“{article_title(article) or self._phrase('untitled')}”"
        address = link or article.url
        separate().add(title, Kind.LINK if address else None, address or "")
        if article.authors:
            authors = ", ".join(clean_name(author) for author in article.authors[:3])
            separate().add(self._phrase("by", authors=authors))
        if article.place:
            separate().add(clean_name(article.place))
        if article.published:
            separate().add(self.day(article.published), Kind.DATE, str(_unix_time(article.published)))


class _Separator:
    """Puts a dot between the parts of an attribution, and none before the first."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._first = True

    def __call__(self) -> Draft:
        if not self._first:
            self._draft.add(" · ")
        self._first = False
        return self._draft


def article_title(article: Article) -> str:
    """The article's title, or its first words (after the dateline) where it has none.

    >>> article_title(Article(id="1", text="ROME (AP) — The pope spoke on Sunday to a crowd of pilgrims."))
    'The pope spoke on Sunday to a crowd…'
    """
    if article.title and clean_name(article.title):
        return clean_name(article.title)
    first_line = article.text.split("\n", 1)[0][:400]
    _, dash, rest = first_line.partition(" — ")
    words = (rest if dash and len(rest) > MAX_NAME // 2 else first_line).split()
    stand_in = " ".join(words[:_STAND_IN_WORDS])
    return clean_name(stand_in + ("…" if len(words) > _STAND_IN_WORDS else ""))


def clean_name(name: str) -> str:
    r"""A name fit for an attribution: on one line, no control or direction characters, not too long.

    >>> clean_name("Reuters\u202e\n  News")
    'Reuters News'
    """
    one_line = " ".join(name.split())
    visible = "".join(c for c in one_line if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    return visible if len(visible) <= MAX_NAME else visible[: MAX_NAME - 1].rstrip() + "…"


def newest(articles: Iterable[Article]) -> datetime | date | None:
    """When the newest of `articles` was published, None where no date is known."""
    dates = [article.published for article in articles if article.published]
    return max(dates, key=_unix_time, default=None)


def _unix_time(when: datetime | date) -> int:
    if not isinstance(when, datetime):
        when = datetime(when.year, when.month, when.day, 12, tzinfo=UTC)  # noon is that day almost everywhere
    elif when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return int(when.timestamp())
