"""`verbatim articles`: what is held, and an article's exact text."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from bot.collection import open_collection
from bot.console import show_text, terminal_language
from bot.errors import BotError
from bot.messages import Messages, article_title
from bot.settings import Settings
from retrieval import Article, PassageIndex, split_passages


def add_parser(commands: Any) -> None:
    """Add `articles` to the command line."""
    parser = commands.add_parser(
        "articles", help="list the articles, show one", epilog="example: verbatim articles show ID --text"
    )
    parser.add_argument("--articles", type=Path, metavar="PATH", help="look in this folder or file instead")
    actions = parser.add_subparsers(dest="action", metavar="list | show", required=True)
    listing = actions.add_parser("list", help="every article with its id")
    listing.add_argument("--json", action="store_true", help="one line of JSON an article")
    showing = actions.add_parser("show", help="one article")
    showing.add_argument("id", help="the article's id, or the beginning of it")
    showing.add_argument("--text", action="store_true", help="print exactly the text that spans count in")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """List or show; returns the exit status."""
    index = open_collection(settings.with_articles(arguments.articles)).index()
    if arguments.action == "list":
        return _list(index, arguments.json)
    return _show(_find(index, arguments.id), arguments.text)


def _list(index: PassageIndex, as_json: bool) -> int:
    for article in index.articles:
        if as_json:
            known = article.model_dump(mode="json", exclude={"text"})
            print(json.dumps({**known, "passages": len(split_passages(article))}, ensure_ascii=False))
        else:
            about = [article.outlet, article.place, str(article.published or "")]
            print("\t".join([article.id, article_title(article), *(part for part in about if part)]))
    return 0


def _show(article: Article, text_only: bool) -> int:
    if text_only:
        sys.stdout.write(article.text)
    else:
        show_text(Messages(terminal_language()).articles([article]), sys.stdout)
        print(f"\n{article.text}")
    return 0


def _find(index: PassageIndex, wanted: str) -> Article:
    found = [article for article in index.articles if article.id.startswith(wanted)]
    if len(found) != 1:
        problem = "names several articles" if found else "is no article here"
        raise BotError(wanted, problem, "See: verbatim articles list")
    return found[0]
