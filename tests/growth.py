"""Whether time grows with the text and no faster: in processor time, on a machine that may be busy."""

from __future__ import annotations

import gc
from collections.abc import Callable

SMALL, LARGE = 10_000, 100_000
MOST_TIMES = 12


def in_proportion(seconds: Callable[[int], float], least: float = 0.01) -> bool:
    """Whether ten times the text takes at most 12 times as long as `seconds` says, or as `least` seconds.

    The machine may be busy with other things; five times over it is not, and what is quadratic stays so.
    """
    gc.disable()
    try:
        return any(
            seconds(LARGE) <= MOST_TIMES * max(min(seconds(SMALL), seconds(SMALL)), least) for _ in range(5)
        )
    finally:
        gc.enable()
