"""A sentence that several copies of the same story have is shown once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from retrieval.duplicates import same_story
from retrieval.evidence import Evidence
from retrieval.models import Article


def told_once(evidence: Iterable[Evidence]) -> Iterator[Evidence]:
    """The evidence in its order, without sentences that stood before in a copy of their article.

    Articles are compared only where a sentence is the same, white space apart: that a paper reprints
    a wire text is no reason to hide what only the reprint says.
    """
    tellers: dict[str, list[Article]] = {}
    for each in evidence:
        article = each.sentence.article
        before = tellers.setdefault(" ".join(each.sentence.text.split()), [])
        if any(other.id != article.id and same_story(other, article) for other in before):
            continue
        before.append(article)
        yield each
