"""Files, folders and bytes in, articles out: tells the format and hands over to the file that owns it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path, PurePath
from typing import cast

from retrieval.articles.encoding import decode
from retrieval.articles.files import check_size, is_folder, list_files, open_file, read_bytes, show
from retrieval.articles.wire import parse_text
from retrieval.errors import ArticleError, NoArticles
from retrieval.models import Article

Failures = list[ArticleError] | None

_PARSERS = {
    "page": "page:parse_page",
    "feed": "feed:parse_feed",
    "markdown": "markdown:parse_markdown",
    "json": "lines:parse_json",
    "lines": "lines:parse_lines",
    "pdf": "pdf:parse_pdf",
    "zip": "packed:parse_zip",
    "gzip": "packed:parse_gzip",
}
"""Loaded when a file of that format is read: a plain text needs none of their libraries."""

_BY_SUFFIX = {
    ".html": "page",
    ".htm": "page",
    ".xhtml": "page",
    ".md": "markdown",
    ".markdown": "markdown",
    ".json": "json",
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".rss": "feed",
    ".atom": "feed",
    ".xml": "feed",
}
_BY_FIRST_BYTES = ((b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (b"\x1f\x8b", "gzip"), (b"%PDF-", "pdf"))
_NOT_ARTICLES = {".pdf": "a PDF", ".zip": "a zip archive", ".gz": "a gzip file"}
_OTHER_SUFFIXES = """
.jpg .jpeg .png .gif .webp .bmp .tif .tiff .heic .svg .ico .psd .mp3 .mp4 .m4a .ogg .oga .wav .flac .mov .avi
.mkv .webm .exe .dll .so .bin .iso .apk .sqlite .db .ttf .woff .woff2
"""
_NO_TEXT = frozenset(_OTHER_SUFFIXES.split())
"""Bare text that is called so is no article: a picture's name promises none, and the text says nothing."""
_OFFICE = frozenset({".docx", ".odt", ".epub", ".xlsx", ".pptx", ".ods", ".odp", ".jar", ".apk"})

_RTF = b"{\\rtf"
"""What TextEdit and WordPad save by default: text to a machine, half of it marks to a reader."""

_FEED = r"(?i)(?:<\?[^>]*+>|<!--(?:[^-]|-(?!->))*+-->|\s)*+<(?:rss|feed|rdf:rdf)\b"
_PAGE = r"(?i)<(?:!doctype html|html|head|body|article|main|meta|title|div|p|h1|script|section)\b"


def read_articles(path: Path | str, failures: Failures = None) -> tuple[Article, ...]:
    """The articles of a file, or of every file below a folder, sorted by name.

    Raises ArticleError for the first file that cannot be read; given a list of `failures`, the error
    is put there and the rest is read. Raises NoArticles where nothing stands to be read.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "owls.txt").write_text("Owls hoot at night.")
    ...     [article.text for article in read_articles(Path(folder))]
    ['Owls hoot at night.']
    """
    articles = tuple(stream_articles(path, failures))
    if not articles and not failures:
        raise NoArticles(show(path))
    return articles


def stream_articles(path: Path | str, failures: Failures = None) -> Iterator[Article]:
    """As `read_articles`, one article at a time: a .jsonl file of any length passes through.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "news.jsonl").write_text('{"text": "Owls hoot."}\\n{"text": "Dogs bark."}\\n')
    ...     [article.text for article in stream_articles(Path(folder))]
    ['Owls hoot.', 'Dogs bark.']
    """
    path = Path(path)
    for file in list_files(path) if is_folder(path) else (path,):
        try:
            yield from _read_file(file, failures)
        except ArticleError as error:
            if failures is None:
                raise
            failures.append(error)


