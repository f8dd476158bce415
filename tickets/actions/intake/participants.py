"""Who takes part in a ticket: whose mail may join it, if it names the ticket by more than a number.

An identity of its customer; an address whose mail was joined to it before, by a person or by this rule; an address that a
person of ours wrote to from it. Being in Cc makes nobody take part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q

from tickets.models import Message, Ticket
from tickets.models.message import Direction
from tickets.rules.identity import Candidate, JoinHint, Named, email
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
    return {merged or pk for pk, merged in own.values_list("ticket_id", "ticket__merged_into_id")}
