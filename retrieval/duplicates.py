"""Which articles tell the same story in the same words: wire copies, shortened and updated versions.

A text is sketched by the hashes of its runs of five words, one in four of them kept (the same
quarter in every text, so that sketches compare like the texts). Two articles are the same story
when most of the shorter one stands in the longer. Linear in the text.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import repeat
from zlib import crc32

from retrieval.models import Article, Span

RUN = 5
KEEP_ONE_IN = 4
SAME_STORY = 0.7
"""Share of the shorter sketch found in the longer. Among 3,582 news articles updates and reprints had
0.69 to 1.0, different articles with a list in common (Oscar nominees and winners) up to 0.67."""
FEWEST_HASHES = 12
"""Below about 50 words in common chance and boilerplate decide; such articles stay apart."""

_WORD = re.compile(
    "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]"
    "|[^\\W_\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]+"
)


def same_story(a: Article, b: Article) -> bool:
    """Whether one of two articles repeats most of the other.

    >>> words = [str(number) for number in range(1000)]
    >>> long, short, other = (
    ...     Article(id=name, text=" ".join(part))
    ...     for name, part in [("1", words), ("2", ["Update:", *words[100:400]]), ("3", words[::-1])]
    ... )
    >>> same_story(long, short), same_story(long, other)
    (True, False)
    """
    return a.id == b.id or a.text == b.text or similar(sketch(a.text), sketch(b.text))


def first_tellings(told: Sequence[tuple[Article, Span]]) -> Iterator[bool]:
    """Of sentences with their articles, in order: whether each is told for the first time.

    The same words in another article are the same telling only where the one article repeats the other:
    two outlets that quote one sentence are two. Sketches are made for such pairs alone.
    """
    if len({article.id for article, _ in told}) < 2:
        yield from repeat(True, len(told))
        return
    tellers: dict[str, list[Article]] = {}
    for article, sentence in told:
        before = tellers.setdefault(" ".join(sentence.of(article.text).split()), [])
        again = any(earlier.id != article.id and same_story(article, earlier) for earlier in before)
        if not again:
            before.append(article)
        yield not again


@lru_cache(maxsize=512)
def sketch(text: str) -> bytes:
    """The sketch of a text: sorted 32-bit hashes, little-endian, the same on every machine."""
    words = [word.encode("utf-8", "surrogatepass") for word in _WORD.findall(text.casefold())]
    runs = (b" ".join(words[start : start + RUN]) for start in range(len(words) - RUN + 1))
    # crc32 is linear: its low bits follow the last letters, so the choice is made on mixed bits.
    mixed = ((crc32(run) * 0x9E3779B1) & 0xFFFFFFFF for run in runs)
    kept = sorted({value for value in mixed if (value >> 16) % KEEP_ONE_IN == 0})
    return struct.pack(f"<{len(kept)}I", *kept)


def similar(a: bytes, b: bytes) -> bool:
    """Whether two sketches are of the same story."""
    first, second = _hashes(a), _hashes(b)
    return _is_most(len(first & second), len(first), len(second))


def _hashes(data: bytes) -> frozenset[int]:
    return frozenset(struct.unpack(f"<{len(data) // 4}I", data))


def _is_most(common: int, first: int, second: int) -> bool:
    return common >= FEWEST_HASHES and common >= SAME_STORY * min(first, second)
