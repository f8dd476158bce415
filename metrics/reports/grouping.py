"""By what a report may be split: a registry, in which each split says itself which parts a ticket is in.

A ticket with several tags counts in the part of each, so such parts add up to more than the whole. One that has no value is in the
part called none. Beside what a ticket began with (its channel, hour and weekday), it counts by how it stands at the instant looked
at.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from metrics.measures import TicketStory, status
from metrics.reports.moments import WEEKDAYS, local
from metrics.reports.view import start_of
from tickets.models import Team, User
from tickets.rules.desk import Desk

NOBODY = "none"


@dataclass(frozen=True)
class Split:
    """By what: its name in addresses and commands, what a page calls it, and the values of a ticket.

    `names`: what values are called that are kept as numbers. `order`: that of the parts, where it is not that of their names.
    """

    name: str
    label: Promise
    values: Callable[[TicketStory, Any], Iterable[Hashable]]
    names: Callable[[], dict[Hashable, str]] = dict
    order: tuple[str, ...] = ()

    def of(self, ticket: TicketStory, desk: Desk) -> tuple[Hashable, ...]:
        """The parts that a ticket is in, at least one."""
        return tuple(self.values(ticket, desk)) or (None,)

    def __call__(self, ticket: TicketStory) -> Hashable:
        """The part of a ticket, in a split that has one for each, whatever the desk."""
        (part,) = self.values(ticket, None)
        return part


def _began(ticket: TicketStory, desk: Desk, told: Callable[[datetime], str]) -> Iterable[str]:
    """What the desk's clock showed when the customer first turned to us."""
    start = start_of(ticket)
    return () if start is None else (told(local(start, desk)),)


def _channel(ticket: TicketStory, desk: Desk) -> Iterable[Hashable]:
    return (ticket.story.start.data["channel"] if ticket.story.start else None,)


def _users() -> dict[Hashable, str]:
    return dict(User.objects.values_list("pk", "username"))


def _teams() -> dict[Hashable, str]:
    return dict(Team.objects.values_list("pk", "name"))


_SPLITS = (
    Split("channel", _("First channel"), _channel),
    Split("hour", _("Hour of the start"), lambda ticket, desk: _began(ticket, desk, lambda at: f"{at:%H}")),
    Split("owner", _("Owner"), lambda ticket, desk: (ticket.story.owner,), _users),
    Split("priority", _("Priority"), lambda ticket, desk: (str(ticket.story.chosen.priority),)),
    Split("status", _("Status"), lambda ticket, desk: (status(ticket.story),)),
    Split("tag", _("Tag"), lambda ticket, desk: ticket.story.chosen.tags),
    Split("team", _("Team"), lambda ticket, desk: (ticket.story.team,), _teams),
    Split("waiting_on", _("Waiting on"), lambda ticket, desk: (str(ticket.story.waiting_on),)),
    Split(
        "weekday",
        _("Weekday of the start"),
        lambda ticket, desk: _began(ticket, desk, lambda at: WEEKDAYS[at.weekday()]),
        order=WEEKDAYS,
    ),
)
GROUPS: dict[str, Split] = {split.name: split for split in _SPLITS}


def names(by: str) -> dict[Hashable, str]:
    """What parts are called that are kept as numbers; the others say it themselves."""
    return GROUPS[by].names()


def called(value: Hashable, known: Mapping[Hashable, str]) -> str:
    """What a part is called; one without a value has the name of none."""
    return NOBODY if value is None else known.get(value, str(value))
