"""Our mails: from a message in the outbox to what a mail server takes. A repeat carries the same Message-ID.

Nothing in a mail tells its recipient what they do not know: only their own last mail is quoted, and the link to the
request goes to the addresses on its customer's file alone.
"""

from __future__ import annotations

from datetime import datetime
from email.utils import formataddr
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
)

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext as _

from tickets.actions.outbox.signature import signature_of
from tickets.channels.email import mail_errors
from tickets.channels.email.letter import Letter, Quote, html, plain, quote
from tickets.channels.email.smtp import Connections
from tickets.channels.email.thread_claims import chain
from tickets.events.resolution import ConfirmationAsked
from tickets.models import ChannelAccount, Identity, Mailbox, Message, tokens
from tickets.models.message import Direction
from tickets.rules.identity import email, for_servers
from tickets.rules.lifecycle import Channel
from tickets.rules.showing import Holder
from tickets.rules.subjects import answering

LONGEST_SUBJECT = 200
LONGEST_ERROR = 1_000
TOO_LARGE = 552


class RecipientRefused(Exception):
    """A mail that will never leave, however often it is tried; the text says why."""


class Later(Exception):
    """A mail that its server does not take now, though it takes others; the text says why."""


class Trouble(Exception):
    """A mail server that cannot be talked to: what else its mailbox has to send can wait; the text says why."""


def prepare(message: Message, mailbox: ChannelAccount | None, *, at: datetime) -> EmailMultiAlternatives:
    """A mail that can be sent by a mailbox. Errors: RecipientRefused."""
    address = email(message.recipient)
    if address is None:
        raise RecipientRefused(_("There is no valid address to send it to."))
    if not address.rpartition("@")[0].isascii():
        raise RecipientRefused(_("Mail servers do not take an address whose name has such letters."))
    return compose(message, mailbox, at=at)


def connect(mailbox: ChannelAccount | None, connections: Connections) -> BaseEmailBackend:
    """A mailbox's connection for one mail. Errors: Trouble."""
    try:
        return connections.take(mailbox)
    except mail_errors.KINDS as error:
        raise Trouble(mail_errors.explain(error, "SMTP")) from error


def send(mail: EmailMultiAlternatives, connection: BaseEmailBackend) -> None:
    """Send one mail; nothing is asked of the database. Errors: RecipientRefused, Later, Trouble (then it ends the connection)."""
    mail.connection = connection
    try:
        mail.send()
    except BadHeaderError as error:
        raise RecipientRefused(_("A header of this mail contains a line break.")) from error
    except (OSError, SMTPException, UnicodeError) as error:
        judged = _judged(error)
        if isinstance(judged, Trouble):
            connection.close()
        raise judged from error


def send_by_the_desks_own(mail: EmailMultiAlternatives, connections: Connections) -> None:
    """Send one mail to our own people. Errors: as for `send`; a connection whose server is in trouble was ended."""
    connection = connect(None, connections)
    try:
        send(mail, connection)
    except (RecipientRefused, Later):
        connections.free(None, connection)
        raise
    connections.free(None, connection)


def _judged(error: OSError | SMTPException | UnicodeError) -> Exception:
    """Whether it is about this mail for good, about this mail now, or about the server, with what it said of the mail."""
    if isinstance(error, SMTPRecipientsRefused):
        final = all(code >= 500 for code, _text in error.recipients.values())
        said = "; ".join(_said(code, text) for code, text in error.recipients.values())
        return (RecipientRefused if final else Later)(said[:LONGEST_ERROR])
    if isinstance(error, SMTPDataError) or (isinstance(error, SMTPSenderRefused) and error.smtp_code == TOO_LARGE):
        return (RecipientRefused if error.smtp_code >= 500 else Later)(_said(error.smtp_code, error.smtp_error))
    if isinstance(error, UnicodeError):
        return RecipientRefused(_("There is no valid address to send it to."))
    return Trouble(mail_errors.explain(error, "SMTP"))


def _said(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(words.split())}"[:LONGEST_ERROR]


def compose(message: Message, mailbox: ChannelAccount | None, *, at: datetime) -> EmailMultiAlternatives:
    """The mail: the words as text and as HTML, files, and the headers by which mail programs thread it."""
    setup: Mailbox | None = getattr(mailbox, "mailbox", None)
    address = mailbox.address if mailbox and mailbox.address else settings.DESK_EMAIL
    name = (setup.sender_name if setup else "") or (mailbox.name if mailbox and mailbox.address else "")
    theirs = _last_of_theirs(message)
    letter = _letter(message, theirs, signature_of(message, mailbox), at)
    reply_to = _reply_to(message, address) if email(address) else None
    mail = EmailMultiAlternatives(
        subject=_subject(message, theirs),
        body=plain(letter),
        from_email=formataddr((name, address)) if name else address,
        to=[for_servers(message.recipient)],
        cc=[for_servers(address) for address in message.cc if _is_taken(address)],
        bcc=[for_servers(address) for address in message.bcc if _is_taken(address)],  # the envelope's alone
        reply_to=[reply_to] if reply_to else None,
        headers=_headers(message, answers=theirs is not None),
    )
    mail.attach_alternative(html(letter), "text/html")
    for file in message.attachments.all():
        with file.file.open("rb") as content:
            mail.attach(file.name, content.read(), file.content_type)
    return mail


