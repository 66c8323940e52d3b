"""The index of a large library: postings on disk, articles read from the library where they are hit.

It answers what `PassageIndex` answers, to the last bit. A passage that is shown is cut anew from the
article's own text, and must be the one that was entered: an index that is behind its library, or
damaged, finds less, and never a wrong quotation.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import cached_property
from itertools import chain

import numpy

from retrieval.archive import Archive
from retrieval.archive.joining import join
from retrieval.archive.spelling import LexiconSpeller
from retrieval.catalogue.entering import digest_of
from retrieval.catalogue.listing import Listing
from retrieval.catalogue.opened import Opened, ReadArticle, WordedArticle, Words
from retrieval.index import Standing, Weighing, content_tokens, find_matches
from retrieval.models import Article, Hit, Passage
from retrieval.passages import split_passages
from retrieval.sentences import DEFAULT_LANGUAGE, Sentence
from retrieval.words.times import recency
from retrieval.words.variants import forms, most_slips, nearest, within

MOST_KEPT = 64
"""Articles that are kept between questions, for what is asked next about the same."""

Read = Callable[[Sequence[str]], dict[str, Article]]
"""Gives the articles of some ids by their id, those that are not held (any more) left out."""


class ArchiveIndex:
    """An open archive, and what reads the articles it was made of. Any thread may ask."""

    def __init__(self, archive: Archive, read: Read) -> None:
        self.archive = archive
        self._read = read
        self._kept: OrderedDict[int, Opened] = OrderedDict()
        self._words = Words(archive.words)
        self._keeping = threading.Lock()
        self._asked = threading.local()
        self._generation, _ = archive.position

    def forget(self) -> None:
        """Keep nothing of articles that were asked about."""
        with self._keeping:
            self._kept.clear()

    @property
    def articles(self) -> Sequence[Article]:
        """The articles, in the order they came."""
        return Listing(self.archive.live_articles, self._articles, self.archive.number_of)

    @property
    def newest(self) -> Sequence[Article]:
        """The articles, the latest published first, those without a day last."""
        live = self.archive.live_articles
        newest = live[numpy.argsort(-self.archive.days[live], kind="stable")]
        return Listing(newest, self._articles, self.archive.number_of)

    @property
    def passages(self) -> Sequence[Passage]:
        """The passages by their numbers."""
        return _Passages(self)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the articles."""
        return self.archive.languages

    def ids(self) -> Iterable[str]:
        """The ids of the articles, in the order they came."""
        return self.archive.article_ids()

    def find(self, id: str) -> Article | None:
        """The article of exactly this id."""
        return self._read([id]).get(id) if self.archive.number_of(id) is not None else None

    def search(self, query: str, limit: int = 5) -> tuple[Hit, ...]:
        """At most `limit` passages that share a content word with `query`, best first."""
        wanted = self.query_terms(query)
        ranked = self.archive.rank(wanted, limit)
        opened = self._hold(self.archive.article_of(number) for number, _ in ranked)
        passages = (
            (opened[article].passage(number), score)
            for number, score in ranked
            for article in [self.archive.article_of(number)]
            if article in opened
        )
        return tuple(
            Hit(passage=passage, score=score, matches=find_matches(passage, passage.span, wanted))
            for passage, score in passages
        )

    def query_terms(self, query: str) -> list[str]:
        """The content terms of `query`, each once, as every language of the articles would index them."""
        languages = self.languages or (DEFAULT_LANGUAGE,)
        found = (token.term for language in languages for token in content_tokens(query, language))
        return list(dict.fromkeys(found))

    def expect(self, question: str) -> None:
        """Nothing is to be prepared."""

    def idf(self, term: str) -> float:
        """The weight of a term over the passages."""
        return self.archive.idf(term)

    def knows(self, term: str) -> bool:
        """Whether some passage has the term."""
        return self.archive.idf(term) > 0

    def spell(self, term: str) -> tuple[str, ...]:
        """The terms of the passages that `term` may be a misspelling of."""
        most = most_slips(term)
        if not most:
            return ()
        near = chain(self._speller.near(term, most), self.archive.added_words())
        found = [(slips, word) for slips, word in within(term, set(near), most) if self.knows(word)]
        if found:
            return nearest(found)
        near = chain(self._speller.beginning(term), self.archive.added_words())
        return tuple(word for word in forms(term, set(near)) if self.knows(word))

    def contenders(
        self, wanted: Sequence[str], limit: int, weighing: Weighing, now: datetime | date | None
    ) -> dict[int, Standing]:
        """The `limit` best, by number, of the passages that have one of the terms."""
        with self.archive.lock:
            days = self.archive.days
            recent = recency(days, now) if now is not None else numpy.zeros(len(days))
            joined = join(self.archive, wanted, limit, weighing.article, weighing.recent * recent)
        opened = self._hold(joined.articles.tolist())
        return {
            number: Standing(share, article_share, float(recent[article]) if now is not None else None)
            for number, article, share, article_share in zip(
                *(column.tolist() for column in joined), strict=True
            )
            if article in opened
        }

    def article_of(self, passage: int) -> int:
        """The number of the article that a passage stands in."""
        return self.archive.article_of(passage)

    def sentences_of(self, article: int) -> tuple[Sentence, ...]:
        """The sentences of article number `article`, in order; none if it is gone meanwhile."""
        opened = self._held(article)
        return opened.sentences if opened is not None else ()

    def passage(self, number: int) -> Passage:
        """Passage number `number`. Raises IndexError when it is gone meanwhile."""
        opened = self._held(self.archive.article_of(number))
        if opened is None:
            raise IndexError(number)
        return opened.passage(number)

    @cached_property
    def _speller(self) -> LexiconSpeller:
        return LexiconSpeller(self.archive.words)

    def _articles(self, numbers: Sequence[int]) -> list[Article]:
        ids = [self.archive.id_of(number) for number in numbers]
        found = self._read(ids)
        return [found[id] for id in ids if id in found]

    def _hold(self, articles: Iterable[int]) -> dict[int, Opened]:
        """The articles in which a question was found; its thread holds them until it asks the next, as
        others may forget them and they may go meanwhile."""
        self._asked.opened = opened = self._open(articles)
        return opened

    def _held(self, article: int) -> Opened | None:
        opened: Opened | None = getattr(self._asked, "opened", {}).get(article)
        return opened or self._open([article]).get(article)

    def _open(self, articles: Iterable[int]) -> dict[int, Opened]:
        """The articles of these numbers as they are now, without those that are gone or not as entered."""
        wanted = list(dict.fromkeys(articles))
        generation, _ = self.archive.position
        with self._keeping:
            if generation != self._generation:  # its articles have other numbers
                self._kept.clear()
                self._generation = generation
            found = {number: self._kept[number] for number in wanted if number in self._kept}
            for number in found:
                self._kept.move_to_end(number)
        missing = {self.archive.id_of(number): number for number in wanted if number not in found}
        read = self._read(list(missing)) if missing else {}
        for id, article in read.items():
            opened = self._as_entered(article, missing[id])
            if opened is not None:
                found[missing[id]] = opened
        with self._keeping:
            self._kept.update((number, found[number]) for number in missing.values() if number in found)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return found

    def _as_entered(self, article: Article, number: int) -> Opened | None:
        """An article that was read, unless it is another than was entered as article `number`."""
        with self.archive.lock:
            first, spans = self.archive.passages_in(number).start, self.archive.spans_in(number)
            record = self.archive.record_of(number)
            if self._words.lexicon is not self.archive.words:
                self._words = Words(self.archive.words)
            words = self._words
        if record is not None:
            opened = WordedArticle(article, first, spans, record, words)
            return opened if digest_of(article) == record.digest else None
        read = ReadArticle(article, first)
        return read if [passage.span for passage in read.passages] == spans else None


class _Passages(Sequence[Passage]):
    """The passages of an index by number; their count is that of the live ones."""

    def __init__(self, index: ArchiveIndex) -> None:
        self._index = index

    def __len__(self) -> int:
        return self._index.archive.size

    def __getitem__(self, number):  # type: ignore[no-untyped-def]
        return self._index.passage(number)

    def __iter__(self) -> Iterator[Passage]:
        return chain.from_iterable(map(split_passages, self._index.articles))
