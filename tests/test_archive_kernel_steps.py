"""The steps of the pruned search, each by itself and as plain Python, on a dozen passages.

A list is given as bounds by passage; with a factor of one, a bound is as many units.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations
from types import ModuleType
from typing import Any

import numpy
import pytest

pytest.importorskip("numba", reason="the extra `archive` is not installed")

from retrieval.archive import kernel
from tests.archive_data import plain_twin

SIZE, ONE = 12, 65536
OWL = {1: 5, 4: 7, 9: 2}
FOX = {1: 3, 2: 2, 10: 1}
DOG = {0: 1, 4: 1, 11: 1}  # a dense row

Bounds = Mapping[int, int]


@pytest.fixture(scope="module")
def plain() -> Iterator[ModuleType]:
    """The kernel's source, not compiled."""
    with plain_twin(kernel) as module:
        yield module


def _entries(bounds: Bounds) -> list[int]:
    return [passage << 8 | bound for passage, bound in bounds.items()]


def _corpus(plain: ModuleType, lists: Sequence[Bounds], rows: Sequence[Bounds] = (), dead: Any = ()) -> Any:
    """Passages of ten words; a term stands as often in a passage as its bound says."""
    row_bounds = numpy.zeros((len(rows), SIZE), dtype=numpy.uint8)
    for row, bounds in enumerate(rows):
        row_bounds[row, list(bounds)] = list(bounds.values())
    entries = numpy.array([entry for bounds in lists for entry in _entries(bounds)], dtype=numpy.uint32)
    return plain.Corpus(
        *(entries, (entries & 255).astype(numpy.uint8), row_bounds, row_bounds),
        *(numpy.full(SIZE, 10, dtype=numpy.uint32), numpy.array(dead, dtype=numpy.int64)),
    )


def _lists(plain: ModuleType, lists: Sequence[Bounds], rows: Sequence[Bounds] = ()) -> Any:
    ends = numpy.cumsum([0, *(len(bounds) for bounds in lists), *(0 for _ in rows)])
    ceiling = numpy.array([max(bounds.values()) for bounds in (*lists, *rows)])
    return plain.Lists(
        *(ends[:-1], ends[1:], numpy.array([-1] * len(lists) + list(range(len(rows))))),
        numpy.full(len(ceiling), ONE, dtype=numpy.uint32),
        numpy.append(numpy.cumsum(ceiling[::-1])[::-1], 0),
    )


def _formula(plain: ModuleType, *idf: float) -> Any:
    """A score is about the number of times, as long as it is small beside k1."""
    return plain.Formula(numpy.arange(len(idf)), numpy.array(idf), 1e6, 0.0, 10.0, 1.0)


def _space(plain: ModuleType, sums: Bounds | None = None) -> Any:
    space = plain.Space(
        *(numpy.zeros(SIZE + 1, dtype=numpy.uint16), numpy.zeros(SIZE + 1, dtype=numpy.uint32)),
        *(numpy.zeros(SIZE + 1, dtype=numpy.uint32), numpy.zeros(SIZE, dtype=numpy.uint16)),
    )
    for place, total in (sums or {}).items():
        space.sums[place] = total
    return space


def _sums(space: Any) -> dict[int, int]:
    return {place: int(space.sums[place]) for place in numpy.flatnonzero(space.sums).tolist()}


