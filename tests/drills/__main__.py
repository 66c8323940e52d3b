"""Runs the drills and prints what was reached: `python -m tests.drills [--full] [NAME ...]`."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.drills.all import DRILLS


def main() -> int:
    """Run the drills; 1 if one did not reach what it was to."""
    parser = argparse.ArgumentParser(prog="python -m tests.drills", description="Drills with real processes.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(DRILLS))
    parser.add_argument(
        "--full", action="store_true", help="the full forms, some three hours, the soak alone one"
    )
    arguments = parser.parse_args()
    logging.getLogger("aiohttp.server").disabled = True  # it tells of each connection that a killed bot left
    for package in ("bot", "retrieval"):  # they tell of each damage that was mended
        logging.getLogger(package).setLevel(logging.CRITICAL)
    print("| drill | to reach | reached | |\n|---|---|---|---|", flush=True)
    reached = True
    for name in arguments.names or DRILLS:
        begun = time.monotonic()
        with TemporaryDirectory() as folder:
            result = asyncio.run(DRILLS[name](Path(folder), full=arguments.full))
        reached = reached and result.reached
        verdict = "reached" if result.reached else "NOT REACHED"
        print(f"| {result.drill} | {result.to_reach} | {result.figures} | {verdict} |", flush=True)
        print(f"  {name}: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
