"""Whatever an article holds and whatever is asked, Telegram takes every message the bot makes of it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversations.replies import Press, Reply
from bot.conversations.responder import Responder
from bot.storage.store import Store
from bot.telegram_app.entities import entities_json, to_text
from bot.telegram_app.keyboards import LONGEST_DATA, to_data, to_keyboard
from bot.words.phrases import Language
from retrieval import Article, EmptyQuestion, PassageIndex
from tests.botapi.errors import ApiError
from tests.botapi.formatting import formatted
from tests.botapi.keyboards import check_markup
from tests.botapi.text import utf16_slice
from tests.conftest import FixedCollection

_anything = st.text(max_size=200)
_words = st.text(
    st.sampled_from(list("abcdeé .,?!\n“”\"'—-🙂\u200b\u202e\u0301\r\x00\t<>&[]*_`@#/中א")), max_size=1_500
)
_long = st.builds(
    lambda piece, times, end: (piece * times)[:3_000] + end,
    st.text(st.sampled_from("ab 🙂.é“”"), min_size=1, max_size=40),
    st.integers(1, 400),
    st.sampled_from([".", "", "\n\nAn owl said so."]),
)
_names = st.one_of(st.none(), _anything, st.text(st.sampled_from("x🙂é "), min_size=60, max_size=300))
_addresses = st.one_of(
    st.none(),
    _anything,
    st.sampled_from(["https://news.example/a", "http://localhost/", "javascript:alert(1)", "https://a../"]),
    st.sampled_from(["https://a.example/ b", "https://[::1/", "https://a.example:0/", "https://ü.example/é"]),
    st.sampled_from(["https://x.example/" + "y" * 5_000, "https://x.example/" + "ü" * 1_900]),
)
_articles = st.builds(
    Article,
    id=st.text(min_size=1, max_size=100),
    text=st.one_of(
        _words,
        _long,
        st.lists(_long, min_size=2, max_size=6).map("\n\n".join),
        st.lists(_words, min_size=1, max_size=6).map("\n\n".join),
    ).filter(str.strip),
    title=_names,
    outlet=_names,
    authors=st.lists(st.text(max_size=120), max_size=5).map(tuple),
    published=st.one_of(st.none(), st.dates(), st.datetimes(), st.just(date(1, 1, 1))),
    place=_names,
    url=_addresses,
    language=st.sampled_from([None, "en", "es", "zz"]),
)
_questions = st.one_of(
    _anything, _words, st.sampled_from(["a", "why?", "more", "Who is quoted?", "🙂" * 4_096])
)
_HALF = re.compile("[\ud800-\udfff]")
COMMANDS = ("start", "help", "about", "articles", "article", "quotes", "suggest", "focus", "privacy")


@given(st.lists(_articles, min_size=1, max_size=4), _questions, _anything, st.sampled_from(list(Language)))
def test_every_message_and_every_keyboard_is_accepted(
    articles: list[Article], question: str, argument: str, language: Language
) -> None:
    for reply in _everything_said(articles, question, argument, language):
        assert _refused(reply) == []
        assert _misread(reply, articles) == []


@pytest.mark.parametrize("letter", ["x", "é", "🙂", "字"])
def test_the_longest_passages_with_the_longest_names_fit_one_message(letter: str) -> None:
    name, owls = letter * 200, " owls hoot"
    paragraph = (letter * 5 + owls + " ") * 52
    articles = [
        Article(
            id=str(number),
            text="\n\n".join([paragraph[:830] + f" {number}{at}." for at in range(5)]),
            title=name, outlet=name, authors=(name,) * 4, place=name, published=date(2026, 11, 22),
            url="https://news.example/" + "a" * 1_500,
        )
        for number in range(4)
    ]  # fmt: skip
    longest = 0
    for reply in _everything_said(articles, "When do owls hoot?", "1", Language.SPANISH):
        assert _refused(reply) == []
        assert _misread(reply, articles) == []
        longest = max(longest, len(reply.text.text))
    assert longest > 2_500


def _everything_said(
    articles: list[Article], question: str, argument: str, language: Language
) -> Iterator[Reply]:
    """The replies to a question, commands and every button under them, with and without a focus."""
    responder = Responder(FixedCollection(PassageIndex(articles)), Store())
    for focused in (False, True):
        if focused:
            responder.command(responder.conversation("1", language.value), "focus", articles[0].id)
        conversation = responder.conversation("1", language.value)
        replies = [responder.command(conversation, name, argument) for name in COMMANDS]
        replies += [responder.command(conversation, "article", "1"), responder.check(conversation, question)]
        replies.append(responder.check(conversation, articles[0].text[:200]))
        for asked in (question, articles[-1].text[:300]):
            try:
                replies.append(responder.ask(conversation, asked, about=argument))
            except EmptyQuestion:
                continue
        for reply in replies:
            yield reply
            for button in reply.presses[:12]:
                shown = responder.press(conversation, button.choice, voter=7).reply
                if shown is not None:
                    yield shown
            conversation = responder.conversation("1", language.value)


def _refused(reply: Reply) -> list[str]:
    """What the strict server refuses of a message: its text, entities and keyboard."""
    refused = []
    entities: list[dict[str, Any]] = entities_json(reply.text)
    keyboard = to_keyboard(reply.rows)
    try:
        text, _ = formatted(to_text(reply.text), None, json.loads(json.dumps(entities)))
        check_markup(json.loads(json.dumps(keyboard)) if keyboard else None)
    except ApiError as error:
        return [f"{error}: {reply.text.text!r}"]
    if _visible(text) != _visible(to_text(reply.text)):
        refused.append(f"characters are not shown: {text!r}")
    return refused + [
        f"the data of {button}"
        for button in reply.presses
        if not isinstance(button, Press) or not 1 <= len(to_data(button.choice).encode()) <= LONGEST_DATA
    ]


def _visible(text: str) -> str:
    """A text without what nobody sees: Telegram takes controls out and trims."""
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf") and not c.isspace())


def _misread(reply: Reply, articles: list[Article]) -> list[str]:
    """What a person must not see: a quotation that stands in no article or has no source, an empty label."""
    wrong = []
    held = [_HALF.sub("\ufffd", article.text) for article in articles]
    text = to_text(reply.text)
    for entity in entities_json(reply.text):
        if entity["type"] in ("blockquote", "expandable_blockquote"):
            quoted = utf16_slice(text, entity["offset"], entity["length"])
            if not any(quoted in words for words in held):
                wrong.append(f"in no article: {quoted!r}")
            before = utf16_slice(text, 0, entity["offset"])
            if "— " not in before and "— " not in text[len(before) + len(quoted) :]:
                wrong.append(f"without a source: {quoted!r}")
    return wrong + [f"no label: {button}" for row in reply.rows for button in row if not button.label.strip()]
