"""Text as Telegram counts and cleans it: UTF-16 offsets, dropped characters, entities found by itself."""

import re
from collections.abc import Sequence
from typing import Any

Json = dict[str, Any]

# Read in tdlib's clean_input_string: these vanish from every message, the rest of the controls become spaces.
DROPPED = frozenset({"\r", "\u0333", "\u033f", "\u030a", *map(chr, range(0x2028, 0x202F))})
_CHANGED = re.compile(f"[{''.join(DROPPED)}\\x00-\\x09\\x0b-\\x1f]")
INVISIBLE = frozenset(
    {"\u00ad", "\u061c", "\u1680", "\u180e", "\u2060", "\u2800", "\u3000", "\u3164", "\ufeff", "\ufffc"}
    | set(map(chr, range(0x2000, 0x2010)))
)

_DETECTED = (
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])")),
    ("mention", re.compile(r"(?<!\w)@[A-Za-z0-9_]{2,32}(?!\w)")),
    ("hashtag", re.compile(r"(?<!\w)#(?=\w*[^\W\d])\w{1,256}(?!\w)")),
    ("url", re.compile(r"(?<!\w)https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]", re.IGNORECASE)),
    ("email", re.compile(r"(?<![\w.])[\w.+-]+@[\w-]+(?:\.[\w-]+)+(?!\w)")),
)


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, the unit of every entity offset.

    >>> utf16_length("a🐧")
    3
    """
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf16_slice(text: str, offset: int, length: int) -> str:
    """The piece of text that an entity covers.

    >>> utf16_slice("🐧 penguin", 3, 7)
    'penguin'
    """
    if text.isascii():
        return text[offset : offset + length]
    units = text.encode("utf-16-le", "surrogatepass")
    return units[offset * 2 : (offset + length) * 2].decode("utf-16-le", "surrogatepass")


def code_point_index(text: str) -> dict[int, int]:
    """UTF-16 offset -> code point index, for every offset that does not split a character."""
    if max(text, default="") <= "\uffff":
        return dict(enumerate(range(len(text) + 1)))
    index, offset = {}, 0
    for position, character in enumerate(text):
        index[offset] = position
        offset += 2 if character > "\uffff" else 1
    index[offset] = len(text)
    return index


def is_blank(text: str) -> bool:
    """Whether a reader would see nothing.

    >>> is_blank(" \\u200b\\n")
    True
    """
    return all(character.isspace() or character in INVISIBLE for character in text)


def clean(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Text as it is stored: controls dropped or spaced, ends trimmed, entities moved along.

    >>> clean(" a\\tb\\r ", [{"type": "bold", "offset": 1, "length": 3}])
    ('a b', [{'type': 'bold', 'offset': 0, 'length': 3}])
    """
    starts = code_point_index(text) if entities else {}
    whole, moved = _without_controls(text)
    first = len(whole) - len(whole.lstrip(" \n"))
    last = max(first, len(whole.rstrip(" \n")))
    result = whole[first:last]
    placed = []
    for entity in entities:
        start = moved[starts[entity["offset"]]]
        end = moved[starts[entity["offset"] + entity["length"]]]
        start, end = (min(max(edge, first), last) - first for edge in (start, end))
        if end > start:
            span = {"offset": utf16_length(result[:start]), "length": utf16_length(result[start:end])}
            placed.append({**entity, **span})
    return result, placed


def _without_controls(text: str) -> tuple[str, Sequence[int]]:
    """The text without what is dropped, and where each place of the old text is in the new one."""
    if not _CHANGED.search(text):
        return text, range(len(text) + 1)
    kept: list[str] = []
    moved = []
    for character in text:
        moved.append(len(kept))
        if character not in DROPPED:
            kept.append(" " if character < " " and character != "\n" else character)
    return "".join(kept), [*moved, len(kept)]


def detect(text: str, taken: list[Json] | None = None) -> list[Json]:
    """Commands, mentions, hashtags and addresses that Telegram marks by itself.

    >>> detect("/ask@our_bot who?")
    [{'type': 'bot_command', 'offset': 0, 'length': 12}]
    """
    blocking = [
        e for e in taken or [] if e["type"] in {"text_link", "code", "pre", "text_mention", "date_time"}
    ]
    occupied = [(entity["offset"], entity["offset"] + entity["length"]) for entity in blocking]
    found: list[Json] = []
    for kind, pattern in _DETECTED:
        for match in pattern.finditer(text):
            start = utf16_length(text[: match.start()])
            end = start + utf16_length(match.group())
            if all(end <= left or start >= right for left, right in occupied):
                occupied.append((start, end))
                found.append({"type": kind, "offset": start, "length": end - start})
    return sorted(found, key=lambda entity: int(entity["offset"]))
