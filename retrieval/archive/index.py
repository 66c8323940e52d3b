"""The index of an archive on disk: rank_bm25's scores over articles that come and go.

An immutable segment is mapped into memory; a log holds what changed since, and is replayed into a
small tail and a list of dead passages when the index is opened. For every question the number of
passages, their average length and each term's df are counted as they are now, so that scores equal
those of a rank_bm25 made of the same passages in the same order.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy
from numpy.typing import NDArray

from retrieval.archive.engines import DeferredEngine
from retrieval.archive.errors import REBUILD, DamagedIndexError
from retrieval.archive.generations import current, locked
from retrieval.archive.log import Change, append, empty_end, read_log
from retrieval.archive.places import Entry, Place
from retrieval.archive.scanning import Ranking, Wanted
from retrieval.archive.scoring import idf as weight_of
from retrieval.archive.segments import Identity, Segment, read_segment
from retrieval.archive.tail import Tail

_MOST_KEPT = 1 << 16
"""Terms whose idf is kept between questions."""

_NO_PASSAGES = numpy.zeros(0, dtype=numpy.int64)


class Archive:
    """An index folder, open. Any thread may ask; one question at a time is answered.

    Raises DamagedIndexError when there is no whole index of this identity in the folder: build it.
    Passage numbers hold until `refresh` or a change; ask for places before either.
    """

    def __init__(self, folder: Path, identity: Identity, *, pruned: bool | None = None) -> None:
        self.folder, self.identity = folder, identity
        self._pruned, self._lock = pruned, threading.RLock()
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
        tail, gone, end = Tail(), _Gone(segment), empty_end()
        for change, ends in read_log(generation / "log"):
            _replay(change, tail, gone)
            mark, end = change.mark, ends
        self._generation, self._segment, self._tail, self._gone = generation, segment, tail, gone
        self._end, self._mark = end, mark
        self._weighed: dict[str, tuple[int | None, float]] = {}
        self._weighed_at = end
        self._engine = DeferredEngine(segment.postings, self._pruned)

    @property
    def mark(self) -> int:
        """The library's generation that this index has reached; behind it, articles are to be added."""
        return self._mark

    @property
    def size(self) -> int:
        """How many live passages there are."""
        return self._segment.postings.size - len(self._gone.passages) + self._tail.live

    def rank(self, terms: Iterable[str], limit: int) -> Ranking:
        """At most `limit` pairs of passage number and score, best first, earlier passage first on a tie.

        The scores are rank_bm25's `BM25Plus(delta=0)` over the live passages, bit for bit.
        """
        with self._lock:
            average = self._average()
            if not average:
                return []
            weighed = [(term, *self._weigh(term)) for term in terms]
            listed = [Wanted(number, idf) for _, number, idf in weighed if number is not None]
            found = self._engine.search(listed, average, limit, self._gone.passages)
            weighting, first = self._segment.postings.weighting, self._segment.postings.size
            added = self._tail.search([(term, idf) for term, _, idf in weighed], weighting, average, limit)
            found += [(first + number, score) for number, score in added]
            return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:limit] if added else found

    def idf(self, term: str) -> float:
        """The weight of a term: ln((N + 1) / df) over the live passages, 0 where none has it."""
        with self._lock:
            return self._weigh(term)[1]

    def place(self, number: int) -> Place:
        """Where a ranked passage stands."""
        with self._lock:
            first = self._segment.postings.size
            return self._segment.places.place(number) if number < first else self._tail.place(number - first)

    def passages_of(self, article: str) -> range | None:
        """The numbers of an article's passages, None if it is not in the index."""
        with self._lock:
            added = self._tail.passages_of(article)
            if added is not None:
                first = self._segment.postings.size
                return range(first + added.start, first + added.stop)
            return self._gone.passages_of(article)

    def article_ids(self) -> Iterator[str]:
        """The ids of all live articles, in the order of their passages."""
        with self._lock:
            old = [id for number, id in enumerate(self._segment.places.articles.words())
                   if number not in self._gone.articles]  # fmt: skip
            return iter([*old, *(article for article, _, _ in self._tail.articles())])

    def apply(self, removed: Iterable[str], added: Iterable[Entry], mark: int) -> None:
        """Let articles go and come, together; when this returns, it is on the disk and in the answers.

        An added article takes the place of one with its id. Ids that are not here are let go
        without a word. Raises IndexFileError when the disk does not take it; nothing then changes.
        """
        change = Change(tuple(removed), tuple(added), mark)
        with self._lock, locked(self.folder, "writing", wait=True):
            self.refresh()
            self._end = append(self._generation / "log", self._end, change)
            _replay(change, self._tail, self._gone)
            self._mark = mark

    def refresh(self) -> bool:
        """Take in what other programs have changed or merged; whether there was anything. Cheap if not."""
        with self._lock:
            if current(self.folder) != self._generation:
                self._open()
                return True
            log, before = self._generation / "log", self._end
            if log.exists() and log.stat().st_size == before:
                return False
            for change, end in read_log(log, before):
                _replay(change, self._tail, self._gone)
                self._end, self._mark = end, change.mark
            return self._end != before

    @property
    def position(self) -> tuple[Path, int]:
        """The generation's folder and how far its log has been read."""
        return self._generation, self._end

    @property
    def parts(self) -> tuple[Segment, Tail, NDArray[numpy.int64]]:
        """The segment, the tail, and the segment's dead passages, for merging."""
        return self._segment, self._tail, self._gone.passages

    def _average(self) -> float:
        return (self._gone.live_terms + self._tail.live_terms) / self.size if self.size else 0.0

    def _weigh(self, term: str) -> tuple[int | None, float]:
        """A term's number in the segment, if it has one, and its idf; kept until something changes."""
        if self._weighed_at != self._end or len(self._weighed) >= _MOST_KEPT:
            self._weighed, self._weighed_at = {}, self._end
        if term not in self._weighed:
            number = self._segment.words.find(term)
            having = self._gone.having(number) if number is not None else 0
            self._weighed[term] = number, weight_of(self.size, having + self._tail.having(term))
        return self._weighed[term]

    @property
    def changed(self) -> int:
        """Passages that came or went since the last merge; the tail costs a question 10 ns for each."""
        return len(self._tail) + len(self._gone.passages)


