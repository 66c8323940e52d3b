"""The library killed, damaged and on a full disk, counted: `python -m tests.drills.storage.library --full`.

Every trial compares what the library gives with what was put in, character by character.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from retrieval.errors import RetrievalError
from retrieval.library import Library
from retrieval.models import Article
from tests.front_ends import ROOT
from tests.library_data import make_article


class Kills(NamedTuple):
    """What SIGKILL during adding did."""

    kills: int
    acknowledged: int
    unreadable: int
    lost: int
    wrong: int
    slowest_start: float


def drill_kills(kills: int, folder: Path, seed: int = 1) -> Kills:
    """Kill a program that adds articles, again and again, and look after each kill."""
    chance = random.Random(seed)
    path, acknowledged = folder / "library.db", 0
    unreadable = lost = wrong = 0
    slowest = 0.0
    for kill in range(1, kills + 1):
        acknowledged += _add_until_killed(path, acknowledged, chance.uniform(0, 0.15))
        begin = time.monotonic()
        try:
            with Library(path) as library:
                found = {article.id: article for article in library.articles()}
                slowest = max(slowest, time.monotonic() - begin)
                first = 0 if kill == kills else max(0, acknowledged - 100)
                gone, other = _compare(library, found, first, acknowledged)
                lost, wrong, unreadable = lost + gone, wrong + other, unreadable + len(library.damage())
        except RetrievalError:
            unreadable += 1
    return Kills(kills, acknowledged, unreadable, lost, wrong, slowest)


def _compare(library: Library, found: dict[str, Article], first: int, last: int) -> tuple[int, int]:
    """How many acknowledged versions are gone, and how many are others than were added.

    Current ones are compared all; earlier ones only from article `first` on, because there are many.
    """
    current = [versions(number)[-1] for number in range(last)]
    pairs = [(article, found.get(article.id)) for article in current]
    earlier = [article for number in range(first, last) for article in versions(number)[:-1]]
    pairs += [(article, library.find(article.id)) for article in earlier]
    gone = sum(kept is None for _, kept in pairs)
    return gone, sum(kept is not None and kept != article for article, kept in pairs)


@cache
def versions(number: int) -> list[Article]:
    """Article `number` in all its versions; every third one has two, the last is current."""
    return [make_article(number, version) for version in range(1, 3 if number % 3 == 0 else 2)]


def add_for_ever(path: Path, first: int) -> None:
    """The program that is killed: it says the number of each article when the library has it."""
    with Library(path) as library:
        number = first
        while True:
            library.add_many(versions(number), added_by="drill")
            print(number, flush=True)
            number += 1


def _add_until_killed(path: Path, first: int, seconds: float) -> int:
    program = [sys.executable, "-m", "tests.drills.storage.library", "--child", str(path), str(first)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, cwd=ROOT) as child:
        assert child.stdout is not None
        heard = child.stdout.readline()
        time.sleep(seconds)
        child.send_signal(signal.SIGKILL)
        heard += child.stdout.read()
    assert child.returncode == -signal.SIGKILL, "the program ended by itself"
    # A last line without its end was not said in full; the article may be there all the same.
    return heard.count(b"\n")


Damager = Callable[[Path, random.Random], None]


def flip_bits(file: Path, chance: random.Random) -> None:
    """Turn over one to eight bits."""
    data = bytearray(file.read_bytes())
    for _ in range(chance.choice([1, 1, 1, 8])):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    file.write_bytes(data)


def flip_header(file: Path, chance: random.Random) -> None:
    """Turn over a bit in the first hundred bytes, by which SQLite knows its file."""
    data = bytearray(file.read_bytes())
    data[chance.randrange(100)] ^= 1 << chance.randrange(8)
    file.write_bytes(data)


def cut(file: Path, chance: random.Random) -> None:
    """Cut the file off anywhere, at a page's end as often as inside one."""
    size = file.stat().st_size
    os.truncate(file, chance.choice([chance.randrange(size), chance.randrange(size // 4096 + 1) * 4096]))


def zero_page(file: Path, chance: random.Random) -> None:
    """Fill one page with zeros."""
    data = bytearray(file.read_bytes())
    start = chance.randrange(len(data) // 4096) * 4096
    data[start : start + 4096] = bytes(4096)
    file.write_bytes(data)


def swap_pages(file: Path, chance: random.Random) -> None:
    """Exchange two pages, each whole in itself."""
    data = bytearray(file.read_bytes())
    one, other = (chance.randrange(len(data) // 4096) * 4096 for _ in range(2))
    first, second = data[one : one + 4096], data[other : other + 4096]
    data[one : one + 4096], data[other : other + 4096] = second, first
    file.write_bytes(data)


DAMAGERS: tuple[Damager, ...] = (flip_bits, flip_bits, flip_header, cut, zero_page, swap_pages)


def drill_damage(trials: int, folder: Path, seed: int = 1, log: bool = False) -> Counter[str]:
    """Damage a library in many ways; counts what each trial came to.

    `harmless`: everything is still there. `mended`: found, and what is left is right. `refused`: found,
    with a clear error. `an earlier state`: the end of the log was cut off. What must not happen: `wrong`,
    `unnoticed` (gone without a word) and `crashed`.
    With `log` the write-ahead log of a killed program is damaged instead of the library's own file.
    """
    chance = random.Random(seed)
    originals = _make_library(folder / "whole.db", killed=log)
    counts: Counter[str] = Counter()
    for trial in range(trials):
        place = folder / f"trial-{trial}"
        place.mkdir()
        _copy(folder / "whole.db", place / "library.db")
        damager = DAMAGERS[trial % len(DAMAGERS)]
        damager(Path(f"{place / 'library.db'}{'-wal' if log else ''}"), chance)
        came_to, missing = _judge(place / "library.db", originals)
        if log and damager is cut and came_to == "unnoticed":
            came_to = "an earlier state"  # what was cut off the end of a log leaves no trace anywhere
        counts[came_to] += 1
        counts["versions not saved"] += missing
        shutil.rmtree(place)
    return counts


def _make_library(path: Path, killed: bool) -> dict[str, Article]:
    working = path.with_name("working.db")
    with Library(working) as library:
        for number in range(40):
            library.add_many(versions(number), added_by="drill")
        if killed:  # a copy made while the library is open is what a killed program leaves
            _copy(working, path)
    if not killed:
        _copy(working, path)
    return {article.id: article for number in range(40) for article in versions(number)}


def _copy(source: Path, target: Path) -> None:
    for suffix in ("", "-wal"):
        if Path(f"{source}{suffix}").exists():
            shutil.copyfile(f"{source}{suffix}", f"{target}{suffix}")


def _judge(path: Path, originals: dict[str, Article]) -> tuple[str, int]:
    current = {versions(number)[-1].id for number in range(40)}
    try:
        with Library(path) as library:
            listed = list(library.articles())
            found = [library.find(id) for id in originals]
            newest = library.newest
            damage = library.damage()
    except RetrievalError:
        return "refused", 0
    except Exception as error:
        return f"crashed: {type(error).__name__}: {error}", 0
    given = [*listed, *(article for article in found if article is not None)]
    if any(originals.get(article.id) != article for article in given):
        return "wrong", 0
    if damage:
        return "mended", found.count(None)
    whole = all(found) and {article.id for article in listed} == current
    return "harmless" if whole and newest == make_article(39).published else "unnoticed", 0


def drill_full_disk(steps: int, folder: Path, step: int = 4096) -> Counter[str]:
    """Let the library's files grow no further than some pages, one more each time."""
    counts: Counter[str] = Counter()
    big = make_article(9, 1, 40_000)
    for number in range(steps):
        path = folder / f"{number}.db"
        with Library(path) as library:
            library.add_many(map(make_article, range(3)), added_by="drill")
            before = list(library.articles())
            size = max(Path(f"{path}{suffix}").stat().st_size for suffix in ("", "-wal"))
            with files_no_larger_than(size + number * step):
                told = _try_to_add(library, big)
                expected = [*before, big] if told == "added" else before
                right = list(library.articles()) == expected
        with Library(path) as library:
            right = right and list(library.articles()) == expected and not library.damage()
        counts[told if right else f"wrong after {told}"] += 1
    return counts


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """No file grows over `size` bytes; what Python sees is a write that fails, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def _try_to_add(library: Library, article: Article) -> str:
    try:
        library.add(article, added_by="drill")
    except RetrievalError:
        return "refused"
    return "added"


def main() -> None:
    """Run all drills and print their counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="500 kills and 1,000 damaged files")
    parser.add_argument("--child", nargs=2, metavar=("PATH", "FIRST"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.child:
        add_for_ever(Path(chosen.child[0]), int(chosen.child[1]))
    kills, damages, steps = (500, 1000, 40) if chosen.full else (10, 30, 24)
    drills: dict[str, Callable[[Path], object]] = {
        "damaged library file": lambda folder: dict(drill_damage(damages, folder)),
        "damaged log of a killed program": lambda folder: dict(drill_damage(damages // 2, folder, log=True)),
        "disk full, in steps of 4 kB": lambda folder: dict(drill_full_disk(steps, folder)),
        "kills during adding": lambda folder: drill_kills(kills, folder),
    }
    for name, drill in drills.items():
        begin = time.monotonic()
        with TemporaryDirectory() as folder:
            print(f"{name}: {drill(Path(folder))}, {time.monotonic() - begin:.0f} s", flush=True)


if __name__ == "__main__":
    main()
