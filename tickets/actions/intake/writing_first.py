"""We turn to somebody by mail who has not written: a ticket that we opened.

It has no start and is in no figure until its customer writes (definitions 1.2): our mail is a human answer that we started, and
no first response to anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tickets.actions.files import attach
from tickets.actions.intake.by_hand import customer_of
from tickets.actions.intake.inbound_message import InboundFile, Sender
from tickets.actions.intake.references import new_reference
from tickets.actions.macros.gaps import no_gaps
from tickets.actions.outbox.answer_address import emails_of
from tickets.actions.outbox.copies import written_to
from tickets.actions.record import Entry, Invalid, decide, permit, refuse, save
from tickets.events.answer import Answered
from tickets.events.owner import Assigned
from tickets.models import ChannelAccount, Customer, Message, Ticket, User
from tickets.models.desk import answering_takes
from tickets.models.history import current_desk
from tickets.models.message import Delivery, Direction
from tickets.rules.identity import email
from tickets.rules.lifecycle import Channel
from tickets.rules.subjects import one_line


@dataclass(frozen=True)
class FirstMail:
    """What we write. `mailbox`: the one that it leaves by, None for the desk's first. `key`: of the form that it was typed into,
    so that whoever presses twice writes once."""

    subject: str
    text: str
    mailbox: ChannelAccount | None = None
    cc: Sequence[str] = ()
    bcc: Sequence[str] = ()
    files: Sequence[InboundFile] = ()
    key: str = ""


def write_first(
    mail: FirstMail, *, by: User, at: datetime, to: str = "", name: str = "", customer: Customer | None = None
) -> Ticket:
    """Open a ticket with a mail of ours, which waits in the outbox; gives the ticket.

    `to`: an address; it belongs to whoever has it on file, else to somebody new called `name`. Of a chosen customer it is one of
    theirs, by itself the one that answers go to. Errors: Invalid with the field's name, Denied.
    """
    permit(by, "reply")
    address = _address(to, customer)
    if not one_line(mail.subject):
        raise Invalid("subject", _("Say what it is about."))
    if not mail.text.strip():
        raise Invalid("text", _("Write something before you send it."))
    no_gaps(mail.text)
    cc, bcc = written_to(mail.cc, "cc"), written_to(mail.bcc, "bcc")
    cause = f"opened {mail.key}" if mail.key else None
    with transaction.atomic():
        sent = Message.objects.filter(cause=cause, author=by).first() if cause else None
        if sent is not None:
            return sent.ticket
        person = customer or customer_of(Sender(name=name, email=address), at)
        ticket = Ticket(
            reference=new_reference(), subject=one_line(mail.subject)[:300], customer_id=person.pk, created_at=at
        )
        message = Message(
            direction=Direction.OUT,
            channel=Channel.EMAIL,
            author_id=by.pk,
            subject=one_line(mail.subject)[:300],
            text=mail.text,
            recipient=address,
            sent_from=mail.mailbox,
            cc=[other for other in cc if other != address],
            bcc=[other for other in bcc if other not in {address, *cc}],
            occurred_at=at,
            recorded_at=at,
            delivery=Delivery.WAITING,
            next_attempt_at=at,
            cause=cause,
        )
        change = decide(ticket, [], _entries(mail, message, by), desk=current_desk(at), at=at)
        refuse(change)
        save([change], at=at)
        attach(message, mail.files)
    return ticket


def _address(to: str, customer: Customer | None) -> str:
    """In its one form. Errors: Invalid."""
    known = [row.value for row in emails_of(customer.pk)] if customer else []
    if customer and not known:
        raise Invalid("to", _("We have no email address of this customer."))
    chosen = to.strip() or next(iter(known), "")
    (address,) = written_to([chosen], "to")
    if customer and email(address) not in known:
        raise Invalid("to", _("This is no address of theirs."))
    return address


def _entries(mail: FirstMail, message: Message, by: User) -> list[Entry]:
    entries = [Entry(Answered, {"channel": Channel.EMAIL, "initiated": True}, actor=by, message=message)]
    if answering_takes():
        entries.insert(0, Entry(Assigned, {"to": by.pk}, actor=by))
    if mail.mailbox and mail.mailbox.team_id:
        entries.insert(0, Entry(Assigned, {"team": mail.mailbox.team_id}, actor=by))
    return entries
