"""What a build has worked through so far: chunks on the disk, from which a killed one goes on."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy
from numpy.typing import NDArray

from retrieval.archive.assembling import compiled_for
from retrieval.archive.building import Run, make_run
from retrieval.archive.errors import DamagedIndexError
from retrieval.archive.files import ArrayFolder, map_arrays, read_arrays
from retrieval.archive.lexicon import Packed, pack, unpack
from retrieval.archive.material import Material, Records, Texts
from retrieval.archive.places import Entry, Holdings
from retrieval.archive.segments import Identity
from retrieval.archive.vocabulary import Numbered, Vocabulary, Words
from retrieval.archive.wording import join_records, make_record

_NAME = "chunk-{:06d}"
_RUN = ("counts", "passages", "times")

Arrays = dict[str, NDArray[Any]]
MakeRun = Callable[[Numbered, NDArray[numpy.integer]], Run]


def begun(folder: Path) -> dict[str, Any]:
    """The facts of the build whose chunks are in `folder`. Raises DamagedIndexError if there is none."""
    facts, _ = read_arrays(folder / _NAME.format(0))
    return facts


class Chunks:
    """The chunks in a folder, each a folder that is whole or not there."""

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
        self._folder.mkdir(exist_ok=True)
        self._words: Words = Vocabulary()
        self._languages = Vocabulary()
        self.articles: list[str] = []
        self._parts: list[Path] = []
        self._size = 0

    def add(self, entries: Sequence[Entry]) -> None:
        """Sort some more articles and put them aside."""
        words, languages = len(self._words), len(self._languages)
        make_run = self._choose_run(sum(entry.size for entry in entries))
        texts = self._words.read([text for entry in entries for text in (entry.title, *entry.terms)])
        titled = _titled(entries)
        passages = numpy.where(titled, -1, self._size + numpy.cumsum(~titled) - 1)
        wholes = len(self.articles) + numpy.cumsum(titled) - 1
        articles = [entry.article for entry in entries]
        arrays = {
            **_named("run", make_run(texts, passages)),
            **_named("whole", make_run(texts, wholes)),
            "lengths": texts.lengths[~titled],
            "wholes": numpy.add.reduceat(texts.lengths, numpy.flatnonzero(titled), dtype=numpy.uint32),
            **_word(entries, texts, titled),
            **_hold(entries, self._languages),
            **_packed("words", self._words.packed(words)),
            **_packed("languages", self._languages.packed(languages)),
            **_packed("articles", pack(articles)),
        }
        path = self._folder / f"part-{len(self._parts):06d}"
        shutil.rmtree(path, ignore_errors=True)
        files = ArrayFolder(path)
        files.store(arrays)
        files.finish(self._facts)
        path = path.rename(self._folder / _NAME.format(len(self._parts)))
        self._count(path, articles, int(numpy.count_nonzero(~titled)))

    def _choose_run(self, terms: int) -> MakeRun:
        """How so many terms are sorted; from the first chunk that is large on, the words are compiled too."""
        compiled = compiled_for(terms)
        if compiled is None:
            return make_run
        if isinstance(self._words, Vocabulary):
            self._words = compiled.WordTable(*self._words.packed(0))
        run: MakeRun = compiled.make_run
        return run

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
        records = Records(
            lambda: (map_arrays(part, "records")[0] for part in self._parts),
            self._joined("records.lengths", numpy.int64),
        )
        passages, wholes = self._texts("run", "lengths"), self._texts("whole", "wholes")
        return Material(passages, wholes, unpack(*self._words.packed(0)), holdings, records)

    def _texts(self, kind: str, lengths: str) -> Texts:
        names = [f"{kind}.{name}" for name in _RUN]

        def runs() -> Iterator[Run]:
            return (Run(0, *map_arrays(part, *names)) for part in self._parts)

        return Texts(runs, self._joined(lengths, numpy.uint32))

    def _joined(self, name: str, dtype: Any) -> NDArray[Any]:
        parts = (map_arrays(part, name)[0].ravel() for part in self._parts)
        return numpy.concatenate([*parts, numpy.zeros(0, dtype)])

    def _adopt(self, path: Path) -> None:
        """Take up a chunk that a killed build has left."""
        facts, arrays = read_arrays(path)
        if facts != self._facts:
            raise DamagedIndexError(path, "belongs to another build", "Start it anew.")
        self._words.read(_unpacked("words", arrays))
        self._languages.read(_unpacked("languages", arrays))
        self._count(path, _unpacked("articles", arrays), len(arrays["lengths"]))

    def _count(self, path: Path, articles: Iterable[str], passages: int) -> None:
        self._parts.append(path)
        self.articles.extend(articles)
        self._size += passages


def _counts(entries: Sequence[Entry]) -> NDArray[numpy.int64]:
    """How many passages each article has."""
    return numpy.array([len(entry.terms) for entry in entries], dtype=numpy.int64)


def _titled(entries: Sequence[Entry]) -> NDArray[numpy.bool_]:
    """Which of the texts are titles: of each article its title comes first, then its passages."""
    lengths = _counts(entries) + 1
    titled = numpy.zeros(int(lengths.sum()), dtype=bool)
    titled[numpy.cumsum(lengths) - lengths] = True
    return titled


def _named(kind: str, run: Run) -> Arrays:
    return {f"{kind}.{name}": getattr(run, name) for name in _RUN}


def _word(entries: Sequence[Entry], texts: Numbered, titled: NDArray[numpy.bool_]) -> Arrays:
    """How the articles are worded, but for their titles."""
    ends = numpy.cumsum(texts.lengths, dtype=numpy.int64)
    firsts = ends[titled].tolist()  # where an article's title ends, its first passage begins
    lasts = [*(ends - texts.lengths)[titled].tolist()[1:], len(texts.words)]
    records, lengths = join_records(
        make_record(entry.wording, texts.words[first:last])
        for entry, first, last in zip(entries, firsts, lasts, strict=True)
    )
    return {"records": records, "records.lengths": lengths}


def _hold(entries: Sequence[Entry], languages: Vocabulary) -> Arrays:
    """Where the passages stand, and each article's day and language."""
    spans = [span for entry in entries for span in entry.spans]
    return {
        "counts": _counts(entries),
        "spans": numpy.array(spans, dtype=numpy.uint32),
        "days": numpy.array([entry.day for entry in entries], dtype=numpy.float64),
        "spoken": numpy.array([languages.learn(entry.language) for entry in entries], dtype=numpy.uint8),
    }


def _packed(name: str, words: Packed) -> Arrays:
    letters, ends = words
    return {f"{name}.letters": letters, f"{name}.ends": ends}


def _unpacked(name: str, arrays: Mapping[str, NDArray[Any]]) -> list[str]:
    return unpack(arrays[f"{name}.letters"], arrays[f"{name}.ends"])
