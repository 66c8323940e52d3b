"""Which IP addresses are public: ours to connect to, and not part of somebody's inner network.

`ipaddress.is_global` is no help: it differs between Python patch versions and calls NAT64 and
6to4 public. These lists follow the IANA special-purpose registries (iana.org/assignments/
iana-ipv4-special-registry and iana-ipv6-special-registry) and refuse more rather than less.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

IPAddress = IPv4Address | IPv6Address
IPNetwork = IPv4Network | IPv6Network

_NOT_PUBLIC_V4 = """
    0.0.0.0/8        this network
    10.0.0.0/8       private
    100.64.0.0/10    shared by carriers; some clouds answer here
    127.0.0.0/8      this machine
    168.63.129.16/32 the host of an Azure machine
    169.254.0.0/16   this link; clouds hand out their keys here
    172.16.0.0/12    private
    192.0.0.0/24     protocol assignments
    192.0.2.0/24     documentation
    192.31.196.0/24  AS112
    192.52.193.0/24  AMT
    192.88.99.0/24   6to4 relays
    192.168.0.0/16   private
    192.175.48.0/24  AS112
    198.18.0.0/15    benchmarks
    198.51.100.0/24  documentation
    203.0.113.0/24   documentation
    224.0.0.0/4      multicast
    240.0.0.0/4      reserved, broadcast
"""

# Everything outside 2000::/3 is special or unassigned: loopback, mapped and compatible IPv4, NAT64
# (64:ff9b::/96, 64:ff9b:1::/48), discard, segment routing, unique local, link and site local, multicast.
_GLOBAL_UNICAST_V6 = IPv6Network("2000::/3")

_NOT_PUBLIC_V6 = """
    2001::/23        protocol assignments: Teredo, benchmarks, ORCHID
    2001:db8::/32    documentation
    2002::/16        6to4, which holds any IPv4 address
    2620:4f:8000::/48 AS112
    3ffe::/16        the former 6bone
    3fff::/20        documentation
"""


def is_public(address: str) -> bool:
    """Whether `address` belongs to the public internet; what is no IP address does not.

    >>> is_public("93.184.216.34"), is_public("2606:2800:21f:cb07:6820:80da:af6b:8b2c")
    (True, True)
    >>> is_public("10.1.2.3"), is_public("::ffff:93.184.216.34"), is_public("64:ff9b::5db8:d822")
    (False, False, False)
    """
    ip = parse_ip(address)
    if isinstance(ip, IPv4Address):
        return not in_any(address, _V4)
    return ip is not None and ip in _GLOBAL_UNICAST_V6 and not in_any(address, _V6)


def in_any(address: str, networks: Iterable[IPNetwork]) -> bool:
    """Whether `address` lies in one of `networks`.

    >>> in_any("127.0.0.2", [ip_network("127.0.0.2/32")]), in_any("::1", [ip_network("127.0.0.2/32")])
    (True, False)
    """
    ip = parse_ip(address)
    return ip is not None and any(ip in network for network in networks)


def parse_ip(address: str) -> IPAddress | None:
    """The IP address written in `address`, or None.

    >>> parse_ip("fe80::1%eth0"), parse_ip("0x7f.1")
    (IPv6Address('fe80::1%eth0'), None)
    """
    try:
        return ip_address(address)
    except ValueError:
        return None


def _read_networks(table: str) -> tuple[IPNetwork, ...]:
    return tuple(ip_network(line.split()[0]) for line in table.strip().splitlines())


_V4 = _read_networks(_NOT_PUBLIC_V4)
_V6 = _read_networks(_NOT_PUBLIC_V6)
