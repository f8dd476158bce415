"""From stored bytes to the desk: a mail becomes a contact, a delivery report finds the mail that came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.utils.translation import gettext_lazy as _

from tickets.actions import arrivals, delivery, intake
from tickets.actions.inbound import InboundFile, InboundMessage, Sender
from tickets.channels.email import authentication
from tickets.channels.email.parse import Mail, Unreadable
from tickets.channels.email.reader import reader
from tickets.channels.email.threads import LONGEST_ID, claims, is_among, is_of_a_person, our_mailboxes, returned
from tickets.models import ChannelAccount, Mailbox, Message, RawInbound
from tickets.rules.identity import Proof
from tickets.rules.lifecycle import Channel

MOST_COPIED = 20
LONGEST_REASON = 1_000


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
    about = returned(mail, bytes(raw.body))
    if about is not None:
        _report(about, mail, at)
        arrivals.done(raw, about)
        return
    received = intake.receive(
        contact(mail, raw), at=at, account=raw.account, claims=claims(mail), occurred_at=raw.received_at
    )
    arrivals.done(raw, received.message, longer=mail.text != mail.reply, html=mail.html)


def _report(about: Message, mail: Mail, at: datetime) -> None:
    """What another mail system says of a mail of ours: it did not arrive, or it takes longer. Else it has arrived."""
    bounce = mail.bounce
    if bounce is None:
        return
    reason = (bounce.diagnostic or bounce.status or mail.subject)[:LONGEST_REASON]
    if bounce.action == "failed" or bounce.status.startswith("5"):
        delivery.bounced(about, at, reason)
    elif bounce.action == "delayed" or bounce.status.startswith("4"):
        delivery.delayed(about, reason)


def contact(mail: Mail, raw: RawInbound) -> InboundMessage:
    """A mail in the one shape: the new words of a reply, or all there is. The raw mail keeps the rest."""
    ours = our_mailboxes()
    who = _who(mail, raw.account, ours)
    return InboundMessage(
        channel=Channel.EMAIL,
        sender=who.sender,
        text="\n\n".join(filter(None, (mail.reply or mail.text, _invitation(mail)))),
        subject=mail.subject,
        automatic=mail.automatic,
        proven=who.proof == Proof.PASSED,
        forged=who.proof == Proof.FAILED,
        answerable=mail.answerable and not who.is_a_mailbox,
        external_id=raw.source_key.rpartition(":")[2],
        in_reply_to=mail.in_reply_to,
        mail_id=mail.message_id if len(mail.message_id) <= LONGEST_ID else "",
        copied=_copied(mail, ours),
        from_us=who.is_a_mailbox or who.is_a_person,
        files=tuple(InboundFile(f.called, f.type, f.content) for f in mail.files),
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


@dataclass(frozen=True)
class _Who:
    """Who a mail is from, what vouches for it, and whether the address is one of our own."""

    sender: Sender
    proof: Proof = Proof.NONE
    is_a_mailbox: bool = False
    is_a_person: bool = False


def _who(mail: Mail, account: ChannelAccount, ours: frozenset[str]) -> _Who:
    if mail.sender is None:
        return _Who(Sender())
    address = mail.sender.email
    setup = Mailbox.objects.filter(account=account).first()
    return _Who(
        Sender(name=mail.sender.name, email=address),
        authentication.proof(mail.authentication, setup.trusted_receiver if setup else "", address),
        is_a_mailbox=is_among(address, ours),
        is_a_person=is_of_a_person(address),
    )


def _copied(mail: Mail, ours: frozenset[str]) -> tuple[str, ...]:
    """To whom else it went: suggested as taking part, never more."""
    sender = mail.sender.email if mail.sender else ""
    others = dict.fromkeys(address.email for address in (*mail.to, *mail.cc))
    return tuple([address for address in others if address != sender and not is_among(address, ours)][:MOST_COPIED])
