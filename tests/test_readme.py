"""What the README shows is what happens: its sessions, its program and its commands are run."""

from __future__ import annotations

import asyncio
import re
import shlex
import sys
from pathlib import Path

import pytest

from bot.command_line import _parser
from tests.front_ends import ROOT, environment, run_verbatim

README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "tests/README.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]


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
    named = re.findall(r"\b(?:tests|benchmarks|docs|deploy|seeds|bot|retrieval)/[\w./-]*", README)
    missing = [name for name in named if not (ROOT / name).exists()]
    assert not missing
    assert Path(ROOT / "LICENSE").read_text(encoding="utf-8").lstrip().startswith("Apache License")


COMMANDS = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```$", "", README, flags=re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize("command", [one for one in COMMANDS if re.match(r"(\.venv/bin/)?verbatim ", one)])
def test_verbatim_takes_every_command_line_of_the_readme(command: str) -> None:
    arguments = shlex.split(command)[1:]
    if arguments != ["--help"]:
        assert _parser(arguments).parse_args(arguments).run


@pytest.mark.parametrize("command", [one for one in COMMANDS if one.startswith(("pytest ", "python -m "))])
async def test_every_other_command_of_the_readme_names_what_can_be_run(command: str) -> None:
    program, *words = shlex.split(command)
    if program == "pytest":
        collected = await _run("pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *words)
        assert re.search(r"^tests/\S+: \d+$", collected, re.MULTILINE)
    elif words[1] != "tests":  # which is this very run
        assert "usage:" in await _run(words[1], "--help")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_and_picture_of_a_document_is_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)|src=\"(?!https?:)([^\"]+)\"", text)
    for link in (one or other for one, other in links):
        assert (document.parent / link).exists(), link


async def _run(module: str, *arguments: str) -> str:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *arguments, cwd=ROOT,
        env=environment(PYTHONPATH=str(ROOT)), stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, _ = await process.communicate()
    assert process.returncode == 0
    return out.decode()
