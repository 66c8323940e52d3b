"""The rules for reply markup: inline keyboards, exactly one action per button, and reply keyboards."""

import json
from collections.abc import Callable
from typing import Any

from .errors import ApiError, bad_request
from .links import link_problem
from .text import Json

ACTIONS = frozenset(
    {
        "url",
        "callback_data",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "callback_game",
        "pay",
    }
)
_STYLES = frozenset({"danger", "success", "primary"})
_FIELDS = ACTIONS | {"text", "style", "icon_custom_emoji_id"}
_CHOSEN_CHATS = ("allow_user_chats", "allow_bot_chats", "allow_group_chats", "allow_channel_chats")
MOST_BUTTONS = 100
MOST_IN_ROW = 8
_LONGEST_MARKUP = 10_000


def check_markup(markup: object, *, inline_only: bool = False) -> Json | None:
    """The reply markup of a request as it is stored: an inline keyboard, another kind, or nothing."""
    if markup is None or markup == "":
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" not in markup:
        if inline_only:
            raise bad_request("inline keyboard expected")
        _check_reply_keyboard(markup)
        return None
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" must be an Array of Arrays')
    checked = [[check_button(button) for button in row] for row in rows if row]
    if any(len(row) > MOST_IN_ROW for row in checked) or sum(map(len, checked)) > MOST_BUTTONS:
        raise bad_request("REPLY_MARKUP_BUTTONS_TOO_MANY")
    if len(json.dumps(checked).encode()) > _LONGEST_MARKUP:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": checked} if checked else None


def _check_reply_keyboard(markup: Json) -> None:
    known = [name for name in ("keyboard", "remove_keyboard", "force_reply") if markup.get(name)]
    if len(known) != 1:
        raise bad_request("object expected as reply markup: a keyboard, remove_keyboard or force_reply")
    for row in markup.get("keyboard") or []:
        if not isinstance(row, list):
            raise bad_request('field "keyboard" must be an Array of Arrays')


def check_button(button: object) -> Json:
    if not isinstance(button, dict):
        raise _button_error("InlineKeyboardButton must be an Object")
    given = {name: value for name, value in button.items() if value is not None}
    if unknown := set(given) - _FIELDS:
        raise _button_error(f"InlineKeyboardButton has no field {sorted(unknown)}")
    if not isinstance(given.get("text"), str) or not given["text"].strip():
        raise _button_error("inline keyboard button text must be non-empty")
    if given.get("style", "primary") not in _STYLES:
        raise _button_error("invalid button style specified")
    actions = sorted(ACTIONS & set(given))
    if not actions:
        raise _button_error("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise _button_error(f"exactly one action per button, not {actions}")
    check = _CHECKS.get(actions[0])
    if check is not None:
        check(given[actions[0]])
    return given


def _button_error(reason: str) -> ApiError:
    return bad_request(f"can't parse inline keyboard button: {reason}")


def _check_callback_data(data: Any) -> None:
    if not isinstance(data, str) or not 1 <= len(data.encode("utf-8", "surrogatepass")) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")


def _check_url(url: Any) -> None:
    if not isinstance(url, str) or not url:
        raise bad_request("BUTTON_URL_INVALID")
    if problem := link_problem(url):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: {problem}")


def _check_copy_text(copy: Any) -> None:
    if (
        not isinstance(copy, dict)
        or not isinstance(copy.get("text"), str)
        or not 1 <= len(copy["text"]) <= 256
    ):
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _check_query(query: Any) -> None:
    if not isinstance(query, str):
        raise _button_error("the inline query to switch to must be of type String")
    if len(query) > 256:
        raise bad_request("SWITCH_INLINE_QUERY_TOO_LONG")


def _check_chosen_chat(choice: Any) -> None:
    if not isinstance(choice, dict):
        raise _button_error('Field "switch_inline_query_chosen_chat" must be of type Object')
    _check_query(choice.get("query") or "")
    if not any(choice.get(kind) for kind in _CHOSEN_CHATS):
        raise bad_request("inline keyboard button: at least one kind of chat must be allowed")


_CHECKS: dict[str, Callable[[Any], None]] = {
    "callback_data": _check_callback_data,
    "url": _check_url,
    "copy_text": _check_copy_text,
    "switch_inline_query": _check_query,
    "switch_inline_query_current_chat": _check_query,
    "switch_inline_query_chosen_chat": _check_chosen_chat,
}
