"""The compiled steps of building give what the plain ones give, to the last byte; as plain Python, too."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("numba", reason="the extra `archive` is not installed")

from retrieval.archive import Archive, Entry, assembling, build, building, compiled, merge
from retrieval.archive.lexicon import pack, unpack
from retrieval.archive.postings import Postings
from retrieval.archive.scoring import Weighting
from retrieval.archive.vocabulary import Vocabulary, join_terms
from tests.archive_data import IDENTITY, LOTS, differences, make_entry, make_runs, make_terms, plain_twin
from tests.front_ends import ROOT

TERM = st.text(st.characters(exclude_characters=" \n"), min_size=1, max_size=9)
TEXTS = st.lists(st.lists(TERM | st.sampled_from("abc"), max_size=12).map(join_terms), max_size=9)


def _entries(count: int) -> list[Entry]:
    chance = random.Random(1)
    return [make_entry(chance, f"a{number}") for number in range(count)]


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("generation-*/*") if path.name != "log"}


@pytest.fixture(scope="module")
def plain() -> Iterator[ModuleType]:
    """The source of the compiled steps, not compiled."""
    with plain_twin(compiled) as module, numpy.errstate(over="ignore"):
        yield module


def _has_the_same_numbers(module: ModuleType, lots: list[list[str]]) -> None:
    plain, table = Vocabulary(["known"]), module.WordTable(*pack(["known"]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_ROOM", 1)  # it grows with nearly every word
        for texts in lots:
            wanted, found = plain.read(texts), table.read(texts)
            assert found.words.tolist() == wanted.words.tolist()
            assert found.lengths.tolist() == wanted.lengths.tolist()
            assert (found.known, len(table)) == (wanted.known, len(plain))
        assert unpack(*table.packed(0)) == list(plain) == unpack(*plain.packed(0))
        assert unpack(*table.packed(1)) == list(plain)[1:]


@given(st.lists(TEXTS, max_size=4))
def test_words_have_the_same_numbers_in_both_however_many_there_are(lots: list[list[str]]) -> None:
    _has_the_same_numbers(compiled, lots)


READ = [
    [[]],
    [[""], ["", ""], ["owl", "", "fox owl"]],
    [["owl owl", "known fox"], ["fox", "elk yak owl"], ["known"]],
    [["a b c d e f g h", "h g f", "aa ab a"], [], ["b bb bbb", "i j k l m n o p"]],
    [["東京 東 京 é e", "é"], ["東京"]],
    [["owl"] * 5 + [" ".join(f"w{number}" for number in range(70))]],
]


@pytest.mark.parametrize("lots", READ)
def test_as_plain_python_words_have_the_same_numbers(plain: ModuleType, lots: list[list[str]]) -> None:
    _has_the_same_numbers(plain, lots)


@pytest.mark.parametrize("first", [0, 1, 2])
def test_a_table_goes_on_with_the_words_it_was_given(plain: ModuleType, first: int) -> None:
    given = ["owl", "fox", "café", "elk"]
    table = plain.WordTable(*pack(given))
    assert len(table) == 4
    assert table.read(["elk yak", "café owl"]).words.tolist() == [3, 4, 2, 0]
    assert unpack(*table.packed(first)) == [*given, "yak"][first:]


@given(TEXTS, st.data())
def test_postings_are_the_same_in_both_whoever_owns_the_texts(texts: list[str], data: st.DataObject) -> None:
    numbered = Vocabulary().read(texts)
    ascending = sorted(data.draw(st.lists(st.integers(0, 5), min_size=len(texts), max_size=len(texts))))
    owners = numpy.array([data.draw(st.sampled_from([one, -1])) for one in ascending], dtype=numpy.int64)
    wanted, found = building.make_run(numbered, owners), compiled.make_run(numbered, owners)
    assert [part.tolist() for part in found[1:]] == [part.tolist() for part in wanted[1:]]


@pytest.mark.parametrize(
    "owners",
    [[0, 1, 2, 3], [0, 0, 1, 1], [-1, 0, -1, 0], [2, -1, 5, 7], [-1] * 4, [0, 0, 0, 0], [4, -1, -1, 4]],
)
def test_as_plain_python_postings_are_the_same(plain: ModuleType, owners: list[int]) -> None:
    numbered = Vocabulary(["none"]).read(["owl fox owl", "dog owl", "", "owl owl dog elk elk elk"])
    given = numpy.array(owners)
    wanted, found = building.make_run(numbered, given), plain.make_run(numbered, given)
    assert found.first == 0
    assert [part.tolist() for part in found[1:]] == [part.tolist() for part in wanted[1:]]
    assert [part.dtype for part in found[1:]] == [part.dtype for part in wanted[1:]]


@pytest.mark.parametrize("first", [0, 3])
@pytest.mark.parametrize("lots", [LOTS, LOTS[:1], [[text for lot in LOTS for text in lot]]])
def test_as_plain_python_postings_are_placed_in_the_same_places(
    plain: ModuleType, monkeypatch: pytest.MonkeyPatch, lots: list[list[str]], first: int
) -> None:
    runs, lengths, words = make_runs(lots, first)
    weighting, placed = Weighting(0.7, 0.4), list[Postings]()
    for place in (building.place, plain.place):
        monkeypatch.setattr(assembling, "place", place)
        placed.append(assembling.assemble(lambda: runs, lengths, words, weighting))
    wanted, found = placed
    assert [numpy.asarray(part).tolist() for part in found] == [
        numpy.asarray(part).tolist() for part in wanted
    ]


@pytest.mark.parametrize("chunk", [300, 1 << 20])
def test_both_write_the_same_files_and_so_do_their_merges(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    entries, written = _entries(150), []
    for name, compiled_from in (("plain", 1 << 60), ("compiled", 0)):
        monkeypatch.setattr(assembling, "COMPILED_FROM", compiled_from)
        folder = tmp_path / name
        build(folder, lambda done: entries[len(done) :], IDENTITY, 1, chunk=chunk)
        written.append(_files(folder))
        Archive(folder, IDENTITY, pruned=False).apply(["a3"], _entries(155)[150:], 2)
        merge(folder, IDENTITY)
        written.append(_files(folder))
    assert written[0] == written[2]
    assert written[1] == written[3]
    assert len(written[0]) > 10


def test_a_build_that_was_begun_plainly_goes_on_compiled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = _entries(90)

    def interrupted(done: Sequence[str]) -> Iterator[Entry]:
        yield from entries[len(done) : 40 + len(done)]
        raise KeyboardInterrupt

    for compiled_from in (1 << 60, 0):
        monkeypatch.setattr(assembling, "COMPILED_FROM", compiled_from)
        with pytest.raises(KeyboardInterrupt):
            build(tmp_path, interrupted, IDENTITY, 1, chunk=200)
    build(tmp_path, lambda done: entries[len(done) :], IDENTITY, 1, chunk=200)
    chance = random.Random(2)
    questions = [make_terms(chance, chance.randrange(12)) for _ in range(30)]
    assert differences(Archive(tmp_path, IDENTITY), entries, questions) == 0


def test_as_plain_python_the_compiled_steps_do_the_same(
    plain: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries, written = _entries(40), []
    monkeypatch.setattr(assembling, "COMPILED_FROM", 0)
    monkeypatch.setattr(plain, "_ROOM", 4)
    for name in ("WordTable", "make_run", "place"):
        build(tmp_path / name, lambda done: entries[len(done) :], IDENTITY, 1, chunk=300)
        written.append(_files(tmp_path / name))
        monkeypatch.setattr(compiled, name, getattr(plain, name))
    build(tmp_path / "plain", lambda done: entries[len(done) :], IDENTITY, 1, chunk=300)
    assert all(files == _files(tmp_path / "plain") for files in written)


def test_words_whose_hashes_fall_into_one_slot_are_told_apart(
    plain: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plain, "_PRIME", numpy.uint64(1))  # words of the same letters have the same hash
    table = plain.WordTable(*pack([]))
    assert table.read(["abc cab bca abc", "cab abcc"]).words.tolist() == [0, 1, 2, 0, 1, 3]


WITHOUT_A_PLACE = """
import threading, numpy
from retrieval.archive import assembling, engines, scoring
print(assembling.compiled_for(1 << 30))
engines.PRUNED_FROM = 0
none = numpy.zeros(0, dtype=numpy.uint32)
engine = engines.DeferredEngine(assembling.assemble(lambda: [], none, 0, scoring.Weighting(1.5, 0.75)))
for thread in threading.enumerate()[1:]:
    thread.join()
print(engine.search([], 1.0, 5))
"""


def test_where_numba_finds_no_place_for_what_it_compiles_the_plain_steps_build_and_search(
    tmp_path: Path,
) -> None:
    package = tmp_path / "retrieval"
    shutil.copytree(ROOT / "retrieval", package, ignore=shutil.ignore_patterns("__pycache__"))
    (package / "archive" / "__pycache__").touch()
    home = {"HOME": "/proc/none", "PATH": ""}
    program = [sys.executable, "-c", WITHOUT_A_PLACE]
    done = subprocess.run(program, cwd=tmp_path, env=home, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("None\n[]\n", "")
