"""`verbatim evaluate`: how well questions of one's own are answered, in figures."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bot.configuration.settings import Settings
from bot.conversations.collection import open_collection
from bot.terminal.console import Bar
from bot.terminal.table import show_table
from retrieval import Index, read_question_set


def add_parser(commands: Any) -> None:
    """Add `evaluate` to the command line."""
    parser = commands.add_parser(
        "evaluate",
        help="measure answers on a question set",
        description="Reads articles.jsonl and questions.jsonl (and unanswerable.jsonl) of a folder, a JSON "
        "object a line. An article has id and text, and may have title, date, url, authors, source and "
        "language; a question has id, question, article_id and gold, a list of [start, end] in the text, any "
        "of which is right; an unanswerable one needs only id and question.",
        epilog="example: verbatim evaluate my-questions --mode library",
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--mode", choices=("article", "library"), default="article")
    parser.add_argument("--held", action="store_true", help="ask the articles held, not articles.jsonl")
    parser.add_argument("--limit", type=int, metavar="N", help="ask at most N of the questions")
    parser.add_argument("--no-recency", action="store_true", help="do not prefer recent articles")
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    parser.set_defaults(run=run)


def _find_index(arguments: argparse.Namespace, settings: Settings, open_things: ExitStack) -> Index | None:
    """What is asked instead of an index in memory: what is held, or the set's articles on OpenSearch."""
    if arguments.held:
        with Bar("indexing") as bar:
            return open_collection(settings, None, bar).index()
    if not settings.is_shared or arguments.mode != "library":
        return None
    from bot.conversations.shared import passing_archive

    archive = open_things.enter_context(passing_archive(settings))
    archive.add(read_question_set(arguments.folder).articles)
    return archive.index()


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Ask every question and print the figures; returns the exit status."""
    from retrieval import evaluate

    with ExitStack() as open_things, Bar("asking") as bar:
        index = _find_index(arguments, settings, open_things)
        report = evaluate(
            arguments.folder,
            mode=arguments.mode,
            limit=arguments.limit,
            recency=not arguments.no_recency,
            progress=bar,
            index=index,
        )
    if arguments.json:
        print(json.dumps(report.to_json()))
        return 0
    rows = [
        (metric.name, f"{metric.value:.1%}", f"{metric.low:.1%} to {metric.high:.1%}", str(metric.n))
        for metric in report.metrics
    ]
    print(f"{report.name}, {report.mode.value} mode, {report.n} questions")
    show_table(("figure", "value", "95 % interval", "questions"), rows, sys.stdout)
    return 0
