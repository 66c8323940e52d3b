"""Extraction in a child process, which a hostile page may exhaust without harm to anybody else.

A child (`python -m retrieval.sandbox`) reads files from a socket and writes articles back as lines
of JSON, never pickles. It has its own memory and CPU limits and an empty environment; the parent
keeps the clock, bounds what comes back, and kills and replaces a child that goes too far.
"""

from __future__ import annotations

from retrieval.sandbox.pool import ExtractionPool, extract
from retrieval.sandbox.protocol import SandboxLimits

__all__ = ["ExtractionPool", "SandboxLimits", "extract"]
