"""What people do: each action stores its message and queues the update that the bot would get."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from .content import sample_content
from .files import StoredFile
from .text import Json, detect, utf16_length

if TYPE_CHECKING:
    from .chats import Chat
    from .messages import Message
    from .people import User
    from .rooms import Room

ANONYMOUS_ADMIN: Json = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
CHANNEL_BOT: Json = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}


async def say(
    chat: Chat,
    text: str,
    *,
    reply_to: Message | None = None,
    quote: str | None = None,
    age: float = 0,
    entities: list[Json] | None = None,
    anonymous: bool = False,
    as_channel: Room | None = None,
    **more: Any,
) -> Message:
    """Send text into a chat; commands, mentions and addresses are marked as Telegram marks them."""
    marked = detect(text) if entities is None else entities
    data: Json = {"text": text, "entities": marked or None, **_reply(reply_to, quote), **more}
    if anonymous:
        data |= {"from": ANONYMOUS_ADMIN, "sender_chat": chat.room.to_json()}
    if as_channel is not None:
        data |= {"from": CHANNEL_BOT, "sender_chat": as_channel.to_json()}
    return deliver(chat, data, age=age)


async def start(chat: Chat, payload: str) -> Message:
    from .inline_results import START_PARAMETER

    if payload and not START_PARAMETER.fullmatch(payload):
        raise AssertionError(
            f"Telegram opens no deep link with the payload {payload!r}: 1-64 of A-Z a-z 0-9 _ -"
        )
    return await say(chat, f"/start {payload}".strip())


async def send(chat: Chat, kind: str, *, age: float = 0, **content: Any) -> Message:
    """Send a sticker, photo, voice, poll, location, contact or dice."""
    return deliver(chat, sample_content(chat.room.world, kind, content), age=age)


async def send_document(
    chat: Chat, name: str, content: bytes, *, mime_type: str = "", caption: str = "", size: int | None = None
) -> Message:
    stored = chat.room.world.files.add(StoredFile(name, content, mime_type, size))
    return deliver(chat, {"document": stored.to_json(), "caption": caption or None})


async def forward(
    chat: Chat,
    text: str = "",
    *,
    user: User | None = None,
    hidden_user: str = "",
    channel: Room | None = None,
    message: Message | None = None,
) -> Message:
    """Forward text that somebody else wrote."""
    date = int(time.time()) - 3600
    if channel is not None:
        origin: Json = {"type": "channel", "chat": channel.to_json(), "message_id": 7, "date": date}
    elif hidden_user:
        origin = {"type": "hidden_user", "sender_user_name": hidden_user, "date": date}
    else:
        sender = user.to_json() if user else message.data["from"] if message else chat.user.to_json()
        origin = {"type": "user", "sender_user": sender, "date": date}
    words = message.text if message else text
    entities = message.entities if message else detect(words)
    return deliver(chat, {"text": words, "entities": entities or None, "forward_origin": origin})


async def edit(message: Message, text: str, **more: Any) -> Message:
    """Change a message that a person wrote."""
    if message.from_bot:
        raise AssertionError("people edit their own messages; the bot edits its own")
    entities = detect(text)
    changed = {**message.now.data, "text": text, "edit_date": int(time.time()), **more}
    changed.pop("entities", None)
    if entities:
        changed["entities"] = entities
    stored = message.room.change(message.id, changed)
    if reaches_bot(message.room, changed):
        is_post = message.room.kind == "channel"
        message.room.world.queue.add("edited_channel_post" if is_post else "edited_message", changed)
    return stored


async def react(message: Message, user: User, emoji: list[str]) -> None:
    room, record = message.room, message.room.records[message.id]
    new = [{"type": "emoji", "emoji": one} for one in emoji]
    old = record.reactions.get(user.id, [])
    record.reactions[user.id], record.names[user.id] = new, user.first_name
    if room.is_group and room.bot_status != "administrator":
        return
    change = {
        "chat": room.to_json(),
        "message_id": message.id,
        "user": user.to_json(),
        "date": int(time.time()),
        "old_reaction": old,
        "new_reaction": new,
    }
    room.world.queue.add("message_reaction", change)


def deliver(chat: Chat, data: Json, *, age: float = 0) -> Message:
    """Store a person's message and queue its update if the bot may see it."""
    room = chat.room
    if room.kind == "private":
        room.started = True
    head: Json = {"from": chat.user.to_json(), "date": int(time.time() - age)}
    if room.kind == "channel":
        head = {"sender_chat": room.to_json(), "date": head["date"]}
    head |= _thread(chat, data.get("reply_to_message"))
    message = room.add({**head, **data})
    if reaches_bot(room, message.data):
        room.world.queue.add("channel_post" if room.kind == "channel" else "message", message.data)
    return message


