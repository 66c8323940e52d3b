"""A body unpacked within a limit: a bomb stops at the first byte above."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from retrieval.fetch.errors import RefusalError, broken, shown, too_large


def unpack(chunks: Iterable[bytes], coding: str, most: int) -> bytes:
    """The bytes of a body, at most `most`; a bomb stops at the first byte above."""
    if coding not in ("identity", "gzip", "deflate"):
        raise RefusalError(f"it is packed in a way not known here ({shown(coding, 40)})")
    data = bytearray()
    inflater = None
    for chunk in chunks:
        if coding != "identity":
            inflater = inflater or zlib.decompressobj(_window_bits(coding, chunk))
            chunk = inflater.decompress(chunk, most + 1 - len(data))
        data += chunk
        if len(data) > most:
            raise too_large()
    if inflater and not inflater.eof:
        raise broken()
    return bytes(data)


def _window_bits(coding: str, start: bytes) -> int:
    # "deflate" means zlib's format, but some servers send it bare: the first byte tells.
    if coding == "gzip":
        return 16 + zlib.MAX_WBITS
    return zlib.MAX_WBITS if start[0] & 0x0F == 8 else -zlib.MAX_WBITS
