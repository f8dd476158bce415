"""How people turn to us, how often they have to chase, and when they change the channel because we kept them waiting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from metrics.digests import Digest
from metrics.measures import Figures
from metrics.reports.view import Count, Report, ReportScope
from tickets.models.words import CHANNEL

CHANNELS = {str(name): word for name, word in CHANNEL}


@dataclass(frozen=True, slots=True)
class Arrival:
    """One contact: its channel, whether it was the ticket's first, a chaser, on another channel than the one before."""

    channel: str
    first: bool
    chaser: bool
    switched: bool


def observe(ticket: Digest, view: ReportScope) -> Iterator[Arrival]:
    """Every contact of a ticket started in the period."""
    if not view.is_in_cohort(ticket):
        return
    before = None
    for _at, channel, chaser in ticket["contacts"]:
        yield Arrival(channel, before is None, chaser, before is not None and before != channel)
        before = channel


def figures(observed: Sequence[Arrival], view: ReportScope) -> Figures:
    """All contacts, then each channel; a switch counts for the channel that the customer turned to."""
    used = Counter(arrival.channel for arrival in observed)
    by_channel = {name: _counts([one for one in observed if one.channel == name]) for name in sorted(used)}
    return _counts(observed) | {"channels": by_channel}


def _counts(arrivals: Sequence[Arrival]) -> Figures:
    return {
        "tickets": sum(one.first for one in arrivals),
        "contacts": len(arrivals),
        "chasers": sum(one.chaser for one in arrivals),
        "switches": sum(one.switched for one in arrivals),
        "forced_switches": sum(one.switched and one.chaser for one in arrivals),
    }


def _on(title: Any, channel: str, of: Callable[[Arrival], bool]) -> Count:
    return Count(format_lazy(title, channel=CHANNELS[channel]), lambda one, view: one.channel == channel and of(one))


ON_A_CHANNEL: dict[str, tuple[Any, Callable[[Arrival], bool]]] = {
    "first": (_("First contact on {channel}"), lambda one: one.first),
    "contact": (_("With a contact on {channel}"), lambda one: True),
    "chaser": (_("With a chaser on {channel}"), lambda one: one.chaser),
    "switch": (_("With a change to {channel}"), lambda one: one.switched),
    "forced": (_("With a forced change to {channel}"), lambda one: one.switched and one.chaser),
}
COUNTS = {
    f"{channel}.{name}": _on(title, channel, of) for channel in CHANNELS for name, (title, of) in ON_A_CHANNEL.items()
} | {
    "tickets": Count(_("Tickets started in the period"), lambda one, view: one.first),
    "chased": Count(_("With a chaser"), lambda one, view: one.chaser),
    "switched": Count(_("With a change of channel"), lambda one, view: one.switched),
    "forced": Count(_("With a forced change of channel"), lambda one, view: one.switched and one.chaser),
}
REPORT = Report(observe, figures, ("contacts",), counts=COUNTS)
