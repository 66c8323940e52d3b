"""The strict server refuses what Telegram refuses: each rule, with a request that only this rule stops."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.botapi import BotApi, Chat, Message, methods_messages

Json = dict[str, Any]


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as running:
        yield running


@pytest.fixture
async def chat(api: BotApi) -> Chat:
    opened = api.user("Ana").private_chat()
    await opened.say("hello")
    return opened


async def call(api: BotApi, method: str, **params: Any) -> Json:
    """One request with a JSON body."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{api.base_url}{api.token}/{method}", json=params) as response,
    ):
        body: Json = await response.json()
        assert response.status == body.get("error_code", 200)
        return body


def bold(offset: int, length: int, kind: str = "bold", **more: Any) -> Json:
    return {"type": kind, "offset": offset, "length": length, **more}


def keyboard(**button: Any) -> Json:
    return {"inline_keyboard": [[{"text": "more", **button}]]}


LINK = {"kind": "text_link", "url": "https://example.org/"}
TEXTS: list[tuple[str, Json, str]] = [
    ("a number", {"text": 5}, "text must be a String"),
    ("32 kB of markup", {"text": "<b>x</b>" * 4097, "parse_mode": "HTML"}, "text is too long"),
    ("no chat", {"text": "x", "chat_id": ""}, "chat_id is empty"),
    ("a topic that is no number", {"text": "x", "message_thread_id": "news"}, "must be an Integer"),
    ("an empty text", {"text": ""}, "message text is empty"),
    ("a text of spaces", {"text": " \n "}, "message text is empty"),
    ("a text that nobody can see", {"text": "\u200b\u2060"}, "text must be non-empty"),
    ("4,097 characters", {"text": "x" * 4097}, "message is too long"),
    ("a lone surrogate", {"text": "\ud83d"}, "strings must be encoded in UTF-8"),
    ("an unknown parse mode", {"text": "x", "parse_mode": "LaTeX"}, "unsupported parse_mode"),
    ("an unknown chat", {"text": "x", "chat_id": 5}, "chat not found"),
    (
        "a reply to nothing",
        {"text": "x", "reply_parameters": {"message_id": 99}},
        "message to be replied not found",
    ),
    (
        "a quote that is not in the message",
        {"text": "x", "reply_parameters": {"message_id": 1, "quote": "penguins"}},
        "QUOTE_TEXT_INVALID",
    ),
    ("a topic where there are none", {"text": "x", "message_thread_id": 1}, "message thread not found"),
]
ENTITIES: list[tuple[str, str, Any, str]] = [
    ("no list", "word", {"type": "bold"}, "expected an Array"),
    ("a list of words", "word", ["bold"], "expected an Object"),
    ("an unknown kind", "word", [bold(0, 2, "blink")], "Unsupported type"),
    (
        "an offset that is no number",
        "word",
        [{"type": "bold", "offset": "0", "length": 1}],
        '"offset" must be',
    ),
    ("a negative offset", "word", [bold(-1, 2)], "incorrect offset"),
    ("no length", "word", [bold(1, 0)], "incorrect length"),
    ("a start after the end", "word", [bold(4, 1)], "begins after the end"),
    ("an end after the end", "word", [bold(2, 3)], "ends after the end"),
    ("an end that is only inside in code points", "🐧", [bold(0, 3)], "ends after the end"),
    ("a start within a surrogate pair", "🐧🐧", [bold(1, 3)], "begins in a middle"),
    ("an end within a surrogate pair", "🐧🐧", [bold(0, 3)], "ends in a middle"),
    ("entities that cross", "one two three", [bold(0, 7), bold(4, 9, "italic")], "cross"),
    (
        "nested quotes",
        "one two",
        [bold(0, 7, "blockquote"), bold(0, 3, "expandable_blockquote")],
        "can't be nested",
    ),
    ("bold inside code", "one two", [bold(0, 7, "code"), bold(0, 3)], "can't be combined"),
    ("code inside bold", "one two", [bold(0, 7), bold(0, 3, "code")], "can't be combined"),
    ("a link inside a link", "one two", [bold(0, 7, **LINK), bold(0, 3, **LINK)], "can't be inside"),
    (
        "a date inside a link",
        "one two",
        [bold(0, 7, **LINK), bold(0, 3, "date_time", unix_time=1)],
        "can't be inside",
    ),
    ("the same entity twice", "one", [bold(0, 3), bold(0, 3)], "twice"),
    ("a link without an address", "word", [bold(0, 4, "text_link")], '"url"'),
    (
        "a link to a host without a dot",
        "word",
        [bold(0, 4, "text_link", url="http://localhost/a")],
        "Wrong HTTP URL",
    ),
    ("a link with a space", "word", [bold(0, 4, "text_link", url="http://a.org/a b")], "Wrong HTTP URL"),
    (
        "a link to a script",
        "word",
        [bold(0, 4, "text_link", url="javascript://a.b/")],
        "Unsupported URL protocol",
    ),
    ("a link to an impossible port", "word", [bold(0, 4, "text_link", url="http://a.org:0/")], "port"),
    ("a mention of nobody", "word", [bold(0, 4, "text_mention")], '"user"'),
    ("an emoji without its id", "word", [bold(0, 4, "custom_emoji")], '"custom_emoji_id"'),
    ("a date without a time", "word", [bold(0, 4, "date_time")], '"unix_time"'),
    ("a date before 1970", "word", [bold(0, 4, "date_time", unix_time=-5)], '"unix_time"'),
    (
        "a date in an odd form",
        "word",
        [bold(0, 4, "date_time", unix_time=5, date_time_format="Dw")],
        "date-time format",
    ),
    ("101 entities", "x" * 101, [bold(place, 1) for place in range(101)], "ENTITIES_TOO_LONG"),
    (
        "entities over the budget",
        "x" * 50,
        [bold(place, 1, "text_link", url="https://a.org/" + "a" * 200) for place in range(50)],
        "ENTITIES_TOO_LONG",
    ),
]
HTML: list[tuple[str, str, str]] = [
    ("an unknown tag", "<h1>a</h1>", 'Unsupported start tag "h1" at byte offset 0'),
    ("an unclosed tag", "é<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
    (
        "tags closed in the wrong order",
        "<b><i>a</b></i>",
        'Unmatched end tag at byte offset 7, expected "</i>"',
    ),
    ("an end without a start", "é</b>", "Unexpected end tag at byte offset 2"),
    ("a tag that breaks off", "a <b", "Unclosed start tag at byte offset 2"),
    ("an end tag that breaks off", "<b>a</b", "Unclosed end tag at byte offset 4"),
    ("a bare less-than sign", "1 < 2", "Unclosed start tag"),
    ("an unknown named character", "a &nbsp; b", "&nbsp;"),
    ("a span that is no spoiler", '<span class="red">a</span>', "must have class"),
    ("a link to a host without a dot", '<a href="http://intranet/">a</a>', "Wrong HTTP URL"),
    ("a nested quote", "<blockquote>a<blockquote expandable>b</blockquote></blockquote>", "can't be nested"),
    ("an attribute without a name", '<a ="x">a</a>', "Empty attribute name"),
    ("an emoji without its id", "<tg-emoji>🐧</tg-emoji>", "custom emoji"),
    ("a time without unix", "<tg-time>today</tg-time>", "unix time"),
    ("a time in an odd form", '<tg-time unix="5" format="x">today</tg-time>', "date-time format"),
    ("bold inside code", "<code>a<b>b</b></code>", "can't be combined"),
    ("nothing but tags", "<b></b>", "text must be non-empty"),
]
KEYBOARDS: list[tuple[str, Any, str]] = [
    ("a list", [], "object expected"),
    ("rows that are no rows", {"inline_keyboard": [{"text": "a"}]}, "Array of Arrays"),
    ("an unknown kind of markup", {"keyboards": []}, "object expected"),
    ("a button that is a word", {"inline_keyboard": [["more"]]}, "must be an Object"),
    ("a reply keyboard without rows", {"keyboard": ["more"]}, "Array of Arrays"),
    ("a choice of chats that is a word", keyboard(switch_inline_query_chosen_chat="all"), "of type Object"),
    ("a button without action", keyboard(), "Text buttons are unallowed"),
    ("a button with two actions", keyboard(url="https://a.org", callback_data="a"), "exactly one action"),
    ("a button without text", {"inline_keyboard": [[{"text": " ", "callback_data": "a"}]]}, "non-empty"),
    ("a button with an unknown field", keyboard(callback_data="a", colour="red"), "no field"),
    ("a button in an unknown style", keyboard(callback_data="a", style="pink"), "style"),
    ("empty callback data", keyboard(callback_data=""), "BUTTON_DATA_INVALID"),
    (
        "callback data of 65 bytes in 33 characters",
        keyboard(callback_data="é" * 32 + "x"),
        "BUTTON_DATA_INVALID",
    ),
    ("a button to a host without a dot", keyboard(url="http://localhost:8080/"), "Wrong HTTP URL"),
    ("an empty button address", keyboard(url=""), "BUTTON_URL_INVALID"),
    ("257 characters to copy", keyboard(copy_text={"text": "x" * 257}), "BUTTON_COPY_TEXT_INVALID"),
    ("nothing to copy", keyboard(copy_text={"text": ""}), "BUTTON_COPY_TEXT_INVALID"),
    ("a query that is no text", keyboard(switch_inline_query=5), "type String"),
    (
        "a query too long",
        keyboard(switch_inline_query_current_chat="x" * 257),
        "SWITCH_INLINE_QUERY_TOO_LONG",
    ),
    ("a choice of no chat", keyboard(switch_inline_query_chosen_chat={"query": "a"}), "kind of chat"),
    ("nine buttons in a row", {"inline_keyboard": [[{"text": "a", "callback_data": "a"}] * 9]}, "TOO_MANY"),
    ("104 buttons", {"inline_keyboard": [[{"text": "a", "callback_data": "a"}] * 8] * 13}, "TOO_MANY"),
    (
        "a markup of 20 kB",
        {"inline_keyboard": [[{"text": "x" * 200, "url": "https://a.org/" + "a" * 200}]] * 50},
        "markup is too long",
    ),
]


def article(**more: Any) -> Json:
    content = {"message_text": "text"}
    return {"type": "article", "id": "1", "title": "t", "input_message_content": content} | more


RESULTS: list[tuple[str, Any, str]] = [
    ("no list", {}, "expected an Array"),
    ("51 results", [article(id=str(number)) for number in range(51)], "too many"),
    ("the same id twice", [article(), article()], "RESULT_ID_DUPLICATE"),
    ("an id of 65 bytes", [article(id="x" * 65)], "RESULT_ID_INVALID"),
    ("an empty id", [article(id="")], "RESULT_ID_INVALID"),
    ("a word", ["penguins"], "must be an object"),
    ("content that is no text", [article(input_message_content={"latitude": 1})], "only text content"),
    ("no title", [article(title="")], "ARTICLE_TITLE_EMPTY"),
    ("no content", [article(input_message_content=None)], "content is not specified"),
    ("content that is too long", [article(input_message_content={"message_text": "x" * 4097})], "too long"),
    (
        "content with a broken entity",
        [article(input_message_content={"message_text": "x", "entities": [bold(0, 2)]})],
        "ends after the end",
    ),
    ("an unknown field", [article(titel="x")], "no field"),
    ("an unknown kind", [article(type="poem")], "unsupported"),
    ("a broken button", [article(reply_markup=keyboard(callback_data="x" * 65))], "BUTTON_DATA_INVALID"),
]
COMMANDS: list[tuple[str, Any, str]] = [
    ("no list", {"commands": "help"}, "expected an Array"),
    ("a list of words", {"commands": ["help"]}, "expected an Object"),
    ("a capital letter", {"commands": [{"command": "Help", "description": "d"}]}, "BOT_COMMAND_INVALID"),
    ("a slash", {"commands": [{"command": "/help", "description": "d"}]}, "BOT_COMMAND_INVALID"),
    ("33 letters", {"commands": [{"command": "h" * 33, "description": "d"}]}, "BOT_COMMAND_INVALID"),
    (
        "no description",
        {"commands": [{"command": "help", "description": ""}]},
        "BOT_COMMAND_DESCRIPTION_INVALID",
    ),
    (
        "a description of 257 characters",
        {"commands": [{"command": "help", "description": "d" * 257}]},
        "BOT_COMMAND_DESCRIPTION_INVALID",
    ),
    ("a command twice", {"commands": [{"command": "a", "description": "d"}] * 2}, "DUPLICATE"),
    (
        "101 commands",
        {"commands": [{"command": f"a{number}", "description": "d"} for number in range(101)]},
        "TOO_MUCH",
    ),
    ("an unknown scope", {"commands": [], "scope": {"type": "planet"}}, "BotCommandScope"),
    ("a scope without its chat", {"commands": [], "scope": {"type": "chat"}}, "Empty chat_id"),
    (
        "a scope of an unknown chat",
        {"commands": [], "scope": {"type": "chat", "chat_id": 5}},
        "chat not found",
    ),
    ("a language that is none", {"commands": [], "language_code": "english"}, "language code"),
]


def names(table: list[Any]) -> list[str]:
    return [row[0] for row in table]


async def refusal(api: BotApi, method: str, **params: Any) -> str:
    body = await call(api, method, **params)
    assert body["ok"] is False, f"accepted: {body}"
    return str(body["description"])


@pytest.mark.parametrize(("_what", "params", "reason"), TEXTS, ids=names(TEXTS))
async def test_sendmessage_refuses(api: BotApi, chat: Chat, _what: str, params: Json, reason: str) -> None:
    assert reason in await refusal(api, "sendMessage", **{"chat_id": chat.id, **params})


@pytest.mark.parametrize(("_what", "text", "entities", "reason"), ENTITIES, ids=names(ENTITIES))
async def test_entities_are_refused(
    api: BotApi, chat: Chat, _what: str, text: str, entities: Any, reason: str
) -> None:
    assert reason in await refusal(api, "sendMessage", chat_id=chat.id, text=text, entities=entities)


@pytest.mark.parametrize(("_what", "markup", "reason"), HTML, ids=names(HTML))
async def test_html_is_refused(api: BotApi, chat: Chat, _what: str, markup: str, reason: str) -> None:
    assert reason in await refusal(api, "sendMessage", chat_id=chat.id, text=markup, parse_mode="HTML")


@pytest.mark.parametrize(("_what", "markup", "reason"), KEYBOARDS, ids=names(KEYBOARDS))
async def test_keyboards_are_refused(api: BotApi, chat: Chat, _what: str, markup: Any, reason: str) -> None:
    assert reason in await refusal(api, "sendMessage", chat_id=chat.id, text="x", reply_markup=markup)


@pytest.mark.parametrize(("_what", "results", "reason"), RESULTS, ids=names(RESULTS))
async def test_inline_results_are_refused(api: BotApi, _what: str, results: Any, reason: str) -> None:
    query_id = api.user("Ana").start_inline("penguins")
    assert reason in await refusal(api, "answerInlineQuery", inline_query_id=query_id, results=results)


@pytest.mark.parametrize(("_what", "params", "reason"), COMMANDS, ids=names(COMMANDS))
async def test_commands_are_refused(api: BotApi, _what: str, params: Json, reason: str) -> None:
    assert reason in await refusal(api, "setMyCommands", **params)


@pytest.mark.parametrize(
    ("method", "params", "reason"),
    [
        ("setMyDescription", {"description": "x" * 513}, "too long"),
        ("setMyShortDescription", {"short_description": "x" * 121}, "too long"),
        ("setMyName", {"name": "x" * 65}, "too long"),
        ("sendChatAction", {"action": "dancing"}, "wrong parameter action"),
        (
            "setMessageReaction",
            {"message_id": 1, "reaction": [{"type": "emoji", "emoji": "🐧"}]},
            "REACTION_INVALID",
        ),
        ("setMessageReaction", {"message_id": 9, "reaction": []}, "message to react not found"),
        ("setMessageReaction", {"message_id": 1, "reaction": {"type": "emoji"}}, "expected an Array"),
        ("setMessageReaction", {"message_id": 1, "reaction": [{"type": "paid"}]}, "invalid reaction type"),
        (
            "setMessageReaction",
            {
                "message_id": 1,
                "reaction": [{"type": "emoji", "emoji": "👍"}, {"type": "emoji", "emoji": "👎"}],
            },
            "TOO_MANY",
        ),
        ("editMessageText", {"message_id": 9, "text": "x"}, "message to edit not found"),
        ("editMessageText", {"message_id": 1, "text": "x"}, "message can't be edited"),
        ("deleteMessage", {"message_id": 9}, "message to delete not found"),
        ("getFile", {"file_id": "nothing"}, "wrong file_id"),
        ("sendDocument", {}, "no document"),
        ("answerCallbackQuery", {"callback_query_id": "5"}, "query is too old"),
        ("answerInlineQuery", {"inline_query_id": "5", "results": []}, "query is too old"),
        ("answerGuestQuery", {"guest_query_id": "5", "result": article()}, "query is too old"),
        ("setWebhook", {"url": "http://example.org/hook"}, "HTTPS"),
        ("setWebhook", {"url": "https://example.org:9999/hook"}, "ports"),
        ("getUpdates", {"allowed_updates": [1]}, "expected an Array of String"),
        ("setWebhook", {"url": "nowhere"}, "invalid webhook URL"),
        ("setWebhook", {"url": "http://[nowhere"}, "invalid webhook URL"),
        ("getChatAdministrators", {}, "private chat"),
        ("sendMessage", {"text": "x", "reply_parameters": "1"}, "object expected as reply parameters"),
        ("editMessageText", {"inline_message_id": "none", "text": "x"}, "MESSAGE_ID_INVALID"),
        ("setWebhook", {"url": "http://127.0.0.1:1/", "secret_token": "a b"}, "unallowed characters"),
        ("setWebhook", {"url": "http://127.0.0.1:1/", "secret_token": "a" * 257}, "too long"),
        ("leaveChat", {}, "private chats"),
        ("getChatMember", {"user_id": 5}, "invalid user_id"),
        ("flyToTheMoon", {}, "Not Found"),
    ],
)
async def test_other_methods_refuse(api: BotApi, chat: Chat, method: str, params: Json, reason: str) -> None:
    assert reason in await refusal(api, method, **{"chat_id": chat.id, **params})


async def test_a_document_caption_ends_at_1024_characters(api: BotApi, chat: Chat) -> None:
    sent = await chat.send_document("a.txt", b"text")
    file_id = sent.data["document"]["file_id"]
    assert (await call(api, "sendDocument", chat_id=chat.id, document=file_id, caption="x" * 1024))["ok"]
    reason = await refusal(api, "sendDocument", chat_id=chat.id, document=file_id, caption="x" * 1025)
    assert "caption is too long" in reason


async def test_the_longest_of_everything_is_accepted(api: BotApi, chat: Chat) -> None:
    buttons = [
        [{"text": "a", "callback_data": "é" * 32}, {"text": "b", "copy_text": {"text": "x" * 256}}],
        [{"text": "c", "url": "tg://user?id=5"}, {"text": "d", "switch_inline_query": ""}],
        [{"text": "e", "switch_inline_query_chosen_chat": {"allow_user_chats": True}}],
        [],
    ]
    entities = [bold(2 * place, 2) for place in range(100)]
    body = await call(
        api,
        "sendMessage",
        chat_id=chat.id,
        text="🐧" * 4096,
        entities=entities,
        reply_markup={"inline_keyboard": buttons},
    )
    assert body["ok"], body
    message = await chat.next_message()
    assert (len(message.text), len(message.spans("bold")), message.buttons) == (4096, 100, list("abcde"))


async def test_everything_that_may_nest_nests(api: BotApi, chat: Chat) -> None:
    entities = [
        bold(0, 13, "blockquote"),
        bold(0, 7, **LINK),
        bold(0, 7),
        bold(0, 3, "underline"),
        bold(8, 5, "date_time", unix_time=5, date_time_format="wDT"),
        bold(8, 5, "italic"),
    ]
    body = await call(api, "sendMessage", chat_id=chat.id, text="one two three", entities=entities)
    assert body["ok"], body
    message = await chat.next_message()
    assert message.spans("blockquote") == ["one two three"]
    assert message.links == {"one two": "https://example.org/"}


async def test_html_becomes_text_and_entities(api: BotApi, chat: Chat) -> None:
    markup = (
        '🐧 <b>bold <u>under</u></b> &lt;&#233;&gt; <a href="https://a.org/?a=1&amp;b=2">link</a>'
        '<blockquote expandable>quote</blockquote><tg-time unix="1700000000" format="D">day</tg-time>'
    )
    await call(api, "sendMessage", chat_id=chat.id, text=markup, parse_mode="html")
    message = await chat.next_message()
    assert message.text == "🐧 bold under <é> linkquoteday"
    assert [message.spans(kind) for kind in ("bold", "underline", "expandable_blockquote", "date_time")] == [
        ["bold under"],
        ["under"],
        ["quote"],
        ["day"],
    ]
    assert message.links == {"link": "https://a.org/?a=1&b=2"}


async def test_text_is_cleaned_and_entities_move_along(api: BotApi, chat: Chat) -> None:
    """Telegram trims, drops carriage returns and direction overrides, and makes spaces of tabs."""
    text = "\n a\r\n\u202ebold\tword \n"
    await call(api, "sendMessage", chat_id=chat.id, text=text, entities=[bold(6, 9)])
    message = await chat.next_message()
    assert message.text == "a\nbold word"
    assert message.spans("bold") == ["bold word"]


async def test_telegram_marks_commands_and_addresses_by_itself(api: BotApi, chat: Chat) -> None:
    await call(
        api, "sendMessage", chat_id=chat.id, text="see /help, @ana_b, https://a.org/x. and and/or U.S."
    )
    message = await chat.next_message()
    found = [message.spans(kind) for kind in ("bot_command", "mention", "url")]
    assert found == [["/help"], ["@ana_b"], ["https://a.org/x"]]


async def test_an_edit_without_a_change_is_refused(api: BotApi, chat: Chat) -> None:
    sent = await call(
        api, "sendMessage", chat_id=chat.id, text="same", reply_markup=keyboard(callback_data="a")
    )
    where = {"chat_id": chat.id, "message_id": sent["result"]["message_id"]}
    again = {**where, "text": " same ", "reply_markup": keyboard(callback_data="a")}
    assert "message is not modified" in await refusal(api, "editMessageText", **again)
    again = {**where, "reply_markup": keyboard(callback_data="a")}
    assert "message is not modified" in await refusal(api, "editMessageReplyMarkup", **again)
    assert (await call(api, "editMessageText", **where, text="same"))["ok"]
    latest = (await chat.next_message()).now
    assert (latest.text, latest.buttons, latest.edited) == ("same", [], True)


async def test_a_deleted_message_is_gone_for_edits_and_replies(api: BotApi, chat: Chat) -> None:
    sent = await call(api, "sendMessage", chat_id=chat.id, text="soon gone")
    where = {"chat_id": chat.id, "message_id": sent["result"]["message_id"]}
    assert (await call(api, "deleteMessage", **where))["ok"]
    assert "not found" in await refusal(api, "editMessageText", **where, text="x")
    reply = {"message_id": where["message_id"]}
    assert "replied not found" in await refusal(
        api, "sendMessage", chat_id=chat.id, text="x", reply_parameters=reply
    )
    forgiving = reply | {"allow_sending_without_reply": True}
    assert (await call(api, "sendMessage", chat_id=chat.id, text="x", reply_parameters=forgiving))["ok"]
    assert [message.text for message in chat.bot_messages] == ["x"]


async def test_a_query_can_be_answered_once(api: BotApi, chat: Chat) -> None:
    query_id = api.user("Ben").start_inline("penguins")
    assert (await call(api, "answerInlineQuery", inline_query_id=query_id, results=[article()]))["ok"]
    assert "query is too old" in await refusal(api, "answerInlineQuery", inline_query_id=query_id, results=[])
    await call(api, "sendMessage", chat_id=chat.id, text="x", reply_markup=keyboard(callback_data="a"))
    message: Message = await chat.next_message()
    await message.click("more", wait=False)
    [click_id] = api.world.callbacks
    assert "MESSAGE_TOO_LONG" in await refusal(
        api, "answerCallbackQuery", callback_query_id=click_id, text="x" * 201
    )
    assert "URL_INVALID" in await refusal(
        api, "answerCallbackQuery", callback_query_id=click_id, url="https://a.org/"
    )
    assert (await call(api, "answerCallbackQuery", callback_query_id=click_id, text="x" * 200))["ok"]
    assert "query is too old" in await refusal(api, "answerCallbackQuery", callback_query_id=click_id)


async def test_the_wrong_token_is_unauthorized_and_counts_for_nothing(api: BotApi) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{api.base_url}1:wrong/getMe") as response:
            assert (response.status, (await response.json())["description"]) == (401, "Unauthorized")
        async with session.get(f"{api.base_file_url}1:wrong/documents/x") as response:
            assert response.status == 401


async def test_start_payloads_follow_telegrams_alphabet(api: BotApi, chat: Chat) -> None:
    await chat.start("a_Mexico-9")
    for payload in ("a b", "x" * 65, "é"):
        with pytest.raises(AssertionError, match="deep link"):
            await chat.start(payload)


async def test_the_inline_button_leads_to_a_valid_start(api: BotApi) -> None:
    query_id = api.user("Ana").start_inline("x")
    broken: list[tuple[Json, str]] = [
        ({"text": "go", "start_parameter": "a b"}, "START_PARAM_INVALID"),
        ({"text": "go"}, "exactly one"),
        ({"text": "", "start_parameter": "a"}, "non-empty"),
    ]
    for button, reason in broken:
        assert reason in await refusal(
            api, "answerInlineQuery", inline_query_id=query_id, results=[], button=button
        )
    long = {"inline_query_id": query_id, "results": [], "next_offset": "x" * 65}
    assert "NEXT_OFFSET_INVALID" in await refusal(api, "answerInlineQuery", **long)


async def test_uploads_have_a_size(api: BotApi, chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(methods_messages, "UPLOAD_LIMIT", 1000)
    reasons = []
    for content in (b"x" * 1000, b"x" * 1001, b""):
        form = aiohttp.FormData({"chat_id": str(chat.id)})
        form.add_field("document", content, filename="a.txt")
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{api.base_url}{api.token}/sendDocument", data=form) as response,
        ):
            reasons.append((await response.json()).get("description"))
    assert reasons == [None, "Request Entity Too Large", "Bad Request: file must be non-empty"]


async def test_in_groups_and_channels_a_bot_has_few_rights(api: BotApi) -> None:
    ana, wire = api.user("Ana"), api.channel("Wire")
    group = api.group("Newsroom", ana)
    said = await ana.in_(group).say("/ask penguins")
    params = {"chat_id": group.id, "message_id": said.id}
    assert "can't be deleted" in await refusal(api, "deleteMessage", **params)
    await api.promote_bot(group)
    assert (await call(api, "deleteMessage", **params))["ok"]
    assert said.deleted
    assert (await call(api, "sendMessage", chat_id=wire.id, text="x"))["ok"]
    wire.bot_status = "member"
    assert "need administrator rights" in await refusal(api, "sendMessage", chat_id=wire.id, text="x")


async def test_an_edit_takes_only_an_inline_keyboard(api: BotApi, chat: Chat) -> None:
    sent = await call(api, "sendMessage", chat_id=chat.id, text="x", reply_markup={"force_reply": True})
    where = {"chat_id": chat.id, "message_id": sent["result"]["message_id"]}
    markup = {"remove_keyboard": True}
    assert "inline keyboard expected" in await refusal(
        api, "editMessageText", **where, text="y", reply_markup=markup
    )


@pytest.mark.parametrize(("body", "reason"), [("[1]", "object expected"), ("{", "as JSON")])
async def test_a_body_must_be_a_json_object(api: BotApi, body: str, reason: str) -> None:
    headers = {"Content-Type": "application/json"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{api.base_url}{api.token}/getMe", data=body, headers=headers) as response,
    ):
        assert reason in (await response.json())["description"]
