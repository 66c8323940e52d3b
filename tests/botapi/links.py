"""Which addresses Telegram takes in links and buttons, as tdlib's LinkManager checks them."""

import re
from urllib.parse import urlsplit

_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*):")


def link_problem(url: str) -> str | None:
    """Why Telegram would refuse an address, or None.

    >>> link_problem("https://example.org/a"), link_problem("tg://user?id=5"), link_problem("http://localhost/")
    (None, None, 'Wrong HTTP URL')
    """
    if not url or any(character.isspace() or character < " " for character in url):
        return "Wrong HTTP URL"
    scheme = _SCHEME.match(url)
    if scheme and scheme[1].lower() in {"tg", "ton", "tonsite"}:
        return None
    if "://" in url and (scheme is None or scheme[1].lower() not in {"http", "https"}):
        return "Unsupported URL protocol"
    return _host_problem(url if "://" in url else f"http://{url}")


def _host_problem(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = parts.port
    except ValueError:
        return "Wrong HTTP URL"
    if port is not None and not 0 < port < 65536:
        return "Wrong port number specified in the URL"
    if ":" in host:
        return None
    if "." not in host or host.startswith(".") or host.endswith(".."):
        return "Wrong HTTP URL"
    return None
