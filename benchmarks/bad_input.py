"""How long bad input takes: 50,000 characters, emoji, other scripts, regex characters, a whole article.

    python -m benchmarks.bad_input seeds

Prints the milliseconds of each case of tests/test_bad_input.py, the best of five, and how many times
those of an ordinary question that is.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

from retrieval import PassageIndex, answer, read_articles
from tests.test_bad_input import CASES, ORDINARY


def main(arguments: Sequence[str] | None = None) -> None:
    """Ask every case and print its time."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else None)
    parser.add_argument("articles", type=Path)
    index = PassageIndex(read_articles(parser.parse_args(arguments).articles))
    ordinary = _milliseconds(index, ORDINARY)
    print(f"{'an ordinary question':32}{ordinary:8.2f} ms")
    for name, question in {**CASES, "the whole article": index.articles[0].text}.items():
        spent = _milliseconds(index, question)
        print(f"{name:32}{spent:8.2f} ms{spent / ordinary:8.1f} x")


def _milliseconds(index: PassageIndex, question: str) -> float:
    times = []
    for _ in range(5):
        started = time.perf_counter()
        answer(question, index, 9)
        times.append(time.perf_counter() - started)
    return 1_000 * min(times)


if __name__ == "__main__":
    main()