def _thread(chat: Chat, replied: Json | None) -> Json:
    """A topic's id, or in a plain supergroup that of the reply thread: no place where one could write."""
    if chat.topic is not None:
        return {"message_thread_id": chat.topic, "is_topic_message": True}
    if replied is not None and chat.room.kind == "supergroup" and not chat.room.is_forum:
        return {"message_thread_id": replied.get("message_thread_id", replied["message_id"])}
    return {}


def reaches_bot(room: Room, data: Json) -> bool:
    """Whether the bot gets to see a message: membership, blocks, and privacy mode in groups."""
    world = room.world
    if room.migrated_to is not None or room.bot_status in {"left", "kicked"} or room.blocked:
        return False
    if room.kind == "channel":
        return room.bot_status == "administrator"
    if not room.is_group or not world.privacy_mode or room.bot_status == "administrator":
        return True
    if (data.get("reply_to_message") or {}).get("from", {}).get("id") == world.bot["id"]:
        return True
    return bool(data.get("via_bot")) or _addresses_bot(world.bot["username"], data)


def _addresses_bot(username: str, data: Json) -> bool:
    """A command for anybody or for this bot, or a mention of it."""
    from .text import utf16_slice

    for entity in data.get("entities") or []:
        words = utf16_slice(data["text"], entity["offset"], entity["length"]).lower()
        if entity["type"] == "bot_command" and words.partition("@")[2] in {"", username.lower()}:
            return True
        if entity["type"] == "mention" and words == f"@{username.lower()}":
            return True
    return False


def _reply(reply_to: Message | None, quote: str | None) -> Json:
    if reply_to is None:
        return {}
    original = {name: value for name, value in reply_to.now.data.items() if name != "reply_to_message"}
    data: Json = {"reply_to_message": original}
    if quote is not None:
        position = reply_to.text.find(quote)
        if position < 0:
            raise AssertionError(f"{quote!r} is not in the message {reply_to.text!r}")
        data["quote"] = {"text": quote, "position": utf16_length(reply_to.text[:position]), "is_manual": True}
    return data


def my_chat_member(room: Room, user: User, before: str, after: str) -> None:
    """Tell the bot that its own membership changed."""
    room.bot_status = "member" if room.kind == "private" else after
    bot = room.world.bot_user
    change = {
        "chat": room.to_json(),
        "from": user.to_json(),
        "date": int(time.time()),
        "old_chat_member": member_json(bot, before),
        "new_chat_member": member_json(bot, after),
    }
    room.world.queue.add("my_chat_member", change)


def join(room: Room, user: User) -> None:
    """Add the bot to a group: its membership changes, and the group shows a service message."""
    my_chat_member(room, user, "left", "member")
    service = room.add({"from": user.to_json(), "new_chat_members": [room.world.bot_user]})
    room.world.queue.add("message", service.data)


def migrate(group: Room) -> Room:
    """A supergroup in place of a group, with the service message that each of the two shows."""
    world = group.world
    new = world.add_room("supergroup", group.title)
    new.members, new.admins, new.bot_status = dict(group.members), set(group.admins), group.bot_status
    author = group.first_member.to_json()
    leaving = group.add({"from": author, "migrate_to_chat_id": new.id})
    arriving = new.add(
        {"from": ANONYMOUS_ADMIN, "sender_chat": new.to_json(), "migrate_from_chat_id": group.id}
    )
    group.migrated_to = new
    for message in (leaving, arriving):
        world.queue.add("message", message.data)
    return new


_RIGHT_NAMES = (
    "can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats "
    "can_restrict_members can_promote_members can_change_info can_invite_users can_post_stories "
    "can_edit_stories can_delete_stories can_send_welcome_messages"
)
_RIGHTS = tuple(_RIGHT_NAMES.split())


def member_json(user: Json, status: str) -> Json:
    member: Json = {"user": user, "status": status}
    if status == "kicked":
        member["until_date"] = 0
    if status == "administrator":
        member |= dict.fromkeys(_RIGHTS, False) | {"can_manage_chat": True, "can_delete_messages": True}
    if status == "creator":
        member["is_anonymous"] = False
    return member
