"""A real SMTP server in a thread (aiosmtpd): it keeps what it is given, and asks for a password or a token if told so."""

import socket
from base64 import b64decode
from contextlib import contextmanager
from dataclasses import dataclass, field

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult


@dataclass
class Kept:
    """What arrived, and what was shown for signing in."""

    port: int = 0
    mails: list[bytes] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)
    token: str = ""

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  aiosmtpd's name
        """Keep a mail."""
        self.mails.append(envelope.content)
        self.recipients.append(envelope.rcpt_tos)
        return "250 OK"


class Server(SMTP):
    """Also takes an OAuth token, as Google's and Microsoft's do."""

    async def auth_XOAUTH2(self, _, args):  # noqa: N802  aiosmtpd's name
        """`user=NAME^Aauth=Bearer TOKEN^A^A` in base64."""
        told = b64decode(args[1]).decode()
        self.event_handler.signed_in.append(told)
        if f"auth=Bearer {self.event_handler.token}\x01" in told:
            return AuthResult(success=True)
        await self.challenge_auth('{"status":"401"}')
        return AuthResult(success=False, handled=False)


@contextmanager
def serving(*, password="", token="", tls=None, starttls=None):
    """What a server keeps while it runs. `tls`, `starttls`: a server's SSL context. A password or token must be right."""
    kept = Kept(token=token)

    def authenticate(server, session, envelope, mechanism, data):
        kept.signed_in.append(data.login.decode())
        return AuthResult(success=bool(password) and data.password.decode() == password, handled=False)

    class Here(Controller):
        def factory(self):
            return Server(
                kept,
                authenticator=authenticate,
                auth_required=bool(password or token),
                auth_require_tls=False,
                tls_context=starttls,
                require_starttls=starttls is not None,
                hostname="localhost",
            )

        def _trigger_server(self):
            """Knock where the kernel put it."""
            kept.port = self.server.sockets[0].getsockname()[1]
            socket.create_connection(("127.0.0.1", kept.port), timeout=5).close()

    controller = Here(kept, hostname="127.0.0.1", port=0, ssl_context=tls)
    controller.start()
    try:
        yield kept
    finally:
        controller.stop()
