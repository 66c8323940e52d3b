"""The methods that set how the bot presents itself: commands per scope and language, name, descriptions."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from .errors import bad_request
from .params import Params
from .text import Json
from .world import World

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"[a-z]{2}|")
_SCOPES: dict[str, tuple[str, ...]] = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}
MOST_COMMANDS = 100


def _scope(world: World, params: Params) -> tuple[str, ...]:
    """The key under which commands of a scope and language are kept."""
    scope = params.get("scope") or {"type": "default"}
    if not isinstance(scope, dict) or scope.get("type") not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    needed = _SCOPES[scope["type"]]
    if any(not scope.get(field) for field in needed):
        raise bad_request("can't parse BotCommandScope: Empty chat_id specified")
    if "chat_id" in needed:
        world.find_room(scope["chat_id"])
    return ("commands", scope["type"], *(str(scope[field]) for field in needed), _language(params))


def _language(params: Params) -> str:
    language = params.string("language_code")
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language


async def set_my_commands(world: World, params: Params) -> bool:
    commands = params.get("commands")
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    checked = [_check_command(command) for command in commands]
    if len({command["command"] for command in checked}) < len(checked):
        raise bad_request("BOT_COMMAND_DUPLICATE")
    world.settings[repr(_scope(world, params))] = checked
    return True


def _check_command(command: object) -> Json:
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    if not _COMMAND.fullmatch(str(command.get("command") or "")):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(str(command.get("description") or "").strip()) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command["command"], "description": command["description"]}


async def get_my_commands(world: World, params: Params) -> list[Json]:
    return list(world.settings.get(repr(_scope(world, params)), []))


async def delete_my_commands(world: World, params: Params) -> bool:
    world.settings.pop(repr(_scope(world, params)), None)
    return True


def _text_setting(field: str, limit: int) -> tuple[Callable[[World, Params], Awaitable[bool]], ...]:
    """A setter and a getter of one text per language."""

    async def change(world: World, params: Params) -> bool:
        text = params.string(field)
        if len(text) > limit:
            raise bad_request(f"bot {field.replace('_', ' ')} is too long")
        world.settings[repr((field, _language(params)))] = text
        return True

    async def read(world: World, params: Params) -> Json:
        return {field: world.settings.get(repr((field, _language(params))), "")}

    return change, read  # type: ignore[return-value]


_set_name, _get_name = _text_setting("name", 64)
_set_description, _get_description = _text_setting("description", 512)
_set_short_description, _get_short_description = _text_setting("short_description", 120)

METHODS = {
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": _set_name,
    "getMyName": _get_name,
    "setMyDescription": _set_description,
    "getMyDescription": _get_description,
    "setMyShortDescription": _set_short_description,
    "getMyShortDescription": _get_short_description,
}
