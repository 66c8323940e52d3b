"""Sample contents of messages that are not text, complete enough for every client to parse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .files import StoredFile
from .text import Json

if TYPE_CHECKING:
    from .world import World


def sample_content(world: World, kind: str, fields: dict[str, Any]) -> Json:
    """The part of a Message for one kind of content; `fields` replace the sample's own."""
    samples: dict[str, Any] = {
        "sticker": {
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
            "emoji": "🐧",
        },
        "voice": {"duration": 3, "mime_type": "audio/ogg"},
        "audio": {"duration": 30, "mime_type": "audio/mpeg"},
        "video": {"width": 640, "height": 480, "duration": 9},
        "animation": {"width": 320, "height": 240, "duration": 2},
        "video_note": {"length": 240, "duration": 4},
        "location": {"latitude": 19.43, "longitude": -99.13},
        "contact": {"phone_number": "+5215550100", "first_name": "Luz"},
        "dice": {"emoji": "🎲", "value": 4},
    }
    if kind == "poll":
        return {"poll": _poll() | fields}
    caption = {"caption": fields.pop("caption")} if "caption" in fields else {}
    if kind == "photo":
        file = world.files.add(StoredFile("photo.jpg", b"\xff\xd8photo"))
        return {"photo": [_file_fields(file) | {"width": 90, "height": 90} | fields], **caption}
    if kind not in samples:
        raise AssertionError(f"no sample of {kind!r}; known: {sorted([*samples, 'poll', 'photo'])}")
    content = samples[kind] | fields
    if kind not in {"location", "contact", "dice"}:
        content |= _file_fields(world.files.add(StoredFile(f"{kind}.bin", b"sample")))
    return {kind: content, **caption}


def _file_fields(stored: StoredFile) -> Json:
    return {"file_id": stored.file_id, "file_unique_id": f"u{stored.file_id}", "file_size": stored.size}


def _poll() -> Json:
    return {
        "id": "5",
        "question": "Penguins?",
        "options": [
            {"text": "yes", "voter_count": 0, "persistent_id": "a"},
            {"text": "no", "voter_count": 0, "persistent_id": "b"},
        ],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": True,
        "members_only": False,
    }
