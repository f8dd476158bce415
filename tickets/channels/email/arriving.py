"""From stored bytes to the desk: a mail becomes a contact, a delivery report finds the mail that came back."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.utils.translation import gettext_lazy as _

from tickets.actions import arrivals, delivery, intake
from tickets.actions.inbound import InboundFile, InboundMessage, Sender
from tickets.channels.email.parse import Mail, Unreadable
from tickets.channels.email.reader import reader
from tickets.channels.email.threads import external_id, named_ticket, returned
from tickets.models import ChannelAccount, RawInbound
from tickets.rules.lifecycle import Channel


def store(account: ChannelAccount, body: bytes, *, at: datetime) -> tuple[RawInbound, bool]:
    """Keep a mail as it came, one copy per mailbox and content; says whether it is new."""
    return arrivals.store(account, body, f"{account.channel}:{account.slug}:{sha256(body).hexdigest()}", at=at)


def take(raw: RawInbound, *, at: datetime) -> None:
    """Read a stored mail and hand it over. Its time is the time of its receipt, never its Date header."""
    try:
        mail = reader.read(bytes(raw.body))
    except Unreadable as error:
        arrivals.unreadable(raw, str(error))
        return
    came_back = returned(mail)
    if came_back is not None and mail.bounce is not None:
        delivery.bounced(came_back, at, mail.bounce.diagnostic or mail.bounce.status or mail.subject)
        arrivals.done(raw, came_back)
        return
    received = intake.receive(
        contact(mail, raw), at=at, account=raw.account, named=named_ticket(mail), occurred_at=raw.received_at
    )
    arrivals.done(raw, received.message, longer=mail.text != mail.reply, html=mail.html)


def contact(mail: Mail, raw: RawInbound) -> InboundMessage:
    """A mail in the one shape: the new words of a reply, or all there is. The raw mail keeps the rest."""
    sender = Sender(name=mail.sender.name, email=mail.sender.email) if mail.sender else Sender()
    files = tuple(InboundFile(f.called, f.type, f.content) for f in mail.files)
    return InboundMessage(
        channel=Channel.EMAIL,
        sender=sender,
        text="\n\n".join(filter(None, (mail.reply or mail.text, _invitation(mail)))),
        subject=mail.subject,
        automatic=mail.automatic,
        answerable=mail.answerable,
        external_id=external_id(raw.source_key.rpartition(":")[2], mail.message_id),
        in_reply_to=mail.in_reply_to,
        files=files,
    )


INVITED = {
    "CANCEL": _("An invitation was cancelled: %(what)s"),
    "REPLY": _("An answer to an invitation: %(what)s"),
    "": _("An invitation: %(what)s"),
}


def _invitation(mail: Mail) -> str:
    """A calendar's event as a line; the calendar itself is among the files."""
    invited = mail.invitation
    if invited is None:
        return ""
    what = ", ".join(filter(None, (invited.what, invited.when, invited.where)))
    return str(INVITED.get(invited.method, INVITED[""])) % {"what": what}
