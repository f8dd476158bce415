"""HTTPS to addresses that people type: only on the public internet, with a certificate that vouches for the name, never led on."""

from __future__ import annotations

import ssl
from http.client import HTTPSConnection
from urllib.parse import urlsplit

from tickets.channels.email.mail_errors import cut_after
from tickets.channels.email.public_hosts import connect

SECONDS = 5  # to connect, and for each piece of the answer
WHOLE = 10  # for the whole answer
MOST = 65_536  # bytes of an answer


class _Connection(HTTPSConnection):
    """One to an address that was looked at, whose certificate vouches for the name."""

    def connect(self) -> None:
        """Errors: NotPublic, OSError."""
        found = connect(self.host, self.port, SECONDS)
        try:
            self.sock = ssl.create_default_context().wrap_socket(found, server_hostname=self.host)
        except OSError:
            found.close()
            raise


def post(url: str, body: str, headers: dict[str, str]) -> tuple[int, bytes]:
    """The status and the beginning of what an address answers. Redirects are not followed.

    Errors: NotPublic, OSError (SSLCertVerificationError among them), HTTPException, ValueError for what is no https address.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise ValueError(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = _Connection(parts.hostname, parts.port, timeout=SECONDS)
    try:
        connection.connect()
        with cut_after(WHOLE, connection.sock):
            connection.request("POST", path, body.encode(), headers)
            answer = connection.getresponse()
            return answer.status, answer.read(MOST)
    finally:
        connection.close()
