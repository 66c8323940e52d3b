"""The request log: every call the bot made, with what it was answered."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Request:
    """One call; `at` and `done_at` are monotonic seconds, `status` is None while under way."""

    method: str
    params: dict[str, Any]
    at: float
    done_at: float | None = None
    status: int | None = None
    description: str = ""
    result: Any = field(default=None, repr=False)
    fault: str = ""

    @property
    def chat_id(self) -> Any:
        return self.params.get("chat_id")

    @property
    def ok(self) -> bool:
        return self.status == 200

    def __str__(self) -> str:
        answer = "under way" if self.status is None else f"{self.status} {self.description}".strip()
        return f"{self.method} {self.params} -> {answer}"


class RequestLog:
    """All requests in the order in which they came; getUpdates is counted but not kept unless asked for."""

    def __init__(self) -> None:
        self._requests: list[Request] = []
        self.polls = 0
        self.keep_polls = False
        self.last_poll_at: float | None = None

    def add(self, request: Request) -> None:
        if request.method.lower() == "getupdates":
            self.polls += 1
            self.last_poll_at = request.at
            if not self.keep_polls:
                return
        self._requests.append(request)

    def __iter__(self) -> Iterator[Request]:
        return iter(self._requests)

    def __len__(self) -> int:
        return len(self._requests)

    def __getitem__(self, position: int) -> Request:
        return self._requests[position]

    def to(self, *methods: str, chat_id: int | None = None, ok: bool | None = None) -> list[Request]:
        """Requests to these methods, optionally of one chat, optionally only those that went well or not."""
        wanted = {method.lower() for method in methods}
        return [
            request
            for request in self._requests
            if (not wanted or request.method.lower() in wanted)
            and (chat_id is None or request.chat_id == chat_id)
            and (ok is None or request.ok is ok)
        ]

    @property
    def refused(self) -> list[Request]:
        """Requests that got an error which no fault plan asked for."""
        return [
            request for request in self._requests if request.status not in {None, 200} and not request.fault
        ]

    def clear(self) -> None:
        self._requests.clear()
