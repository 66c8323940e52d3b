"""`verbatim articles`: what comes in, is listed, shown, removed, exported and taken over again."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

import pytest

from tests.front_ends import ROOT, run_verbatim
from tests.terminal import at_terminal

BIRDS = (
    "LIMA (Reuters) - Penguins nest on the coast of Peru, scientists said on Monday. They eat anchovies.\n"
)
PAGE = """<!doctype html><html lang="en"><head><title>Owls return - The Gazette</title>
<meta property="og:title" content="Owls return"><meta property="og:site_name" content="The Gazette">
<meta property="article:published_time" content="2026-11-20T08:00:00+00:00"></head><body><article>
<h1>Owls return</h1>
<p>Owls have returned to the old mill in Ashford after thirty years, wardens said on Friday.</p>
<p>The wardens counted four pairs, and expect the first chicks to be seen there in the month of April.</p>
<p>Visitors are asked to keep to the path, and to leave their dogs at home until the summer.</p>
</article></body></html>"""


@pytest.fixture
def env(tmp_path: Path, folder: Path) -> dict[str, str]:
    """Settings of a newsroom of its own: an articles folder and a data folder."""
    (folder / "birds.txt").write_text(BIRDS, encoding="utf-8")
    return {"VERBATIM_DATA": str(tmp_path / "data"), "VERBATIM_ARTICLES": str(folder)}


async def _verbatim(env: dict[str, str], *arguments: str, stdin: str = "") -> str:
    status, out, err = await run_verbatim(*arguments, stdin=stdin, env=env)
    assert (status, err) == (0, "")
    return out


async def _listed(env: dict[str, str]) -> list[dict[str, str]]:
    out = await _verbatim(env, "articles", "list", "--json")
    return [json.loads(line) for line in out.splitlines()]


async def test_a_page_is_added_listed_asked_and_removed(env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "owls.html").write_text(PAGE, encoding="utf-8")
    told = await _verbatim(env, "articles", "add", str(tmp_path / "owls.html"))
    await _verbatim(env, "articles", "refresh")
    rows = {row["outlet"]: row for row in await _listed(env)}
    assert set(rows) == {"Reuters", "The Gazette"}
    owls = rows["The Gazette"]
    assert told == f"new {owls['id']} Owls return\n1 new\n"
    assert (owls["title"], owls["published"][:10]) == ("Owls return", "2026-11-20")
    assert (owls["added_by"], rows["Reuters"]["added_by"]) == ("command line", "folder")
    answer = await _verbatim(env, "ask", "How many pairs of owls did the wardens count?")
    assert "**The wardens counted four pairs" in answer
    assert "The Gazette · “Owls return” · 20 Nov 2026" in answer
    assert "removed" in await _verbatim(env, "articles", "remove", owls["id"])
    assert [row["outlet"] for row in await _listed(env)] == ["Reuters"]


async def test_two_who_add_at_once_both_do_on_a_new_library_too(env: dict[str, str], tmp_path: Path) -> None:
    for name in "ab":
        lines = (json.dumps({"text": f"Town {name}{n} has a harbour."}) + "\n" for n in range(120))
        (tmp_path / f"{name}.jsonl").write_text("".join(lines))
    adding = [run_verbatim("articles", "add", str(tmp_path / f"{name}.jsonl"), env=env) for name in "ab"]
    assert await asyncio.gather(*adding) == [(0, "120 new\n", "")] * 2
    await _verbatim(env, "articles", "refresh")
    assert len(await _listed(env)) == 240 + 1  # and the one in the watched folder
    assert not list(Path(env["VERBATIM_DATA"]).glob("*.damaged-*"))


async def test_text_comes_in_through_a_pipe_and_the_same_again_changes_nothing(env: dict[str, str]) -> None:
    text = "ROME (AP) — The bridge over the Tiber will close on Tuesday. Buses take another way.\n"
    assert (await _verbatim(env, "articles", "add", "-", stdin=text)).splitlines()[-1] == "1 new"
    assert (await _verbatim(env, "articles", "add", "-", stdin=text)).splitlines()[-1] == "1 unchanged"


async def test_export_and_import_into_another_newsroom_lose_nothing(
    env: dict[str, str], tmp_path: Path
) -> None:
    await _verbatim(env, "articles", "refresh")
    await _verbatim(env, "articles", "export", str(tmp_path / "all.jsonl"))
    (tmp_path / "none").mkdir()
    status, out, err = await run_verbatim("articles", "add", str(tmp_path / "all.jsonl"), env=env)
    assert (status, out, err.count("\n")) == (2, "nothing added\n", 1)
    assert f"Take it over with: verbatim articles import {tmp_path / 'all.jsonl'}" in err
    other = {"VERBATIM_DATA": str(tmp_path / "other"), "VERBATIM_ARTICLES": str(tmp_path / "none")}
    assert "1 new" in await _verbatim(other, "articles", "import", str(tmp_path / "all.jsonl"))
    assert await _listed(other) == await _listed(env)


async def test_a_new_file_in_the_folder_is_found_and_a_removed_one_is_gone(
    env: dict[str, str], folder: Path
) -> None:
    assert "1 article held" in await _verbatim(env, "articles", "refresh")
    (folder / "owls.txt").write_text(
        "Owls hoot at night in the old mill of Ashford, wardens said on Friday.\n"
    )
    (folder / "birds.txt").unlink()
    assert "owls.txt" in await _verbatim(env, "articles", "refresh")
    (row,) = await _listed(env)
    assert "Owls hoot" in await _verbatim(env, "articles", "show", row["id"], "--text")


@pytest.mark.parametrize(
    ("what", "problem"),
    [
        ("nowhere.txt", "there is no such file"),
        ("https://localhost/page", "cannot be reached"),
        ("https://10.0.0.1/", "cannot be reached"),
    ],
)
async def test_what_cannot_be_added_is_named_in_one_line(
    env: dict[str, str], what: str, problem: str
) -> None:
    status, out, err = await run_verbatim("articles", "add", what, env=env)
    assert (status, out) == (2, "nothing added\n")
    assert err.count("\n") == 1
    assert what in err
    assert problem in err


async def test_one_broken_file_does_not_keep_the_others_out(env: dict[str, str], tmp_path: Path) -> None:
    mixed = tmp_path / "mixed"
    mixed.mkdir()
    (mixed / "a.txt").write_bytes(bytes(range(256)))
    (mixed / "b.txt").write_text("Geese fly south over Ashford in November, and the wardens count them.\n")
    status, out, err = await run_verbatim("articles", "add", str(mixed), env=env)
    assert (status, out.splitlines()[-1]) == (0, "1 new")
    assert "a.txt" in err


async def test_nothing_in_the_pipe_is_said(env: dict[str, str]) -> None:
    status, _, err = await run_verbatim("articles", "add", "-", env=env)
    assert status == 2
    assert "standard input" in err


async def test_a_broken_line_among_many_is_named_and_all_others_are_added(
    env: dict[str, str], tmp_path: Path
) -> None:
    lines = [
        json.dumps({"text": f"The harbour of town {n} closes at noon for {n} days."}) for n in range(130)
    ]
    lines[70] = lines[70][:-9]
    (tmp_path / "many.jsonl").write_text("\n".join(lines))
    status, out, err = await run_verbatim("articles", "add", str(tmp_path / "many.jsonl"), env=env)
    assert (status, out) == (0, "129 new\n")
    assert err.count("\n") == 1
    assert "line 71" in err


async def test_a_folder_whose_names_hold_no_text_is_told_in_printable_lines(
    env: dict[str, str], folder: Path
) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/o\xffwls\x1b[31m.txt")).write_text("Owls hoot at night.\n")
    out = await _verbatim(env | {"PYTHONUTF8": "0", "LANG": "en_US.UTF-8"}, "articles", "refresh")
    assert "2 articles held" in out
    assert "\x1b" not in out


async def test_the_list_shows_days_as_people_write_them_and_to_a_program_as_they_sort(
    env: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "owls.html").write_text(PAGE, encoding="utf-8")
    await _verbatim(env, "articles", "add", str(tmp_path / "owls.html"))
    assert "\t2026-11-20" in await _verbatim(env, "articles", "list")
    with at_terminal("articles", "list", cwd=ROOT, **env) as typist:
        assert "20 Nov" in typist.read_all()
    with at_terminal("articles", "list", cwd=ROOT, **env, LANG="es_ES.UTF-8") as typist:
        assert "20 nov" in typist.read_all()


async def test_an_articles_folder_that_is_not_there_is_told_though_the_library_answers(
    env: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "owls.html").write_text(PAGE, encoding="utf-8")
    await _verbatim(env, "articles", "add", str(tmp_path / "owls.html"))
    gone = str(tmp_path / "gone")
    wrong = env | {"VERBATIM_ARTICLES": gone}
    status, out, err = await run_verbatim("ask", "Where have owls returned?", env=wrong)
    assert (status, "Owls have returned to the old mill" in out) == (0, True)
    told = f"VERBATIM_ARTICLES: {gone} is not there. Make that folder, or name another: verbatim init\n"
    assert err == told
    (tmp_path / "gone").mkdir()
    assert (await run_verbatim("ask", "Where have owls returned?", env=wrong))[2] == ""


async def test_an_empty_folder_is_named_with_what_may_be_put_there(
    env: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    status, out, err = await run_verbatim("articles", "add", str(tmp_path / "empty"), env=env)
    assert (status, out) == (2, "nothing added\n")
    assert err.endswith("empty: there are no articles in it. Put a .txt, .html, .md or .pdf file there.\n")
