"""The compiled part of pruning: numba functions, each one step of what `pruning.py` explains.

Everything here counts in units: whole numbers that bound scores from above, scaled so that a
passage's sum fits 16 bits. Only `exact_score` computes scores. Imported by `pruning.py` alone. One
file, although long: numba's cache notices a change only in the file a compiled function stands in.
"""

# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

from typing import Any, NamedTuple

import numpy
from numba import njit

WINDOW = 1 << 16
"""Passages at a time: their 16-bit sums, 128 kB, stay in the second-level cache."""

BLOCK = 64
"""Sums that are compared with the threshold at once before any of them is looked at."""

PROBE_COST = 24
"""A search in a list costs about as much as adding so many entries of it."""

TRIALS, TRIAL_ENTRIES = 4, 2048
"""Passages scored for the first threshold, more than are wanted; entries of the rarest lists they are of."""

ALL = -1
"""In place of a number of touched places: a dense row has been added, to every place."""


class Lists(NamedTuple):
    """The question's distinct terms: those with lists, then dense rows; of each, what can add most first."""

    first: Any  # where the list begins in `entries`
    last: Any  # where it ends
    row: Any  # its dense row, or -1
    factor: Any  # units per bound, times 65536
    rest: Any  # the most that it and all behind it can add to one passage; one more, 0, at the end


class Formula(NamedTuple):
    """What the exact score needs: for each word of the question its list and idf, and BM25's numbers."""

    order: Any
    idf: Any
    k1: float
    b: float
    average: float
    units: float  # per score


class Corpus(NamedTuple):
    """The arrays of `Postings`, and the passages that are dead, ascending."""

    entries: Any
    times: Any
    row_bounds: Any
    row_times: Any
    lengths: Any
    dead: Any


class Space(NamedTuple):
    """Memory that is used again for every question; `sums` and `worth` are zero between questions."""

    sums: Any  # of each place in the window
    touched: Any  # the places whose sum is not zero
    candidates: Any  # the places that could be wanted
    worth: Any  # of each passage, for the first threshold


class Window(NamedTuple):
    """The passages from `start` to `end`."""

    start: int
    end: int


@njit(cache=True)
def search(corpus, lists, formula, limit, space):
    """Exact scores and passages of the best, best first."""
    scores, passages, found = numpy.zeros(limit), numpy.zeros(limit, numpy.int64), 0
    threshold = first_threshold(corpus, lists, formula, limit, space.worth)
    for start in range(0, len(corpus.lengths), WINDOW):
        window = Window(start, min(start + WINDOW, len(corpus.lengths)))
        need = to_units(threshold, formula)
        scanned, touched = scan_essential(corpus, lists, window, space, need)
        count = collect(space, window.end - start, touched, need - lists.rest[scanned])
        count = refine(corpus, lists, window, space, need, scanned, count)
        for place in space.candidates[:count]:
            passage = start + numpy.int64(place)
            if space.sums[place] >= need and not is_dead(corpus.dead, passage):
                score = exact_score(corpus, lists, formula, passage)
                found = offer(scores, passages, found, score, passage)
                if found == limit:
                    threshold = max(threshold, scores[limit - 1])
                    need = to_units(threshold, formula)
        clear(space, touched)
    return scores[:found], passages[:found]


@njit(cache=True)
def first_threshold(corpus, lists, formula, limit, sums):
    """The limit-th best score among passages that look best by the rarest lists; 0.0 if too few.

    `sums`: a zero for every passage.
    """
    chosen, worth = numpy.zeros(TRIALS + limit, numpy.int64), numpy.zeros(TRIALS + limit)
    used = choose_rare(lists)
    for i in range(len(lists.row)):
        for at in range(lists.first[i], used[i]):
            entry = corpus.entries[at]
            sums[entry >> 8] += to_units_of(entry & 255, lists.factor[i])
    count = 0
    for i in range(len(lists.row)):
        for at in range(lists.first[i], used[i]):
            passage = corpus.entries[at] >> 8
            if sums[passage]:
                count = offer(worth, chosen, count, float(sums[passage]), passage)
                sums[passage] = 0
    scores, tried, held = numpy.zeros(limit), numpy.zeros(limit, numpy.int64), 0
    for passage in chosen[:count]:
        if not is_dead(corpus.dead, passage):
            held = offer(scores, tried, held, exact_score(corpus, lists, formula, passage), passage)
    return scores[limit - 1]


