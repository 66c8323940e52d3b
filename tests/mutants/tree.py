"""The copy of the tree that mutants are made in, and which of its tests judge them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).parents[2]
KEPT = ROOT / ".mutants"
"""Where the copy stands, and what is recorded of it; git does not see it."""

NEEDS_A_CLUSTER = "retrieval/opensearch/"
"""Of these no mutants are made: their tests start real nodes, a minute for each mutant."""

_LEFT_OUT = shutil.ignore_patterns(".*", "*.egg-info", "build", "dist", "__pycache__")
_OF_RETRIEVAL = re.compile(r"^(?:from|import) retrieval\b", re.MULTILINE)
_OF_TELEGRAM = re.compile(r"\btests\.botapi\b|: Chat\b|: BotApi\b")
_THROUGH_THE_COMMAND_LINE = ("test_ask.py", "test_articles_command.py", "test_evaluation.py")
_TIMED = ("test_bad_input.py",)
"""They compare processor times, which are others in a fork whose caches are empty."""


def copy_tree(to: Path) -> None:
    """Copy what git has of the tree, without what was built."""
    shutil.copytree(ROOT, to, ignore=_LEFT_OUT, dirs_exist_ok=True)


def judges() -> list[str]:
    """The tests that are asked: doctests, and those of files that import `retrieval` and start no Telegram.

    A test that reaches `retrieval` through Telegram takes far longer, and would notice by accident.
    """
    files = []
    for path in sorted((ROOT / "tests").glob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        of_it = _OF_RETRIEVAL.search(text) and not _OF_TELEGRAM.search(text) and "opensearch" not in path.name
        if path.name in _TIMED:
            continue
        if of_it or path.name in _THROUGH_THE_COMMAND_LINE:
            files.append(f"tests/{path.name}")
    return [*files, "retrieval"]
