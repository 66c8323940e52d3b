"""What OpenSearch costs and keeps beside the index in memory: quality, order and time of the same questions.

    python -m benchmarks.opensearch QUESTION_SET [--limit N] [--address URL ...]

Both are asked in turn, in one process. Without an address, the tests' three nodes are started.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from retrieval import Cluster, Connection, Index, OpenSearchArchive, PassageIndex, evaluate
from retrieval.evaluation import Mode, sample
from retrieval.questionset import QuestionSet, read_question_set
from tests.opensearch.cluster import ThreeNodes

_T = TypeVar("_T")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, default=150)
    parser.add_argument("--address", action="append", default=[])
    arguments = parser.parse_args()
    asked = read_question_set(arguments.folder)
    with ExitStack() as open_things:
        addresses = tuple(arguments.address)
        if not addresses:
            folder = Path(open_things.enter_context(tempfile.TemporaryDirectory()))
            addresses = open_things.enter_context(ThreeNodes(folder)).addresses
        archive = OpenSearchArchive(Cluster(Connection(addresses)), f"benchmark-{uuid4().hex[:8]}", grace=0)
        archive.open()
        open_things.callback(archive.drop)
        compare(asked, archive, arguments.limit)


def compare(asked: QuestionSet, archive: OpenSearchArchive, limit: int) -> None:
    """Load both, ask both, and print what came of it."""
    _, loading = timed(lambda: archive.add(asked.articles))
    here, building = timed(lambda: PassageIndex(asked.articles))
    here.search("warm", 1)
    print(f"{len(here.articles)} articles, {len(here.passages)} passages of {asked.name}, {limit} questions")
    print(f"made in: memory {building:.1f} s, OpenSearch {loading:.1f} s")
    indexes: tuple[Index, ...] = (here, archive.index())
    reports = [evaluate(asked, mode=Mode.LIBRARY, limit=limit, index=index) for index in indexes]
    print(f"\n{'':14}{'memory':>10}{'opensearch':>12}{'n':>6}")
    for ours, theirs in zip(reports[0].metrics, reports[1].metrics, strict=True):
        print(f"{ours.name:14}{ours.value:>10.1%}{theirs.value:>12.1%}{ours.n:>6}")
    questions = [question.question for question in sample(asked.questions, Mode.LIBRARY, limit)]
    print_orders(questions, here, archive)


def print_orders(questions: Sequence[str], here: PassageIndex, archive: OpenSearchArchive) -> None:
    """How far the five best passages are the same, and how long the search for them takes."""
    same, shared, errors = 0, list[float](), list[float]()
    times: dict[str, list[float]] = {"memory": [], "opensearch": []}
    for question in questions:
        ours, took = timed(lambda question=question: here.search(question, 5))
        times["memory"].append(took)
        index = archive.index()
        theirs, took = timed(lambda question=question, index=index: index.search(question, 5))
        times["opensearch"].append(took)
        places = {(hit.passage.article.id, hit.passage.span): hit.score for hit in ours}
        found = {(hit.passage.article.id, hit.passage.span): hit.score for hit in theirs}
        same += list(places) == list(found)
        shared.append(len(places.keys() & found.keys()) / max(1, len(places)))
        errors += [abs(found[key] / places[key] - 1) for key in places.keys() & found.keys()]
    print(
        f"\nfive best passages: shared {statistics.mean(shared):.1%}, same order {same / len(questions):.1%}"
    )
    mean, most = statistics.mean(errors), max(errors)
    print(f"scores differ by {mean:.2%} on average, {most:.2%} at most (lengths in a byte)")
    for name, took in times.items():
        took.sort()
        p50, p99 = 1000 * took[len(took) // 2], 1000 * took[len(took) * 99 // 100]
        print(f"{name:12} p50 {p50:7.1f} ms   p99 {p99:7.1f} ms")


def timed(work: Callable[[], _T]) -> tuple[_T, float]:
    """What came of it, and the seconds it took."""
    began = time.perf_counter()
    return work(), time.perf_counter() - began


if __name__ == "__main__":
    main()
