"""`verbatim articles`: list, add, show and remove what is held, and take it along."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from bot.commands.adding import add
from bot.configuration.settings import Settings
from bot.conversations.collection import open_collection
from bot.editors.newsroom import open_library
from bot.errors import BotError
from bot.storage.targets import check_target
from bot.terminal.console import Bar, show_text, terminal_language
from bot.words.attribution import clean_name, day
from bot.words.messages import Messages, article_title
from retrieval import Article, Library, article_fields, split_passages

_LONGEST_PATH = 1_000

_Action = Callable[[argparse.Namespace, Settings], int]


def add_parser(commands: Any) -> None:
    """Add `articles` to the command line."""
    parser = commands.add_parser(
        "articles",
        help="list, add, show and remove articles",
        epilog="example: verbatim articles add page.html",
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    _add_reading(actions)
    _add_changing(actions)


def _add_reading(actions: Any) -> None:
    listing = actions.add_parser(
        "list", help="every article with its id", epilog="example: verbatim articles list --json"
    )
    listing.add_argument("--json", action="store_true", help="one line of JSON an article")
    listing.set_defaults(run=_list)
    showing = actions.add_parser(
        "show", help="one article", epilog="example: verbatim articles show 3f2a --text"
    )
    showing.add_argument("id", help="the article's id, or the beginning of it")
    showing.add_argument("--text", action="store_true", help="print exactly the text that spans count in")
    showing.set_defaults(run=_show)
    for reading in (listing, showing):
        reading.add_argument("--articles", type=Path, metavar="PATH", help="look in this folder or file")
    exporting = actions.add_parser(
        "export",
        help="write all articles with all that is known to a file",
        epilog="example: verbatim articles export all.jsonl",
    )
    exporting.add_argument("file", type=Path)
    exporting.set_defaults(run=_export)


def _add_changing(actions: Any) -> None:
    adding = actions.add_parser(
        "add",
        help="add a file, a folder, an address, or text from stdin (-)",
        epilog="example: verbatim articles add https://example.org/news news.zip",
    )
    adding.add_argument("what", nargs="+", metavar="PATH|ADDRESS|-")
    adding.set_defaults(run=add)
    removing = actions.add_parser(
        "remove", help="take an article away", epilog="example: verbatim articles remove 3f2a"
    )
    removing.add_argument("id", help="the article's id, or the beginning of it")
    removing.set_defaults(run=_remove)
    refreshing = actions.add_parser(
        "refresh", help="look at the articles folder again", epilog="example: verbatim articles refresh"
    )
    refreshing.set_defaults(run=_refresh)
    reindexing = actions.add_parser(
        "reindex",
        help="build an archive on OpenSearch anew, beside questions",
        epilog="example: verbatim articles reindex",
    )
    reindexing.set_defaults(run=_reindex)
    importing = actions.add_parser(
        "import", help="take over what export wrote", epilog="example: verbatim articles import all.jsonl"
    )
    importing.add_argument("file", type=Path)
    importing.set_defaults(run=_import)


def _list(arguments: argparse.Namespace, settings: Settings) -> int:
    collection = open_collection(settings, arguments.articles)
    library = collection.library if hasattr(collection, "library") else None
    added = {entry.id: entry for entry in library.entries()} if isinstance(library, Library) else {}
    rows = [(article, added.get(article.id)) for article in collection.index().articles]
    if arguments.json:
        for article, entry in rows:
            known = {name: value for name, value in article_fields(article).items() if name != "text"} | {
                "passages": len(split_passages(article))
            }
            by = {"added_by": entry.added_by, "added_at": entry.added_at.isoformat()} if entry else {}
            print(json.dumps(known | by, ensure_ascii=False))
        return 0
    from bot.terminal.table import show_table

    when = _days() if sys.stdout.isatty() else str
    show_table(
        ("id", "outlet", "title", "published", "passages", "added by", "added"),
        [
            (
                article.id,
                article.outlet or "",
                article_title(article),
                when(article.published) if article.published else "",
                str(len(split_passages(article))),
                entry.added_by if entry else "",
                when(entry.added_at.replace(microsecond=0)) if entry else "",
            )
            for article, entry in rows
        ],
        sys.stdout,
    )
    return 0


def _days() -> Callable[[date], str]:
    """Days as the reader writes them; a program that reads the list gets them as they sort."""
    return partial(day, terminal_language())


def _show(arguments: argparse.Namespace, settings: Settings) -> int:
    collection = open_collection(settings, arguments.articles)
    article = collection.article(arguments.id) or _find(collection.index().articles, arguments.id)
    if arguments.text:
        sys.stdout.write(article.text)
        return 0
    show_text(Messages(terminal_language()).articles([article]), sys.stdout)
    print(f"\n{article.text}")
    return 0


def _export(arguments: argparse.Namespace, settings: Settings) -> int:
    check_target(arguments.file, settings.data_folder)
    with open_library(settings) as newsroom:
        count = newsroom.library.export_articles(arguments.file)
    print(f"{count} articles and versions written to {arguments.file}")
    return 0


def _remove(arguments: argparse.Namespace, settings: Settings) -> int:
    with open_library(settings) as newsroom:
        article = newsroom.library.remove(arguments.id)
        with Bar("feeding") as bar:
            newsroom.share(bar)
    print(f"removed {article.id}: {article_title(article)}")
    return 0


def _refresh(arguments: argparse.Namespace, settings: Settings) -> int:
    with open_library(settings) as newsroom:
        changes = newsroom.library.refresh(newsroom.folders, wait=True)
        held = newsroom.library.count
        with Bar("feeding") as bar:
            newsroom.share(bar)
    for name in ("added", "changed", "removed", "renamed", "waiting"):
        for path in getattr(changes, name):
            paths = path if isinstance(path, tuple) else (path,)
            print(f"{name} {' to '.join(clean_name(one, _LONGEST_PATH) for one in paths)}")
    missing = {str(folder.absolute()) for folder in newsroom.folders if not folder.exists()}
    for failure in (*changes.failed, *changes.partly):
        more = ". Make that folder, or name another: verbatim init." if failure.path in missing else ""
        aside = " It failed three times and is set aside until it changes." if failure.set_aside else ""
        path = clean_name(failure.path, _LONGEST_PATH)
        print(f"verbatim: {path}: {failure.reason}{more}{aside}", file=sys.stderr)
    print(f"{held} article{'s' * (held != 1)} held")
    return 2 if changes.failed else 0


def _import(arguments: argparse.Namespace, settings: Settings) -> int:
    with open_library(settings) as newsroom:
        counts = newsroom.library.import_articles(arguments.file)
        with Bar("feeding") as bar:
            newsroom.share(bar)
    print(", ".join(f"{count} {status.value}" for status, count in counts.items()))
    return 0


def _reindex(arguments: argparse.Namespace, settings: Settings) -> int:
    if not settings.is_shared:
        problem = "the index of a library here renews itself"
        raise BotError("VERBATIM_ENGINE", problem, "This is for an archive on OpenSearch.")
    from bot.storage.shared_archive import open_archive

    with closing(open_archive(settings)) as archive, Bar("indexing") as bar:
        count = archive.rebuild(bar)
    print(f"the index is built anew, with {count} article{'s' * (count != 1)}")
    return 0


def _find(articles: Sequence[Article], wanted: str) -> Article:
    found = [article for article in articles if wanted and article.id.startswith(wanted)]
    if len(found) != 1:
        problem = "several articles begin with this id" if found else "no article here has this id"
        raise BotError(wanted or "the id", problem, "See: verbatim articles list")
    return found[0]
