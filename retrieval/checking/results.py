"""What checking a sentence gives: how it stands, where, what was forgiven, and how it differs."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum

from retrieval.models import Article, Span
from retrieval.passages import split_paragraphs


class Standing(StrEnum):
    """How a sentence stands in the articles.

    >>> from retrieval import check
    >>> held = [Article(id="1", text="Owls hoot at night.")]
    >>> [check(words, held).standing.value for words in ("Owls hoot", "owls hoot", "Dogs bark")]
    ['verbatim', 'alike', 'absent']
    """

    VERBATIM = "verbatim"
    ALIKE = "alike"
    NEARLY = "nearly"
    ABSENT = "absent"


class Forgiven(StrEnum):
    """What had to be forgiven to find a sentence.

    >>> from retrieval import check
    >>> held = [Article(id="1", text="Owls hoot at night.")]
    >>> check("OWLS HOOT", held).places[0].forgiven
    (<Forgiven.CASE: 'case'>,)
    """

    SPACE = "whitespace"
    MARKS = "quote style"
    CASE = "case"
    ACCENTS = "spelling of accents"
    ENCLOSING = "quotation marks around it"


class Change(StrEnum):
    """What became of a word: it stands in both, only in the article, or only in the sentence.

    >>> Change("added") is Change.ADDED
    True
    """

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a sentence stands. `paragraph` counts from 1; `whole_words` is False where the
    sentence begins or ends inside a longer word.

    >>> owls = Article(id="1", text="Owls hoot at night.")
    >>> Place(article=owls, span=Span(0, 9), paragraph=1).text
    'Owls hoot'
    """

    article: Article
    span: Span
    paragraph: int
    forgiven: tuple[Forgiven, ...] = ()
    whole_words: bool = True

    @property
    def text(self) -> str:
        """The article's own characters."""
        return self.span.of(self.article.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One stretch of a difference; `span` is None for words that only the sentence has."""

    change: Change
    text: str
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """What the library says to a sentence. `pieces` is the difference, where it stands nearly;
    `likeness` is the share of words in common, 1.0 where only what was forgiven differs.

    >>> from retrieval import check
    >>> check("Dogs bark.", [Article(id="1", text="Owls hoot at night.")]).places
    ()
    """

    sentence: str
    standing: Standing
    places: tuple[Place, ...] = ()
    pieces: tuple[Piece, ...] = ()
    likeness: float = 0.0


def paragraph_of(text: str, at: int) -> int:
    """The number of the paragraph that the character at `at` stands in."""
    starts = [span.start for span in split_paragraphs(text)]
    return bisect_right(starts, at)
