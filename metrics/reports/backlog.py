"""What is still to be done at an instant, by age, by whom it waits on, and how much of it is stalled (definitions 6)."""

from __future__ import annotations

import numpy as np
from django.utils.translation import gettext_lazy as _

from metrics.facts import Facts
from metrics.facts.table import NONE, Array, Table
from metrics.facts.words import code
from metrics.measures import Figures, instant
from metrics.reports.shapes import many
from metrics.reports.view import Count, Report, ReportScope
from tickets.rules.lifecycle import DAY, WaitingOn

BANDS = (("0-1", 1), ("1-3", 3), ("3-7", 7), ("7-30", 30))  # days, upper end included
OLDER = ">30"
NAMES = (*(name for name, _days in BANDS), OLDER)
WAITING_ON = (WaitingOn.US, WaitingOn.THIRD_PARTY, WaitingOn.CUSTOMER)
ALL = "all"


def observe(facts: Facts, view: ReportScope) -> Table:
    """Started and not resolved: band of age, whom it waits on, whether it is stalled. Its age is calendar time, whatever the clock."""
    found = facts.open
    return found.having(band=bands(view.as_of - found.start), stalled=found.stalled_since != NONE)


def bands(ages: Array) -> Array:
    """The band that each age in seconds falls into, by its place among NAMES."""
    return np.searchsorted([days * DAY for _name, days in BANDS], ages)


def figures(observed: Table, view: ReportScope) -> Figures:
    """All of it, and each split."""
    return {
        "at": instant(view.as_of),
        "backlog": len(observed),
        "bands": {name: many(_cell_of(observed, ALL, name)) for name in NAMES},
        "waiting_on": {str(on): many(_cell_of(observed, on, ALL)) for on in WAITING_ON},
        "stalled": many(observed.stalled),
    }


def _cell_of(observed: Table, on: WaitingOn | str, band: str) -> Array:
    """The tickets of an age that wait on somebody; "all" stands for either."""
    found = np.ones(len(observed), "?")
    if on != ALL:
        found &= observed.waiting_on == code(on)
    if band != ALL:
        found &= observed.band == NAMES.index(band)
    return found


def cell_of(on: WaitingOn | str, band: str) -> str:
    """What the tickets of an age that wait on somebody are called in addresses; "all" stands for either."""
    return f"{on}.{band}"


def _cell(on: WaitingOn | str, band: str) -> Count:
    title = _("Unresolved tickets")
    return Count(title, lambda seen, view: _cell_of(seen, on, band))


def _stalled(on: WaitingOn | str) -> Count:
    return Count(_("Unresolved and stalled"), lambda seen, view: seen.stalled & _cell_of(seen, on, ALL))


COUNTS = {cell_of(on, band): _cell(on, band) for on in (*WAITING_ON, ALL) for band in (*NAMES, ALL)}
COUNTS |= {cell_of(on, "stalled"): _stalled(on) for on in (*WAITING_ON, ALL)}
REPORT = Report(observe, figures, ("open",), when="unresolved", has_period=False, counts=COUNTS)
