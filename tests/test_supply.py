"""What the project is made of: hashes for all of it, licences that may be used, an audit that knows."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pytest

from tests.supply import (
    LOCK,
    NO_DATA,
    ROOT,
    Package,
    audit,
    locked_packages,
    print_licences,
    unhashed,
)


def test_every_file_of_the_lock_has_its_hash() -> None:
    packages = locked_packages()
    assert len(packages) > 50
    assert unhashed(packages) == []
    assert unhashed([Package("x", "1", ("sha256:" + "0" * 64, None))]) == ["x"]


def test_the_lock_holds_every_dependency_that_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    names = {re.sub("[._]", "-", re.split(r"[^A-Za-z0-9._-]", one)[0].lower()) for one in declared}
    locked = {package.name for package in locked_packages()}
    assert names - {"verbatim-bot"} <= locked


def test_no_package_that_runs_the_bot_has_an_unknown_or_a_refused_licence() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = [*project["dependencies"], *project["optional-dependencies"]["pdf"]]
    assert print_licences(re.split(r"[^A-Za-z0-9._-]", one)[0] for one in declared) == 0


@pytest.mark.parametrize(
    ("report", "status"),
    [
        ("", NO_DATA),
        ("{}", NO_DATA),
        ({}, NO_DATA),
        ({"skip_reason": "Dependency not found on PyPI"}, NO_DATA),
        ({"vulns": []}, 0),
        ({"vulns": [{"id": "CVE-1"}]}, 1),
    ],
)
def test_an_audit_without_data_of_every_package_fails(
    tmp_path: Path, report: str | dict[str, object], status: int
) -> None:
    if isinstance(report, dict):
        names = [package.name for package in locked_packages()]
        told = [{"name": name, "version": "1", "vulns": []} | report for name in names]
        report = json.dumps({"dependencies": told[: None if report else -1]})
    (tmp_path / "report").write_text(report)
    tool = tmp_path / "pip-audit"  # says what the real one would: that needs the network
    tool.write_text(f"#!{sys.executable}\nprint(open({str(tmp_path / 'report')!r}).read())\n")
    tool.chmod(0o755)
    assert audit(str(tool), LOCK) == status


def test_an_audit_without_its_tool_fails() -> None:
    assert audit(None) == NO_DATA
