"""The mail server by which a mailbox sends, where it has one of its own."""

from __future__ import annotations

import select
import socket
from collections import Counter, defaultdict
from datetime import datetime
from itertools import chain
from smtplib import SMTP, SMTP_SSL, SMTPAuthenticationError, SMTPSenderRefused
from typing import Any

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

from tickets.channels.email.mail_errors import NotNow, TokenRefused
from tickets.channels.email.oauth import with_token, xoauth2
from tickets.channels.email.public_hosts import connect
from tickets.models import ChannelAccount, Mailbox
from tickets.models.mailbox import Security, SignIn

SECONDS = 10  # for each answer of the server
OK = 250
NOT_NOW = range(400, 500)
MOST_IN_A_ROW = 50  # mails by one connection; many servers end it after 100


class Connections:
    """What a run of mails is sent by: a server is greeted once, not once for each mail."""

    def __init__(self, *, at: datetime) -> None:
        self.at = at
        self._free: dict[ChannelAccount | None, list[BaseEmailBackend]] = defaultdict(list)
        self._uses: Counter[BaseEmailBackend] = Counter()

    def take(self, account: ChannelAccount | None) -> BaseEmailBackend:
        """One of an account's connections for a mail, open: one that is free unless it has ended. Errors: OSError,
        SMTPException.

        What is no SMTP server, such as a folder of files, is opened anew for each mail.
        """
        while free := self._free[account]:
            backend = free.pop()
            if self._uses[backend] < MOST_IN_A_ROW and not _has_ended(backend):
                break
            backend.close()
        else:
            backend = connection_for(account, at=self.at) or get_connection()
            backend.open()
        self._uses[backend] += 1
        return backend

    def free(self, account: ChannelAccount | None, backend: BaseEmailBackend) -> None:
        """Its mail has left: the next one may have it."""
        self._free[account].append(backend)

    def close(self) -> None:
        """Say goodbye to all."""
        for backend in chain.from_iterable(self._free.values()):
            backend.close()


def _has_ended(backend: BaseEmailBackend) -> bool:
    """Whether the server said something unasked since the last mail, as it does before it hangs up."""
    if not isinstance(backend, EmailBackend):
        return True
    sock = backend.connection.sock if backend.connection else None
    return sock is None or bool(select.select([sock], [], [], 0)[0])


def connection_for(account: ChannelAccount | None, *, at: datetime) -> EmailBackend | None:
    """What sends an account's mails; None: the desk's own server (`EMAIL_URL`).

    Nothing is connected yet. Opening it and sending raise OSError and SMTPException, as Django's own backend does.
    """
    mailbox: Mailbox | None = getattr(account, "mailbox", None)
    return backend_for(mailbox, at=at) if mailbox and mailbox.smtp_host else None


def backend_for(mailbox: Mailbox, *, at: datetime) -> EmailBackend:
    """Django's SMTP backend with a mailbox's settings. `at` says whether an OAuth token is still good."""
    options: dict[str, Any] = {
        "host": mailbox.smtp_host,
        "port": mailbox.smtp_port,
        "use_ssl": mailbox.smtp_security == Security.TLS,
        "use_tls": mailbox.smtp_security == Security.STARTTLS,
        "timeout": SECONDS,
        "fail_silently": False,
    }
    if mailbox.sign_in == SignIn.OAUTH:
        return TokenBackend(mailbox, at, username="", password="", **options)
    return ServerBackend(username=mailbox.smtp_user, password=mailbox.smtp_password, **options)


def check_login(mailbox: Mailbox, sender: str, *, at: datetime) -> None:
    """Connect, sign in, ask whether a sender may send, and go. No mail is sent. Errors: OSError, SMTPException."""
    backend = backend_for(mailbox, at=at)
    backend.open()
    try:
        if sender and backend.connection is not None:
            code, reason = backend.connection.mail(sender)
            if code != OK:
                raise SMTPSenderRefused(code, reason, sender)
    finally:
        backend.close()


class _Plain(SMTP):
    """Talks to an address that was looked at."""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return connect(host, port, timeout)


class _Secure(SMTP_SSL, _Plain):
    """The same over TLS, with a certificate that vouches for the name."""


class ServerBackend(EmailBackend):
    """A server that somebody named in a form: on the public internet, and not beside us."""

    @property
    def connection_class(self) -> type[SMTP]:
        """What talks to it."""
        return _Secure if self.use_ssl else _Plain

    def open(self) -> bool | None:
        """Connect and sign in. Errors: OSError, SMTPException."""
        try:
            return super().open()
        except SMTPAuthenticationError as error:
            self.close()
            if error.smtp_code in NOT_NOW:
                raise NotNow from error
            raise


class TokenBackend(ServerBackend):
    """One that signs in by an OAuth token, which it has when the connection is opened."""

    def __init__(self, mailbox: Mailbox, at: datetime, **options: Any) -> None:
        super().__init__(**options)
        self.mailbox, self.at = mailbox, at

    def open(self) -> bool | None:
        """Connect and sign in. Errors: OSError, SMTPException, TokenRefused."""
        return False if self.connection else with_token(self.mailbox, self._open, at=self.at)

    def _open(self, token: str) -> bool | None:
        is_new = super().open()
        try:
            if self.connection is not None:
                self._sign_in(self.connection, xoauth2(self.mailbox.smtp_user, token))
        except Exception:
            self.close()
            raise
        return is_new

    def _sign_in(self, connection: SMTP, said: str) -> None:
        try:
            connection.ehlo_or_helo_if_needed()
            # A challenge after it is an error's description, which is answered by nothing.
            connection.auth("XOAUTH2", lambda challenge=None: said if challenge is None else "")
        except SMTPAuthenticationError as error:
            raise (NotNow if error.smtp_code in NOT_NOW else TokenRefused) from error
