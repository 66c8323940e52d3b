"""How long a question to a library takes beyond finding its passages, in milliseconds.

    python -m benchmarks.beyond_ranking /path/to/data/news --limit 300

Each question is asked once to warm up what is kept of an article, then timed; what `contenders` takes
(BM25 of passages and articles) is left out. Processor time is told: what else runs does not count.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from statistics import mean, median
from time import process_time

from retrieval.answering import answer
from retrieval.evaluation import Mode, sample
from retrieval.index import PassageIndex, Standing, Weighing
from retrieval.questionset import read_question_set


class TimedIndex(PassageIndex):
    """An index that counts the seconds its own part of a question takes."""

    ranking = 0.0

    def contenders(
        self, terms: Sequence[str], limit: int, weighing: Weighing, now: datetime | date | None = None
    ) -> dict[int, Standing]:
        """As its parent's, timed."""
        begun = process_time()
        found = super().contenders(terms, limit, weighing, now)
        self.ranking += process_time() - begun
        return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Ask and print median, mean and the slowest twentieth."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, default=300)
    options = parser.parse_args(arguments)
    asked = read_question_set(options.folder)
    index = TimedIndex(asked.articles)
    times = []
    for question in sample(asked.questions, Mode.LIBRARY, options.limit):
        answer(question.question, index, now=question.date)
        index.ranking, begun = 0.0, process_time()
        answer(question.question, index, now=question.date)
        times.append(1_000 * (process_time() - begun - index.ranking))
    slow = sorted(times)[int(0.95 * len(times))]
    print(f"{len(times)} questions: median {median(times):.1f} ms, mean {mean(times):.1f}, p95 {slow:.1f}")


if __name__ == "__main__":
    main()
