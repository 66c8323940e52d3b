"""An article with what the library knows about it, as bytes that can be checked, and back."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from retrieval.articlejson import article_fields
from retrieval.models import Article

_TRACKING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "igshid", "ocid", "cmpid")


class Record(NamedTuple):
    """One version of an article. `origin` is the file it was read from; `kept` says that somebody
    added it by hand, so that it outlives that file; `replaced_by` is the id of the next version."""

    article: Article
    added_by: str
    added_at: datetime
    origin: str | None = None
    kept: bool = True
    replaced_by: str | None = None


def to_bytes(record: Record) -> bytes:
    """The record without `replaced_by` as JSON; file names in bad UTF-8 come back exactly."""
    return encode_json(
        {
            "article": article_fields(record.article),
            "added_by": record.added_by,
            "added_at": record.added_at.isoformat(),
            "origin": record.origin,
            "kept": record.kept,
        }
    )


def from_bytes(data: bytes, replaced_by: str | None = None) -> Record:
    """The record that `to_bytes` was given; ValueError where the bytes are something else."""
    fields = json.loads(data)
    try:
        article = fields["article"]
        article |= {
            "published": _to_published(article["published"]),
            "authors": tuple(article["authors"]),
            "tags": tuple(article["tags"]),
        }
        return Record(
            article=Article(**article),
            added_by=fields["added_by"],
            added_at=datetime.fromisoformat(fields["added_at"]),
            origin=fields["origin"],
            kept=fields["kept"],
            replaced_by=replaced_by,
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a record of the library: {error!r}") from error


def encode_json(value: Any) -> bytes:
    r"""Compact JSON in UTF-8, escaped only where a string is not valid Unicode.

    >>> encode_json("é"), encode_json("\udcff")
    (b'"\xc3\xa9"', b'"\\udcff"')
    """
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()


def checksum(*fields: str | bytes | int | None) -> bytes:
    """SHA-256 over fields, each with its type and length, so that none can pass for another.

    >>> checksum("ab", "c") == checksum("a", "bc"), checksum("a") == checksum(b"a")
    (False, False)
    """
    hashed = hashlib.sha256()
    for field in fields:
        data = field if isinstance(field, bytes) else str(field).encode("utf-8", "surrogatepass")
        hashed.update(b"%s %d\n" % (type(field).__name__.encode(), len(data)))
        hashed.update(data)
    return hashed.digest()


def address_key(url: str | None) -> bytes | None:
    """What two addresses of the same article have in common; None where it names no article.

    >>> one = address_key("https://WWW.AP.com/a/?utm_source=x#top")
    >>> one == address_key("http://ap.com/a"), one == address_key("https://ap.com/b")
    (True, False)
    >>> address_key("https://ap.com/") is None
    True
    """
    try:
        parts = urlsplit((url or "").strip())
        host = (parts.hostname or "").removeprefix("www.")
        port = "" if parts.port in (None, 80, 443) else f":{parts.port}"
    except ValueError:
        return None
    pairs = [pair for pair in parse_qsl(parts.query, True) if not pair[0].lower().startswith(_TRACKING)]
    path = parts.path.rstrip("/")
    # A feed that gives its home page for every entry must not replace one article by the next.
    if not host or not (path or pairs):
        return None
    return checksum(host, port, path, urlencode(pairs, errors="surrogatepass"))[:16]


def words_key(text: str) -> bytes:
    r"""What two texts have in common that differ only in white space.

    >>> words_key("One  two\n") == words_key("One two"), words_key("One") == words_key("one")
    (True, False)
    """
    return checksum(" ".join(text.split()))[:16]


def published_key(published: datetime | date | None) -> str | None:
    """A moment as text that sorts by time; a day stands before its hours, and no zone means UTC.

    >>> published_key(date(2026, 11, 22)) < published_key(datetime(2026, 11, 22, 0, 1))
    True
    """
    if not isinstance(published, datetime):
        return published.isoformat() if published else None
    try:
        moment = published.astimezone(UTC) if published.tzinfo else published
    except OverflowError:  # the first or last day a calendar knows
        moment = published
    return moment.replace(tzinfo=None).isoformat(timespec="microseconds")


def _to_published(written: str | None) -> datetime | date | None:
    if written is None:
        return None
    return datetime.fromisoformat(written) if "T" in written else date.fromisoformat(written)
