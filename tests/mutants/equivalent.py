"""What `equivalent.txt` says: mutants that were read and judged to give what the source gives, and why.

A line `# why` speaks for the lines that follow it, up to the next. Each of those names a file, a line of its
source and what the mutant made of it; `*` in place of the latter means whatever is changed in that line.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from tests.mutants.making import Mutant

JUDGED = Path(__file__).with_suffix(".txt")
_ANYTHING = "*"


class Change(NamedTuple):
    """A line of a file before and after, without its indentation; `*` after is any change."""

    file: str
    before: str
    after: str


def read_judged(text: str) -> frozenset[Change]:
    """The changes that a text in the form of `equivalent.txt` names.

    Raises:
        ValueError: a line that names no change, or above which no reason stands.

    >>> read_judged("# speed only\\na.py: N = 8 => *\\n")
    frozenset({Change(file='a.py', before='N = 8', after='*')})
    """
    found, why = set(), ""
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("#"):
            why = line.strip("# ")
        elif line.strip():
            file, colon, change = line.partition(": ")
            before, arrow, after = change.partition(" => ")
            if not (why and colon and arrow):
                raise ValueError(f"{JUDGED.name}:{number}: write FILE: BEFORE => AFTER, below a line # WHY")
            found.add(Change(file, before.strip(), after.strip()))
    return frozenset(found)


def names_of(mutant: Mutant, source: bytes) -> frozenset[Change]:
    """The two ways in which `equivalent.txt` may name a mutant: this change, or any of its line."""
    before, after = (_in_one_line(lines) for lines in mutant.lines(source))
    return frozenset({Change(mutant.file, before, after), Change(mutant.file, before, _ANYTHING)})


def _in_one_line(lines: list[str]) -> str:
    return " ".join(" ".join(lines).split())
