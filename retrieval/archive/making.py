"""Making a generation: from all articles, resumed where a killed one stopped, or by merging what changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy
from numpy.typing import NDArray

from retrieval.archive.building import Allocate, Run, Vocabulary, assemble, make_run
from retrieval.archive.errors import DamagedIndexError
from retrieval.archive.files import ArrayFolder, read_arrays
from retrieval.archive.generations import locked, publish
from retrieval.archive.lexicon import make_lexicon, pack, unpack
from retrieval.archive.log import start_log
from retrieval.archive.places import Entry, Holdings, make_places
from retrieval.archive.segments import WHOLES, Identity, Segment, write_segment

CHUNK = 1 << 21
"""Terms that are sorted at a time: about 200 MB with their words.

A killed build loses no more than one chunk.
"""

_CHUNK_NAME = "chunk-{:06d}"
_RUN = ("counts", "passages", "times")


class Texts(NamedTuple):
    """The postings of one kind of text, as runs, which are asked for twice, and the texts' lengths."""

    runs: Callable[[], Iterable[Run]]
    lengths: NDArray[numpy.uint32]


class Material(NamedTuple):
    """All that a new segment is made of."""

    passages: Texts
    wholes: Texts
    words: Sequence[str]
    holdings: Holdings


def build(
    folder: Path,
    entries: Callable[[Sequence[str]], Iterable[Entry]],
    identity: Identity,
    mark: int,
    progress: Callable[[int], object] | None = None,
    chunk: int = CHUNK,
) -> None:
    """Make a generation of all articles the current one; questions go on being answered from the old.

    `entries(done)` gives the articles that come behind those with the ids `done`, which a killed build
    of the same identity and `mark` (the library's generation) has already worked through. `progress` is told
    how many are done. Raises IndexBusyError, and IndexFileError when the disk is full.
    """
    with locked(folder, "building", wait=False):
        making = folder / "building"
        chunks = _Chunks(making, identity, mark)
        pending: list[Entry] = []
        size = 0
        for entry in entries(chunks.articles):
            pending.append(entry)
            size += sum(map(len, entry.terms))
            if size >= chunk:
                chunks.add(pending)
                pending, size = [], 0
                if progress:
                    progress(len(chunks.articles))
        if pending:
            chunks.add(pending)
        finished = write_generation(making / "finished", chunks.material(), identity, mark)
        with locked(folder, "writing", wait=True):
            publish(folder, finished)
        shutil.rmtree(making)


def unfinished(folder: Path, identity: Identity) -> int | None:
    """The mark of a build that was killed and can be taken up again."""
    try:
        facts, _ = read_arrays(folder / "building" / _CHUNK_NAME.format(0))
    except DamagedIndexError:
        return None
    return int(facts["mark"]) if facts.get("identity") == list(identity) else None


def write_generation(folder: Path, material: Material, identity: Identity, mark: int) -> Path:
    """Write a segment with an empty log into a folder that is not there yet; gives the folder."""
    shutil.rmtree(folder, ignore_errors=True)
    files, words = ArrayFolder(folder), len(material.words)
    segment = Segment(
        assemble(*material.passages, words, identity.passages, files.allocate),
        assemble(*material.wholes, words, identity.articles, _prefixed(files, WHOLES)),
        make_lexicon(material.words),
        make_places(material.holdings),
    )
    write_segment(files, segment, {"identity": list(identity), "mark": mark})
    start_log(folder / "log")
    return folder


def _prefixed(files: ArrayFolder, prefix: str) -> Allocate:
    return lambda name, dtype, shape: files.allocate(prefix + name, dtype, shape)


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
        self._vocabulary, self._languages = Vocabulary(), Vocabulary()
        self.articles: list[str] = []
        self._parts: list[dict[str, NDArray[Any]]] = []
        self._size = 0

    def add(self, entries: Sequence[Entry]) -> None:
        """Sort some more articles and put them aside."""
        texts = [terms for entry in entries for terms in entry.terms]
        wholes = [entry.whole for entry in entries]
        words, languages = len(self._vocabulary), len(self._languages)
        runs = {
            "run": make_run(self._vocabulary, texts, self._size),
            "whole": make_run(self._vocabulary, wholes, len(self.articles)),
        }
        spoken = [self._languages.learn(entry.language) for entry in entries]
        path = self._folder / f"part-{len(self._parts):06d}"
        shutil.rmtree(path, ignore_errors=True)
        files = ArrayFolder(path)
        files.store(
            {
                **{f"{kind}.{name}": getattr(run, name) for kind, run in runs.items() for name in _RUN},
                "lengths": _lengths(texts),
                "wholes": _lengths(wholes),
                "spans": numpy.array(
                    [span for entry in entries for span in entry.spans], dtype=numpy.uint32
                ).reshape(-1, 2),
                "counts": numpy.array([len(entry.spans) for entry in entries], dtype=numpy.int64),
                "days": numpy.array([entry.day for entry in entries], dtype=numpy.float64),
                "spoken": numpy.array(spoken, dtype=numpy.uint8),
                **_packed("words", list(self._vocabulary)[words:]),
                **_packed("languages", list(self._languages)[languages:]),
                **_packed("articles", [entry.article for entry in entries]),
            }
        )
        files.finish(self._facts)
        self._adopt(path.rename(self._folder / _CHUNK_NAME.format(len(self._parts))))

    def material(self) -> Material:
        """Everything for the segment."""
        holdings = Holdings(
            self.articles,
            self._joined("counts", numpy.int64),
            self._joined("spans", numpy.uint32).reshape(-1, 2),
            self._joined("days", numpy.float64),
            self._joined("spoken", numpy.uint8),
            list(self._languages),
        )
        passages, wholes = self._texts("run", "lengths"), self._texts("whole", "wholes")
        return Material(passages, wholes, list(self._vocabulary), holdings)

    def _texts(self, kind: str, lengths: str) -> Texts:
        def runs() -> Iterator[Run]:
            return (Run(0, *(part[f"{kind}.{name}"] for name in _RUN)) for part in self._parts)

        return Texts(runs, self._joined(lengths, numpy.uint32))

    def _joined(self, name: str, dtype: Any) -> NDArray[Any]:
        return numpy.concatenate([*(part[name].ravel() for part in self._parts), numpy.zeros(0, dtype)])

    def _adopt(self, path: Path) -> None:
        facts, arrays = read_arrays(path)
        if facts != self._facts:
            raise DamagedIndexError(path, "belongs to another build", "Start it anew.")
        for name, vocabulary in (("words", self._vocabulary), ("languages", self._languages)):
            for word in _unpacked(name, arrays):
                vocabulary.learn(word)
        self._parts.append(arrays)
        self.articles.extend(_unpacked("articles", arrays))
        self._size += len(arrays["lengths"])


def _lengths(texts: Sequence[Sequence[str]]) -> NDArray[numpy.uint32]:
    return numpy.fromiter(map(len, texts), dtype=numpy.uint32, count=len(texts))


def _packed(name: str, words: Sequence[str]) -> dict[str, NDArray[Any]]:
    letters, ends = pack(words)
    return {f"{name}.letters": letters, f"{name}.ends": ends}


def _unpacked(name: str, arrays: Mapping[str, NDArray[Any]]) -> list[str]:
    return unpack(arrays[f"{name}.letters"], arrays[f"{name}.ends"])
