"""The front door: a contact of a customer, on any channel, finds its ticket or opens one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tickets.actions.conversation import facts_entry
from tickets.actions.files import attach
from tickets.actions.identities import identities, introduce, known, region_of
from tickets.actions.inbound import InboundMessage
from tickets.actions.ledger import Entry, decide, log_of, refuse, save
from tickets.actions.references import new_reference
from tickets.actions.saving import whole
from tickets.models import ChannelAccount, Customer, Identity, Message, Ticket
from tickets.models.history import current_desk
from tickets.models.message import Delivery, Direction
from tickets.rules.conversation import is_thanks_only
from tickets.rules.identity import Candidate, Join, Why, join
from tickets.rules.lifecycle import Channel, Status

LISTED_BESIDE = 20
NOT_JOINED = (Status.MERGED, Status.SPAM, Status.TEST)


@dataclass(frozen=True)
class Received:
    """What became of a contact. `why`: the rule that put it there; `repeated`: it was known, nothing was done."""

    ticket: Ticket
    message: Message
    new_ticket: bool
    why: Why
    repeated: bool = False


@dataclass(frozen=True)
class _Who:
    """The customer a sender is taken for, and the identity that a contact is counted under."""

    customer: Customer
    identity: int | None
    is_new: bool


def receive(
    message: InboundMessage,
    *,
    at: datetime,
    account: ChannelAccount | None = None,
    ticket: Ticket | None = None,
    named: Ticket | None = None,
    occurred_at: datetime | None = None,
) -> Received:
    """Put a contact where it belongs, by the rule that joining is not trusting (`tickets.rules.identity`).

    `ticket`: the edge has proven that the contact belongs there (a customer's link, a key holder's word, the chat or call
    it is a line of). `named`: the ticket that our own signed mark in a mail names. One transaction; a repeat by the
    message's `external_id` does nothing.
    """
    with transaction.atomic(savepoint=False):
        copy = _known(message)
        if copy:
            return Received(copy.ticket, copy, new_ticket=False, why=Why.SESSION, repeated=True)
        who = _who(message, account, ticket, named, at)
        own = _own_tickets(who, ticket, named)
        decision = _decide_where(who, own, ticket, named)
        target = own.get(decision.ticket) if decision.ticket else None
        return _take(message, who, target, decision, account=account, at=at, occurred_at=occurred_at or at)


def _known(message: InboundMessage) -> Message | None:
    if not message.external_id:
        return None
    copies = Message.objects.filter(channel=message.channel, external_id=message.external_id)
    return copies.select_related("ticket").first()


def _who(
    message: InboundMessage,
    account: ChannelAccount | None,
    ticket: Ticket | None,
    named: Ticket | None,
    at: datetime,
) -> _Who:
    """The customer by the strongest identity that is known; what is new about them is noted, what is another's is not."""
    region = region_of(account.address) if account and account.channel == Channel.PHONE else None
    given = [(str(kind), value) for kind, value in identities(message.sender, region)]
    anchor = ticket or named  # whoever writes to a ticket by our own mark is no stranger to what its customer shares
    rows = known(given, also_of=anchor.customer_id if anchor else None)
    if ticket is not None:
        customer, is_new = Customer(pk=ticket.customer_id), False
    elif rows:
        customer, is_new = Customer(pk=rows[0].customer_id), False
    else:
        customer, is_new = Customer.objects.create(name=message.sender.name[:200], created_at=at), True
    there = {(row.kind, row.value) for row in rows}
    new = [pair for pair in given if pair not in there]
    if new and (is_new or message.proven or _is_nobody(customer)):
        added = introduce(customer, new, verified=message.proven, at=at)
        faster = next((row for row in added if row.customer_id != customer.pk), None)
        if is_new and faster is not None:  # somebody's twin contact was a moment faster
            customer.delete()
            customer, is_new = Customer(pk=faster.customer_id), False
        rows += added
    return _Who(customer, rows[0].pk if rows else None, is_new)


def _is_nobody(customer: Customer) -> bool:
    """Nothing on file, such as a visitor of the chat who now says where they can be reached.

    To anybody else's file an unproven address adds nothing: our answers would go to whoever claimed it.
    """
    return not Identity.objects.filter(customer=customer.pk).exists()


def _own_tickets(who: _Who, ticket: Ticket | None, named: Ticket | None) -> dict[int, Ticket]:
    """The tickets that the contact could belong to, locked."""
    extra = [_root(t) for t in (ticket, named) if t is not None]
    if who.is_new and not extra:
        return {}
    mine = Ticket.objects.exclude(status__in=NOT_JOINED).filter(customer=who.customer.pk).order_by("-id")
    wanted = list(mine.values_list("pk", flat=True)[:LISTED_BESIDE]) if extra else None
    if wanted is None:
        return {row.pk: row for row in mine.select_for_update()[:LISTED_BESIDE]}
    rows = Ticket.objects.select_for_update().filter(pk__in={*wanted, *extra})
    return {row.pk: row for row in rows.order_by("id")}


