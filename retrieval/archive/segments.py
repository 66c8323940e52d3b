"""The immutable part of an index: postings, words and places of many passages, mapped from one folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from numpy.typing import NDArray

from retrieval.archive.errors import REBUILD, DamagedIndexError
from retrieval.archive.files import ArrayFolder, read_arrays
from retrieval.archive.lexicon import Lexicon
from retrieval.archive.places import Places
from retrieval.archive.postings import Postings
from retrieval.archive.scoring import Weighting
from retrieval.archive.stored import Stored
from retrieval.archive.wording import Wordings

WHOLES = "wholes."
"""What the names of the arrays of whole articles begin with."""

WORDINGS = "wordings"
"""The name of the records of how articles are worded, one behind the other."""

_PLACES = ("firsts", "starts_at", "ends_at", "days", "spoken")


class Identity(NamedTuple):
    """What an index was made with: it serves only a caller who would make it the same way.

    `analysis` names the version of whatever made the terms and passages (tokens, stems, splitting).
    """

    analysis: str
    k1: float
    b: float
    article_k1: float = 0.9
    article_b: float = 0.4

    @property
    def passages(self) -> Weighting:
        """How passages are weighed."""
        return Weighting(self.k1, self.b)

    @property
    def articles(self) -> Weighting:
        """How whole articles are weighed."""
        return Weighting(self.article_k1, self.article_b)


class Segment(NamedTuple):
    """N passages of A articles: what stands in them, where they stand, and what each article as one
    text holds, its title included."""

    postings: Postings
    wholes: Postings
    words: Lexicon
    places: Places
    wordings: Wordings


def write_segment(files: ArrayFolder, words: Lexicon, places: Places, facts: Mapping[str, Any]) -> None:
    """Write what is not yet in `files`, where postings and wordings are already, and finish the folder.

    The facts have the average lengths of passages and articles, `averages`.
    """
    files.store({f"words.{name}": array for name, array in words._asdict().items()})
    files.store({f"articles.{name}": array for name, array in places.articles._asdict().items()})
    files.store({name: getattr(places, name) for name in _PLACES})
    files.finish({"languages": places.languages, **facts})


def read_segment(folder: Path, identity: Identity) -> tuple[Segment, dict[str, Any]]:
    """The segment in `folder` and its facts. Raises DamagedIndexError when it is damaged or another's."""
    facts, arrays = read_arrays(folder)
    if facts.get("identity") != list(identity):
        problem = f"was made with {facts.get('identity')}, not {list(identity)}"
        raise DamagedIndexError(folder, problem, REBUILD)
    try:
        passages, wholes = facts["averages"]
        languages = tuple(facts["languages"])
        placed = {name: arrays[name] for name in _PLACES}
        places = Places(articles=_lexicon(arrays, "articles"), languages=languages, **placed)
        return Segment(
            _postings(arrays, "", identity.passages, passages),
            _postings(arrays, WHOLES, identity.articles, wholes),
            _lexicon(arrays, "words"),
            places,
            Wordings(Stored(folder / f"{WORDINGS}.bin"), arrays[f"{WORDINGS}.firsts"]),
        ), facts
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedIndexError(folder, f"lacks a part ({error})", REBUILD) from error


def _postings(
    arrays: Mapping[str, NDArray[Any]], prefix: str, weighting: Weighting, average: float
) -> Postings:
    posted = {name: arrays[prefix + name] for name in Postings._fields if prefix + name in arrays}
    return Postings(**posted, weighting=weighting, average=average)


def _lexicon(arrays: Mapping[str, NDArray[Any]], name: str) -> Lexicon:
    return Lexicon(*(arrays[f"{name}.{field}"] for field in Lexicon._fields))
