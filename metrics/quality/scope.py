"""Which tickets and events a check of the data looks at, as queries whose cost follows the period.

What happened late is told as of an instant and known at one, as figures are. Everything else is told as the desk stands now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from tickets.models import Event, Ticket
from tickets.models.history import Horizon
from tickets.rules.desk import Desk
from tickets.rules.lifecycle import Status

LATE = timedelta(days=1)
"""What was recorded later than this after it happened came late: the figures of its day had been told without it."""
UNEVEN = ~Q(recorded_at=F("occurred_at"))  # as the index of late entries says it
LEFT_OUT = (Status.SPAM, Status.TEST)


@dataclass(frozen=True)
class Scope:
    """The period [since, to), what had happened and was known, whose tickets are seen (None: all), and what is now."""

    since: datetime
    to: datetime
    horizon: Horizon
    desk: Desk
    at: datetime
    among: QuerySet[Ticket] | None = None

    @property
    def tickets(self) -> QuerySet[Ticket]:
        """All that may be seen; what was merged away is told by the ticket it went into."""
        found = Ticket.objects.filter(merged_into=None)
        return found if self.among is None else found.filter(pk__in=self.among.values("pk"))

    @property
    def started(self) -> QuerySet[Ticket]:
        """Those that started in the period, spam and tests among them."""
        return self.tickets.filter(self.during("started_at"))

    @property
    def counted(self) -> QuerySet[Ticket]:
        """Those of them that figures count."""
        return self.started.exclude(status__in=LEFT_OUT)

    @property
    def came(self) -> QuerySet[Ticket]:
        """Those that started in the period, and those without a contact that were made in it."""
        return self.tickets.filter(self.during("started_at") | self.without_contact)

    @cached_property
    def without_contact(self) -> Q:
        """Made in the period, and no customer ever turned to us in it."""
        return Q(started_at=None) & self.during("created_at")

    @property
    def events(self) -> QuerySet[Event]:
        """What happened in the period, as far as it is looked at and known."""
        return self.horizon.events().filter(self.during("occurred_at"))

    @property
    def recorded_after(self) -> QuerySet[Event]:
        """Events of the period that were recorded after its end."""
        return self.events.filter(UNEVEN, recorded_at__gte=self.to)

    def events_after(self) -> QuerySet[Event]:
        """Those of them of tickets that may be seen."""
        if self.among is None:
            return self.recorded_after
        return self.recorded_after.filter(ticket__in=self.among.values("pk"))

    @property
    def moved(self) -> QuerySet[Ticket]:
        """The tickets that any event of the period is told of. An event of a ticket that was merged away is the other's.

        One event of each is looked for, and by its index alone where all events are known: a period has a dozen of each ticket.
        """
        known = self.horizon if self._later_known else Horizon(self.horizon.as_of)
        its = Exists(known.events().filter(self.during("occurred_at"), ticket=OuterRef("pk")).order_by())
        merged = Ticket.objects.exclude(merged_into=None).filter(its).order_by().annotate(root=_root(""))
        own = self.tickets.filter(its).order_by().values("pk")
        return self.tickets.filter(pk__in=own.union(merged.values("root")))  # of numbers alone: rows are wide

    @cached_property
    def _later_known(self) -> bool:
        """Whether anything was recorded after the instant at which it is known."""
        known_at = self.horizon.known_at
        return known_at is not None and Event.objects.filter(recorded_at__gt=known_at).exists()

    def with_few(self, events: QuerySet[Event]) -> QuerySet[Ticket]:
        """The same of such events, which are few: a database that cannot know that would read all tickets for them."""
        few = list(events.order_by().values_list("ticket", flat=True).distinct())
        return self.tickets.filter(pk__in=Ticket.objects.filter(pk__in=few).annotate(root=_root("")).values("root"))

    def during(self, name: str) -> Q:
        """A column's instant lies in the period."""
        return Q(**{f"{name}__gte": self.since, f"{name}__lt": self.to})


def _root(ticket: str) -> Coalesce:
    """The ticket that tells of one, however it was merged. `ticket`: the way to it."""
    return Coalesce(f"{ticket}merged_into__merged_into", f"{ticket}merged_into", f"{ticket}pk")
