"""A customer's journey as it was at an instant, read for one person: of the tickets whose figures they may see, and no others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter

from django.db.models import QuerySet

from metrics.audience import tickets_of
from metrics.journey.figures import figures
from metrics.journey.lanes import Lane, lane
from metrics.journey.lines import Line
from metrics.measures import Figures
from metrics.reading import StoryReader
from tickets.models import Customer, Ticket, User
from tickets.models.history import seconds


@dataclass(frozen=True)
class Journey:
    """A customer's time with us. `lanes`: the newest first."""

    customer: Customer
    reader: StoryReader
    lanes: list[Lane]

    @cached_property
    def lines(self) -> list[Line]:
        """All that happened, the newest first."""
        every = [line for lane in self.lanes for line in lane.lines]
        return sorted(every, key=attrgetter("at", "ticket", "place"), reverse=True)

    @cached_property
    def figures(self) -> Figures:
        """The headline figures, and why they are at risk."""
        return figures(self.reader, self.lanes)

    @property
    def channel(self) -> str:
        """By which channel they first turned to us; "" if they never did."""
        return next((lane.channel for lane in sorted(self.lanes, key=attrgetter("start")) if lane.channel), "")


def theirs(person: User, customer: int) -> QuerySet[Ticket]:
    """The customer's tickets whose figures this person may see."""
    among = tickets_of(person)
    return (Ticket.objects.all() if among is None else among).filter(customer=customer)


def customer_for(person: User, number: int) -> Customer | None:
    """The customer of this number, or who they are by now; None for one of whom this person may see no ticket."""
    found = Customer.objects.filter(pk=number).first() if number < 1 << 63 else None
    home = found.home() if found else None
    return home if home and theirs(person, home.pk).exists() else None


def journey(customer: Customer, person: User, reader: StoryReader) -> Journey:
    """What `reader` tells of them, as of its instant."""
    reader = replace(reader, among=theirs(person, customer.pk))
    as_of = seconds(reader.as_of)
    told = (lane(story, reader.desk, as_of) for story in reader.stories())
    lanes = sorted((one for one in told if one), key=attrgetter("start", "ticket"), reverse=True)
    return Journey(customer, reader, lanes)
