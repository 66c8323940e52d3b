"""Text of a request, with its parse mode or entities, to the text and entities that readers get."""

import re

from .entities import check_entities
from .errors import bad_request
from .html_parser import parse_html
from .text import Json, clean, detect, is_blank

MESSAGE_LIMIT = 4_096
CAPTION_LIMIT = 1_024
_RAW_LIMIT = 1 << 15
_HALF = re.compile("[\ud800-\udfff]")


def formatted(
    text: object,
    parse_mode: object = None,
    entities: object = None,
    *,
    limit: int = MESSAGE_LIMIT,
    what: str = "message",
) -> tuple[str, list[Json]]:
    """Checked, cleaned text with its entities, those that Telegram finds by itself included."""
    if not isinstance(text, str):
        raise bad_request("text must be a String")
    if len(text.encode("utf-8", "surrogatepass")) > _RAW_LIMIT:
        raise bad_request("text is too long")
    if _HALF.search(text):
        raise bad_request("strings must be encoded in UTF-8")
    plain, marked = _parse(text, parse_mode, entities)
    plain, marked = clean(plain, marked)
    if is_blank(plain):
        raise bad_request(f"{what} text is empty" if not text.strip() else "text must be non-empty")
    if len(plain) > limit:
        raise bad_request(f"{what} is too long")
    merged = marked + detect(plain, marked)
    return plain, sorted(merged, key=lambda entity: (entity["offset"], -entity["length"]))


def _parse(text: str, parse_mode: object, entities: object) -> tuple[str, list[Json]]:
    mode = str(parse_mode or "none").lower()
    if mode == "html":
        return parse_html(text)
    if mode != "none":
        raise bad_request("unsupported parse_mode (this server knows HTML and entities)")
    return text, check_entities(text, entities) if entities else []


def caption(text: object, parse_mode: object = None, entities: object = None) -> tuple[str, list[Json]]:
    """A caption, which may be missing."""
    if text is None or text == "":
        return "", []
    return formatted(text, parse_mode, entities, limit=CAPTION_LIMIT, what="message caption")