@njit(cache=True)
def choose_rare(lists):
    """Up to where each list is read for the first threshold: most telling lists first, within a budget."""
    used, budget = lists.first.copy(), TRIAL_ENTRIES
    for i in range(len(lists.row)):
        part = min(budget, lists.last[i] - lists.first[i])
        used[i] += part
        budget -= part
    return used


@njit(cache=True)
def scan_essential(corpus, lists, window, space, need):
    """Add up lists until those left cannot together lift a passage to `need`.

    Gives how many lists were added, and how many places they touched.
    """
    touched = 0
    for i in range(len(lists.row)):
        if lists.rest[i] < need:
            return i, touched
        if lists.row[i] >= 0:
            bounds = corpus.row_bounds[lists.row[i], window.start : window.end]
            add_row(bounds, lists.factor[i], space.sums)
            touched = ALL
        else:
            entries = inside(corpus, lists, window, i)
            touched = scan_list(entries, lists.factor[i], window.start, space, touched)
    return len(lists.row), touched


@njit(cache=True)
def inside(corpus, lists, window, i):
    """The entries of list `i` that lie in the window."""
    entries, first, last, size = corpus.entries, lists.first[i], lists.last[i], len(corpus.lengths)
    first = seek(entries, first, last, window.start, guess(first, last, window.start, size))
    near = guess(first, last, window.end - window.start, size - window.start)
    last = seek(entries, first, last, window.end, near)
    return entries[first:last]


@njit(cache=True)
def add_row(bounds, factor, sums):
    """Add a dense row's units; the loop becomes vector instructions."""
    for place in range(len(bounds)):
        units = (numpy.uint32(bounds[place]) * factor + numpy.uint32(65535)) >> numpy.uint32(16)
        sums[place] += numpy.uint16(units)


@njit(cache=True)
def scan_list(entries, factor, start, space, touched):
    """Add a list's units and note the places that had none before; how many are noted now."""
    for entry in entries:
        place = place_of(entry, start)
        before = space.sums[place]
        space.touched[touched] = numpy.uint32(place)
        touched += before == 0  # the next one overwrites it if it was noted; no branch to mispredict
        space.sums[place] = before + to_units_of(entry & 255, factor)
    return touched


@njit(cache=True)
def collect(space, size, touched, need):
    """Make candidates of the touched places whose sum reaches `need`; how many they are."""
    if touched == ALL:
        return collect_all(space.sums[:size], numpy.uint16(max(need, 1)), space.candidates)
    count = 0
    for place in space.touched[:touched]:
        space.candidates[count] = place
        count += space.sums[place] >= need
    return count


@njit(cache=True)
def collect_all(sums, least, candidates):
    """The same over every place, a block at a time."""
    count = 0
    for first in range(0, len(sums), BLOCK):
        reached = numpy.uint16(0)
        for total in sums[first : first + BLOCK]:
            reached |= numpy.uint16(total >= least)
        if reached:
            for place in range(first, min(first + BLOCK, len(sums))):
                candidates[count] = place
                count += sums[place] >= least
    return count


@njit(cache=True)
def refine(corpus, lists, window, space, need, scanned, count):
    """Add the lists left to the candidates, the most telling first, and drop what cannot reach `need`."""
    for i in range(scanned, len(lists.row)):
        if not count:
            break
        candidates = space.candidates[:count]
        if lists.row[i] >= 0:
            probe_row(corpus.row_bounds[lists.row[i]], lists.factor[i], window.start, space.sums, candidates)
        else:
            entries = inside(corpus, lists, window, i)
            if count * PROBE_COST < len(entries):
                probe_list(entries, lists.factor[i], window, space.sums, candidates)
            else:
                add_to_touched(entries, lists.factor[i], window.start, space.sums)
        count = keep(space.sums, need - lists.rest[i + 1], candidates)
    return count


@njit(cache=True)
def probe_row(bounds, factor, start, sums, candidates):
    """Look each candidate up in a dense row."""
    for place in candidates:
        sums[place] += to_units_of(bounds[start + place], factor)


@njit(cache=True)
def probe_list(entries, factor, window, sums, candidates):
    """Look each candidate up in a list."""
    for place in candidates:
        passage = window.start + numpy.int64(place)
        near = guess(0, len(entries), numpy.int64(place), window.end - window.start)
        at = seek(entries, 0, len(entries), passage, near)
        if at < len(entries) and entries[at] >> 8 == passage:
            sums[place] += to_units_of(entries[at] & 255, factor)


