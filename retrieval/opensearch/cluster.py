"""The one door to OpenSearch: the connection, its retries, and every failure as an error of ours.

Nothing else imports opensearchpy. A request that fails is sent to the next node; what fails on all
of them, or reaches only a part of the archive, is never an empty answer.
"""

from __future__ import annotations

import base64
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from retrieval.errors import ArchiveUnreachableError
from retrieval.opensearch.errors import AccessRefusedError, IndexGoneError, OpenSearchError

Json = dict[str, Any]
Change = tuple[Json, Json | None]
"""What to do with a document, and the document where one is written."""

TIMEOUT = 10.0
"""Seconds that a node has to answer a question."""

PATIENCE = 8.0
"""Seconds after which a question that no node could answer is not sent again."""

LONG_TIMEOUT = 120.0
"""Seconds that it has to take in a lot of articles, or to make an index."""

PAUSES = (0.1, 0.4, 1.0)
"""Seconds to wait before a question is sent again that no node could answer."""

LONGEST_PART = 8_000_000
"""Characters of documents in a request; a node takes 100 MB at most, and holds them all at once."""

_AT_ONCE = 32
_LATER = frozenset([429, 502, 503, 504])


@dataclass(frozen=True, slots=True)
class Connection:
    """Where the cluster is and who asks. `ca_file` is what its certificate is checked against, where
    the system's own authorities do not know it."""

    addresses: tuple[str, ...]
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: str | None = None


class Refused(NamedTuple):
    """A document that the cluster did not take, or did not give up."""

    id: str
    status: int
    reason: str


