"""The methods that write into chats: send, edit, delete, show an action, react."""

from __future__ import annotations

import time
from typing import Any

from .errors import ApiError, bad_request
from .files import UPLOAD_LIMIT, StoredFile
from .formatting import caption, formatted
from .keyboards import check_markup
from .params import Params, Upload
from .reactions import check_reactions
from .rooms import Record, Room
from .text import Json
from .world import World

_ACTION_NAMES = (
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document "
    "choose_sticker find_location record_video_note upload_video_note"
)
_ACTIONS = frozenset(_ACTION_NAMES.split())
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


async def send_message(world: World, params: Params) -> Json:
    room = world.room_to_write(params.required("chat_id"))
    text, entities = formatted(params.get("text", ""), params.get("parse_mode"), params.get("entities"))
    content = {"text": text, "entities": entities or None}
    return _post(world, room, params, content)


async def send_document(world: World, params: Params) -> Json:
    room = world.room_to_write(params.required("chat_id"))
    words, entities = caption(params.get("caption"), params.get("parse_mode"), params.get("caption_entities"))
    stored = _document(world, params)
    content = {"document": stored.to_json(), "caption": words or None, "caption_entities": entities or None}
    return _post(world, room, params, content)


def _document(world: World, params: Params) -> StoredFile:
    given = params.get("document")
    if isinstance(given, str) and given.startswith("attach://"):
        given = params.get(given.removeprefix("attach://"))
    if isinstance(given, Upload):
        if len(given.content) > UPLOAD_LIMIT:
            raise ApiError(413, "Request Entity Too Large")
        if not given.content:
            raise bad_request("file must be non-empty")
        return world.files.add(StoredFile(given.name, given.content, given.content_type))
    if isinstance(given, str) and given in world.files:
        return world.files[given]
    raise bad_request(
        "there is no document in the request" if not given else "wrong file identifier specified"
    )


def _post(world: World, room: Room, params: Params, content: Json) -> Json:
    markup = check_markup(params.get("reply_markup"))
    reply = _check_reply(room, params)
    thread = _check_thread(room, params, reply)
    author: Json = {"from": world.bot_user} if room.kind != "channel" else {"sender_chat": room.to_json()}
    options = params.get("link_preview_options")
    extra: Json = {"link_preview_options": options} if options else {}
    message = room.add({**author, **thread, **content, **reply, **extra, "reply_markup": markup})
    room.show(message)
    return message.data


def _check_reply(room: Room, params: Params) -> Json:
    given = params.get("reply_parameters") or {}
    if not isinstance(given, dict):
        raise bad_request("object expected as reply parameters")
    legacy = params.integer("reply_to_message_id")
    message_id = given.get("message_id") or legacy
    if not message_id:
        return {}
    record = room.visible(int(message_id))
    if record is None:
        if given.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    original = {name: value for name, value in record.data.items() if name != "reply_to_message"}
    reply: Json = {"reply_to_message": original}
    if quote := given.get("quote"):
        if len(quote) > 1024 or quote not in str(record.data.get("text") or record.data.get("caption") or ""):
            raise bad_request("QUOTE_TEXT_INVALID")
        reply["quote"] = {"text": quote, "position": given.get("quote_position") or 0, "is_manual": True}
    return reply


def _check_thread(room: Room, params: Params, reply: Json) -> Json:
    replied = reply.get("reply_to_message") or {}
    inherited = replied.get("message_thread_id") if replied.get("is_topic_message") else None
    thread = params.integer("message_thread_id") or inherited
    if not thread:
        return {}
    if thread not in room.topics:
        raise bad_request("message thread not found")
    return {"message_thread_id": thread, "is_topic_message": True}


async def edit_message_text(world: World, params: Params) -> Any:
    room, record = _message_to_edit(world, params)
    text, entities = formatted(params.get("text", ""), params.get("parse_mode"), params.get("entities"))
    changed = {name: value for name, value in record.data.items() if name not in {"entities", "reply_markup"}}
    changed |= {"text": text} | ({"entities": entities} if entities else {})
    if markup := check_markup(params.get("reply_markup"), inline_only=True):
        changed["reply_markup"] = markup
    return _edit(params, room, record, changed)


async def edit_message_reply_markup(world: World, params: Params) -> Any:
    room, record = _message_to_edit(world, params)
    changed = {name: value for name, value in record.data.items() if name != "reply_markup"}
    if markup := check_markup(params.get("reply_markup"), inline_only=True):
        changed["reply_markup"] = markup
    return _edit(params, room, record, changed)


def _message_to_edit(world: World, params: Params) -> tuple[Room, Record]:
    if inline_id := params.string("inline_message_id"):
        if inline_id not in world.inline_messages:
            raise bad_request("MESSAGE_ID_INVALID")
        room, message_id = world.inline_messages[inline_id]
        return room, room.records[message_id]
    room = world.room_to_write(params.required("chat_id"))
    record = room.visible(params.integer("message_id"))
    if record is None:
        raise bad_request("message to edit not found")
    if record.data.get("from", {}).get("id") not in {world.bot["id"], None}:
        raise bad_request("message can't be edited")
    return room, record


def _edit(params: Params, room: Room, record: Record, changed: Json) -> Any:
    if all(changed.get(part) == record.data.get(part) for part in ("text", "entities", "reply_markup")):
        raise bad_request(NOT_MODIFIED)
    changed["edit_date"] = int(time.time())
    message = room.change(int(changed["message_id"]), changed)
    room.show(message)
    return True if params.get("inline_message_id") else changed


async def delete_message(world: World, params: Params) -> bool:
    room = world.room_to_write(params.required("chat_id"))
    record = room.visible(params.integer("message_id"))
    if record is None:
        raise bad_request("message to delete not found")
    own = record.data.get("from", {}).get("id") == world.bot["id"]
    if not own and room.kind != "private" and room.bot_status != "administrator":
        raise bad_request("message can't be deleted")
    record.deleted = True
    world.changed()
    return True


async def send_chat_action(world: World, params: Params) -> bool:
    room = world.room_to_write(params.required("chat_id"))
    if params.string("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    room.actions.append(params.string("action"))
    world.changed()
    return True


async def set_message_reaction(world: World, params: Params) -> bool:
    room = world.room_to_write(params.required("chat_id"))
    record = room.visible(params.integer("message_id"))
    if record is None:
        raise bad_request("message to react not found")
    record.reactions[world.bot["id"]] = check_reactions(params.get("reaction"))
    record.names[world.bot["id"]] = str(world.bot["first_name"])
    world.changed()
    return True


METHODS = {
    "sendMessage": send_message,
    "sendDocument": send_document,
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "sendChatAction": send_chat_action,
    "setMessageReaction": set_message_reaction,
}
