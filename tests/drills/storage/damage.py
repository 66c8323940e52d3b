"""Bits turned over, cuts and zeroed pages in the file of the chats and in its log: none passes for right."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from bot.errors import BotError
from bot.storage import database
from bot.storage.inbox import Inbox, Letter
from bot.storage.kept import Preferences
from bot.storage.schema import CHATS
from bot.storage.store import Store
from retrieval import Article, PassageIndex, answer
from tests.drills.storage.library import DAMAGERS, cut
from tests.library_data import make_article

_CHATS = 25
_ARTICLES = {article.id: article for article in map(make_article, range(5))}


def damage_store(trials: int, folder: Path, seed: int = 1, log: bool = False) -> Counter[str]:
    """Damage the file in many ways; counts what each trial came to.

    `harmless`: everything is still there. `mended`: found, and what is left is right. `refused`: found,
    with a clear error. `an earlier state`: the end of the log was cut off, which leaves no trace anywhere.
    What must not happen: `wrong`, `unnoticed`, `crashed`.
    With `log` the write-ahead log of a killed program is damaged instead of the file itself.
    """
    chance = random.Random(seed)
    whole = folder / "whole.sqlite"
    keys = _fill(whole, killed=log)
    expected = _read(_copy(whole, folder / "read.sqlite"), keys)
    counts: Counter[str] = Counter()
    for trial in range(trials):
        place = folder / f"trial-{trial}"
        place.mkdir()
        file = _copy(whole, place / "chats.sqlite")
        damager = DAMAGERS[trial % len(DAMAGERS)]
        damager(Path(f"{file}-wal") if log else file, chance)
        came_to = _judge(file, keys, expected)
        if log and damager is cut and came_to == "unnoticed":
            came_to = "an earlier state"
        counts[came_to] += 1
        shutil.rmtree(place)
    return counts


Keys = dict[str, tuple[str, str]]


def _copy(source: Path, target: Path) -> Path:
    for suffix in ("", "-wal"):
        if Path(f"{source}{suffix}").exists():
            shutil.copyfile(f"{source}{suffix}", f"{target}{suffix}")
    return target


def _fill(path: Path, killed: bool) -> Keys:
    """Chats with an answer, a menu, a reply, a vote, a choice and a letter each; their ids by chat."""
    index = PassageIndex(_ARTICLES.values())
    working = path.with_name("working.sqlite")
    store, inbox = Store(working), Inbox(working, 1)
    keys: Keys = {}
    with closing(store), closing(inbox):
        for number in range(_CHATS):
            chat = str(number)
            kept = store.keep_answer(chat, answer(f"Which owls {number} hoot at night?", index))
            menu = store.keep_menu(chat, "articles", f"subject {number}")
            store.keep_reply(chat, number, number + 1_000, kept.id)
            store.vote(chat, kept.id, number, helpful=True)
            store.prefer(chat, Preferences("es", f"focus {number}"))
            inbox.add([Letter(number, number, 0.0, f"letter {number} " * 40)])
            keys[chat] = (kept.id, menu.id)
        if killed:  # a copy made while the file is open is what a killed program leaves
            _copy(working, path)
    if not killed:
        _copy(working, path)
    return keys


def _read(path: Path, keys: Keys) -> dict[str, tuple[Any, ...]]:
    """Everything of every chat, as the bot reads it; None for what is not there."""
    store, inbox = Store(path), Inbox(path, 1)
    with closing(store), closing(inbox):
        letters: dict[int, str] = {}
        while letter := inbox.take(tuple(letters)):
            letters[letter.chat] = letter.body
        return {
            chat: (
                store.answer(chat, answer_id, _find),
                store.menu(chat, menu_id),
                store.reply_to(chat, int(chat)),
                store.votes(answer_id),
                store.preferences(chat),
                letters.get(int(chat)),
            )
            for chat, (answer_id, menu_id) in keys.items()
        }


_NOTHING = (None, None, None, (0, 0), Preferences(), None)


def _judge(file: Path, keys: Keys, expected: dict[str, tuple[Any, ...]]) -> str:
    try:
        database.check(file, CHATS)  # as the doctor does, who must not take the log away
        found = _read(file, keys)
    except BotError:
        return "refused"
    except sqlite3.Error as error:
        return f"crashed: {error}"
    mended = any(file.parent.glob("*.damaged-*"))
    missing = 0
    for chat, values in expected.items():
        for value, read, nothing in zip(values, found[chat], _NOTHING, strict=True):
            if read != value and read != nothing:
                return "wrong"
            missing += read != value
    if not missing and not mended:
        return "harmless"
    return "mended" if mended else "unnoticed"


def _find(article_id: str) -> Article | None:
    return _ARTICLES.get(article_id)
