"""Telegram's HTML parse mode, as strict as tdlib's parser and with its error messages.

Offsets in the messages are bytes of UTF-8, as Telegram gives them.
"""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from .entities import check_budget, check_nesting
from .errors import cannot_parse
from .links import link_problem
from .text import Json, utf16_length

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-time": "date_time",
    "tg-emoji": "custom_emoji",
}
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[^\s>]*)(?P<rest>[^>\"']*(?:(?:\"[^\"]*\"|'[^']*')[^>\"']*)*)>")
_ATTRIBUTE = re.compile(r"""\s+([^\s=>/"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9.-]+)(?=\s|$)))?""")
_CHARACTER = re.compile(r"&(?:lt|gt|amp|quot|#[0-9]{1,8}|#x[0-9A-Fa-f]{1,8});")
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")


@dataclass
class _Reading:
    """The text and entities so far, and the tags still open."""

    text: list[str] = field(default_factory=list)
    length: int = 0
    entities: list[Json] = field(default_factory=list)
    open_tags: list[tuple[str, dict[str, str], int, int]] = field(default_factory=list)

    def add(self, text: str) -> None:
        self.text.append(text)
        self.length += utf16_length(text)


def parse_html(markup: str) -> tuple[str, list[Json]]:
    """Plain text and entities of HTML, or the refusal.

    >>> parse_html("<b>a</b> &lt;")
    ('a <', [{'type': 'bold', 'offset': 0, 'length': 1}])
    """
    reading, position = _Reading(), 0
    while (start := markup.find("<", position)) >= 0:
        reading.add(_decode(markup[position:start]))
        at = len(markup[:start].encode("utf-8", "surrogatepass"))
        tag = _TAG.match(markup, start)
        if tag is None:
            kind = "end" if markup.startswith("</", start) else "start"
            raise cannot_parse(f"Unclosed {kind} tag at byte offset {at}")
        (_close if tag["close"] else _open)(reading, tag, at)
        position = tag.end()
    reading.add(_decode(markup[position:]))
    if reading.open_tags:
        raise cannot_parse(f'Can\'t find end tag corresponding to start tag "{reading.open_tags[-1][0]}"')
    reading.entities.sort(key=lambda entity: (entity["offset"], -entity["length"], entity["type"]))
    check_nesting(reading.entities)
    check_budget(reading.entities)
    return "".join(reading.text), reading.entities


def _decode(text: str) -> str:
    """Telegram knows four named characters and would show others as they stand: refused here."""
    for named in _NAMED.finditer(text):
        if named[1] not in {"lt", "gt", "amp", "quot"}:
            raise cannot_parse(f"{named[0]} is not a character that Telegram knows by name")
    return _CHARACTER.sub(lambda match: unescape(match[0]), text)


def _open(reading: _Reading, tag: re.Match[str], at: int) -> None:
    name = tag["name"].lower()
    if name not in _KINDS:
        raise cannot_parse(f'Unsupported start tag "{name}" at byte offset {at}')
    attributes = _read_attributes(name, tag["rest"], at)
    if name == "span" and attributes.get("class") != "tg-spoiler":
        raise cannot_parse(f'Tag "span" must have class "tg-spoiler" at byte offset {at}')
    reading.open_tags.append((name, attributes, reading.length, len(reading.text)))


def _read_attributes(name: str, text: str, at: int) -> dict[str, str]:
    attributes: dict[str, str] = {}
    position = 0
    while text[position:].strip():
        match = _ATTRIBUTE.match(text, position)
        if match is None:
            raise cannot_parse(f'Empty attribute name in the tag "{name}" at byte offset {at}')
        value = next((group for group in match.groups()[1:] if group is not None), "")
        attributes[match[1]] = _decode(value)
        position = match.end()
    return attributes


def _close(reading: _Reading, tag: re.Match[str], at: int) -> None:
    if not reading.open_tags:
        raise cannot_parse(f"Unexpected end tag at byte offset {at}")
    name, attributes, offset, pieces = reading.open_tags.pop()
    closing = tag["name"].lower()
    if closing and closing != name:
        raise cannot_parse(
            f'Unmatched end tag at byte offset {at}, expected "</{name}>", found "</{closing}>"'
        )
    if reading.length > offset:
        inner = "".join(reading.text[pieces:])
        entity = {"type": _KINDS[name], "offset": offset, "length": reading.length - offset}
        reading.entities.append(_with_argument(entity, name, attributes, inner))


def _with_argument(entity: Json, name: str, attributes: dict[str, str], inner: str) -> Json:
    more: dict[str, Any] = {}
    if name == "a":
        more["url"] = attributes.get("href") or inner
        if problem := link_problem(more["url"]):
            raise cannot_parse(f"URL '{more['url']}' is invalid: {problem}")
    elif name == "blockquote" and "expandable" in attributes:
        more["type"] = "expandable_blockquote"
    elif name == "tg-time":
        more = _date_time(attributes)
    elif name == "tg-emoji":
        if not attributes.get("emoji-id", "").isdecimal():
            raise cannot_parse("Invalid custom emoji identifier specified")
        more["custom_emoji_id"] = attributes["emoji-id"]
    return {**entity, **more}


def _date_time(attributes: dict[str, str]) -> dict[str, Any]:
    unix, form = attributes.get("unix", ""), attributes.get("format", "")
    if not unix.isdecimal() or int(unix) == 0:
        raise cannot_parse("tg-time needs a positive unix time")
    if not re.fullmatch(r"r|w?[dD]?[tT]?", form):
        raise cannot_parse("Invalid date-time format specified")
    return {"unix_time": int(unix)} | ({"date_time_format": form} if form else {})
