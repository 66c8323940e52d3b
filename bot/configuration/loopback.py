"""Whether an address stays on this machine, where nobody listens in."""

from __future__ import annotations

from ipaddress import ip_address


def is_here(host: str) -> bool:
    """Whether a host is this machine.

    >>> is_here("127.0.0.1"), is_here("::1"), is_here("localhost"), is_here("10.0.0.1")
    (True, True, True, False)
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
