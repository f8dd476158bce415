"""Contacts that no machine told us of: somebody called, came by, wrote elsewhere, or was called, and one of us writes it down.

Late entries keep their true times. Who was spoken to gets the lines that a call by a telephone system leaves: a contact of
theirs with our answer in it, or an answer that we started, which alone keeps a promise. Where nobody was reached there is
no answer: a call of theirs was missed, and one of ours is a note. What was noted of a call or a visit is for us; its customer
reads that there was one, and the words that were marked for them (`tickets.rules.showing`).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from tickets.actions.customers.identities import identities
from tickets.actions.facts import facts_entry
from tickets.actions.intake import calls
from tickets.actions.intake.inbound_message import InboundMessage, Sender
from tickets.actions.intake.receive import receive
from tickets.actions.intake.references import new_reference
from tickets.actions.promises import PromiseGiven, promise_entry, promise_names
from tickets.actions.record import Entry, Invalid, decide, locked, log_of, permit, refuse, save
from tickets.events import Kind
from tickets.events.answer import Answered
from tickets.events.note import Noted
from tickets.events.owner import Assigned
from tickets.events.promise import PromiseKept
from tickets.events.resolution import ConfirmationAsked, Confirmed, Resolved
from tickets.events.status import StatusSet
from tickets.models import Customer, Identity, Message, Ticket, User
from tickets.models.customer_page import known_as
from tickets.models.history import current_desk
from tickets.models.message import Direction
from tickets.rules.lifecycle import UNRESOLVED, Channel
from tickets.rules.showing import SPOKEN  # there both sides are present, or nobody is
from tickets.rules.subjects import one_line

OLDEST = timedelta(days=31)  # what is older belongs in an import
NEW = "new"


@dataclass(frozen=True)
class NotedContact:
    """What happened. `ours`: we turned to them. `reached_at`: since when both spoke, or we wrote; None if nobody was reached.

    `then`: "" or "wait" or "resolve" (they were asked whether it works) or "confirm" (and said yes). `keeps`: ids of
    promises that this contact of ours delivered. `for_customer`: what the customer may read of a call or a visit.
    """

    channel: str
    began_at: datetime
    text: str = ""
    for_customer: str = ""
    ours: bool = False
    reached_at: datetime | None = None
    ended_at: datetime | None = None
    subject: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    promise: PromiseGiven | None = None
    keeps: Sequence[int] = ()
    then: str = ""

    @property
    def over_at(self) -> datetime:
        """When the last word was said."""
        return self.ended_at or self.reached_at or self.began_at


@dataclass(frozen=True)
class Logged:
    """Where a contact went."""

    ticket: Ticket
    new_ticket: bool


def log(
    contact: NotedContact,
    *,
    by: User,
    at: datetime,
    sender: Sender | None = None,
    customer: Customer | None = None,
    ticket: Ticket | str | None = None,
) -> Logged:
    """Write a contact down: with whom is a ticket, a customer, or a sender to be found or made.

    `ticket`: the one it belongs to, or "new"; without it theirs joins by the rule of joining, and ours the only one that is
    open. Errors: Invalid with the field's name, Forbidden, Denied.
    """
    permit(by, "reply")
    _check(contact, at)
    session = f"hand:{secrets.token_urlsafe(12)}" if contact.channel in SPOKEN else ""
    with transaction.atomic():
        if contact.ours:
            return _ours(contact, session, by, at, _target(sender, customer, ticket, at))
        return _theirs(contact, session, by, at, sender, customer, ticket)


def _check(contact: NotedContact, at: datetime) -> None:
    told = [contact.began_at, contact.reached_at, contact.ended_at]
    times = [moment for moment in told if moment is not None]
    if contact.began_at < at - OLDEST:
        raise Invalid("began_at", _("That is more than 31 days back. Import what is older."))
    if max(times) > at:
        raise Invalid("began_at", _("That is in the future."))
    if times != sorted(times):
        raise Invalid("ended_at", _("It begins, is answered and ends, in this order."))
    if contact.reached_at is None and (contact.promise or contact.then or contact.keeps):
        raise Invalid("reached", _("Nobody was reached: nothing can be promised, delivered or resolved."))
    if contact.keeps and not contact.ours:
        raise Invalid("keeps", _("Only a contact that we start keeps a promise."))
    if contact.for_customer.strip() and (contact.reached_at is None or contact.channel not in SPOKEN):
        raise Invalid("for_customer", _("Only of a call or a visit in which you spoke is there something to read."))
    if not contact.text.strip() and (contact.reached_at or contact.channel != Channel.PHONE):
        raise Invalid("text", _("Write down what was said."))


# They turned to us


def _theirs(
    contact: NotedContact,
    session: str,
    by: User,
    at: datetime,
    sender: Sender | None,
    customer: Customer | None,
    ticket: Ticket | str | None,
) -> Logged:
    missed = contact.channel == Channel.PHONE and contact.reached_at is None
    home = ticket if isinstance(ticket, Ticket) else None
    if (
        customer is not None
        and home is None
        and (ticket == NEW or not Identity.objects.filter(customer=customer).exists())
    ):
        home = _new_ticket(customer, contact, at)
    if customer is not None:
        known = (
            Identity.objects.filter(customer=customer).select_related("customer").order_by("-verified", "pk").first()
        )
        sender = Sender(**known_as(known)) if known else Sender(name=customer.name)
    inbound = InboundMessage(
        channel=contact.channel,
        sender=sender or Sender(),
        text=contact.text.strip() or calls.MISSED,
        subject=contact.subject,
        session=session,
        facts=contact.facts,
        noted=True,
    )
    received = receive(inbound, at=at, ticket=home, occurred_at=contact.began_at)
    if contact.reached_at is not None:
        _record(received.ticket, _spoken(contact, session, by, at, received.ticket, initiated=False), at)
    elif missed:
        calls.owe_call_back(received.ticket, session, when=contact.over_at, at=at)
    return Logged(received.ticket, received.new_ticket or home is not ticket)


def _new_ticket(customer: Customer, contact: NotedContact, at: datetime) -> Ticket:
    subject = one_line(contact.subject) or one_line(contact.text.strip().partition("\n")[0])[:80]
    return Ticket.objects.create(reference=new_reference(), subject=subject, customer=customer, created_at=at)


# We turned to them


def _target(
    sender: Sender | None, customer: Customer | None, ticket: Ticket | str | None, at: datetime
) -> tuple[Customer, Ticket | None]:
    """Whom we turned to, and about which ticket; None for a new one."""
    if isinstance(ticket, Ticket):
        return ticket.customer, ticket
    customer = customer or customer_of(sender or Sender(), at)
    found = [] if ticket == NEW else list(Ticket.objects.filter(customer=customer, status__in=UNRESOLVED)[:2])
    if len(found) > 1:
        raise Invalid("ticket", _("Several of their tickets are open. Choose the one that it was about."))
    return customer, found[0] if found else None


def customer_of(sender: Sender, at: datetime) -> Customer:
    """The customer with one of these identities, or a new one."""
    given = identities(sender)
    known = Identity.objects.filter(value__in=[value for _kind, value in given]).select_related("customer")
    rows = {(row.kind, row.value): row for row in known}
    for pair in given:
        if pair in rows:
            return rows[pair].customer
    customer = Customer.objects.create(name=sender.name[:200], created_at=at)
    Identity.objects.bulk_create(
        Identity(customer=customer, kind=kind, value=value, created_at=at) for kind, value in given
    )
    return customer


def _ours(
    contact: NotedContact, session: str, by: User, at: datetime, target: tuple[Customer, Ticket | None]
) -> Logged:
    customer, ticket = target
    if contact.reached_at is None and ticket is None:
        raise Invalid("reached", _("Nobody was reached, and there is no ticket to note that on."))
    home = ticket or _new_ticket(customer, contact, at)
    if contact.reached_at is None:
        _record(home, [_attempt(contact, by, at)], at)
    else:
        _record(home, _spoken(contact, session, by, at, home, initiated=True), at)
    return Logged(home, ticket is None)


def _attempt(contact: NotedContact, by: User, at: datetime) -> Entry:
    """We tried: no answer, and nothing that would keep a promise."""
    words = _("We tried to reach them by %(channel)s: nobody answered.") % {
        "channel": contact.channel.replace("_", " ")
    }
    message = Message(
        direction=Direction.INTERNAL,
        channel=Channel.OTHER,
        author=by,
        text="\n".join([words, contact.text]).strip(),
        occurred_at=contact.began_at,
        recorded_at=at,
    )
    return Entry(Noted, actor=by, at=contact.began_at, message=message)


# What both have in common


def _spoken(
    contact: NotedContact, session: str, by: User, at: datetime, ticket: Ticket, *, initiated: bool
) -> list[Entry]:
    """Our answer, and what was agreed in it: promises, the resolution, the customer's yes."""
    reached_at, over_at = contact.reached_at or contact.began_at, contact.over_at
    answer = _answer(contact, session, by, contact.text if initiated else calls.ANSWERED, reached_at, at, initiated)
    entries = [answer]
    entries += [Entry(PromiseKept, {"promise": name}, actor=by) for name in promise_names(ticket, contact.keeps)]
    for entry in entries:
        entry.at = reached_at
    if ticket.owner_id is None:
        entries.insert(0, Entry(Assigned, {"to": by.pk}, actor=by, at=reached_at))
    after = []
    if session and over_at > reached_at:
        after.append(_answer(contact, session, by, calls.ENDED, over_at, at, initiated))
    if initiated and contact.facts:
        after.append(facts_entry(contact.facts, actor=by, message=answer.message))
    if contact.promise:
        after.append(promise_entry(contact.promise, actor=by, at=over_at, message=answer.message))
    after += [Entry(kind, data, actor=by) for kind, data in THEN[contact.then]]
    for entry in after:
        entry.at = over_at
    return entries + after


THEN: dict[str, list[tuple[type[Kind], dict[str, object]]]] = {
    "": [],
    "wait": [(StatusSet, {"to": "pending"})],
    "resolve": [(Resolved, {"delivered": True}), (ConfirmationAsked, {})],
}
THEN["confirm"] = [*THEN["resolve"], (Confirmed, {"spoken": True})]


def _answer(
    contact: NotedContact, session: str, by: User, text: str, when: datetime, at: datetime, initiated: bool
) -> Entry:
    message = Message(
        direction=Direction.OUT,
        channel=contact.channel,
        author=by,
        text=text,
        for_customer="" if text == calls.ENDED else contact.for_customer.strip(),
        session=session,
        occurred_at=when,
        recorded_at=at,
    )
    data = {"channel": contact.channel, "initiated": initiated} | ({"session": session} if session else {})
    return Entry(Answered, data, actor=by, at=when, message=message)


def _record(ticket: Ticket, entries: Sequence[Entry], at: datetime) -> None:
    fresh = locked(ticket)
    lines = log_of(fresh) if fresh.projected_at else []
    change = decide(fresh, lines, entries, desk=current_desk(at), at=at)
    refuse(change)
    save([change], at=at)
