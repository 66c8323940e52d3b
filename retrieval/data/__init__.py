"""The word lists that ship with retrieval, each a small file that names its origin."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent  # importlib.resources would take a tenth of a first answer's time


@cache
def read_words(name: str) -> dict[str, Any]:
    """The word list `name` (a JSON object) from this folder."""
    loaded: dict[str, Any] = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return loaded
