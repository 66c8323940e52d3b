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


class Identity(NamedTuple):
    """What an index was made with: it serves only a caller who would make it the same way.

    `analysis` names the version of whatever made the terms and passages (tokens, stems, splitting).
    """

    analysis: str
    k1: float
    b: float


class Segment(NamedTuple):
    """N passages: what stands in them, and where they stand."""

    postings: Postings
    words: Lexicon
    places: Places


def write_segment(
    files: ArrayFolder, postings: Postings, words: Lexicon, places: Places, facts: Mapping[str, Any]
) -> None:
    """Write what is not yet in `files` (where `assemble` has put the postings) and finish the folder."""
    files.store({f"words.{name}": array for name, array in words._asdict().items()})
    files.store({f"articles.{name}": array for name, array in places.articles._asdict().items()})
    files.store({name: getattr(places, name) for name in ("firsts", "starts_at", "ends_at")})
    files.finish({"average": postings.average, **facts})


def read_segment(folder: Path, identity: Identity) -> tuple[Segment, dict[str, Any]]:
    """The segment in `folder` and its facts. Raises DamagedIndexError when it is damaged or another's."""
    facts, arrays = read_arrays(folder)
    if facts.get("identity") != list(identity):
        problem = f"was made with {facts.get('identity')}, not {list(identity)}"
        raise DamagedIndexError(folder, problem, REBUILD)
    try:
        posted = {name: arrays[name] for name in Postings._fields if name in arrays}
        weighting = Weighting(identity.k1, identity.b)
        postings = Postings(**posted, weighting=weighting, average=facts["average"])
        places = Places(
            _lexicon(arrays, "articles"), arrays["firsts"], arrays["starts_at"], arrays["ends_at"]
        )
        return Segment(postings, _lexicon(arrays, "words"), places), facts
    except (KeyError, TypeError) as error:
        raise DamagedIndexError(folder, f"lacks a part ({error})", REBUILD) from error


def _lexicon(arrays: Mapping[str, NDArray[Any]], name: str) -> Lexicon:
    return Lexicon(*(arrays[f"{name}.{field}"] for field in Lexicon._fields))
