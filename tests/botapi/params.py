"""Bodies of requests to parameters: query strings, forms with JSON inside, multipart and JSON."""

import json
from typing import Any

from aiohttp import web

from .errors import bad_request

STRINGS = frozenset(
    {
        "action",
        "callback_query_id",
        "caption",
        "description",
        "file_id",
        "guest_query_id",
        "inline_message_id",
        "inline_query_id",
        "ip_address",
        "language_code",
        "message_effect_id",
        "name",
        "next_offset",
        "parse_mode",
        "secret_token",
        "short_description",
        "text",
        "url",
    }
)


class Upload:
    """A file that came with a request."""

    def __init__(self, name: str, content: bytes, content_type: str) -> None:
        self.name = name
        self.content = content
        self.content_type = content_type

    def __repr__(self) -> str:
        return f"<Upload {self.name} {len(self.content)} bytes>"


class Params(dict[str, Any]):
    """Parameters by name, with readers that refuse what Telegram refuses."""

    def required(self, name: str) -> Any:
        if self.get(name) in (None, ""):
            raise bad_request(f"{name} is empty" if name == "chat_id" else f'parameter "{name}" is required')
        return self[name]

    def integer(self, name: str, default: int = 0) -> int:
        value = self.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad_request(f'parameter "{name}" must be an Integer') from None

    def flag(self, name: str) -> bool:
        return str(self.get(name)).lower() in {"true", "1", "yes"}

    def string(self, name: str) -> str:
        value = self.get(name)
        return "" if value is None else str(value)

    def strings(self, name: str) -> list[str] | None:
        value = self.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise bad_request(f"can't parse {name}: expected an Array of String")
        return value


async def read_params(request: web.Request) -> Params:
    """All parameters of a request, values inside forms read as JSON where they are not plain strings."""
    params = Params({name: _value(name, value) for name, value in request.query.items()})
    if request.method != "POST" or not request.can_read_body:
        return params
    if request.content_type == "application/json":
        params.update(await _read_json(request))
        return params
    form = await request.post()
    for name, value in form.items():
        if isinstance(value, web.FileField):
            params[name] = Upload(value.filename, value.file.read(), value.content_type)
        elif isinstance(value, bytes | bytearray):
            params[name] = Upload(name, bytes(value), "application/octet-stream")
        else:
            params[name] = _value(name, value)
    return params


async def _read_json(request: web.Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.text() or "{}")
    except ValueError:
        raise bad_request("can't parse request body as JSON") from None
    if not isinstance(body, dict):
        raise bad_request("object expected as request body")
    return {name: _value(name, value) if isinstance(value, str) else value for name, value in body.items()}


def _value(name: str, value: str) -> Any:
    if name in STRINGS or not value:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
