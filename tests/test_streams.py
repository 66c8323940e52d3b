"""Streams that are closed, full or of few letters: one line on stderr at most, and never a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.front_ends import ROOT, SEEDS, environment

ASK = f"ask --articles {SEEDS}"
QUESTION = "'What did Sheinbaum tell Trump?'"


def _shell(line: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    program = f"{sys.executable} -m bot {line}"
    env = environment(**more)
    return subprocess.run(["bash", "-c", program], cwd=ROOT, env=env, capture_output=True, check=False)


@pytest.mark.parametrize("line", [f"{ASK} {QUESTION}", f"articles list --articles {SEEDS}"])
def test_a_full_disk_behind_the_output_is_one_line(line: str) -> None:
    done = _shell(f"{line} >/dev/full")
    assert done.returncode == 2
    assert done.stderr.startswith(b"verbatim: No space left on device. ")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize(("line", "status"), [(f"{ASK} {QUESTION} >&-", 0), (f"{ASK} - <&-", 1), ("<&-", 0)])
def test_a_closed_stream_is_an_empty_one(line: str, status: int) -> None:
    done = _shell(line, VERBATIM_ARTICLES=str(SEEDS))
    assert (done.returncode, done.stderr) == (status, b"")


def test_letters_that_the_terminal_lacks_are_replaced() -> None:
    done = _shell(f"{ASK} {QUESTION}", LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="latin-1")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Sheinbaum" in done.stdout


def test_the_doctor_names_a_disk_on_which_nothing_can_be_written(tmp_path: Path) -> None:
    program = f"ulimit -f 0; {sys.executable} -B -m bot doctor --offline"
    env = environment(VERBATIM_DATA=str(tmp_path), VERBATIM_ARTICLES=str(SEEDS))
    done = subprocess.run(["bash", "-c", program], cwd=ROOT, env=env, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (2, b"")
    assert b"serve.lock cannot be written" in done.stdout


def test_bytes_that_are_no_letters_end_no_conversation() -> None:
    commands = ("/quotes", "/article", "/focus", "/check", "/start", "/language", "Who told")
    lines = "".join(f"{command} \\xff\\n" for command in commands)
    done = _shell(f"<<< $'{lines}/articles'", VERBATIM_ARTICLES=str(SEEDS))
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"1. AP" in done.stdout
