"""The data folder: what stands in it by which name, and which of it is kept or private."""

from __future__ import annotations

from pathlib import Path

from bot.configuration.settings import Settings
from bot.errors import SettingsError

LIBRARY_FILE = "library.sqlite"
INDEX_FOLDER = "index"
CHATS_FILE = "chats.sqlite"
EDITORS_FILE = "editors.sqlite"
KEY_FILE = "questions.key"
PORT_FILE = "health.port"
"""Where the running bot tells how it is, for `verbatim health`."""
FED_FILE = "opensearch.json"
"""What the archive on OpenSearch was fed from the library beside it."""

KEPT = (LIBRARY_FILE, CHATS_FILE, EDITORS_FILE, KEY_FILE)
"""What a backup holds; all else can be made anew."""
PRIVATE = (CHATS_FILE, EDITORS_FILE, KEY_FILE)
"""What nobody but this user is to read."""
SIDE_FILES = ("-wal", "-shm")
"""What SQLite puts beside a file while it is in use."""


def make_data_folder(settings: Settings) -> Path:
    """The data folder, made where there is none. Raises SettingsError."""
    folder = settings.data_folder
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        problem = f"it names {folder}, which cannot be made ({error.strerror})"
        raise SettingsError("VERBATIM_DATA", problem, "Name another folder.") from None
    return folder


def library_file(settings: Settings) -> Path:
    """Where the library is kept."""
    return settings.data_folder / LIBRARY_FILE


def index_folder(settings: Settings) -> Path:
    """Where the index of the library is kept; it can always be made anew."""
    return settings.data_folder / INDEX_FOLDER


def private_file(file: Path) -> Path:
    """The file, made for this user alone where there is none."""
    file.touch(mode=0o600)
    return file
