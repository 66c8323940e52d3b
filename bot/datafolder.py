"""The files of the data folder that hold what is kept, by name: all else there can be made anew."""

from __future__ import annotations

from pathlib import Path

from bot.collection import INDEX_FOLDER as INDEX_FOLDER
from bot.collection import LIBRARY_FILE

CHATS_FILE = "chats.sqlite"
EDITORS_FILE = "editors.sqlite"
KEY_FILE = "questions.key"
PORT_FILE = "health.port"
"""Where the running bot tells how it is, for `verbatim health`."""

KEPT = (LIBRARY_FILE, CHATS_FILE, EDITORS_FILE, KEY_FILE)
"""What a backup holds."""
PRIVATE = (CHATS_FILE, EDITORS_FILE, KEY_FILE)
"""What nobody but this user is to read."""
SIDE_FILES = ("-wal", "-shm")
"""What SQLite puts beside a file while it is in use."""


def private_file(file: Path) -> Path:
    """The file, made for this user alone where there is none."""
    file.touch(mode=0o600)
    return file
