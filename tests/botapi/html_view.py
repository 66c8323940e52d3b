"""A chat drawn as Telegram draws it, in one HTML page without script: bubbles, quotations, buttons."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from html import escape
from pathlib import Path

from .chats import Chat
from .recording import recording
from .rooms import Room
from .text import Json, utf16_slice

_TAGS = {"bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "code": "code", "pre": "pre"}
_QUOTES = frozenset({"blockquote", "expandable_blockquote"})
_LINKS = frozenset({"url", "mention", "hashtag", "bot_command", "email"})
_TICKS = '<span class="ticks">✓✓</span>'
_ICONS = {
    "url": '<path d="M3 9 9 3M4 3h5v5"/>',
    "copy_text": '<rect x="4" y="4" width="6" height="6" rx="1"/><path d="M2 8V2h6"/>',
    "switch_inline_query_chosen_chat": '<path d="M2 9c0-4 3-5 7-5M7 2l2 2-2 2"/>',
}


@cache
def _css() -> str:
    return Path(__file__).with_name("chat.css").read_text(encoding="utf-8")


def to_html(chat: Chat | Room | Json) -> str:
    """A page with the whole chat, or with a recorded one."""
    record = (
        recording(chat.room if isinstance(chat, Chat) else chat) if isinstance(chat, Chat | Room) else chat
    )
    private = record["kind"] == "private"
    title = escape(str(record["bot"]["first_name"] if private else record["title"]))
    body = "\n".join(_messages(record))
    alerts = "".join(f'<p class="service">{escape(text)}</p>' for text in record["alerts"])
    about = "bot" if private else record["kind"]
    face = f'<span class="face">{title[:1]}</span><span><b>{title}</b><small>{about}</small></span>'
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>'
    return (
        f'<!doctype html><html lang="en"><head>{head}<style>{_css()}</style></head>'
        f"<body><header>{face}</header><main>{body}{alerts}</main></body></html>\n"
    )


def _messages(record: Json) -> list[str]:
    """The messages, with a line before each day and each change of topic."""
    drawn: list[str] = []
    before, topic = "", None
    topics = {
        message["message_id"]: message["forum_topic_created"]["name"]
        for message in record["messages"]
        if "forum_topic_created" in message
    }
    for message in record["messages"]:
        day = f"{datetime.fromtimestamp(message['date'], UTC):%-d %B}"
        if day != before:
            drawn.append(_named("day", day))
        if "forum_topic_created" in message or "new_chat_members" in message:
            before = day
            continue
        thread = message.get("message_thread_id")
        if thread != topic and thread in topics:
            drawn.append(_named("topic", f"# {topics[thread]}"))
        before, topic = day, thread
        drawn.append(_message(message, record))
    return drawn


def _message(message: Json, record: Json) -> str:
    author = message.get("sender_chat") or message.get("from") or {}
    private = record["kind"] == "private"
    mine = private and author.get("id") != record["bot"]["id"]
    name = "" if private else _named("name", str(author.get("title") or author.get("first_name")))
    document = (
        _named("file", "📄 " + message["document"].get("file_name", "")) if "document" in message else ""
    )
    text = str(message.get("text") or message.get("caption") or "")
    words = entities_to_html(text, message.get("entities") or message.get("caption_entities") or [])
    edited = "edited " if "edit_date" in message else ""
    time = f"{edited}{datetime.fromtimestamp(message['date'], UTC):%H:%M}" + (_TICKS if mine else "")
    kinds = f"message{' mine' if mine else ''}{' keyed' if 'reply_markup' in message else ''}"
    return (
        f'<div class="{kinds}"><div class="bubble">{name}{_reply(message)}{document}{words}'
        f'<span class="meta">{time}</span></div>{_buttons(message)}{_reactions(message)}</div>'
    )


def _reply(message: Json) -> str:
    replied = message.get("reply_to_message")
    if not replied or "forum_topic_created" in replied:
        return ""
    quoted = (message.get("quote") or {}).get("text") or replied.get("text") or ""
    who = (replied.get("from") or {}).get("first_name", "")
    return f'<div class="reply"><b>{escape(who)}</b>{escape(" ".join(quoted[:90].split()))}</div>'


def _named(kind: str, text: str) -> str:
    return f'<div class="{kind}">{escape(text)}</div>'


def _buttons(message: Json) -> str:
    rows = (message.get("reply_markup") or {}).get("inline_keyboard") or []
    drawn = ("".join(f'<div class="button">{_button(button)}</div>' for button in row) for row in rows)
    return "".join(f'<div class="row">{row}</div>' for row in drawn)


def _button(button: Json) -> str:
    icon = next((drawn for kind, drawn in _ICONS.items() if kind in button), "")
    return escape(button["text"]) + (f'<svg class="icon" viewBox="0 0 12 12">{icon}</svg>' if icon else "")


def _reactions(message: Json) -> str:
    found = (message.get("reactions") or {}).items()
    drawn = "".join(f"<span>{escape(emoji)} {len(names)}</span>" for emoji, names in found)
    return f'<div class="reactions">{drawn}</div>' if drawn else ""


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
        ends_line = entity["type"] in _QUOTES and utf16_slice(text, right, 1) == "\n"
        position = min(right + ends_line, end)  # a quotation is a block: the line ends with it
    return "".join(pieces) + escape(utf16_slice(text, position, end - position))


def _wrap(entity: Json, inner: str) -> str:
    kind = entity["type"]
    if kind in _TAGS:
        return f"<{_TAGS[kind]}>{inner}</{_TAGS[kind]}>"
    if kind == "expandable_blockquote":
        return f'<blockquote class="folded"><span>{inner}</span></blockquote>'
    if kind in _QUOTES:
        return f"<blockquote>{inner}</blockquote>"
    if kind == "text_link":
        return f'<a href="{escape(entity["url"])}">{inner}</a>'
    if kind == "date_time":
        return f"<time>{inner}</time>"
    if kind in _LINKS:
        return f'<a href="#">{inner}</a>'
    return f"<span>{inner}</span>"
