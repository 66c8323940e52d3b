"""Every engine that installs on the same made-up corpus, asked in turn in one process; ratios to ours.

    python -m benchmarks.archive --sizes 10 1000 10000 100000            # about 15 minutes
    python -m benchmarks.archive --sizes 1000000 --questions 300         # about 25 minutes
    python -m benchmarks.archive --check 1000                            # differences to rank_bm25 refits
    python -m benchmarks.archive --chart docs/archive.png                # of all that --keep has kept

With `--keep FILE` the figures are put into a JSON file, size by size, from which the chart is drawn.

Times are processor time of the whole process with all its threads (tantivy's indexing and merging among
them; asked, nobody uses more than one), so that what else the machine does hardly counts; of each question
the best of `--rounds`. Building is from a file with a passage a line, its words between spaces: so an entry
of ours holds them, and so tantivy's and Lucene's tokenizers split. p50 and p99 are over questions of ten
words, "content" over their content words alone. Memory is what the process takes up while the engine is built
and asked once, in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from benchmarks import archive_peers as peers
from benchmarks.archive_corpus import Question, make_passages, make_questions
from retrieval.archive import Archive, Entry, Identity, build, merge

IDENTITY = Identity("benchmark", peers.K1, peers.B)
_ROOT = Path(__file__).parents[1]
KEPT = _ROOT / "docs" / "archive.json"
_SLOW = {"rank_bm25": 100_000, "SQLite FTS5": 100_000}
"""The largest corpus an engine is asked at; above, it takes seconds for each question."""


class Ours:
    """Our index on disk, by numba."""

    pruned = True

    def __init__(self, file: Path, folder: Path) -> None:
        build(folder, lambda done: read_entries(file, len(done)), IDENTITY, mark=1)
        self._index = Archive(folder, IDENTITY, pruned=self.pruned)

    def ask(self, terms: Sequence[str]) -> list[int]:
        """The best passages."""
        return [number for number, _ in self._index.rank(terms, peers.LIMIT)]


class OursNumpy(Ours):
    """Our index without the extra."""

    pruned = False


ENGINES: dict[str, Callable[[Path, Path], Any]] = {
    "ours (numba)": Ours,
    "ours (numpy)": OursNumpy,
    "rank_bm25": peers.RankBm25,
    "PISA MaxScore, 8 bits": peers.PisaQuantized,
    "PISA MaxScore": peers.Pisa,
    "PISA block-max WAND": peers.PisaBlockMaxWand,
    "Lucene": peers.Lucene,
    "bm25s (numba)": peers.Bm25sNumba,
    "bm25s (numpy)": peers.Bm25s,
    "tantivy": peers.Tantivy,
    "SQLite FTS5": peers.Fts5,
}


class Row(NamedTuple):
    """What was measured of one engine: seconds, bytes; agreement with ours in the best five."""

    name: str
    build: float
    disk: float
    memory: float
    first: float
    times: tuple[list[float], list[float]]
    agreement: float


def read_entries(file: Path, done: int = 0) -> Iterator[Entry]:
    """The corpus as articles of ten passages."""
    spans = [(place * 400, place * 400 + 399) for place in range(10)]
    with file.open(encoding="utf-8") as lines:
        for number, terms in enumerate(_tens(map(str.rstrip, lines))):
            if number >= done:
                yield Entry(f"a{number}", spans[: len(terms)], terms)


def measure(size: int, names: Sequence[str], questions: int, rounds: int, work: Path) -> list[Row]:
    """Build each engine in a process of its own for its memory, and here for its times."""
    file = write_corpus(size, work)
    asked = make_questions(list(_some(file, size)), questions)
    engines, built = {}, {}
    for name in names:
        if size > _SLOW.get(name, size):
            continue
        try:
            memory = _memory_of(name, file, work)
            started = time.process_time()
            engine = ENGINES[name](file, _fresh(work / "here" / name))
            ended = time.process_time()
            engine.ask(asked[0].terms)
        except (ImportError, OSError, RuntimeError, subprocess.CalledProcessError) as error:
            print(f"{name}: not measured ({str(error)[:100]})", file=sys.stderr)
            continue
        disk = sum(path.stat().st_size for path in (work / "here" / name).rglob("*") if path.is_file())
        engines[name], built[name] = engine, (ended - started, disk, memory, time.process_time() - ended)
    times = ask_in_turn(engines, asked, rounds)
    reference = [set(engines[names[0]].ask(question.terms)) for question in asked[:50]]
    return [
        Row(name, *built[name], times[name], _agreement(engine, asked, reference))
        for name, engine in engines.items()
    ]


def write_corpus(size: int, work: Path) -> Path:
    """A file with one passage a line."""
    file = work / f"{size}.txt"
    with file.open("w", encoding="utf-8") as out:
        out.writelines(" ".join(terms) + "\n" for terms in make_passages(size))
    return file


def ask_in_turn(
    engines: dict[str, Any], asked: Sequence[Question], rounds: int
) -> dict[str, tuple[list[float], list[float]]]:
    """The best time of each engine for each question, with and without stop words, sorted."""
    kinds = [question.terms for question in asked], [question.content for question in asked]
    slow = min(len(asked), 20)
    counts = {name: slow if name == "rank_bm25" else len(asked) for name in engines}
    found = {name: ([float("inf")] * count, [float("inf")] * count) for name, count in counts.items()}
    for _ in range(rounds):
        for name, engine in engines.items():
            for kind, times in zip(kinds, found[name], strict=True):
                for number in range(counts[name]):
                    started = time.process_time()
                    engine.ask(kind[number])
                    times[number] = min(times[number], time.process_time() - started)
    return {name: (sorted(whole), sorted(content)) for name, (whole, content) in found.items()}


def _agreement(engine: Any, asked: Sequence[Question], reference: Sequence[set[int]]) -> float:
    shared = sum(len(wanted & set(engine.ask(question.terms)))
                 for wanted, question in zip(reference, asked, strict=False))  # fmt: skip
    return shared / max(1, sum(map(len, reference)))


def print_table(size: int, rows: Sequence[Row]) -> None:
    """One line for each engine; x is times ours."""
    print(f"\n{size:,} passages\n| engine | build s | disk MB | memory MB | first ms | p50 ms | x | p99 ms "
          "| x | content p50 ms | x | p99 ms | x | same 5 |\n" + "|---" * 14 + "|")  # fmt: skip
    ours = rows[0]
    for row in rows:
        cells = [
            f"{row.build:.2f}",
            f"{row.disk / 1e6:.1f}",
            f"{row.memory / 1e6:.0f}",
            f"{row.first * 1e3:.1f}",
        ]
        for times, own in zip(row.times, ours.times, strict=True):
            for share in (0.5, 0.99):
                value, base = _quantile(times, share), _quantile(own, share)
                cells += [f"{value * 1e3:.3f}", f"{value / base:.2f}"]
        print(f"| {row.name} | " + " | ".join(cells) + f" | {row.agreement:.2f} |", flush=True)


def keep(file: Path, size: int, rows: Sequence[Row]) -> None:
    """Put the figures of one size into a file, in the place of earlier ones."""
    kept = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    kept[str(size)] = {
        row.name: {
            "build": row.build,
            "disk": row.disk,
            "memory": row.memory,
            "p50": _quantile(row.times[0], 0.5),
            "p99": _quantile(row.times[0], 0.99),
        }
        for row in rows
    }
    file.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def check(questions: int, sizes: Sequence[int]) -> None:
    """Count differences in best five and scores to a refit, also after adding, removing and merging."""
    from tests.archive_data import differences

    for size in sizes:
        with TemporaryDirectory() as folder:
            live = list(read_entries(write_corpus(size, Path(folder))))
            asked = [
                question.terms
                for question in make_questions([t.split() for e in live for t in e.terms], questions)
            ]
            chance, index_folder = random.Random(size), Path(folder, "index")
            build(index_folder, lambda done, live=live: live[len(done) :], IDENTITY, 1)  # type: ignore[misc]
            index = Archive(index_folder, IDENTITY, pruned=True)
            part = max(1, questions // 3)
            counted = [differences(index, live, asked[:part])]
            gone = chance.sample(live, max(1, len(live) // 20))
            come = [entry._replace(article=f"new {entry.article}") for entry in gone[::2]]
            index.apply([entry.article for entry in gone], come, 2)
            left = {entry.article for entry in gone}
            live = [entry for entry in live if entry.article not in left] + come
            counted.append(differences(index, live, asked[part : 2 * part]))
            merge(index_folder, IDENTITY)
            index.refresh()
            counted.append(differences(index, live, asked[2 * part :]))
            print(
                f"{size:>7,} passages: differences built, changed, merged: {list(map(int, counted))}",
                flush=True,
            )


def changes(size: int, work: Path) -> None:
    """How long a durable change, a merge and opening take."""
    file, folder = write_corpus(size, work), _fresh(work / "changing")
    build(folder, lambda done: read_entries(file, len(done)), IDENTITY, mark=1)
    index, new = Archive(folder, IDENTITY), list(make_passages(300, seed=99))
    spans, lines = [(place * 400, place * 400 + 399) for place in range(10)], list(map(" ".join, new))
    times = []
    for number in range(30):
        started = time.perf_counter()
        index.apply(
            [f"a{number}"], [Entry(f"n{number}", spans, lines[number * 10 : number * 10 + 10])], number
        )
        index.rank(new[number * 10], 5)
        times.append(time.perf_counter() - started)
    started = time.perf_counter()
    merge(folder, IDENTITY)
    merged = time.perf_counter() - started
    program = (
        "import sys, benchmarks.archive as b, pathlib; i = b.Archive(pathlib.Path(sys.argv[1]), b.IDENTITY);"
    )
    program += "print(i.rank(sys.argv[2].split(), 5)[0][0]);"
    program += "print(open('/proc/self/status').read().partition('VmHWM:')[2].split()[0])"
    started = time.perf_counter()
    command = [sys.executable, "-c", program, str(folder), " ".join(new[0][:10])]
    done = subprocess.run(command, cwd=_ROOT, check=True, capture_output=True, text=True)
    opened, resident = time.perf_counter() - started, int(done.stdout.split()[1]) / 1e3
    if size <= _SLOW["rank_bm25"]:
        started = time.perf_counter()
        peers.RankBm25(file, folder)
        refit, changed = time.perf_counter() - started, _quantile(sorted(times), 0.5)
        print(
            f"{size:,}: a refit of rank_bm25 {refit:.1f} s, {refit / changed:.0f} times as long as a change"
        )
    print(f"{size:,}: one article changed and asked {_quantile(sorted(times), 0.5) * 1e3:.1f} ms (worst "
          f"{max(times) * 1e3:.1f}), merge {merged:.1f} s, first answer from process start {opened:.2f} s, "
          f"resident then {resident:.0f} MB")  # fmt: skip


def _quantile(times: Sequence[float], share: float) -> float:
    return times[min(len(times) - 1, int(len(times) * share))]


def _some(file: Path, size: int) -> Iterator[list[str]]:
    step = max(1, size // 20_000)
    return (terms for number, terms in enumerate(peers.read_passages(file)) if number % step == 0)


def _tens(passages: Iterator[str]) -> Iterator[list[str]]:
    while ten := list(islice(passages, 10)):
        yield ten


def _fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _memory_of(name: str, file: Path, work: Path) -> float:
    arguments = [
        sys.executable,
        "-m",
        "benchmarks.archive",
        "--memory",
        name,
        str(file),
        str(_fresh(work / "other")),
    ]
    done = subprocess.run(
        arguments, capture_output=True, check=True, text=True, env={**os.environ, "TQDM_DISABLE": "1"}
    )
    return float(done.stdout.split()[-1])


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 1000, 10_000, 100_000])
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--engines", nargs="+", default=list(ENGINES), choices=list(ENGINES))
    parser.add_argument("--check", type=int, metavar="QUESTIONS")
    parser.add_argument("--changes", action="store_true")
    parser.add_argument("--keep", type=Path, metavar="FILE", default=None)
    parser.add_argument("--chart", type=Path, metavar="PNG", help="draw what --keep has kept")
    parser.add_argument("--memory", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.memory:
        name, file, folder = given.memory
        ENGINES[name](Path(file), Path(folder)).ask(next(peers.read_passages(Path(file)))[:10])
        # ru_maxrss would be at least that of the program that started this one
        status = Path("/proc/self/status").read_text(encoding="ascii")
        print("", int(status.partition("VmHWM:")[2].split()[0]) * 1024)
    elif given.chart:
        from benchmarks.archive_chart import draw

        draw(json.loads((given.keep or KEPT).read_text(encoding="utf-8")), given.chart)
    elif given.check:
        check(given.check, given.sizes)
    else:
        for size in given.sizes:
            with TemporaryDirectory() as work:
                if given.changes:
                    changes(size, Path(work))
                else:
                    rows = measure(size, given.engines, given.questions, given.rounds, Path(work))
                    print_table(size, rows)
                    if given.keep:
                        keep(given.keep, size, rows)


if __name__ == "__main__":
    main()
