"""Whole answers from a large library: words, ranking, evidence and what is cited, as a front end asks.

    python -m benchmarks.archive_corpus articles.jsonl 1000000
    VERBATIM_DATA=data verbatim articles add articles.jsonl
    python -m benchmarks.archive_answers data                       # --questions 300 --rounds 3

Times are processor time of the whole process, of each question the best of `--rounds`, with nothing kept
of the articles from the round before; `worst` has every single time in it, pauses for garbage included.
"""

from __future__ import annotations

import argparse
import gc
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from benchmarks.archive_corpus import make_passages, make_questions
from retrieval.answering import MOST_CITATIONS, answer
from retrieval.catalogue.index import ArchiveIndex
from retrieval.catalogue.upkeep import Keeper
from retrieval.library import Library

TODAY = date(2026, 11, 28)
_SETTLED = 4.0
"""Seconds until the compiled search is loaded in the background."""


def measure(index: ArchiveIndex, questions: Sequence[str], rounds: int) -> tuple[list[float], list[float]]:
    """The best time of each question, sorted, and all times, sorted."""
    best, every = [float("inf")] * len(questions), []
    for _ in range(rounds):
        for number, question in enumerate(questions):
            started = time.process_time()
            answer(question, index, MOST_CITATIONS, now=TODAY)
            every.append(time.process_time() - started)
            best[number] = min(best[number], every[-1])
        index.forget()
    return sorted(best), sorted(every)


def resident() -> str:
    """How much memory the process has now, in MB: all, and its own without mapped files."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    whole, own = (int(status.partition(f"{name}:")[2].split()[0]) / 1e3 for name in ("VmRSS", "RssAnon"))
    return f"{whole:.0f} MB resident, {own:.0f} of them not mapped files"


def main() -> None:
    """Open, ask, and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, help="a data folder that has a large library")
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    asked = make_questions(list(make_passages(2000)), given.questions)
    started = time.process_time()
    with Library(given.data / "library.sqlite") as library:
        index = Keeper(library, given.data / "index").index()
        assert isinstance(index, ArchiveIndex), "a library as small as this is searched in memory"
        answer(" ".join(asked[0].terms), index, now=TODAY)
        took = time.process_time() - started
        print(f"{len(index.passages):,} passages: opened and asked once in {took:.2f} s")
        time.sleep(_SETTLED)
        gc.collect()
        for name, questions in (
            ("ten words", [" ".join(question.terms) + "?" for question in asked]),
            ("content words", [" ".join(question.content) + "?" for question in asked]),
        ):
            best, every = measure(index, questions, given.rounds)
            p50, p99 = (best[int(len(best) * share)] * 1e3 for share in (0.5, 0.99))
            single, worst = every[int(len(every) * 0.99)] * 1e3, every[-1] * 1e3
            print(f"{name}: p50 {p50:.1f} ms, p99 {p99:.1f} ms; single times p99 {single:.1f} ms, "
                  f"worst {worst:.1f} ms; {resident()}", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
