"""The README's pictures: scripted conversations with the served bot, drawn in a real Chromium.

python -m tests.pictures [DIR]    (by default docs)
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from tests.botapi import BotApi, to_html
from tests.botapi.screenshots import NO_CHROMIUM, find_chromium, photograph
from tests.front_ends import ROOT, served

SCENES = {
    "telegram-answer": ["How does the Northern Command combat fentanyl trafficking?"],
    "telegram-closest": [
        "How many cartels were labeled terrorist organizations?",
        "Who is the governor of Texas?",
    ],
}
"""What is asked of the article in `seeds/`, one question after the other."""


async def play() -> dict[str, str]:
    """Every scene, played in a chat of its own and drawn as a page."""
    pages: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as data:
        async with BotApi() as api, served(api, Path(data)):
            for name, questions in SCENES.items():
                chat = api.user("Ana").private_chat()
                for question in questions:
                    await chat.ask(question)
                pages[name] = to_html(chat)
    return pages


def draw(folder: Path) -> list[Path]:
    """The pictures, put into `folder`; none where there is no Chromium."""
    browser = find_chromium()
    if browser is None:
        return []
    folder.mkdir(parents=True, exist_ok=True)
    drawn = []
    with tempfile.TemporaryDirectory() as pages:
        for name, html in asyncio.run(play()).items():
            page = Path(pages) / f"{name}.html"
            page.write_text(html, encoding="utf-8")
            picture = folder / f"{name}.png"
            picture.write_bytes(photograph(browser, page).read_bytes())
            drawn.append(picture)
    return drawn


def main() -> int:
    """Draw, and say where the pictures are."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.pictures", description="Draw the README's pictures."
    )
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "docs")
    drawn = draw(parser.parse_args().folder)
    for picture in drawn:
        print(picture)
    if not drawn:
        print(NO_CHROMIUM, file=sys.stderr)
    return 0 if drawn else 2


if __name__ == "__main__":
    sys.exit(main())
