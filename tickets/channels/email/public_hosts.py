"""Mail servers and token addresses are on the public internet, unless `PRIVATE_MAIL_SERVERS` says that they may be next to us.

Whoever sets a mailbox up must not find out by it what else runs beside the desk. A name is looked up once, and what is
connected is an address that was looked at: a name may stand for another one a moment later.
"""

from __future__ import annotations

import socket
from ipaddress import ip_address

from django.conf import settings


class NotPublic(OSError):
    """A server that is this machine, or in our own network."""


def connect(host: str, port: int, seconds: float) -> socket.socket:
    """A connection to one of a name's addresses, each of which gets so many seconds. Errors: NotPublic if one of them is
    ours, OSError."""
    refused: OSError = NotPublic(host)
    for address in _addresses(host, port):
        try:
            return socket.create_connection(address, seconds)
        except OSError as error:
            refused = error
    raise refused


def _addresses(host: str, port: int) -> list[tuple[str, int]]:
    """What a name stands for, all of it allowed. Errors: NotPublic, OSError."""
    if not host:  # would be this machine
        raise NotPublic(host)
    found = [str(sockaddr[0]) for *_more, sockaddr in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not settings.PRIVATE_MAIL_SERVERS and not all(_is_public(address) for address in found):
        raise NotPublic(host)
    return [(address, port) for address in dict.fromkeys(found)]


def _is_public(address: str) -> bool:
    found = ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_global and not found.is_multicast
