"""`verbatim ask` and `verbatim articles`: the JSON contract, exit statuses, and one line for each mistake."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import pytest

from tests.front_ends import SEEDS, environment, run_verbatim

QUESTION = "What did Sheinbaum tell Trump?"


async def test_json_keeps_its_contract_and_every_span_can_be_checked() -> None:
    status, out, err = await run_verbatim("ask", "--json", QUESTION)
    assert (status, err, out.count("\n")) == (0, "", 1)
    answer = json.loads(out)
    assert {"question", "verdict", "citations"} <= set(answer)
    assert answer["question"] == QUESTION
    assert answer["verdict"] in ("answered", "closest")
    citation = answer["citations"][0]
    wanted = "quotation start end answer matches paragraph score speaker link article"
    assert set(wanted.split()) <= set(citation)
    wanted = "id title outlet authors published place url tags"
    assert set(wanted.split()) <= set(citation["article"])
    assert (citation["article"]["outlet"], citation["article"]["place"]) == ("AP", "Mexico City")
    _, text, _ = await run_verbatim("articles", "show", citation["article"]["id"], "--text")
    assert text[citation["start"] : citation["end"]] == citation["quotation"]
    spans = [citation["answer"], *citation["matches"]]
    assert all(citation["start"] <= start < end <= citation["end"] for start, end in spans)
    assert {text[start:end] for start, end in citation["matches"]} <= {"Sheinbaum", "Trump", "Trump’s"}


async def test_several_questions_from_stdin_get_one_line_each() -> None:
    status, out, _ = await run_verbatim("ask", "-", stdin=f"{QUESTION}\n\npenguins?\n")
    assert status == 0
    assert [json.loads(line)["verdict"] for line in out.splitlines()][1] == "nothing"


async def test_questions_from_stdin_follow_each_other_until_an_empty_line() -> None:
    stdin = "What did Sheinbaum discuss at a recent event?\nand Trump?\nWho wrote it?\n\nand Trump?\n"
    _, out, _ = await run_verbatim("ask", "-", stdin=stdin)
    first, followed, author, alone = [json.loads(line) for line in out.splitlines()]
    assert "understood" not in first
    assert followed["question"] == "and Trump?"
    assert "Trump" in followed["understood"]
    assert len(followed["understood"]) > len("and Trump?")
    assert author["verdict"] == "nothing"
    assert "understood" not in alone


async def test_nothing_found_is_said_plainly_and_ends_with_status_1() -> None:
    status, out, err = await run_verbatim("ask", "How many penguins live in Antarctica?")
    assert (status, err) == (1, "")
    assert out.startswith("The articles do not say.")


async def test_without_colours_the_answering_sentence_is_marked_with_stars() -> None:
    _, out, _ = await run_verbatim("ask", "How does the Northern Command combat fentanyl trafficking?")
    assert "**The U.S. Northern Command has deployed more troops" in out
    assert "\x1b" not in out


async def _mistake(*arguments: str, stdin: str = "") -> str:
    """The one line that a mistake gets."""
    status, out, err = await run_verbatim(*arguments, stdin=stdin)
    assert (status, out) == (2, "")
    assert err.count("\n") == 1, err
    assert err.startswith("verbatim: ")
    return err


async def test_a_missing_folder_is_named() -> None:
    assert "nowhere" in await _mistake("ask", QUESTION, "--articles", "nowhere")


async def test_an_empty_folder_is_named(folder: Path) -> None:
    assert str(folder) in await _mistake("ask", QUESTION, "--articles", str(folder))


async def test_a_file_that_is_not_text_is_named(folder: Path) -> None:
    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    assert "picture.txt" in await _mistake("ask", QUESTION, "--articles", str(folder / "picture.txt"))


@pytest.mark.parametrize("question", ["", "   ", "\n"])
async def test_an_empty_question_is_an_error(question: str) -> None:
    assert "question" in await _mistake("ask", question)


async def test_an_unknown_article_is_named() -> None:
    assert "ffffffff" in await _mistake("articles", "show", "ffffffff")


async def test_another_file_can_be_asked(folder: Path) -> None:
    (folder / "birds.txt").write_text("LIMA (Reuters) - Penguins nest on the coast of Peru.\n")
    status, out, _ = await run_verbatim(
        "ask", "Where do penguins nest?", "--articles", str(folder / "birds.txt")
    )
    assert status == 0
    assert "**LIMA (Reuters) - Penguins nest on the coast of Peru.**" in out
    assert "Reuters" in out.splitlines()[-1]
    assert "Lima" in out.splitlines()[-1]


async def test_articles_are_listed_with_ids_and_shown_whole() -> None:
    _, out, _ = await run_verbatim("articles", "list", "--json")
    (listed,) = [json.loads(line) for line in out.splitlines()]
    assert listed["passages"] == 7
    _, text, _ = await run_verbatim("articles", "show", listed["id"], "--text")
    paragraphs = (SEEDS / "ap-sheinbaum-trump-troops.txt").read_text(encoding="utf-8").splitlines()
    assert text.split("\n\n") == paragraphs[:7]


UNNEEDED = (
    *("telegram", "trafilatura", "lxml", "rich", "httpx", "pydantic", "numba", "argcomplete", "asyncio"),
    *("logging", "prompt_toolkit", "importlib.metadata", "email", "zipfile", "subprocess", "ssl"),
    *("bot.telegram_app", "bot.editors", "retrieval.library", "retrieval.archive", "retrieval.fetch"),
)


async def test_a_question_imports_no_library_that_its_answer_does_not_need(tmp_path: Path) -> None:
    code = (
        "import sys; from bot.__main__ import main; main(['ask', 'troops?']); "
        f"print([name for name in {UNNEEDED} if name in sys.modules], file=sys.stderr)"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, cwd=SEEDS.parent, env=environment(HOME=str(tmp_path)),
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, err = await process.communicate()
    assert err.decode().strip() == "[]"


async def test_a_file_that_cannot_be_read_is_named_and_the_others_are_asked(tmp_path: Path) -> None:
    (tmp_path / "owls.txt").write_text("Owls hoot at night.")
    (tmp_path / "letter.rtf").write_text(r"{\rtf1\ansi Owls swim.\par }")
    for number in range(6):
        (tmp_path / f"{number}.txt").touch()
    status, out, err = await run_verbatim("ask", "When do owls hoot?", "--articles", str(tmp_path))
    assert (status, "Owls hoot at night." in out) == (0, True)
    assert "Not read: " in err
    assert "it is empty" in err
    assert "Not read: 2 more" in err
