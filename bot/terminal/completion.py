"""Completion in the shell: the script that a shell loads, and the answer when it asks what may follow."""

from __future__ import annotations

import argparse
import os

SHELLS = ("bash", "zsh", "fish")
PROGRAM = "verbatim"


def complete_if_asked(parser: argparse.ArgumentParser) -> None:
    """Answer the shell and end, where it is a shell's Tab that started the program."""
    if "_ARGCOMPLETE" in os.environ:
        import argcomplete

        argcomplete.autocomplete(parser)


def shell_script(shell: str) -> str:
    """What `shell`, one of `SHELLS`, must load to complete `verbatim`.

    >>> "verbatim" in shell_script("fish")
    True
    """
    from argcomplete.shell_integration import shellcode

    return shellcode([PROGRAM], shell=shell) + "\n"
