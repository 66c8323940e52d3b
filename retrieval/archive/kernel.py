"""The compiled part of pruning: numba functions, each one step of what `pruning.py` explains.

Everything here counts in units: whole numbers that bound scores from above, scaled so that a
passage's sum fits 16 bits. Only `exact_score` computes scores. Imported by `pruning.py` alone.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy
from numba import njit

WINDOW = 1 << 15
"""Passages at a time: their 16-bit sums, 64 kB, stay in the second-level cache."""

BLOCK = 64
"""Sums of which one maximum is taken before any of them is looked at."""

PROBE_COST = 12
"""A search in a list costs about as much as adding so many entries of it."""

TRIALS, TRIAL_ENTRIES = 48, 8192
"""Passages scored for the first threshold, and entries of the rarest lists they are chosen from."""


class Lists(NamedTuple):
    """The question's distinct terms, the one that can add most first."""

    first: Any  # where the list begins in `entries`
    last: Any  # where it ends
    row: Any  # its dense row, or -1
    factor: Any  # units per bound, times 65536
    ceiling: Any  # the most units it can add to one passage
    rest: Any  # the most that it and all behind it can add; one more, 0, at the end


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


@njit(cache=True)
def search(corpus, lists, formula, limit, scratch):
    """Passages and exact scores of the best, best first. `scratch`: a zero for every passage."""
    scores, passages = numpy.zeros(limit), numpy.zeros(limit, numpy.int64)
    threshold = first_threshold(corpus, lists, formula, limit, scratch)
    begin, sums = lists.first.copy(), numpy.zeros(WINDOW, numpy.uint16)
    places, found = numpy.empty(WINDOW, numpy.int64), 0
    for start in range(0, len(corpus.lengths), WINDOW):
        need = to_units(threshold, formula)
        if lists.rest[0] < need:
            break
        end = min(start + WINDOW, len(corpus.lengths))
        cursor = begin.copy()
        scanned = scan_essential(corpus, lists, begin, cursor, sums, start, end, need)
        count = collect(sums, end - start, need - lists.rest[scanned], places)
        count = refine(corpus, lists, begin, cursor, sums, start, end, need, scanned, places, count)
        for place in places[:count]:
            if sums[place] >= need and not is_dead(corpus.dead, start + place):
                score = exact_score(corpus, lists, formula, begin, start + place)
                found = offer(scores, passages, found, score, start + place)
                if found == limit and scores[limit - 1] > threshold:
                    threshold = scores[limit - 1]
                    need = to_units(threshold, formula)
        sums[: end - start] = 0
        begin = cursor
    return scores[:found], passages[:found]


@njit(cache=True)
def first_threshold(corpus, lists, formula, limit, scratch):
    """The limit-th best score among passages that look best by the rarest lists; 0.0 if too few."""
    chosen, worth = numpy.zeros(TRIALS + limit, numpy.int64), numpy.zeros(TRIALS + limit)
    used = choose_rare(lists)
    for i in range(len(lists.row)):
        for at in range(lists.first[i], used[i]):
            entry = corpus.entries[at]
            scratch[entry >> 8] += to_units_of(entry & 255, lists.factor[i])
    count = 0
    for i in range(len(lists.row)):
        for at in range(lists.first[i], used[i]):
            passage = corpus.entries[at] >> 8
            if scratch[passage]:
                count = offer(worth, chosen, count, float(scratch[passage]), passage)
                scratch[passage] = 0
    scores, passages, found = numpy.zeros(limit), numpy.zeros(limit, numpy.int64), 0
    for passage in chosen[:count]:
        if not is_dead(corpus.dead, passage):
            score = exact_score(corpus, lists, formula, lists.first, passage)
            found = offer(scores, passages, found, score, passage)
    return scores[limit - 1] if found == limit else 0.0


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
def scan_essential(corpus, lists, begin, cursor, sums, start, end, need):
    """Add up lists until those left cannot together lift a passage to `need`; how many were added."""
    for i in range(len(lists.row)):
        if lists.rest[i] < need:
            return i
        add_list(corpus, lists, i, begin, cursor, sums, start, end)
    return len(lists.row)


@njit(cache=True)
def add_list(corpus, lists, i, begin, cursor, sums, start, end):
    """Add all units of list `i` inside the window to the sums."""
    factor, row = lists.factor[i], lists.row[i]
    if row >= 0:
        add_row(corpus.row_bounds[row, start:end], factor, sums)
        return
    begin[i] = seek(corpus.entries, begin[i], lists.last[i], start << 8)
    cursor[i] = seek(corpus.entries, begin[i], lists.last[i], end << 8)
    add_entries(corpus.entries[begin[i] : cursor[i]], factor, start, sums)


@njit(cache=True)
def add_row(bounds, factor, sums):
    """Add a dense row's units; the loop becomes vector instructions."""
    for place in range(len(bounds)):
        units = (numpy.uint32(bounds[place]) * factor + numpy.uint32(65535)) >> numpy.uint32(16)
        sums[place] += numpy.uint16(units)


