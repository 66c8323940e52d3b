"""The fast form of every drill: real processes and signals, what is kept under faults."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.drills.all import DRILLS
from tests.drills.bench import Result
from tests.drills.soak import MOST_LEAKED, RATE, Sample, leaked

AT_ONCE = 4
"""They mostly wait."""

pytestmark = pytest.mark.timeout(600)  # the first to ask for results waits for all of them


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Result]:
    return asyncio.run(_run_all(tmp_path_factory.mktemp("drills")))


async def _run_all(folder: Path) -> dict[str, Result]:
    places = asyncio.Semaphore(AT_ONCE)

    async def run(name: str) -> Result:
        async with places:
            (folder / name).mkdir()
            return await DRILLS[name](folder / name, full=False)

    return dict(zip(DRILLS, await asyncio.gather(*map(run, DRILLS)), strict=True))


@pytest.mark.parametrize("name", DRILLS)
def test_a_drill_reaches_what_it_is_to_reach(name: str, results: dict[str, Result]) -> None:
    assert results[name].reached, results[name].figures


def test_a_file_that_each_question_leaves_open_is_noticed_within_seconds() -> None:
    def life(number: int, for_each: float) -> list[Sample]:
        ages = [tenth / 2 for tenth in range(10)]
        return [Sample(number, age, 90_000, 30 + round(for_each * RATE * age) + number) for age in ages]

    assert leaked([*life(0, 0), *life(1, 0)]) == 0
    assert leaked([*life(0, 0), *life(1, 1)]) > MOST_LEAKED
    assert leaked([*life(0, 0.5)]) > MOST_LEAKED
