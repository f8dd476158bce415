"""Mail servers are on the public internet, unless `PRIVATE_MAIL_SERVERS` says that they may be next to us.

Whoever sets a mailbox up must not find out by it what else runs beside the desk.
"""

from __future__ import annotations

import socket
from ipaddress import ip_address

from django.conf import settings


class NotPublic(OSError):
    """A server that is this machine, or in our own network."""


def demand_public(host: str) -> None:
    """Look a server's addresses up before anything is connected. Errors: NotPublic if one of them is ours, OSError."""
    if settings.PRIVATE_MAIL_SERVERS or not host:
        return
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    if not all(_is_public(str(sockaddr[0])) for *_more, sockaddr in found):
        raise NotPublic(host)


def demand_public_peer(connection: socket.socket) -> None:
    """The same of what was really connected: a name may be another one's by then. Error: NotPublic."""
    if not settings.PRIVATE_MAIL_SERVERS and not _is_public(str(connection.getpeername()[0])):
        raise NotPublic


def _is_public(address: str) -> bool:
    found = ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_global and not found.is_multicast
