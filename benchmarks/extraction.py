"""How well pages become articles, on public sets of real news pages with ground truth.

    python benchmarks/extraction.py --andy FOLDER --fundus FOLDER [--misses] [--every N]

Each FOLDER is a checkout of a public set; their pages are read where they lie and never copied here:
- andy: github.com/AndyTheFactory/article-extraction-dataset (articles.json, html/)
- fundus: github.com/flairNLP/fundus (tests/resources/parser/test_data/)

Printed, each as a mean over pages: text F1 (words as a bag; and runs of four words, which also
counts order), exact titles (after whitespace and quotation marks are made alike), the published day where
the ground truth has one, and "copyright-year" dates: 1 January where the truth is another day.
A page that is refused counts 0 for text, title and day.

The day is counted three ways. "day": the day as the page writes it is the truth's. "zone": or the
page gives an instant, and it fell on the truth's day somewhere on Earth. "marked": as "zone", over the
pages on which the truth's day stands at all, in digits or in words: the andy truth has many years typed
as 2023 on pages of other years, and some pages were saved again later.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from retrieval.articles.encoding import decode
from retrieval.articles.page import parse_page
from retrieval.errors import ArticleError
from retrieval.models import Article

_WORD = re.compile(r"\w+")


class Page(NamedTuple):
    """A page and what a person found on it."""

    name: str
    data: bytes
    text: str
    title: str
    days: frozenset[str]
    url: str | None


def main() -> None:
    """Print a row of figures for each set given."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--andy", type=Path)
    parser.add_argument("--fundus", type=Path)
    parser.add_argument("--every", type=int, default=1, help="only every n-th page")
    parser.add_argument("--misses", action="store_true", help="print each page that misses something")
    options = parser.parse_args()
    print("set      pages  refused  text F1  4-gram F1  titles  day   zone  marked  copyright-year  ms/page")
    for name, read in (("andy", read_andy), ("fundus", read_fundus)):
        if folder := getattr(options, name):
            pages = list(read(folder))[:: options.every]
            print(measure(name, pages, options.misses), flush=True)


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


class Tally(Counter[str]):
    """Counts over a set's pages; `share` divides two of them."""

    def share(self, part: str, whole: str) -> str:
        """`part` of `whole`, in three digits."""
        return f"{self[part] / max(1, self[whole]):.3f}"


def measure(name: str, pages: list[Page], show_misses: bool) -> str:
    """One row of figures over a set's pages."""
    tally: Tally = Tally()
    bags: list[float] = []
    runs: list[float] = []
    started = time.perf_counter()
    for page in pages:
        try:
            article = parse_page(decode(page.data, page.name), page.name, page.url)
        except ArticleError as error:
            article = None
            tally["refused"] += 1
            if show_misses:
                print("  refused", error)
        bags.append(overlap(_WORD.findall(page.text), _WORD.findall(article.text if article else "")))
        runs.append(overlap(_fours(page.text), _fours(article.text if article else "")))
        _count(tally, page, article)
        if show_misses and article:
            _show_misses(page, bags[-1], article)
    seconds = time.perf_counter() - started
    mean = sum(bags) / len(bags), sum(runs) / len(runs)
    days = [tally.share(*pair) for pair in (("day", "days"), ("zone", "days"), ("marked zone", "marked"))]
    return (
        f"{name:8} {len(pages):5}  {tally['refused']:7}  {mean[0]:7.3f}  {mean[1]:9.3f}  "
        f"{tally.share('title', 'titles'):>6}  {' '.join(days)}  {tally['copyright']:14}  "
        f"{1000 * seconds / len(pages):7.0f}"
    )


def _count(tally: Tally, page: Page, article: Article | None) -> None:
    published = article.published if article else None
    tally["titles"] += bool(page.title)
    tally["title"] += bool(article and page.title and _alike(article.title or "") == _alike(page.title))
    if not page.days:
        return
    zone = bool(_days_on_earth(published) & page.days)
    marked = zone or any(_stands_on(page, day) for day in page.days)
    tally["days"] += 1
    tally["day"] += bool(published and published.isoformat()[:10] in page.days)
    tally["zone"] += zone
    tally["marked"] += marked
    tally["marked zone"] += zone and marked
    tally["copyright"] += bool(published and published.isoformat()[5:10] == "01-01" and not zone)


def _days_on_earth(moment: datetime | date | None) -> set[str]:
    """The calendar days on which a moment fell, anywhere from UTC-12 to UTC+14."""
    if moment is None:
        return set()
    days = {moment.isoformat()[:10]}
    if isinstance(moment, datetime) and moment.tzinfo:
        days |= {
            (moment.astimezone(UTC) + timedelta(hours=hours)).date().isoformat() for hours in (-12, 0, 14)
        }
    return days


def _stands_on(page: Page, day: str) -> bool:
    on = date.fromisoformat(day)
    month = on.strftime("%B")
    written = "|".join(
        (day, f"{month[:3]}[a-z]*\\.? 0?{on.day},? {on.year}", f"0?{on.day} {month[:3]}[a-z]*\\.? {on.year}")
    )
    return re.search(written, page.data.decode("utf-8", "replace")) is not None


def overlap(wanted: list[str], found: list[str]) -> float:
    """F1 of two bags.

    >>> overlap(["a", "b"], ["b"])
    0.6666666666666666
    """
    common = (Counter(wanted) & Counter(found)).total()
    return 2 * common / (len(wanted) + len(found)) if wanted or found else 1.0


def _fours(text: str) -> list[str]:
    words = _WORD.findall(text)
    return [" ".join(words[i : i + 4]) for i in range(max(1, len(words) - 3))]


def _alike(text: str) -> str:
    return " ".join(text.translate(str.maketrans("’‘“”„«»–—\xa0", '\'\'"""""-- ')).split())


def _show_misses(page: Page, score: float, article: Article) -> None:
    if score < 0.8:
        print(f"  {page.name}: F1 {score:.2f}, {len(page.text):,} characters wanted  {page.url}")
    if page.title and _alike(article.title or "") != _alike(page.title):
        print(f"  {page.name}: title\n    wanted {page.title!r}\n    found  {article.title!r}")
    if page.days and not _days_on_earth(article.published) & page.days:
        print(f"  {page.name}: day {article.published}, wanted {sorted(page.days)}")


if __name__ == "__main__":
    main()
