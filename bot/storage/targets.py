"""Where a backup or an export may be written: never over what is kept, nor over what is no regular file."""

from __future__ import annotations

from pathlib import Path

from bot.errors import BotError

_ELSEWHERE = "Name a new file in another place."


def check_target(file: Path, data_folder: Path) -> None:
    """Raises BotError where writing `file` would destroy what is kept, or what is no regular file."""
    try:
        if file.is_symlink():
            raise BotError(file, "it is a link, and is not written over", _ELSEWHERE)
        if file.exists() and not file.is_file():
            raise BotError(file, "it is there and is no regular file", _ELSEWHERE)
        whole, kept = file.resolve(), data_folder.resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise BotError(file, f"it cannot be written ({error})", _ELSEWHERE) from None
    if kept == whole or kept in whole.parents:
        raise BotError(file, f"it would lie in the data folder {data_folder}", _ELSEWHERE)
