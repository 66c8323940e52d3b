"""Control over HTTP for other processes: plan faults, be a user, read chats and the log; all JSON."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from aiohttp import web

from .faults import Fault
from .messages import Message
from .patience import PATIENCE
from .rates import RateLimits
from .text import Json

if TYPE_CHECKING:
    from .api import BotApi
    from .chats import Chat

_FAULT_FIELDS = frozenset(field.name for field in fields(Fault))
Body = dict[str, Any]


class Control:
    """What a test does with a BotApi, for those who are in another process."""

    def __init__(self, api: BotApi) -> None:
        self.api = api

    def routes(self) -> list[web.RouteDef]:
        actions = {
            "faults": self.plan_fault,
            "clear": self.clear_faults,
            "rates": self.limit_rates,
            "say": self.say,
            "edit": self.edit,
            "click": self.click,
            "inline": self.inline,
            "shown": self.shown,
            "requests": self.requests,
            "settled": self.settled,
            "transcript": self.transcript,
        }
        return [web.post(f"/control/{name}", _json_route(action)) for name, action in actions.items()]

    async def plan_fault(self, body: Body) -> Json:
        """`{"method": "sendMessage", "status": 429, "retry_after": 2}`; the fields are those of Fault."""
        method = str(body.pop("method"))
        if unknown := set(body) - _FAULT_FIELDS:
            raise ValueError(f"a fault has no {sorted(unknown)}")
        self.api.fault(method, Fault(**body))
        return {"planned": len(self.api.world.faults)}

    async def clear_faults(self, body: Body) -> Json:
        self.api.world.faults.clear()
        return {}

    async def limit_rates(self, body: Body) -> Json:
        """`{"on": true}` switches Telegram's rate buckets on."""
        self.api.world.rates.limits = RateLimits() if body.get("on", True) else None
        return {}

    def _chat(self, body: Body) -> Chat:
        """The private chat of the user with this name, who is made if new."""
        name = str(body.get("user", "You"))
        known = (user for user in self.api.world.users.values() if user.first_name == name)
        user = next(known, None) or self.api.user(name, language_code=body.get("language", "en"))
        return user.private_chat()

    async def say(self, body: Body) -> Json:
        """`{"user": "You", "text": "penguins?"}`"""
        return {"message_id": (await self._chat(body).say(str(body["text"]))).id}

    async def edit(self, body: Body) -> Json:
        """`{"user": "You", "message_id": 1, "text": "whales?"}`"""
        await self._message(body).edit(str(body["text"]))
        return {}

    async def click(self, body: Body) -> Json:
        """`{"user": "You", "message_id": 2, "label": "more"}` gives the alert."""
        return {
            "alert": await self._message(body).click(
                str(body["label"]), timeout=body.get("timeout", PATIENCE)
            )
        }

    def _message(self, body: Body) -> Message:
        chat = self._chat(body)
        record = chat.room.records.get(int(body["message_id"]))
        if record is None:
            raise ValueError(f"no message {body['message_id']}")
        return Message(chat.room, record.data, chat.user)

    async def inline(self, body: Body) -> Json:
        """`{"user": "You", "query": "penguins"}` gives titles and texts."""
        answer = await self._chat(body).user.inline(str(body["query"]), timeout=body.get("timeout", PATIENCE))
        results = [
            {"title": row.title, "description": row.description, "text": row.text} for row in answer.results
        ]
        return {"results": results}

    async def shown(self, body: Body) -> Json:
        """`{"user": "You", "after": 0, "timeout": 20}`: its messages and edits once there are more."""
        room, after = self._chat(body).room, int(body.get("after", 0))
        try:
            find: Callable[[], object] = lambda: True if len(room.shown) > after else None  # noqa: E731
            await self.api.world.wait_until(find, float(body.get("timeout", 0)), "a message", room)
        except AssertionError:
            return {"messages": []}
        return {"messages": [message.data for message in room.shown[after:]]}

    async def requests(self, body: Body) -> Json:
        """`{"method": "sendMessage"}` or everything."""
        names = [str(body["method"])] if body.get("method") else []
        log = self.api.requests.to(*names)
        return {"requests": [_describe(request) for request in log], "polls": self.api.requests.polls}

    async def settled(self, body: Body) -> Json:
        await self.api.settled(float(body.get("timeout", PATIENCE)), float(body.get("quiet", 0.2)))
        return {}

    async def transcript(self, body: Body) -> Json:
        return {"transcript": self.api.transcript()}


def _describe(request: Any) -> Json:
    params = {name: value if _is_json(value) else repr(value) for name, value in request.params.items()}
    times = {"at": request.at, "done_at": request.done_at}
    return {
        "method": request.method,
        "params": params,
        "status": request.status,
        "description": request.description,
        **times,
    }


def _is_json(value: object) -> bool:
    return value is None or isinstance(value, str | int | float | bool | list | dict)


def _json_route(
    action: Callable[[Body], Awaitable[Json]],
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(request: web.Request) -> web.Response:
        try:
            body = await request.json() if request.can_read_body else {}
            return web.json_response(await action(body))
        except (ValueError, KeyError, TypeError, AssertionError) as error:
            return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)

    return answer
