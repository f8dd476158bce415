"""The front door: a contact of a customer, on any channel, finds its ticket or opens one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tickets.actions.change import whole
from tickets.actions.customers.identities import counted, identities, introduce, on_file, region_of, speaking
from tickets.actions.customers.organisations import join_by_domain
from tickets.actions.facts import facts_entry
from tickets.actions.files import attach
from tickets.actions.intake.answered_question import answer_of
from tickets.actions.intake.inbound_message import InboundMessage
from tickets.actions.intake.participants import NOT_JOINED, TicketClaim, candidate, named, root
from tickets.actions.intake.references import new_reference
from tickets.actions.intake.teams import elsewhere, telling
from tickets.actions.record import Entry, decide, locked, log_of, permit, record, refuse, save
from tickets.events.answer import AutoReplied
from tickets.events.contact import CONTACTS, Contacted, Thanked
from tickets.events.joining import Linked
from tickets.events.owner import Assigned
from tickets.events.resolution import Confirmed, Disputed
from tickets.models import ChannelAccount, Customer, Identity, KnownFact, Message, Relay, SearchDue, Ticket
from tickets.models.history import current_desk
from tickets.models.message import Delivery, Direction
from tickets.rules.access import channel_actor, customer_actor
from tickets.rules.conversation import is_thanks_only
from tickets.rules.identity import Join, JoinHint, JoinReason, Proof, email, join, reads_no_mail
from tickets.rules.lifecycle import Channel, Loop
from tickets.rules.subjects import one_line
from tickets.rules.yes_or_no import Said

LISTED_BESIDE = 20
MOST_MAILS_AN_HOUR = 20  # of one customer: nobody writes more, so what comes after them was written by a machine


@dataclass(frozen=True)
class Received:
    """What became of a contact. `why`: the rule that put it there; `repeated`: it was known, nothing was done.

    `identity`: the identity that it was counted under.
    """

    ticket: Ticket
    message: Message
    new_ticket: bool
    why: JoinReason
    repeated: bool = False
    identity: int | None = None


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
    claims: Sequence[TicketClaim] = (),
    occurred_at: datetime | None = None,
) -> Received:
    """Put a contact where it belongs, by the rule that joining is not trusting (`tickets.rules.identity`).

    `ticket`: the edge has proven that the contact belongs there (a customer's link, a key holder's word, the chat or call
    it is a line of). `claims`: the tickets that a mail names, by our own signed marks, by the mails it answers, by a number
    in its subject. One transaction; a repeat by the message's `external_id` does nothing.
    """
    with transaction.atomic(savepoint=False):
        copy = _known(message)
        if copy:
            return _repeated(copy, account, at)
        who = _who(message, account, ticket, claims, at)
        own = _own_tickets(who, ticket, claims)
        decision = _decide_where(message, who, own, ticket, claims, account)
        target = own.get(decision.ticket) if decision.ticket else None
        if _too_many(message, who, decision, at):
            message = replace(message, automatic=True)
        return _take(message, who, target, decision, account=account, at=at, occurred_at=occurred_at or at)


def _repeated(copy: Message, account: ChannelAccount | None, at: datetime) -> Received:
    """It is here already. One mail to several mailboxes is one contact, and each mailbox's team sees it."""
    if copy.channel == Channel.EMAIL:
        ticket = locked(root(copy.ticket))
        if entries := telling(ticket, account):
            record(ticket, entries, at=at)
    told = copy.events.filter(kind__in=CONTACTS).first()
    identity = told.data.get("address") if told else None
    return Received(copy.ticket, copy, new_ticket=False, why=JoinReason.SESSION, repeated=True, identity=identity)


def _known(message: InboundMessage) -> Message | None:
    if not message.external_id:
        return None
    copies = Message.objects.filter(channel=message.channel, external_id=message.external_id)
    return copies.select_related("ticket").first()


