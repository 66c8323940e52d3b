"""A chat drawn as bubbles in one HTML page without script: entities, buttons, replies, reactions."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape

from .chats import Chat
from .recording import recording
from .rooms import Room
from .text import Json, utf16_slice

CSS = """
* { box-sizing: border-box }
body { margin: 0; font: 15px/1.4 "Noto Sans", "DejaVu Sans", sans-serif; background: #dfe8d8; color: #111 }
header { background: #517da2; color: #fff; padding: 10px 16px; font-weight: 600 }
main { max-width: 560px; margin: 0 auto; padding: 12px }
.message { max-width: 88%; margin: 6px 0 }
.mine { margin-left: auto; width: fit-content }
.bubble { background: #fff; border-radius: 12px; padding: 7px 11px; box-shadow: 0 1px 1px #0002 }
.bubble { white-space: pre-wrap; overflow-wrap: anywhere }
.mine .bubble { background: #eeffde }
.name { color: #3a7bb5; font-weight: 600; font-size: 13px }
.meta { color: #888; font-size: 11px; text-align: right }
.reply { border-left: 3px solid #3a7bb5; padding-left: 7px; color: #555; font-size: 13px; margin-bottom: 3px }
blockquote { margin: 3px 0; padding: 3px 8px; border-left: 3px solid #3a7bb5 }
blockquote { background: #e8f1f9; border-radius: 4px }
a { color: #2a72b5 }
time { border-bottom: 1px dotted #2a72b5 }
code, pre { font-family: monospace }
.row { display: flex; gap: 4px; margin-top: 4px }
.button { flex: 1; background: #6f8f6acc; color: #fff; border-radius: 8px; padding: 6px 8px }
.button { text-align: center; font-size: 14px }
.reactions { font-size: 13px }
.service { text-align: center; color: #567; font-size: 13px }
.file { font-weight: 600 }
"""
_TAGS = {"bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "code": "code", "pre": "pre"}
_QUOTES = frozenset({"blockquote", "expandable_blockquote"})


def to_html(chat: Chat | Room | Json) -> str:
    """A page with the whole chat, or with a recorded one."""
    record = (
        recording(chat.room if isinstance(chat, Chat) else chat) if isinstance(chat, Chat | Room) else chat
    )
    title = escape(str(record["bot"]["first_name"] if record["kind"] == "private" else record["title"]))
    body = "\n".join(_message(message, record) for message in record["messages"])
    alerts = "".join(f'<p class="service">{escape(text)}</p>' for text in record["alerts"])
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>'
    return (
        f'<!doctype html><html lang="en"><head>{head}<style>{CSS}</style></head>'
        f"<body><header>{title}</header><main>{body}{alerts}</main></body></html>\n"
    )


def _message(message: Json, record: Json) -> str:
    author = message.get("sender_chat") or message.get("from") or {}
    mine = record["kind"] == "private" and author.get("id") != record["bot"]["id"]
    name = (
        ""
        if record["kind"] == "private"
        else _named("name", str(author.get("title") or author.get("first_name")))
    )
    replied = message.get("reply_to_message")
    quote = (message.get("quote") or {}).get("text") or (replied or {}).get("text") or ""
    reply = _named("reply", quote[:120]) if replied else ""
    document = (
        _named("file", "📄 " + message["document"].get("file_name", "")) if "document" in message else ""
    )
    text = str(message.get("text") or message.get("caption") or "")
    words = entities_to_html(text, message.get("entities") or message.get("caption_entities") or [])
    edited = "edited " if "edit_date" in message else ""
    time = f"{edited}{datetime.fromtimestamp(message['date'], UTC):%H:%M}"
    return (
        f'<div class="message{" mine" if mine else ""}"><div class="bubble">{name}{reply}{document}{words}'
        f'<div class="meta">{time}</div></div>{_buttons(message)}{_reactions(message)}</div>'
    )


def _named(kind: str, text: str) -> str:
    return f'<div class="{kind}">{escape(text)}</div>'


def _buttons(message: Json) -> str:
    rows = (message.get("reply_markup") or {}).get("inline_keyboard") or []
    drawn = ("".join(f'<div class="button">{_button(button)}</div>' for button in row) for row in rows)
    return "".join(f'<div class="row">{row}</div>' for row in drawn)


def _button(button: Json) -> str:
    arrow = " ↗" if "url" in button else ""
    return escape(button["text"]) + arrow


def _reactions(message: Json) -> str:
    found = " ".join(f"{emoji} {len(names)}" for emoji, names in (message.get("reactions") or {}).items())
    return _named("reactions", found) if found else ""


def entities_to_html(text: str, entities: list[Json]) -> str:
    """Text with its entities as nested tags.

    >>> entities_to_html("a < b", [{"type": "bold", "offset": 0, "length": 1}])
    '<b>a</b> &lt; b'
    """
    ordered = sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))
    end = len(text.encode("utf-16-le")) // 2
    return _render(text, 0, end, ordered)


def _render(text: str, start: int, end: int, entities: list[Json]) -> str:
    pieces, position = [], start
    while entities:
        entity, *entities = entities
        left, right = entity["offset"], entity["offset"] + entity["length"]
        inside = [inner for inner in entities if inner["offset"] + inner["length"] <= right]
        entities = [other for other in entities if other["offset"] >= right]
        pieces.append(escape(utf16_slice(text, position, left - position)))
        pieces.append(_wrap(entity, _render(text, left, right, inside)))
        position = right
    return "".join(pieces) + escape(utf16_slice(text, position, end - position))


def _wrap(entity: Json, inner: str) -> str:
    kind = entity["type"]
    if kind in _TAGS:
        return f"<{_TAGS[kind]}>{inner}</{_TAGS[kind]}>"
    if kind in _QUOTES:
        return f"<blockquote>{inner}</blockquote>"
    if kind == "text_link":
        return f'<a href="{escape(entity["url"])}">{inner}</a>'
    if kind == "date_time":
        return f"<time>{inner}</time>"
    if kind in {"url", "mention", "hashtag", "bot_command", "email"}:
        return f'<a href="#">{inner}</a>'
    return f"<span>{inner}</span>"
