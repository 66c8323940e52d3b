"""The fixtures that give a test the cluster, or skip it with the reason where none can be started."""

from __future__ import annotations

import time
from collections.abc import Iterator
from uuid import uuid4

import pytest

from retrieval.opensearch import Cluster, Connection, OpenSearchArchive
from tests.opensearch.cluster import ThreeNodes
from tests.opensearch.java import Unavailable, find_jdk, node_classpath
from tests.scheduling import CLUSTER, group_of


@pytest.fixture(scope="session")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ThreeNodes]:
    """Three nodes, started once for all tests."""
    try:
        find_jdk()
        node_classpath()
    except Unavailable as reason:
        pytest.skip(f"OpenSearch cannot be started here: {reason}")
    began = time.monotonic()
    with ThreeNodes(tmp_path_factory.mktemp("opensearch")) as running:
        print(f"\nthree OpenSearch nodes after {time.monotonic() - began:.0f} s")
        _RUNNING.append(running)
        yield running
        _RUNNING.clear()


_RUNNING: list[ThreeNodes] = []


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Stop the nodes once the last file that asks them is through: idle they take a 25th of two cores."""
    if nextitem is None or group_of(_file(nextitem)) != CLUSTER:
        for running in _RUNNING:
            running.stop()


def _file(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


@pytest.fixture
def cluster(nodes: ThreeNodes) -> Iterator[Cluster]:
    """A door to the three nodes, all of which run."""
    nodes.make_whole()
    opened = Cluster(Connection(nodes.addresses))
    yield opened
    opened.close()


@pytest.fixture
def archive(cluster: Cluster) -> Iterator[OpenSearchArchive]:
    """An empty archive of the test's own."""
    made = OpenSearchArchive(cluster, f"test-{uuid4().hex[:8]}", grace=0)
    made.open(shards=2)
    yield made
    cluster.delete(list(cluster.indices(f"{made.name}-*")))
