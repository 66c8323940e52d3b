"""`verbatim doctor`: what is well, what is not, and what to do about it; `--repair` does it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from bot.configuration.settings import Settings
from bot.doctor.archive import examine_archive
from bot.doctor.findings import Finding, State
from bot.doctor.holdings import Examination, examine_library, examine_stores
from bot.doctor.surroundings import examine_articles_folder, examine_data_folder, examine_settings
from bot.doctor.telegram_side import examine_token
from bot.errors import BotError
from retrieval import RetrievalError

_EXAMINATIONS: tuple[Examination, ...] = (
    examine_settings,
    examine_articles_folder,
    examine_data_folder,
    examine_library,
    examine_stores,
    examine_archive,
)
WELL, WRONG = 0, 2


def add_parser(commands: Any) -> None:
    """Add `doctor` to the command line."""
    parser = commands.add_parser(
        "doctor",
        help="look whether all is well, and say what to do",
        epilog="example: verbatim doctor --repair",
    )
    parser.add_argument("--repair", action="store_true", help="mend what can be mended")
    parser.add_argument("--offline", action="store_true", help="do not ask Telegram about the token")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Examine everything; 0 if nothing is wrong or all of it was mended, else 2."""
    examinations = _EXAMINATIONS if arguments.offline else (*_EXAMINATIONS, examine_token)
    left = 0
    for examine in examinations:
        for finding in examine(settings):
            _show(finding)
            mended = arguments.repair and _repair(finding)
            left += finding.state is State.WRONG and not mended
    print("all is well" if not left else f"{left} to mend")
    return WRONG if left else WELL


def _show(finding: Finding) -> None:
    print(f"{finding.state.value:5} {finding.thing}: {' '.join(finding.told.split())}")
    if finding.remedy:
        print(f"      → {finding.remedy}")


def _repair(finding: Finding) -> bool:
    if finding.repair is None:
        return False
    try:
        print(f"      repaired: {finding.repair()}")
    except (BotError, RetrievalError, OSError) as error:
        print(f"      not repaired: {error}")
        return False
    return True


def findings(settings: Settings) -> Iterator[Finding]:
    """All that can be found out without Telegram."""
    for examine in _EXAMINATIONS:
        yield from examine(settings)
