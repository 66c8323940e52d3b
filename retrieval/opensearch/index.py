"""The index that questions are asked of when the articles stand in OpenSearch."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

import retrieval.opensearch.queries as queries
from retrieval.evidence.question import MOST_CHARACTERS
from retrieval.index import Standing, Weighing, content_tokens, find_matches
from retrieval.models import Article, Hit, Passage
from retrieval.opensearch.asked import AskedIndex
from retrieval.opensearch.documents import ReadArticle, document_id, from_document, read_article
from retrieval.opensearch.pages import IDS_AT_ONCE, ArticlePages, NumberedPassages, walk_hits
from retrieval.opensearch.queries import Frequency, Json
from retrieval.sentences import DEFAULT_LANGUAGE, Sentence
from retrieval.words.times import in_days, recency
from retrieval.words.variants import SHORTEST_MISSPELLED, Speller

MOST_KEPT = 512
"""Articles whose words are kept ready between questions."""

_PLACES = 20  # bits of a passage's number that tell its place in its article
_FORMS_IN = 20


class Facts(NamedTuple):
    """What there is to ask."""

    articles: int
    passages: int
    languages: tuple[str, ...]


class Kept:
    """The articles read last, by their checksum; shared by the indexes of one process."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._read: OrderedDict[str, ReadArticle] = OrderedDict()

    def read(self, document: Json) -> ReadArticle | None:
        """The article of a document, None where it is damaged."""
        checksum = str(document.get("checksum"))
        with self._lock:
            if checksum in self._read:
                self._read.move_to_end(checksum)
                return self._read[checksum]
        article = from_document(document)
        if article is None:
            return None
        read = read_article(article)
        with self._lock:
            self._read[checksum] = read
            while len(self._read) > self._most:
                self._read.popitem(last=False)
        return read


