"""The rules for message entities: kinds, places, nesting, and the budget for all of them together.

What Telegram would silently drop or split is refused here, so that a test notices.
"""

import re
from itertools import pairwise

from .errors import ApiError, bad_request, cannot_parse
from .links import link_problem
from .text import Json, code_point_index, utf16_length

STYLES = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
QUOTES = frozenset({"blockquote", "expandable_blockquote"})
MONOSPACE = frozenset({"code", "pre"})
DETECTED = frozenset(
    {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number"}
)
LINKED = frozenset({"text_link", "text_mention", "custom_emoji", "date_time"})
KINDS = STYLES | QUOTES | MONOSPACE | DETECTED | LINKED

MOST_ENTITIES = 100
BUDGET = 9_500
_HEADER = 12  # bytes of type, offset and length on Telegram's wire
_DATE_TIME_FORMAT = re.compile(r"r|w?[dD]?[tT]?")


def check_entities(text: str, entities: object) -> list[Json]:
    """The entities of a request, sorted outermost first, or the refusal."""
    if not isinstance(entities, list):
        raise cannot_parse("expected an Array of MessageEntity")
    edges = code_point_index(text)
    checked = [_check_one(text, edges, entity) for entity in entities]
    checked.sort(key=lambda entity: (entity["offset"], -entity["length"], entity["type"] not in QUOTES))
    check_nesting(checked)
    check_budget(checked)
    return checked


def _check_one(text: str, edges: dict[int, int], entity: object) -> Json:
    if not isinstance(entity, dict):
        raise _unreadable("expected an Object")
    for field in ("offset", "length"):
        if not isinstance(entity.get(field), int) or isinstance(entity[field], bool):
            raise _unreadable(f'Field "{field}" must be of type Number')
    kind = entity.get("type")
    if kind not in KINDS:
        raise _unreadable("Unsupported type specified")
    _check_place(text, edges, entity["offset"], entity["length"])
    _check_argument(entity)
    return {name: value for name, value in entity.items() if value is not None}


def _unreadable(reason: str) -> ApiError:
    return bad_request(f"can't parse MessageEntity: {reason}")


def _check_place(text: str, edges: dict[int, int], offset: int, length: int) -> None:
    if offset < 0:
        raise bad_request(f"receive an entity with incorrect offset {offset}")
    if length <= 0:
        raise bad_request(f"receive an entity with incorrect length {length}")
    size = utf16_length(text)
    if offset >= size:
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {offset}")
    if offset + length > size:
        raise bad_request(
            f"entity beginning at UTF-16 offset {offset} ends after the end of the text "
            f"at UTF-16 offset {offset + length}"
        )
    if offset not in edges:
        raise bad_request(f"entity begins in a middle of a UTF-16 symbol at UTF-16 offset {offset}")
    if offset + length not in edges:
        raise bad_request(f"entity beginning at UTF-16 offset {offset} ends in a middle of a UTF-16 symbol")


def _check_argument(entity: Json) -> None:
    kind = entity["type"]
    if kind == "text_link":
        url = entity.get("url")
        if not isinstance(url, str):
            raise _unreadable('Can\'t find field "url"')
        if problem := link_problem(url):
            raise bad_request(f"entity URL '{url}' is invalid: {problem}")
    if kind == "text_mention" and not isinstance((entity.get("user") or {}).get("id"), int):
        raise _unreadable('Can\'t find field "user"')
    if kind == "custom_emoji" and not str(entity.get("custom_emoji_id") or "").isdecimal():
        raise _unreadable('Can\'t find field "custom_emoji_id"')
    if kind == "date_time":
        _check_date_time(entity)


def _check_date_time(entity: Json) -> None:
    unix_time = entity.get("unix_time")
    if not isinstance(unix_time, int) or isinstance(unix_time, bool) or not 0 < unix_time < 2**31:
        raise _unreadable('Field "unix_time" must be a valid Number')
    if not _DATE_TIME_FORMAT.fullmatch(str(entity.get("date_time_format") or "")):
        raise _unreadable("Invalid date-time format specified")


def check_nesting(entities: list[Json]) -> None:
    """Entities must not cross; quotes do not nest, monospace holds nothing, links hold no links."""
    open_entities: list[Json] = []
    for entity in entities:
        start, end = entity["offset"], entity["offset"] + entity["length"]
        while open_entities and _end(open_entities[-1]) <= start:
            open_entities.pop()
        for outer in open_entities:
            if end > _end(outer):
                raise cannot_parse(
                    f"entities {outer['type']} and {entity['type']} cross at UTF-16 offset {start}"
                )
            if problem := _nesting_problem(outer["type"], entity["type"]):
                raise cannot_parse(f"{problem} at UTF-16 offset {start}")
        open_entities.append(entity)


def _end(entity: Json) -> int:
    return int(entity["offset"]) + int(entity["length"])


def _nesting_problem(outer: str, inner: str) -> str | None:
    if outer in MONOSPACE or (inner in MONOSPACE and outer not in QUOTES):
        return f"{inner} can't be combined with {outer}"
    if outer in QUOTES and inner in QUOTES:
        return "blockquote entities can't be nested"
    if outer in STYLES or outer in QUOTES or inner in STYLES:
        return None
    return f"{inner} can't be inside {outer}"


def check_budget(entities: list[Json]) -> None:
    """At most 100 entities are shown, and their arguments share one budget."""
    if len(entities) > MOST_ENTITIES:
        raise bad_request(f"ENTITIES_TOO_LONG: {len(entities)} entities, only {MOST_ENTITIES} would be shown")
    if (size := sum(entity_size(entity) for entity in entities)) > BUDGET:
        raise bad_request(f"ENTITIES_TOO_LONG: {size} of {BUDGET}")
    for first, second in pairwise(entities):
        if all(first[field] == second[field] for field in ("type", "offset", "length")):
            raise cannot_parse(f"{first['type']} is given twice at UTF-16 offset {first['offset']}")


def entity_size(entity: Json) -> int:
    """About what an entity takes of the budget: a header and its argument."""
    argument = str(entity.get("url") or entity.get("language") or entity.get("date_time_format") or "")
    return _HEADER + len(argument.encode())
