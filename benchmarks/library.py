"""How long 1,000 files of mixed formats take to add, and the first answer on them in a new process.

    python benchmarks/library.py FOLDER [--files 1000]

FOLDER holds an `articles.jsonl`; its articles are written out as text, pages, Markdown and JSON first.
"""

from __future__ import annotations

import argparse
import html
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Write the files, add them, ask, and print the seconds."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=1000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        files = Path(scratch) / "files"
        write_files(arguments.folder / "articles.jsonl", files, arguments.files)
        (Path(scratch) / "none").mkdir()
        env = {**os.environ, "VERBATIM_DATA": f"{scratch}/data", "VERBATIM_ARTICLES": f"{scratch}/none"}
        _time(f"{arguments.files} files added", env, "articles", "add", str(files))
        for attempt in ("first answer in a new process", "and again"):
            _time(attempt, env, "ask", "Who won the election?")


def write_files(source: Path, files: Path, count: int) -> None:
    """Write `count` articles, a quarter of them in each format."""
    files.mkdir()
    with source.open(encoding="utf-8") as lines:
        for number, line in enumerate(islice(lines, count)):
            article = json.loads(line)
            suffix, write = list(_FORMATS.items())[number % len(_FORMATS)]
            title = article["title"] or " ".join(article["text"].split()[:8])
            (files / f"{number:05}{suffix}").write_text(write(title, article["text"]), encoding="utf-8")


def _page(title: str, text: str) -> str:
    body = "".join(f"<p>{html.escape(paragraph)}</p>\n" for paragraph in text.split("\n") if paragraph)
    head = f'<title>{html.escape(title)}</title><meta property="og:site_name" content="The Gazette">'
    return f"<!doctype html><html lang=en><head>{head}</head><body><article>{body}</article></body></html>"


_FORMATS: dict[str, Callable[[str, str], str]] = {
    ".txt": lambda title, text: text,
    ".html": _page,
    ".md": lambda title, text: f"---\ntitle: {json.dumps(title)}\n---\n\n{text}",
    ".json": lambda title, text: json.dumps({"title": title, "text": text}),
}


def _time(what: str, env: dict[str, str], *arguments: str) -> None:
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments], cwd=ROOT, env=env, capture_output=True, text=True
    )
    seconds = time.perf_counter() - started
    print(f"{seconds:7.2f} s  {what}: {(done.stdout or done.stderr).splitlines()[0][:80]}")


if __name__ == "__main__":
    main()
