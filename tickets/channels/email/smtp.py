"""The mail server by which a mailbox sends, where it has one of its own."""

from __future__ import annotations

from datetime import datetime
from smtplib import SMTP, SMTPSenderRefused
from typing import Any

from django.core.mail.backends.smtp import EmailBackend

from tickets.channels.email.oauth import access_token, xoauth2
from tickets.models import ChannelAccount, Mailbox
from tickets.models.mailbox import Security, SignIn

SECONDS = 10  # for each answer of the server
OK = 250


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
