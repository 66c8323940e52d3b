"""Bytes to characters: marked, declared, UTF-8 or clearly told; never guessed in silence."""

from __future__ import annotations

import codecs
import re

from retrieval.errors import ArticleError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark its own begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# What pages declare and what they are, by the WHATWG's table.
_DECLARED_AS = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "unicode": "utf-8",
}
_REFUSED = frozenset({"utf-7", "unicode-escape", "raw-unicode-escape", "punycode", "idna"})
"""As `codecs` calls them, whatever a page does."""

_DECLARATION = rb"""(?i)(?:charset|encoding)\s{0,5}=\s{0,5}["']?\s{0,5}([A-Za-z0-9_:.\-]{2,40})"""
_HEAD_BYTES = 4096
_BROKEN = 0.1
_COHERENT = 0.1
_FEWEST_BYTES = 100
_SAVE_AS = "Save it as UTF-8 and add it again."


def decode(data: bytes, name: str) -> str:
    """The characters of a text, page or feed, without its byte order mark.

    Raises ArticleError for binary data, and where the encoding cannot be told.

    >>> decode("año".encode("utf-8-sig"), "a.txt"), decode("año".encode("utf-16"), "a.txt")
    ('año', 'año')
    """
    text = _decode(data, name)
    if "\x00" in text:
        raise ArticleError(name, "it is not a text file", "Give a text, a page, a feed or a PDF.")
    return text


def declared_encoding(data: bytes) -> str | None:
    """The encoding that a page or feed names in its first lines, as Python calls it.

    >>> declared_encoding(b'<?xml version="1.0" encoding="ISO-8859-1"?>')
    'cp1252'
    """
    head = data[:_HEAD_BYTES]
    if not head.lstrip().startswith(b"<"):
        return None
    match = re.search(_DECLARATION, head)
    label = match.group(1).decode("ascii").lower() if match else ""
    label = _DECLARED_AS.get(label, label)
    try:
        refused = codecs.lookup(label).name in _REFUSED
        return None if refused or not "a".encode(label) else label
    except (LookupError, UnicodeError, TypeError):
        return None


def _decode(data: bytes, name: str) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding, name).removeprefix("\ufeff")
    if b"\x00" in data:
        raise ArticleError(name, "it is not a text file", "Give a text, a page, a feed or a PDF.")
    declared = declared_encoding(data)
    if declared and declared.startswith("iso-2022"):  # looks like ASCII, so it must come before UTF-8
        return _strictly(data, declared, name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    return _strictly(data, declared, name) if declared else _told_apart(data, name)


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        problem = f"it says it is {encoding}, but byte {error.start:,} is not"
        raise ArticleError(name, problem, f"It may be cut off or damaged. {_SAVE_AS}") from None


def _told_apart(data: bytes, name: str) -> str:
    """What charset_normalizer finds, if every other reading of the bytes looks broken.

    Its best guess alone will not do: Spanish in cp1252 it reads as cp1250, with full confidence.
    """
    from charset_normalizer import from_bytes

    plausible = [match for match in from_bytes(data) if match.chaos < _BROKEN]  # the best comes first
    texts = set(map(str, plausible))
    if len(texts) == 1 and plausible[0].coherence >= _COHERENT and len(data) >= _FEWEST_BYTES:
        return texts.pop()
    raise ArticleError(name, "its encoding cannot be told for certain", _SAVE_AS)
