"""What a person sees at a real terminal, and what happens when they leave early."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.front_ends import ROOT, SEEDS, environment, run_verbatim
from tests.terminal import at_terminal

QUESTION = "How does the Northern Command combat fentanyl trafficking?"
BOLD = "\x1b[1"


def test_at_a_terminal_the_answering_sentence_is_bold_and_has_no_stars() -> None:
    with at_terminal("ask", QUESTION) as typist:
        shown = typist.read_all()
    assert BOLD in shown
    assert "**" not in shown


def test_without_colours_there_are_stars_at_a_terminal_too() -> None:
    with at_terminal("ask", QUESTION, NO_COLOR="1") as typist:
        shown = typist.read_all()
    assert "**The U.S. Northern Command" in shown
    assert "\x1b" not in shown


def test_at_a_terminal_the_list_of_articles_is_a_table_and_through_a_pipe_one_line_each() -> None:
    with at_terminal("articles", "list", "--articles", str(SEEDS)) as typist:
        plain = re.sub("\x1b\\[[0-9;]*m", "", typist.read_all())
    head, row = [line.split() for line in plain.splitlines()][:2]
    assert head[:4] == ["id", "outlet", "title", "published"]
    assert row[1] == "AP"
    command = [sys.executable, "-m", "bot", "articles", "list", "--articles", str(SEEDS)]
    piped = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=True)
    assert [line.split("\t")[1] for line in piped.stdout.splitlines()] == ["AP"]


async def test_why_a_sentence_won_is_told_with_named_reasons() -> None:
    status, out, _ = await run_verbatim("ask", "--explain", QUESTION)
    assert status == 0
    assert "matched: " in out
    totals = [float(line.split()[0]) for line in out.splitlines() if line[:1].isdigit()]
    assert totals[0] == max(totals)  # the next are those that name something new
    assert " words" in out


@pytest.mark.parametrize("reader", ["head -c 1", "true"])
def test_a_reader_who_leaves_is_no_error(reader: str, tmp_path: Path) -> None:
    long = tmp_path / "long.txt"
    long.write_text("Owls hoot at night, wardens said. " * 9000)
    program = f"{sys.executable} -m bot ask - --articles {long} < {long} | {reader}; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", program], cwd=ROOT, env=environment(), capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    assert done.stdout.endswith("0\n")


def test_ctrl_c_ends_a_command_with_the_status_of_an_interrupt() -> None:
    command = [sys.executable, "-m", "bot", "ask", "-"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{QUESTION}\n".encode())
        process.stdin.flush()
        assert process.stdout.readline().startswith(b"{")  # it reads on, for the next question
        process.send_signal(signal.SIGINT)
        _, err = process.communicate()
    assert process.returncode == 130
    assert err == b""


@pytest.mark.parametrize(
    "module", ["argparse", "bot.configuration.environment", "bot.commands.ask", "retrieval.index"]
)
def test_ctrl_c_while_modules_load_is_as_quiet(module: str) -> None:
    program = f"""
import signal, sys
class Interrupted:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            signal.raise_signal(signal.SIGINT)
sys.meta_path.insert(0, Interrupted())
from bot.__main__ import main
sys.exit(main(["ask", {QUESTION!r}]))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment(), capture_output=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")