class _Gone:
    """What of a segment has been removed, and the numbers that change with it."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self.articles: set[int] = set()
        self.passages: NDArray[numpy.int64] = _NO_PASSAGES
        self.live_terms = int(segment.postings.lengths.sum(dtype=numpy.int64))
        self._having: dict[int, int] = {}

    def remove(self, article: str) -> None:
        number = self._segment.places.articles.find(article)
        if number is None or number in self.articles:
            return
        self.articles.add(number)
        passages = self._segment.places.passages_of(number)
        span = slice(passages.start, passages.stop)
        self.live_terms -= int(self._segment.postings.lengths[span].sum(dtype=numpy.int64))
        place = int(numpy.searchsorted(self.passages, passages.start))
        self.passages = numpy.insert(self.passages, place, numpy.arange(passages.start, passages.stop))
        self._having.clear()

    def having(self, term: int) -> int:
        """How many live passages of the segment have a term."""
        if term not in self._having:
            among = self._segment.postings.count_among(term, self.passages) if len(self.passages) else 0
            self._having[term] = int(self._segment.postings.having[term]) - among
        return self._having[term]

    def passages_of(self, article: str) -> range | None:
        number = self._segment.places.articles.find(article)
        if number is None or number in self.articles:
            return None
        return self._segment.places.passages_of(number)


def _replay(change: Change, tail: Tail, gone: _Gone) -> None:
    for article in (*change.removed, *(entry.article for entry in change.added)):
        if not tail.remove(article):
            gone.remove(article)
    for entry in change.added:
        tail.add(entry)
