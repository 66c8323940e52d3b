"""Web pages: the article's paragraphs and what the page says of itself. Owns trafilatura and lxml."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from retrieval.articles.boilerplate import mentions_paywall
from retrieval.articles.building import PAYWALL_CHARACTERS, SOFT_HYPHEN, build_article, paywall_error
from retrieval.articles.jsonld import Described, describe
from retrieval.articles.markup import check_markup, is_cut_off
from retrieval.articles.metadata import Facts, weigh
from retrieval.errors import ArticleError
from retrieval.models import Article

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_FEWEST_CHARACTERS = 150
"""A page with less text than this has no article."""
_FEWEST_TO_OUTVOTE = 1_000
_SHORTEST_PROSE = 60
_MOST_HEADINGS = 20
_LONGEST_VALUE = 1_000
_BELOW_HEADLINE = 150
"""Elements after the h1 among which a printed date is looked for."""

_BLOCK_TAGS = """
p div h1 h2 h3 h4 h5 h6 li ul ol dl dt dd blockquote pre section article header footer figure figcaption
table tr td th form br hr body
"""
_UNREAD_TAGS = "script style noscript template iframe svg form button"
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_UNREAD = frozenset(_UNREAD_TAGS.split())


def parse_page(text: str, name: str, url: str | None = None) -> Article:
    """The article on a web page.

    Raises ArticleError for a page without one, one cut off, one behind a paywall, one with hostile markup.
    """
    check_markup(text, name)
    if is_cut_off(text):
        raise ArticleError(name, "the page is cut off, its end is missing", "Load it again to the end.")
    tree = _parse(text, name)
    facts = _facts(tree)
    known = weigh(facts, url)
    described = facts.described or Described()
    asks_to_pay = mentions_paywall(" ".join(_visible(tree)))
    paragraphs = _fuller(_extract(tree), html_paragraphs(described.body) if described.body else [])
    paragraphs = _without_title(paragraphs, known.title)
    length = sum(map(len, paragraphs))
    locked = not described.free and not _ends(paragraphs)
    if length < PAYWALL_CHARACTERS and (asks_to_pay or locked):
        raise paywall_error(name)
    if length < _FEWEST_CHARACTERS or not any(len(text) >= _SHORTEST_PROSE for text in paragraphs):
        raise ArticleError(
            name, "there is no article on this page", "Give the address or page of one article."
        )
    return build_article(paragraphs, name, **known._asdict())


def html_paragraphs(markup: str) -> list[str]:
    """The paragraphs of a piece of HTML, as in a feed's entry or JSON-LD's articleBody, or of plain text.

    >>> html_paragraphs("<p>One <b>and</b> two.</p>Three<br><br>four<script>x</script>")
    ['One and two.', 'Three', 'four']
    >>> html_paragraphs("a < b\\n\\nsecond &amp; last Hub&shy;schrauber")
    ['a < b', 'second & last Hubschrauber']
    """
    from lxml import html

    if not re.search(r"<[a-zA-Z!/]", markup):
        import html as entities

        return [tidied for line in markup.splitlines() if (tidied := _one_line(entities.unescape(line)))]
    check_markup(markup, "the text")
    tree = html.fromstring(f"<div>{markup}</div>")
    lines = "".join(_flow(tree)).split("\n")
    return [line for raw in lines if (line := _one_line(raw))]


def _parse(text: str, name: str) -> HtmlElement:
    from trafilatura import load_html

    tree = load_html(text)
    if tree is None:
        raise ArticleError(name, "it is not a web page", "Give a page, a feed, a text or a PDF.")
    return tree


def _extract(tree: HtmlElement) -> list[str]:
    """The article's paragraphs as trafilatura finds them, in its precise mode."""
    from trafilatura import bare_extraction

    try:
        found: Any = bare_extraction(tree, favor_precision=True, include_comments=False, include_tables=False)
        lines: list[str] = found.text.split("\n")
    except Exception:  # it finds nothing, or it and its fallbacks raise what they please on hostile trees
        return []
    return [line for raw in lines if (line := _one_line(raw.removeprefix("- ")))]


