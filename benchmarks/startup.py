"""How long a first answer takes beside the import of rank_bm25 alone: both in one run, in turn.

python benchmarks/startup.py
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
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
    # As people run it: without this, each run would compile our files anew while numpy's lie compiled.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    seconds: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(ROUNDS + 1):
        for name, arguments in COMMANDS.items():
            started = time.perf_counter()
            subprocess.run(
                [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, check=True
            )
            seconds[name].append(time.perf_counter() - started)
    medians = {
        name: statistics.median(times[1:]) for name, times in seconds.items()
    }  # the first warms caches
    for name, median in medians.items():
        print(f"{median * 1000:6.0f} ms  {name}")
    imported, asked = medians.values()
    print(f"{asked / imported:6.2f}     times")


if __name__ == "__main__":
    main()
