"""The drills by name, those of the delivery before those of what is kept."""

from __future__ import annotations

from collections.abc import Coroutine
from pathlib import Path
from typing import Any, Protocol

from tests.drills.bench import Result
from tests.drills.ending import drill_kills, drill_stops
from tests.drills.input import drill_backlog, drill_flood, drill_mutations, drill_order
from tests.drills.naughty import drill_generated, drill_naughty
from tests.drills.soak import drill_soak
from tests.drills.storage.rows import (
    drill_damaged_chats,
    drill_damaged_index,
    drill_damaged_library,
    drill_failing_calls,
    drill_full_disk,
    drill_kills_while_adding,
    drill_power_cuts,
)
from tests.drills.telegram_side import drill_absence, drill_faults, drill_rates, drill_refusals


class Drill(Protocol):
    """A drill in its fast or full form, in an empty folder of its own."""

    def __call__(self, folder: Path, *, full: bool) -> Coroutine[Any, Any, Result]: ...


DRILLS: dict[str, Drill] = {
    "kills": drill_kills,
    "stops": drill_stops,
    "order": drill_order,
    "mutations": drill_mutations,
    "faults": drill_faults,
    "absence": drill_absence,
    "refusals": drill_refusals,
    "backlog": drill_backlog,
    "rates": drill_rates,
    "flood": drill_flood,
    "naughty": drill_naughty,
    "generated": drill_generated,
    "soak": drill_soak,
    "adding": drill_kills_while_adding,
    "full-disk": drill_full_disk,
    "calls": drill_failing_calls,
    "power": drill_power_cuts,
    "library": drill_damaged_library,
    "chats": drill_damaged_chats,
    "index": drill_damaged_index,
}
