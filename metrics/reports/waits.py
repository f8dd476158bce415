"""Where the time went: how long tickets waited on us, a third party or the customer, or were resolved before they came back.

The tickets started in the period, each from its start to its last resolution, or to now (definitions 2, Our time ...). The
bottleneck is the part with the largest share; of equal ones the first of PARTS, so that ours is named before another's.
"""

from __future__ import annotations

import numpy as np
from django.utils.translation import gettext_lazy as _

from metrics.digests.time import PARTS
from metrics.facts import Facts
from metrics.facts.relation import TICKET
from metrics.facts.table import NONE, Array, Table, joined
from metrics.facts.words import code
from metrics.measures import Figures
from metrics.reports.shapes import durations, many
from metrics.reports.view import Count, Report, ReportScope
from metrics.statistics import Lasting


def observe(facts: Facts, view: ReportScope) -> Table:
    """The tickets started in the period: a row of each part in which it was, with the seconds, and one of the whole ticket."""
    spent = facts.spent.where(view.covers(facts.spent.start))
    lives = facts.lives.where(view.covers(facts.lives.start))
    whole = {"part": np.full(len(lives), NONE), "seconds": np.zeros(len(lives), "i8"), "ended": lives.end != NONE}
    return joined(
        Table({TICKET: lives.ticket, "start": lives.start, **whole}),
        Table(
            {
                TICKET: spent.ticket,
                "start": spent.start,
                "part": spent.part,
                "seconds": _seconds(spent, view),
                "ended": spent.ended,
            }
        ),
    )


def _seconds(spent: Table, view: ReportScope) -> Array:
    found = (spent.calendar if view.clock == "calendar" else spent.business).copy()
    runs = spent.running != NONE
    found[runs] += view.elapsed(spent.running[runs])
    return found


def figures(observed: Table, view: ReportScope) -> Figures:
    """The sum of each part, its share of the whole, and how long half of the tickets that were there stayed there.

    A ticket that is unresolved stays at least so long, whomever it waits on now.
    """
    tickets = observed.where(_is_ticket(observed))
    of_part = {part: observed.where(observed.part == code(part)) for part in PARTS}
    sums = {part: many(rows.seconds) for part, rows in of_part.items()}
    whole = sum(sums.values())
    return {
        "n": len(tickets),
        "n_open": many(~tickets.ended),
        "clock": view.clock,
        "whole_seconds": whole,
        "bottleneck": max(sums, key=sums.__getitem__) if whole else None,
        "parts": {part: _part(of_part[part], sums[part], whole) for part in PARTS},
    }


def _is_ticket(observed: Table) -> Array:
    found: Array = observed.part == NONE
    return found


def _part(rows: Table, seconds: int, whole: int) -> Figures:
    return {"seconds": seconds, "share": seconds / whole if whole else None} | durations(
        Lasting(rows.seconds, rows.ended)
    )


TITLES = {
    "us": _("Waited on us"),
    "third_party": _("Waited on a third party"),
    "customer": _("Waited on the customer"),
    "resolved": _("Were resolved before they came back"),
}


def _in(part: str) -> Count:
    return Count(TITLES[part], lambda seen, view: seen.part == code(part))


COUNTS = {part: _in(part) for part in PARTS} | {
    "started": Count(_("Tickets started in the period"), lambda seen, view: _is_ticket(seen)),
    "open": Count(_("Started in the period and still open"), lambda seen, view: _is_ticket(seen) & ~seen.ended),
}
REPORT = Report(observe, figures, ("spent", "lives"), counts=COUNTS)
