"""A customer's whole journey: everything that was said on all their tickets, in one history."""

from __future__ import annotations

from dataclasses import dataclass

from tickets.admin import icons
from tickets.admin.history import Entry, failure, with_days
from tickets.admin.parts import Pill
from tickets.admin.saved_views import tickets
from tickets.admin.telling import Telling
from tickets.models import Customer, Identity, KnownFact, Message, Ticket, User
from tickets.models.history import seconds
from tickets.models.message import Direction

MOST = 200  # messages; the ticket's own page has them all
KIND = {Direction.IN: "customer", Direction.OUT: "ours", Direction.INTERNAL: "note"}


@dataclass(frozen=True)
class Journey:
    """What we know of a customer, of what this person may see."""

    tickets: list[Ticket]
    identities: list[Identity]
    facts: list[KnownFact]
    rows: list[Entry]
    cut: bool


def journey(customer: Customer, user: User, telling: Telling) -> Journey:
    """Read it; tickets of other teams stay theirs."""
    own = list(tickets(user).filter(customer=customer).select_related("owner").order_by("-id"))
    found = Message.objects.filter(ticket__in=[ticket.pk for ticket in own]).select_related("author", "ticket")
    latest = list(found.prefetch_related("attachments").order_by("-occurred_at", "-id")[: MOST + 1])
    facts = KnownFact.objects.filter(ticket__in=[ticket.pk for ticket in own]).order_by("noted_at", "id")
    rows = [_row(message, customer, telling) for message in reversed(latest[:MOST])]
    return Journey(
        tickets=own,
        identities=list(Identity.objects.filter(customer=customer).order_by("-verified", "kind", "id")),
        facts=list({fact.key: fact for fact in facts}.values()),
        rows=list(with_days(rows, telling)),
        cut=len(latest) > MOST,
    )


def _row(message: Message, customer: Customer, telling: Telling) -> Entry:
    at, note = seconds(message.occurred_at), message.direction == Direction.INTERNAL
    who = str(message.author) if message.author else message.sender.get("name") or str(customer)
    return Entry(
        at=at,
        kind="automatic" if message.automatic else KIND[Direction(message.direction)],
        icon="lock" if note else "smart_toy" if message.automatic else icons.channel(message.channel),
        time=telling.time(at),
        who=who,
        source="" if note else message.get_channel_display().lower(),
        text=message.text[:2000],
        anchor=f"m{message.pk}",
        pk=message.pk,
        ticket=message.ticket_id,
        marks=[Pill(f"#{message.ticket_id} {message.ticket.subject[:60]}", "line", "confirmation_number")],
        files=list(message.attachments.all()),
        failed=failure(message),
        cut=len(message.text) > 2000,
        rail="idle",
    )
