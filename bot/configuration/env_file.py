"""The `.env` file as it is written: settings one a line, for its owner's eyes alone, whole or not at all."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from bot.errors import SettingsError

_PLAIN = re.compile(r"[A-Za-z0-9_./:,@%+~-]*")
_NAME = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=")


def write_env(file: Path, settings: Mapping[str, str]) -> None:
    """Write `settings` into `file`, mode 600; its lines about anything else stay. Raises SettingsError."""
    new = file.with_name(f"{file.name}.new")
    try:
        before = file.read_text(encoding="utf-8") if file.exists() else ""
        new.unlink(missing_ok=True)
        with open(new, "x", encoding="utf-8", opener=_private) as out:
            out.write(changed_lines(before, settings))
            out.flush()
            os.fsync(out.fileno())
        new.replace(file)
    except OSError as error:
        problem = f"cannot be written ({error.strerror})"
        raise SettingsError(file, problem, "Run this in a folder of your own.") from None
    except UnicodeDecodeError:
        raise SettingsError(file, "is not UTF-8 text", "Save it as UTF-8, or move it away.") from None


def changed_lines(before: str, settings: Mapping[str, str]) -> str:
    """The text of a file with `settings` changed where they stood, and added where they did not.

    >>> print(changed_lines("# mine\\nA=1\\nB=2\\n", {"B": "two words", "C": "3"}), end="")
    # mine
    A=1
    B='two words'
    C=3
    """
    lines, left = [], dict(settings)
    for line in before.splitlines():
        named = _NAME.match(line)
        name = named[1].upper() if named else ""
        if name not in settings:
            lines.append(line)
        elif name in left:
            lines.append(f"{name}={quoted(left.pop(name))}")
    lines += [f"{name}={quoted(value)}" for name, value in left.items()]
    return "".join(f"{line}\n" for line in lines)


def names_in(text: str) -> tuple[str, ...]:
    """The names that a file's lines set.

    >>> names_in("# mine\\nA=1\\nexport B = 2\\n#C=3\\n")
    ('A', 'B')
    """
    return tuple(named[1] for line in text.splitlines() if (named := _NAME.match(line)))


def quoted(value: str) -> str:
    r"""A value as python-dotenv, systemd and Docker Compose all read it back.

    >>> quoted("seeds"), quoted("my articles"), quoted("it's")
    ('seeds', "'my articles'", "'it\\'s'")
    """
    if _PLAIN.fullmatch(value):
        return value
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
