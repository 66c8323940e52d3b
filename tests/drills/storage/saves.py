"""What the bot saves, as steps that can fail: each says when it is done, and afterwards it is judged.

A judgement opens what is left as the next start would, and compares it with what was acknowledged: all of
that must be there and right, what was not acknowledged may be there whole or not at all.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from bot.errors import BotError
from bot.storage.backup import write_backup
from bot.storage.inbox import Inbox, Letter
from bot.storage.restoring import finish_restoring, restore
from bot.storage.store import Store
from retrieval import Library, RetrievalError
from tests.library_data import make_article

STEPS = 6
CLEAN = (BotError, RetrievalError, sqlite3.Error)
"""Errors with which a save may end: the callers know them."""

Say = Callable[[int], None]


class Save(NamedTuple):
    """What is saved: what is there before, the saving, and what is wrong afterwards, if anything."""

    prepare: Callable[[Path], None]
    run: Callable[[Path, Say], None]
    judge: Callable[[Path, int], str]


def _add_articles(folder: Path, say: Say) -> None:
    for number in range(STEPS):
        with Library(folder / "library.sqlite") as library:
            library.add(make_article(10 + number, 1, 6_000), added_by="drill")
            say(number + 1)


def _judge_articles(folder: Path, said: int) -> str:
    with Library(folder / "library.sqlite") as library:
        found = list(library.articles())
        library.check()  # half a transaction may be taken for damage: it is mended, and no article is lost
        right = [make_article(number) for number in range(3)]
        right += [make_article(10 + number, 1, 6_000) for number in range(STEPS)]
        if found not in (right[: 3 + said], right[: 4 + said]):
            return f"{len(found)} articles where {3 + said} were acknowledged"
        library.add(make_article(99), added_by="drill")
    return ""


def _few_articles(folder: Path) -> None:
    with Library(folder / "library.sqlite") as library:
        library.add_many(map(make_article, range(3)), added_by="drill")


def _no_chats(folder: Path) -> None:
    Store(folder / "chats.sqlite").close()


def _take_in(folder: Path, say: Say) -> None:
    store, inbox = Store(folder / "chats.sqlite"), Inbox(folder / "chats.sqlite", 1)
    with closing(store), closing(inbox):
        for number in range(STEPS):
            inbox.add([Letter(number, number, 0.0, f"letter {number} " * 200)])
            try:
                inbox.sync()  # only then is Telegram told
            except OSError as error:  # the fetching goes on, and Telegram gives the letter again
                raise BotError("chats.sqlite", f"it cannot be synced ({error})", "Make room.") from None
            say(number + 1)
            store.keep_menu("1", "articles", f"menu {number}")
            inbox.finish(number)


def _judge_chats(folder: Path, said: int) -> str:
    # Half a transaction may be taken for damage: the file is mended then, and no letter is lost.
    store, inbox = Store(folder / "chats.sqlite"), Inbox(folder / "chats.sqlite", 1)
    with closing(store), closing(inbox):
        counts = inbox.counts()
        if not said <= sum(counts.values()) <= said + 1 or counts.get("aside"):
            return f"{counts} where {said} were acknowledged"
        inbox.add([Letter(99, 99, 0.0, "more")])
    return ""


def _with_backup(folder: Path) -> None:
    (folder / "data").mkdir()
    _few_articles(folder / "data")
    write_backup(folder / "data", folder / "backup.zip")
    with Library(folder / "data" / "library.sqlite") as library:
        library.add(make_article(10), added_by="drill")


def _back_up(folder: Path, say: Say) -> None:
    write_backup(folder / "data", folder / "backup.zip")
    say(1)


def _judge_backup(folder: Path, said: int) -> str:
    """The file is the old backup or the new one, and can be restored."""
    place = folder / "restored"
    place.mkdir()
    restore(folder / "backup.zip", place)
    with Library(place / "library.sqlite") as library:
        count = library.count
    left = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    if left != ["backup.zip", "data", "restored"]:
        return f"left behind: {left}"
    return "" if count in ((4,) if said else (3, 4)) else f"{count} articles in it"


def _before_restore(folder: Path) -> None:
    _with_backup(folder)


def _restore(folder: Path, say: Say) -> None:
    restore(folder / "backup.zip", folder / "data")
    say(1)


def _judge_restored(folder: Path, said: int) -> str:
    finish_restoring(folder / "data")
    with Library(folder / "data" / "library.sqlite") as library:
        if library.damage() or library.check():
            return "damaged"
        count = library.count
    aside = [path for path in (folder / "data").glob("before-restore-*") if any(path.iterdir())]
    if count == 3:
        return "" if aside else "the old library is gone"
    return "" if count == 4 and not said else f"{count} articles"


def _export(folder: Path, say: Say) -> None:
    with Library(folder / "library.sqlite") as library:
        library.add(make_article(10), added_by="drill")
        library.export_articles(folder / "export.jsonl")
        say(1)


def _judge_export(folder: Path, said: int) -> str:
    if not (folder / "export.jsonl").exists():
        return "gone" if said else ""
    with Library(folder / "other.sqlite") as other:
        counts = other.import_articles(folder / "export.jsonl")
    return "" if sum(counts.values()) == 4 else f"{counts}"


SAVES = {
    "articles": Save(_few_articles, _add_articles, _judge_articles),
    "chats": Save(_no_chats, _take_in, _judge_chats),
    "backup": Save(_with_backup, _back_up, _judge_backup),
    "restore": Save(_before_restore, _restore, _judge_restored),
    "export": Save(_few_articles, _export, _judge_export),
}


def judge(save: Save, folder: Path, said: int) -> str:
    """What is wrong with what is left, "" if nothing is."""
    try:
        return save.judge(folder, said)
    except (RetrievalError, BotError) as error:
        return f"unreadable: {error}"
    except Exception as error:
        return f"crashed: {type(error).__name__}: {error}"


def copy_of(folder: Path, place: Path) -> Path:
    """A folder like `folder` at `place`."""
    shutil.copytree(folder, place)
    return place


def main() -> None:
    """Run one save, telling each step on stdout: `python -m tests.drills.storage.saves NAME FOLDER`."""
    name, folder = sys.argv[1:]
    tell({"begin": name})
    SAVES[name].run(Path(folder), lambda number: tell({"said": number}))
    tell({"end": name})


def tell(event: dict[str, object]) -> None:
    os.write(1, json.dumps(event).encode() + b"\n")


if __name__ == "__main__":
    main()
