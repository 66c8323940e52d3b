"""Recorded conversations as JSON files: what was said, by whom, and how it stands now."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from .text import Json

if TYPE_CHECKING:
    from .rooms import Room

SUFFIX = ".chat.json"


def recording(room: Room) -> Json:
    """A chat as it can be drawn later."""
    messages = [
        {**record.data, "reactions": record.reactions_by_emoji()}
        for record in room.records.values()
        if not record.deleted
    ]
    alerts = [alert.text for alert in room.alerts if alert.show_alert]
    bot = room.world.bot_user
    return {"title": room.title, "kind": room.kind, "bot": bot, "messages": messages, "alerts": alerts}


def write_recording(room: Room, folder: Path) -> Path:
    name = re.sub(r"\W+", "-", room.title).strip("-").lower() or "chat"
    path = folder / f"{name}-{abs(room.id)}{SUFFIX}"
    path.write_text(json.dumps(recording(room), ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def read_recordings(folder: Path) -> dict[Path, Json]:
    return {path: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob(f"*{SUFFIX}"))}
