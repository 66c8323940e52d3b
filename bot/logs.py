"""Sets logging up so that no line, traceback included, shows the token, anybody's words, names or ids.

What this package logs is written to be shown. Of other packages' lines only the template and its numbers
are kept, of a traceback the places and the kind of error: the rest may hold what somebody wrote.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import re
import secrets
import sys
import threading
import traceback
from datetime import UTC, datetime
from functools import cache
from types import TracebackType
from typing import Any

from bot.errors import BotError

LEVELS = ("debug", "info", "warning", "error")
_TOKEN_SHAPE = re.compile(r"\d{5,}(?::|%3A)[A-Za-z0-9_-]{20,}", re.IGNORECASE)
_OURS = ("bot", "__main__", "retrieval")
_HELD_BACK = "[held back]"
_CHATTY = ("httpx", "httpcore", "apscheduler")


class Redacting(logging.Formatter):
    """Plain lines. `hidden` tokens are taken out wherever they stand, like all that looks like one."""

    def __init__(self, *hidden: str) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        halves = {half for token in hidden for half in (token, token.partition(":")[2]) if half}
        self._hidden = sorted(halves, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """The line without secrets."""
        return self._redact(super().format(_without_foreign_words(record)))

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's own name
        """Where it happened and what kind of error it was, without locals and without anybody's words."""
        return describe_error(ei[1])

    def _redact(self, line: str) -> str:
        for secret in self._hidden:
            line = line.replace(secret, "[token]")
        return _TOKEN_SHAPE.sub("[token]", line)


class JsonLines(Redacting):
    """One JSON object a line: at, level, logger, event and, for a failure, error."""

    def format(self, record: logging.LogRecord) -> str:
        """The event as JSON without secrets."""
        shown = _without_foreign_words(record)
        event: dict[str, str] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": self._redact(shown.getMessage()),
        }
        if record.exc_info and record.exc_info[1]:
            event["error"] = self._redact(describe_error(record.exc_info[1]))
        return json.dumps(event, ensure_ascii=False)


def set_up_logging(level: str = "info", *, as_json: bool = False, hidden: tuple[str, ...] = ()) -> None:
    """Log to stderr, uncaught errors and warnings too.

    httpx and its like are kept to warnings at any level: at INFO they write every address, token included.
    """
    handler = logging.StreamHandler()
    handler.addFilter(lambda record: not _is_refused_token(record))
    handler.setFormatter(JsonLines(*hidden) if as_json else Redacting(*hidden))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    logging.raiseExceptions = False  # else a line that cannot be written is shown with its arguments
    logging.captureWarnings(True)
    sys.excepthook = _log_uncaught
    threading.excepthook = lambda hook: _log_uncaught(hook.exc_type, hook.exc_value, hook.exc_traceback)
    for chatty in _CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)


def pseudonym(value: object) -> str:
    """A name for a chat or person in the log: the same within one run, unknowable without its key."""
    return hmac.new(_key(), str(value).encode(), hashlib.sha256).hexdigest()[:10]


def describe_error(error: BaseException | None) -> str:
    """The error, those it came from, and their places; messages only of errors that quote nobody."""
    parts: list[str] = []
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        places = traceback.format_tb(error.__traceback__)
        parts.append("".join(["Traceback:\n", *places] if places else []) + _name_error(error))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n\nwhich came after:\n".join(parts)


def _name_error(error: BaseException) -> str:
    """The kind of error; a message too where it can only be Telegram's, the system's or our own."""
    kind = type(error).__name__
    if isinstance(error, OSError) and error.strerror:
        return f"{kind}: {error.strerror}"
    if type(error).__module__ == "telegram.error" or isinstance(error, BotError):
        return f"{kind}: {str(error)[:200]}"
    return kind


@cache
def _key() -> bytes:
    return secrets.token_bytes(16)


def _without_foreign_words(record: logging.LogRecord) -> logging.LogRecord:
    """The record as it may be shown: of another package's arguments only the numbers."""
    shown = logging.makeLogRecord(record.__dict__)
    shown.exc_text = None  # what another handler made of the traceback and left there
    if record.name.split(".")[0] in _OURS or not record.args:
        return shown
    if isinstance(record.args, dict):
        shown.args = {name: _number_or_nothing(value) for name, value in record.args.items()}
    else:
        shown.args = tuple(map(_number_or_nothing, record.args))
    return shown


def _number_or_nothing(value: object) -> object:
    if isinstance(value, int | float):
        return value
    return f"{type(value).__name__} {_HELD_BACK}" if isinstance(value, BaseException) else _HELD_BACK


def _log_uncaught(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> None:
    if error is not None and not issubclass(kind, KeyboardInterrupt):
        logging.getLogger(__name__).critical("an error was caught by nobody", exc_info=(kind, error, trace))


def _is_refused_token(record: logging.LogRecord) -> bool:
    """A refused token is told in one line when the program ends; its traceback adds nothing."""
    return bool(record.exc_info and record.exc_info[0] and record.exc_info[0].__name__ == "InvalidToken")
