"""Pictures of recorded conversations: HTML for each, and PNG where there is a headless Chromium."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from .html_view import to_html
from .recording import SUFFIX, read_recordings

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_WIDTH = 600
NO_CHROMIUM = "no Chromium found (Debian: apt install chromium): HTML only, PNG skipped"


def draw(folder: Path) -> int:
    """Draw all recordings of a folder; the exit status."""
    records = read_recordings(folder)
    if not records:
        sys.stderr.write(
            f"no *{SUFFIX} in {folder}: record some with `python -m tests.botapi --record {folder}`\n"
        )
        return 2
    browser = find_chromium()
    if browser is None:
        sys.stderr.write(NO_CHROMIUM + "\n")
    for path, record in records.items():
        page = path.with_name(path.name.removesuffix(SUFFIX) + ".html")
        page.write_text(to_html(record), encoding="utf-8")
        print(page)
        if browser is not None:
            print(photograph(browser, page, _height(record)))
    return 0


def find_chromium() -> str | None:
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


def photograph(browser: str, page: Path, height: int) -> Path:
    """One page as PNG."""
    picture = page.with_suffix(".png").resolve()
    options = [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--force-device-scale-factor=2",
    ]
    size = [f"--window-size={_WIDTH},{height}", f"--screenshot={picture}"]
    command = [browser, *options, *size, page.resolve().as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return picture


def _height(record: dict[str, list[dict[str, str]]]) -> int:
    """Pixels that a chat will about take: headless Chromium photographs a window, not a page."""
    lines = 0
    for message in record["messages"]:
        text = str(message.get("text") or message.get("caption") or "")
        lines += 3 + sum(1 + len(line) // 58 for line in text.split("\n")) + 2 * ("reply_markup" in message)
    return max(240, 80 + 22 * lines)
