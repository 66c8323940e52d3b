"""Which worker takes which tests: what shares a costly fixture stays together, the longest begin first."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).parent.parent
_SHARES = re.compile(r'^@pytest\.fixture\(scope="module"\)$', re.MULTILINE)
_CLUSTER = re.compile(r"\b(nodes: ThreeNodes|cluster: Cluster|archive: OpenSearchArchive)\b")
CLUSTER = "cluster"
LONGEST = (
    "tests/test_drills.py",
    CLUSTER,
    "archive",
    "tests/test_packaging.py",
    "tests/test_watched_folder.py",
    "tests/test_quotes.py",
)
"""They are begun before all others: one of them begun last would leave the other workers idle."""


class Together(LoadScopeScheduling):  # type: ignore[misc] # it is not typed
    """Tests one by one to whoever is free; those with a module's fixture or the cluster as one.

    pytest-xdist's own groups are written into node ids, where pytest 9.2 does not see them (its issue 1386).
    """

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid.partition("::")[0]) or nodeid

    def _assign_work_unit(self, node: object) -> None:
        for group in reversed(LONGEST):
            if group in self.workqueue:
                self.workqueue.move_to_end(group, last=False)
        super()._assign_work_unit(node)


@cache
def group_of(file: str) -> str:
    """The group that all tests of a file belong to; none where each goes its own way.

    >>> group_of("tests/test_drills.py"), group_of("tests/test_opensearch.py"), group_of("tests/test_ask.py")
    ('tests/test_drills.py', 'cluster', '')
    """
    if file.startswith("tests/test_archive"):
        return "archive"  # what numba compiles takes each process 8 s
    source = (ROOT / file).read_text(encoding="utf-8")
    if _CLUSTER.search(source):
        return CLUSTER
    return file if file in LONGEST or _SHARES.search(source) else ""