def _root(ticket: Ticket) -> int:
    return ticket.merged_into_id or ticket.pk


def _decide_where(who: _Who, own: dict[int, Ticket], ticket: Ticket | None, named: Ticket | None) -> Join:
    named_row = own.get(_root(named)) if named else None
    takes_part = named_row is not None and named_row.customer_id == who.customer.pk
    return join(
        session=_candidate(own[_root(ticket)]) if ticket else None,
        named=_candidate(named_row) if named_row else None,
        takes_part=takes_part,
        own=[_candidate(row) for row in own.values() if row.customer_id == who.customer.pk],
    )


def _candidate(row: Ticket) -> Candidate:
    return Candidate(row.pk, Status(row.status), row.waiting_on)  # type: ignore[arg-type]


def _take(
    inbound: InboundMessage,
    who: _Who,
    target: Ticket | None,
    decision: Join,
    *,
    account: ChannelAccount | None,
    at: datetime,
    occurred_at: datetime,
) -> Received:
    message = _message(inbound, who, decision, at=at, occurred_at=occurred_at)
    entries = _entries(inbound, who, message, decision, account, first=target is None)
    for entry in entries:
        entry.at = occurred_at
    lines = log_of(target) if target else []
    row = target or Ticket(
        reference=new_reference(), subject=_subject(inbound), customer_id=who.customer.pk, created_at=at
    )
    if inbound.channel == Channel.EMAIL and inbound.answerable and not inbound.automatic:
        entries += _acknowledgement(inbound, row, at)
    change = decide(row, lines, entries, desk=current_desk(at), at=at)
    refuse(change)
    save([change], at=at)
    attach(message, inbound.files)
    return Received(row, message, new_ticket=target is None, why=decision.why)


def _message(inbound: InboundMessage, who: _Who, decision: Join, *, at: datetime, occurred_at: datetime) -> Message:
    return Message(
        direction=Direction.IN,
        channel=inbound.channel,
        automatic=inbound.automatic,
        customer_id=who.customer.pk,
        sender=inbound.sender.as_dict(),
        proven=inbound.proven or decision.proven,
        subject=inbound.subject[:300],
        text=inbound.text,
        session=inbound.session,
        external_id=inbound.external_id,
        in_reply_to=inbound.in_reply_to[:250],
        occurred_at=whole(occurred_at),
        recorded_at=whole(at),
    )


def _entries(
    inbound: InboundMessage,
    who: _Who,
    message: Message,
    decision: Join,
    account: ChannelAccount | None,
    *,
    first: bool,
) -> list[Entry]:
    data: dict[str, Any] = {"channel": inbound.channel}
    data |= {"address": who.identity} if who.identity else {}
    data |= {"session": inbound.session} if inbound.session else {}
    data |= {"automatic": True} if inbound.automatic else {}
    data |= {"beside": list(decision.beside)} if decision.beside else {}
    thanks = not first and not inbound.automatic and is_thanks_only(inbound.text)
    entries = [Entry("thanks" if thanks else "contact", data, message=message)]
    if inbound.facts:
        entries.append(facts_entry(inbound.facts, message=message))
    if first and account and account.team_id:
        entries.append(Entry("assign", {"team": account.team_id}))
    if decision.same_issue:
        entries.append(Entry("link", {"to": decision.same_issue, "relation": "same_issue"}))
    return entries


def _subject(inbound: InboundMessage) -> str:
    words = inbound.subject.strip() or inbound.text.strip().partition("\n")[0]
    return words[:300] if inbound.subject.strip() else words[:80]


def _acknowledgement(inbound: InboundMessage, ticket: Ticket, at: datetime) -> list[Entry]:
    """One automatic word per address and day, which repeats nothing the sender wrote. It is no answer."""
    address = sha256(inbound.sender.email.lower().encode()).hexdigest()[:32]
    cause = f"acknowledged {at:%Y-%m-%d} {address}"
    if not inbound.sender.email or Message.objects.filter(cause=cause).exists():
        return []
    message = Message(
        direction=Direction.OUT,
        channel=Channel.EMAIL,
        automatic=True,
        recipient=inbound.sender.email,
        text=_("We have received your message. A person will answer you. Your request is %(reference)s.")
        % {"reference": ticket.reference},
        occurred_at=whole(at),
        recorded_at=whole(at),
        delivery=Delivery.WAITING,
        next_attempt_at=at,
        cause=cause,
    )
    return [Entry("auto_reply", {"channel": Channel.EMAIL}, message=message)]
