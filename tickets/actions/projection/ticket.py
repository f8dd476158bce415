"""A ticket's own row: where it stands, whose move it is, what is due next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField

from tickets.actions.change import BATCH, whole
from tickets.actions.projection.upsert import upsert
from tickets.models import Ticket
from tickets.models.history import moment
from tickets.rules.lifecycle import Status, WaitingOn
from tickets.rules.projection import Projection
from tickets.rules.ranking import LAST
from tickets.rules.version import RULES_VERSION

# What no event says of a ticket.
ITS_OWN = {"id", "reference", "source_key", "subject", "fields", "customer", "created_at", "link_version"}
DERIVED = [column for column in Ticket._meta.concrete_fields if column.name not in ITS_OWN]
WRITTEN = [column.name for column in DERIVED]
TIMES = {column.name for column in DERIVED if isinstance(column, DateTimeField)}

# A ticket that was merged away asks for nothing: its story goes on elsewhere.
AT_REST: dict[str, Any] = {
    "status": Status.MERGED,
    "waiting_on": WaitingOn.NOBODY,
    "due_at": None,
    "due_kind": "",
    "rank": LAST,
    "promise_due_at": None,
    "stalled_since": None,
    "stalled_rules": [],
}


def row_of(ticket: Ticket, projection: Projection) -> dict[str, Any]:
    """What a ticket's columns say, after its story."""
    row = {name: moment(value) if name in TIMES else value for name, value in projection.row.items()}
    return row | AT_REST if ticket.merged_into_id else row


def put_down(ticket: Ticket, projection: Projection, at: datetime) -> None:
    """Set a ticket's columns; `save` writes them."""
    for name, value in row_of(ticket, projection).items():
        setattr(ticket, name, value)
    ticket.next_check_at = None if ticket.merged_into_id else moment(projection.next_check_at)
    ticket.projected_at, ticket.rules_version = whole(at), RULES_VERSION
    ticket.version += 1


def save(tickets: Sequence[Ticket]) -> None:
    """Write the rows of tickets, new ones first: two statements at most for any number."""
    new = [ticket for ticket in tickets if ticket.pk is None]
    known = [ticket for ticket in tickets if ticket.pk is not None]
    if new:
        Ticket.objects.bulk_create(new, batch_size=BATCH)
    upsert(Ticket, known, keys=["id"], values=WRITTEN)
