"""A library with an index on disk, at the command line: added as lines, asked, evaluated, changed."""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from retrieval import article_fields
from tests.catalogue_data import make_news
from tests.front_ends import ROOT, run_verbatim


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """Settings of a newsroom of its own, with an articles folder that is empty."""
    (tmp_path / "none").mkdir()
    return {"VERBATIM_DATA": str(tmp_path / "data"), "VERBATIM_ARTICLES": str(tmp_path / "none")}


def _write_articles(file: Path, count: int) -> None:
    chance = random.Random(8)
    lines = (json.dumps(article_fields(make_news(chance, f"n{number}"))) for number in range(count))
    bridge = {"id": "bridge", "text": "The Alder Bridge cost 40 million euros."}
    file.write_text("\n".join([*lines, json.dumps(bridge)]), encoding="utf-8")


async def test_a_large_file_is_added_asked_evaluated_and_changed(env: dict[str, str], tmp_path: Path) -> None:
    _write_articles(tmp_path / "many.jsonl", 120)
    status, out, err = await run_verbatim("articles", "add", str(tmp_path / "many.jsonl"), env=env)
    assert (status, out, err) == (0, "121 new\n", "")
    assert next(Path(env["VERBATIM_DATA"], "index").glob("generation-*"), None)  # before anybody asks
    question = "What did the Alder Bridge cost?"
    status, out, err = await run_verbatim("ask", "--json", question, env=env)
    cited = json.loads(out)["citations"][0]
    assert (status, err, cited["article"]["id"]) == (0, "", "bridge")
    assert cited["quotation"].endswith("cost 40 million euros.")
    asked = {"id": "1", "question": question, "article_id": "bridge", "gold": [[0, 39]]}
    (tmp_path / "questions.jsonl").write_text(json.dumps(asked), encoding="utf-8")
    status, out, err = await run_verbatim("evaluate", str(tmp_path), "--held", "--json", env=env)
    assert (status, json.loads(out)["metrics"]["hit@1"]) == (0, 1.0)
    await run_verbatim("articles", "remove", "bridge", env=env)
    status, out, err = await run_verbatim("ask", "--json", question, env=env)
    assert "bridge" not in {citation["article"]["id"] for citation in json.loads(out)["citations"]}
    assert err == ""


_ASK = """
import sys
from bot.__main__ import main
assert main(["ask", "Which owl?"]) in (0, 1)
print(*(name for name in sys.modules if name in ("numba", "telegram", "trafilatura", "rank_bm25", "rich")))
"""


def test_a_question_to_an_index_on_disk_loads_nothing_that_it_does_not_need(
    env: dict[str, str], tmp_path: Path
) -> None:
    _write_articles(tmp_path / "many.jsonl", 60)
    asyncio.run(run_verbatim("articles", "add", str(tmp_path / "many.jsonl"), env=env))
    program = [sys.executable, "-c", _ASK]
    done = subprocess.run(program, cwd=ROOT, env={**env, "PATH": "/usr/bin"}, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == ""
