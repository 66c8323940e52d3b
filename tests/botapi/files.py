"""Files that people and the bot sent: ids, sizes, and paths for download."""

from dataclasses import dataclass

from .text import Json

DOWNLOAD_LIMIT = 20_000_000
UPLOAD_LIMIT = 50_000_000


@dataclass
class StoredFile:
    """A file; `pretended_size` lets a test send a huge one that is not there."""

    name: str
    content: bytes
    mime_type: str = ""
    pretended_size: int | None = None
    file_id: str = ""

    @property
    def size(self) -> int:
        return len(self.content) if self.pretended_size is None else self.pretended_size

    @property
    def path(self) -> str:
        return f"documents/{self.file_id}_{self.name}"

    def to_json(self) -> Json:
        described: Json = {
            "file_id": self.file_id,
            "file_unique_id": f"u{self.file_id}",
            "file_size": self.size,
        }
        described["file_name"] = self.name
        if self.mime_type:
            described["mime_type"] = self.mime_type
        return described


class Files(dict[str, StoredFile]):
    """Stored files by id."""

    def add(self, stored: StoredFile) -> StoredFile:
        stored.file_id = f"BQACfile{len(self) + 1:08d}"
        self[stored.file_id] = stored
        return stored

    def at(self, path: str) -> StoredFile | None:
        return next((stored for stored in self.values() if stored.path == path), None)
