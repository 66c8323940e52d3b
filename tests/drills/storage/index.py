"""Bits turned over, cuts, zeroed pages and lost files in an index on disk: found, and it is made anew."""

from __future__ import annotations

import os
import random
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from retrieval import Answer, Article, Index, Library, PassageIndex, RetrievalError, answer
from retrieval.archive import Archive, DamagedIndexError
from retrieval.catalogue.entering import identity
from retrieval.catalogue.index import ArchiveIndex
from retrieval.catalogue.upkeep import Keeper, bring_up
from tests.drills.storage.library import cut, flip_bits
from tests.library_data import make_article

_ARTICLES, _LATER = 60, 8
_LOCK = ".lock"
_PAGE = 4096
_ASKED_ABOUT = (3, 17, 44, 59, 62)


def damage_index(trials: int, folder: Path, seed: int = 1) -> Counter[str]:
    """Damage an index in many ways; counts what each trial came to.

    `made anew`: found, and what was made from the library is right. `behind`: the end of its log was cut
    off, which it knows, and what was missing was taken in again. `harmless`: everything is still answered.
    What must not happen: `wrong`, `unnoticed`, `crashed`.
    """
    chance = random.Random(seed)
    whole = folder / "whole"
    counts: Counter[str] = Counter()
    with Library(folder / "library.sqlite") as library:
        _make(library, whole)
        memory = PassageIndex(library.articles())
        questions = [f"What of {' '.join(_article(number).text.split()[9:13])}?" for number in _ASKED_ABOUT]
        expected = [answer(question, memory, 5) for question in questions]
        assert all(one.citations for one in expected), "the questions find nothing"
        files = sorted(path.relative_to(whole) for path in whole.rglob("*") if _is_index(path))
        for trial in range(trials):
            place = folder / f"trial-{trial}"
            shutil.copytree(whole, place)
            damager = _DAMAGERS[trial % len(_DAMAGERS)]
            damager(place / chance.choice(files), chance)
            counts[_judge(library, place, expected)] += 1
            shutil.rmtree(place)
    return counts


def _make(library: Library, folder: Path) -> None:
    """An index with a segment, and a log of what came, changed and went after it was made."""
    library.add_many(map(_article, range(_ARTICLES)), added_by="drill")
    bring_up(library, folder)
    for number in range(_ARTICLES, _ARTICLES + _LATER):
        library.add(_article(number), added_by="drill")
        bring_up(library, folder)
    library.add(_article(7, 2), added_by="drill")
    library.remove(_article(9).id)
    bring_up(library, folder)


def _article(number: int, version: int = 1) -> Article:
    return make_article(number, version, 600)


def _judge(library: Library, folder: Path, expected: list[Answer]) -> str:
    try:
        found = _open(library, folder)
        if found == "right":
            asked = ArchiveIndex(Archive(folder, identity()), library.current)
            found = _compare(library, asked, expected) or "harmless"
        if found in ("unnoticed", "wrong"):
            return found
        bring_up(library, folder)
        return _compare(library, Keeper(library, folder).index(), expected) or found
    except RetrievalError as error:
        return f"crashed: refused, {error}"
    except Exception as error:
        return f"crashed: {type(error).__name__}: {error}"


def _open(library: Library, folder: Path) -> str:
    """What opening it says, as the next start would."""
    try:
        archive = Archive(folder, identity())
    except DamagedIndexError:
        return "made anew"
    return "right" if archive.mark == library.mark.to_int() else "behind"


def _compare(library: Library, index: Index, expected: list[Answer]) -> str:
    """What is wrong with the answers, "" if nothing is."""
    for right in expected:
        given = answer(right.question, index, 5)
        for citation in given.citations:
            held = library.find(citation.article.id)
            if held is None or citation.passage.span.of(held.text) != citation.passage.text:
                return "wrong"
        if _shown(given) != _shown(right):
            return "unnoticed"
    return ""


def _shown(given: Answer) -> tuple[object, ...]:
    """Equal scores come in the order of coming, which differs once an article was replaced."""
    return given.verdict, sorted(round(citation.score, 6) for citation in given.citations)


def _is_index(path: Path) -> bool:
    return path.is_file() and path.suffix != _LOCK and path.stat().st_size > 0


def zero_stretch(file: Path, chance: random.Random) -> None:
    """Fill one page, or what there is of it, with zeros."""
    data = bytearray(file.read_bytes())
    start = chance.randrange(len(data)) // _PAGE * _PAGE
    end = min(start + _PAGE, len(data))
    data[start:end] = bytes(end - start)
    file.write_bytes(data)


def lose(file: Path, chance: random.Random) -> None:
    """Lose the whole file, or all that is in it."""
    if chance.random() < 0.5:
        file.unlink()
    else:
        os.truncate(file, 0)


_DAMAGERS: tuple[Callable[[Path, random.Random], None], ...] = (flip_bits, flip_bits, cut, zero_stretch, lose)
