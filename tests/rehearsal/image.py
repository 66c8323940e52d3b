"""Carries out the Dockerfile's steps, each stage in a copy of a clean root, and starts what comes of it."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import string
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from tests.front_ends import ROOT
from tests.rehearsal.dockerfile import Step, parse_steps

DOCKERFILE = ROOT / "deploy" / "Dockerfile"
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# As compose.yaml starts it: the root read-only, /tmp in memory, the volume writable, no rights whatever.
_ENTER = """
set -e
mount --bind "$1" "$1"
mount -t proc proc "$1/proc"
mount -t tmpfs tmpfs "$1/tmp"
mount --bind "$1/data" "$1/data"
mount -o remount,bind,ro "$1"
root=$1 user=$2
shift 2
exec chroot "$root" setpriv --reuid="$user" --regid="$user" --clear-groups --bounding-set=-all \
--inh-caps=-all --no-new-privs env -i "$@"
"""


@dataclass
class Stage:
    """A root folder and what its image's settings have become."""

    root: Path
    environment: dict[str, str] = field(default_factory=lambda: {"PATH": _PATH})
    folder: str = "/"
    user: str = "0"
    last: dict[str, list[str]] = field(default_factory=dict)
    """The commands of HEALTHCHECK, ENTRYPOINT and CMD."""

    def inside(self, path: str) -> Path:
        """A path of the image as one of this machine."""
        return self.root / Path(self.folder, path).relative_to("/")

    def start(self, command: list[str], more: dict[str, str]) -> subprocess.Popen[str]:
        """Start `command` as a container would."""
        settings = [f"{name}={value}" for name, value in (self.environment | more).items()]
        enter = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", _ENTER, "enter"]
        whole = [*enter, str(self.root), self.user, *settings, *command]
        return subprocess.Popen(whole, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def stop(started: subprocess.Popen[str], by: signal.Signals = signal.SIGTERM) -> int:
    """Send a signal to the first process inside, as an engine does; its status."""
    (inside,) = Path(f"/proc/{started.pid}/task/{started.pid}/children").read_text().split()
    os.kill(int(inside), by)
    return started.wait()


def build(clean: Path, work: Path) -> Stage:
    """The last stage, its steps done below `work` on copies of `clean`."""
    stages: dict[str, Stage] = {}
    stage = Stage(clean)
    for step in parse_steps(DOCKERFILE.read_text(encoding="utf-8")):
        print(f"{step.name} {step.rest[:100]}", flush=True)
        if step.name == "FROM":
            name = step.rest.partition(" AS ")[2] or "last"
            stage = stages[name] = Stage(work / name)
            subprocess.run(["cp", "-a", "--reflink=auto", str(clean), str(stage.root)], check=True)
        else:
            _do(step, stage, stages)
    return stage


def _do(step: Step, stage: Stage, stages: dict[str, Stage]) -> None:
    if step.name in ("ARG", "ENV"):
        for pair in shlex.split(step.rest):
            name, _, value = pair.partition("=")
            stage.environment[name] = string.Template(value).safe_substitute(stage.environment)
    elif step.name == "WORKDIR":
        stage.folder = step.rest
        stage.inside(".").mkdir(parents=True, exist_ok=True)
    elif step.name == "RUN":
        settings = [f"{name}={value}" for name, value in stage.environment.items()]
        program = f"cd {shlex.quote(stage.folder)}; {step.rest}"
        command = ["chroot", str(stage.root), "env", "-i", *settings, "sh", "-ec", program]
        subprocess.run(command, check=True)
    elif step.name == "COPY":
        _copy(shlex.split(step.rest), stage, stages)
    elif step.name == "USER":
        stage.user = step.rest
    elif step.name in ("HEALTHCHECK", "ENTRYPOINT", "CMD"):
        stage.last[step.name] = step.command
    elif step.name != "VOLUME":
        raise ValueError(f"{step.name} is not known here")


def _copy(words: list[str], stage: Stage, stages: dict[str, Stage]) -> None:
    source = ROOT
    if words[0].startswith("--from="):
        source = stages[words.pop(0).removeprefix("--from=")].root
    *things, target = words
    for thing in things:
        found, into = source / thing.lstrip("/"), stage.inside(target)
        if found.is_dir():
            shutil.copytree(found, into, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(found, into / found.name if target.endswith("/") else into)
