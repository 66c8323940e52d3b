"""The methods that look at chats and files: getChat, members, leave, getFile."""

from __future__ import annotations

from .actions import member_json
from .errors import bad_request
from .files import DOWNLOAD_LIMIT
from .params import Params
from .rooms import Room
from .text import Json
from .world import World

_ACCENTS: Json = {
    "accent_color_id": 1,
    "max_reaction_count": 11,
    "accepted_gift_types": {
        "unlimited_gifts": True,
        "limited_gifts": True,
        "unique_gifts": True,
        "premium_subscription": True,
        "gifts_from_channels": True,
    },
}


async def get_chat(world: World, params: Params) -> Json:
    room = world.find_room(params.required("chat_id"))
    return room.to_json() | _ACCENTS


async def get_chat_member(world: World, params: Params) -> Json:
    room = world.find_room(params.required("chat_id"))
    return _member(world, room, params.integer("user_id"))


async def get_chat_administrators(world: World, params: Params) -> list[Json]:
    room = world.find_room(params.required("chat_id"))
    if room.kind == "private":
        raise bad_request("there are no administrators in the private chat")
    return [_member(world, room, user_id) for user_id in sorted(room.admins)]


async def get_chat_member_count(world: World, params: Params) -> int:
    return len(world.find_room(params.required("chat_id")).members) + 1


def _member(world: World, room: Room, user_id: int) -> Json:
    if user_id == world.bot["id"]:
        return member_json(world.bot_user, room.bot_status)
    if user_id in room.members:
        status = "creator" if user_id in room.admins else "member"
        return member_json(room.members[user_id].to_json(), status)
    if user_id in world.users:
        return member_json(world.users[user_id].to_json(), "left")
    raise bad_request("invalid user_id specified")


async def leave_chat(world: World, params: Params) -> bool:
    room = world.room_to_write(params.required("chat_id"))
    if room.kind == "private":
        raise bad_request("chat member status can't be changed in private chats")
    room.bot_status = "left"
    world.changed()
    return True


async def get_file(world: World, params: Params) -> Json:
    stored = world.files.get(params.string("file_id"))
    if stored is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if stored.size > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    described = stored.to_json()
    return {name: described[name] for name in ("file_id", "file_unique_id", "file_size")} | {
        "file_path": stored.path
    }


METHODS = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
    "getFile": get_file,
}
