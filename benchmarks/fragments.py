"""Whether the address of an exact sentence leads to that sentence: every sentence of real news articles.

    python -m benchmarks.fragments FOLDER [--every N]                       (a folder with articles.jsonl)
    python -m benchmarks.fragments --andy FOLDER --fundus FOLDER [--every N]   (pages, see extraction.py)

Each article with a web address is taken under it, any other under a made-up one, and each sentence is
cited; of a folder with questions.jsonl also what the answers to its questions cite, each asked of its own
article. Counted is how often both ends of the text fragment are unique in the stored text, and how often
the first stretch that the fragment fits, found as a browser does, is the sentence itself.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from benchmarks.extraction_sets import READERS
from retrieval.answering import answer
from retrieval.articles.encoding import decode
from retrieval.articles.lines import parse_record
from retrieval.articles.page import parse_page
from retrieval.errors import ArticleError
from retrieval.evidence.links import exact_link
from retrieval.index import PassageIndex
from retrieval.models import Article, Span
from retrieval.passages import split_passages
from retrieval.questionset import QUESTIONS, read_question_set

SHOWN = 10


class Directive(NamedTuple):
    """The parts of `#:~:text=[prefix-,]start[,end][,-suffix]`, decoded."""

    prefix: str
    start: str
    end: str
    suffix: str


def main() -> None:
    """Print the counts and the first few that fail."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, nargs="?")
    for name in READERS:
        parser.add_argument(f"--{name}", type=Path)
    parser.add_argument("--every", type=int, default=1, help="only every n-th article")
    options = parser.parse_args()
    if options.folder and (options.folder / QUESTIONS).exists():
        _report("sentences cited in answers", _answers(options.folder))
    articles = islice(_articles(options), 0, None, options.every)
    _report("sentences of articles", ((article, _sentences(article)) for article in articles))


def _report(what: str, cited: Iterable[tuple[Article, Iterable[Span]]]) -> None:
    counts: Counter[str] = Counter()
    failed: list[str] = []
    for article, sentences in cited:
        counts["asked"] += 1
        _count(article, sentences, counts, failed)
    print(f"{counts['sentences']:,} {what} ({counts['asked']:,})")
    for name in ("start and end unique", "first match is the sentence"):
        print(f"{name:28} {counts[name]:9,}  {counts[name] / counts['sentences']:.4%}")
    print("\n".join(failed[:SHOWN]))


def _answers(folder: Path) -> Iterator[tuple[Article, Iterable[Span]]]:
    asked = read_question_set(folder)
    articles = {article.id: article for article in asked.articles}
    for question in asked.questions:
        if article := articles.get(question.article_id or ""):
            reply = answer(question.question, PassageIndex([article]))
            yield article, [citation.answer for citation in reply.citations]


def _sentences(article: Article) -> Iterator[Span]:
    return (sentence for passage in split_passages(article) for sentence in passage.sentences)


def _articles(options: argparse.Namespace) -> Iterator[Article]:
    if options.folder:
        with (options.folder / "articles.jsonl").open(encoding="utf-8") as lines:
            yield from (parse_record(json.loads(line), "a line") for line in lines)
    for name, read in READERS.items():
        for page in read(folder) if (folder := getattr(options, name)) else ():
            try:
                yield parse_page(decode(page.data, page.name), page.name, page.url)
            except ArticleError:
                continue


def _count(article: Article, sentences: Iterable[Span], counts: Counter[str], failed: list[str]) -> None:
    article = article if article.url else replace(article, url=f"https://news.example/{article.id}")
    page = _collapse(article.text)
    for sentence in sentences:
        link = exact_link(article, sentence) or ""
        directive = read_directive(link)
        unique = directive is not None and is_unique(page, directive)
        meant = directive is not None and _leads_to(page, directive, article.text, sentence)
        counts.update({"sentences": 1, "start and end unique": unique, "first match is the sentence": meant})
        if not (unique and meant):
            failed.append(f"  {article.id} {sentence.of(article.text)[:80]!r} {link[-160:]}")


def read_directive(link: str) -> Directive | None:
    """The parts of an address's text fragment.

    >>> read_directive("https://a.example/#:~:text=He%20left%2C-,Owls,hoot%2D.,-Geese")
    Directive(prefix='He left,', start='Owls', end='hoot-.', suffix='Geese')
    """
    _, found, text = link.partition("#:~:text=")
    parts = text.split(",")
    prefix = unquote(parts.pop(0)[:-1]) if parts[0].endswith("-") else ""
    suffix = unquote(parts.pop()[1:]) if parts[-1:] and parts[-1].startswith("-") else ""
    if not found or len(parts) not in (1, 2):
        return None
    start, end = (unquote(part) for part in (parts[0], parts[-1]))
    return Directive(prefix, start, end if len(parts) == 2 else "", suffix)


def is_unique(page: str, directive: Directive) -> bool:
    """Whether each end, the first with its prefix, stands once in the page's text.

    >>> is_unique("owls hoot. geese fly. owls hoot.", Directive("fly.", "owls hoot.", "", ""))
    True
    """
    first = f"{directive.prefix} {directive.start}"
    if not directive.end:
        return _once(page, _collapse(f"{first} {directive.suffix}"))
    return _once(page, _collapse(first)) and _once(page, _collapse(f"{directive.end} {directive.suffix}"))


def _leads_to(page: str, directive: Directive, text: str, sentence: Span) -> bool:
    """Whether the first stretch that fits is the sentence."""
    prefix = _collapse(directive.prefix) + " " if directive.prefix else ""
    suffix = " " + _collapse(directive.suffix) if directive.suffix and not directive.end else ""
    start = page.find(prefix + _collapse(directive.start) + suffix) + len(prefix)
    end = _collapse(directive.end or directive.start)
    first = page.find(end, start + len(_collapse(directive.start)) if directive.end else start)
    wanted = _collapse(sentence.of(text))
    before = _collapse(text[: sentence.start])
    place = len(before) + (1 if before and text[sentence.start - 1].isspace() else 0)
    return (start, page[start : first + len(end)]) == (place, wanted)


def _once(page: str, words: str) -> bool:
    first = page.find(words)
    return first >= 0 and page.find(words, first + 1) < 0


def _collapse(text: str) -> str:
    return " ".join(text.split()).lower()


if __name__ == "__main__":
    main()
