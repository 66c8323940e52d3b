"""Making a generation: from all articles, resumed where a killed one stopped, or by merging what changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy

from retrieval.archive.assembling import Allocate, assemble
from retrieval.archive.chunks import Chunks, begun
from retrieval.archive.errors import DamagedIndexError
from retrieval.archive.files import ArrayFolder
from retrieval.archive.generations import locked, publish
from retrieval.archive.lexicon import make_lexicon
from retrieval.archive.log import start_log
from retrieval.archive.material import Material, Records
from retrieval.archive.places import Entry, make_places
from retrieval.archive.segments import WHOLES, WORDINGS, Identity, write_segment

CHUNK = 1 << 21
"""Terms that are sorted at a time, in about 100 MB.

A killed build loses no more than one chunk.
"""


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
        chunks = Chunks(making, identity, mark)
        pending: list[Entry] = []
        size = 0
        for entry in entries(chunks.articles):
            pending.append(entry)
            size += entry.size
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
        facts = begun(folder / "building")
    except DamagedIndexError:
        return None
    return int(facts["mark"]) if facts.get("identity") == list(identity) else None


def write_generation(folder: Path, material: Material, identity: Identity, mark: int) -> Path:
    """Write a segment with an empty log into a folder that is not there yet; gives the folder."""
    shutil.rmtree(folder, ignore_errors=True)
    files, words = ArrayFolder(folder), len(material.words)
    averages = [  # nothing but these is kept of what the files have: there is much of it
        assemble(*material.passages, words, identity.passages, files.allocate).average,
        assemble(*material.wholes, words, identity.articles, _prefixed(files, WHOLES)).average,
    ]
    _store_records(files, material.records)
    facts = {"identity": list(identity), "mark": mark, "averages": averages}
    write_segment(files, make_lexicon(material.words), make_places(material.holdings), facts)
    start_log(folder / "log")
    return folder


def _store_records(files: ArrayFolder, records: Records) -> None:
    data = files.allocate(WORDINGS, "u4", (int(records.lengths.sum()),))
    end = 0
    for part in records.parts():
        data[end : end + len(part)] = part
        end += len(part)
    files.store({f"{WORDINGS}.firsts": numpy.concatenate([[0], numpy.cumsum(records.lengths)])})


def _prefixed(files: ArrayFolder, prefix: str) -> Allocate:
    return lambda name, dtype, shape: files.allocate(prefix + name, dtype, shape)
