"""The n-th system call of a save fails, for every n: a clean error, the old state, and the next try works.

strace makes the calls fail, in a process that was forked just before: SQLite's own calls as well as ours.
"""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from tests.drills.storage.saves import CLEAN, SAVES, Save, copy_of, judge
from tests.front_ends import ROOT

FAILING = {
    "openat": "EIO",
    "write": "ENOSPC",
    "pwrite64": "ENOSPC",
    "fsync": "EIO",
    "fdatasync": "EIO",
    "ftruncate": "EIO",
    "rename": "EIO",
    "unlink": "EIO",
    "mkdir": "ENOSPC",
}
_DONE, _CLEAN_ERROR, _STUCK, _CRASHED = 0, 3, 4, 5
_MOST = 500


class Failures(NamedTuple):
    """How many calls were made to fail, how the saves ended, and what was wrong afterwards."""

    failed: int
    ends: Counter[str]
    wrong: Counter[str]


def fail_calls(name: str, folder: Path, most: int = _MOST) -> Failures:
    """Let each call of each kind fail once, up to the `most`th."""
    save = SAVES[name]
    before = folder / "before"
    before.mkdir()
    save.prepare(before)
    _warm_up(save, copy_of(before, folder / "warm"))
    ends: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for call, error in FAILING.items():
        for number in range(1, most + 1):
            place = copy_of(before, folder / f"{call}-{number}")
            injected, end, said = _run_failing(save, place, f"{call}:error={error}:when={number}")
            if injected:
                ends[end] += 1
                if problem := judge(save, place, said) or ("" if end in ("done", "clean error") else end):
                    wrong[f"{call} {number}: {problem}"] += 1
            shutil.rmtree(place)
            if not injected:
                break
    return Failures(sum(ends.values()), ends, wrong)


def fail_calls_aside(name: str, folder: Path, most: int) -> Failures:
    """The same in a process of its own: one with threads had better not fork."""
    program = [sys.executable, "-m", "tests.drills.storage.calls", name, str(folder), str(most)]
    done = subprocess.run(program, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    failed, ends, wrong = json.loads(done.stdout)
    return Failures(failed, Counter(ends), Counter(wrong))


def _warm_up(save: Save, place: Path) -> None:
    """Import whatever is imported late: a file that cannot be read then is no failure of the save."""
    save.run(place, lambda number: None)
    judge(save, place, 0)


def _run_failing(save: Save, place: Path, injection: str) -> tuple[bool, str, int]:
    """Whether the call came at all, how the save ended, and the last step that it said was done."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os._exit(_save_twice(save, place, writing))
    os.close(writing)
    os.waitpid(child, os.WUNTRACED)
    log = place.with_name("injected")
    what = ["-e", f"trace={injection.partition(':')[0]}", "-e", f"inject={injection}"]
    strace = subprocess.Popen(["strace", "-o", log, *what, "-p", str(child)], stderr=subprocess.DEVNULL)
    _wait_for_tracer(child)
    os.kill(child, signal.SIGCONT)
    _, status = os.waitpid(child, 0)
    strace.wait()
    with os.fdopen(reading, "rb") as said:
        steps = said.read()
    ends = {_DONE: "done", _CLEAN_ERROR: "clean error", _STUCK: "stuck after it", _CRASHED: "crashed"}
    injected = "(INJECTED)" in log.read_text()
    return injected, ends.get(os.waitstatus_to_exitcode(status), f"status {status}"), max(steps, default=0)


def _save_twice(save: Save, place: Path, writing: int) -> int:
    """Save; where that fails, see that it can be tried again in the same process."""
    os.kill(os.getpid(), signal.SIGSTOP)

    try:
        save.run(place, lambda number: _say(writing, number))
    except CLEAN:
        return _CLEAN_ERROR if not _fails(save, place.with_name("again")) else _STUCK
    except BaseException:
        return _CRASHED
    return _DONE


def _say(writing: int, number: int) -> None:
    os.writev(writing, [bytes([number])])  # not write(): that may be the call that fails


def _fails(save: Save, place: Path) -> bool:
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    try:
        save.prepare(place)
        save.run(place, lambda number: None)
    except CLEAN:
        return True
    return False


def _wait_for_tracer(process: int) -> None:
    while re.search(r"TracerPid:\s+0\b", Path(f"/proc/{process}/status").read_text()):
        time.sleep(0.002)


def main() -> None:
    """Print the counts of one save as JSON."""
    logging.disable(logging.CRITICAL)
    print(json.dumps(fail_calls(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))))


if __name__ == "__main__":
    main()
