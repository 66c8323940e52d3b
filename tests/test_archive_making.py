"""Generations in the making: chunk by chunk, taken up again, merged in blocks, given up for a newer one."""

from __future__ import annotations

import random
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
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
    merging,
)
from retrieval.archive.files import ArrayFolder
from retrieval.archive.generations import current, locked, publish
from retrieval.archive.log import start_log
from retrieval.archive.making import unfinished
from retrieval.archive.segments import read_segment
from tests.archive_data import IDENTITY, differences, make_entry, make_terms

OTHER = Identity("tests 2", 0.6, 0.4)


def _entries(count: int, seed: int = 1) -> list[Entry]:
    chance = random.Random(seed)
    return [make_entry(chance, f"a{number}") for number in range(count)]


def _questions() -> list[list[str]]:
    chance = random.Random(2)
    return [make_terms(chance, 1 + number) for number in range(8)]


def _short(id: str) -> Entry:
    return Entry(id, [(0, 4), (5, 9)], ["owl fox", "dog elk"])


def _build(folder: Path, entries: Sequence[Entry], mark: int = 1, chunk: int = 200) -> list[int]:
    """How many articles were done already."""
    told: list[int] = []

    def rest(done: Sequence[str]) -> Sequence[Entry]:
        assert list(done) == [entry.article for entry in entries[: len(done)]]
        told.append(len(done))
        return entries[len(done) :]

    build(folder, rest, IDENTITY, mark, chunk=chunk)
    return told


def _interrupt(folder: Path, entries: Sequence[Entry], mark: int = 1) -> None:
    def interrupted(done: Sequence[str]) -> Iterator[Entry]:
        yield from entries[len(done) :]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(folder, interrupted, IDENTITY, mark, chunk=200)


@pytest.mark.parametrize(
    ("chunk", "told"), [(1, [1, 2, 3]), (4, [1, 2, 3]), (5, [2]), (8, [2]), (12, [3]), (13, [])]
)
def test_a_chunk_is_put_aside_and_told_as_soon_as_it_is_full(
    tmp_path: Path, chunk: int, told: list[int]
) -> None:
    entries, heard = [_short(f"a{number}") for number in range(3)], list[int]()
    build(tmp_path, lambda _: entries, IDENTITY, 1, heard.append, chunk)
    assert heard == told
    assert differences(Archive(tmp_path, IDENTITY), entries, [["owl"], ["elk", "dog"]]) == 0
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == ["generation-1"]


def test_a_build_that_was_killed_is_known_by_its_mark_to_whoever_would_build_the_same(tmp_path: Path) -> None:
    entries = _entries(40)
    assert unfinished(tmp_path, IDENTITY) is None
    _interrupt(tmp_path, entries[:20], mark=7)
    assert unfinished(tmp_path, IDENTITY) == 7
    assert unfinished(tmp_path, OTHER) is None
    (done,) = _build(tmp_path, entries, mark=7)
    assert 0 < done < 20
    assert unfinished(tmp_path, IDENTITY) is None
    index = Archive(tmp_path, IDENTITY)
    assert index.mark == 7
    assert differences(index, entries, _questions()) == 0


def _flip(folder: Path) -> None:
    file = folder / "building" / "chunk-000001" / "lengths.bin"
    file.write_bytes(bytes(256 - byte if byte else 1 for byte in file.read_bytes()))


LEFT: dict[str, Callable[[Path], None]] = {
    "a chunk is damaged": _flip,
    "a manifest is missing": lambda folder: (folder / "building/chunk-000000/manifest.json").unlink(),
    "another build's chunk": lambda folder: _of_another_mark(folder / "building/chunk-000001"),
}


def _of_another_mark(chunk: Path) -> None:
    shutil.rmtree(chunk)
    files = ArrayFolder(chunk)
    files.finish({"identity": list(IDENTITY), "mark": 2})


@pytest.mark.parametrize("left", LEFT)
def test_chunks_that_are_not_whole_or_of_another_build_are_made_anew(tmp_path: Path, left: str) -> None:
    entries = _entries(20)
    _interrupt(tmp_path, entries[:16])
    LEFT[left](tmp_path)
    assert _build(tmp_path, entries) == [0]
    assert differences(Archive(tmp_path, IDENTITY), entries, _questions()) == 0


def test_what_a_killed_build_was_just_writing_is_in_nobodys_way(tmp_path: Path) -> None:
    entries = _entries(20)
    for left in ("building/part-000000", "building/part-000001", "building/finished", "merging"):
        (tmp_path / left).mkdir(parents=True)
        (tmp_path / left / "wordings.bin").write_bytes(b"left")
        (tmp_path / left / "manifest.json").write_bytes(b"left")
        (tmp_path / left / "stray").touch()
    assert _build(tmp_path, entries) == [0]
    assert not list(tmp_path.glob("generation-*/stray"))
    Archive(tmp_path, IDENTITY).apply([], _entries(3, seed=5), mark=2)
    merge(tmp_path, IDENTITY)
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["generation-2"]
    assert not list(tmp_path.rglob("stray"))
    live = _entries(3, seed=5)
    live = [entry for entry in entries if entry.article not in {one.article for one in live}] + live
    assert differences(Archive(tmp_path, IDENTITY), live, _questions()) == 0


