"""The methods that answer what people triggered: clicks, inline queries, guest messages."""

from __future__ import annotations

from .errors import bad_request, query_is_too_old
from .inline import InlineAnswer, InlineResult, post_guest_answer
from .inline_results import check_result, check_results, check_results_button
from .links import link_problem
from .params import Params
from .rooms import Alert
from .text import Json
from .world import World

LONGEST_ALERT = 200


async def answer_callback_query(world: World, params: Params) -> bool:
    callback = world.callbacks.get(params.string("callback_query_id"))
    if callback is None or callback.answer is not None:
        raise query_is_too_old()
    text, url = params.string("text"), params.string("url")
    if len(text) > LONGEST_ALERT:
        raise bad_request("MESSAGE_TOO_LONG")
    if url and (link_problem(url) or "t.me/" not in url):
        raise bad_request("URL_INVALID")
    callback.answer = Alert(text, params.flag("show_alert"), callback.user)
    callback.room.alerts.append(callback.answer)
    world.changed()
    return True


async def answer_inline_query(world: World, params: Params) -> bool:
    query = world.inline_queries.get(params.string("inline_query_id"))
    if query is None or query.answer is not None:
        raise query_is_too_old()
    results = check_results(params.get("results"))
    if len(params.string("next_offset").encode()) > 64:
        raise bad_request("NEXT_OFFSET_INVALID")
    query.answer = InlineAnswer(
        [InlineResult(result, query) for result in results],
        params.string("next_offset"),
        params.integer("cache_time", 300),
        params.flag("is_personal"),
        check_results_button(params.get("button")),
    )
    world.changed()
    return True


async def answer_guest_query(world: World, params: Params) -> Json:
    guest = world.guest_queries.get(params.string("guest_query_id"))
    if guest is None or guest.answer is not None:
        raise query_is_too_old()
    result = check_result(params.get("result"))
    return {"inline_message_id": post_guest_answer(guest, result["message"])}


METHODS = {
    "answerCallbackQuery": answer_callback_query,
    "answerInlineQuery": answer_inline_query,
    "answerGuestQuery": answer_guest_query,
}
