"""The storage drills as rows of the table, each in its fast and its full form."""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from pathlib import Path

from tests.drills.bench import Result, most
from tests.drills.storage.calls import fail_calls_aside
from tests.drills.storage.crashes import simulate
from tests.drills.storage.damage import damage_store
from tests.drills.storage.full_disk import fill_disk, is_possible
from tests.drills.storage.index import damage_index
from tests.drills.storage.library import drill_damage, drill_kills
from tests.drills.storage.saves import SAVES

_BAD = ("wrong", "unnoticed", "crashed")


async def drill_kills_while_adding(folder: Path, *, full: bool) -> Result:
    """SIGKILL, again and again, to a program that adds articles."""
    came_to = await asyncio.to_thread(drill_kills, 500 if full else 5, folder)
    within = most(5, full=full)
    return Result(
        f"{came_to.kills} kill -9 while articles are added",
        f"0 unreadable, 0 acknowledged but gone, start within {within:g} s",
        f"{came_to.acknowledged:,} acknowledged, {came_to.unreadable} unreadable, {came_to.lost} gone, "
        f"{came_to.wrong} wrong, slowest start {came_to.slowest_start:.2f} s",
        came_to.unreadable == came_to.lost == came_to.wrong == 0 and came_to.slowest_start < within,
    )


async def drill_full_disk(folder: Path, *, full: bool) -> Result:
    """Every save on a disk with ever more room, in steps of 4 kB."""
    pages = range(120) if full else range(0, 120, 17)
    if not is_possible():
        return Result("disk full in steps of 4 kB", "all or nothing", "unshare -rm is not allowed here", True)
    counts: Counter[str] = Counter()
    for name in SAVES:
        disk = folder / name
        disk.mkdir()
        counts += await asyncio.to_thread(fill_disk, name, disk, pages)
    wrong = {end: count for end, count in counts.items() if end not in ("done", "refused")}
    return Result(
        f"disk full, up to {pages.stop} pages of 4 kB left, {len(SAVES)} kinds of save",
        "all or nothing at each step; questions still answered; the author told",
        f"{counts['done']} done, {counts['refused']} refused, wrong: {wrong or 0}",
        not wrong and counts["refused"] > 0 and counts["done"] > 0,
    )


async def drill_failing_calls(folder: Path, *, full: bool) -> Result:
    """The n-th open, write, sync, cut, rename, removal and mkdir of every save fails."""
    row = "the n-th open, write, sync, cut, rename, unlink, mkdir fails"
    if shutil.which("strace") is None:
        return Result(row, "clean error, old state", "strace is not here", True)
    failed, wrong, ends = 0, Counter[str](), Counter[str]()
    for name in SAVES:
        place = folder / name
        place.mkdir()
        came_to = await asyncio.to_thread(fail_calls_aside, name, place, 500 if full else 2)
        failed, wrong, ends = failed + came_to.failed, wrong + came_to.wrong, ends + came_to.ends
    return Result(
        row,
        "clean error, old state, and the next try works",
        f"{failed} calls failed: {ends['clean error']} clean errors, {ends['done']} without harm; "
        f"wrong: {dict(wrong) or 0}",
        not wrong and failed > 0,
    )


async def drill_power_cuts(folder: Path, *, full: bool) -> Result:
    """A power cut at each system call of every save, in all that it may leave of them."""
    if shutil.which("strace") is None:
        return Result("power cuts", "0 bad", "strace is not here", True)
    states, wrong = 0, Counter[str]()
    for name in SAVES:
        place = folder / name
        place.mkdir()
        came_to = await asyncio.to_thread(simulate, name, place, *(5, 1) if full else (1, 7))
        states, wrong = states + came_to.states, wrong + came_to.wrong
    return Result(
        f"power cuts at each system call of {len(SAVES)} kinds of save",
        "0 bad states",
        f"{states:,} states, bad: {dict(wrong) or 0}",
        not wrong and states > 0,
    )


async def drill_damaged_library(folder: Path, *, full: bool) -> Result:
    """Bits turned over, cuts, zeroed and exchanged pages in the library and in its log."""
    trials = 1_000 if full else 12
    counts = await asyncio.to_thread(drill_damage, trials, folder)
    log = folder / "log"
    log.mkdir()
    counts += await asyncio.to_thread(lambda: drill_damage(trials // 2, log, log=True))
    del counts["versions not saved"]
    return _damage_row(f"{trials + trials // 2:,} damages to the library and its log", counts)


async def drill_damaged_chats(folder: Path, *, full: bool) -> Result:
    """The same to the file of the chats and the inbox, and to its log."""
    trials = 1_000 if full else 12
    counts = await asyncio.to_thread(damage_store, trials, folder)
    log = folder / "log"
    log.mkdir()
    counts += await asyncio.to_thread(lambda: damage_store(trials, log, log=True))
    return _damage_row(f"{trials * 2:,} damages to the file of the chats and its log", counts)


async def drill_damaged_index(folder: Path, *, full: bool) -> Result:
    """The same to each file of an index on disk."""
    trials = 1_000 if full else 15
    counts = await asyncio.to_thread(damage_index, trials, folder)
    return _damage_row(f"{trials:,} damages to an index on disk", counts, "made anew")


def _damage_row(drill: str, counts: Counter[str], found: str = "mended") -> Result:
    return Result(
        drill,
        "every one found; rebuilt or quarantined; 0 wrong quotations",
        ", ".join(f"{count} {came_to}" for came_to, count in counts.most_common()),
        not [one for one in counts if one.startswith(_BAD)] and counts[found] > 0,
    )
