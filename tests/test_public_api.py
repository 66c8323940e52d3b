"""The public names of `retrieval`: each says what it is, and shows it by an example that is run."""

from __future__ import annotations

import doctest
import inspect

import pytest

import retrieval

UNSHOWN = {
    "Index": "a Protocol; PassageIndex is the one to make",
    "Keeper": "keeps an index beside a library: tests/test_upkeep.py",
    "ArchiveUnreachableError": "needs a cluster: tests/test_opensearch.py",
    "Cluster": "needs a cluster: tests/test_opensearch.py",
    "Connection": "needs a cluster: tests/test_opensearch.py",
    "OpenSearchArchive": "needs a cluster: tests/test_opensearch.py",
    "SharedKeeper": "needs a cluster: tests/test_opensearch.py",
}
"""Names without an example that could run here, each with the reason."""


@pytest.mark.parametrize("name", retrieval.__all__)
def test_a_public_name_is_described_and_shown_by_an_example(name: str) -> None:
    thing = getattr(retrieval, name)
    described = (
        inspect.cleandoc(vars(thing).get("__doc__") or "") if isinstance(thing, type) else thing.__doc__
    )
    assert described
    found = doctest.DocTestFinder(recurse=True).find(thing, name)
    assert name in UNSHOWN or any(test.examples for test in found), f"{name} shows no example"


def test_the_types_that_a_checker_reads_are_the_names_that_are_given_out() -> None:
    source = inspect.getsource(retrieval)
    imported = [line.split(" as ")[-1] for line in source.splitlines() if line.startswith("    from ")]
    assert sorted(imported) == list(retrieval.__all__)


def test_every_public_name_is_found_in_its_home_and_listed() -> None:
    for name in retrieval.__all__:
        thing = retrieval.__getattr__(name)
        home = getattr(thing, "__module__", "retrieval")
        assert home.startswith("retrieval"), name
    assert dir(retrieval) == list(retrieval.__all__)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        retrieval.nothing  # noqa: B018
