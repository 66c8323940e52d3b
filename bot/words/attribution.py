"""The line that says where words stand: outlet, title, authors, place and day, as a reader writes them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

from bot.words.phrases import Language, month_name, phrase
from bot.words.styled import Draft, Kind
from retrieval import Article, Citation

MAX_NAME = 80
"""Longest outlet, author, place or title in an attribution; a page of answers must fit one message."""

SHORT_NAME = 40
_MOST_AUTHORS = 3
_STAND_IN_WORDS = 8


def attribute(draft: Draft, citation: Citation, language: Language, paragraphs: tuple[int, int]) -> None:
    """Append the attribution of a citation; the title leads to the very sentence where it can."""
    draft.add("— ")
    if citation.speaker:
        draft.add(phrase(language, "speaker", speaker=clean_name(citation.speaker))).add(" · ")
    describe(draft, citation.article, language, citation.link)
    draft.add(" · ").add(where(language, paragraphs, citation.passage.paragraphs))


def where(language: Language, paragraphs: tuple[int, int], count: int) -> str:
    """Which paragraphs, of how many.

    >>> where(Language.ENGLISH, (2, 2), 7), where(Language.SPANISH, (1, 3), 7)
    ('paragraph 2 of 7', 'párrafos 1 a 3 de 7')
    """
    first, last = paragraphs
    if first == last:
        return phrase(language, "paragraph", number=first, count=count)
    return phrase(language, "paragraphs", first=first, last=last, count=count)


def describe(draft: Draft, article: Article, language: Language, link: str | None = None) -> None:
    """Append outlet, title, authors, place and day: what is known, in that order."""
    separate = _Separator(draft)
    if article.outlet:
        separate().add(clean_name(article.outlet))
    address = link or article.url
    separate().add(quoted_title(article, language), Kind.LINK if address else None, address or "")
    if article.authors:
        authors = ", ".join(clean_name(author) for author in article.authors[:_MOST_AUTHORS])
        separate().add(phrase(language, "by", authors=authors))
    if article.place:
        separate().add(clean_name(article.place))
    if article.published:
        separate().add(day(language, article.published), Kind.DATE, str(_unix_time(article.published)))


def describe_briefly(draft: Draft, article: Article, language: Language) -> None:
    """Append outlet, title, place and day, the names cut shorter: a line of a long list."""
    separate = _Separator(draft)
    if article.outlet:
        separate().add(clean_name(article.outlet, SHORT_NAME))
    separate().add(quoted_title(article, language), Kind.LINK if article.url else None, article.url or "")
    if article.place:
        separate().add(clean_name(article.place, SHORT_NAME))
    if article.published:
        separate().add(day(language, article.published), Kind.DATE, str(_unix_time(article.published)))


def plain_parts(article: Article, language: Language) -> Iterator[str]:
    """Outlet, title and day as plain words, for a citation that is taken elsewhere."""
    if article.outlet:
        yield clean_name(article.outlet)
    yield quoted_title(article, language)
    if article.published:
        yield day(language, article.published)


def day(language: Language, when: datetime | date) -> str:
    """A day as the reader's newspapers write it.

    >>> day(Language.ENGLISH, date(2026, 11, 22)), day(Language.SPANISH, date(2026, 9, 1))
    ('22 Nov 2026', '1 sept 2026')
    """
    return f"{when.day} {month_name(language, when.month)} {when.year}"


def moment(language: Language, when: datetime | date) -> str:
    """A day, and the hour where it is known, as the outlet's own clock had it.

    >>> moment(Language.ENGLISH, datetime(2026, 11, 22, 9, 40)), moment(Language.ENGLISH, date(2026, 11, 22))
    ('22 Nov 2026 09:40', '22 Nov 2026')
    """
    return f"{day(language, when)} {when:%H:%M}" if isinstance(when, datetime) else day(language, when)


def quoted_title(article: Article, language: Language) -> str:
    """The article's title in quotation marks."""
    return f"“{article_title(article) or phrase(language, 'untitled')}”"


def article_title(article: Article) -> str:
    """The article's title, or its first words (after the dateline) where it has none.

    >>> article_title(Article(id="1", text='ROME (AP) — The pope spoke on Sunday to a crowd of pilgrims.'))
    'The pope spoke on Sunday to a crowd…'
    """
    if article.title and clean_name(article.title):
        return clean_name(article.title)
    first_line = article.text.split("\n", 1)[0][:400]
    _, dash, rest = first_line.partition(" — ")
    words = (rest if dash and len(rest) > MAX_NAME // 2 else first_line).split()
    stand_in = " ".join(words[:_STAND_IN_WORDS])
    return clean_name(stand_in + ("…" if len(words) > _STAND_IN_WORDS else ""))


def clean_name(name: str, longest: int = MAX_NAME) -> str:
    r"""A name fit for an attribution: on one line, no control or direction characters, not too long.

    >>> clean_name("Reuters\u202e\n  News")
    'Reuters News'
    """
    visible = " ".join(name.split())
    if not visible.isprintable():
        visible = "".join(c for c in visible if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    return visible if len(visible) <= longest else visible[: longest - 1].rstrip() + "…"


def newest(articles: Iterable[Article]) -> datetime | date | None:
    """When the newest of `articles` was published, None where no date is known."""
    dates = [article.published for article in articles if article.published]
    return max(dates, key=_unix_time, default=None)


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


def _unix_time(when: datetime | date) -> int:
    if not isinstance(when, datetime):
        when = datetime(when.year, when.month, when.day, 12, tzinfo=UTC)  # noon is that day almost everywhere
    elif when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return int(when.timestamp())
