"""What stands at this instant, read off the rows that the desk's own lists show: cheap, and with no past."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from tickets.models import Promise, Ticket
from tickets.models.promise import PromiseQuerySet
from tickets.rules.lifecycle import SETTLED, UNRESOLVED


def promises_owed(before: datetime, among: QuerySet[Ticket] | None = None) -> PromiseQuerySet:
    """The promises that we still owe and that are due before an instant, broken ones included; of spam and tests none.

    `among`: the tickets that are looked at, if not all.
    """
    owed = Promise.objects.filter(owed=True, due_at__lt=before, ticket__status__in=UNRESOLVED | SETTLED)
    return owed if among is None else owed.filter(ticket__in=among.values("pk"))
