"""Each bad input is a clear line and nothing is lost: at the command line, in a folder, from an editor."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from bot.editors.rights import Rights
from retrieval import Fetcher, Library
from tests.articles_data import SECOND
from tests.bad_inputs import BAD_FILES, GOOD, SENT_WORDS
from tests.botapi import BotApi
from tests.drills.storage.library import files_no_larger_than
from tests.editing import EDITOR, editors_bot
from tests.front_ends import run_verbatim

LONG = "n" * 300 + ".txt"


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "articles").mkdir()
    return {"VERBATIM_DATA": str(tmp_path / "data"), "VERBATIM_ARTICLES": str(tmp_path / "articles")}


def fill(folder: Path) -> None:
    """All that is bad, and one good text among it."""
    folder.mkdir(exist_ok=True)
    for name, data in {"good.txt": GOOD, **{name: make() for name, (make, _) in BAD_FILES.items()}}.items():
        (folder / name).write_bytes(data)
        os.utime(folder / name, (0, 0))  # long still: read at the first look
    (folder / "link.txt").symlink_to("/etc/passwd")
    os.mkfifo(folder / "pipe.txt")


async def add(env: Mapping[str, str], *what: str, stdin: str = "") -> tuple[int, str, list[str]]:
    status, out, err = await run_verbatim("articles", "add", *what, stdin=stdin, env=env)
    return status, out, err.splitlines()


async def held(env: Mapping[str, str]) -> int:
    _, out, _ = await run_verbatim("articles", "list", "--json", env=env)
    return len(out.splitlines())


async def test_every_bad_file_of_a_folder_is_a_line_and_the_good_one_is_added(
    env: dict[str, str], tmp_path: Path
) -> None:
    fill(tmp_path / "mixed")
    status, out, lines = await add(env, str(tmp_path / "mixed"))
    assert (status, out.splitlines()[-1]) == (0, "1 new")
    wanted = {name: words for name, (_, words) in BAD_FILES.items()}
    wanted |= {"link.txt": "it is a link", "pipe.txt": "it is not a regular file"}
    assert len(lines) == len(wanted)
    for name, words in wanted.items():
        assert [line for line in lines if f"{name}:" in line and words in line and line.endswith(".")], name
    assert await held(env) == 1


@pytest.mark.parametrize(
    ("what", "words"),
    [
        (LONG, "name"),
        ("nowhere.txt", "there is no such file"),
        ("https://localhost/page", "cannot be reached"),
        ("https://10.0.0.1/", "cannot be reached"),
    ],
)
async def test_what_is_not_there_is_a_line(env: dict[str, str], what: str, words: str) -> None:
    status, out, (line,) = await add(env, what)
    assert (status, out) == (2, "nothing added\n")
    assert words in line


async def test_a_name_in_bad_utf_8_is_read_and_its_faults_are_told_in_printable_words(
    env: dict[str, str], tmp_path: Path
) -> None:
    folder = os.fsencode(tmp_path / "articles")
    for name, data in ((b"good\xff.txt", GOOD), (b"bad\xfe\x1b[31m.txt", b"")):
        Path(os.fsdecode(folder + b"/" + name)).write_bytes(data)
    status, out, (line,) = await add(env, str(tmp_path / "articles"))
    assert (status, out.splitlines()[-1]) == (0, "1 new")
    assert line.isprintable()
    assert "it is empty" in line


async def test_a_watched_folder_tells_each_file_it_cannot_read_and_sets_it_aside(
    env: dict[str, str], tmp_path: Path
) -> None:
    fill(tmp_path / "articles")
    told = []
    for look in range(4):
        status, out, err = await run_verbatim("articles", "refresh", env=env)
        assert (status, "1 article held" in out) == (0 if look == 3 else 2, True)
        told.append({line.split(": ")[1].rpartition("/")[2]: line for line in err.splitlines()})
    for lines in told[:3]:
        assert set(lines) == set(BAD_FILES)
        assert all(BAD_FILES[name][1] in line for name, line in lines.items() if name != "large.txt")
    assert all("set aside until it changes" in line for line in told[2].values())
    assert not any("set aside" in line for lines in told[:2] for line in lines.values())
    assert told[3] == {}
    assert await held(env) == 1


async def test_a_broken_line_is_told_and_the_good_ones_are_answered_whichever_way_the_file_came(
    env: dict[str, str], tmp_path: Path
) -> None:
    lines = [json.dumps({"text": f"The harbour of {town} closes at noon."}) for town in ("Ashford", "Lowick")]
    file = tmp_path / "articles" / "towns.jsonl"
    file.write_text("\n".join([lines[0], '{"text": "The harb', lines[1]]))
    os.utime(file, (0, 0))
    question = ("ask", "When does the harbour of Lowick close?")
    _, unheld, told = await run_verbatim(*question, env=env)  # straight from the folder: no library yet
    status, out, watched = await run_verbatim("articles", "refresh", env=env)
    assert (status, out.splitlines()[-1]) == (0, "2 articles held")
    assert "1 of its articles was not read, the first: towns.jsonl, line 2: it is not JSON" in watched
    assert await run_verbatim(*question, env=env) == (0, unheld, "")
    assert "closes at noon" in unheld
    _, out, _ = await run_verbatim("doctor", env=env)
    assert "1 read in part, the first" in out
    assert "line 2: it is not JSON" in out
    status, out, (added,) = await add(env, str(file))
    assert (status, out.splitlines()[-1]) == (0, "2 unchanged")
    assert all("line 2: it is not JSON" in line for line in (told, watched, added))
    file.write_text("\n".join([lines[0], lines[1]]))
    os.utime(file, (1, 1))
    assert (await run_verbatim("articles", "refresh", env=env))[2] == ""
    _, out, _ = await run_verbatim("doctor", env=env)
    assert "in part" not in out


async def test_a_watched_file_whose_every_line_is_broken_fails_with_the_first(
    env: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "articles" / "towns.jsonl"
    file.write_text('{"text": "The harb\n{"text": 5}\n')
    os.utime(file, (0, 0))
    status, out, err = await run_verbatim("articles", "refresh", env=env)
    assert (status, out.splitlines()[-1]) == (2, "0 articles held")
    assert "towns.jsonl: it is not JSON" in err


async def test_a_watched_folder_that_is_missing_is_told_with_what_to_do(
    env: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "articles").rmdir()
    status, out, err = await run_verbatim("articles", "refresh", env=env)
    assert (status, out) == (2, "0 articles held\n")
    assert err.startswith(f"verbatim: {tmp_path / 'articles'}: the folder cannot be read")
    assert err.endswith(". Make that folder, or name another: verbatim init.\n")


async def test_a_library_of_a_newer_version_is_a_line_and_stays_as_it_is(env: dict[str, str]) -> None:
    path = Path(env["VERBATIM_DATA"]) / "library.sqlite"
    path.parent.mkdir()
    Library(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE state SET version = 99")
        connection.execute("PRAGMA user_version = 99")
        connection.commit()
    before = path.read_bytes()
    status, out, (line,) = await add(env, str(Path(env["VERBATIM_ARTICLES"])))
    assert (status, out) == (2, "")
    assert "Update Verbatim" in line
    assert path.read_bytes() == before


async def test_a_full_disk_is_one_line_and_what_was_held_is_still_answered(
    env: dict[str, str], tmp_path: Path
) -> None:
    status, out, _ = await add(env, "-", stdin=GOOD.decode())
    assert (status, out.splitlines()[-1]) == (0, "1 new")
    (tmp_path / "many").mkdir()
    for number in range(20):
        text = " ".join(f"The harbour of town {number} closed {n} times." for n in range(5_000))
        (tmp_path / "many" / f"{number}.txt").write_text(text)
    with files_no_larger_than(150_000):
        status, out, lines = await add(env, str(tmp_path / "many"))
    assert (status, out) == (2, "nothing added\n")
    (line,) = lines
    assert "Free some space" in line
    assert await held(env) == 1
    _, out, _ = await run_verbatim("ask", "When did the president say no to soldiers?", env=env)
    assert "on Monday" in out
    status, out, _ = await add(env, str(tmp_path / "many"))
    assert (status, out.splitlines()[-1]) == (0, "20 new")


async def test_every_bad_file_from_an_editor_is_a_line_and_the_library_as_before(tmp_path: Path) -> None:
    rights = Rights(adders=frozenset({EDITOR}))
    async with BotApi() as api, editors_bot(api, tmp_path, rights, Fetcher()) as bot:
        chat = api.user("Ed").private_chat()
        for name, (make, words) in SENT_WORDS.items():
            await chat.send_document(name, make())
            message = await chat.next_message()
            if message.text == "Reading…":
                message = await chat.next_message()
            assert words in message.text, name
            assert message.text.endswith("."), name
            assert not message.buttons
        assert bot.library.count == 0
        await chat.send_document("good.txt", GOOD)
        assert (await chat.next_message()).text == "Reading…"
        summary = await chat.next_message()
        assert "Paragraphs: 2" in summary.text
        await summary.click("Keep")
        await chat.next_message()
        assert SECOND in next(bot.library.articles()).text
