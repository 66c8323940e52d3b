"""What a page says of itself, weighed: its title, day, authors, outlet, address, language and keywords."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from retrieval.articles.bylines import parse_byline
from retrieval.articles.dates import parse_date, parse_printed
from retrieval.articles.jsonld import Described
from retrieval.articles.zones import in_local_zone

_DATE_KEYS = """
article:published_time datepublished article:published article:published:time og:article:published_time
og:published_time parsely-pub-date cxenseparse:recs:publishtime cxenseparse:publishtime sailthru.date
pubdate pub_date publishdate publish-date publish_date publication_date article:publicationdate
article.published dc.date.issued dcterms.created dc.date dc.date.created dcterms.date
date article_date_original
"""
_AUTHOR_KEYS = """
author parsely-author sailthru.author byl dc.creator dcterms.creator article:author cxenseparse:author
"""
_TAG_KEYS = "news_keywords keywords parsely-tags article:tag sailthru.tags"
_OUTLET_KEYS = "og:site_name publisher dc.publisher dcterms.publisher application-name cre"
_DATE_IN_ADDRESS = re.compile(
    r"[/-](20\d\d|19\d\d)[/-](0?[1-9]|1[0-2]|[a-z]{3})[/-](0?[1-9]|[12]\d|3[01])(?=[/\-_.]|$)"
)
_CUT = re.compile(r"\s+[|–—•·»:\-]\s+")


class Facts(NamedTuple):
    """The places of a page where it speaks of itself, as they stand."""

    metas: Mapping[str, Sequence[str]]
    headings: Sequence[str]
    times: Sequence[str]
    """Times that the page marks as the article's publishing."""
    page_title: str | None = None
    canonical: str | None = None
    language: str | None = None
    described: Described | None = None
    printed: Sequence[str] = ()
    """Texts and times that stand below the headline, nearest first."""


class Metadata(NamedTuple):
    """What is known of a page's article."""

    title: str | None
    outlet: str | None
    authors: tuple[str, ...]
    published: datetime | date | None
    place: str | None
    url: str | None
    language: str | None
    tags: tuple[str, ...]


def weigh(facts: Facts, url: str | None = None) -> Metadata:
    """Settle each field from the page's several opinions of it. `url` is where the page was found."""
    described = facts.described or Described()
    address = _address(facts, described, url)
    outlet = (
        next(_values(facts, "og:site_name"), None)
        or described.outlet
        or next(_values(facts, *_OUTLET_KEYS.split()), None)
    )
    return Metadata(
        title=choose_title(facts, outlet),
        outlet=outlet,
        authors=_authors(facts, described, outlet),
        published=in_local_zone(described.published or _published(facts, address), _moments(facts)),
        place=described.place,
        url=address,
        language=_language(facts, described),
        tags=described.tags or _tags(facts),
    )


def choose_title(facts: Facts, outlet: str | None) -> str | None:
    """The h1 that agrees with what the page calls itself elsewhere, else JSON-LD's headline, else og:title.

    >>> facts = Facts({"og:title": ["Rain in Rome | The Paper"]}, ["The Paper", "Rain in Rome"], [])
    >>> choose_title(facts, "The Paper"), choose_title(facts._replace(headings=[]), "The Paper")
    ('Rain in Rome', 'Rain in Rome')
    >>> choose_title(facts._replace(headings=["Opinion Rain in Rome"]), "The Paper")
    'Rain in Rome'
    >>> choose_title(facts._replace(headings=["The Paper Paper Logo"]), "The Paper")
    'Rain in Rome'
    """
    headline = facts.described.headline if facts.described else None
    named = next(_values(facts, "og:title", "twitter:title"), None)
    opinions, publisher = (named, headline, facts.page_title), _plain(outlet or "")
    called = [title for title in opinions if title and _plain(title) != publisher]
    bare = [without_outlet(title, outlet) for title in called]
    for agrees, titles in ((_agree, called), (_share_a_word, bare)):  # an outlet's logo shares its name
        for heading in facts.headings:
            if _plain(heading) != publisher and any(agrees(heading, title) for title in titles):
                settled = bare[0] if named and headline and _is_settled(heading, bare) else heading
                return _without_kicker(settled, bare)
    if headline in called:
        return headline
    return bare[0] if bare else next(iter(facts.headings), None)


