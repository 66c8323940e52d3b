"""The index of an archive on disk: rank_bm25's scores over articles that come and go.

An immutable segment is mapped into memory; a log holds what changed since, and is replayed into a
small tail and a list of dead passages when the index is opened.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy
from numpy.typing import NDArray

from retrieval.archive.errors import REBUILD, DamagedIndexError
from retrieval.archive.generations import current, locked
from retrieval.archive.gone import Gone
from retrieval.archive.lexicon import Lexicon
from retrieval.archive.log import Change, append, empty_end, read_log
from retrieval.archive.order import Order
from retrieval.archive.places import Entry, Place
from retrieval.archive.scanning import Ranking
from retrieval.archive.segments import Identity, Segment, read_segment
from retrieval.archive.summary import Summary, summarize
from retrieval.archive.tail import Tail
from retrieval.archive.wording import Record


class Archive:
    """An index folder, open. Any thread may ask; one question at a time is answered.

    Raises DamagedIndexError when there is no whole index of this identity in the folder: build it.
    Numbers of passages and articles hold until another generation is opened (`refresh`), whatever
    is applied. `passages` and `articles`, the two orders, are asked while `lock` is held.
    """

    def __init__(self, folder: Path, identity: Identity, *, pruned: bool | None = None) -> None:
        self.folder, self.identity = folder, identity
        self._pruned, self.lock = pruned, threading.RLock()
        self._summed: Summary | None = None
        self._open()

    def _open(self) -> None:
        for _ in range(3):  # a merge of another program may end while we are reading
            generation = current(self.folder)
            if generation is None:
                raise DamagedIndexError(self.folder, "holds no index", REBUILD)
            try:
                segment, facts = read_segment(generation, self.identity)
                self._adopt(generation, segment, int(facts["mark"]))
            except DamagedIndexError:
                if current(self.folder) == generation:
                    raise
            else:
                return
        raise DamagedIndexError(self.folder, "changes faster than it can be read", "Try again.")

    def _adopt(self, generation: Path, segment: Segment, mark: int) -> None:
        tail, gone, end = Tail(), Gone(segment), empty_end()
        for change, ends in read_log(generation / "log"):
            _replay(change, tail, gone)
            mark, end = change.mark, ends
        self._generation, self._segment, self._tail, self._gone = generation, segment, tail, gone
        self._end, self._mark, self._summed = end, mark, None
        words = segment.words
        self.passages = Order(segment.postings, words, gone.passages, tail.passages, self._pruned)
        self.articles = Order(segment.wholes, words, gone.wholes, tail.wholes, pruned=False)

    @property
    def mark(self) -> int:
        """The library's generation that this index has reached; behind it, articles are to be added."""
        return self._mark

    @property
    def size(self) -> int:
        """How many live passages there are."""
        return self.passages.size

    def rank(self, terms: Iterable[str], limit: int) -> Ranking:
        """At most `limit` pairs of passage number and score, best first, earlier passage first on a tie.

        The scores are rank_bm25's `BM25Plus(delta=0)` over the live passages, bit for bit.
        """
        with self.lock:
            return self.passages.rank(terms, limit)

    def idf(self, term: str) -> float:
        """The weight of a term: ln((N + 1) / df) over the live passages, 0 where none has it."""
        with self.lock:
            return self.passages.idf(term)

    def place(self, number: int) -> Place:
        """Where a ranked passage stands."""
        with self.lock:
            first = self._segment.postings.size
            return self._segment.places.place(number) if number < first else self._tail.place(number - first)

    def article_of(self, number: int) -> int:
        """The number of the article that passage `number` stands in."""
        with self.lock:
            first = self._segment.postings.size
            if number < first:
                return self._segment.places.article_of(number)
            return self._segment.wholes.size + self._tail.article_of(number - first)

    def articles_of(self, numbers: NDArray[numpy.int64]) -> NDArray[numpy.int64]:
        """The same for many passages at once, given ascending."""
        with self.lock:
            first, places = self._segment.postings.size, self._segment.places
            split = int(numpy.searchsorted(numbers, first))
            old = numpy.searchsorted(places.firsts, numbers[:split], side="right") - 1
            new = [self._tail.article_of(number) for number in (numbers[split:] - first).tolist()]
            return numpy.concatenate([old, self._segment.wholes.size + numpy.array(new, dtype=numpy.int64)])

    def id_of(self, article: int) -> str:
        """The id of article number `article`."""
        with self.lock:
            first = self._segment.wholes.size
            if article < first:
                return self._segment.places.articles.word(article)
            return self._tail.held(article - first).article

    def number_of(self, article: str) -> int | None:
        """The number of an article, None if it is not in the index."""
        with self.lock:
            added = self._tail.find(article)
            return self._gone.find(article) if added is None else self._segment.wholes.size + added

    def passages_in(self, article: int) -> range:
        """The numbers of the passages of article number `article`."""
        with self.lock:
            first = self._segment.wholes.size
            if article < first:
                return self._segment.places.passages_of(article)
            added, before = self._tail.held(article - first).passages, self._segment.postings.size
            return range(before + added.start, before + added.stop)

    def passages_in_all(self, articles: NDArray[numpy.int64]) -> NDArray[numpy.int64]:
        """The same for many articles at once, given ascending; ascending, too."""
        with self.lock:
            first, firsts = self._segment.wholes.size, self._segment.places.firsts
            old = articles[articles < first]
            starts, counts = firsts[old].astype(numpy.int64), numpy.diff(firsts)[old].astype(numpy.int64)
            within = numpy.arange(counts.sum()) - numpy.repeat(numpy.cumsum(counts) - counts, counts)
            new = [numpy.arange(own.start, own.stop)
                   for own in map(self.passages_in, articles[articles >= first].tolist())]  # fmt: skip
            return numpy.concatenate([numpy.repeat(starts, counts) + within, *new])

    def spans_in(self, article: int) -> list[tuple[int, int]]:
        """The spans of those passages in the article's text."""
        with self.lock:
            first = self._segment.wholes.size
            if article >= first:
                return list(self._tail.held(article - first).spans)
            places, numbers = self._segment.places, self._segment.places.passages_of(article)
            span = slice(numbers.start, numbers.stop)
            starts, ends = places.starts_at[span].tolist(), places.ends_at[span].tolist()
            return list(zip(starts, ends, strict=True))

    def record_of(self, article: int) -> Record | None:
        """How article number `article` is worded; None of one that came since the last merge."""
        with self.lock:
            if article >= self._segment.wholes.size:
                return None
            passages = len(self._segment.places.passages_of(article))
            return self._segment.wordings.read(article, passages)

    def passages_of(self, article: str) -> range | None:
        """The numbers of an article's passages, None if it is not in the index."""
        with self.lock:
            number = self.number_of(article)
            return None if number is None else self.passages_in(number)

    def article_ids(self) -> Iterator[str]:
        """The ids of all live articles, in the order of their passages."""
        with self.lock:
            old = [id for number, id in enumerate(self._segment.places.articles.words())
                   if number not in self._gone]  # fmt: skip
            return iter([*old, *(held.article for held in self._tail.live())])

    @property
    def days(self) -> NDArray[numpy.float64]:
        """When each article was published, by number; NaN where nobody knows, whether live or not."""
        return self._summary().days

    @property
    def live_articles(self) -> NDArray[numpy.int64]:
        """The numbers of all live articles, ascending."""
        return self._summary().live

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the live articles, in the order they came."""
        return self._summary().languages

    def _summary(self) -> Summary:
        """What there is to say of all articles; worked out once after each change."""
        with self.lock:
            if self._summed is None:
                self._summed = summarize(self._segment, self._tail, self._gone)
            return self._summed

    @property
    def words(self) -> Lexicon:
        """The words of the segment; some may stand in no live passage."""
        return self._segment.words

    def added_words(self) -> list[str]:
        """The words of the tail; some may stand in no live passage."""
        with self.lock:
            return list(self._tail.passages.words)

    def apply(self, removed: Iterable[str], added: Iterable[Entry], mark: int) -> None:
        """Let articles go and come, together; when this returns, it is on the disk and in the answers.

        An added article takes the place of one with its id. Ids that are not here are let go
        without a word. Raises IndexFileError when the disk does not take it; nothing then changes.
        """
        change = Change(tuple(removed), tuple(added), mark)
        with self.lock, locked(self.folder, "writing", wait=True):
            self.refresh()
            self._end = append(self._generation / "log", self._end, change)
            self._take_in(change)

    def refresh(self) -> bool:
        """Take in what other programs have changed or merged; whether there was anything. Cheap if not."""
        with self.lock:
            if self.is_superseded():
                self._open()
                return True
            log, before = self._generation / "log", self._end
            if log.exists() and log.stat().st_size == before:
                return False
            for change, end in read_log(log, before):
                self._take_in(change)
                self._end = end
            return self._end != before

    def is_superseded(self) -> bool:
        """Whether another generation has been published, whose numbers are others."""
        return current(self.folder) != self._generation

    def _take_in(self, change: Change) -> None:
        _replay(change, self._tail, self._gone)
        self._mark, self._summed = change.mark, None
        self.passages.forget()
        self.articles.forget()

    @property
    def position(self) -> tuple[Path, int]:
        """The generation's folder and how far its log has been read."""
        return self._generation, self._end

    @property
    def parts(self) -> tuple[Segment, Tail, Gone]:
        """The segment, the tail, and what of the segment went, for merging."""
        return self._segment, self._tail, self._gone

    @property
    def changed(self) -> int:
        """Passages that came or went since the last merge; the tail costs a question 10 ns for each."""
        return len(self._tail.passages) + len(self._gone.passages.numbers)


def _replay(change: Change, tail: Tail, gone: Gone) -> None:
    for article in (*change.removed, *(entry.article for entry in change.added)):
        if not tail.remove(article):
            gone.remove(article)
    for entry in change.added:
        tail.add(entry)
