"""What the README shows is what happens: its sessions, its program and its commands are run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.front_ends import ROOT, run_verbatim

README = (ROOT / "README.md").read_text(encoding="utf-8")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def _session(block: str) -> tuple[list[str], str]:
    command, _, output = block.partition("\n")
    return shlex.split(command.removeprefix("$ verbatim ")), output


@pytest.mark.parametrize("block", _blocks("console"))
async def test_a_session_in_the_readme_is_what_the_terminal_says(block: str) -> None:
    arguments, output = _session(block)
    status, out, err = await run_verbatim(*arguments)
    assert (status, err) == (0, "")
    assert out == output


def test_the_program_in_the_readme_runs(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (program,) = _blocks("python")
    monkeypatch.chdir(ROOT)
    exec(compile(program, "README.md", "exec"), {})
    assert "AP" in capsys.readouterr().out


def test_ci_runs_the_test_command_of_the_readme() -> None:
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "<!-- test command -->" in ci
    assert "README.md" in ci
    assert any("python -m tests" in block for block in _blocks("sh"))


def test_every_file_the_readme_names_exists() -> None:
    named = re.findall(r"\b(?:tests|benchmarks|docs|seeds|bot|retrieval)/[\w./-]*", README)
    missing = [name for name in named if not (ROOT / name).exists()]
    assert not missing
    assert Path(ROOT / "LICENSE").read_text(encoding="utf-8").lstrip().startswith("Apache License")
