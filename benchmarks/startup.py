"""How long a first answer takes beside the import of rank_bm25 alone: both in one run, in turn.

python benchmarks/startup.py
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROUNDS = 15
COMMANDS = {
    'python -c "import rank_bm25"': ["-c", "import rank_bm25"],
    'verbatim ask "What did Sheinbaum tell Trump?"': ["-m", "bot", "ask", "What did Sheinbaum tell Trump?"],
}


def main() -> None:
    """Print the median of each and their ratio."""
    with tempfile.TemporaryDirectory() as home:
        medians = _measure(home)
    for name, median in medians.items():
        print(f"{median * 1000:6.0f} ms  {name}")
    imported, asked = medians.values()
    print(f"{asked / imported:6.2f}     times")


def _measure(home: str) -> dict[str, float]:
    """The median of each command, as a newcomer runs it: compiled files kept, and no library at home."""
    left_out = ("PYTHONDONTWRITEBYTECODE", "XDG_DATA_HOME", "VERBATIM_DATA", "VERBATIM_ARTICLES")
    environment = {name: value for name, value in os.environ.items() if name not in left_out} | {"HOME": home}
    seconds: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(ROUNDS + 1):
        for name, arguments in COMMANDS.items():
            started = time.perf_counter()
            subprocess.run(
                [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, check=True
            )
            seconds[name].append(time.perf_counter() - started)
    # The first of each warms the caches.
    return {name: statistics.median(times[1:]) for name, times in seconds.items()}


if __name__ == "__main__":
    main()
