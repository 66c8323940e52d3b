"""A made-up news corpus of any size that weighs on an index as a real one does.

Half of the running words are English function words at the frequencies they have in news; the rest
are content words with a Zipf-Mandelbrot distribution that never ends, so that the vocabulary grows
as Heaps' law says (about 700,000 words in a million passages). Articles have ten passages and some
words of their own, so that words come in bursts.

    python -m benchmarks.archive_corpus FILE.jsonl 1000000      # as articles to add to a library
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy
from numpy.typing import NDArray

# Per mille of all running words, rounded from counts over English news.
_FUNCTION_WORDS = """
the 58 to 27 of 26 and 25 a 23 in 22 that 11 for 10 is 8.6 on 8.3 said 7.8 was 7 with 6.9 it 6.6 he 6.4
as 5.8 at 5.5 by 5.2 from 4.8 have 4.4 be 4.3 has 4.2 are 4.1 his 4 not 3.7 an 3.6 but 3.5 they 3.3 who 3.2
will 3 we 3 had 2.9 i 2.9 this 2.8 their 2.7 were 2.7 been 2.5 which 2.2 or 2.2 more 2.1 would 2.1 about 2
after 1.9 one 1.9 its 1.9 she 1.8 you 1.8 her 1.7 also 1.5 than 1.4 when 1.4 out 1.4 there 1.3 all 1.3 if 1.2
what 1.2 up 1.2 can 1.1 other 1.1 over 1.1 could 1 into 1 our 1 no 0.9 some 0.9 while 0.8 so 0.8 before 0.7
against 0.7 during 0.7 between 0.6 because 0.6 where 0.6 how 0.6 now 0.6 did 0.5 do 0.5 my 0.5 them 0.5
"""
_NAMES = _FUNCTION_WORDS.split()[0::2]
_SHARES = numpy.array([float(share) / 1000 for share in _FUNCTION_WORDS.split()[1::2]])

_SHIFT, _EXPONENT, _LAST = 400, 1.6, 1e8
_PER_ARTICLE, _OWN_WORDS, _OWN_SHARE = 10, 25, 0.2
_CONSONANTS, _VOWELS = "bdfghklmnprstvz", "aeiou"
_CHUNK = 10_000


class Question(NamedTuple):
    """Ten words of one passage, in its order, and the content words among them."""

    terms: list[str]
    content: list[str]


def make_passages(count: int, seed: int = 7) -> Iterator[list[str]]:
    """`count` passages as lists of terms; the same for the same seed, and a start of any longer corpus."""
    words = _Words()
    for first in range(0, count, _CHUNK):
        chance = numpy.random.default_rng((seed, first))
        lengths, numbers = _draw(chance, _CHUNK)
        ends = numpy.cumsum(lengths)
        named = list(map(words.__getitem__, numbers.tolist()))
        for start, end in list(zip(ends - lengths, ends, strict=True))[: count - first]:
            yield named[start:end]


def make_questions(passages: list[list[str]], count: int, seed: int = 11) -> list[Question]:
    """Ten-word questions: five function words (or fewer) and content words of one passage each."""
    chance, function = numpy.random.default_rng(seed), frozenset(_NAMES)
    questions: list[Question] = []
    while len(questions) < count:
        passage = passages[chance.integers(len(passages))]
        content = [place for place, word in enumerate(passage) if word not in function]
        other = [place for place, word in enumerate(passage) if word in function]
        if len(passage) < 10 or not content:
            continue
        stops = chance.permutation(other)[:5]
        places = sorted([*stops, *chance.permutation(content)[: 10 - len(stops)]])
        terms = [passage[place] for place in places]
        questions.append(Question(terms, [term for term in terms if term not in function]))
    return questions


def write_articles(file: Path, passages: int) -> int:
    """Write the corpus as articles with titles and days, one JSON object a line; how many they are."""
    source, count = make_passages(passages), 0
    with file.open("w", encoding="utf-8") as out:
        while ten := list(islice(source, _PER_ARTICLE)):
            day = date(2020, 1, 1) + timedelta(days=count % 2500)
            article = {
                "title": " ".join(ten[0][:8]).capitalize(),
                "text": "\n\n".join(" ".join(_sentences(terms)) for terms in ten),
                "url": f"https://archive.example/{count}",
                "published": day.isoformat(),
                "language": "en",
            }
            out.write(json.dumps(article) + "\n")
            count += 1
    return count


def _sentences(terms: list[str]) -> Iterator[str]:
    """A passage's words as sentences of up to twenty."""
    for start in range(0, len(terms), 20):
        yield " ".join(terms[start : start + 20]).capitalize() + "."


class _Words(dict[int, str]):
    """Number to word: function words first, then pronounceable ones."""

    def __missing__(self, number: int) -> str:
        word = _NAMES[number] if number < len(_NAMES) else _pronounceable(number - len(_NAMES))
        self[number] = word
        return word


def _pronounceable(number: int) -> str:
    syllables = []
    while True:
        number, rest = divmod(number, len(_CONSONANTS) * len(_VOWELS))
        syllables.append(_CONSONANTS[rest // len(_VOWELS)] + _VOWELS[rest % len(_VOWELS)])
        if not number:
            return "".join(syllables) + "n"


def _draw(chance: numpy.random.Generator, passages: int) -> tuple[NDArray[numpy.int64], NDArray[numpy.int64]]:
    """Lengths of passages, and the numbers of all their words one behind the other."""
    lengths = numpy.clip(chance.lognormal(4.0, 0.45, passages), 6, 160).astype(numpy.int64)
    total = int(lengths.sum())
    numbers = _draw_content(chance, total)
    own = _draw_content(chance, (passages // _PER_ARTICLE + 1) * _OWN_WORDS).reshape(-1, _OWN_WORDS)
    articles = numpy.repeat(numpy.arange(passages) // _PER_ARTICLE, lengths)
    taken = own[articles, chance.integers(0, _OWN_WORDS, total)]
    numbers = numpy.where(chance.random(total) < _OWN_SHARE, taken, numbers)
    places = numpy.searchsorted(numpy.cumsum(_SHARES), chance.random(total))
    return lengths, numpy.where(places < len(_NAMES), places, numbers)


def _draw_content(chance: numpy.random.Generator, count: int) -> NDArray[numpy.int64]:
    """Numbers with probability falling as (rank + shift) ** -exponent, by the inverse of the integral."""
    power = 1 - _EXPONENT
    low, high = _SHIFT**power, (_SHIFT + _LAST) ** power
    drawn: NDArray[numpy.float64] = (low + chance.random(count) * (high - low)) ** (1 / power) - _SHIFT
    return drawn.astype(numpy.int64) + len(_NAMES)


def main() -> None:
    """Write what was asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("passages", type=int)
    arguments = parser.parse_args()
    print(f"{write_articles(arguments.file, arguments.passages):,} articles")


if __name__ == "__main__":
    main()
