"""Pictures of recorded conversations: HTML for each, and PNG where there is a headless Chromium."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from .html_view import to_html
from .recording import SUFFIX, read_recordings

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_WIDTH = 500
_TALLEST = 20_000
NO_CHROMIUM = "no Chromium found (Debian: apt install chromium): HTML only, PNG skipped"
_QUIET = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --hide-scrollbars "
    "--disable-lcd-text --disable-background-networking --disable-component-update --disable-sync"
)
_OPTIONS = (*_QUIET.split(), "--force-device-scale-factor=1.6")
_MEASURE = "<script>document.title = document.documentElement.getBoundingClientRect().height</script>"


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
            print(photograph(browser, page))
    return 0


def find_chromium() -> str | None:
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


def photograph(browser: str, page: Path) -> Path:
    """One page as PNG, whole and no longer than it is."""
    picture = page.with_suffix(".png").resolve()
    size = f"--window-size={_WIDTH},{measure(browser, page)}"
    _run(browser, size, f"--screenshot={picture}", page)
    return picture


def measure(browser: str, page: Path) -> int:
    """The height of a page in pixels: headless Chromium photographs a window, not a page."""
    with tempfile.TemporaryDirectory() as folder:
        measured = Path(folder) / "measured.html"
        html = page.read_text(encoding="utf-8").replace("</body>", f"{_MEASURE}</body>")
        measured.write_text(html, encoding="utf-8")
        seen = _run(browser, f"--window-size={_WIDTH},{_TALLEST // 100}", "--dump-dom", measured)
    found = re.search(r"<title>(\d+)", seen)
    return min(int(found[1]) + 1, _TALLEST) if found else 1_000


def _run(browser: str, *options: str | Path) -> str:
    *flags, page = options
    with tempfile.TemporaryDirectory() as profile:
        command = [browser, *_OPTIONS, f"--user-data-dir={profile}", *map(str, flags)]
        ran = subprocess.run(
            [*command, Path(page).resolve().as_uri()], check=True, capture_output=True, timeout=120
        )
    return ran.stdout.decode("utf-8", "replace")
