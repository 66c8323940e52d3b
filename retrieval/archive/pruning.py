"""Safe pruning: the best passages of a question without adding up most of its postings. Needs numba.

**The idea.** A passage is wanted only if it beats the limit-th best so far, the threshold. Every
term has a ceiling, the most it can add to any passage. Take the terms in falling order of ceiling:
where the ceilings of the last few together stay below the threshold, a passage that has only those
cannot be wanted, so their lists need not be read; they are only looked up for passages found in the
others. That is MaxScore (Turtle & Flood 1995). It is safe: nothing that could be wanted is left out,
and what is left in the end is scored exactly, in float64, in rank_bm25's order of operations.

**The steps**, each a function in `kernel.py`:

1. `first_threshold`: passages that look best by the rarest lists are scored exactly. The limit-th
   best of them is a threshold before anything else is read.
2. Passages are taken in windows of 65,536, whose sums (16 bits each) stay in the processor's cache
   (Strohman & Croft 2007 and PISA's range-based engines work so; a heap of lists costs a mispredicted
   branch for each posting, a window none). `scan_essential` adds up the lists that are needed (dense
   rows behind all others, whatever their ceilings: to add one costs as much as all passages), in
   units: each entry carries a bound of its weight in 8 bits, rounded up (Ding & Suel 2011 keep such
   bounds per block; at 8 bits they fit beside the passage's number).
3. `collect` picks the passages whose sum, with the ceilings of the lists not yet read, could reach
   the threshold: vector instructions, 64 sums a time.
4. `refine` adds the lists left, one after the other, and drops candidates after each. A dense row
   is looked up in one step; another list is searched when candidates are few (`PROBE_COST`), or
   added as a whole when that is cheaper.
5. `exact_score` for the few that are left; the threshold rises, and the next window needs less.

**Bounds that stay safe.** Bounds are made for one average length. When articles come or go, idf is
computed anew for every question, and bounds are stretched by `scoring.slack`. Units are rounded up,
thresholds down.

Turtle & Flood, "Query evaluation: strategies and optimizations", IP&M 1995. Strohman & Croft,
"Efficient document retrieval in main memory", SIGIR 2007. Ding & Suel, "Faster top-k document
retrieval using block-max indexes", SIGIR 2011. Mallia, Siedlaczek, Mackenzie & Suel, "PISA:
Performant indexes and search for academia", OSIRRC 2019.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy
from numpy.typing import NDArray

from retrieval.archive.kernel import WINDOW, Corpus, Formula, Lists, Space, search
from retrieval.archive.postings import Postings
from retrieval.archive.scanning import Ranking, Scan, Wanted
from retrieval.archive.scoring import MOST_BOUND, Floats, slack

_ALL_UNITS = 60_000
"""What a passage's bounds add up to at most, but for one unit per list of rounding up."""

_MOST_TERMS = 500
_NONE = numpy.zeros(0, dtype=numpy.int64)


class Pruning:
    """Gives what `Scan` gives, from a fraction of the postings. One search at a time."""

    def __init__(self, postings: Postings) -> None:
        self._postings = postings
        self._scan = Scan(postings)
        window = min(WINDOW, postings.size) + 1  # one more is written before it is dropped
        self._space = Space(
            sums=numpy.zeros(window, dtype=numpy.uint16),
            touched=numpy.zeros(window, dtype=numpy.uint32),
            candidates=numpy.zeros(window, dtype=numpy.uint32),
            worth=numpy.zeros(postings.size, dtype=numpy.uint16),
        )

    def search(
        self,
        wanted: Sequence[Wanted],
        average: float,
        limit: int,
        dead: NDArray[numpy.integer] | None = None,
    ) -> Ranking:
        """At most `limit` passages that have one of the terms, given in the question's order."""
        present = [word for word in wanted if word.idf > 0 and self._postings.tops[word.term]]
        if not present or limit <= 0:
            return []
        if len(present) > _MOST_TERMS:
            return self._scan.search(wanted, average, limit, dead)
        lists, formula = self._plan(present, average)
        corpus = Corpus(
            *(self._postings.entries, self._postings.times, self._postings.row_bounds),
            *(self._postings.row_times, self._postings.lengths),
            _NONE if dead is None else dead.astype(numpy.int64),
        )
        most = min(limit, self._postings.size)
        scores, passages = search(corpus, lists, formula, most, self._space)
        return list(zip(passages.tolist(), scores.tolist(), strict=True))

    def scores(
        self, wanted: Sequence[Wanted], average: float, dead: NDArray[numpy.integer] | None = None
    ) -> Floats:
        """The score of every passage; nothing to prune here."""
        return self._scan.scores(wanted, average, dead)

    def _plan(self, wanted: Sequence[Wanted], average: float) -> tuple[Lists, Formula]:
        most = self._most_per_bound(wanted, average)
        ceilings = {term: most[term] * int(self._postings.tops[term]) for term in most}
        is_row = {term: self._postings.rows[term] >= 0 for term in most}
        terms = sorted(most, key=lambda term: (is_row[term], -ceilings[term], term))
        units = _ALL_UNITS / sum(ceilings.values())
        factors = [int(most[term] * units * 65536 * (1 + 1e-9)) + 1 for term in terms]
        lists = self._lists(terms, factors)
        place = {term: number for number, term in enumerate(terms)}
        formula = Formula(
            order=numpy.array([place[word.term] for word in wanted]),
            idf=numpy.array([word.idf for word in wanted]),
            k1=float(self._postings.weighting.k1),
            b=float(self._postings.weighting.b),
            average=float(average),
            units=units,
        )
        return lists, formula

    def _most_per_bound(self, wanted: Sequence[Wanted], average: float) -> dict[int, float]:
        """The most each distinct term can add to a score for each step of its bound."""
        step = (self._postings.weighting.k1 + 1) / MOST_BOUND * slack(self._postings.average, average)
        most: dict[int, float] = {}
        for term, idf in wanted:
            most[term] = most.get(term, 0.0) + idf * step
        return most

    def _lists(self, terms: Sequence[int], factors: Sequence[int]) -> Lists:
        postings, numbers = self._postings, numpy.array(terms)
        tops = postings.tops[numbers].tolist()
        ceiling = [(top * factor + 65535) >> 16 for top, factor in zip(tops, factors, strict=True)]
        rest = numpy.zeros(len(terms) + 1, dtype=numpy.int64)
        rest[:-1] = numpy.cumsum(ceiling[::-1])[::-1]
        return Lists(
            first=postings.starts[numbers],
            last=postings.starts[numbers + 1],
            row=postings.rows[numbers].astype(numpy.int64),
            factor=numpy.array(factors, dtype=numpy.uint32),
            rest=rest,
        )
