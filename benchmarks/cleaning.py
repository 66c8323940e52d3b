"""How many paragraphs of real articles the plain-text cleaner takes out, and which.

    python benchmarks/cleaning.py FOLDER      (a folder with articles.jsonl, each with a "text")

To reach: at most about 0.1 % of all paragraphs, every one of them junk, bylines (kept as authors) among
them. Titles taken from a first line are counted apart: they are kept, as the article's title.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

from retrieval.articles.cleaning import clean
from retrieval.articles.wire import split_paragraphs, take_title

SHOWN = 40


def main(folder: Path) -> None:
    """Print the counts and the most frequent of what was removed."""
    counts: Counter[str] = Counter()
    removed: Counter[str] = Counter()
    authors: Counter[str] = Counter()
    tags: list[str] = []
    titles: list[str] = []
    datelines: Counter[str] = Counter()
    with (folder / "articles.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            paragraphs = split_paragraphs(json.loads(line)["text"])
            cleaned = clean(paragraphs)
            counts.update(articles=1, paragraphs=len(paragraphs), kept=len(cleaned.paragraphs))
            removed.update(Counter(paragraphs) - Counter(cleaned.paragraphs))
            authors.update([", ".join(cleaned.authors)] if cleaned.authors else [])
            tags += [", ".join(cleaned.tags)] if cleaned.tags else []
            datelines.update(
                [f"{cleaned.place} ({cleaned.outlet})"] if cleaned.place or cleaned.outlet else []
            )
            titles += [title] if (title := take_title(paragraphs)[0]) else []
    gone = counts["paragraphs"] - counts["kept"]
    print(f"{counts['articles']:,} articles, {counts['paragraphs']:,} paragraphs")
    print(f"removed: {gone:,} = {gone / counts['paragraphs']:.3%}, {len(removed):,} different ones")
    _show("removed", [f"{count:4d} {text}" for text, count in removed.most_common()])
    _show("bylines taken", list(authors))
    _show("keyword lines taken", tags)
    _show("titles taken from a first line", titles)
    _show("datelines read", [f"{count:4d} {text}" for text, count in datelines.most_common()])


def _show(what: str, lines: list[str]) -> None:
    print(f"\n{what}: {len(lines):,}")
    for line in lines[:SHOWN]:
        print("  ", line.replace("\n", " ")[:150])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
