"""Making a generation: from all articles, resumed where a killed one stopped, or by merging what changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy
from numpy.typing import NDArray

from retrieval.archive.building import Run, Vocabulary, assemble, make_run
from retrieval.archive.errors import DamagedIndexError
from retrieval.archive.files import ArrayFolder, read_arrays
from retrieval.archive.generations import locked, publish
from retrieval.archive.lexicon import make_lexicon, pack, unpack
from retrieval.archive.log import start_log
from retrieval.archive.places import Entry, make_places
from retrieval.archive.scoring import Weighting
from retrieval.archive.segments import Identity, write_segment

CHUNK = 1 << 21
"""Terms that are sorted at a time: about 200 MB with their words.

A killed build loses no more than one chunk.
"""


class Material(NamedTuple):
    """All that a new segment is made of. Runs are asked for twice."""

    runs: Callable[[], Iterable[Run]]
    words: Sequence[str]
    lengths: NDArray[numpy.uint32]
    articles: Sequence[str]
    counts: NDArray[numpy.int64]  # passages of each article
    spans: NDArray[numpy.uint32]  # (N, 2)


def build(
    folder: Path,
    entries: Callable[[int], Iterable[Entry]],
    identity: Identity,
    mark: int,
    progress: Callable[[int], object] | None = None,
    chunk: int = CHUNK,
) -> None:
    """Make a generation of all articles the current one; questions go on being answered from the old.

    `entries(done)` gives the articles without the first `done`, which a killed build of the same
    identity and `mark` (the library's generation) has already worked through. `progress` is told
    how many are done. Raises IndexBusyError, and IndexFileError when the disk is full.
    """
    with locked(folder, "building", wait=False):
        making = folder / "building"
        chunks = _Chunks(making, identity, mark)
        pending: list[Entry] = []
        size = 0
        for entry in entries(chunks.done):
            pending.append(entry)
            size += sum(map(len, entry.terms))
            if size >= chunk:
                chunks.add(pending)
                pending, size = [], 0
                if progress:
                    progress(chunks.done)
        if pending:
            chunks.add(pending)
        finished = write_generation(making / "finished", chunks.material(), identity, mark)
        with locked(folder, "writing", wait=True):
            publish(folder, finished)
        shutil.rmtree(making)


def write_generation(folder: Path, material: Material, identity: Identity, mark: int) -> Path:
    """Write a segment with an empty log into a folder that is not there yet; gives the folder."""
    shutil.rmtree(folder, ignore_errors=True)
    files = ArrayFolder(folder)
    postings = assemble(
        material.runs,
        len(material.words),
        material.lengths,
        Weighting(identity.k1, identity.b),
        files.allocate,
    )
    places = make_places(material.articles, material.counts, material.spans)
    facts = {"identity": list(identity), "mark": mark}
    write_segment(files, postings, make_lexicon(material.words), places, facts)
    start_log(folder / "log")
    return folder


class _Chunks:
    """What a build has worked through so far, each chunk a folder that is whole or not there."""

    def __init__(self, folder: Path, identity: Identity, mark: int) -> None:
        self._folder, self._facts = folder, {"identity": list(identity), "mark": mark}
        self._start()
        try:
            for path in sorted(folder.glob("chunk-*")):
                self._adopt(path)
        except DamagedIndexError:
            shutil.rmtree(folder)
            self._start()

    def _start(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._vocabulary, self._runs = Vocabulary(), list[Run]()
        self._lengths, self._counts = list[NDArray[numpy.uint32]](), list[NDArray[numpy.int64]]()
        self._spans, self._articles, self._size = list[NDArray[numpy.uint32]](), list[str](), 0

    @property
    def done(self) -> int:
        """How many articles these are."""
        return len(self._articles)

    def add(self, entries: Sequence[Entry]) -> None:
        """Sort some more articles and put them aside."""
        texts = [terms for entry in entries for terms in entry.terms]
        known = len(self._vocabulary)
        run = make_run(self._vocabulary, texts, self._size)
        spans = [span for entry in entries for span in entry.spans]
        path = self._folder / f"part-{len(self._runs):06d}"
        shutil.rmtree(path, ignore_errors=True)
        files = ArrayFolder(path)
        files.store(
            {
                **{f"run.{name}": getattr(run, name) for name in ("counts", "passages", "times")},
                "lengths": numpy.array([len(terms) for terms in texts], dtype=numpy.uint32),
                "spans": numpy.array(spans, dtype=numpy.uint32).reshape(-1, 2),
                "counts": numpy.array([len(entry.spans) for entry in entries], dtype=numpy.int64),
                **_packed("words", list(self._vocabulary)[known:]),
                **_packed("articles", [entry.article for entry in entries]),
            }
        )
        files.finish(self._facts)
        whole = self._folder / f"chunk-{len(self._runs):06d}"
        self._adopt(path.rename(whole), new=False)

    def material(self) -> Material:
        """Everything for the segment."""
        return Material(
            lambda: self._runs,
            list(self._vocabulary),
            numpy.concatenate([*self._lengths, numpy.zeros(0, numpy.uint32)]),
            self._articles,
            numpy.concatenate([*self._counts, numpy.zeros(0, numpy.int64)]),
            numpy.concatenate([*self._spans, numpy.zeros((0, 2), numpy.uint32)]),
        )

    def _adopt(self, path: Path, new: bool = True) -> None:
        facts, arrays = read_arrays(path)
        if facts != self._facts:
            raise DamagedIndexError(path, "belongs to another build", "Start it anew.")
        if new:
            for word in _unpacked("words", arrays):
                self._vocabulary.learn(word)
        self._runs.append(Run(0, arrays["run.counts"], arrays["run.passages"], arrays["run.times"]))
        self._lengths.append(arrays["lengths"])
        self._counts.append(arrays["counts"])
        self._spans.append(arrays["spans"])
        self._articles.extend(_unpacked("articles", arrays))
        self._size += len(arrays["lengths"])


def _packed(name: str, words: Sequence[str]) -> dict[str, NDArray[Any]]:
    letters, ends = pack(words)
    return {f"{name}.letters": letters, f"{name}.ends": ends}


def _unpacked(name: str, arrays: Mapping[str, NDArray[Any]]) -> list[str]:
    return unpack(arrays[f"{name}.letters"], arrays[f"{name}.ends"])
