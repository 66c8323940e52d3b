"""Made-up news, and an index on disk of articles that are in no library."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from retrieval import Article
from retrieval.archive import Archive, build
from retrieval.catalogue.entering import identity, make_entry
from retrieval.catalogue.index import ArchiveIndex

WORDS = [
    *("owl", "penguin", "president", "minister", "election", "river", "harvest", "strike", "museum"),
    *("Sheinbaum", "Trump", "Oslo", "Mexico", "court", "budget", "police", "fire", "school", "train"),
]
TODAY = date(2026, 11, 28)


def make_news(chance: random.Random, id: str) -> Article:
    """An article of a few paragraphs from few words, so that many share some."""
    paragraphs = [
        " ".join(
            f"{' '.join(chance.choices(WORDS, k=chance.randrange(3, 9))).capitalize()}."
            for _ in range(chance.randrange(1, 4))
        )
        for _ in range(chance.randrange(1, 6))
    ]
    return Article(
        id=id,
        text="\n\n".join(paragraphs),
        title=" ".join(chance.choices(WORDS, k=3)) if chance.random() < 0.8 else None,
        published=TODAY - timedelta(days=chance.randrange(60)) if chance.random() < 0.8 else None,
        language=chance.choice([None, "en", "es"]),
    )


def index_articles(articles: Iterable[Article], folder: Path) -> ArchiveIndex:
    """An index in `folder` of these articles, which stay in memory."""
    held = {article.id: article for article in articles}
    build(folder, lambda done: map(make_entry, list(held.values())[len(done) :]), identity(), mark=0)
    archive = Archive(folder, identity())
    return ArchiveIndex(archive, lambda ids: {id: held[id] for id in ids if id in held})