@njit(cache=True)
def add_to_touched(entries, factor, start, sums):
    """Add a list's units where there are some already; elsewhere it cannot matter any more."""
    for entry in entries:
        place = place_of(entry, start)
        before = sums[place]
        sums[place] = before + to_units_of(entry & 255, factor) * (before != 0)


@njit(cache=True)
def keep(sums, need, candidates):
    """Move the candidates whose sum reaches `need` to the front; how many they are."""
    kept = 0
    for place in candidates:
        candidates[kept] = place
        kept += sums[place] >= need
    return kept


@njit(cache=True)
def clear(space, touched):
    """Set the sums to zero again."""
    if touched == ALL:
        space.sums[:] = 0
    else:
        for place in space.touched[:touched]:
            space.sums[place] = 0


@njit(cache=True)
def exact_score(corpus, lists, formula, passage):
    """The score of one passage, operation by operation as rank_bm25 computes it."""
    total = 0.0
    length = float(corpus.lengths[passage])
    norm = formula.k1 * (1 - formula.b + formula.b * length / formula.average)
    for word in range(len(formula.order)):
        i = formula.order[word]
        times = times_in(corpus, lists, i, passage)
        total += formula.idf[word] * ((times * (formula.k1 + 1)) / (norm + times))
    return total


@njit(cache=True)
def times_in(corpus, lists, i, passage):
    """How often term `i` stands in a passage."""
    if lists.row[i] >= 0:
        return float(corpus.row_times[lists.row[i], passage])
    first, last = lists.first[i], lists.last[i]
    at = seek(corpus.entries, first, last, passage, guess(first, last, passage, len(corpus.lengths)))
    if at < last and corpus.entries[at] >> 8 == passage:
        return float(corpus.times[at])
    return 0.0


@njit(cache=True)
def guess(first, last, part, whole):
    """Where in a list so many of its passages are behind one, if they are spread evenly.

    Close enough that a search from there touches a third of the memory that bisection touches.
    """
    return first + (last - first) * part // whole


@njit(cache=True)
def seek(entries, first, last, passage, near):
    """The first place whose passage is at least `passage`: from `near` in doubling steps, then by halves."""
    key, low, high, step = passage << 8, near, near, 1
    while high < last and entries[high] < key:
        low = high + 1
        high = min(high + step, last)
        step *= 2
    while low > first and entries[low - 1] >= key:
        high = low - 1
        low = max(low - step, first)
        step *= 2
    while low < high:
        middle = (low + high) >> 1
        if entries[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low


@njit(cache=True)
def offer(scores, passages, count, score, passage):
    """Put a positive score among the best, on a tie the earlier passage first; how many there are now."""
    full = count == len(scores)
    if not score > 0 or (full and not is_before(score, passage, scores[count - 1], passages[count - 1])):
        return count
    count += not full
    place = count - 1
    while place > 0 and is_before(score, passage, scores[place - 1], passages[place - 1]):
        scores[place], passages[place] = scores[place - 1], passages[place - 1]
        place -= 1
    scores[place], passages[place] = score, passage
    return count


@njit(cache=True)
def is_before(score, passage, other_score, other_passage):
    """Whether a passage ranks before another."""
    return score > other_score or (score == other_score and passage < other_passage)


@njit(cache=True)
def is_dead(dead, passage):
    """Whether a passage has been removed."""
    at = numpy.searchsorted(dead, passage)
    return at < len(dead) and dead[at] == passage


@njit(cache=True)
def place_of(entry, start):
    """Which place in the window an entry is of; unsigned: of a signed one, numba asks if it is negative."""
    return (numpy.uint64(entry) >> numpy.uint64(8)) - numpy.uint64(start)


@njit(cache=True)
def to_units_of(bound, factor):
    """A bound in units, rounded up; 0 stays 0."""
    return (numpy.uint64(bound) * numpy.uint64(factor) + numpy.uint64(65535)) >> numpy.uint64(16)


@njit(cache=True)
def to_units(score, formula):
    """A score in units, rounded down, at least 1: what sums must reach."""
    return max(1, int(score * formula.units * (1 - 1e-9)))
