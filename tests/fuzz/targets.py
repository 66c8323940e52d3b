"""What is fuzzed: bytes in, an answer or a known error out, and properties that must hold of the answer."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

from retrieval import Article, PassageIndex, RetrievalError, answer
from retrieval.articles import parse_article
from retrieval.errors import EmptyQuestion
from retrieval.tokens import tokenize
from tests.drills.input import mutate
from tests.fuzz.seeds import SEEDS

Target = Callable[[bytes], None]

_SUFFIXES = {b"t": "txt", b"h": "html", b"m": "md", b"j": "json", b"l": "jsonl", b"f": "xml", b"z": "zip"}


def read(data: bytes) -> None:
    """The article readers, the format told by the first byte or by the content alone."""
    try:
        articles = parse_article(data[1:], f"a.{_SUFFIXES.get(data[:1], '')}")
    except RetrievalError:
        return
    for article in articles:
        assert article.id
        assert article.text.strip()


def cut_into_tokens(data: bytes) -> None:
    """The tokenizer: every token is a slice of the text, and each begins after the one before."""
    text = data.decode("utf-8", "replace")
    last = -1
    for token in tokenize(text):  # those of Chinese and Japanese overlap by a character
        start, stop = token.span
        assert last < start < stop <= len(text)
        last = start


def ask(data: bytes) -> None:
    """A question, a zero byte, an article: every quoted character is a slice of it."""
    question, _, text = data.decode("utf-8", "replace").partition("\x00")
    index = PassageIndex([Article(id="1", text=text)])
    try:
        found = answer(question, index, 3)
    except EmptyQuestion:
        return
    for citation in found.citations:
        start, end = citation.passage.span
        assert citation.quotation == text[start:end]


def take_in() -> Target:
    """The update path: whatever Telegram sends becomes a letter or is put aside, and nothing is raised."""
    from bot.storage.inbox import Inbox
    from bot.telegram_app.budgets import Limits
    from bot.telegram_app.polls import Polls
    from bot.telegram_app.receiving import InboxBot, Receiver
    from bot.telegram_app.transport import Transport

    receiver = Receiver(Inbox(), Limits())
    nowhere = Transport(1, "http://127.0.0.1")
    bot = InboxBot(receiver, Polls(), nowhere, nowhere, token="1:" + "a" * 35)

    def target(data: bytes) -> None:
        try:
            raw = json.loads(data)
        except (ValueError, RecursionError):  # bytes that are no JSON choose how a good update is broken
            raw = {"update_id": 1, **mutate(json.loads(SEEDS["updates"][0]), random.Random(data))}
        receiver._letter(raw, bot)

    return target


def targets() -> dict[str, Target]:
    """Every target by its name."""
    return {"readers": read, "tokens": cut_into_tokens, "answers": ask, "updates": take_in()}
