"""The archive's index on disk: always rank_bm25's answers for what is live; whole, or named as damaged."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from retrieval.archive import (
    Archive,
    DamagedIndexError,
    Entry,
    Identity,
    IndexBusyError,
    build,
    making,
    merge,
)
from retrieval.archive.generations import locked
from tests.archive_data import ENGINES, IDENTITY, differences, make_entry, make_terms
from tests.front_ends import ROOT


def _entries(count: int, seed: int = 1) -> list[Entry]:
    chance = random.Random(seed)
    return [make_entry(chance, f"a{number}") for number in range(count)]


def _questions(count: int, seed: int = 2) -> list[list[str]]:
    chance = random.Random(seed)
    return [make_terms(chance, chance.randrange(12)) for _ in range(count)]


def _build(folder: Path, entries: list[Entry], mark: int = 1) -> None:
    build(folder, lambda done: entries[len(done) :], IDENTITY, mark)


@ENGINES
def test_after_any_adding_removing_and_merging_answers_are_those_of_a_refit(
    tmp_path: Path, pruned: bool
) -> None:
    chance, live = random.Random(3), _entries(200)
    _build(tmp_path, live)
    index = Archive(tmp_path, IDENTITY, pruned=pruned)
    for step in range(12):
        gone = [entry.article for entry in chance.sample(live, 5)]
        come = [make_entry(chance, f"b{step}-{number}") for number in range(4)]
        come.append(make_entry(chance, live[7].article))  # takes the place of the one with its id
        index.apply(gone, come, mark=step + 2)
        left_out = {*gone, live[7].article}
        live = [entry for entry in live if entry.article not in left_out] + come
        assert differences(index, live, _questions(20, step)) == 0
        if step % 5 == 2:
            merge(tmp_path, IDENTITY)
            assert index.refresh()
            assert index.changed == 0
            assert differences(index, live, _questions(20, step)) == 0
    assert differences(Archive(tmp_path, IDENTITY, pruned=pruned), live, _questions(40)) == 0
    assert index.mark == 13


def test_an_index_of_no_articles_takes_its_first(tmp_path: Path) -> None:
    _build(tmp_path, [])
    index, entry = Archive(tmp_path, IDENTITY), Entry("a", [(0, 3)], ["owl owl"])
    assert index.rank(["owl"], 5) == []
    index.apply((), [entry], mark=2)
    assert differences(index, [entry], [["owl"], ["z"]]) == 0
    merge(tmp_path, IDENTITY)
    assert differences(Archive(tmp_path, IDENTITY), [entry], [["owl"]]) == 0


def test_an_index_whose_articles_are_all_removed_answers_nothing(tmp_path: Path) -> None:
    entries = _entries(20)
    _build(tmp_path, entries)
    index = Archive(tmp_path, IDENTITY)
    index.apply([entry.article for entry in entries], [], mark=2)
    assert differences(index, [], _questions(10)) == 0
    merge(tmp_path, IDENTITY)
    assert differences(Archive(tmp_path, IDENTITY), [], _questions(10)) == 0


def test_another_program_sees_a_change_with_the_next_refresh(tmp_path: Path) -> None:
    entries = _entries(30)
    _build(tmp_path, entries[:20])
    writer, reader = Archive(tmp_path, IDENTITY), Archive(tmp_path, IDENTITY)
    assert not reader.refresh()
    writer.apply((), entries[20:25], mark=2)
    reader.apply((), entries[25:], mark=3)  # takes in the other's change first
    assert writer.refresh()
    assert writer.mark == reader.mark == 3
    assert differences(writer, entries, _questions(20)) == 0
    assert differences(reader, entries, _questions(20)) == 0


def test_what_is_applied_during_a_merge_is_carried_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = _entries(30)
    _build(tmp_path, entries[:20])
    index = Archive(tmp_path, IDENTITY)
    index.apply((), entries[20:25], mark=2)
    write = making.write_generation

    def write_and_apply(*arguments: object) -> Path:
        finished = write(*arguments)  # type: ignore[arg-type]
        index.apply((), entries[25:], mark=3)
        return finished

    monkeypatch.setattr("retrieval.archive.merging.write_generation", write_and_apply)
    merge(tmp_path, IDENTITY)
    assert index.refresh()
    assert index.mark == 3
    assert differences(index, entries, _questions(20)) == 0


def test_places_and_numbers_of_articles_agree(tmp_path: Path) -> None:
    entries = _entries(20)
    _build(tmp_path, entries[:10])
    index = Archive(tmp_path, IDENTITY)
    index.apply([entries[3].article], entries[10:], mark=2)
    for entry in entries:
        passages = index.passages_of(entry.article)
        if entry is entries[3]:
            assert passages is None
            continue
        assert passages is not None
        places = [index.place(number) for number in passages]
        assert [place.span for place in places] == list(entry.spans)
        assert {place.article for place in places} <= {entry.article}
        assert [place.passage for place in places] == list(range(len(places)))


def test_two_builds_at_once_are_one_too_many(tmp_path: Path) -> None:
    with locked(tmp_path, "building", wait=False), pytest.raises(IndexBusyError, match="another program"):
        _build(tmp_path, [])


def test_a_build_that_was_interrupted_goes_on_where_it_was(tmp_path: Path) -> None:
    entries = _entries(60)

    def interrupted(done: Sequence[str]) -> Iterator[Entry]:
        yield from entries[len(done) : 40]
        raise KeyboardInterrupt

    told: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        build(tmp_path, interrupted, IDENTITY, mark=1, chunk=500)

    def rest(done: Sequence[str]) -> list[Entry]:
        told.append(len(done))
        return entries[len(done) :]

    build(tmp_path, rest, IDENTITY, mark=1, chunk=500)
    assert 0 < told[0] < 40
    assert differences(Archive(tmp_path, IDENTITY), entries, _questions(30)) == 0


def test_an_interrupted_build_of_another_state_starts_anew(tmp_path: Path) -> None:
    entries = _entries(30)

    def interrupted(done: Sequence[str]) -> Iterator[Entry]:
        yield from entries[len(done) : 20]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(tmp_path, interrupted, IDENTITY, mark=1, chunk=100)
    later = _entries(30, seed=9)
    build(tmp_path, lambda done: later[len(done) :], IDENTITY, mark=2, chunk=100)
    assert differences(Archive(tmp_path, IDENTITY), later, _questions(20)) == 0


def test_an_index_made_by_another_analysis_is_refused(tmp_path: Path) -> None:
    _build(tmp_path, _entries(5))
    for other in (Identity("tests 2", 0.6, 0.4), Identity("tests 1", 0.9, 0.4)):
        with pytest.raises(DamagedIndexError, match="was made with"):
            Archive(tmp_path, other)


def test_no_index_is_named(tmp_path: Path) -> None:
    with pytest.raises(DamagedIndexError, match="holds no index"):
        Archive(tmp_path / "none", IDENTITY)


def test_a_log_that_is_gone_is_named_when_changes_are_looked_for(tmp_path: Path) -> None:
    _build(tmp_path, _entries(3))
    index = Archive(tmp_path, IDENTITY)
    generation, end = index.position
    assert (generation / "log").stat().st_size == end
    (generation / "log").unlink()
    with pytest.raises(DamagedIndexError, match="log: cannot be read"):
        index.refresh()


def test_every_file_with_a_flipped_bit_or_cut_short_or_missing_is_named(tmp_path: Path) -> None:
    _build(tmp_path, _entries(30))
    index = Archive(tmp_path, IDENTITY)
    index.apply((), _entries(3, seed=5), mark=2)
    chance, tried = random.Random(6), 0
    for path in [path for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".lock"]:
        whole = path.read_bytes()
        for damaged in _damages(path, whole, chance):
            path.unlink() if damaged is None else path.write_bytes(damaged)
            with pytest.raises(DamagedIndexError):
                Archive(tmp_path, IDENTITY)
            path.write_bytes(whole)
            tried += 1
    assert tried > 40
    assert Archive(tmp_path, IDENTITY).mark == 2


def _damages(path: Path, whole: bytes, chance: random.Random) -> Iterator[bytes | None]:
    yield None
    if not whole:
        return
    for _ in range(4):
        place = chance.randrange(len(whole))
        yield whole[:place] + bytes([whole[place] ^ (1 << chance.randrange(8))]) + whole[place + 1 :]
    if path.name != "log":  # of a log, the end may be missing: it was never acknowledged
        yield whole[: chance.randrange(len(whole))]


def test_a_change_that_was_cut_off_while_it_was_written_never_was(tmp_path: Path) -> None:
    entries = _entries(8)
    _build(tmp_path, entries[:5])
    index = Archive(tmp_path, IDENTITY)
    log = next(tmp_path.glob("generation-*/log"))
    before = log.stat().st_size
    index.apply((), entries[5:6], mark=2)
    whole = log.read_bytes()
    for length in range(before, len(whole), 7):
        log.write_bytes(whole[:length])
        again = Archive(tmp_path, IDENTITY)
        assert again.mark == 1
        again.apply((), entries[6:], mark=3)
        assert differences(Archive(tmp_path, IDENTITY), entries[:5] + entries[6:], _questions(2)) == 0


_FULL = """
import resource, sys
from pathlib import Path
from retrieval.archive import Archive, IndexFileError, merge
from tests.archive_data import IDENTITY
from tests.test_archive_index import _entries
index = Archive(Path(sys.argv[1]), IDENTITY)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
for work in (lambda: merge(Path(sys.argv[1]), IDENTITY), lambda: index.apply((), _entries(25)[20:], 3)):
    try:
        work()
    except IndexFileError as error:
        print(error.problem)
