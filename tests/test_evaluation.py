"""`verbatim evaluate`: figures with intervals on a question set of one's own, as a table and as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.front_ends import run_verbatim

TEXT = "“The dam will hold,” said Ann Lee. The dam of Brel broke in June. Bo Ek saw nine owls at night."
OTHER = "Penguins swim in the cold sea. They hunt fish at noon near Peru."


def _span(text: str, words: str) -> list[int]:
    return [text.index(words), text.index(words) + len(words)]


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    attributions = [
        {"source": [_span(TEXT, "Ann Lee")], "cue": [], "content": [_span(TEXT, "The dam will hold")]}
    ]
    articles: list[dict[str, Any]] = [
        {"id": "dam", "text": TEXT, "date": "2026-06-30", "attributions": attributions},
        {"id": "sea", "text": OTHER},
    ]
    questions: list[dict[str, Any]] = [
        {"id": "1", "question": "When did the dam of Brel break?", "article_id": "dam", "gold": ["in June"]},
        {"id": "2", "question": "Who saw nine owls?", "article_id": "dam", "gold": ["Bo Ek"]},
        {"id": "3", "question": "What do penguins hunt?", "article_id": "sea", "gold": ["fish"]},
    ]
    texts = {"dam": TEXT, "sea": OTHER}
    for one in questions:
        one["gold"] = [_span(texts[one["article_id"]], words) for words in one["gold"]]
    unanswerable = [{"id": "4", "question": "Who won the chess game in Oslo?", "article_id": "dam"}]
    for name, lines in (
        ("articles", articles),
        ("questions", questions),
        ("unanswerable", unanswerable),
    ):
        written = "".join(json.dumps(line) + "\n" for line in lines)
        (tmp_path / f"{name}.jsonl").write_text(written, encoding="utf-8")
    return tmp_path


async def test_json_holds_every_figure_with_its_interval(asked: Path) -> None:
    status, out, _ = await run_verbatim("evaluate", str(asked), "--json")
    assert status == 0
    report = json.loads(out)
    assert report["n"] == 4
    metrics = report["metrics"]
    wanted = "hit@1 hit@3 mrr shown@300 shown@600 shown@1200 kept refused"
    assert set(wanted.split()) <= set(metrics)
    assert metrics["hit@1"] == metrics["refused"] == metrics["speaker precision"] == 1.0
    for name, (low, high) in report["intervals"].items():
        assert 0 <= low <= metrics[name] <= high <= 1


async def test_library_mode_adds_articles_and_passages(asked: Path) -> None:
    _, out, _ = await run_verbatim("evaluate", str(asked), "--json", "--mode", "library")
    assert {"article@1", "passage@1", "passage@3", "passage@10"} <= set(json.loads(out)["metrics"])


async def test_the_table_names_each_figure_with_its_interval(asked: Path) -> None:
    _, out, _ = await run_verbatim("evaluate", str(asked), "--limit", "2")
    assert "article mode, 2 questions" in out
    assert "hit@1" in out
    assert "%" in out


async def test_a_speaker_that_readers_did_not_mark_counts_as_wrong(asked: Path) -> None:
    articles = (asked / "articles.jsonl").read_text(encoding="utf-8")
    start, end = _span(TEXT, "Ann Lee")
    moved = articles.replace(f"[[{start}, {end}]]", f"[{_span(TEXT, 'Bo Ek')}]")
    (asked / "articles.jsonl").write_text(moved, encoding="utf-8")
    _, out, _ = await run_verbatim("evaluate", str(asked), "--json")
    assert json.loads(out)["metrics"]["speaker precision"] == 0.0


async def test_a_folder_that_is_not_there_is_told_from_one_without_articles(tmp_path: Path) -> None:
    for folder, problem in (
        (tmp_path, "there is no articles.jsonl in it"),
        (tmp_path / "no", "no such folder"),
    ):
        status, out, err = await run_verbatim("evaluate", str(folder))
        assert (status, out) == (2, "")
        assert err.startswith(f"verbatim: {folder}: ")
        assert problem in err


async def test_a_broken_line_is_named_in_one_line(asked: Path) -> None:
    with (asked / "questions.jsonl").open("a", encoding="utf-8") as file:
        file.write("not JSON\n")
    status, out, err = await run_verbatim("evaluate", str(asked))
    assert (status, out) == (2, "")
    assert "questions.jsonl, line 4" in err.splitlines()[-1]
