"""Mail is fetched from a mailbox by IMAP: looked at by size, stored, and only then touched, if it is touched at all.

A folder is asked about in windows of UIDs, and a mail is had in one piece of at most 25 MB, so that neither a folder of a
million mails nor one mail of 2 GB is ever held. What is too large is stored as its headers and shown to a person.
"""

from __future__ import annotations

import re
import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from imaplib import IMAP4, IMAP4_SSL, Internaldate2tuple

from django.utils.translation import gettext as _
from imap_tools import BaseMailBox
from imap_tools.errors import ImapToolsError, MailboxStarttlsError
from imap_tools.utils import check_command_status, encode_folder

from tickets.actions.inbox import arrivals, mailboxes
from tickets.channels.email import incoming
from tickets.channels.email.mail_errors import NotNow, SignInRefused, TokenRefused, cut_after
from tickets.channels.email.mail_parser.parent import reader
from tickets.channels.email.oauth import with_token, xoauth2
from tickets.channels.email.public_hosts import connect
from tickets.channels.email.raw_mail import MAX_MAIL
from tickets.channels.instants import OLDEST
from tickets.models import Mailbox
from tickets.models.mailbox import AfterStoring, Security, SignIn

SECONDS = 10  # for each answer of the server
WHOLE = 30  # for one round with a mailbox: well below what a task may take
ENOUGH = 8  # after so many no further mail is begun: the next round goes on
WINDOW = 1000  # UIDs that are asked about at once
WINDOWS = 50  # windows in one round
HEAD = 65_536  # bytes of the headers of a mail that is too large

UNAVAILABLE = "[UNAVAILABLE]"  # RFC 5530: what a server checks sign-ins by is away
SIZED = re.compile(rb'UID (\d+)|RFC822\.SIZE (\d+)|(INTERNALDATE "[^"]+")')


@dataclass(frozen=True)
class MailOnServer:
    """A mail on its server. `arrived`: when the server got it."""

    uid: int
    size: int
    arrived: datetime


@dataclass(frozen=True)
class Round:
    """What came of one look: how many mails are new here, whether more wait, and what went wrong beside it."""

    stored: int
    more: bool
    error: str = ""


def fetch(mailbox: Mailbox, *, at: datetime) -> Round:
    """Store what is new in a mailbox. Errors: what `mail_errors.explain` explains, mailboxes.Lost."""
    touches = mailbox.after_storing != AfterStoring.LEAVE
    enough = time.monotonic() + ENOUGH
    with opened(mailbox, at=at, readonly=not touches) as box:
        folder = box.folder.status(mailbox.imap_folder, ["UIDVALIDITY", "UIDNEXT"])
        mailboxes.begin(mailbox, folder["UIDVALIDITY"])
        stored: list[int] = []
        new, more = 0, folder["UIDNEXT"] - mailbox.last_uid > WINDOW * WINDOWS
        for seen in _to_fetch(box, mailbox, folder["UIDNEXT"]):
            if stored and time.monotonic() > enough:
                more = True
                break
            new += _store(box, mailbox, seen, at)
            stored.append(seen.uid)
        return Round(new, more, _tidy(box, mailbox, stored))


def count(mailbox: Mailbox, *, at: datetime) -> int:
    """How many mails lie in a mailbox's folder. Errors: what `mail_errors.explain` explains."""
    with opened(mailbox, at=at, readonly=True) as box:
        return int(box.folder.status(mailbox.imap_folder, ["MESSAGES"])["MESSAGES"])


@contextmanager
def opened(mailbox: Mailbox, *, at: datetime, readonly: bool) -> Iterator[BaseMailBox]:
    """A mailbox, signed in and in its folder; readonly: the server itself sees to it that nothing changes."""
    with ExitStack() as stack:
        if mailbox.sign_in == SignIn.OAUTH:
            box = with_token(mailbox, lambda token: stack.enter_context(_signed_in(mailbox, token)), at=at)
        else:
            box = stack.enter_context(_signed_in(mailbox))
        box.folder.set(mailbox.imap_folder, readonly=readonly)
        yield box


