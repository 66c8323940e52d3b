"""Runs one fuzz target for some seconds: `python -m tests.fuzz TARGET [--seconds N] [--corpus FOLDER]`."""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.fuzz.seeds import SEEDS

_KEPT = Path("build/fuzz")
"""Where the bytes go at which something fell over."""


def main() -> None:
    """Fuzz; the process ends with a status other than 0 and a file of the bytes where something fell over."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("target", choices=sorted(SEEDS))
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--corpus", type=Path, help="where interesting inputs are kept (default: nowhere)")
    arguments = parser.parse_args()
    try:
        import atheris
    except ImportError:
        sys.exit("fuzzing needs atheris: pip install atheris")
    logging.disable(logging.CRITICAL)
    with atheris.instrument_imports(include=["bot", "retrieval", "telegram"]):
        from tests.fuzz.targets import targets

        target = targets()[arguments.target]
    _KEPT.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        corpus = arguments.corpus or Path(folder)
        corpus.mkdir(parents=True, exist_ok=True)
        for number, seed in enumerate(SEEDS[arguments.target]):
            (corpus / f"seed-{number}").write_bytes(seed)
        limits = ["-timeout=20", "-rss_limit_mb=4096", "-max_len=16384", f"-artifact_prefix={_KEPT}/"]
        atheris.Setup([sys.argv[0], *limits, f"-max_total_time={arguments.seconds}", str(corpus)], target)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