class Cluster:
    """The requests that the archive is made of. Every method may be called from any thread."""

    def __init__(self, connection: Connection, pauses: Sequence[float] = PAUSES) -> None:
        try:
            from opensearchpy import OpenSearch
        except ModuleNotFoundError:
            remedy = "Install it: pip install opensearch-py"
            raise OpenSearchError("opensearch-py", "is not installed", remedy) from None

        self.name = ", ".join(connection.addresses)
        self._pauses = tuple(pauses)
        # at DEBUG it logs whole requests, and with them what people ask
        logging.getLogger("opensearch").setLevel(logging.ERROR)
        self._client = OpenSearch(
            list(connection.addresses),
            headers=_login(connection),
            verify_certs=True,
            ca_certs=connection.ca_file,
            timeout=TIMEOUT,
            max_retries=max(2, len(connection.addresses) - 1),  # every node once
            pool_maxsize=_AT_ONCE,
            retry_on_timeout=True,
            retry_on_status=(502, 503, 504),
        )

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def search(self, index: str, body: Json) -> Json:
        """What a search finds in every shard, weighed with the whole archive's statistics."""
        found: Json = self._again(
            lambda: self._client.search(
                index=index, body=body, search_type="dfs_query_then_fetch", allow_partial_search_results=False
            )
        )
        if found["timed_out"] or found["_shards"]["failed"]:
            raise self._unreachable("answers only in part")
        return found

    def document(self, index: str, id: str) -> Json | None:
        """The document with this id as it was sent, None where there is none."""
        found = self._again(lambda: self._client.get(index=index, id=id, ignore=[404]))
        if "error" in found:
            raise IndexGoneError(index, "is not there any more", "Ask again.")
        return found["_source"] if found.get("found") else None

    def indices(self, pattern: str) -> dict[str, Json]:
        """Name, aliases, settings and mapping of each index whose name or alias fits."""
        found: dict[str, Json] = self._again(lambda: self._client.indices.get(index=pattern, ignore=[404]))
        return {} if "error" in found else found

    def create(self, index: str, body: Json) -> bool:
        """Make an index; False where there is one of that name."""
        with self._telling():
            made = self._client.indices.create(
                index=index, body=body, ignore=[400], request_timeout=LONG_TIMEOUT
            )
        if "error" in made and made["error"]["type"] != "resource_already_exists_exception":
            raise OpenSearchError(
                index, f"cannot be made ({made['error']['reason']})", "See the cluster's log."
            )
        return "error" not in made

    def delete(self, indices: Sequence[str]) -> None:
        """Take indices away; what is not there is no error."""
        if indices:
            with self._telling():
                self._client.indices.delete(
                    index=",".join(indices), ignore_unavailable=True, request_timeout=LONG_TIMEOUT
                )

    def move_aliases(self, actions: Sequence[Json]) -> None:
        """All changes of aliases at once, or none."""
        with self._telling():
            self._client.indices.update_aliases(body={"actions": list(actions)}, request_timeout=LONG_TIMEOUT)

    def mark(self, index: str, meta: Json) -> None:
        """Write what is to be known about an index into it."""
        with self._telling():
            self._client.indices.put_mapping(index=index, body={"_meta": meta}, request_timeout=LONG_TIMEOUT)

    def settle(self, index: str, settings: Json) -> None:
        """Set an index' settings, and wait until every primary shard can be asked."""
        with self._telling():
            self._client.indices.put_settings(index=index, body=settings, request_timeout=LONG_TIMEOUT)
            self.await_shards(index)

    def await_shards(self, index: str, status: str = "yellow") -> None:
        """Wait until an index is whole. Raises ArchiveUnreachableError."""
        with self._telling():
            health = self._client.cluster.health(
                index=index,
                ignore=[408],
                request_timeout=LONG_TIMEOUT,
                params={"wait_for_status": status, "timeout": "60s"},
            )
        if health["timed_out"]:
            raise self._unreachable("has not all of the archive")

    def refresh(self, index: str) -> None:
        """Let the next search see what was written before."""
        with self._telling():
            self._client.indices.refresh(index=index, request_timeout=LONG_TIMEOUT)

    def send(self, alias: str, changes: Sequence[Change]) -> list[Refused]:
        """Write and delete documents through an alias; gives back what was refused for good."""
        return [one for part in _parts(changes) for one in self._send(alias, part)]

    def _send(self, alias: str, changes: Sequence[Change]) -> list[Refused]:
        left, refused = list(changes), list[Refused]()
        for pause in (*self._pauses, *self._pauses, None):
            outcome = self._send_once(alias, left)
            later = [at for at, one in enumerate(outcome) if one and one.status in _LATER]
            refused += [one for one in outcome if one and one.status not in _LATER]
            left = [left[at] for at in later]
            if not left or pause is None:
                refused += [one for at in later if (one := outcome[at])]
                break
            time.sleep(pause)
        return refused

    def _send_once(self, alias: str, changes: Sequence[Change]) -> list[Refused | None]:
        lines = [line for action, document in changes for line in (action, document) if line is not None]
        with self._telling():
            # an index that is gone must not come back by itself, with a mapping that is not ours
            done = self._client.bulk(
                index=alias, body=lines, require_alias=True, request_timeout=LONG_TIMEOUT
            )
        return [_refused(next(iter(item.values()))) for item in done["items"]]

    def _again(self, ask: Callable[[], Any]) -> Any:
        began = time.monotonic()
        for pause in (*self._pauses, None):
            try:
                with self._telling():
                    return ask()
            except ArchiveUnreachableError:
                if pause is None or time.monotonic() - began > PATIENCE:
                    raise
                time.sleep(pause)
        raise AssertionError("the last try returns or raises")

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Turn the client's errors into ours."""
        from opensearchpy import exceptions

        try:
            yield
        except exceptions.SSLError as error:
            problem = f"its certificate or its TLS is not accepted ({_short(error.info)})"
            raise AccessRefusedError(self.name, problem, "See VERBATIM_OPENSEARCH_CA.") from error
        except exceptions.ConnectionError as error:
            raise self._unreachable(f"does not answer ({type(error).__name__})") from error
        except (exceptions.AuthenticationException, exceptions.AuthorizationException) as error:
            problem = f"refuses this user ({error.status_code})"
            remedy = "See VERBATIM_OPENSEARCH_USER and VERBATIM_OPENSEARCH_PASSWORD."
            raise AccessRefusedError(self.name, problem, remedy) from error
        except exceptions.NotFoundError as error:
            raise IndexGoneError(self.name, f"has no such index ({error.error})", "Ask again.") from error
        except exceptions.TransportError as error:
            if error.status_code in _LATER:
                raise self._unreachable(f"cannot answer now ({error.status_code} {error.error})") from error
            problem = f"refuses ({error.status_code} {_short(error.error)})"
            raise OpenSearchError(self.name, problem, "See the cluster's log.") from error

    def _unreachable(self, problem: str) -> ArchiveUnreachableError:
        return ArchiveUnreachableError(
            f"OpenSearch at {self.name}", problem, "See that it runs and that VERBATIM_OPENSEARCH names it."
        )


def _parts(changes: Sequence[Change]) -> Iterator[list[Change]]:
    """The changes in order, some to a request."""
    part: list[Change] = []
    characters = 0
    for action, document in changes:
        own = len(document["article"]) + len(document["words"]) * 2 if document else 0
        if part and characters + own > LONGEST_PART:
            yield part
            part, characters = [], 0
        part.append((action, document))
        characters += own
    if part:
        yield part


def _login(connection: Connection) -> dict[str, str]:
    """Who asks, in UTF-8, which the cluster reads; the client itself would write Latin-1."""
    if connection.user is None:
        return {}
    both = f"{connection.user}:{connection.password or ''}".encode()
    return {"authorization": f"Basic {base64.b64encode(both).decode()}"}


def _refused(item: Json) -> Refused | None:
    if item["status"] < 300 or (item["status"] == 404 and item.get("result") == "not_found"):
        return None
    error = item.get("error", {})
    return Refused(item["_id"], item["status"], f"{error.get('type')}: {_short(error.get('reason'))}")


def _short(what: object) -> str:
    return " ".join(str(what).split())[:200]
