"""What a node is run with: a JDK that is new enough, Maven, and the jars, fetched and compiled once."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
OLDEST_JAVA = 21


class Unavailable(Exception):
    """Why no node can be started on this machine."""


@cache
def find_jdk() -> Path:
    """The home of a JDK that runs OpenSearch. Raises Unavailable."""
    named = os.environ.get("JAVA_HOME")
    on_path = shutil.which("javac")
    homes = [Path(named)] if named else []
    homes += [Path(on_path).resolve().parent.parent] if on_path else []
    homes += sorted(Path("/usr/lib/jvm").glob("*"), reverse=True)
    for home in homes:
        if (home / "bin" / "javac").exists() and _version(home) >= OLDEST_JAVA:
            return home
    raise Unavailable(f"no JDK {OLDEST_JAVA} or newer")


@cache
def node_classpath() -> str:
    """The jars of a node and our own class, fetched by Maven the first time. Raises Unavailable."""
    maven = shutil.which("mvn")
    if maven is None:
        raise Unavailable("no Maven")
    sources = [HERE / "pom.xml", HERE / "Node.java"]
    key = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:12]
    folder = ROOT / ".pytest_cache" / f"opensearch-{key}"
    kept = folder / "classpath"
    if not kept.exists() or not all(Path(jar).exists() for jar in kept.read_text().split(os.pathsep)):
        folder.mkdir(parents=True, exist_ok=True)
        _prepare(maven, folder, kept)
    return kept.read_text()


def _prepare(maven: str, folder: Path, kept: Path) -> None:
    jars = folder / "jars"
    _run(
        *(maven, "-q", "-B", "-f", str(HERE / "pom.xml"), "dependency:build-classpath"),
        f"-Dmdep.outputFile={jars}",
    )
    classpath = jars.read_text().strip()
    _run(str(find_jdk() / "bin" / "javac"), "-cp", classpath, "-d", str(folder), str(HERE / "Node.java"))
    written = folder / f"classpath.{os.getpid()}"
    written.write_text(f"{folder}{os.pathsep}{classpath}")
    written.replace(kept)


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if done.returncode:
        said = (done.stdout + done.stderr).strip().splitlines() or ["nothing said"]
        raise Unavailable(f"{Path(command[0]).name} failed: {said[-1][:200]}")


def _version(home: Path) -> int:
    release = home / "release"
    told = re.search(r'JAVA_VERSION="(\d+)', release.read_text()) if release.exists() else None
    return int(told.group(1)) if told else 0
