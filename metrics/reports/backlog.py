"""What is still to be done at an instant, by age, by whom it waits on, and how much of it is stalled (definitions 6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from metrics.digests import Digest
from metrics.measures import Figures, instant
from metrics.reports.stalled import stalled_since
from metrics.reports.view import Count, Report, ReportScope
from tickets.rules.lifecycle import DAY, WaitingOn

BANDS = (("0-1", 1), ("1-3", 3), ("3-7", 7), ("7-30", 30))  # days, upper end included
OLDER = ">30"
WAITING_ON = (WaitingOn.US, WaitingOn.THIRD_PARTY, WaitingOn.CUSTOMER)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An unresolved ticket: its band of age, whom it waits on, whether it is stalled."""

    band: str
    on: WaitingOn
    stalled: bool


def observe(ticket: Digest, view: ReportScope) -> Iterator[Waiting]:
    """Started and not resolved; its age is calendar time, whatever the clock."""
    standing = ticket["standing"]
    if ticket.start is None or not ticket.counts or standing["resolved"]:
        return
    stalled = stalled_since(ticket) is not None
    yield Waiting(band(view.as_of - ticket.start), WaitingOn(standing["waiting_on"]), stalled)


def band(age: int) -> str:
    """The band that an age in seconds falls into."""
    return next((name for name, days in BANDS if age <= days * DAY), OLDER)


def figures(observed: Sequence[Waiting], view: ReportScope) -> Figures:
    """All of it, and each split."""
    bands = Counter(one.band for one in observed)
    waiting = Counter(one.on for one in observed)
    return {
        "at": instant(view.as_of),
        "backlog": len(observed),
        "bands": {name: bands[name] for name in (*(name for name, _ in BANDS), OLDER)},
        "waiting_on": {str(on): waiting[on] for on in WAITING_ON},
        "stalled": sum(one.stalled for one in observed),
    }


def cell_of(on: WaitingOn | str, band: str) -> str:
    """What the tickets of an age that wait on somebody are called in addresses; "all" stands for either."""
    return f"{on}.{band}"


def _cell(on: WaitingOn | str, band: str) -> Count:
    title = _("Unresolved tickets")
    return Count(title, lambda one, view: on in (ALL, one.on) and band in (ALL, one.band))


def _stalled(on: WaitingOn | str) -> Count:
    return Count(_("Unresolved and stalled"), lambda one, view: one.stalled and on in (ALL, one.on))


ALL = "all"
NAMES = (*(name for name, _days in BANDS), OLDER)
COUNTS = {cell_of(on, band): _cell(on, band) for on in (*WAITING_ON, ALL) for band in (*NAMES, ALL)}
COUNTS |= {cell_of(on, "stalled"): _stalled(on) for on in (*WAITING_ON, ALL)}
REPORT = Report(observe, figures, ("standing", "stalled"), when="unresolved", has_period=False, counts=COUNTS)
