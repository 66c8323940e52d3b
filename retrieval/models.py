"""The values that travel through retrieval: articles, passages, hits, quotations and answers.

All of them are frozen. A passage, a match, a quotation and an answering sentence are spans of
an article's text, never copies of it, so whatever is shown can be checked against
`article.text[start:end]`. They are plain tuples with names, and an article is a dataclass: pydantic
stands where bytes come in from outside (`articlejson`, settings, question sets), and a first answer
need not wait for it, nor for the methods that a dataclass generates for each class.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range `[start, end)` of code points in a text.

    >>> Span(0, 3).of("one two")
    'one'
    """

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters this span covers."""
        return text[self.start : self.end]

    def contains(self, other: Span) -> bool:
        """Whether `other` lies wholly inside.

        >>> Span(0, 9).contains(Span(3, 9)), Span(0, 9).contains(Span(3, 10))
        (True, False)
        """
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether both have a character in common.

        >>> Span(0, 9).overlaps(Span(8, 10)), Span(8, 10).overlaps(Span(0, 9))
        (True, True)
        >>> Span(0, 9).overlaps(Span(9, 10)), Span(9, 10).overlaps(Span(0, 9))
        (False, False)
        """
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Article:
    """A news text with what is known about it.

    `text` holds the article's own paragraphs and nothing else (no keyword line, no "Source
    link"); every span in this package counts code points of it. `published` is a `datetime`
    where the hour is known, a `date` where only the day is. `language` is an ISO 639-1 code.

    >>> Article(id="1", text="Owls hoot at night.", outlet="AP")
    Article('1', 19 characters)
    """

    id: str
    text: str
    title: str | None = None
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    published: datetime | date | None = None
    place: str | None = None
    url: str | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Article({self.id!r}, {len(self.text)} characters)"


class Passage(NamedTuple):
    """A quotable stretch of one article: a view of its text, not a copy.

    `paragraph` counts from 1; a long paragraph gives several passages of the same number.

    >>> owls = Article(id="1", text="Owls hoot at night. Penguins swim.")
    >>> Passage(
    ...     article=owls, span=Span(0, 19), paragraph=1, paragraphs=1, sentences=(Span(0, 19),)
    ... ).text
    'Owls hoot at night.'
    """

    article: Article
    span: Span
    paragraph: int
    paragraphs: int
    sentences: tuple[Span, ...]

    @property
    def text(self) -> str:
        """The passage's own words, a slice of the article."""
        return self.span.of(self.article.text)


class Hit(NamedTuple):
    """A passage found for one query; `score` compares only within that query.

    >>> from retrieval import PassageIndex
    >>> hit = PassageIndex([Article(id="1", text="Owls hoot at night.")]).search("owls?")[0]
    >>> [match.of(hit.passage.article.text) for match in hit.matches]
    ['Owls']
    """

    passage: Passage
    score: float
    matches: tuple[Span, ...]


class Quotation(NamedTuple):
    """Words inside quotation marks. `span` leaves the marks out; `speaker` and `cue` (the verb
    of saying) are spans too, and `speaker` is set only where one person must have said it.

    >>> from retrieval import find_quotations
    >>> article = Article(id="1", text="“Owls hoot,” said Ana Ruiz.")
    >>> (quotation,) = find_quotations(article)
    >>> quotation.span.of(article.text), quotation.speaker.of(article.text)
    ('Owls hoot,', 'Ana Ruiz')
    """

    span: Span
    speaker: Span | None = None
    cue: Span | None = None


class Verdict(StrEnum):
    """How far the articles answer: they do, something near stands there, or nothing does.

    >>> Verdict("nothing") is Verdict.NOTHING
    True
    """

    ANSWERED = "answered"
    CLOSEST = "closest"
    NOTHING = "nothing"


class Citation(NamedTuple):
    """A quotation with its attribution: which article, which paragraph, which sentence answers.

    `answer` and `matches` are spans of the article's text, inside the quotation; `speaker` is who said the
    answering sentence, `link` an address that opens at it, each None where that is not known. `quoted` is
    the slice of the passage that is quoted, None where that is all of it.

    >>> from retrieval import PassageIndex, answer
    >>> index = PassageIndex([Article(id="1", text="Penguins swim. Owls hoot at night.")])
    >>> citation = answer("When do owls hoot?", index).citations[0]
    >>> citation.quotation, citation.answer
    ('Penguins swim. Owls hoot at night.', Span(start=15, end=34))
    """

    passage: Passage
    score: float
    answer: Span | None = None
    matches: tuple[Span, ...] = ()
    speaker: str | None = None
    link: str | None = None
    quoted: Span | None = None

    @property
    def article(self) -> Article:
        """The article quoted."""
        return self.passage.article

    @property
    def span(self) -> Span:
        """Where the quoted characters stand in the article's text."""
        return self.quoted or self.passage.span

    @property
    def quotation(self) -> str:
        """The quoted characters: `article.text[start:end]`."""
        return self.span.of(self.article.text)


class Answer(NamedTuple):
    """What the articles say to a question. Finding nothing is an answer too.

    `unmentioned` has the question's names that stand in no article's text, where the verdict is closest.

    >>> Answer(question="Do cats bark?", verdict=Verdict.NOTHING).citations
    ()
    """

    question: str
    verdict: Verdict
    citations: tuple[Citation, ...] = ()
    unmentioned: tuple[str, ...] = ()
