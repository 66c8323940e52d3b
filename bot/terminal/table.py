"""A table for the terminal: columns on a TTY, tabs through a pipe."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO


def show_table(names: Sequence[str], rows: Sequence[Sequence[str]], out: TextIO) -> None:
    """Print `rows` below `names`; through a pipe one row a line, its cells between tabs."""
    if not out.isatty():
        for row in rows:
            out.write("\t".join(row) + "\n")
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in names:
        table.add_column(name)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console(file=out, highlight=False).print(table)
