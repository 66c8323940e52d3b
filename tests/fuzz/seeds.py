"""What each fuzz target begins from: whole inputs of every kind it reads."""

from __future__ import annotations

SEEDS: dict[str, tuple[bytes, ...]] = {
    "readers": (
        b"t" + "MEXICO CITY (AP) — It rained on Monday.\n\nMore rain is expected.\n".encode(),
        b"h<html><head><title>Rain</title></head><body><article><p>It rained.</p></article></body></html>",
        b"m---\ntitle: Rain\n---\n# Rain\n\nIt rained.\n",
        b'j{"text": "It rained.", "title": "Rain", "published": "2026-01-01"}',
        b"f<rss><channel><item><title>R</title><description>It rained.</description></item></channel></rss>",
        b"zPK\x03\x04",
    ),
    "tokens": ("Penguins swim in the U.S.; 1,000 owls — été 東京 🙂".encode(),),
    "answers": (b"Who said what?\x00She said, \xe2\x80\x9cNo.\xe2\x80\x9d\n\nOwls hoot at night.",),
    "updates": (
        b'{"update_id": 1, "message": {"message_id": 1, "date": 1, "text": "owls?", '
        b'"chat": {"id": 1, "type": "private"}, "from": {"id": 1, "is_bot": false, "first_name": "A"}}}',
    ),
}
