"""What a build has worked through so far: chunks on the disk, from which a killed one goes on."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy
from numpy.typing import NDArray

from retrieval.archive.building import Numbered, Run, Vocabulary, join_passages, make_run
from retrieval.archive.errors import DamagedIndexError
from retrieval.archive.files import ArrayFolder, map_arrays, read_arrays
from retrieval.archive.lexicon import pack, unpack
from retrieval.archive.material import Material, Records, Texts
from retrieval.archive.places import Entry, Holdings
from retrieval.archive.segments import Identity
from retrieval.archive.wording import join_records, make_record

_NAME = "chunk-{:06d}"
_RUN = ("counts", "passages", "times")

Arrays = dict[str, NDArray[Any]]


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
        self._folder.mkdir(parents=True, exist_ok=True)
        self._vocabulary, self._languages = Vocabulary(), Vocabulary()
        self.articles: list[str] = []
        self._parts: list[Path] = []
        self._size = 0

    def add(self, entries: Sequence[Entry]) -> None:
        """Sort some more articles and put them aside."""
        words, languages = len(self._vocabulary), len(self._languages)
        texts = self._vocabulary.number([terms for entry in entries for terms in entry.terms])
        titles = self._vocabulary.number([entry.title for entry in entries])
        articles = [entry.article for entry in entries]
        arrays = {
            **self._sort(entries, texts, titles),
            **_word(entries, texts),
            **_hold(entries, self._languages),
            **_packed("words", _behind(self._vocabulary, words)),
            **_packed("languages", _behind(self._languages, languages)),
            **_packed("articles", articles),
        }
        path = self._folder / f"part-{len(self._parts):06d}"
        shutil.rmtree(path, ignore_errors=True)
        files = ArrayFolder(path)
        files.store(arrays)
        files.finish(self._facts)
        self._count(path.rename(self._folder / _NAME.format(len(self._parts))), articles, len(texts.lengths))

    def _sort(self, entries: Sequence[Entry], texts: Numbered, titles: Numbered) -> Arrays:
        """The postings of passages and of whole articles, and how long these are."""
        numbers = numpy.repeat(numpy.arange(len(entries)), _counts(entries))
        first = len(self.articles)
        run, title_run = make_run(texts, self._size), make_run(titles, first)
        whole = join_passages(run, first + numbers, self._size, title_run)
        wholes = _sums(entries, texts) + titles.lengths
        return {
            **{f"run.{name}": getattr(run, name) for name in _RUN},
            **{f"whole.{name}": getattr(whole, name) for name in _RUN},
            "lengths": texts.lengths,
            "wholes": wholes.astype(numpy.uint32),
        }

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
        return Material(passages, wholes, list(self._vocabulary), holdings, records)

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
        for name, vocabulary in (("words", self._vocabulary), ("languages", self._languages)):
            for word in _unpacked(name, arrays):
                vocabulary.learn(word)
        self._count(path, _unpacked("articles", arrays), len(arrays["lengths"]))

    def _count(self, path: Path, articles: Iterable[str], passages: int) -> None:
        self._parts.append(path)
        self.articles.extend(articles)
        self._size += passages


def _counts(entries: Sequence[Entry]) -> NDArray[numpy.int64]:
    """How many passages each article has."""
    return numpy.array([len(entry.terms) for entry in entries], dtype=numpy.int64)


def _sums(entries: Sequence[Entry], texts: Numbered) -> NDArray[numpy.int64]:
    """How many words the passages of each article have together."""
    ends = numpy.concatenate([[0], numpy.cumsum(texts.lengths, dtype=numpy.int64)])
    sums: NDArray[numpy.int64] = numpy.diff(ends[numpy.concatenate([[0], numpy.cumsum(_counts(entries))])])
    return sums


def _word(entries: Sequence[Entry], texts: Numbered) -> Arrays:
    """How the articles are worded."""
    sums = _sums(entries, texts)
    ends = numpy.cumsum(sums)
    records, lengths = join_records(
        make_record(entry.wording, texts.words[start:end])
        for entry, start, end in zip(entries, (ends - sums).tolist(), ends.tolist(), strict=True)
    )
    return {"records": records, "records.lengths": lengths}


def _hold(entries: Sequence[Entry], languages: Vocabulary) -> Arrays:
    """Where the passages stand, and each article's day and language."""
    spans = [span for entry in entries for span in entry.spans]
    return {
        "counts": _counts(entries),
        "spans": numpy.array(spans, dtype=numpy.uint32).reshape(-1, 2),
        "days": numpy.array([entry.day for entry in entries], dtype=numpy.float64),
        "spoken": numpy.array([languages.learn(entry.language) for entry in entries], dtype=numpy.uint8),
    }


def _behind(vocabulary: Vocabulary, known: int) -> list[str]:
    return list(islice(vocabulary, known, None))


def _packed(name: str, words: Sequence[str]) -> Arrays:
    letters, ends = pack(words)
    return {f"{name}.letters": letters, f"{name}.ends": ends}


def _unpacked(name: str, arrays: Mapping[str, NDArray[Any]]) -> list[str]:
    return unpack(arrays[f"{name}.letters"], arrays[f"{name}.ends"])
