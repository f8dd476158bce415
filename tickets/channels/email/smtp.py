"""The mail server by which a mailbox sends, where it has one of its own."""

from __future__ import annotations

import select
from datetime import datetime
from smtplib import SMTP, SMTPSenderRefused
from types import TracebackType
from typing import Any

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

from tickets.channels.email.oauth import access_token, xoauth2
from tickets.models import ChannelAccount, Mailbox
from tickets.models.mailbox import Security, SignIn

SECONDS = 10  # for each answer of the server
OK = 250
MOST_IN_A_ROW = 50  # mails by one connection; many servers end it after 100


class Connections:
    """What a run of mails is sent by: a server is greeted once, not once for each mail. A context manager."""

    def __init__(self, *, at: datetime) -> None:
        self.at = at
        self._open: dict[ChannelAccount | None, BaseEmailBackend] = {}
        self._uses: dict[ChannelAccount | None, int] = {}

    def of(self, account: ChannelAccount | None) -> BaseEmailBackend:
        """An account's connection, open: the one of its last mail unless that has ended. Errors: OSError, SMTPException.

        What is no SMTP server, such as a folder of files, is opened anew for each mail.
        """
        backend = self._open.get(account)
        if backend is None or self._uses[account] >= MOST_IN_A_ROW or _has_ended(backend):
            self.close(account)
            backend = connection_for(account, at=self.at) or get_connection()
            backend.open()
            self._open[account], self._uses[account] = backend, 0
        self._uses[account] += 1
        return backend

    def close(self, account: ChannelAccount | None) -> None:
        """Say goodbye, if there is anybody."""
        if (backend := self._open.pop(account, None)) is not None:
            backend.close()

    def __enter__(self) -> Connections:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for account in list(self._open):
            self.close(account)


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
    mailbox = Mailbox.objects.filter(account=account).first() if account else None
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
    return EmailBackend(username=mailbox.smtp_user, password=mailbox.smtp_password, **options)


def knock(mailbox: Mailbox, sender: str, *, at: datetime) -> None:
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


class TokenBackend(EmailBackend):
    """One that signs in by an OAuth token, which it has fetched when the connection is opened."""

    def __init__(self, mailbox: Mailbox, at: datetime, **options: Any) -> None:
        super().__init__(**options)
        self.mailbox, self.at = mailbox, at

    def open(self) -> bool | None:
        """Connect and sign in. Errors: OSError, SMTPException."""
        token = "" if self.connection else access_token(self.mailbox, at=self.at)
        is_new = super().open()
        if is_new and self.connection is not None:
            self._sign_in(self.connection, xoauth2(self.mailbox.smtp_user, token))
        return is_new

    def _sign_in(self, connection: SMTP, said: str) -> None:
        try:
            connection.ehlo_or_helo_if_needed()
            # A challenge after it is an error's description, which is answered by nothing.
            connection.auth("XOAUTH2", lambda challenge=None: said if challenge is None else "")
        except Exception:
            self.close()
            raise
