"""The fault plan: what goes wrong with which request, one fault at a time or for good."""

from collections import defaultdict, deque
from dataclasses import dataclass, field, replace
from typing import Any

from .errors import ApiError

_DEFAULT_DESCRIPTIONS = {
    400: "Bad Request: fault plan",
    401: "Unauthorized",
    403: "Forbidden: fault plan",
    429: "Too Many Requests: retry after {retry_after}",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
}


@dataclass(frozen=True)
class Fault:
    """One thing going wrong.

    `status` answers with an error instead of the effect (`after_effect`: and has it all the same), `drop`
    closes the connection "before" or "after" the effect, `delay` waits before the effect and
    `delay_after` between the effect and the response, `not_json` answers with a proxy's HTML page,
    `duplicate` and `unparsable` tamper with getUpdates. It happens `times` times (None: always), to
    `chat_id` only if given.
    """

    status: int | None = None
    description: str = ""
    retry_after: int | None = None
    parameters: dict[str, Any] = field(default_factory=dict)
    delay: float = 0
    delay_after: float = 0
    drop: str | None = None
    after_effect: bool = False
    not_json: bool = False
    duplicate: bool = False
    unparsable: bool = False
    times: int | None = 1
    chat_id: int | None = None

    def __post_init__(self) -> None:
        if self.drop not in {None, "before", "after"}:
            raise ValueError(f"drop is 'before' or 'after', not {self.drop!r}")

    def error(self) -> ApiError | None:
        if self.status is None:
            return None
        parameters = dict(self.parameters)
        if self.retry_after is not None:
            parameters["retry_after"] = self.retry_after
        text = self.description or _DEFAULT_DESCRIPTIONS.get(self.status, "Error")
        return ApiError(self.status, text.format(retry_after=self.retry_after or 0), **parameters)


class FaultPlan:
    """A queue of faults per method; "*" stands for every method but getUpdates."""

    def __init__(self) -> None:
        self._plan: defaultdict[str, deque[Fault]] = defaultdict(deque)

    def add(self, method: str, *faults: Fault) -> None:
        self._plan[method.lower()].extend(faults)

    def clear(self) -> None:
        self._plan.clear()

    def __len__(self) -> int:
        return sum(map(len, self._plan.values()))

    def take(self, method: str, chat_id: object) -> Fault | None:
        """The next fault for a request, counted down."""
        for name in (method.lower(), "*"):
            if name == "*" and method.lower() == "getupdates":
                continue
            for position, fault in enumerate(self._plan[name]):
                if fault.chat_id is None or str(fault.chat_id) == str(chat_id):
                    self._count_down(name, position, fault)
                    return fault
        return None

    def _count_down(self, name: str, position: int, fault: Fault) -> None:
        if fault.times is None:
            return
        if fault.times > 1:
            self._plan[name][position] = replace(fault, times=fault.times - 1)
        else:
            del self._plan[name][position]