def _reply_to(message: Message, address: str) -> str | None:
    """A third party's answers come back beside the ticket, everybody else's into it."""
    return tokens.side_address(message.side, address) if message.side else tokens.reply_address(message.ticket, address)


def _is_taken(address: str) -> bool:
    """Whether mail servers take an address: letters outside ASCII may stand in its domain alone."""
    return address.rpartition("@")[0].isascii()


def _last_of_theirs(message: Message) -> Message | None:
    """The recipient's own last mail before this one: all that may be quoted to them, and to whom they sent it themselves."""
    mails = Message.objects.of(message.ticket).filter(
        channel=Channel.EMAIL, direction=Direction.IN, automatic=False, occurred_at__lte=message.occurred_at
    )
    last = mails.filter(sender__email=message.recipient.lower()).exclude(pk=message.pk).last()
    return last if last is None or {*message.cc, *message.bcc} <= set(last.copied) else None


def _letter(message: Message, theirs: Message | None, signature: str, at: datetime) -> Letter:
    if message.side_id:
        along = Quote(_("Forwarded:"), message.quoted_below) if message.quoted_below else None
        return Letter(message.text, signature, quote=along)
    if message.automatic:
        return Letter(message.text, signature, *_way_back(message, at))
    way_back = _way_back(message, at)
    return Letter(message.readable, signature, *way_back, quote=_quoted(theirs), rich=message.rich)


def _quoted(theirs: Message | None) -> Quote | None:
    if theirs is None or not theirs.text.strip():
        return None
    name = theirs.sender.get("name") or theirs.sender["email"]
    return quote(theirs.text, name, theirs.occurred_at)


def _way_back(message: Message, at: datetime) -> tuple[str, str]:
    """The recipient's own link, which shows what they may see: for the addresses on the customer's file and nobody else."""
    on_file = Identity.objects.filter(customer=message.ticket.customer_id, kind="email", value=email(message.recipient))
    theirs = on_file.first()
    if theirs is None:
        return "", ""
    if message.cc or message.bcc:  # whoever has a link is shown what its owner is
        asked = message.events.filter(kind=ConfirmationAsked.name).exists()
        return (_("Does it work for you now? Answer this mail with yes or no."), "") if asked else ("", "")
    words = _("Your request %(reference)s, with its history:")
    if message.automatic:
        words = _("Your request %(reference)s, with its history. Was it not you who wrote? Then say so there:")
    elif message.events.filter(kind=ConfirmationAsked.name).exists():
        words = _("Does it work for you now? Say yes or no:")
    link = tokens.link(message.ticket, Holder(identity=theirs.pk), at=at)
    return words % {"reference": message.ticket.reference}, link


def _subject(message: Message, theirs: Message | None) -> str:
    """As a mail program would call the answer to their mail. What no mail of theirs said is in no subject of ours, and
    a machine's words repeat nothing that the sender wrote.
    """
    neutral = _("Your request %(reference)s") % {"reference": message.ticket.reference}
    if message.automatic:
        return neutral
    if message.subject:
        return message.subject[:LONGEST_SUBJECT]
    own = (theirs.subject if theirs else "") or _begun_as(message) or _written_as_subject(message)
    if not own:
        return neutral
    return answering(own)[:LONGEST_SUBJECT]


def _begun_as(message: Message) -> str:
    """The subject that we gave when we wrote to them first."""
    mails = Message.objects.of(message.ticket).filter(direction=Direction.OUT, channel=Channel.EMAIL)
    first = mails.filter(recipient__iexact=message.recipient).exclude(subject="").first()
    return first.subject if first else ""


def _written_as_subject(message: Message) -> str:
    """The subject that the customer gave in a form; what was begun in a chat or a call has only words of that channel."""
    forms = Message.objects.of(message.ticket).filter(channel=Channel.WEB, direction=Direction.IN).exclude(subject="")
    first = forms.filter(sender__email__iexact=message.recipient).first()
    return first.subject if first else ""


def _headers(message: Message, *, answers: bool) -> dict[str, str]:
    headers = {"Message-ID": tokens.message_id_for(message)}
    before = chain(message, message.recipient)
    if before:
        headers |= {"In-Reply-To": before[-1], "References": " ".join(before)}
    if message.automatic:
        said = "auto-replied" if answers else "auto-generated"
        headers |= {"Auto-Submitted": said, "X-Auto-Response-Suppress": "All", "Precedence": "auto_reply"}
    return headers
