"""Who takes part in a ticket: whose mail may join it, if it names the ticket by more than a number.

An identity of its customer; an address whose mail was joined to it before, by a person or by this rule; an address that a
person of ours wrote to from it; one in copy (`in_copy`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q

from tickets.models import Message, Ticket
from tickets.models.message import Direction
from tickets.rules.identity import Candidate, JoinHint, Named, email, reads_no_mail
from tickets.rules.lifecycle import Status, WaitingOn

TicketClaim = tuple[Ticket, JoinHint]  # a ticket that a contact names, and by what
NOT_JOINED = (Status.MERGED, Status.SPAM, Status.TEST)


def root(ticket: Ticket) -> int:
    """Where a ticket's story goes on after a merge."""
    return ticket.merged_into_id or ticket.pk


def candidate(row: Ticket, *, elsewhere: bool = False) -> Candidate:
    """A ticket as the rules see it."""
    return Candidate(row.pk, Status(row.status), WaitingOn(row.waiting_on), elsewhere)


def named(claims: Sequence[TicketClaim], rows: Mapping[int, Ticket], customer: int, address: str) -> list[Named]:
    """What a contact of a customer, from an address, names: `rows` are the tickets as they stand, by id."""
    known = [(rows[root(ticket)], hint) for ticket, hint in claims if root(ticket) in rows]
    others = {row.pk for row, _hint in known if row.customer_id != customer}
    part = _taking_part(others, email(address) or "")
    return [
        Named(candidate(row), hint, row.status not in NOT_JOINED and (row.customer_id == customer or row.pk in part))
        for row, hint in known
    ]


def _taking_part(tickets: Iterable[int], address: str) -> set[int]:
    """Those of the tickets in which an address wrote before, or was written to by a person of ours."""
    wanted = list(tickets)
    if not wanted or not address:
        return set()
    wrote = Q(direction=Direction.IN, sender__email=address)
    written_to = Q(direction=Direction.OUT, automatic=False, recipient__iexact=address)
    mails = Message.objects.mails().filter(wrote | written_to)
    own = mails.filter(ticket__in=wanted) | mails.filter(ticket__merged_into__in=wanted)
    part = {merged or pk for pk, merged in own.values_list("ticket_id", "ticket__merged_into_id")}
    return part | {pk for pk in wanted if pk not in part and address in in_copy(pk)}


def in_copy(ticket: Ticket | int) -> set[str]:
    """Who is in copy of a ticket's mails: as its first contact, a proven one or a person of ours said.

    Not as any later mail says that proves nothing: whoever writes in a customer's name would else have our answers sent to
    themselves.
    """
    mails = Message.objects.of(ticket).filter(automatic=False).exclude(direction=Direction.INTERNAL)
    said = list(mails.values_list("direction", "proven", "cc"))
    first = next((number for number, (direction, *_rest) in enumerate(said) if direction == Direction.IN), None)
    counting = [
        copied
        for number, (direction, proven, copied) in enumerate(said)
        if number == first or proven or direction == Direction.OUT
    ]
    return {str(address) for copied in counting for address in copied}


def reply_all(ticket: Ticket, recipient: str) -> list[str]:
    """Who gets an answer as well unless somebody says otherwise: who was in copy of the mail that it answers."""
    mails = Message.objects.of(ticket).mails().filter(direction=Direction.IN, automatic=False)
    last = mails.filter(sender__email=recipient.lower()).last()
    if last is None or not last.cc:
        return []
    known = in_copy(ticket) - came_back(ticket)
    return [address for address in last.cc if address in known and email(address) and not reads_no_mail(address)]


def came_back(ticket: Ticket) -> set[str]:
    """To whom a copy could not be delivered: nobody goes on writing to them unless they say so."""
    lists = Message.objects.of(ticket).exclude(not_reached=[]).values_list("not_reached", flat=True)
    return {str(address) for addresses in lists for address in addresses}
