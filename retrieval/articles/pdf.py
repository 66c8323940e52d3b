"""PDF files: lines joined to paragraphs, page furniture left out. Owns pdfminer, an optional extra."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from retrieval.articles.building import build_article
from retrieval.articles.wire import take_title
from retrieval.errors import ArticleError
from retrieval.models import Article

MAX_PAGES = 200
_SENTENCE_END = re.compile(r"[.!?:;…。][\"”’»)\]]{0,2}$")
_PAGE_NUMBER = re.compile(r"(?:page |seite |p\. ?)?\d{1,4}(?: ?(?:/|of|von) ?\d{1,4})?", re.IGNORECASE)


def parse_pdf(data: bytes, name: str, failures: list[ArticleError] | None = None) -> tuple[Article, ...]:
    """The article of a PDF file.

    Raises ArticleError where pdfminer is not installed, and for a PDF that is locked, scanned or damaged.
    """
    pages = [list(boxes) for boxes in _pages(data, name)]
    running = _running_lines(pages)
    blocks = [block for page in pages for box in page if (block := _join_lines(box, running))]
    paragraphs = _join_blocks(blocks)
    if not paragraphs:
        problem = "there is no text in this PDF: it is a scan or made of pictures"
        raise ArticleError(name, problem, "Run text recognition over it, or give the article's address.")
    title, paragraphs = take_title(paragraphs)
    return (build_article(paragraphs, name, title=title),)


def _pages(data: bytes, name: str) -> Iterator[list[list[str]]]:
    """For each page its boxes of text, each a list of lines."""
    try:
        from pdfminer.high_level import extract_pages
        from pdfminer.layout import LTTextBox, LTTextLine
        from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
    except ImportError:
        remedy = "Install it: pip install pdfminer.six"
        raise ArticleError(name, "reading a PDF needs pdfminer.six", remedy) from None
    try:
        for page in extract_pages(io.BytesIO(data), maxpages=MAX_PAGES):
            boxes = [box for box in page if isinstance(box, LTTextBox)]
            yield [[line.get_text().strip() for line in box if isinstance(line, LTTextLine)] for box in boxes]
    except (PDFPasswordIncorrect, PDFEncryptionError):
        raise ArticleError(name, "the PDF is locked with a password", "Unlock it and add it again.") from None
    except Exception as error:  # on damaged files pdfminer raises anything from KeyError to struct.error
        problem = f"the PDF is damaged or cut off ({type(error).__name__})"
        raise ArticleError(name, problem, "Load it again, or save its text as .txt.") from None


def _running_lines(pages: list[Any]) -> set[str]:
    """Lines that stand on at least three pages and half of all: heads and feet."""
    seen = Counter(line for page in pages for line in {line for box in page for line in box})
    return {line for line, count in seen.items() if count >= 3 and count * 2 >= len(pages)}


def _join_lines(lines: list[str], running: set[str]) -> str:
    """One paragraph of a box's lines: a word broken at a line's end is whole again.

    >>> _join_lines(["It rained in cen-", "tral Rome", "7"], set())
    'It rained in central Rome'
    >>> _join_lines(["Heli\\xad", "Copters", "", "flew"], set())
    'HeliCopters flew'
    """
    text = ""
    for line in lines:
        if not line or line in running or _PAGE_NUMBER.fullmatch(line):
            continue
        if text.endswith("\u00ad") or (re.search(r"[^\W\d_]-$", text) and line[0].islower()):
            text = text[:-1] + line
        else:
            text = f"{text} {line}" if text else line
    return text


def _join_blocks(blocks: list[str]) -> list[str]:
    """Paragraphs: one that was cut by a page's or column's end goes on where it was cut.

    >>> _join_blocks(["It rained in", "central Rome.", "It stopped."])
    ['It rained in central Rome.', 'It stopped.']
    """
    paragraphs: list[str] = []
    for block in blocks:
        if paragraphs and block[0].islower() and not _SENTENCE_END.search(paragraphs[-1]):
            paragraphs[-1] = _join_lines([paragraphs[-1], block], set())
        else:
            paragraphs.append(block)
    return paragraphs
