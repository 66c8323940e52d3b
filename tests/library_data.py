"""Articles for the tests and drills of the library: any number of them, always the same ones."""

from __future__ import annotations

import hashlib
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from retrieval.errors import ArticleError
from retrieval.models import Article

_WORDS = ("owls", "hoot", "at", "night", "while", "penguins", "swim", "in", "cold", "seas", "near", "harbour")


def make_article(number: int, version: int = 1, characters: int = 2000) -> Article:
    """Article `number` in one of its versions, which share an address and differ in words."""
    chance = random.Random(f"{number}/{version}")
    words = [f"{chance.choice(_WORDS)}{chance.randrange(50)}" for _ in range(characters // 7)]
    text = f"Article {number}, version {version}.\n\n" + " ".join(words)
    url = f"https://example.org/news/{number}"
    return Article(
        id=hashlib.sha256(f"{url}\n{text}".encode()).hexdigest()[:12],
        text=text,
        title=f"Owls, part {number}",
        outlet="Example",
        authors=("A. Author", "Ö. Ünal"),
        published=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=number),
        place="Mérida",
        url=url,
        language="en",
        tags=("owls", f"part {number}"),
    )


def read_plain(data: bytes, name: str, failures: list[ArticleError]) -> tuple[Article, ...]:
    """A reader for tests: the text of a file is the text of its one article; garbage is refused."""
    text = data.decode()
    if not text.strip():
        raise ValueError("nothing in it")
    return (Article(id=hashlib.sha256(data).hexdigest()[:12], text=text, title=Path(name).stem),)
