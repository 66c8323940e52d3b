"""What is shipped: a small wheel, a whole source archive, and the README's first command in an empty home."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.front_ends import ROOT, environment

MOST_BYTES = 1_000_000
README = (ROOT / "README.md").read_text(encoding="utf-8")
QUESTION = "How does the Northern Command combat fentanyl trafficking?\n"


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that git keeps, as they are now, and nothing that lies about."""
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("this is no clone")
    folder = tmp_path_factory.mktemp("clone")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def built(clone: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The wheel and the source archive."""
    return _build(clone, tmp_path_factory.mktemp("dist"))


def _build(source: Path, into: Path) -> tuple[Path, Path]:
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(into)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    return next(into.glob("*.whl")), next(into.glob("*.tar.gz"))


def test_the_wheel_is_small_and_holds_the_two_packages_only(built: tuple[Path, Path]) -> None:
    assert built[0].stat().st_size < MOST_BYTES
    with zipfile.ZipFile(built[0]) as wheel:
        tops = {name.split("/")[0] for name in wheel.namelist()}
        data = [name for name in wheel.namelist() if name.startswith("retrieval/data/")]
    assert {top for top in tops if not top.endswith(".dist-info")} == {"bot", "retrieval"}
    assert any(name.endswith(".json") for name in data)


def test_the_source_archive_holds_all_that_a_developer_needs(
    clone: Path, built: tuple[Path, Path], tmp_path: Path
) -> None:
    with tarfile.open(built[1]) as archive:
        archive.extractall(tmp_path, filter="data")
    (unpacked,) = tmp_path.iterdir()
    kept = {path.relative_to(clone).as_posix() for path in clone.rglob("*") if path.is_file()}
    given = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
    assert {name for name in kept - given if not name.startswith(".git")} == set()
    again, _ = _build(unpacked, tmp_path / "again")
    with zipfile.ZipFile(again) as rebuilt, zipfile.ZipFile(built[0]) as wheel:
        assert sorted(rebuilt.namelist()) == sorted(wheel.namelist())


@pytest.mark.timeout(900)
def test_the_first_command_of_the_readme_answers_in_a_fresh_clone_with_an_empty_home(
    clone: Path, tmp_path: Path
) -> None:
    found = re.search(r"^```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    assert found
    pip = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    pip["PIP_NO_COMPILE"] = "1"  # Python compiles what it needs, and nobody here needs the rest
    fresh = shutil.copytree(clone, tmp_path / "clone")  # what the command makes is no part of what is shipped
    (tmp_path / "home").mkdir()
    env = environment(HOME=str(tmp_path / "home"), PIP_CACHE_DIR=_pip_cache(), **pip)
    del env["PYTHONUTF8"]
    command = ["bash", "-euo", "pipefail", "-c", found[1]]
    done = subprocess.run(
        command, cwd=fresh, env=env, input=QUESTION, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "paragraph 4 of 7" in done.stdout
    verbatim = [str(fresh / ".venv/bin/verbatim"), "--version"]
    assert subprocess.run(verbatim, cwd=tmp_path, capture_output=True, check=True).stdout


def _pip_cache() -> str:
    command = [sys.executable, "-m", "pip", "cache", "dir"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
