"""The rules for inline results: ids, titles, what each would send, and the button above them."""

import re

from .errors import bad_request
from .formatting import formatted
from .keyboards import check_markup
from .text import Json

MOST_RESULTS = 50
START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")
_FIELDS = frozenset(
    {
        "type",
        "id",
        "title",
        "input_message_content",
        "reply_markup",
        "url",
        "description",
        "thumbnail_url",
        "thumbnail_width",
        "thumbnail_height",
        "hide_url",
    }
)


def check_results(results: object) -> list[Json]:
    """The results of an answer to an inline query, each with the message it would send."""
    if not isinstance(results, list):
        raise bad_request("expected an Array of inline query results")
    if len(results) > MOST_RESULTS:
        raise bad_request("too many inline query results specified")
    checked = [check_result(result) for result in results]
    if len({result["id"] for result in checked}) < len(checked):
        raise bad_request("RESULT_ID_DUPLICATE")
    return checked


def check_result(result: object) -> Json:
    if not isinstance(result, dict):
        raise bad_request("can't parse inline query result: inline query result must be an object")
    given = {name: value for name, value in result.items() if value is not None}
    if given.get("type") != "article":
        raise bad_request(f'can\'t parse inline query result: type "{given.get("type")}" is unsupported here')
    if unknown := set(given) - _FIELDS:
        raise bad_request(f"can't parse inline query result: no field {sorted(unknown)}")
    if not isinstance(given.get("id"), str) or not 1 <= len(given["id"].encode()) <= 64:
        raise bad_request("RESULT_ID_INVALID")
    if not isinstance(given.get("title"), str) or not given["title"].strip():
        raise bad_request("ARTICLE_TITLE_EMPTY")
    message = _check_content(given.get("input_message_content"))
    markup = check_markup(given.get("reply_markup"), inline_only=True)
    return {**given, "message": message | ({"reply_markup": markup} if markup else {})}


def _check_content(content: object) -> Json:
    if not isinstance(content, dict):
        raise bad_request("can't parse inline query result: input message content is not specified")
    if "message_text" not in content:
        raise bad_request("can't parse inline query result: only text content is known here")
    text, entities = formatted(
        content["message_text"], content.get("parse_mode"), content.get("entities"), what="message"
    )
    return {"text": text} | ({"entities": entities} if entities else {})


def check_results_button(button: object) -> Json | None:
    if button is None:
        return None
    if not isinstance(button, dict) or not str(button.get("text") or "").strip():
        raise bad_request("can't parse inline query results button: text must be non-empty")
    actions = [name for name in ("web_app", "start_parameter") if button.get(name) is not None]
    if len(actions) != 1:
        raise bad_request("InlineQueryResultsButton must have exactly one optional field")
    start = button.get("start_parameter")
    if start is not None and not START_PARAMETER.fullmatch(str(start)):
        raise bad_request("START_PARAM_INVALID")
    return button
