"""An article read from the library for a question: its passages, and its sentences with their words.

The words come from the index, as numbers, where it has them; of an article that came since the last
merge they are read from the text. Passages are always cut from the text, when somebody shows one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate, chain, repeat
from sys import intern
from typing import Protocol

from retrieval.archive import Record
from retrieval.archive.lexicon import Lexicon
from retrieval.models import Article, Passage, Span
from retrieval.passages import passage_at, split_passages
from retrieval.sentences import Sentence, language_of, marked_words

_MOST_WORDS = 1 << 17


class Opened(Protocol):
    """What an index asks of an open article."""

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its sentences, in order."""
        ...

    def passage(self, number: int) -> Passage:
        """Its passage of this number in the index. Raises IndexError where there is none."""
        ...


class Words(dict[int, str]):
    """The words of a lexicon by their numbers, each read once until there are too many."""

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__()
        self.lexicon = lexicon

    def __missing__(self, number: int) -> str:
        if len(self) >= _MOST_WORDS:
            self.clear()
        word = self[number] = intern(self.lexicon.word(number))
        return word


class ReadArticle:
    """An article whose words are read from its text; its first passage has the number `first`."""

    def __init__(self, article: Article, first: int) -> None:
        self.article, self._first = article, first

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Its passages."""
        return split_passages(self.article)

    def passage(self, number: int) -> Passage:
        """Its passage of this number."""
        return self.passages[number - self._first]

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its sentences, in order."""
        spans = (
            (number, span)
            for number, passage in enumerate(self.passages, start=self._first)
            for span in passage.sentences
        )
        return tuple(_FromText(self.article, span, number, at) for at, (number, span) in enumerate(spans))


class WordedArticle(ReadArticle):
    """An article whose words are in the index. Its passages must be those that were entered there."""

    def __init__(
        self, article: Article, first: int, spans: Sequence[tuple[int, int]], record: Record, words: Words
    ) -> None:
        super().__init__(article, first)
        self._spans, self._record, self._words = spans, record, words
        self._cut: dict[int, Passage] = {}

    def passage(self, number: int) -> Passage:
        """Its passage of this number."""
        if number not in self._cut:
            passage = passage_at(self.article, Span(*self._spans[number - self._first]))
            if passage is None:
                raise IndexError(number)
            self._cut[number] = passage
        return self._cut[number]

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its sentences, in order."""
        record, numbers = self._record, range(self._first, self._first + len(self._record.counts))
        passages = chain.from_iterable(map(repeat, numbers, record.counts))
        starts = accumulate((size for _, _, size in record.sentences), initial=0)
        return tuple(
            _FromIndex(self.article, record, self._words, passage, number, at)
            for number, (passage, at) in enumerate(zip(passages, starts, strict=False))
        )


class _Lazy(Sentence):
    """A sentence whose words are read when somebody looks at them: of most, nobody does."""

    __slots__ = ("_words",)

    def __init__(self, article: Article, passage: int, number: int) -> None:
        self.article, self.passage, self.number = article, passage, number
        self._text = self._counts = self._names = None
        self._capitals = self._content = self._form = None
        self._words: list[str] | None = None


class _FromText(_Lazy):
    """Its words are read from the text."""

    __slots__ = ("_marks",)

    def __init__(self, article: Article, span: Span, passage: int, number: int) -> None:
        super().__init__(article, passage, number)
        self.span = span

    @property
    def words(self) -> list[str]:  # type: ignore[override]
        if self._words is None:
            self._words, self._marks = marked_words(self.article.text, self.span, language_of(self.article))
        return self._words

    @property
    def marks(self) -> bytes:  # type: ignore[override]
        return self._marks if self.words else b""


class _FromIndex(_Lazy):
    """Its words are looked up. It holds no article that holds it: both go when nobody wants them."""

    __slots__ = ("_at", "_known", "_record")

    def __init__(
        self, article: Article, record: Record, known: Words, passage: int, number: int, at: int
    ) -> None:
        super().__init__(article, passage, number)
        self._record, self._known, self._at = record, known, at

    @property
    def span(self) -> Span:  # type: ignore[override]
        start, end, _ = self._record.sentences[self.number]
        return Span(start, end)

    @property
    def size(self) -> int:
        return self._record.sentences[self.number][2]

    @property
    def words(self) -> list[str]:  # type: ignore[override]
        if self._words is None:
            numbers = self._record.words[self._at : self._at + self.size].tolist()
            self._words = [self._known[number] for number in numbers]
        return self._words

    @property
    def marks(self) -> bytes:  # type: ignore[override]
        return self._record.marks[self._at : self._at + self.size]