@pytest.mark.parametrize(
    ("bound", "factor", "units"),
    [
        (0, 99, 0),
        (1, 1, 1),
        (1, ONE, 1),
        (1, ONE + 1, 2),
        (255, ONE, 255),
        (2, ONE // 2, 1),
        (3, ONE // 2, 2),
    ],
)
def test_a_bound_in_units_is_rounded_up_and_nothing_stays_nothing(
    plain: ModuleType, bound: int, factor: int, units: int
) -> None:
    assert plain.to_units_of(bound, factor) == units
    sums = numpy.zeros(2, dtype=numpy.uint16)
    plain.add_row(numpy.array([0, bound], dtype=numpy.uint8), numpy.uint32(factor), sums)
    assert sums.tolist() == [0, units]


@pytest.mark.parametrize(("score", "units"), [(0.0, 1), (0.001, 1), (0.5, 499), (0.5005, 500), (2.0, 1999)])
def test_a_score_in_units_is_rounded_down_and_one_at_least(
    plain: ModuleType, score: float, units: int
) -> None:
    formula = plain.Formula((), (), 0.6, 0.4, 10.0, 1000.0)
    assert plain.to_units(score, formula) == units


def test_an_entry_lies_in_its_window_behind_the_windows_first_passage(plain: ModuleType) -> None:
    assert plain.place_of(70 << 8 | 255, 64) == 6
    assert plain.place_of(64 << 8, 64) == 0


@pytest.mark.parametrize("dead", [[], [3], [3, 7], [0, 9]])
def test_only_what_was_removed_is_dead(plain: ModuleType, dead: list[int]) -> None:
    numbers = numpy.array(dead, dtype=numpy.int64)
    assert [passage for passage in range(10) if plain.is_dead(numbers, passage)] == dead


@pytest.mark.parametrize(
    ("one", "other", "before"),
    [
        ((2.0, 5), (1.0, 3), True),
        ((1.0, 3), (2.0, 5), False),
        ((1.0, 3), (1.0, 5), True),
        ((1.0, 5), (1.0, 3), False),
        ((1.0, 3), (1.0, 3), False),
    ],
)
def test_the_higher_score_ranks_before_and_on_a_tie_the_earlier_passage(
    plain: ModuleType, one: tuple[float, int], other: tuple[float, int], before: bool
) -> None:
    assert plain.is_before(*one, *other) == before


@pytest.mark.parametrize("most", [1, 2, 3, 5])
def test_in_whatever_order_they_are_offered_the_best_are_kept_and_the_earlier_first(
    plain: ModuleType, most: int
) -> None:
    offered = [(1.0, 3), (0.0, 2), (2.0, 5), (0.5, 0), (1.0, 7), (1.0, 1)]
    best = sorted((one for one in offered if one[0] > 0), key=lambda one: (-one[0], one[1]))[:most]
    for order in permutations(offered):
        scores, passages, count = numpy.zeros(most), numpy.zeros(most, dtype=numpy.int64), 0
        for score, passage in order:
            count = plain.offer(scores, passages, count, score, passage)
        assert list(zip(scores.tolist(), passages.tolist(), strict=True))[:count] == best


def test_how_far_into_a_list_a_passage_is_looked_for_goes_with_its_number(plain: ModuleType) -> None:
    assert [plain.guess(10, 20, part, 100) for part in (0, 9, 10, 55, 100)] == [10, 10, 11, 15, 20]


@pytest.mark.parametrize(
    ("start", "end", "inside"),
    [
        (0, SIZE, [1, 4, 9]),
        (0, 4, [1]),
        (1, 5, [1, 4]),
        (4, 9, [4]),
        (5, 9, []),
        (9, SIZE, [9]),
        (10, SIZE, []),
    ],
)
def test_of_a_list_those_entries_are_taken_whose_passages_are_in_the_window(
    plain: ModuleType, start: int, end: int, inside: list[int]
) -> None:
    corpus, lists = _corpus(plain, [FOX, OWL, FOX]), _lists(plain, [FOX, OWL, FOX])
    found = plain.inside(corpus, lists, plain.Window(start, end), 1)
    assert (found >> 8).tolist() == inside


@pytest.mark.parametrize(
    ("need", "scanned", "touched", "sums"),
    [
        (12, 0, [], {}),
        (11, 1, [1, 4, 9], OWL),
        (5, 1, [1, 4, 9], OWL),
        (4, 2, [1, 4, 9, 2, 10], {1: 8, 2: 2, 4: 7, 9: 2, 10: 1}),
        (1, 3, kernel.ALL, {0: 1, 1: 8, 2: 2, 4: 8, 9: 2, 10: 1, 11: 1}),
    ],
)
def test_lists_are_added_until_those_left_cannot_together_reach_the_threshold(
    plain: ModuleType, need: int, scanned: int, touched: Any, sums: Bounds
) -> None:
    space = _space(plain)
    corpus, lists = _corpus(plain, [OWL, FOX], [DOG]), _lists(plain, [OWL, FOX], [DOG])
    found, places = plain.scan_essential(corpus, lists, plain.Window(0, SIZE), space, need)
    assert found == scanned
    assert (places if places == kernel.ALL else space.touched[:places].tolist()) == touched
    assert _sums(space) == sums


def test_in_a_later_window_places_are_counted_from_its_start(plain: ModuleType) -> None:
    space = _space(plain)
    corpus, lists = _corpus(plain, [OWL], [DOG]), _lists(plain, [OWL], [DOG])
    assert plain.scan_essential(corpus, lists, plain.Window(4, 10), space, 1) == (2, plain.ALL)
    assert _sums(space) == {0: 8, 5: 2}


def test_places_that_all_reach_what_is_needed_are_all_candidates(plain: ModuleType) -> None:
    space = _space(plain, dict.fromkeys(range(12), 4))
    assert plain.collect(space, 12, plain.ALL, 4) == 12
    assert space.candidates[:12].tolist() == list(range(12))


@pytest.mark.parametrize(("need", "found"), [(-2, [1, 4, 9]), (2, [1, 4, 9]), (3, [1, 4]), (7, [4]), (8, [])])
def test_touched_places_whose_sums_reach_what_is_needed_are_candidates(
    plain: ModuleType, need: int, found: list[int]
) -> None:
    space = _space(plain, OWL)
    space.touched[:4] = [1, 4, 9, 10]
    count = plain.collect(space, SIZE, 3, need)
    assert space.candidates[:count].tolist() == found


@pytest.mark.parametrize(
    ("need", "found"),
    [(-2, [1, 4, 9, 10]), (1, [1, 4, 9, 10]), (2, [1, 4, 9]), (3, [1, 4]), (7, [4]), (8, [])],
)
def test_after_a_dense_row_every_place_with_a_sum_may_be_a_candidate(
    plain: ModuleType, monkeypatch: pytest.MonkeyPatch, need: int, found: list[int]
) -> None:
    monkeypatch.setattr(plain, "BLOCK", 3)
    space = _space(plain, {**OWL, 10: 1, 11: 9})
    count = plain.collect(space, 11, plain.ALL, need)
    assert space.candidates[:count].tolist() == found


def test_in_a_dense_row_and_in_a_list_candidates_are_looked_up_where_they_stand(plain: ModuleType) -> None:
    window, candidates = plain.Window(3, SIZE), numpy.array([1, 2, 6, 8], dtype=numpy.uint32)
    row = numpy.zeros(SIZE, dtype=numpy.uint8)
    row[list(OWL)] = list(OWL.values())
    wanted = {1: 8, 2: 1, 6: 3, 8: 1}  # the passages 4, 5, 9 and 11
    by_row, by_list = (_space(plain, dict.fromkeys((1, 2, 6, 8), 1)) for _ in range(2))
    plain.probe_row(row, ONE, 3, by_row.sums, candidates)
    plain.probe_list(numpy.array(_entries(OWL)[1:], numpy.uint32), ONE, window, by_list.sums, candidates)
    assert _sums(by_row) == _sums(by_list) == wanted
    space, many = _space(plain, {2: 1}), numpy.array(_entries({5: 4, 6: 9, 7: 9, 8: 9, 9: 9}), numpy.uint32)
    plain.probe_list(many, ONE, window, space.sums, candidates[1:2])  # it is looked for behind the first
    assert _sums(space) == {2: 5}


def test_a_list_that_is_added_last_matters_only_where_something_is(plain: ModuleType) -> None:
    space = _space(plain, {1: 1, 2: 3})
    entries = numpy.array(_entries({3: 5, 4: 7, 5: 255}), dtype=numpy.uint32)
    plain.add_to_touched(entries, numpy.uint32(2 * ONE), 2, space.sums)
    assert _sums(space) == {1: 11, 2: 17}


@pytest.mark.parametrize("probe_cost", [0, 10**6])
@pytest.mark.parametrize(
    ("need", "left", "sums"),
    [(1, [1, 4, 9], [8, 8, 2]), (3, [1, 4], [8, 8]), (8, [1, 4], [8, 8]), (9, [], [])],
)
def test_candidates_are_dropped_that_the_lists_left_cannot_lift(
    plain: ModuleType, monkeypatch: pytest.MonkeyPatch, probe_cost: int, need: int, left: Any, sums: Any
) -> None:
    monkeypatch.setattr(plain, "PROBE_COST", probe_cost)
    corpus, lists = _corpus(plain, [OWL, FOX], [DOG]), _lists(plain, [OWL, FOX], [DOG])
    space = _space(plain, OWL)
    space.candidates[:3] = [1, 4, 9]
    count = plain.refine(corpus, lists, plain.Window(0, SIZE), space, need, 1, 3)
    assert space.candidates[:count].tolist() == left
    assert space.sums[left].tolist() == sums


def test_a_candidate_that_cannot_be_wanted_is_looked_up_in_no_further_list(plain: ModuleType) -> None:
    corpus, lists = _corpus(plain, [OWL, FOX], [DOG]), _lists(plain, [OWL, FOX], [DOG])
    space = _space(plain, {4: 7, 9: 2})
    space.candidates[:2] = [4, 9]
    assert plain.refine(corpus, lists, plain.Window(0, SIZE), space, 8, 1, 2) == 1
    assert _sums(space) == {4: 8, 9: 2}


@pytest.mark.parametrize("touched", [2, kernel.ALL])
def test_sums_are_zero_again_after_a_window(plain: ModuleType, touched: int) -> None:
    space = _space(plain, {1: 5, 4: 7})
    space.touched[:2] = [1, 4]
    plain.clear(space, touched)
    assert _sums(space) == {}


@pytest.mark.parametrize(
    ("budget", "read"), [(5, [3, 2, 0, 0]), (3, [3, 0, 0, 0]), (8, [3, 3, 2, 0]), (0, [0] * 4)]
)
def test_for_the_first_threshold_lists_are_read_in_order_within_a_budget(
    plain: ModuleType, monkeypatch: pytest.MonkeyPatch, budget: int, read: list[int]
) -> None:
    monkeypatch.setattr(plain, "TRIAL_ENTRIES", budget)
    lists = _lists(plain, [OWL, FOX, {0: 1, 8: 1}], [DOG])
    assert (plain.choose_rare(lists) - lists.first).tolist() == read


@pytest.mark.parametrize(
    ("limit", "trials", "dead", "best"),
    [
        (1, 4, [], 8),  # passage 1, by two lists
        (2, 4, [], 7),  # passage 4
        (5, 4, [], 1),  # passage 10, the last that has any
        (6, 4, [], 0),
        (1, 4, [1], 7),
        (2, 0, [1], 0),  # none is tried beyond the two that look best, and one of them went
        (2, 1, [1], 2),
        (4, 4, [1, 4], 0),
    ],
)
def test_the_first_threshold_is_the_last_wanted_score_of_those_that_look_best(
    plain: ModuleType, monkeypatch: pytest.MonkeyPatch, limit: int, trials: int, dead: list[int], best: int
) -> None:
    monkeypatch.setattr(plain, "TRIALS", trials)
    corpus, lists = _corpus(plain, [OWL, FOX], dead=dead), _lists(plain, [OWL, FOX])
    worth = numpy.zeros(SIZE, dtype=numpy.uint16)
    for _ in range(2):  # nothing is left behind
        found = plain.first_threshold(corpus, lists, _formula(plain, 1.0, 1.0), limit, worth)
        assert found == pytest.approx(best, rel=1e-3)
        assert not worth.any()


def test_a_passage_is_tried_once_for_the_first_threshold(plain: ModuleType) -> None:
    corpus, lists = _corpus(plain, [{0: 5}, {0: 2}]), _lists(plain, [{0: 5}, {0: 2}])
    worth = numpy.zeros(SIZE, dtype=numpy.uint16)
    assert plain.first_threshold(corpus, lists, _formula(plain, 1.0, 1.0), 2, worth) == 0.0


def test_a_score_is_rank_bm25s_sum_over_the_questions_words(plain: ModuleType) -> None:
    corpus, lists = _corpus(plain, [OWL, FOX], [DOG]), _lists(plain, [OWL, FOX], [DOG])
    corpus.lengths[4] = 30
    formula = plain.Formula(
        numpy.array([2, 0, 1, 2]), numpy.array([1.0, 2.0, 3.0, 1.0]), 0.5, 0.75, 20.0, 1.0
    )
    norm = 0.5 * (1 - 0.75 + 0.75 * 30 / 20)
    dog, owl = 1 * 1.5 / (norm + 1), 7 * 1.5 / (norm + 7)
    assert plain.exact_score(corpus, lists, formula, 4) == pytest.approx(2 * dog + 2.0 * owl)
    assert [plain.times_in(corpus, lists, i, 4) for i in range(3)] == [7, 0, 1]
    assert [plain.times_in(corpus, lists, 0, passage) for passage in (0, 1, 9, 10, 11)] == [0, 5, 2, 0, 0]


@pytest.mark.parametrize("units", [1.0, 1.0001])  # with the latter what is needed is what the best have
@pytest.mark.parametrize("window", [1, 3, 5, SIZE])
@pytest.mark.parametrize(
    ("limit", "dead", "found"),
    [
        (1, [], [1]),
        (2, [], [1, 4]),
        (3, [], [1, 4, 2]),
        (4, [], [1, 4, 2, 9]),
        (9, [], [1, 4, 2, 9, 10]),
        (2, [1], [4, 2]),
        (1, [1, 2, 4, 9, 10], []),
    ],
)
def test_the_best_are_found_in_every_window_and_the_earlier_first(
    plain: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    units: float,
    window: int,
    limit: int,
    dead: Any,
    found: Any,
) -> None:
    monkeypatch.setattr(plain, "WINDOW", window)
    corpus, lists, space = _corpus(plain, [OWL, FOX], dead=dead), _lists(plain, [OWL, FOX]), _space(plain)
    formula = _formula(plain, 1.0, 1.0)._replace(units=units)
    scores, passages = plain.search(corpus, lists, formula, limit, space)
    assert passages.tolist() == found
    assert scores.tolist() == sorted(scores.tolist(), reverse=True)
    assert _sums(space) == {}


@pytest.mark.parametrize(
    ("limit", "trial_entries", "scored"),
    [
        (1, 0, [0, 2]),  # the threshold is what the first had, until one is better
        (2, 0, [0, 1, 2]),
        (1, 99, [2]),  # after the first threshold, in which three were scored
        (4, 0, [0, 1, 2, 3, 5]),
    ],
)
def test_what_cannot_be_among_the_best_any_more_is_not_scored(
    plain: ModuleType, monkeypatch: pytest.MonkeyPatch, limit: int, trial_entries: int, scored: list[int]
) -> None:
    owls = {0: 50, 1: 30, 2: 90, 3: 20, 4: 10, 5: 20}
    exact, tried = plain.exact_score, list[int]()

    def score(corpus: Any, lists: Any, formula: Any, passage: int) -> float:
        tried.append(int(passage))
        return float(exact(corpus, lists, formula, passage))

    monkeypatch.setattr(plain, "exact_score", score)
    monkeypatch.setattr(plain, "TRIAL_ENTRIES", trial_entries)
    monkeypatch.setattr(plain, "TRIALS", 0)
    plain.search(_corpus(plain, [owls]), _lists(plain, [owls]), _formula(plain, 1.0), limit, _space(plain))
    assert tried[limit if trial_entries else 0 :] == scored
