"""`verbatim completion`: the script that teaches a shell to complete the commands."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from bot.configuration.settings import Settings
from bot.terminal.completion import SHELLS, shell_script


def add_parser(commands: Any) -> None:
    """Add `completion` to the command line."""
    parser = commands.add_parser(
        "completion",
        help="print the completion script of a shell",
        description="Prints what a shell must load to complete commands and options with Tab. "
        'In .zshrc, after compinit: eval "$(verbatim completion zsh)". '
        "In fish: verbatim completion fish | source",
        epilog='example: eval "$(verbatim completion bash)"',
    )
    parser.add_argument("shell", choices=SHELLS)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print it; returns 0."""
    sys.stdout.write(shell_script(arguments.shell))
    return 0
