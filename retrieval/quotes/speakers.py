"""The speaker of a sentence that is cited, by the rules for quotations."""

from __future__ import annotations

import re
from functools import lru_cache

from retrieval.models import Article, Quotation, Span
from retrieval.quotes.attribution import find_quotations

_MAY_QUOTE = re.compile(r"""[“”„‟"＂«»‹›「」『』｢｣〝‘‚`]|^[—–―]|(?<!\w)['’]""")


def speaker_of(article: Article, sentence: Span) -> str | None:
    """Who says what a sentence quotes, as the article writes the name there; None where it quotes
    nothing, two people, or somebody the sentence does not name.

    >>> text = "“Go,” said Ann Lee. She said, “Stay.”"
    >>> article = Article(id="1", text=text)
    >>> speaker_of(article, Span(0, 19)), speaker_of(article, Span(20, 37))
    ('Ann Lee', None)
    """
    paragraph = article.text.rfind("\n", 0, sentence.start) + 1
    if not _MAY_QUOTE.search(article.text[paragraph : sentence.end]):
        return None
    quoted = [quotation for quotation in _quotations(article) if quotation.span.overlaps(sentence)]
    names = {quotation.speaker.of(article.text) if quotation.speaker else None for quotation in quoted}
    return names.pop() if len(names) == 1 else None


@lru_cache(maxsize=64)
def _quotations(article: Article) -> tuple[Quotation, ...]:
    """The quotations of an article, kept for the next question about it."""
    return find_quotations(article)