def without_outlet(title: str, outlet: str | None) -> str:
    """A page's title without the outlet at its end or start.

    >>> without_outlet("Rain in Rome - The Paper", "The Paper"), without_outlet("Rain - and more rain", None)
    ('Rain in Rome', 'Rain - and more rain')
    """
    cuts = list(_CUT.finditer(title))
    if not cuts:
        return title
    last, first = cuts[-1], cuts[0]
    named, head, tail = map(_plain, (outlet or "", title[: first.start()], title[last.end() :]))
    if named and head == named:
        return title[first.end() :].strip()
    words = len(title[last.end() :].split())
    is_outlet = named and tail and words <= 6 and (tail in named or named in tail)
    if is_outlet or ("|" in last.group() and words <= 4):
        return title[: last.start()].strip()
    return title


def _agree(one: str, other: str) -> bool:
    """Whether the shorter of two titles stands in the longer and is most of it, or they share most words."""
    a, b = _plain(one), _plain(other)
    if min(len(a), len(b)) < 8:
        return a == b
    if any(a == _plain(other[: cut.start()]) for cut in list(_CUT.finditer(other))[-3:]):
        return True
    if a in b or b in a:
        return min(len(a), len(b)) * 2 >= max(len(a), len(b))
    mine, theirs = set(one.casefold().split()), set(other.casefold().split())
    return len(mine & theirs) * 10 >= 7 * max(len(mine), len(theirs))


def _share_a_word(one: str, other: str) -> bool:
    """Whether a heading of a headline's length has a longer word in common with another title."""
    mine, theirs = (set(re.findall(r"\w{4,}", text.casefold())) for text in (one, other))
    return len(one.split()) >= 3 and bool(mine & theirs)


def _is_settled(heading: str, titles: Sequence[str]) -> bool:
    """Whether og:title and JSON-LD say the same, which is the heading with more or less about it."""
    mine, named, *rest = (_plain(title) for title in (heading, *titles[:2]))
    return rest == [named] and mine != named and (mine in named or named in mine)


def _without_kicker(heading: str, titles: Sequence[str]) -> str:
    """ "Opinion Rain in Rome" is "Rain in Rome" where another title of the page is just that."""
    for title in titles:
        kicker = heading[: -len(title)] if heading.endswith(title) else ""
        if len(kicker.split()) <= 3 and re.search(r"\w[ |:]*$", kicker):
            return title
    return heading


def _plain(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _values(facts: Facts, *keys: str) -> Iterator[str]:
    return (value for key in keys for value in facts.metas.get(key, ()) if value.strip())


def _published(facts: Facts, address: str | None) -> datetime | date | None:
    for text in (*_values(facts, *_DATE_KEYS.split()), *facts.times):
        if found := parse_date(text):
            return found
    if match := _DATE_IN_ADDRESS.search(re.split(r"[?#]", address or "")[0]):
        year, month, day = match.groups()
        return parse_date(f"{year}-{month}-{day}" if month.isdigit() else f"{day} {month} {year}")
    return next(filter(None, map(parse_printed, facts.printed)), None)


def _moments(facts: Facts) -> Iterator[datetime | date | None]:
    yield from map(parse_date, (*_values(facts, *_DATE_KEYS.split()), *facts.times))
    yield from map(parse_printed, facts.printed)


def _authors(facts: Facts, described: Described, outlet: str | None) -> tuple[str, ...]:
    found = described.authors
    if not found:
        found = tuple(v for v in _values(facts, *_AUTHOR_KEYS.split()) if "/" not in v and "@" not in v)[:1]
    names: list[str] = []
    for text in found:
        byline = parse_byline(text if text.casefold().startswith("by ") else f"By {text}")
        names += byline.authors if byline else [text.removeprefix("By ").removeprefix("by ").strip()]
    return tuple(dict.fromkeys(name for name in names if name and name != outlet and len(name) < 100))


def _address(facts: Facts, described: Described, url: str | None) -> str | None:
    for text in filter(None, (facts.canonical, *_values(facts, "og:url"), described.url)):
        with suppress(ValueError):  # for what only looks like an address: "http://[paper"
            absolute = urljoin(url or "", text.strip())
            if absolute.startswith(("http://", "https://")) and len(urlsplit(absolute).path) > 1:
                return absolute
    return url


def _language(facts: Facts, described: Described) -> str | None:
    for text in (
        facts.language,
        described.language,
        *_values(facts, "og:locale", "language", "content-language"),
    ):
        if text and (match := re.match(r"([a-zA-Z]{2})(?:$|[-_])", text.strip())):
            return match.group(1).lower()
    return None


def _tags(facts: Facts) -> tuple[str, ...]:
    for key in _TAG_KEYS.split():
        values = [value for text in _values(facts, key) for value in text.split(",")]
        if tags := tuple(dict.fromkeys(value.strip() for value in values if value.strip())):
            return tags
    return ()
