"""Our mails: from a message in the outbox to what a mail server takes. A repeat carries the same Message-ID."""

from __future__ import annotations

from datetime import datetime
from email.utils import formataddr
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPSenderRefused

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMessage
from django.utils.translation import gettext as _

from tickets.channels.email.threads import chain
from tickets.models import ChannelAccount, Message, RawInbound, tokens
from tickets.rules.identity import email
from tickets.rules.lifecycle import Channel

TEMPORARY = (OSError, SMTPException)  # what a mail server may get over
LONGEST_SUBJECT = 200


class Refused(Exception):
    """A mail that will never leave, however often it is tried; the text says why."""


def send(message: Message, *, at: datetime) -> None:
    """Send one mail. Errors: Refused, and those of TEMPORARY."""
    if email(message.recipient) is None:
        raise Refused("There is no valid address to send it to.")
    try:
        compose(message, at=at).send()
    except BadHeaderError as error:
        raise Refused("A header of this mail contains a line break.") from error
    except (SMTPRecipientsRefused, SMTPSenderRefused) as error:
        if _is_final(error):
            raise Refused(str(error)) from error
        raise


def compose(message: Message, *, at: datetime) -> EmailMessage:
    """The mail: the words, the customer's link under them, and the headers by which mail programs thread it."""
    mailbox = mailbox_for(message)
    address = mailbox.address if mailbox and mailbox.address else settings.DESK_EMAIL
    mail = EmailMessage(
        subject=subject(message),
        body=f"{message.text}\n\n{_footer(message, at)}\n",
        from_email=formataddr((mailbox.name, address)) if mailbox and mailbox.address else address,
        to=[message.recipient],
        reply_to=[tokens.reply_address(message.ticket, email(address) or address)] if email(address) else None,
        headers=_headers(message),
    )
    for file in message.attachments.all():
        with file.file.open("rb") as content:
            mail.attach(file.name, content.read(), file.content_type)
    return mail


def mailbox_for(message: Message) -> ChannelAccount | None:
    """The mailbox that the customer wrote to, else the team's, else the desk's first."""
    written_to = RawInbound.objects.filter(message__ticket=message.ticket_id, account__channel=Channel.EMAIL)
    arrival = written_to.select_related("account").order_by("-id").first()
    if arrival and arrival.account.active:
        return arrival.account
    mailboxes = ChannelAccount.objects.filter(channel=Channel.EMAIL, active=True).order_by("id")
    return mailboxes.filter(team=message.ticket.team_id).first() or mailboxes.first()


def subject(message: Message) -> str:
    """As a mail program would call the answer."""
    own = message.subject or message.ticket.subject or message.ticket.reference
    answers = own if own.lower().startswith("re:") else f"Re: {own}"
    return answers[:LONGEST_SUBJECT]


def _headers(message: Message) -> dict[str, str]:
    headers = {"Message-ID": tokens.message_id_for(message)}
    before = chain(message)
    if before:
        headers |= {"In-Reply-To": before[-1], "References": " ".join(before)}
    if message.automatic:
        headers |= {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}
    return headers


def _footer(message: Message, at: datetime) -> str:
    asks = message.events.filter(kind="asked_confirmation").exists()
    words = (
        _("Does it work for you now? Say yes or no:") if asks else _("Your request %(reference)s, with its history:")
    )
    return f"{words % {'reference': message.ticket.reference}}\n{tokens.link(message.ticket, at=at)}"


def _is_final(error: SMTPException) -> bool:
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _reason in error.recipients.values())
    return getattr(error, "smtp_code", 0) >= 500
