"""Which addresses Telegram takes in links and buttons: it refuses a whole message for one it does not."""

from __future__ import annotations

from urllib.parse import urlsplit

LONGEST_ADDRESS = 2_000


def is_accepted(address: str) -> bool:
    """Whether Telegram takes an address: http or https, a host with a dot in it, nothing broken.

    >>> is_accepted("https://news.example/a#b"), is_accepted("http://localhost/"), is_accepted("tel:1")
    (True, False, False)
    """
    if len(address) > LONGEST_ADDRESS or " " in address or not address.isprintable():
        return False
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or port == 0:
        return False
    return "." in host and not host.startswith(".") and not host.endswith(".")


def to_accepted(address: str) -> str | None:
    """The address as it can be sent: without its fragment where only that makes it too long.

    >>> to_accepted("https://news.example/a#" + "x" * 9999), to_accepted("file:///etc/motd")
    ('https://news.example/a', None)
    """
    return next((one for one in (address, address.partition("#")[0]) if is_accepted(one)), None)
