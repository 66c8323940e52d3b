"""Every command's help fits a screen and shows an example; every error says what to do next."""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import __version__
from bot.command_line import COMMANDS, _parser
from bot.terminal.completion import SHELLS, shell_script
from tests.front_ends import ROOT, environment, run_verbatim

SCREEN = (80, 24)
BIN = Path(sys.executable).parent
TAB = {
    "bash": 'eval "$(verbatim completion bash)"; COMP_LINE="{line}"; COMP_POINT={end}; COMP_TYPE=9; '
    "COMP_WORDS=({line}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); _python_argcomplete verbatim; "
    'printf "%s\\n" "${{COMPREPLY[@]}}"',
    "fish": "verbatim completion fish | source; complete -C '{line}'",
}


def _parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for one in action.choices.values():
                yield from _parsers(one)


@pytest.mark.parametrize("parser", list(_parsers(_parser([]))), ids=lambda parser: str(parser.prog))
def test_the_help_of_every_command_fits_a_screen_and_ends_with_an_example(
    parser: argparse.ArgumentParser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(SCREEN[0]))
    lines = parser.format_help().splitlines()
    assert len(lines) <= SCREEN[1]
    assert max(map(len, lines)) <= SCREEN[0]
    example = " ".join(lines[-2:]).partition("example: ")[2]
    assert parser.prog in example


@pytest.mark.parametrize("command", COMMANDS)
async def test_a_command_that_is_used_wrongly_says_where_to_read_on(command: str) -> None:
    status, out, err = await run_verbatim(command, "--no-such-thing")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert re.search(r"See: verbatim [a-z ]*--help$", err)


async def test_a_misspelled_command_is_answered_with_the_right_ones() -> None:
    status, _, err = await run_verbatim("aks", "What?")
    assert status == 2
    assert "'ask'" in err
    assert "Traceback" not in err


@pytest.mark.parametrize("command", ["ask", "check"])
async def test_a_text_without_quotation_marks_is_told_to_have_them(command: str) -> None:
    status, out, err = await run_verbatim(command, "What", "do", "owls", "eat")
    assert (status, out) == (2, "")
    assert "Put the words in quotation marks" in err


async def test_elsewhere_than_its_articles_it_says_how_to_name_them(tmp_path: Path) -> None:
    env = {"VERBATIM_ARTICLES": str(tmp_path / "seeds"), "VERBATIM_DATA": str(tmp_path / "data")}
    status, out, err = await run_verbatim("ask", "Who?", env=env)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "seeds is not there" in err
    assert "verbatim init" in err


async def test_the_version_is_the_packages() -> None:
    assert await run_verbatim("--version") == (0, f"verbatim {__version__}\n", "")


@pytest.mark.parametrize("shell", TAB)
def test_tab_completes_commands_and_options(shell: str) -> None:
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not here")
    assert _completed(shell, "verbatim ev") == ["evaluate"]
    assert _completed(shell, "verbatim ask --ex") == ["--explain"]
    assert _completed(shell, "verbatim evaluate --mode l") == ["library"]


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_one_that_the_shell_can_read(shell: str) -> None:
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not here")
    script = shell_script(shell)
    read = subprocess.run([shell, "-n"], input=script, capture_output=True, text=True, check=False)
    assert (read.returncode, read.stderr) == (0, "")


def _completed(shell: str, line: str) -> list[str]:
    program = TAB[shell].format(line=line, end=len(line))
    env = environment(HOME="/nonexistent") | {"PATH": f"{BIN}:{environment()['PATH']}"}
    done = subprocess.run([shell, "-c", program], capture_output=True, text=True, env=env, check=True)
    return [found.split("\t")[0].strip() for found in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ask", "--json", "--explain", "What?"), "not allowed with argument"),
        (("ask", "--explain", "-"), "it explains one question, not many"),
        (("evaluate", str(ROOT / "seeds" / "none")), "there is no such folder. A set is a folder with"),
        (("evaluate", "seeds"), "there is no articles.jsonl in it. A set is a folder with"),
        (("articles", "show", "", "--articles", str(ROOT / "seeds")), "no article here has this id"),
        (("health", "--port", "99999"), "99999 is no port. Give a number from 1 to 65535."),
    ],
)
async def test_what_cannot_be_meant_is_refused_with_a_line(arguments: tuple[str, ...], said: str) -> None:
    status, out, err = await run_verbatim(*arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert said in err