def _who(
    message: InboundMessage,
    account: ChannelAccount | None,
    ticket: Ticket | None,
    claims: Sequence[TicketClaim],
    at: datetime,
) -> _Who:
    """The customer by the strongest identity that counts and is known; what is new about them is noted, what is another's
    is not."""
    region = region_of(account.address) if account and account.channel == Channel.PHONE else None
    recognised = identities(message.sender, region)
    counting = counted(recognised, message.channel, vouched=message.proven or message.noted)
    given = [(str(kind), value) for kind, value in counting]
    # Whoever writes to a ticket by our own mark is no stranger to what its customer shares with others.
    anchor = ticket or next((claimed for claimed, hint in claims if hint == JoinHint.TOKEN), None)
    there = on_file(given)
    rows = speaking(there, also_of=anchor.customer_id if anchor else None)
    if ticket is not None:
        customer, is_new = Customer(pk=ticket.customer_id), False
    elif rows:
        customer, is_new = Customer(pk=rows[0].customer_id), False
    else:
        name, visits = message.sender.name[:200], message.channel == Channel.CHAT
        customer, is_new = Customer.objects.create(name=name, visitor=visits and not name, created_at=at), True
    if message.channel == Channel.CHAT and message.sender.name and not is_new:  # a visitor says who they are
        Customer.objects.filter(pk=customer.pk, visitor=True, name="").update(name=message.sender.name[:200])
    theirs = {(row.kind, row.value) for row in rows}
    new = [pair for pair in given if pair not in theirs]
    if new and (is_new or message.proven or _is_nobody(customer)):
        shared = {(row.kind, row.value) for row in there if row.shared}
        added = introduce(customer, new, shared=shared, verified=message.proven, at=at)
        join_by_domain(customer.pk, new)
        if not is_new:  # their other tickets are found by it too
            SearchDue.objects.create(customer=customer)
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


def _own_tickets(who: _Who, ticket: Ticket | None, claims: Sequence[TicketClaim]) -> dict[int, Ticket]:
    """The tickets that the contact could belong to, locked."""
    extra = [root(t) for t in (ticket, *(claimed for claimed, _hint in claims)) if t is not None]
    if who.is_new and not extra:
        return {}
    mine = Ticket.objects.exclude(status__in=NOT_JOINED).filter(customer=who.customer.pk).order_by("-id")
    wanted = list(mine.values_list("pk", flat=True)[:LISTED_BESIDE]) if extra else None
    if wanted is None:
        return {row.pk: row for row in mine.select_for_update()[:LISTED_BESIDE]}
    rows = Ticket.objects.select_for_update().filter(pk__in={*wanted, *extra})
    return {row.pk: row for row in rows.order_by("id")}


def _decide_where(
    inbound: InboundMessage,
    who: _Who,
    rows: dict[int, Ticket],
    ticket: Ticket | None,
    claims: Sequence[TicketClaim],
    account: ChannelAccount | None,
) -> Join:
    mine = [row for row in rows.values() if row.customer_id == who.customer.pk and row.status not in NOT_JOINED]
    others = elsewhere(mine, account)
    proof = Proof.FAILED if inbound.forged or inbound.vouched_other else Proof.PASSED if inbound.proven else Proof.NONE
    return join(
        session=candidate(rows[root(ticket)]) if ticket else None,
        named=named(claims, rows, who.customer.pk, inbound.sender.email),
        own=[candidate(row, elsewhere=inbound.passes_on or row.pk in others) for row in mine],
        proof=proof,
    )


def _too_many(inbound: InboundMessage, who: _Who, decision: Join, at: datetime) -> bool:
    """Whether it is one mail more than a person writes in an hour: kept, but it counts as a machine's.

    Proven mails and others are counted apart, so that nobody silences a customer by writing in their name.
    """
    if inbound.channel != Channel.EMAIL or inbound.automatic or who.is_new:
        return False
    theirs = Message.objects.filter(customer=who.customer.pk, channel=Channel.EMAIL, direction=Direction.IN)
    lately = theirs.filter(proven=decision.proven, recorded_at__gt=at - timedelta(hours=1))
    return lately.count() >= MOST_MAILS_AN_HOUR


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
    if target is not None and not decision.proven and decision.why != JoinReason.SESSION:
        inbound = _correcting_nothing(inbound, target)
    message = _message(inbound, who, decision, at=at, occurred_at=occurred_at)
    said = answer_of(inbound, target, proven=decision.proven) if target else None
    entries = _entries(inbound, who, message, decision, account, first=target is None, said=said)
    if target and target.loop == Loop.CONFIRMED:
        entries = [entry for entry in entries if entry.kind is not Confirmed]  # said again
    for entry in entries:
        entry.at = occurred_at
    lines = log_of(target) if target else []
    if target is not None and inbound.channel == Channel.EMAIL:
        entries += telling(target, account)
    row = target or Ticket(
        reference=new_reference(), subject=_subject(inbound), customer_id=who.customer.pk, created_at=at
    )
    entries += _acknowledgement(inbound, row, at)
    change = decide(row, lines, entries, desk=current_desk(at), at=at)
    refuse(change)
    save([change], at=at)
    attach(message, inbound.files)
    return Received(row, message, new_ticket=target is None, why=decision.why, identity=who.identity)


