"""`verbatim ask`: one question, or many from stdin, answered once."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bot.configuration.settings import Settings
from bot.conversations.clock import Clock, clock_of
from bot.conversations.collection import Collection, open_collection
from bot.conversations.responder import Responder
from bot.errors import BotError
from bot.storage.contract import to_json
from bot.storage.store import Store
from bot.terminal.console import Bar, Console
from retrieval import MOST_CITATIONS, Answer, Index, Verdict, answer, explain

FOUND, NOTHING_FOUND = 0, 1
MOST_EXPLAINED = 5


def add_parser(commands: Any) -> None:
    """Add `ask` to the command line."""
    parser = commands.add_parser(
        "ask",
        help="answer one question",
        epilog='example: verbatim ask "What did Sheinbaum tell Trump?"',
    )
    parser.add_argument(
        "question",
        help="the question, or - to read one a line and print JSON for each; an empty line begins anew",
    )
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument("--json", action="store_true", help="print the answer as one line of JSON")
    shown.add_argument("--explain", action="store_true", help="show why each sentence came where it did")
    parser.add_argument("--articles", type=Path, metavar="PATH", help="ask this folder or file instead")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Answer; returns 0 if anything was found, 1 if not."""
    if arguments.explain and arguments.question == "-":
        raise BotError("--explain", "it explains one question, not many", "Give the question in place of -.")
    with Bar("indexing") as bar:
        collection = open_collection(settings, arguments.articles, bar)
    index = collection.index()
    clock = clock_of(settings)
    if arguments.question == "-":
        return _ask_each(sys.stdin, collection, clock)
    if arguments.explain:
        return _explain(arguments.question, index, clock)
    if arguments.json:
        return _print_json(answer(arguments.question, index, MOST_CITATIONS, now=clock()))
    console = Console(Responder(collection, Store(), clock=clock), sys.stdout)
    reply = console.ask(arguments.question)
    console.show(reply)
    return NOTHING_FOUND if reply.verdict is Verdict.NOTHING else FOUND


def _explain(question: str, index: Index, clock: Clock) -> int:
    """Print the best sentences, each with what it scored and for which reasons."""
    found = explain(question, index, now=clock())
    words = [word.written for word in found.question.words]
    print(f"asks for: {found.question.kind or 'anything'}; words: {', '.join(words) or 'none'}")
    for evidence in found.evidence[:MOST_EXPLAINED]:
        sentence = evidence.sentence
        print(f"\n{evidence.total:.3f}  {sentence.span.of(sentence.article.text)}")
        matched = zip(words, evidence.words, strict=True)
        print("       matched: " + (", ".join(f"{w} {a:.2f}" for w, a in matched if a) or "nothing"))
        for name, amount in evidence.reasons:
            print(f"       {amount:+.3f}  {name}")
    return FOUND if found.evidence else NOTHING_FOUND


def _ask_each(lines: Iterable[str], collection: Collection, clock: Clock) -> int:
    """Answer line by line in one conversation, so that a question may lean on the one before it.

    An empty line begins another conversation.
    """
    store = Store()
    responder = Responder(collection, store, clock=clock)
    found, number = [], 0
    for line in lines:
        if not (question := line.strip()):
            number += 1
            continue
        # As in a group, where nothing is suggested: that would be looked for and not be shown.
        conversation = responder.conversation(str(number), None, in_group=True)
        answer_id = responder.ask(conversation, question).answer_id
        kept = store.answer(conversation.key, answer_id, collection.article) if answer_id else None
        reply = kept.answer if kept else answer(question, collection.index(), MOST_CITATIONS, now=clock())
        found.append(_print_json(reply, question))
    return FOUND if FOUND in found else NOTHING_FOUND


def _print_json(found: Answer, question: str = "") -> int:
    """Print an answer; what a follow-up was taken to ask stands beside the `question` as it was written."""
    fields = to_json(found)
    if question and question != found.question:
        fields |= {"question": question, "understood": found.question}
    print(json.dumps(fields, ensure_ascii=False), flush=True)
    return NOTHING_FOUND if found.verdict is Verdict.NOTHING else FOUND
