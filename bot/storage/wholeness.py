"""Whether what is kept is whole: each file read in full as the bot will, and what was lost of it before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import retrieval
from bot.storage import database
from bot.storage.datafolder import CHATS_FILE, EDITORS_FILE, LIBRARY_FILE
from bot.storage.schema import CHATS, EDITORS

if TYPE_CHECKING:
    from retrieval import Damage

SCHEMAS = {CHATS_FILE: CHATS, EDITORS_FILE: EDITORS}


class Loss(NamedTuple):
    """What damage took away earlier, and the damaged file, for as long as it lies there."""

    told: str
    file: Path


def damage_in(copy: Path) -> str:
    """What is damaged in a copy of a kept file, "" where nothing is; the copy may be mended by this.

    Raises NewerFileError and LibraryError.
    """
    if copy.name == LIBRARY_FILE:
        found: list[Damage] = []
        with retrieval.Library(copy, told=lambda path, damage: found.append(damage)) as library:
            library.check()
        return f"{found[-1].saved} versions can be saved, {found[-1].lost} not" if found else ""
    if copy.name not in SCHEMAS:
        return ""
    health = database.check(copy, SCHEMAS[copy.name])
    rows = f", {health.broken_rows} rows are not as written" if health.broken_rows else ""
    return "" if health.is_whole else f"{health.pages}{rows}"


def losses_of_articles(path: Path, mended: Iterable[Damage]) -> Iterator[Loss]:
    """What the library at `path` remembers of its losses."""
    for damage in mended:
        file = path.with_name(damage.moved_to)
        if damage.lost and file.exists():
            yield Loss(f"{damage.lost} versions of articles were lost to damage, found {damage.found}", file)


def losses_of_rows(path: Path) -> Iterator[Loss]:
    """The damaged files beside one of the bot's own; nobody knows what was in them."""
    for file in sorted(path.parent.glob(f"{path.name}.damaged-*")):
        if not file.name.endswith("-wal"):
            yield Loss(f"{path.name} was damaged, and what could not be saved is gone", file)