@contextmanager
def _signed_in(mailbox: Mailbox, token: str = "") -> Iterator[BaseMailBox]:
    box = _Box(mailbox)
    try:
        with cut_after(WHOLE, box.client.socket()):
            _bound(box.client)
            _sign_in(box, mailbox, token)
            yield box
            with suppress(OSError, IMAP4.error, ImapToolsError):
                box.logout()
    finally:
        with suppress(OSError):
            box.client.shutdown()


class _Client(IMAP4):
    """Talks to an address that was looked at."""

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return connect(self.host, self.port, SECONDS)


class _SecureClient(IMAP4_SSL):
    """The same over TLS, with a certificate that vouches for the name."""

    def _create_socket(self, timeout: float | None) -> socket.socket:
        found = connect(self.host, self.port, SECONDS)
        try:
            return self.ssl_context.wrap_socket(found, server_hostname=self.host)
        except OSError:
            found.close()
            raise


class _Box(BaseMailBox):
    """One by a mailbox's settings."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        super().__init__()

    def _get_mailbox_client(self) -> IMAP4:
        host, port, security = self._mailbox.imap_host, self._mailbox.imap_port, self._mailbox.imap_security
        if security == Security.TLS:
            return _SecureClient(host, port, ssl_context=ssl.create_default_context(), timeout=SECONDS)
        client = _Client(host, port, SECONDS)
        if security == Security.STARTTLS:
            check_command_status(client.starttls(ssl.create_default_context()), MailboxStarttlsError)
        return client


def _bound(client: IMAP4) -> None:
    """A server that announces more than it was asked for is not listened to."""
    read = client.read

    def bounded(size: int) -> bytes:
        if size > MAX_MAIL + HEAD:
            raise IMAP4.abort("too large")
        return bytes(read(size))

    client.read = bounded  # type: ignore[method-assign]


def _sign_in(box: BaseMailBox, mailbox: Mailbox, token: str) -> None:
    try:
        if token:
            # A second question is an error's description, which is answered by nothing.
            said = iter([xoauth2(mailbox.imap_user, token).encode()])
            box.client.authenticate("XOAUTH2", lambda _question: next(said, b""))
        elif (mailbox.imap_user + mailbox.imap_password).isascii():
            box.login(mailbox.imap_user, mailbox.imap_password, initial_folder=None)
        else:
            box.login_utf8(mailbox.imap_user, mailbox.imap_password, initial_folder=None)
    except IMAP4.abort:
        raise
    except IMAP4.error as error:
        if UNAVAILABLE in str(error).upper():
            raise NotNow from error
        raise (TokenRefused if token else SignInRefused) from error


def _to_fetch(box: BaseMailBox, mailbox: Mailbox, uid_next: int) -> Iterator[MailOnServer]:
    """What we have not stored yet, by rising UID.

    Passing a window moves the mark to its end, but in the last one only to what was seen: a mail that is being delivered
    may have a UID already and show itself later.
    """
    begins = range(mailbox.last_uid + 1, uid_next, WINDOW)[:WINDOWS]
    for first in begins:
        last = min(first + WINDOW, uid_next) - 1
        found = _window(box, first, last)
        for seen in found:
            if mailbox.since is None or seen.arrived >= mailbox.since:
                yield seen
        passed = last if last + 1 < uid_next else max((seen.uid for seen in found), default=0)
        if passed > mailbox.last_uid:
            mailboxes.read_to(mailbox, passed)


def _window(box: BaseMailBox, first: int, last: int) -> list[MailOnServer]:
    answers = _asked(box, "FETCH", f"{first}:{last}", "(UID RFC822.SIZE INTERNALDATE)")
    found = {seen.uid: seen for seen in _seen(answers) if first <= seen.uid <= last}
    return [found[uid] for uid in sorted(found)]


def _seen(answers: Iterable[object]) -> Iterator[MailOnServer]:
    """Each line that says all three; a server may tell of other things in between."""
    for line in answers:
        parts = SIZED.findall(line) if isinstance(line, bytes) else []
        uid, size, arrived = (b"".join(part[number] for part in parts) for number in range(3))
        local = Internaldate2tuple(arrived) if arrived else None
        if uid and size and local:
            yield MailOnServer(int(uid), int(size), datetime.fromtimestamp(time.mktime(local), UTC))


def _store(box: BaseMailBox, mailbox: Mailbox, seen: MailOnServer, at: datetime) -> bool:
    """Keep one mail as it is; says whether it is new. A mail that has gone from the server meanwhile is none."""
    received_at = min(seen.arrived, at) if at - seen.arrived <= OLDEST else at
    body = _piece(box, seen.uid, "", MAX_MAIL + 1) if seen.size <= MAX_MAIL else None
    if body is None or len(body) > MAX_MAIL:
        is_new = _store_head(box, mailbox, seen, received_at)
    else:
        is_new = bool(body.strip()) and incoming.store(mailbox.account, body, at=received_at)[1]
    mailboxes.read_to(mailbox, seen.uid)
    return is_new


def _store_head(box: BaseMailBox, mailbox: Mailbox, seen: MailOnServer, received_at: datetime) -> bool:
    head = _piece(box, seen.uid, "HEADER", HEAD)
    if not head.strip():
        return False
    account = mailbox.account
    key = f"{account.channel}:{account.slug}:{sha256(head).hexdigest()}"
    error = _("The mail is larger than 25 MB. These are its headers; the whole of it is still in the mailbox.")
    told = reader.head(head)
    return arrivals.store(account, head, key, at=received_at, error=error, head=(told.sender, told.subject))[1]


def _piece(box: BaseMailBox, uid: int, section: str, most: int) -> bytes:
    """Up to `most` bytes of a mail, without marking it as read; empty if it is not there any more."""
    for answer in _asked(box, "FETCH", str(uid), f"(BODY.PEEK[{section}]<0.{most}>)"):
        if isinstance(answer, tuple):
            return bytes(answer[1])
    return b""


def _tidy(box: BaseMailBox, mailbox: Mailbox, stored: list[int]) -> str:
    """What was asked to be done with mails once they are stored. It fails beside the fetching, and says so."""
    if not stored or mailbox.after_storing == AfterStoring.LEAVE:
        return ""
    uids = ",".join(map(str, stored))
    try:
        if mailbox.after_storing == AfterStoring.SEEN:
            _asked(box, "STORE", uids, "+FLAGS.SILENT", r"(\Seen)")
        else:
            _move(box, uids, encode_folder(mailbox.move_to))
    except IMAP4.abort:
        raise
    except IMAP4.error:
        return _("All mail is fetched, but it cannot be moved or marked: is the folder there?")
    return ""


def _move(box: BaseMailBox, uids: str, folder: bytes) -> None:
    """Only what we have stored: a plain EXPUNGE would also remove what others have marked."""
    can = {word.upper() for line in box.client.capability()[1] for word in line.split()}
    if b"MOVE" in can:
        _asked(box, "MOVE", uids, folder)
        return
    _asked(box, "COPY", uids, folder)
    _asked(box, "STORE", uids, "+FLAGS.SILENT", r"(\Deleted)")
    if b"UIDPLUS" in can:
        _asked(box, "EXPUNGE", uids)


def _asked(box: BaseMailBox, *command: str | bytes) -> list[object]:
    """A command on UIDs and what it answers. Error: IMAP4.error."""
    state, answers = box.client.uid(*command)  # type: ignore[arg-type]
    if state != "OK":
        raise IMAP4.error("refused")
    return list(answers)
