"""A Dockerfile's text as steps."""

from __future__ import annotations

import json
import re
from typing import NamedTuple


class Step(NamedTuple):
    """One instruction, RUN for example, and all that stands behind it."""

    name: str
    rest: str

    @property
    def command(self) -> list[str]:
        """The words of the JSON form, which needs no shell."""
        words = json.loads(self.rest[self.rest.index("[") :])
        return [str(word) for word in words]


def parse_steps(text: str) -> list[Step]:
    r"""The instructions, lines that go on joined, comments left out.

    >>> parse_steps("# syntax\nFROM a AS b\nRUN x \\\n && y\n")
    [Step(name='FROM', rest='a AS b'), Step(name='RUN', rest='x  && y')]
    """
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    whole = re.sub(r"\\\n", "", "\n".join(lines))
    steps = (line.split(None, 1) for line in whole.splitlines() if line.strip())
    return [Step(name.upper(), rest.strip()) for name, rest in steps]
