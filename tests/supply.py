"""Looks at what this project is made of: `python -m tests.supply hashes | licences | audit`."""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "uv.lock"
NO_DATA = 2

_HASH = re.compile(r"sha256:[0-9a-f]{64}")
_COPYLEFT = re.compile(r"\b(AGPL|Affero|GPL)", re.IGNORECASE)
_FREER = re.compile(r"LGPL|Lesser|\bOR\b", re.IGNORECASE)
"""A library may be linked under the LGPL, and of several licences one may choose."""


class Package(NamedTuple):
    """A package of the lock with its files' hashes; None where a file has none."""

    name: str
    version: str
    hashes: tuple[str | None, ...]


def locked_packages(lock: Path = LOCK) -> list[Package]:
    """Every package in the lock but this project."""
    read = tomllib.loads(lock.read_text(encoding="utf-8"))
    return [_package(one) for one in read["package"] if "editable" not in one["source"]]


def _package(one: dict[str, Any]) -> Package:
    artifacts = [*one.get("wheels", []), *([one["sdist"]] if "sdist" in one else [])]
    hashes = tuple(file["hash"] if _HASH.fullmatch(file.get("hash", "")) else None for file in artifacts)
    return Package(one["name"], one["version"], hashes or (None,))


def unhashed(packages: Iterable[Package]) -> list[str]:
    """The packages of which a file could be exchanged without being noticed."""
    return [package.name for package in packages if None in package.hashes]


def licence_of(found: Distribution) -> str:
    """What a package says of its licence, "" if it says nothing."""
    told = found.metadata
    classifiers = [one.rpartition(" :: ")[2] for one in told.get_all("Classifier", []) if "License ::" in one]
    said = [*told.get_all("License-Expression", []), ", ".join(classifiers), *told.get_all("License", [])]
    return next((one.strip().partition("\n")[0] for one in said if one.strip()), "")


def is_refused(licence: str) -> bool:
    """Whether a licence is unknown, or would have to become this project's own.

    >>> is_refused(""), is_refused("GPL-3.0-only"), is_refused("LGPL-3.0-only"), is_refused("MIT OR GPL-2.0")
    (True, True, False, False)
    """
    return not licence or bool(_COPYLEFT.search(licence) and not _FREER.search(licence))


def print_hashes() -> int:
    """0 if every file of the lock has its hash."""
    packages = locked_packages()
    files, without = sum(len(package.hashes) for package in packages), unhashed(packages)
    print(f"{len(packages)} packages, {files} files, without a hash: {', '.join(without) or 'none'}")
    return int(bool(without))


def print_licences(names: Iterable[str] = ()) -> int:
    """The licence of each installed package; 1 if one is unknown or refused."""
    refused = []
    for found in sorted(_installed(names), key=lambda one: one.name.lower()):
        licence = licence_of(found)
        if is_refused(licence):
            refused.append(found.name)
        print(f"{found.name} {found.version}: {licence or 'UNKNOWN'}")
    print(f"unknown or refused: {', '.join(refused) or 'none'}")
    return int(bool(refused))


def _installed(names: Iterable[str]) -> Iterator[Distribution]:
    chosen = list(names)
    yield from map(distribution, chosen) if chosen else distributions()


def audit(tool: str | None, lock: Path = LOCK) -> int:
    """Ask for known vulnerabilities of all that is locked: 0 none, 1 some, 2 where that cannot be said."""
    if tool is None:
        print("no data: pip-audit is not installed (pipx install pip-audit)")
        return NO_DATA
    packages = locked_packages(lock)
    lines = [f"{one.name}=={one.version} --hash={one.hashes[-1]}" for one in packages]
    command = [tool, "--disable-pip", "--no-deps", "--progress-spinner=off", "-f", "json", "-r", "/dev/stdin"]
    done = subprocess.run(command, input="\n".join(lines), capture_output=True, text=True)
    return _judge(done.stdout, {package.name for package in packages})


def _judge(report: str, wanted: set[str]) -> int:
    """pip-audit says "none found" and 0 also of packages that it could not look up."""
    try:
        looked_up = {one["name"].lower(): one for one in json.loads(report)["dependencies"]}
    except (ValueError, KeyError, TypeError):
        looked_up = {}
    known = {name for name, one in looked_up.items() if "skip_reason" not in one}
    if missing := {name.lower() for name in wanted} - known:
        print(f"no data of {len(missing)} of {len(wanted)} packages, for example {min(missing)}")
        return NO_DATA
    bad = {name: [flaw["id"] for flaw in one["vulns"]] for name, one in looked_up.items() if one.get("vulns")}
    for name, flaws in sorted(bad.items()):
        print(f"{name}: {', '.join(flaws)}")
    print(f"{len(wanted)} packages looked up, {len(bad)} with known vulnerabilities")
    return int(bool(bad))


def main() -> int:
    """Do one of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.supply")
    parser.add_argument("what", choices=("hashes", "licences", "audit"))
    what = parser.parse_args().what
    if what == "hashes":
        return print_hashes()
    return print_licences() if what == "licences" else audit(shutil.which("pip-audit"))


if __name__ == "__main__":
    sys.exit(main())
