"""What parent and child say to each other: a file, and articles or errors, each with its length first."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass

from retrieval.errors import ArticleError

PARSE_ARTICLE = "retrieval.articles:parse_article"

REQUEST = struct.Struct(">QQ")  # bytes of the JSON head, bytes of the file
REPLY = struct.Struct(">cQ")  # what follows, its bytes of JSON
READY = b"R"
ARTICLE, FAILURE, END = b"A", b"F", b"."
ERROR, LAST_ERROR = b"E", b"L"  # after the last error the child ends
UNREADABLE, TOO_MUCH = "it cannot be read", "it gives more text than one file may"
ITS_TEXT = "Send its text as a message or a plain file instead."

_LONGEST_ERROR = 300

Failures = list[ArticleError] | None


@dataclass(frozen=True)
class SandboxLimits:
    """What one file may cost: seconds on the clock and of CPU, bytes of address space in the child,
    bytes in, bytes and articles out."""

    seconds: float = 9.0
    cpu_seconds: int = 8
    memory: int = 512 * 1024 * 1024
    data: int = 32 * 1024 * 1024
    result: int = 6 * 1024 * 1024
    articles: int = 10_000


def to_arguments(limits: SandboxLimits) -> list[str]:
    """What a child has to know of its limits."""
    return [str(n) for n in (limits.memory, limits.cpu_seconds, limits.result, limits.articles)]


def read_error(payload: bytes | bytearray) -> ArticleError:
    """The error that a child tells, cut to a length that can be shown."""
    thing, problem, remedy = (str(part)[:_LONGEST_ERROR] for part in json.loads(payload))
    return ArticleError(thing, problem, remedy)


def write_error(thing: object, problem: str, remedy: str) -> bytes:
    """An error as `read_error` reads it.

    >>> print(read_error(write_error("a.zip", "it is empty", "Fill it.")))
    a.zip: it is empty. Fill it.
    """
    return json.dumps([str(thing), problem, remedy]).encode()
