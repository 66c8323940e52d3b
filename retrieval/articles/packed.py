"""Archives: the articles of a .zip, or of one gzipped file, within limits that no bomb passes."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from retrieval.articles.files import MAX_FILE_BYTES, show
from retrieval.articles.reading import parse_article, told_by_bytes
from retrieval.errors import ArticleError
from retrieval.models import Article

MAX_MEMBERS = 10_000
MAX_UNPACKED = 200_000_000
MAX_RATIO = 100
"""Times its packed size that an archive may unpack to; text packs 3 to 10 times."""
_SMALL = 1_000_000
"""Below this an unpacked size is never a bomb, whatever the ratio."""
_PACKED = ("zip", "gzip")
_ARCHIVES = (".zip", ".gz", ".tar", ".tgz", ".7z", ".rar")


def parse_zip(data: bytes, name: str, failures: list[ArticleError] | None = None) -> Iterator[Article]:
    """The articles of every file in a zip archive, hidden ones left out.

    Raises ArticleError for a damaged, locked or dangerous archive, and for a file in it that cannot be
    read; given `failures`, the file's error is put there and the rest is read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = _members(archive, len(data), name)
            for member in members:
                try:
                    yield from _parse_member(archive, member, name, failures)
                except ArticleError as error:
                    if failures is None:
                        raise
                    failures.append(error)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise ArticleError(
            name, f"the archive is damaged ({error})", "Load it again or pack it anew."
        ) from None


def parse_gzip(data: bytes, name: str, failures: list[ArticleError] | None = None) -> Iterable[Article]:
    """The articles of one gzipped file. Raises ArticleError for one that is cut off, damaged or a bomb."""
    unpacker = zlib.decompressobj(wbits=31)
    limit = max(_SMALL, min(MAX_FILE_BYTES, MAX_RATIO * len(data)))
    try:
        unpacked = unpacker.decompress(data, limit + 1)
    except zlib.error:
        raise ArticleError(name, "the gzip file is damaged", "Load it again.") from None
    if len(unpacked) > limit:
        raise _bomb(name)
    if not unpacker.eof:
        raise ArticleError(name, "the gzip file is cut off, its end is missing", "Load it again to the end.")
    if told_by_bytes(unpacked) in _PACKED:
        raise _nested(name)
    return parse_article(unpacked, name.removesuffix(".gz"), failures=failures)


def _members(archive: zipfile.ZipFile, packed: int, name: str) -> list[zipfile.ZipInfo]:
    """The files to read, in order of their names, once the whole archive has been found harmless."""
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise ArticleError(
            name, f"the archive holds {len(members):,} files", f"Pack {MAX_MEMBERS:,} at most."
        )
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED or (unpacked > _SMALL and unpacked > MAX_RATIO * packed):
        raise _bomb(name)
    for member in members:
        _check_member(member, name)
    files = (member for member in members if not member.is_dir() and not _is_hidden(member.filename))
    return sorted(files, key=lambda member: member.filename)


def _check_member(member: zipfile.ZipInfo, name: str) -> None:
    parts = PurePosixPath(member.filename.replace("\\", "/")).parts
    if ".." in parts or member.filename.startswith(("/", "\\")) or ":" in member.filename[:3]:
        problem = f"a file in it wants to stand outside ({show(member.filename)})"
        raise ArticleError(name, problem, "Do not trust this archive; pack the articles anew.")
    if stat.S_ISLNK(member.external_attr >> 16):
        problem = f"a file in it is a link ({show(member.filename)})"
        raise ArticleError(name, problem, "Pack the files themselves.")
    if member.flag_bits & 1:
        raise ArticleError(name, "the archive is locked with a password", "Unpack it and add the files.")


def _parse_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, failures: list[ArticleError] | None
) -> Iterable[Article]:
    inner = f"{name}/{show(member.filename)}"
    with archive.open(member) as file:
        data = file.read(MAX_FILE_BYTES + 1)
    if told_by_bytes(data) in _PACKED or member.filename.lower().endswith(_ARCHIVES):
        raise _nested(inner)
    return parse_article(data, inner, failures=failures)


def _is_hidden(filename: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in PurePosixPath(filename).parts)


def _bomb(name: str) -> ArticleError:
    problem = f"it would unpack to more than {MAX_RATIO} times its size or {MAX_UNPACKED / 1e6:,.0f} MB"
    return ArticleError(name, problem, "Unpack it yourself and add the files you trust.")


def _nested(name: str) -> ArticleError:
    return ArticleError(name, "it is an archive within an archive", "Unpack it and add the files.")
