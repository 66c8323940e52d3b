"""What Telegram refuses, known by its own words; the only place that reads them."""

from __future__ import annotations

from telegram.error import BadRequest

_UNCHANGED = ("not modified",)
_TOO_LATE = ("query is too old", "query_id_invalid")
_CANNOT_EDIT = ("message to edit not found", "message can't be edited", "message_id_invalid")
_NOT_ALLOWED = (
    "chat not found", "not enough rights to send", "have no rights to send", "chat_write_forbidden",
    "topic_closed",
)  # fmt: skip


def is_harmless(error: BadRequest) -> bool:
    """Whether nothing is lost: a second click, or a query that waited too long.

    >>> is_harmless(BadRequest("Message is not modified")), is_harmless(BadRequest("Chat not found"))
    (True, False)
    """
    return _says(error, _UNCHANGED + _TOO_LATE)


def is_unchanged(error: BadRequest) -> bool:
    """Whether the message shows already what it was to show."""
    return _says(error, _UNCHANGED)


def cannot_edit(error: BadRequest) -> bool:
    """Whether the message is gone, or too old to be changed."""
    return _says(error, _CANNOT_EDIT)


def is_usual(error: BadRequest) -> bool:
    """Whether it belongs to every day: too late, gone, or no longer allowed there."""
    return _says(error, _TOO_LATE + _CANNOT_EDIT + _NOT_ALLOWED)


def _says(error: BadRequest, words: tuple[str, ...]) -> bool:
    said = str(error).lower()
    return any(one in said for one in words)
