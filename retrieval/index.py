"""The searchable form of articles: what every index answers, and the one that is held in memory."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import cached_property, lru_cache
from sys import intern
from typing import TYPE_CHECKING, NamedTuple, Protocol

from retrieval.models import Article, Hit, Passage, Span
from retrieval.passages import split_passages
from retrieval.ranking import Ranker, best_places
from retrieval.sentences import DEFAULT_LANGUAGE, Sentence, language_of, marked_words
from retrieval.tokens import Token, is_stop_word, terms, tokenize
from retrieval.words.times import in_days, recency
from retrieval.words.variants import Speller

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

# Measured on news questions, whole archive (benchmarks/quality.py): short passages want a low k1 and b.
PASSAGE_K1, PASSAGE_B = 0.6, 0.4
ARTICLE_K1, ARTICLE_B = 0.9, 0.4

MOST_KEPT = 512
"""Articles whose sentences are kept ready between questions."""


class Standing(NamedTuple):
    """How well a passage and its article do in the index's own orders, each a share of what the
    question's words could give, and how recent the article is where that counts."""

    passage: float
    article: float
    recent: float | None


class Weighing(NamedTuple):
    """What the order of an article, and how recent it is, count beside the order of a passage."""

    article: float
    recent: float


class Index(Protocol):
    """What a question is asked of: `PassageIndex` in memory, `ArchiveIndex` on disk,
    `OpenSearchIndex` past one machine.

    Passages and articles have numbers, which hold as long as this index does, however many come and
    go: those of articles that went are not used again. `passages` and `articles` are read one by one
    when somebody asks for one; `len` of them costs nothing. `articles` are in the order they came.
    """

    @property
    def articles(self) -> Sequence[Article]:
        """The articles, in the order they came; their places here are not their numbers."""
        ...

    @property
    def passages(self) -> Sequence[Passage]:
        """The passages by their numbers."""
        ...

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the articles."""
        ...

    @property
    def newest(self) -> Sequence[Article]:
        """The articles, the latest published first, those without a day last."""
        ...

    def ids(self) -> Iterable[str]:
        """The ids of the articles, in the order they came, without reading them."""
        ...

    def find(self, id: str) -> Article | None:
        """The article of exactly this id, None where it is not among them."""
        ...

    def search(self, query: str, limit: int = 5) -> tuple[Hit, ...]:
        """At most `limit` passages that share a content word with `query`, best first."""
        ...

    def query_terms(self, query: str) -> list[str]:
        """The content terms of `query`, each once, as every language of the articles would index them."""
        ...

    def expect(self, question: str) -> None:
        """The words of `question` will be looked up one by one; an index far away gets them all at once."""
        ...

    def idf(self, term: str) -> float:
        """The weight of a term over the passages: ln((N + 1) / df), 0 where no passage has it."""
        ...

    def knows(self, term: str) -> bool:
        """Whether some passage has the term."""
        ...

    def spell(self, term: str) -> tuple[str, ...]:
        """The terms of the passages that `term` may be a misspelling of (`variants.Speller`)."""
        ...

    def contenders(
        self, wanted: Sequence[str], limit: int, weighing: Weighing, now: datetime | date | None
    ) -> dict[int, Standing]:
        """The `limit` best, by number, of the passages that have one of the terms.

        Best is BM25 of the passage, plus `weighing.article` times that of its article (title and text),
        each divided by the sum of its idf, plus `weighing.recent` times `times.recency` where `now` is given.
        """
        ...

    def article_of(self, passage: int) -> int:
        """The number of the article that a passage stands in."""
        ...

    def sentences_of(self, article: int) -> tuple[Sentence, ...]:
        """The sentences of article number `article`, in order."""
        ...


class PassageIndex:
    """All passages of some articles, searched by BM25.

    >>> index = PassageIndex([Article(id="1", text="Penguins can swim.\\n\\nOwls do not.")])
    >>> [hit.passage.text for hit in index.search("Do owls hoot?")]
    ['Owls do not.']
    """

    def __init__(self, articles: Iterable[Article]) -> None:
        self.articles = tuple(articles)
        passages: list[Passage] = []
        self.starts = [0]
        for article in self.articles:
            passages.extend(split_passages(article))
            self.starts.append(len(passages))
        self.passages = tuple(passages)
        self.languages = tuple(dict.fromkeys(language_of(article) for article in self.articles))
        self._read: list[list[tuple[list[str], bytes]]] = [_read(passage) for passage in self.passages]
        self._ranker = Ranker(
            [[word for words, _ in read for word in words] for read in self._read],
            k1=PASSAGE_K1,
            b=PASSAGE_B,
        )
        self._sentences: dict[int, tuple[Sentence, ...]] = {}

    def search(self, query: str, limit: int = 5) -> tuple[Hit, ...]:
        """At most `limit` passages that share a content word with `query`, best first."""
        wanted = self.query_terms(query)
        return tuple(
            Hit(passage=passage, score=score, matches=find_matches(passage, passage.span, wanted))
            for number, score in self._ranker.rank(wanted, limit)
            for passage in [self.passages[number]]
        )

    def query_terms(self, query: str) -> list[str]:
        """The content terms of `query`, each once, as every language of the corpus would index them."""
        languages = self.languages or (DEFAULT_LANGUAGE,)
        return list(
            dict.fromkeys(token.term for language in languages for token in content_tokens(query, language))
        )

    @cached_property
    def newest(self) -> tuple[Article, ...]:
        """The articles, the latest published first, those without a day last."""
        return tuple(sorted(self.articles, key=_oldness))

    def ids(self) -> Iterable[str]:
        """The ids of the articles, in the order they came."""
        return (article.id for article in self.articles)

    def find(self, id: str) -> Article | None:
        """The article of exactly this id."""
        return next((article for article in self.articles if article.id == id), None)

    def expect(self, question: str) -> None:
        """Nothing is to be prepared."""

    def idf(self, term: str) -> float:
        """The weight of a term over the passages."""
        return self._ranker.idf(term)

    def knows(self, term: str) -> bool:
        """Whether some passage has the term."""
        return term in self._ranker.vocabulary

    def spell(self, term: str) -> tuple[str, ...]:
        """The terms of the passages that `term` may be a misspelling of."""
        return self._speller.candidates(term)

    def contenders(
        self, wanted: Sequence[str], limit: int, weighing: Weighing, now: datetime | date | None
    ) -> dict[int, Standing]:
        """The `limit` best, by number, of the passages that have one of the terms."""
        passages, articles = self._ranker.shares(wanted), self._article_ranker.shares(wanted)
        recent = None if now is None else recency(self._published, now)
        bonus = weighing.article * articles
        if recent is not None:
            bonus = bonus + weighing.recent * recent
        having = passages.nonzero()[0]
        joined = passages[having] + bonus[self._article_numbers[having]]
        found = {}
        for number in having[best_places(joined, limit)].tolist():
            article = self.article_of(number)
            fresh = None if recent is None else float(recent[article])
            found[number] = Standing(float(passages[number]), float(articles[article]), fresh)
        return found

    @cached_property
    def _article_ranker(self) -> Ranker:
        """BM25 over whole articles, their titles included."""
        return Ranker([self._article_terms(number) for number in range(len(self.articles))],
                      k1=ARTICLE_K1, b=ARTICLE_B)  # fmt: skip

    @cached_property
    def _article_numbers(self) -> NDArray[numpy.int64]:
        """The number of each passage's article."""
        import numpy

        return numpy.repeat(numpy.arange(len(self.articles)), numpy.diff(self.starts))

    @cached_property
    def _published(self) -> NDArray[numpy.float64]:
        """When each article was published, in days; NaN where that is unknown."""
        import numpy

        return numpy.array([in_days(article.published) for article in self.articles])

    @cached_property
    def _speller(self) -> Speller:
        return Speller(self._ranker.vocabulary)

    def article_of(self, passage: int) -> int:
        """The number of the article that passage number `passage` stands in."""
        return bisect_right(self.starts, passage) - 1

    def sentences_of(self, article: int) -> tuple[Sentence, ...]:
        """The sentences of article number `article`, in order."""
        if article not in self._sentences:
            if len(self._sentences) >= MOST_KEPT:
                self._sentences.clear()
            self._sentences[article] = tuple(self._read_sentences(article))
        return self._sentences[article]

    def _read_sentences(self, article: int) -> Iterator[Sentence]:
        first, last = self.starts[article], self.starts[article + 1]
        found = (
            (span, words, marks, number)
            for number in range(first, last)
            for span, (words, marks) in zip(self.passages[number].sentences, self._read[number], strict=True)
        )
        for number, (span, words, marks, passage) in enumerate(found):
            yield Sentence(self.articles[article], span, words, marks, passage, number)

    def _article_terms(self, article: int) -> list[str]:
        passages = range(self.starts[article], self.starts[article + 1])
        own = (word for number in passages for words, _ in self._read[number] for word in words)
        return [*title_terms(self.articles[article]), *own]