def _correcting_nothing(inbound: InboundMessage, target: Ticket) -> InboundMessage:
    """What is not proven corrects nothing: where we know another value, its own is kept as words."""
    if not inbound.facts:
        return inbound
    story = Ticket.objects.of_one_story(target).values("pk")
    known = dict(KnownFact.objects.filter(ticket__in=story).order_by("noted_at", "id").values_list("key", "value"))
    told = {key: known.get(key.strip().lower(), value.strip()) == value.strip() for key, value in inbound.facts.items()}
    others = [f"{key}: {value}" for key, value in inbound.facts.items() if not told[key]]
    facts = {key: value for key, value in inbound.facts.items() if told[key]}
    return replace(inbound, facts=facts, text="\n".join([inbound.text, *others]))


def _message(inbound: InboundMessage, who: _Who, decision: Join, *, at: datetime, occurred_at: datetime) -> Message:
    return Message(
        direction=Direction.IN,
        channel=inbound.channel,
        automatic=inbound.automatic,
        customer_id=who.customer.pk,
        sender=inbound.sender.as_dict(),
        proven=decision.proven,
        subject=inbound.subject[:300],
        text=inbound.text,
        quoted_above=inbound.quoted_above,
        quoted_below=inbound.quoted_below,
        session=inbound.session,
        external_id=inbound.external_id,
        in_reply_to=inbound.in_reply_to[:250],
        mail_id=inbound.mail_id,
        copied=list(inbound.copied),
        cc=list(inbound.cc),
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
    said: Said | None,
) -> list[Entry]:
    data: dict[str, Any] = {"channel": inbound.channel}
    data |= {"address": who.identity} if who.identity else {}
    data |= {"session": inbound.session} if inbound.session else {}
    data |= {"automatic": True} if inbound.automatic else {}
    data |= {"from_us": True} if inbound.from_us else {}
    data |= {"receipt": inbound.receipt} if inbound.receipt else {}
    data |= {"beside": list(decision.beside)} if decision.beside else {}
    data |= {"claims": [list(claim) for claim in decision.claims]} if decision.claims else {}
    writer, channel = customer_actor(who.customer.pk), channel_actor(account.slug if account else inbound.channel)
    permit(writer, "contact")
    thanks = said == Said.YES or (not first and not inbound.automatic and is_thanks_only(inbound.text))
    entries = [Entry(Thanked if thanks else Contacted, data, actor=writer, message=message)]
    if said == Said.YES:
        entries.append(Entry(Confirmed, {"spoken": False}, actor=writer))
    if said == Said.NO:
        entries.insert(0, Entry(Disputed, {"spoken": False}, actor=writer))
    if inbound.facts:
        entries.append(facts_entry(inbound.facts, actor=writer, message=message))
    if first and account and account.team_id:
        permit(channel, "assign")
        entries.append(Entry(Assigned, {"team": account.team_id}, actor=channel))
    if decision.same_issue:
        permit(channel, "link")
        entries.append(Entry(Linked, {"to": decision.same_issue, "relation": "same_issue"}, actor=channel))
    return entries


def _subject(inbound: InboundMessage) -> str:
    return inbound.subject.strip()[:300] or one_line(inbound.text.strip().partition("\n")[0])[:80]


def _acknowledgement(inbound: InboundMessage, ticket: Ticket, at: datetime) -> list[Entry]:
    """One automatic word per address and day, which repeats nothing the sender wrote. It is no answer.

    Whoever sends it puts the address's own link under it, and how to say that it was not they who wrote.
    """
    recipient = email(inbound.sender.email) if _is_acknowledged(inbound) else None
    if recipient is None or reads_no_mail(recipient):
        return []
    address = sha256(recipient.encode()).hexdigest()[:32]
    cause = f"acknowledged {at:%Y-%m-%d} {address}"
    # Ourselves we tell nothing, whoever names an address of ours; nor a form or a relay, which speaks for others.
    ours = ChannelAccount.objects.filter(channel=Channel.EMAIL, address__iexact=recipient).values("pk")
    relays = Relay.objects.marked().filter(address=recipient).order_by().values("pk")
    if Message.objects.filter(cause=cause).values("pk").union(ours, relays).exists():
        return []
    words = _("We have received your message. A person will answer you. Your request is %(reference)s.")
    message = Message(
        direction=Direction.OUT,
        channel=Channel.EMAIL,
        automatic=True,
        recipient=recipient,
        text=words % {"reference": ticket.reference},
        occurred_at=whole(at),
        recorded_at=whole(at),
        delivery=Delivery.WAITING,
        next_attempt_at=at,
        cause=cause,
    )
    return [Entry(AutoReplied, {"channel": Channel.EMAIL}, actor=channel_actor(Channel.EMAIL), message=message)]


def _is_acknowledged(inbound: InboundMessage) -> bool:
    """Mails, and what was handed in for somebody who has not proven to be there; never a machine."""
    if inbound.asks_for_link:
        return True
    return inbound.channel == Channel.EMAIL and inbound.answerable and not (inbound.automatic or inbound.forged)
