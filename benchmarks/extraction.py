"""How well pages become articles, on public sets of real news pages with ground truth.

    python -m benchmarks.extraction --andy FOLDER --fundus FOLDER --scrapinghub FOLDER [--misses] [--half]

Each FOLDER is a checkout of a public set; their pages are read where they lie and never copied here:
- andy: github.com/AndyTheFactory/article-extraction-dataset (articles.json, html/)
- fundus: github.com/flairNLP/fundus (tests/resources/parser/test_data/)
- scrapinghub: github.com/scrapinghub/article-extraction-benchmark (ground-truth.json, html/); never tuned on

Printed for the whole set and for each half (by a hash of the host: rules are tuned on the first and judged on
the second), each as a mean over pages: text F1 (words as a bag; and runs of four words, which also count
order), exact titles (after whitespace, unseen characters and quotation marks are made alike), the published
day where the truth has one, and "copyright-year" dates: 1 January where the truth is another day.
A page that is refused counts 0 for text, title and day.

Titles are counted twice: over all pages, and over those on which the wanted title stands where a reader
sees it (`seen`). The rest of the truth stands only in the page's head: the fundus parsers take og:title or
JSON-LD, as suits the publisher, also where the page prints another headline.

The day is counted three ways. `day`: the day as the page writes it is the truth's. `zone`: or the page gives
an instant, and it fell on the truth's day somewhere on Earth. `marked`: as `zone`, over the pages on which
the truth's day stands at all, in digits or in words. Two kinds of misses are counted apart: `year`, the same
day in another year (the andy truth has many years typed as 2023), and `changed`, the day on which the page
says that it was last changed.

With `--predictions FILE` the texts of the scrapinghub pages are written as that set's own evaluate.py
reads them, which prints its figures beside those of the other extractors.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from benchmarks.extraction_sets import READERS, Page
from retrieval.articles.encoding import decode
from retrieval.articles.page import html_paragraphs, parse_page
from retrieval.errors import ArticleError
from retrieval.models import Article

_WORD = re.compile(r"\w+")
_CHANGED = re.compile(r"(?:modified|updated)[^<>{}\n]{0,60}?(\d{4}-\d\d-\d\d)", re.IGNORECASE)
_HEADER = (
    "set                 pages  refused  text F1  4-gram F1  titles  seen   day    zone   marked  "
    "year  changed  copyright-year  ms/page"
)


class Found(NamedTuple):
    """A page and the article made of it, if any."""

    page: Page
    article: Article | None
    seconds: float


def main() -> None:
    """Print a row of figures for each set given."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    for name in READERS:
        parser.add_argument(f"--{name}", type=Path)
    parser.add_argument("--every", type=int, default=1, help="only every n-th page")
    parser.add_argument("--misses", action="store_true", help="print each page that misses something")
    parser.add_argument("--half", action="store_true", help="print misses of the first half only")
    parser.add_argument("--predictions", type=Path, help="write the scrapinghub texts for its evaluate.py")
    options = parser.parse_args()
    print(_HEADER)
    for name, read in READERS.items():
        if folder := getattr(options, name):
            found = [_read(page) for page in list(read(folder))[:: options.every]]
            halves = [[one for one in found if one.page.held_out is held_out] for held_out in (False, True)]
            for label, part in (
                (name, found),
                (f"{name}, tuned", halves[0]),
                (f"{name}, held out", halves[1]),
            ):
                print(measure(label, part), flush=True)
            if options.misses or options.half:
                _show_all_misses(halves[0] if options.half else found)
            if options.predictions and name == "scrapinghub":
                _write_predictions(found, options.predictions)


def _read(page: Page) -> Found:
    started = time.perf_counter()
    try:
        article = parse_page(decode(page.data, page.name), page.name, page.url)
    except ArticleError:
        article = None
    return Found(page, article, time.perf_counter() - started)


class Tally(Counter[str]):
    """Counts over a set's pages; `share` divides two of them."""

    def share(self, part: str, whole: str) -> str:
        """`part` of `whole`, in three digits."""
        return f"{self[part] / self[whole]:.3f}" if self[whole] else "-"


