"""What hostile addresses, bombs and files cost, and whether anybody notices: the figures behind the tests.

    python -m benchmarks.hostile

Four tables. Addresses: each is fetched with every way out led to a small site or to a canary, which counts
the connections that a private address would have got; with the guard's list taken away the same addresses
show that the canary hears. Bombs: each is fetched by a fresh process, with its peak of memory above a plain
fetch. Files: each is read by a pool in a fresh parent, with the parent's peak above an ordinary file's.
Questions: asked again and again of the shipped article while all hostile files are read by the same process,
beside the same with nothing else to do, and with ordinary files read (two readers keep two cores busy).
"""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from ipaddress import ip_network
from pathlib import Path

from retrieval import ArticleError, ExtractionPool, FetchError, PassageIndex, answer, read_articles
from retrieval.fetch import FetchLimits
from tests.site import Site
from tests.test_fetch import OTHER_REFUSALS, PRIVATE_SPELLINGS, measure_bombs
from tests.test_sandbox import HOSTILE, measure, mixed_file

SEEDS = Path(__file__).parent.parent / "seeds"
QUESTION = "How does the Northern Command combat fentanyl trafficking?"
PAUSE = 0.02
"""Seconds between two questions."""
MOST_SECONDS, MOST_MIB, MOST_LATER = 10.0, 50.0, 0.2

File = tuple[bytes, str]


def main() -> None:
    """Print the four tables."""
    _addresses()
    _bombs()
    _files()
    _questions()


def _addresses() -> None:
    addresses = PRIVATE_SPELLINGS + OTHER_REFUSALS
    with closing(Site()) as site:
        refused = sum(_is_refused(site, address) for address in addresses)
        heard = site.canary_connections()
    with closing(Site()) as site:
        everything = [ip_network("0.0.0.0/0"), ip_network("::/0")]
        for address in PRIVATE_SPELLINGS:  # the canary hears and never answers
            with suppress(FetchError):
                site.fetcher(trusted=everything, limits=FetchLimits(seconds=0.2)).fetch(address)
        unguarded = site.canary_connections()
    print(f"{len(addresses)} hostile addresses, {len(PRIVATE_SPELLINGS)} of them lead to a private one")
    print(f"  {refused} refused, {heard} connections at the canary ({unguarded} without the guard's list)")


def _is_refused(site: Site, address: str) -> bool:
    try:
        site.fetcher().fetch(address)
    except FetchError:
        return True
    return False


def _bombs() -> None:
    rows = measure_bombs(FetchLimits().seconds)
    print(f"\n{len(rows)} bombs, to reach: an error each, at most +{MOST_MIB:g} MiB")
    for row in rows:
        print(f"  {row['path']:20} {row['seconds']:5.1f} s  +{row['mib']:4.1f} MiB  {row['error']}")
    print(f"  {'worst':20} {max(r['seconds'] for r in rows):5.1f} s  +{max(r['mib'] for r in rows):4.1f} MiB")


def _files() -> None:
    rows = measure(list(HOSTILE))
    print(f"\n{len(rows)} hostile files, to reach: at most {MOST_SECONDS:g} s each, +{MOST_MIB:g} MiB")
    for row in rows:
        figures = f"{row['seconds']:5.1f} s  +{row['mib']:4.1f} MiB  {row['size'] / 1e6:5.1f} MB"
        print(f"  {row['name']:20} {figures}  {row['outcome']}")
    print(f"  {'worst':20} {max(r['seconds'] for r in rows):5.1f} s  +{max(r['mib'] for r in rows):4.1f} MiB")


def _questions() -> None:
    index = PassageIndex(read_articles(SEEDS))
    ordinary = [mixed_file(number) for number in range(500)]
    hostile = [(make(), name) for name, make in HOSTILE.items()]
    print(f"\na question meanwhile, to reach: at most {MOST_LATER * 1000:g} ms later than usual")
    usual = _latencies(index, lambda: time.sleep(10))
    for name, seconds in (
        ("nothing else to do", usual),
        (f"{len(ordinary)} ordinary files read", _latencies(index, lambda: _read(ordinary))),
        (f"{len(hostile)} hostile files read", _latencies(index, lambda: _read(hostile))),
    ):
        median, high, most = statistics.median(seconds), _part(seconds, 0.99), max(seconds)
        later = (most - statistics.median(usual)) * 1000
        figures = f"median {median * 1000:5.1f}  p99 {high * 1000:5.1f}  most {most * 1000:5.1f} ms"
        print(f"  {name:26} {len(seconds):6,} questions  {figures}  (+{later:.0f} ms)")


def _latencies(index: PassageIndex, work: Callable[[], None]) -> list[float]:
    """Seconds that each question took while `work` was done in other threads."""
    with _in_background(work) as working:
        return list(_ask(index, working))


def _ask(index: PassageIndex, working: Callable[[], bool]) -> Iterator[float]:
    while working():
        started = time.perf_counter()
        answer(QUESTION, index)
        yield time.perf_counter() - started
        time.sleep(PAUSE)


@contextmanager
def _in_background(work: Callable[[], None]) -> Iterator[Callable[[], bool]]:
    thread = threading.Thread(target=work)
    thread.start()
    yield thread.is_alive
    thread.join()


def _read(files: Iterable[File]) -> None:
    waiting = list(files)
    with ExtractionPool() as pool:
        readers = [threading.Thread(target=_read_some, args=[pool, waiting]) for _ in range(pool.size)]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()


def _read_some(pool: ExtractionPool, waiting: list[File]) -> None:
    while waiting:
        with suppress(ArticleError, IndexError):
            pool.extract(*waiting.pop())


def _part(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


if __name__ == "__main__":
    main()
