"""An address to bytes, guarded: no way into a private network, and no answer too large or too slow.

Every socket goes through one network backend, which resolves the name once, checks every answer,
connects to one of those very addresses and checks who is at the other end. So redirects, robots.txt
and odd spellings of a host all meet the same guard. httpcore is used without httpx: it reads no
proxy settings from the environment, follows nothing and unpacks nothing.
"""

from __future__ import annotations

from retrieval.fetch.errors import FetchError
from retrieval.fetch.fetcher import Fetcher
from retrieval.fetch.visit import Fetched, FetchLimits

__all__ = ["FetchError", "FetchLimits", "Fetched", "Fetcher"]
