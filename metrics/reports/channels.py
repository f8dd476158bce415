"""How people turn to us, how often they have to chase, and when they change the channel because we kept them waiting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from metrics.facts import Facts
from metrics.facts.table import NONE, Array, Table
from metrics.facts.words import code
from metrics.measures import Figures
from metrics.reports import paths
from metrics.reports.shapes import many, rate
from metrics.reports.view import Count, Report, ReportScope
from tickets.models.words import CHANNEL

CHANNELS = {str(name): word for name, word in CHANNEL}


def observe(facts: Facts, view: ReportScope) -> Table:
    """Every contact of a ticket started in the period: its channel, and whether it was the first, a chaser, a switch from another."""
    found = facts.contacts.where(view.covers(facts.contacts.start))
    first = found.before == NONE
    return paths.walked(found.having(first=first, switched=~first & (found.before != found.channel)))


def figures(observed: Table, view: ReportScope) -> Figures:
    """All contacts, then each channel, and the most used paths; a switch counts for the channel that the customer turned to."""
    on = {name: observed.where(observed.channel == code(name)) for name in sorted(CHANNELS)}
    tickets = observed.where(observed.first)
    told = [
        {"path": path, "n": n, "forced": f, "share": rate(n, len(tickets))} for path, n, f in paths.most_used(tickets)
    ]
    every = {name: _counts(some) for name, some in on.items() if len(some)}
    return _counts(observed) | {"channels": every, "paths": told}


def _counts(arrivals: Table) -> Figures:
    return {
        "tickets": many(arrivals.first),
        "contacts": len(arrivals),
        "chasers": many(arrivals.chaser),
        "switches": many(arrivals.switched),
        "forced_switches": many(arrivals.switched & arrivals.chaser),
    }


def _on(title: Any, channel: str, of: Callable[[Table], Array]) -> Count:
    title = format_lazy(title, channel=CHANNELS[channel])
    return Count(title, lambda seen, view: (seen.channel == code(channel)) & of(seen))


ON_A_CHANNEL: dict[str, tuple[Any, Callable[[Table], Array]]] = {
    "first": (_("First contact on {channel}"), lambda seen: seen.first),
    "contact": (_("With a contact on {channel}"), lambda seen: np.ones(len(seen), "?")),
    "chaser": (_("With a chaser on {channel}"), lambda seen: seen.chaser),
    "switch": (_("With a change to {channel}"), lambda seen: seen.switched),
    "forced": (_("With a forced change to {channel}"), lambda seen: seen.switched & seen.chaser),
}
COUNTS = {
    f"{channel}.{name}": _on(title, channel, of) for channel in CHANNELS for name, (title, of) in ON_A_CHANNEL.items()
} | {
    "tickets": Count(_("Tickets started in the period"), lambda seen, view: seen.first),
    "chased": Count(_("With a chaser"), lambda seen, view: seen.chaser),
    "switched": Count(_("With a change of channel"), lambda seen, view: seen.switched),
    "forced": Count(_("With a forced change of channel"), lambda seen, view: seen.switched & seen.chaser),
}


def _along(title: Any, forced: bool) -> Callable[[str], Count]:
    """The tickets of one path, such as chat>email."""

    def count(path: str) -> Count:
        number, words = paths.numbered(path), path_words(path)
        return Count(
            format_lazy(title, path=words),
            lambda seen, view: seen.first & (seen.path == number) & (seen.sent if forced else True),
        )

    return count


def path_words(path: str) -> str:
    """Chat → Email."""
    return " → ".join(str(CHANNELS.get(name, name)) for name in path.split(paths.ARROW))


VALUED = {
    "path": _along(_("The path {path}"), forced=False),
    "path.forced": _along(_("The path {path}, with a forced change"), forced=True),
}
REPORT = Report(observe, figures, ("contacts",), counts=COUNTS, valued=VALUED)
