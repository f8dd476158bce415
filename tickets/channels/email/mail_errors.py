"""What went wrong with a mail server, in plain words. Never what the server said: it may not be a mail server at all."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from imaplib import IMAP4
from smtplib import (
    SMTPAuthenticationError,
    SMTPException,
    SMTPNotSupportedError,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

from django.utils.translation import gettext as _
from imap_tools.errors import (
    ImapToolsError,
    MailboxFolderSelectError,
    MailboxFolderStatusError,
    MailboxLoginError,
    MailboxStarttlsError,
)

from tickets.channels.email.public_hosts import NotPublic


class SignInRefused(Exception):
    """The server does not take this user with this password or token."""


class TokenRefused(SignInRefused):
    """The server does not take this user with this token."""


class NoToken(OSError):
    """There is no access token to be had; the text says why. It may be later."""


class NotNow(OSError):
    """The server signs nobody in just now, and does not say that what it was shown is wrong."""


# What a server can do to us; anything else is a fault of ours.
KINDS = (OSError, IMAP4.error, ImapToolsError, SMTPException, SignInRefused, UnicodeError, ValueError)


@contextmanager
def cut_after(seconds: float, connection: socket.socket) -> Iterator[None]:
    """End a conversation when its time is over. Error: TimeoutError.

    A server that says one byte now and then never runs into the limit for an answer.
    """
    over = threading.Event()

    def cut() -> None:
        over.set()
        shut_down(connection)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (OSError, IMAP4.error, SMTPException) as error:
        if over.is_set():
            raise TimeoutError from error
        raise
    finally:
        timer.cancel()


def shut_down(connection: socket.socket) -> None:
    """Shut a connection down beneath TLS, so that who waits in it wakes up."""
    try:
        socket.socket.shutdown(connection, socket.SHUT_RDWR)
    except OSError:
        return  # it has gone already


def explain(error: BaseException, protocol: str) -> str:
    """A sentence about an error while talking to a server by `protocol` ("IMAP" or "SMTP")."""
    for kinds, sentence in _sentences(protocol):
        if isinstance(error, kinds):
            return sentence
    if isinstance(error, NoToken):
        return str(error)
    return _("The connection failed (%s).") % type(error).__name__


def _sentences(protocol: str) -> list[tuple[tuple[type[BaseException], ...], str]]:
    """The first that fits counts: particular errors stand before those that they are kinds of."""
    not_one = _("What answers there does not speak %s with this kind of security.") % protocol
    # One sentence for a port that is shut and for one that is silent: nobody looks for open ports with our eyes.
    away = _("The server does not answer: are its name, port and security right?")
    refused = (
        _("The server refuses an access token that is new: is it for this user, and may they use %s there?") % protocol
    )
    return [
        ((TokenRefused,), refused),
        ((NotNow,), _("The server signs nobody in just now. It is tried again later.")),
        ((SignInRefused, MailboxLoginError, SMTPAuthenticationError), _("The server does not know this password.")),
        ((MailboxFolderSelectError, MailboxFolderStatusError), _("The server has no folder of this name.")),
        ((SMTPSenderRefused,), _("The server does not let this sender send.")),
        ((NotPublic,), _("This server is not on the public internet.")),
        ((TimeoutError, ConnectionError), away),
        ((SMTPServerDisconnected,), _("The server hung up, or did not answer in time.")),
        ((socket.gaierror,), _("There is no server of this name.")),
        ((ssl.SSLCertVerificationError,), _("The server's certificate does not vouch for this name.")),
        ((ssl.SSLError, MailboxStarttlsError, SMTPNotSupportedError), not_one),
        ((IMAP4.error, ImapToolsError, SMTPException, UnicodeError, ValueError), not_one),
    ]
