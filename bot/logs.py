"""Sets logging up so that no line, traceback included, can show the bot's token."""

from __future__ import annotations

import logging
import re

_TOKEN_SHAPE = re.compile(r"\d{5,}:[A-Za-z0-9_-]{20,}")


class Redacting(logging.Formatter):
    """A formatter that replaces anything shaped like a token, wherever in the line it stands."""

    def format(self, record: logging.LogRecord) -> str:
        """The line with every token as [token]."""
        return _TOKEN_SHAPE.sub("[token]", super().format(record))


def set_up_logging(level: int = logging.INFO) -> None:
    """Log to stderr. httpx is kept to warnings: at INFO it writes every address, token included."""
    handler = logging.StreamHandler()
    handler.addFilter(lambda record: not _is_refused_token(record))
    handler.setFormatter(Redacting("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in ("httpx", "httpcore", "apscheduler"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _is_refused_token(record: logging.LogRecord) -> bool:
    """A refused token is told in one line when the program ends; its traceback adds nothing."""
    return bool(record.exc_info and record.exc_info[0] and record.exc_info[0].__name__ == "InvalidToken")
