"""The archive on OpenSearch: opened and checked, written to, built anew without a pause, shared by many bots.

Questions go to an alias. An index is made under another name, filled, counted and only then put
behind the alias, so that nobody ever asks a half-loaded one; what is written meanwhile goes to both.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any
from uuid import uuid4

import retrieval.opensearch.queries as queries
from retrieval.models import Article
from retrieval.opensearch.asked import AskedIndex
from retrieval.opensearch.cluster import Change, Cluster, Json
from retrieval.opensearch.documents import document_id, from_document, to_document
from retrieval.opensearch.errors import IncompleteLoadError, IndexRefusedError
from retrieval.opensearch.index import Kept, OpenSearchIndex
from retrieval.opensearch.mapping import MADE_BY, REBUILD, check_index, index_body, meta
from retrieval.opensearch.pages import IDS_AT_ONCE, walk_hits

SHARDS, COPIES = 3, 1

LOT = 100
"""Articles to a request: as many as are sent again when a node goes away."""

GRACE = 5.0
"""Seconds that an index is kept after another took its place, for questions that are just being asked."""

_CONFLICT = 409

Progress = Callable[[int], None]


class OpenSearchArchive:
    """Articles in OpenSearch behind the alias `name`. Every method may be called from any thread."""

    def __init__(self, cluster: Cluster, name: str = "verbatim", grace: float = GRACE) -> None:
        self.name = name
        self._cluster, self._grace = cluster, grace
        self._next = f"{name}-next"
        self._kept = Kept()

    def close(self) -> None:
        """Give the connections back."""
        self._cluster.close()

    def open(self, shards: int = SHARDS, copies: int = COPIES) -> None:
        """Make the archive where there is none, and check one that is there.

        Raises IndexRefusedError where it is not ours or of another version.
        """
        if self._behind_alias() is None:
            first = f"{self.name}-1"
            body = {
                **index_body(shards, copies, complete=True, archive=uuid4().hex),
                "aliases": {self.name: {}},
            }
            if not self._cluster.create(first, body) and self._behind_alias() is None:
                problem = f"is there, but not behind the alias {self.name}"
                raise IndexRefusedError(first, problem, "Put it there, or delete it.")
            self._cluster.await_shards(first)
        self.index()

    def index(self) -> OpenSearchIndex:
        """The archive as it stands now. Raises IndexRefusedError, ArchiveUnreachableError."""
        return OpenSearchIndex(AskedIndex(self._cluster, self._checked(), self._checked), self._kept)

    def add(
        self, articles: Iterable[Article], feeder: str = "", progress: Progress = lambda done: None
    ) -> int:
        """Write articles; when this returns, the next question finds them. Says how many there were.

        `feeder` names the library they come from.
        """
        done = 0
        left = iter(articles)
        while lot := list(islice(left, LOT)):
            first = time.time_ns()
            changes = [
                _writing(to_document(article, sequence=first + at, feeder=feeder))
                for at, article in enumerate(lot)
            ]
            self._write(changes)
            done += len(lot)
            progress(done)
        self._cluster.refresh(self.name)
        return done

    def remove(self, ids: Iterable[str]) -> int:
        """Take articles away; when this returns, no question finds them. Says how many were named."""
        done = 0
        left = iter(ids)
        while lot := list(islice(left, LOT)):
            self._write([_removal(id) for id in lot])
            done += len(lot)
        self._cluster.refresh(self.name)
        return done

    def fed_by(self, feeder: str) -> dict[str, str]:
        """The ids of the articles that came from one library, each with its checksum."""

        def page(after: Sequence[Any]) -> Json:
            return queries.some_ids(feeder, IDS_AT_ONCE, after)

        hits = walk_hits(partial(self._cluster.search, self.name), page)
        return {hit["_source"]["id"]: hit["_source"]["checksum"] for hit in hits}

    @property
    def identity(self) -> str:
        """What tells this archive from another of the same name; it stays when the index is built anew."""
        found = self._behind_alias()
        return _identity_of(found[1]) if found else ""

    def rebuild(
        self,
        progress: Callable[[int, int], None] = lambda done, of: None,
        shards: int = SHARDS,
        copies: int = COPIES,
    ) -> int:
        """Make the index anew from the texts that stand in it, while questions go on; says how many.

        Half-loaded indexes of earlier tries are taken away. Raises IncompleteLoadError.
        """
        found = self._behind_alias()
        if found is None:
            self.open(shards, copies)
            return 0
        old = found[0]
        self._check_ours(old, found[1])
        new = self._begin(found, shards)
        total, damaged = self._count(old), 0
        for done, lost in self._copy(old):
            damaged += lost
            progress(done, total)
        return self._finish(old, new, copies, damaged)

    def drop(self) -> None:
        """Take the archive away, with everything in it."""
        found = self._behind_alias()
        if found is not None:
            self._check_ours(*found)
            self._cluster.delete([found[0], *self.half_loaded()])

    def half_loaded(self) -> tuple[str, ...]:
        """Indexes of ours that were never loaded to their end; one may be loading just now."""
        return tuple(
            name
            for name, found in self._cluster.indices(f"{self.name}-*").items()
            if name.removeprefix(f"{self.name}-").isdigit()  # another archive's name may begin with ours
            and self.name not in found["aliases"]
            and found["mappings"].get("_meta", {}).get("made_by") == MADE_BY
            and not found["mappings"]["_meta"].get("complete")
        )

    def _checked(self) -> str:
        """The name of the index that questions are asked of now."""
        found = self._behind_alias()
        if found is None:
            problem = "there is no archive of this name"
            raise IndexRefusedError(self.name, problem, "Add articles: verbatim articles add")
        check_index(*found)
        return found[0]

    def _behind_alias(self) -> tuple[str, Json] | None:
        """The index behind the alias, as the cluster describes it."""
        found = self._cluster.indices(self.name)
        if len(found) > 1:
            problem = f"stands for several indexes: {', '.join(sorted(found))}"
            raise IndexRefusedError(self.name, problem, "Leave one behind the alias.")
        return next(iter(found.items()), None)

    def _check_ours(self, name: str, found: Json) -> None:
        if found["mappings"].get("_meta", {}).get("made_by") != MADE_BY or name == self.name:
            check_index(name, found)
            raise IndexRefusedError(
                name, "is an index, not an alias", "Name another with VERBATIM_OPENSEARCH_INDEX."
            )

    def _begin(self, found: tuple[str, Json], shards: int) -> str:
        """An empty index that what is written from now on goes to as well."""
        self._cluster.delete(self.half_loaded())
        old, identity = found[0], _identity_of(found[1])
        body = index_body(shards, 0, complete=False, archive=identity)
        body["settings"]["refresh_interval"] = "-1"
        body["aliases"] = {self._next: {}}
        number = int(old.rpartition("-")[2]) + 1 if old.rpartition("-")[2].isdigit() else 2
        while not self._cluster.create(f"{self.name}-{number}", body):
            number += 1
        return f"{self.name}-{number}"

    def _copy(self, old: str) -> Iterator[tuple[int, int]]:
        """How many articles were taken over so far, and how many of the last lot were damaged."""
        self._cluster.refresh(old)
        hits = walk_hits(partial(self._cluster.search, old), _whole_page)
        done = 0
        while lot := list(islice(hits, LOT)):
            changes = [change for hit in lot if (change := _copying(hit))]
            refused = self._cluster.send(self._next, changes)
            # a conflict says that a newer version, or its removal, was written meanwhile
            _check_all([one for one in refused if one.status != _CONFLICT])
            done += len(lot)
            yield done, len(lot) - len(changes)

    def _finish(self, old: str, new: str, copies: int, damaged: int) -> int:
        """Count what came, and put the new index in the place of the old one."""
        self._cluster.refresh(f"{old},{new}")
        before, now = self._count(old) - damaged, self._count(new)
        if now != before:
            self._cluster.delete([new])
            problem = f"{now} of {before} articles came; the archive stays as it was"
            raise IncompleteLoadError(new, problem, REBUILD)
        [found] = self._cluster.indices(new).values()
        self._cluster.mark(new, meta(complete=True, archive=_identity_of(found)))
        self._cluster.settle(new, {"index": {"refresh_interval": None, "number_of_replicas": copies}})
        self._cluster.move_aliases(
            [
                {"remove": {"index": old, "alias": self.name}},
                {"remove": {"index": new, "alias": self._next}},
                {"add": {"index": new, "alias": self.name}},
            ]
        )
        time.sleep(self._grace)
        self._cluster.delete([old])
        return now

    def _write(self, changes: Sequence[Change]) -> None:
        targets = [self.name, *([self._next] if self._cluster.indices(self._next) else [])]
        for target in targets:
            refused = self._cluster.send(target, changes)
            newer = [one for one in refused if one.status == _CONFLICT]
            _check_all([one for one in refused if one not in newer])

    def _count(self, index: str) -> int:
        found = self._cluster.search(index, queries.count_all())
        return int(found["hits"]["total"]["value"])


def _identity_of(found: Json) -> str:
    return str(found["mappings"].get("_meta", {}).get("archive", ""))


def _removal(id: str) -> Change:
    action = {"_id": document_id(id), "version": _version(), "version_type": "external_gte"}
    return {"delete": action}, None


def _writing(document: Json) -> Change:
    action = {"_id": document_id(document["id"]), "version": _version(), "version_type": "external_gte"}
    return {"index": action}, document


def _copying(hit: Json) -> Change | None:
    """A document made anew from its text, as old as it was."""
    source = hit["_source"]
    article = from_document(source)
    if article is None:
        return None
    document = to_document(article, sequence=source["sequence"], feeder=source["feeder"])
    action = {"_id": hit["_id"], "version": hit["_version"], "version_type": "external_gte"}
    return {"index": action}, document


def _whole_page(after: Sequence[Any]) -> Json:
    return {**queries.some_articles(queries.CAME, LOT, after=after), "_source": True, "version": True}


def _version() -> int:
    """Milliseconds: of two writers, the later one is right."""
    return time.time_ns() // 1_000_000


def _check_all(refused: Sequence[Any]) -> None:
    if refused:
        first = refused[0]
        problem = f"{len(refused)} documents were refused, the first, {first.id}, as {first.reason}"
        raise IncompleteLoadError("the load", problem, "Mend what is named, and add the articles again.")
