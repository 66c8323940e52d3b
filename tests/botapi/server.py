"""The HTTP side: routes, the token, the fault plan around each method, the log, file downloads."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from . import methods_chats, methods_messages, methods_queries, methods_settings, methods_updates
from .errors import ApiError, too_many_requests
from .faults import Fault
from .log import Request
from .params import Params, read_params
from .world import World

Method = Callable[[World, Params], Awaitable[Any]]

_MODULES = (methods_chats, methods_messages, methods_queries, methods_settings, methods_updates)
METHODS: dict[str, Method] = {name: method for module in _MODULES for name, method in module.METHODS.items()}
_BY_LOWER_NAME = {name.lower(): name for name in METHODS}
_PROXY_PAGE = "<html><body><h1>502 Bad Gateway</h1>nginx</body></html>"


class DroppedError(Exception):
    """The connection was closed by the fault plan."""


class Server:
    """Answers the bot's requests from a world."""

    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/bot{token}/{method}", self.call),
            web.get("/file/bot{token}/{path:.+}", self.download),
        ]

    async def call(self, http: web.Request) -> web.StreamResponse:
        """One Bot API call: log it, let the fault plan have its way, run the method."""
        polling = http.match_info["method"].lower() == "getupdates"
        request = Request(http.match_info["method"], {}, time.monotonic())
        self.world.log.add(request)
        self.world.under_way += not polling
        try:
            return await self._answer(http, request)
        except DroppedError:
            return _closed(http)
        finally:
            self.world.under_way -= not polling
            request.done_at = self.world.last_activity = time.monotonic()
            self.world.changed()

    async def _answer(self, http: web.Request, request: Request) -> web.Response:
        try:
            result = await self._run(http, request)
        except ApiError as error:
            request.status, request.description = error.status, error.description
            return web.json_response(error.to_json(), status=error.status)
        if isinstance(result, web.Response):
            return result
        request.status, request.result = 200, result
        return web.json_response({"ok": True, "result": result})

    async def _run(self, http: web.Request, request: Request) -> Any:
        if http.match_info["token"] != self.world.token:
            raise ApiError(401, "Unauthorized")
        params = await read_params(http)
        request.params = dict(params)
        if self.world.logged_out:
            raise ApiError(400, "Logged out")
        name = _BY_LOWER_NAME.get(request.method.lower())
        if name is None:
            raise ApiError(404, "Not Found: method not found")
        request.method = name
        fault = self.world.faults.take(name, params.get("chat_id"))
        if fault is None:
            return await self._run_method(name, params)
        request.fault = repr(fault)
        return await self._run_with_fault(http, request, params, fault)

    async def _run_with_fault(self, http: web.Request, request: Request, params: Params, fault: Fault) -> Any:
        await asyncio.sleep(fault.delay)
        if fault.drop == "before":
            raise DroppedError
        if fault.error() is None and not fault.not_json:
            result = await self._run_method(request.method, params)
        elif fault.after_effect:
            await self._run_method(request.method, params)
        await asyncio.sleep(fault.delay_after)
        if fault.drop == "after":
            raise DroppedError
        if fault.not_json:
            request.status = fault.status or 502
            return web.Response(text=_PROXY_PAGE, status=request.status, content_type="text/html")
        if (error := fault.error()) is not None:
            raise error
        return _tampered(self.world, result, fault)

    async def _run_method(self, name: str, params: Params) -> Any:
        self._check_rate(name, params)
        return await METHODS[name](self.world, params)

    def _check_rate(self, name: str, params: Params) -> None:
        chat_id = params.get("chat_id")
        room = self.world.rooms.get(chat_id) if isinstance(chat_id, int) else None
        wait = self.world.rates.wait_for(name, chat_id, room is not None and room.is_group)
        if wait:
            raise too_many_requests(wait)

    async def download(self, http: web.Request) -> web.Response:
        """A file that getFile named."""
        if http.match_info["token"] != self.world.token:
            raise web.HTTPUnauthorized
        stored = self.world.files.at(http.match_info["path"])
        if stored is None:
            return web.json_response(ApiError(404, "Not Found").to_json(), status=404)
        return web.Response(body=stored.content, content_type="application/octet-stream")


def _closed(http: web.Request) -> web.Response:
    """Close the connection without an answer."""
    if http.transport is not None:
        http.transport.abort()
    return web.Response(status=500)


def _tampered(world: World, result: Any, fault: Fault) -> Any:
    """A batch of updates with one twice or one that cannot be parsed in front."""
    if fault.duplicate and isinstance(result, list) and result:
        return [result[0], *result]
    if fault.unparsable and isinstance(result, list):
        first = result[0]["update_id"] - 1 if result else 1
        return [unparsable_update() | {"update_id": first}, *result]
    return result


def unparsable_update() -> dict[str, Any]:
    """An update of the right form whose message lacks what every client requires."""
    return {"message": {"message_id": "not a number", "date": "yesterday", "text": "hello"}}