def parse_article(
    data: bytes, name: str, url: str | None = None, *, failures: Failures = None
) -> tuple[Article, ...]:
    """The articles in a file's bytes; the format is told by content first, by the name's suffix second.

    `url` is where the bytes came from, if from the web. Feeds, archives and .jsonl files may hold
    several articles; what is wrong with some of them is put into `failures`, if given.
    Raises ArticleError, naming `name`, for anything that is no article.

    >>> parse_article(b"It rained on Monday.", "rain.txt")[0].text
    'It rained on Monday.'
    """
    suffix, name = PurePath(name).suffix.lower(), show(name)
    check_size(name, len(data))
    if not data.strip():
        raise ArticleError(name, "it is empty", "Give a file with at least one paragraph.")
    return tuple(_parse(data, name, suffix, url, failures))


def told_by_bytes(data: bytes) -> str | None:
    """The format that a file's first bytes tell, "zip", "gzip" or "pdf"; None where they tell none.

    >>> told_by_bytes(b" %PDF-1.4"), told_by_bytes(b"PKK fighters left the town on Monday.")
    ('pdf', None)
    """
    start = data.lstrip()
    return next((kind for first, kind in _BY_FIRST_BYTES if start.startswith(first)), None)


def _read_file(path: Path, failures: Failures) -> Iterator[Article]:
    if _BY_SUFFIX.get(path.suffix.lower()) == "lines":
        from retrieval.articles.lines import read_lines

        with open_file(path) as file:
            yield from read_lines(file, show(path), failures)
    else:
        yield from parse_article(read_bytes(path), show(path), failures=failures)


def _parse(data: bytes, name: str, suffix: str, url: str | None, failures: Failures) -> Iterable[Article]:
    kind = told_by_bytes(data)
    if kind == "zip" and suffix in _OFFICE:
        raise ArticleError(name, f"{suffix} files are not read", "Save it as .txt, .html or .pdf.")
    if kind is not None:
        return _parser(kind)(data, name, failures)
    if data.lstrip().startswith(_RTF):
        raise ArticleError(name, "it is rich text (RTF), not plain text", "Save it as .txt, .html or .pdf.")
    if suffix in _NOT_ARTICLES:
        problem = f"it is called {suffix} but is not {_NOT_ARTICLES[suffix]}, or only a part of one"
        raise ArticleError(name, problem, "Load it again, or give it its right name.")
    text = decode(data, name)
    kind = _format_of(text, suffix)
    if kind == "text" and suffix in _NO_TEXT:
        raise ArticleError(name, f"{suffix} files are not articles", "Give it its right name if it is one.")
    if kind == "text":
        return (parse_text(text, name, url=url),)
    if kind == "page":
        if suffix in (".rss", ".atom"):
            raise ArticleError(name, "it is a web page, not a feed", "Give the feed's own address or file.")
        return (cast(Article, _parser(kind)(text, name, url)),)
    return _parser(kind)(text, name, failures)


def _format_of(text: str, suffix: str) -> str:
    """
    >>> _format_of("<!doctype html><p>x", ".txt"), _format_of("---\\ntitle: x\\n---\\ny", "")
    ('page', 'markdown')
    >>> _format_of("a", ".md"), _format_of("a", ".txt"), _format_of('{"text": "a"}', "")
    ('markdown', 'text', 'json')
    """
    head = text[:4000].lstrip("\ufeff \t\r\n")
    if head.startswith("<"):
        if re.match(_FEED, head):
            return "feed"
        if re.search(_PAGE, head):
            return "page"
    if re.match(r"---[ \t]*\r?\n", head) and re.search(r"\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", head):
        return "markdown"
    if suffix in _BY_SUFFIX:
        return _BY_SUFFIX[suffix]
    if re.match(r"[\[{]\s*[{\"]", head) and re.search(r'"(?:text|articleBody|@type|@graph)"\s*:', head):
        return "lines" if re.search(r"\}[ \t\r]*\n[ \t]*\{", text) else "json"
    return "text"


def _parser(kind: str) -> Callable[..., Iterable[Article]]:
    module, function = _PARSERS[kind].split(":")
    parser: Callable[..., Iterable[Article]] = getattr(
        import_module(f"retrieval.articles.{module}"), function
    )
    return parser