def _oldness(article: Article) -> tuple[bool, float]:
    days = in_days(article.published)
    return article.published is None, -days


def title_terms(article: Article) -> list[str]:
    """The terms of an article's title, which count as its own beside those of its passages."""
    return terms(article.title or "", language_of(article))


def _read(passage: Passage) -> list[tuple[list[str], bytes]]:
    language = language_of(passage.article)
    read = (marked_words(passage.article.text, span, language) for span in passage.sentences)
    return [([intern(word) for word in words], marks) for words, marks in read]


def content_tokens(question: str, language: str = DEFAULT_LANGUAGE) -> list[Token]:
    """The tokens of a question that could be found in an article: all but stop words.

    >>> [token.term for token in content_tokens("What did Sheinbaum tell the US?")]
    ['sheinbaum', 'u.s']
    """
    return [token for token in tokenize(question, language) if not is_stop_word(token.span.of(question))]


def find_matches(passage: Passage, span: Span, wanted: Iterable[str]) -> tuple[Span, ...]:
    """The spans inside `span`, a part of `passage` between words, whose term is one of `wanted`."""
    looked_for = frozenset(wanted)
    return tuple(
        token.span
        for token in _tokens_of(passage)
        if token.term in looked_for and span.start <= token.span.start and token.span.end <= span.end
    )


@lru_cache(maxsize=128)  # what is cited in one answer is often cited in the next
def _tokens_of(passage: Passage) -> tuple[Token, ...]:
    article, span = passage.article, passage.span
    return tuple(tokenize(span.of(article.text), language_of(article), span.start))