def measure(name: str, found: Sequence[Found]) -> str:
    """One row of figures over a set's pages."""
    tally: Tally = Tally()
    bags: list[float] = []
    runs: list[float] = []
    for page, article, _ in found:
        text = article.text if article else ""
        bags.append(overlap(_WORD.findall(page.text), _WORD.findall(text)))
        runs.append(overlap(_fours(page.text), _fours(text)))
        tally["refused"] += article is None
        _count_title(tally, page, article)
        _count_day(tally, page, article)
    shares = [
        tally.share(*pair)
        for pair in (
            ("title", "titles"),
            ("title seen", "titles seen"),
            ("day", "days"),
            ("zone", "days"),
            ("marked zone", "marked"),
        )
    ]
    milliseconds = 1000 * sum(one.seconds for one in found) / len(found)
    return (
        f"{name:19} {len(found):5}  {tally['refused']:7}  {sum(bags) / len(bags):7.3f}  "
        f"{sum(runs) / len(runs):9.3f}  {'  '.join(f'{share:5}' for share in shares)}   "
        f"{tally['year']:4}  {tally['changed']:7}  {tally['copyright']:14}  {milliseconds:7.0f}"
    )


def _count_title(tally: Tally, page: Page, article: Article | None) -> None:
    if not page.title:
        return
    right = bool(article and _alike(article.title or "") == _alike(page.title))
    seen = _alike(page.title) in _seen(page)
    tally.update({"titles": 1, "title": right, "titles seen": seen, "title seen": right and seen})


def _count_day(tally: Tally, page: Page, article: Article | None) -> None:
    if not page.days:
        return
    published = article.published if article else None
    zone = bool(_days_on_earth(published) & page.days)
    marked = zone or any(_stands_on(page, day) for day in page.days)
    day = published.isoformat()[:10] if published else ""
    year = not zone and day[4:] in {day[4:] for day in page.days}
    changed = not zone and not year and bool(page.days & _days_changed(page))
    tally.update({"days": 1, "day": day in page.days, "zone": zone, "marked": marked})
    tally.update({"marked zone": zone and marked, "year": year, "changed": changed})
    tally["copyright"] += day[5:] == "01-01" and not zone


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


def _days_changed(page: Page) -> set[str]:
    return set(_CHANGED.findall(page.data.decode("utf-8", "replace")))


def _stands_on(page: Page, day: str) -> bool:
    on = date.fromisoformat(day)
    month = on.strftime("%B")
    written = "|".join(
        (day, f"{month[:3]}[a-z]*\\.? 0?{on.day},? {on.year}", f"0?{on.day} {month[:3]}[a-z]*\\.? {on.year}")
    )
    return re.search(written, page.data.decode("utf-8", "replace")) is not None


def _seen(page: Page) -> str:
    """The text of a page that a reader sees."""
    markup = re.sub(r"(?is)<head[\s>].*?</head>", "", decode(page.data, page.name))
    return _alike(" ".join(html_paragraphs(markup)))


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
    text = re.sub("[\xad\u200b-\u200f\u2060\ufeff]", "", html.unescape(text))
    return " ".join(text.translate(str.maketrans("’‘“”„«»–—\xa0", '\'\'"""""-- ')).split())


def _show_all_misses(found: Sequence[Found]) -> None:
    for page, article, _ in found:
        if article is None:
            print(f"  {page.name}: refused  {page.url}")
        else:
            _show_misses(page, article)


def _show_misses(page: Page, article: Article) -> None:
    score = overlap(_WORD.findall(page.text), _WORD.findall(article.text))
    if score < 0.8:
        print(f"  {page.name}: F1 {score:.2f}, {len(page.text):,} characters wanted  {page.url}")
    if page.title and _alike(article.title or "") != _alike(page.title):
        print(f"  {page.name}: title\n    wanted {page.title!r}\n    found  {article.title!r}")
    if page.days and not _days_on_earth(article.published) & page.days:
        print(f"  {page.name}: day {article.published}, wanted {sorted(page.days)}")


def _write_predictions(found: Sequence[Found], file: Path) -> None:
    texts = {page.name: {"articleBody": article.text if article else ""} for page, article, _ in found}
    file.write_text(json.dumps(texts), "utf-8")


if __name__ == "__main__":
    main()
