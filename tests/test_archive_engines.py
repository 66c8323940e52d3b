"""Which engine searches: numpy's scan at once, and numba's pruning as soon as it is loaded and worth it."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("numba", reason="the extra `archive` is not installed")

from retrieval.archive import engines, kernel, pruning
from retrieval.archive.assembling import assemble
from retrieval.archive.engines import DeferredEngine, choose_engine
from retrieval.archive.postings import Postings
from retrieval.archive.pruning import Pruning
from retrieval.archive.scanning import Scan, Wanted
from retrieval.archive.scoring import Weighting
from tests.archive_data import LOTS, make_runs, plain_twin

WANTED = [Wanted(0, 2.0), Wanted(1, 1.0)]


@pytest.fixture(scope="module")
def postings() -> Postings:
    runs, lengths, words = make_runs(LOTS)
    return assemble(lambda: runs, lengths, words, Weighting(0.6, 0.4))


@pytest.fixture
def loading(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bool]]:
    """Whether pruning was chosen, each time; it is loaded in the background, and here not compiled."""
    chosen: list[bool] = []
    with plain_twin(kernel) as plain:
        monkeypatch.setattr(pruning, "search", plain.search)

    def choose(postings: Postings, pruned: bool) -> engines.Engine:
        chosen.append(pruned)
        return choose_engine(postings, pruned)

    monkeypatch.setattr(engines, "choose_engine", choose)
    yield chosen
    gc.unfreeze()


def test_what_is_loaded_has_searched_before_it_is_asked(
    monkeypatch: pytest.MonkeyPatch, loading: list[bool]
) -> None:
    searched, search = list[int](), vars(pruning)["search"]

    def record(*arguments: Any) -> Any:
        searched.append(1)
        return search(*arguments)

    monkeypatch.setattr(pruning, "search", record)
    monkeypatch.setattr(engines, "PRUNED_FROM", 1)
    runs, lengths, words = make_runs(LOTS, first=3)  # the first three stand in titles only
    for lots, times in (([], 0), (runs, 1)):
        held = assemble(lambda lots=lots: lots, lengths, words, Weighting(0.6, 0.4))  # type: ignore[misc]
        DeferredEngine(held)
        _wait()
        assert len(searched) == times
    assert loading == [True, True]


def _wait() -> None:
    for thread in threading.enumerate():
        if thread.name.endswith("(_load)"):
            thread.join()


def test_an_engine_is_chosen_by_whether_it_prunes(postings: Postings) -> None:
    assert isinstance(choose_engine(postings, pruned=False), Scan)
    assert isinstance(choose_engine(postings, pruned=True), Pruning)


@pytest.mark.parametrize(
    ("pruned", "more", "chosen"),
    [(None, 0, [True]), (None, 1, []), (None, -1, [True]), (False, -1, []), (True, 1, [True])],
)
def test_pruning_is_loaded_where_it_is_worth_it_or_asked_for(
    postings: Postings,
    monkeypatch: pytest.MonkeyPatch,
    loading: list[bool],
    pruned: bool | None,
    more: int,
    chosen: list[bool],
) -> None:
    monkeypatch.setattr(engines, "PRUNED_FROM", postings.size + more)
    engine = DeferredEngine(postings, pruned)
    scan = Scan(postings)
    for _ in range(2):
        assert engine.search(WANTED, 2.0, 3) == scan.search(WANTED, 2.0, 3)
        assert engine.scores(WANTED, 2.0).tolist() == scan.scores(WANTED, 2.0).tolist()
        _wait()
    assert loading == chosen
    assert isinstance(engine._engine, Pruning) == bool(chosen)


@pytest.mark.parametrize("error", [ImportError, RuntimeError])
def test_where_pruning_does_not_load_scanning_goes_on(
    postings: Postings, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    tried: list[int] = []

    def choose(postings: Postings, pruned: bool) -> engines.Engine:
        tried.append(1)
        raise error("no place to compile for")

    monkeypatch.setattr(engines, "choose_engine", choose)
    monkeypatch.setattr(engines, "PRUNED_FROM", 1)
    engine = DeferredEngine(postings)
    _wait()
    assert tried
    assert engine.search(WANTED, 2.0, 3) == Scan(postings).search(WANTED, 2.0, 3)


def test_a_program_that_ends_does_not_wait_for_what_is_loaded(
    postings: Postings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = threading.Event()
    monkeypatch.setattr(engines, "choose_engine", lambda *_, **__: ended.wait(60) and Scan(postings))
    monkeypatch.setattr(engines, "PRUNED_FROM", 1)
    DeferredEngine(postings)
    assert [thread.daemon for thread in threading.enumerate() if thread.name.endswith("(_load)")] == [True]
    ended.set()
    _wait()
    gc.unfreeze()


def test_without_numba_nothing_is_loaded(
    postings: Postings, monkeypatch: pytest.MonkeyPatch, loading: list[bool]
) -> None:
    monkeypatch.setattr(engines, "PRUNED_FROM", 1)
    monkeypatch.setattr(engines, "find_spec", lambda _: None)
    engine = DeferredEngine(postings)
    _wait()
    assert loading == []
    assert engine.search(WANTED, 2.0, 3) == Scan(postings).search(WANTED, 2.0, 3)