def _fuller(extracted: list[str], described: list[str]) -> list[str]:
    """What was extracted, unless it is a part or a multiple of the text in the page's own JSON-LD."""
    found, whole = sum(map(len, extracted)), sum(map(len, described))
    part = whole >= _FEWEST_CHARACTERS and found < 0.7 * whole
    multiple = whole >= _FEWEST_TO_OUTVOTE and found > 4 * whole  # a page of many pieces
    return described if part or multiple else extracted


def _ends(paragraphs: list[str]) -> bool:
    """Whether the last paragraph ends as a sentence does: a short text that does may well be whole."""
    return re.search(r"[.!?。！？][\"”’»)\]]{0,2}$", " ".join(paragraphs)) is not None


def _without_title(paragraphs: list[str], title: str | None) -> list[str]:
    """The title printed again above the text is no paragraph of it."""
    return [text for number, text in enumerate(paragraphs) if number > 2 or text != title]


def _facts(tree: HtmlElement) -> Facts:
    metas: defaultdict[str, list[str]] = defaultdict(list)
    for meta in tree.iter("meta"):
        for key in ("property", "name", "itemprop", "http-equiv"):
            if (label := meta.get(key)) and (content := meta.get("content")):
                metas[label.strip().casefold()].append(_one_line(content)[:_LONGEST_VALUE])
    scripts = (s.text_content() for s in tree.iter("script") if "ld+json" in str(s.get("type")).casefold())
    canonical = next(
        (link.get("href") for link in tree.iter("link") if str(link.get("rel")).lower() == "canonical"),
        None,
    )
    return Facts(
        metas=metas,
        headings=list(islice(_headings(tree), _MOST_HEADINGS)),
        times=list(islice(_times(tree), _MOST_HEADINGS)),
        page_title=next(filter(None, map(_text_of, tree.iter("title"))), None),
        canonical=canonical,
        language=tree.get("lang") or tree.get("xml:lang"),
        described=describe(scripts),
        printed=list(_printed(tree)),
    )


def _headings(tree: HtmlElement) -> Iterator[str]:
    """The main headings; one in a list or a menu names the page in a trail of links, not the article."""
    for element in tree.iter("h1"):
        trail = next(element.iterancestors("li", "nav"), None) is not None
        if not trail and (text := _text_of(element)):
            yield text


def _text_of(element: HtmlElement) -> str:
    return _one_line(element.text_content())[:_LONGEST_VALUE]


def _times(tree: HtmlElement) -> Iterator[str]:
    """The times that a page marks as its own publishing."""
    for element in tree.iter("time", "span", "div", "meta", "p"):
        named = str(element.get("itemprop")).casefold()
        if "datepublished" in named or element.get("pubdate") is not None:
            yield str(element.get("datetime") or element.get("content") or element.text_content())


def _printed(tree: HtmlElement) -> Iterator[str]:
    """Times and texts among the elements that follow the headline."""
    headline = next(tree.iter("h1"), None)
    below = tree.iter("time") if headline is None else islice(_after(headline), _BELOW_HEADLINE)
    for element in below:
        if not isinstance(element.tag, str) or element.tag in _UNREAD:
            continue
        if element.tag == "time" and (value := element.get("datetime")):
            yield str(value)
        if element.text:
            yield str(element.text)


def _after(element: HtmlElement) -> Iterator[HtmlElement]:
    """Every element after this one, in the order of the page."""
    step: HtmlElement | None = element
    while step is not None:
        for sibling in step.itersiblings():
            yield from sibling.iter()
        step = step.getparent()


def _visible(tree: HtmlElement) -> Iterator[str]:
    for element in tree.iter():
        if isinstance(element.tag, str) and element.tag not in _UNREAD and element.text:
            yield str(element.text)
        if element.tail:
            yield str(element.tail)


def _flow(tree: HtmlElement) -> Iterator[str]:
    """The text in reading order, a line break at each edge of a block; without recursion, for deep trees."""
    from lxml import etree

    skipped = 0
    for event, element in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        begins = event == "start"
        skipped += (element.tag in _UNREAD) * (1 if begins else -1)
        if not skipped:
            text = element.text if begins else element.tail
            yield ("\n" if element.tag in _BLOCKS else "") + (text or "").replace("\n", " ")


def _one_line(text: str) -> str:
    return " ".join(text.replace(SOFT_HYPHEN, "").split())
