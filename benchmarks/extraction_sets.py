"""The public sets of news pages with ground truth that `benchmarks/extraction.py` measures on, as pages."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit


class Page(NamedTuple):
    """A page and what a person, or a parser written for its site, found on it."""

    name: str
    data: bytes
    text: str
    title: str
    days: frozenset[str]
    url: str | None

    @property
    def held_out(self) -> bool:
        """Whether the page's host is on the side that no rule is tuned on: half of all hosts, by a hash."""
        host = (urlsplit(self.url or "").hostname or self.name.split("_")[0]).removeprefix("www.")
        return hashlib.sha256(host.encode()).digest()[0] % 2 == 1


def read_andy(folder: Path) -> Iterator[Page]:
    """The AndyTheFactory set: one JSON, a page for each key."""
    for key, truth in json.loads((folder / "articles.json").read_text("utf-8")).items():
        if (page := folder / "html" / f"{key}.html").exists():
            days = frozenset(re.findall(r"^\d{4}-\d\d-\d\d", truth.get("date") or ""))
            yield Page(key, page.read_bytes(), truth["articleBody"], truth["title"], days, truth.get("url"))


def read_fundus(folder: Path) -> Iterator[Page]:
    """The fundus set: a JSON for each publisher, its versions in the order of its pages' days."""
    for file in sorted(folder.rglob("test_data/*/*.json")):
        infos = json.loads((file.parent / "meta.info").read_text("utf-8"))
        pages = sorted(file.parent.glob(f"{file.stem}_????_??_??.html.gz"))
        versions = json.loads(file.read_text("utf-8"))
        if len(pages) != len(versions):
            continue
        for page, truth in zip(pages, versions.values(), strict=True):
            url = infos.get(page.name, {}).get("url")
            yield Page(page.name, gzip.decompress(page.read_bytes()), *_fundus_truth(truth), url)


def read_scrapinghub(folder: Path) -> Iterator[Page]:
    """The scrapinghub set: a JSON with the text and address of each page; it has no titles and days."""
    for key, truth in json.loads((folder / "ground-truth.json").read_text("utf-8")).items():
        page = (folder / "html" / f"{key}.html.gz").read_bytes()
        yield Page(key, gzip.decompress(page), truth.get("articleBody", ""), "", frozenset(), truth["url"])


READERS = {"andy": read_andy, "fundus": read_fundus, "scrapinghub": read_scrapinghub}


def _fundus_truth(truth: dict[str, Any]) -> tuple[str, str, frozenset[str]]:
    body = truth.get("body") or {"summary": [], "sections": []}
    blocks = [*body["summary"]]
    for section in body["sections"]:
        blocks += [*section["headline"], *section["paragraphs"]]
    published = truth.get("publishing_date")
    days = set()
    if published:
        moment = datetime.fromisoformat(published)
        days = {moment.date().isoformat()}
        days |= {moment.astimezone(UTC).date().isoformat()} if moment.tzinfo else set()
    return "\n\n".join(blocks), truth.get("title") or "", frozenset(days)