class OpenSearchIndex:
    """The archive as it stands, for one question or a few: what it learns of words and articles it keeps.

    Numbers of articles and passages are given when a search first meets them. Every method may raise
    ArchiveUnreachableError, and none says "nothing" where it could not look.
    """

    def __init__(self, asked: AskedIndex, kept: Kept) -> None:
        self._asked, self._kept = asked, kept
        self._known: dict[str, Frequency] = {}
        self._lock = threading.Lock()
        self._numbers: dict[str, int] = {}
        self._met: list[ReadArticle] = []
        self._sentences: dict[int, tuple[Sentence, ...]] = {}
        self.articles = ArticlePages(asked.search, queries.CAME, lambda: self._facts.articles)
        self.newest = ArticlePages(asked.search, queries.NEWEST, lambda: self._facts.articles)
        self.passages = NumberedPassages(lambda: self._facts.passages, self._passage)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the articles, the most frequent first."""
        return self._facts.languages

    def ids(self) -> Iterator[str]:
        """The ids of the articles, in the order they came."""

        def page(after: Sequence[Any]) -> Json:
            return queries.some_ids(None, IDS_AT_ONCE, after)

        return (hit["_source"]["id"] for hit in walk_hits(self._asked.search, page))

    def find(self, id: str) -> Article | None:
        """The article of exactly this id, None where it is not among them."""
        document = self._asked.document(document_id(id))
        return from_document(document) if document else None

    def search(self, query: str, limit: int = 5) -> tuple[Hit, ...]:
        """At most `limit` passages that share a content word with `query`, best first."""
        wanted = self.query_terms(query)
        weights = queries.passage_boosts(self._frequencies(wanted), self._facts.passages, shares=False)
        if not weights or limit < 1:
            return ()
        found = self._asked.search(queries.best_passages(weights, limit))
        scores = {number: score for number, score, _ in self._read_hits(found)}
        best = sorted(scores, key=lambda number: -scores[number])[:limit]
        return tuple(
            Hit(
                passage=(passage := self._passage(number)),
                score=scores[number],
                matches=find_matches(passage, passage.span, wanted),
            )
            for number in best
        )

    def query_terms(self, query: str) -> list[str]:
        """The content terms of `query`, each once, as every language of the articles would index them."""
        languages = self.languages or (DEFAULT_LANGUAGE,)
        return list(
            dict.fromkeys(token.term for language in languages for token in content_tokens(query, language))
        )

    def expect(self, question: str) -> None:
        """Look the words of `question` up with one request."""
        self._frequencies(self.query_terms(question[:MOST_CHARACTERS])[: queries.MOST_TERMS])

    def idf(self, term: str) -> float:
        """The weight of a term over the passages: ln((N + 1) / df), 0 where no passage has it."""
        return queries.idf(self._frequencies([term])[term].passages, self._facts.passages)

    def knows(self, term: str) -> bool:
        """Whether some passage has the term."""
        return self._frequencies([term])[term].passages > 0

    def spell(self, term: str) -> tuple[str, ...]:
        """The terms of the passages that `term` may be a misspelling of."""
        if len(term) < SHORTEST_MISSPELLED or not term.isalpha():
            return ()
        found = self._asked.search(queries.near_words(term, 1 if len(term) < 8 else 2))
        near = {option["text"] for entry in found["suggest"]["near"] for option in entry["options"]}
        return Speller(near).candidates(term) or Speller(self._forms(term)).candidates(term)

    def contenders(
        self, wanted: Sequence[str], limit: int, weighing: Weighing, now: datetime | date | None
    ) -> dict[int, Standing]:
        """The passages that have one of the terms, by number, among the `limit` best of all."""
        known, facts = self._frequencies(wanted), self._facts
        passages = queries.passage_boosts(known, facts.passages, shares=True)
        articles = queries.article_boosts(known, facts.articles, weighing.article)
        if not passages or limit < 1:
            return {}
        asked = queries.best_joined(passages, articles, limit, weighing, now)
        joined: list[tuple[float, int, Standing]] = []
        best: dict[int, float] = {}
        for number, share, total in self._read_hits(self._asked.search(asked)):
            article = self.article_of(number)
            recent = None if now is None else self._recency(article, now)
            # the best passage of an article comes first, and the article's total is with that one
            beside = total - best.setdefault(article, share)
            own = max(0.0, beside - weighing.recent * (recent or 0.0)) / (weighing.article or 1.0)
            joined.append((share + beside, number, Standing(share, own if articles else 0.0, recent)))
        joined.sort(key=lambda one: -one[0])
        return {number: standing for _, number, standing in joined[:limit]}

    def article_of(self, passage: int) -> int:
        """The number of the article that a passage stands in."""
        return passage >> _PLACES

    def sentences_of(self, article: int) -> tuple[Sentence, ...]:
        """The sentences of article number `article`, in order."""
        if article == 0 and not self._met and (document := self._first()):
            self._number(document)
        if article not in self._sentences:
            self._sentences[article] = tuple(_sentences(self._met[article], article << _PLACES))
        return self._sentences[article]

    @cached_property
    def _facts(self) -> Facts:
        found = self._asked.search(queries.count_all())
        languages = tuple(bucket["key"] for bucket in found["aggregations"]["languages"]["buckets"])
        passages = found["aggregations"]["passages"]["doc_count"]
        return Facts(found["hits"]["total"]["value"], passages, languages)

    def _frequencies(self, terms: Sequence[str]) -> dict[str, Frequency]:
        missing = [term for term in dict.fromkeys(terms) if term not in self._known]
        if missing:
            found = self._asked.search(queries.count_terms(missing))
            self._known.update(queries.read_frequencies(missing, found))
        return {term: self._known[term] for term in terms}

    def _forms(self, term: str) -> set[str]:
        """Some words that begin as a term does: `Speller` takes those that are forms of it."""
        if len(term) < 6:
            return set()
        found = self._asked.search(queries.with_beginning(term[:6], _FORMS_IN))
        read = (self._kept.read(hit["_source"]) for hit in found["hits"]["hits"])
        return {
            word
            for article in read
            if article is not None
            for passage in article.read
            for words, _ in passage
            for word in words
            if word.startswith(term[:6])
        }

    def _read_hits(self, found: Json) -> Iterator[tuple[int, float, float]]:
        """Number and score of each passage found, an article's best first, and the article's own score."""
        for hit in found["hits"]["hits"]:
            article = self._number(hit["_source"])
            if article is None:
                continue
            held = len(self._met[article].passages)
            for inner in hit["inner_hits"]["passages"]["hits"]["hits"]:
                place = inner["_nested"]["offset"]
                if place < held:
                    yield (article << _PLACES) + place, inner["_score"], hit["_score"]

    def _number(self, document: Json) -> int | None:
        """The number of a document's article, None where it is damaged."""
        read = self._kept.read(document)
        if read is None:
            return None
        with self._lock:
            key = document["checksum"]
            if key not in self._numbers:
                self._numbers[key] = len(self._met)
                self._met.append(read)
            return self._numbers[key]

    def _first(self) -> Json | None:
        found = self._asked.search(queries.some_articles(queries.CAME, 1))["hits"]["hits"]
        return found[0]["_source"] if found else None

    def _passage(self, number: int) -> Passage:
        return self._met[number >> _PLACES].passages[number & ((1 << _PLACES) - 1)]

    def _recency(self, article: int, now: datetime | date) -> float:
        import numpy

        published = in_days(self._met[article].article.published)
        return float(recency(numpy.array([published]), now)[0])


def _sentences(read: ReadArticle, first: int) -> Iterator[Sentence]:
    found = (
        (span, words, marks, first + place)
        for place, passage in enumerate(read.passages)
        for span, (words, marks) in zip(passage.sentences, read.read[place], strict=True)
    )
    for number, (span, words, marks, passage) in enumerate(found):
        yield Sentence(read.article, span, words, marks, passage, number)