def _files(folder: Path) -> dict[str, bytes]:
    generation = current(folder)
    assert generation is not None
    return {path.name: path.read_bytes() for path in generation.iterdir()}


def test_a_merge_gives_the_same_however_many_postings_it_takes_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries, merged = _entries(25), []
    for block in (1, 7, 1 << 22):
        monkeypatch.setattr(merging, "_BLOCK", block)
        folder = tmp_path / str(block)
        _build(folder, entries)
        Archive(folder, IDENTITY, pruned=False).apply(["a3", "a20"], _entries(28)[25:], 2)
        merge(folder, IDENTITY)
        merged.append(_files(folder))
    live = [entry for entry in _entries(28) if entry.article not in ("a3", "a20")]
    words = dict.fromkeys(word for entry in live[:4] for word in entry.whole)
    assert differences(Archive(folder, IDENTITY), live, [[word] for word in words]) == 0
    assert all(files == merged[0] for files in merged)


def test_an_article_that_came_twice_since_the_last_merge_is_merged_as_it_came_last(tmp_path: Path) -> None:
    _build(tmp_path, _entries(5))
    index = Archive(tmp_path, IDENTITY)
    for text in ("owl", "fox fox"):
        index.apply([], [Entry("new", [(0, 9)], [text])], mark=2)
    merge(tmp_path, IDENTITY)
    assert index.refresh()
    assert [index.place(number).article for number, _ in index.rank(["fox"], 5)] == ["new"]
    assert index.rank(["owl"], 5) == []


def test_what_came_after_a_merge_had_begun_is_not_in_it(tmp_path: Path) -> None:
    _build(tmp_path, _entries(2))
    view, writer = Archive(tmp_path, IDENTITY), Archive(tmp_path, IDENTITY)
    for text in ("owl", "fox"):
        writer.apply([], [Entry("new", [(0, 9)], [text])], mark=2)
        if text == "owl":
            view.refresh()
    assert merging._logged(view)["new"].terms == ["owl"]


@pytest.mark.parametrize("work", ["apply", "merge", "build"])
def test_who_changes_an_index_waits_for_another_to_have_written(tmp_path: Path, work: str) -> None:
    _build(tmp_path, _entries(2))
    index, done = Archive(tmp_path, IDENTITY), threading.Event()

    def change() -> None:
        if work == "apply":
            index.apply([], _entries(3)[2:], mark=2)
        elif work == "merge":
            merge(tmp_path, IDENTITY)
        else:
            _build(tmp_path, _entries(3))
        done.set()

    thread = threading.Thread(target=change, daemon=True)
    with locked(tmp_path, "writing", wait=True):
        before = index.position, current(tmp_path)
        thread.start()
        assert not done.wait(0.3)
        assert (index.position, current(tmp_path)) == before
    thread.join(60)
    assert done.is_set()
    assert index.refresh() == (work != "apply")


def test_a_merge_while_something_is_made_is_one_too_many(tmp_path: Path) -> None:
    _build(tmp_path, _entries(3))
    with locked(tmp_path, "building", wait=False), pytest.raises(IndexBusyError, match="another program"):
        merge(tmp_path, IDENTITY)


def test_a_merge_of_what_was_built_anew_meanwhile_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _build(tmp_path / "index", _entries(5))
    _build(tmp_path / "newer", _entries(9))
    newer, write = current(tmp_path / "newer"), making.write_generation
    assert newer is not None

    def write_and_publish(*arguments: object) -> Path:
        finished = write(*arguments)  # type: ignore[arg-type]
        publish(tmp_path / "index", newer)
        return finished

    monkeypatch.setattr(merging, "write_generation", write_and_publish)
    merge(tmp_path / "index", IDENTITY)
    assert list(Archive(tmp_path / "index", IDENTITY).article_ids()) == [one.article for one in _entries(9)]


def test_a_segment_that_lacks_a_part_is_named(tmp_path: Path) -> None:
    facts = {"identity": list(IDENTITY), "averages": [1.0, 1.0], "languages": ["en"]}
    for left_out in (*facts, "none"):
        files = ArrayFolder(tmp_path / left_out)
        files.finish({name: fact for name, fact in facts.items() if name != left_out})
        start_log(tmp_path / left_out / "log")
        problem = "was made with None, not" if left_out == "identity" else "lacks a part"
        with pytest.raises(DamagedIndexError, match=problem):
            read_segment(tmp_path / left_out, IDENTITY)
