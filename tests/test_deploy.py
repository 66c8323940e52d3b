"""What `deploy/` promises: pinned, without rights, and naming only commands and settings that exist."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.command_line import _parser
from bot.configuration.settings import Settings
from tests.front_ends import ROOT
from tests.rehearsal.dockerfile import parse_steps

DEPLOY = ROOT / "deploy"
STEPS = parse_steps((DEPLOY / "Dockerfile").read_text(encoding="utf-8"))
SETTINGS = {name.upper() for name in Settings._fields}
MOST_EXPOSED = 2.0
"""systemd's own measure, 0 to 10; a unit without any of this has 9.6."""


def _last(name: str) -> str:
    return [step for step in STEPS if step.name == name][-1].rest


def _environment() -> dict[str, str]:
    words = [word for step in STEPS if step.name == "ENV" for word in shlex.split(step.rest)]
    return dict(word.split("=", 1) for word in words)


def _unit() -> dict[str, list[str]]:
    """Each setting of the unit file with its values, of which there may be several."""
    found: dict[str, list[str]] = {}
    for line in (DEPLOY / "verbatim.service").read_text(encoding="utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            name, value = line.split("=", 1)
            found.setdefault(name, []).append(value)
    return found


def _compose() -> dict[str, Any]:
    with (DEPLOY / "compose.yaml").open(encoding="utf-8") as file:
        service = yaml.safe_load(file)["services"]["verbatim"]
    assert isinstance(service, dict)
    return service


def test_the_image_is_pinned_to_the_last_figure() -> None:
    bases = [step.rest.split()[0] for step in STEPS if step.name == "FROM"]
    assert all(re.fullmatch(r"python:3\.\d+\.\d+-slim-\w+", base) for base in bases)
    installs = [step.rest for step in STEPS if step.name == "RUN" and "pip install" in step.rest]
    assert all(re.search(r" \w+==\d+\.\d+\.\d+", install) for install in installs)
    syncs = [step.rest for step in STEPS if "uv sync" in step.rest]
    assert syncs
    assert all("--frozen" in sync for sync in syncs)


def test_the_image_runs_without_rights_and_keeps_its_data_in_the_volume() -> None:
    assert int(_last("USER")) >= 1000
    assert _environment()["VERBATIM_DATA"] == _last("VOLUME")
    names = {name for name in _environment() if name.startswith(("VERBATIM_", "TELEGRAM_"))}
    assert names <= SETTINGS


@pytest.mark.parametrize("name", ["CMD", "HEALTHCHECK"])
def test_what_the_image_runs_is_a_command_line_that_verbatim_takes(name: str) -> None:
    words = next(step for step in reversed(STEPS) if step.name == name).command
    arguments = words[1:] if words[0] == "verbatim" else words
    assert _parser(arguments).parse_args(arguments).run


def test_the_compose_file_gives_the_container_a_volume_and_nothing_else() -> None:
    service = _compose()
    assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).exists()
    assert set(service["environment"]) <= SETTINGS
    assert f"data:{service['environment']['VERBATIM_DATA']}" in service["volumes"]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]


def test_the_unit_starts_what_verbatim_takes_and_keeps_its_data_where_systemd_makes_room() -> None:
    unit = _unit()
    arguments = shlex.split(unit["ExecStart"][0])[1:]
    assert _parser(arguments).parse_args(arguments).run
    settings = dict(value.split("=", 1) for value in unit["Environment"])
    assert settings["VERBATIM_DATA"] == f"/var/lib/{unit['StateDirectory'][0]}"
    assert {name for name in settings if name.startswith("VERBATIM_")} <= SETTINGS


def test_the_head_of_the_unit_makes_all_that_the_unit_names() -> None:
    head = (DEPLOY / "verbatim.service").read_text(encoding="utf-8").split("[Unit]")[0]
    steps = [line.removeprefix("#   ") for line in head.splitlines() if line.startswith("#   ")]
    order = [
        next(number for number, step in enumerate(steps) if words in step)
        for words in (
            "pip wheel",
            "pip install verbatim_bot-*.whl",
            "mkdir -p /etc/verbatim",
            "verbatim init",
        )
    ]
    assert order == sorted(order)
    assert _unit()["EnvironmentFile"] == ["/etc/verbatim/.env"]
    assert (ROOT / next(step.split()[1] for step in steps if step.startswith("cp "))).is_file()


def test_systemd_finds_no_fault_with_the_unit_and_little_that_it_could_do(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd is not here")
    file = tmp_path / "verbatim.service"
    text = (DEPLOY / "verbatim.service").read_text(encoding="utf-8")
    file.write_text(text.replace("/opt/verbatim/bin/verbatim", "/bin/true"), encoding="utf-8")
    verified = subprocess.run(
        ["systemd-analyze", "verify", file], capture_output=True, text=True, check=False
    )
    assert (verified.returncode, verified.stderr) == (0, "")
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(file)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    exposure = re.search(r"exposure level[^:]*: ([\d.]+)", told)
    assert exposure
    assert float(exposure[1]) <= MOST_EXPOSED