@njit(cache=True)
def add_entries(entries, factor, start, sums):
    """Add a list's units."""
    for entry in entries:
        sums[(entry >> 8) - start] += to_units_of(entry & 255, factor)


@njit(cache=True)
def collect(sums, size, need, places):
    """Write the places whose sum reaches `need` (at least 1) and give their number."""
    least, count = max(need, 1), 0
    for first in range(0, size, BLOCK):
        last, top = min(first + BLOCK, size), numpy.uint16(0)
        for place in range(first, last):
            top = max(top, sums[place])
        if top >= least:
            for place in range(first, last):
                if sums[place] >= least:
                    places[count] = place
                    count += 1
    return count


@njit(cache=True)
def refine(corpus, lists, begin, cursor, sums, start, end, need, scanned, places, count):
    """Add the lists left to the candidates, the most telling first, and drop what cannot reach `need`."""
    for i in range(scanned, len(lists.row)):
        if not count:
            break
        if lists.row[i] >= 0:
            probe_row(corpus.row_bounds[lists.row[i]], lists.factor[i], sums, start, places[:count])
        elif count * PROBE_COST < (lists.last[i] - lists.first[i]) * (end - start) // len(corpus.lengths):
            begin[i] = seek(corpus.entries, begin[i], lists.last[i], start << 8)
            cursor[i] = probe_list(corpus.entries, lists, i, begin[i], sums, start, places[:count])
        else:
            add_list(corpus, lists, i, begin, cursor, sums, start, end)
        count = keep(sums, need - lists.rest[i + 1], places, count)
    return count


@njit(cache=True)
def probe_row(bounds, factor, sums, start, places):
    """Look each candidate up in a dense row."""
    for place in places:
        sums[place] += to_units_of(bounds[start + place], factor)


@njit(cache=True)
def probe_list(entries, lists, i, at, sums, start, places):
    """Look each candidate up in a list from `at` on; where the search ended."""
    for place in places:
        at = seek(entries, at, lists.last[i], (start + place) << 8)
        if at < lists.last[i] and entries[at] >> 8 == start + place:
            sums[place] += to_units_of(entries[at] & 255, lists.factor[i])
    return at


@njit(cache=True)
def keep(sums, need, places, count):
    """Move the places whose sum reaches `need` to the front; how many they are."""
    kept = 0
    for place in places[:count]:
        if sums[place] >= need:
            places[kept] = place
            kept += 1
    return kept


@njit(cache=True)
def exact_score(corpus, lists, formula, begin, passage):
    """The score of one passage, operation by operation as rank_bm25 computes it."""
    total = 0.0
    length = float(corpus.lengths[passage])
    norm = formula.k1 * (1 - formula.b + formula.b * length / formula.average)
    for word in range(len(formula.order)):
        i = formula.order[word]
        times = times_in(corpus, lists, i, begin[i], passage)
        total += formula.idf[word] * ((times * (formula.k1 + 1)) / (norm + times))
    return total


@njit(cache=True)
def times_in(corpus, lists, i, at, passage):
    """How often term `i` stands in a passage."""
    if lists.row[i] >= 0:
        return float(corpus.row_times[lists.row[i], passage])
    at = seek(corpus.entries, at, lists.last[i], passage << 8)
    if at < lists.last[i] and corpus.entries[at] >> 8 == passage:
        return float(corpus.times[at])
    return 0.0


@njit(cache=True)
def seek(entries, at, last, key):
    """The first place from `at` on whose entry is at least `key`: in doubling steps, then by halves."""
    step = 1
    while at + step <= last and entries[at + step - 1] < key:
        at += step
        step *= 2
    low, high = at, min(at + step - 1, last)
    while low < high:
        middle = (low + high) >> 1
        if entries[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low


@njit(cache=True)
def offer(scores, passages, count, score, passage):
    """Put a positive score among the best, behind equal ones; how many there are now."""
    if not score > 0 or (count == len(scores) and score <= scores[count - 1]):
        return count
    count = min(count + 1, len(scores))
    place = count - 1
    while place > 0 and scores[place - 1] < score:
        scores[place], passages[place] = scores[place - 1], passages[place - 1]
        place -= 1
    scores[place], passages[place] = score, passage
    return count


@njit(cache=True)
def is_dead(dead, passage):
    """Whether a passage has been removed."""
    if not len(dead):
        return False
    at = numpy.searchsorted(dead, passage)
    return at < len(dead) and dead[at] == passage


@njit(cache=True)
def to_units_of(bound, factor):
    """A bound in units, rounded up; 0 stays 0."""
    return (numpy.uint64(bound) * numpy.uint64(factor) + numpy.uint64(65535)) >> numpy.uint64(16)


@njit(cache=True)
def to_units(score, formula):
    """A score in units, rounded down, at least 1: what sums must reach."""
    return max(1, int(score * formula.units * (1 - 1e-9)))
