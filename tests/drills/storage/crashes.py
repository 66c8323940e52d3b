"""A simulator of power cuts: every state that a disk may be left in by a save, at each of its system calls.

Recorded are the real calls of the real save. A cut leaves what was synced, and of the rest everything,
nothing, or any part: data file by file, names in their order.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.drills.storage.saves import SAVES, copy_of, judge
from tests.drills.storage.trace import Change, record

_SECTOR = 512
_NAMES = ("create", "rename", "remove", "folder")


class Crashes(NamedTuple):
    """How many states were looked at, and what was wrong with which."""

    states: int
    wrong: Counter[str]


def simulate(name: str, folder: Path, torn: int, every: int = 1) -> Crashes:
    """Cut the power at every `every`th change of a save, `torn` times with a part of what was not synced."""
    save = SAVES[name]
    before, after = folder / "before", folder / "after"
    before.mkdir()
    save.prepare(before)
    changes = record(name, copy_of(before, after), folder / "log")
    assert changes, "nothing was recorded"
    wrong: Counter[str] = Counter()
    states = 0
    for end in sorted({*range(0, len(changes), every), len(changes)}):
        said = max((one.at for one in changes[:end] if one.kind == "say"), default=0)
        for number, left in enumerate(_left(changes[:end], torn, seed=end)):
            place = folder / f"state-{end}-{number}"
            _lay_out(before, after, left, place)
            states += 1
            if problem := judge(save, place, said):
                wrong[problem] += 1
            shutil.rmtree(place)
    return Crashes(states, wrong)


def _left(changes: list[Change], torn: int, seed: int) -> Iterator[list[Change]]:
    """What may be left of changes when the power is cut after them."""
    yield changes
    safe = _safe(changes)
    yield [change for change, is_safe in zip(changes, safe, strict=True) if is_safe]
    for number in range(torn):
        yield list(_torn(changes, safe, random.Random(seed * 1_000 + number)))


def _safe(changes: list[Change]) -> list[bool]:
    """Which changes a sync has made to last: data by its file's, a name by its folder's."""
    safe: list[bool] = []
    synced: set[str] = set()
    for change in reversed(changes):
        if change.kind == "sync":
            synced.add(change.path)
        folders = {str(Path(name).parent) for name in (change.path, change.to) if name}
        safe.append(folders <= synced if change.kind in _NAMES else change.path in synced)
        if change.kind == "rename" and change.to in synced:
            synced.add(change.path)  # the data was synced under its new name
    return safe[::-1]


def _torn(changes: list[Change], safe: list[bool], chance: random.Random) -> Iterator[Change]:
    """What was safe, any of the other writes, perhaps cut at a sector, and the first of the other names."""
    loose_names = sum(not is_safe and one.kind in _NAMES for one, is_safe in zip(changes, safe, strict=True))
    names_left = chance.randint(0, loose_names)
    for change, is_safe in zip(changes, safe, strict=True):
        if is_safe:
            yield change
        elif change.kind in _NAMES:
            if names_left > 0:
                names_left -= 1
                yield change
        elif change.kind == "write" and chance.random() < 0.5:
            sectors = len(change.data) // _SECTOR
            cut = chance.randint(0, sectors) * _SECTOR if chance.random() < 0.3 else len(change.data)
            yield change._replace(data=change.data[:cut])
        elif change.kind == "cut" and chance.random() < 0.5:
            yield change


def _lay_out(before: Path, after: Path, changes: list[Change], place: Path) -> None:
    """The folder as it was, with the changes, at a new place."""
    copy_of(before, place)
    for change in changes:
        path = place / Path(change.path).relative_to(after) if change.path else place
        if change.kind == "folder":
            path.mkdir(exist_ok=True)
        elif change.kind == "create":
            if path.parent.is_dir():
                path.touch()
        elif change.kind == "rename":
            target = place / Path(change.to).relative_to(after)
            if path.exists() and target.parent.is_dir():
                path.rename(target)
        elif change.kind == "remove":
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        elif change.kind in ("write", "cut") and path.exists():
            _write(path, change)


def _write(path: Path, change: Change) -> None:
    with path.open("r+b") as file:
        if change.kind == "cut":
            file.truncate(change.at)
        else:
            file.seek(change.at)
            file.write(change.data)
