"""Every check in one go: `python -m tests` runs ruff, mypy --strict and pytest, and fails if one does."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
CHECKS = (
    ["ruff", "check", "."],
    ["ruff", "format", "--check", "."],
    ["mypy"],
    ["pytest", "-n", str((os.cpu_count() or 1) + 1), "--dist", "loadgroup"],  # a third of it waits
)


def main() -> int:
    """Run each check; 1 if any failed."""
    argparse.ArgumentParser(prog="python -m tests", description=__doc__).parse_args()
    failed = []
    for check in CHECKS:
        print(f"\n== {' '.join(check)}", flush=True)
        if subprocess.run([sys.executable, "-m", *check], cwd=ROOT).returncode:
            failed.append(" ".join(check))
    print(f"\nfailed: {', '.join(failed)}" if failed else "\nall checks passed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
