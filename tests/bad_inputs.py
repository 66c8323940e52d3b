"""What people send by mistake or in malice: each file with words of the line that tells what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.articles_data import FIRST, PAGE, SECOND, make_pdf, make_zip, zip_bomb

GOOD = f"GENT (Reuters) - {FIRST}\n\n{SECOND}\n".encode()

_PICTURE = b"\x89PNG\r\n\x1a\n" + Random(4).randbytes(4_000)
_STUB = f"<html><body><h1>Rain</h1><p>{FIRST}</p><p>Subscribe to continue reading</p></body></html>".encode()
_FRONT = b'<html><body><h1>News</h1><a href="/a">One</a> <a href="/b">Two</a></body></html>'

BAD_FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty.txt": (lambda: b"", "it is empty"),
    "blank.txt": (lambda: b" \n\n\t ", "it is empty"),
    "picture.txt": (lambda: _PICTURE, "it is not a text file"),
    "program": (lambda: b"\x7fELF" + bytes(3_000), "it is not a text file"),
    "half.html": (lambda: PAGE[: len(PAGE) // 2], "the page is cut off"),
    "half.pdf": (lambda: make_pdf([[[FIRST]]])[:500], "damaged or cut off"),
    "half.zip": (lambda: make_zip({"a.txt": GOOD})[:90], "the archive is damaged"),
    "half.json": (lambda: b'{"title": "Rain", "text": "It rai', "it is not JSON"),
    "encoding.txt": (
        lambda: b"A caf\x81\xe9 with \x8f\x90 odd bytes \xff\xfe and more.",
        "encoding cannot be told",
    ),
    "locked.pdf": (lambda: make_pdf([[[FIRST]]], locked=True), "locked with a password"),
    "scanned.pdf": (lambda: make_pdf([[]]), "it is a scan"),
    "paywall.html": (lambda: _STUB, "behind a paywall"),
    "feed.rss": (lambda: PAGE, "it is a web page, not a feed"),
    "front.html": (lambda: _FRONT, "there is no article on this page"),
    "bomb.zip": (zip_bomb, "it would unpack to more than"),
    "outside.zip": (lambda: make_zip({"../../etc/a.txt": GOOD}), "wants to stand outside"),
    "link.zip": (lambda: make_zip({"a.txt": b"/etc/passwd"}, mode=0o120777), "a file in it is a link"),
    "letter.rtf": (lambda: rb"{\rtf1\ansi \f0 It rained in Rome on Monday.\par }", "rich text (RTF)"),
    "letter.docx": (lambda: make_zip({"word/document.xml": b"<x/>"}), ".docx files are not read"),
    "large.txt": (lambda: b"It rained. " * (30 * 1024 * 1024 // 11), "more than 20"),
}
"""Beside these stand what only a folder can hold: links, pipes, names of bad UTF-8."""

SENT_WORDS = BAD_FILES | {"large.txt": (BAD_FILES["large.txt"][0], "larger than 20 MB")}