"""


@pytest.mark.skipif(os.name == "nt", reason="limits the size of files")
@pytest.mark.parametrize("most", [10, 300, 700])
def test_a_disk_that_takes_no_more_is_named_and_the_index_stays_as_it_was(tmp_path: Path, most: int) -> None:
    entries = _entries(20)
    _build(tmp_path, entries[:10])
    index = Archive(tmp_path, IDENTITY)
    index.apply((), entries[10:], mark=2)
    program = [sys.executable, "-c", _FULL, str(tmp_path), str(most)]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.count("cannot be written") == 2
    assert not index.refresh()
    again = Archive(tmp_path, IDENTITY)
    assert again.mark == 2
    assert differences(again, entries, _questions(10)) == 0
    merge(tmp_path, IDENTITY)
    assert differences(Archive(tmp_path, IDENTITY), entries, _questions(10)) == 0


_CHILD = """
import random, sys
from pathlib import Path
from retrieval.archive import Archive, merge
from tests.archive_data import IDENTITY, make_entry
folder, number = Path(sys.argv[1]), int(sys.argv[2])
index = Archive(folder, IDENTITY, pruned=False)
while True:
    index.apply([f"a{number - 30}"], [make_entry(random.Random(number), f"a{number}")], mark=number)
    print(number, flush=True)
    number += 1
    if number % 7 == 0:
        merge(folder, IDENTITY)
"""


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_killed_at_any_moment_it_has_all_that_was_acknowledged_and_nothing_by_halves(tmp_path: Path) -> None:
    chance, last = random.Random(8), 0
    _build(tmp_path, [])
    for _ in range(int(os.environ.get("ARCHIVE_KILLS", "8"))):
        program = [sys.executable, "-c", _CHILD, str(tmp_path), str(last + 1)]
        with subprocess.Popen(program, stdout=subprocess.PIPE, cwd=ROOT) as child:
            assert child.stdout is not None
            heard = child.stdout.readline()
            time.sleep(chance.uniform(0, 0.3))
            child.send_signal(signal.SIGKILL)
            heard += child.stdout.read()
        acknowledged = last + heard.count(b"\n")
        index = Archive(tmp_path, IDENTITY)
        last = index.mark
        assert acknowledged <= last <= acknowledged + 1
        live = [
            make_entry(random.Random(number), f"a{number}") for number in range(max(1, last - 29), last + 1)
        ]
        assert differences(index, live, _questions(10)) == 0
