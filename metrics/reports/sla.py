"""Service levels: which share of the decided clocks was within target, by how much the others missed it, and what is due (definitions 6).

Attainment, what was missed and on whom tickets waited meanwhile are of the tickets started in the period; what is over its target now,
or due soon, is of all tickets. A clock is missed by its own seconds: business or calendar time, as its target says. What still runs is
missed by at least so much.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from metrics.facts import Facts
from metrics.facts.relation import TICKET
from metrics.facts.table import NONE, Array, Table, distinct, joined
from metrics.facts.words import code
from metrics.measures import Figures
from metrics.reports.shapes import many, rate
from metrics.reports.view import Count, Report, ReportScope
from metrics.reports.words import HOUR
from tickets.models.words import METRIC

TARGETS = dict(METRIC)
ACHIEVED, BREACHED, PENDING, CANCELLED = map(code, ("achieved", "breached", "pending", "cancelled"))


CLOCK, RUNNING, WAIT = range(3)
SOON = 24 * HOUR  # business seconds
BANDS = {"1h": HOUR, "4h": 4 * HOUR, "24h": 24 * HOUR, "72h": 72 * HOUR}  # upper end included
MORE = "more"
MISSED_BY = (*BANDS, MORE)
WAITED_ON = ("us", "third_party", "customer")


def observe(facts: Facts, view: ReportScope) -> Table:
    """All clocks of the tickets started in the period, those of any ticket that run, and on whom tickets waited while they were missed.

    `kind`: which of the three a row is; `seconds`: by how much a clock was missed, or how long it waited on `part`.
    """
    clocks, overdue = (table.where(view.covers(table.start)) for table in (facts.clocks, facts.overdue))
    waited = _row(WAIT, overdue, view.clock == "business", overdue.running, view)
    return joined(
        _clock_rows(CLOCK, clocks, view),
        _clock_rows(RUNNING, facts.running, view),
        waited.having(state=np.full(len(overdue), BREACHED), part=overdue.part),
    )


def _clock_rows(kind: int, clocks: Table, view: ReportScope) -> Table:
    over = clocks.having(calendar=clocks.over, business=clocks.over)
    found = _row(kind, over, clocks.in_business, clocks.since, view)
    return found.having(state=clocks.state, due=clocks.due)


def _row(kind: int, table: Table, in_business: Array | bool, running: Array, view: ReportScope) -> Table:
    """Rows of a kind, with the time that is over and that which runs on, in business or calendar seconds."""
    seconds, nothing = np.where(in_business, table.business, table.calendar), np.full(len(table), NONE)
    runs = running != NONE
    calendar, business = (replace(view, clock=clock).elapsed(running[runs]) for clock in ("calendar", "business"))
    of_those = in_business if isinstance(in_business, bool) else in_business[runs]
    seconds[runs] += np.where(of_those, business, calendar)
    told = {TICKET: table.ticket, "start": table.start, "kind": np.full(len(table), kind), "target": table.target}
    return Table({**told, "seconds": seconds, "state": nothing, "due": nothing, "part": nothing})


def figures(observed: Table, view: ReportScope) -> Figures:
    """Each target, the tickets of which no clock was missed, what is missed and due now, by how much, and on whom they waited."""
    clocks, running = observed.where(observed.kind == CLOCK), observed.where(observed.kind == RUNNING)
    decided = distinct(clocks.ticket[_is_decided(clocks)])
    breached = distinct(clocks.ticket[clocks.state == BREACHED])
    now, soon = _is_breached_now(running), _is_due_soon(running, view)
    return {
        "targets": {
            target: attainment(clocks.state[rows]) for target, rows in _by_target(clocks).items() if rows.any()
        },
        "tickets": rate(len(decided) - len(breached), len(decided)),
        "breached_now": _tickets(running, now),
        "due_soon": _tickets(running, soon),
        "running": {
            target: {"breached_now": _tickets(running, now & rows), "due_soon": _tickets(running, soon & rows)}
            for target, rows in _by_target(running).items()
            if rows.any()
        },
        "missed_by": _missed_by(observed),
        "while_missed": _while_missed(observed.where(observed.kind == WAIT)),
    }


def _by_target(rows: Table) -> dict[str, Array]:
    return {target: rows.target == code(target) for target in sorted(TARGETS)}


def _tickets(rows: Table, chosen: Array) -> int:
    return len(distinct(rows.ticket[chosen]))


def _is_decided(observed: Table) -> Array:
    return (observed.kind == CLOCK) & ((observed.state == ACHIEVED) | (observed.state == BREACHED))


def _is_missed(observed: Table) -> Array:
    return (observed.kind == CLOCK) & (observed.state == BREACHED)


def _is_breached_now(observed: Table) -> Array:
    return (observed.kind == RUNNING) & (observed.state == BREACHED)


def _is_due_soon(observed: Table, view: ReportScope) -> Array:
    """Within target, and due within the desk's next 24 open hours; where it never opens so long, whatever is due at all.

    One that was due at closing time is within its target until the desk opens.
    """
    pending: Array = (observed.kind == RUNNING) & (observed.state == PENDING)
    until = view.desk.calendar.due(view.as_of, SOON)
    return pending if until is None else pending & (observed.due <= until)


def _band(seconds: Array) -> Array:
    """The band that each time falls into, by its place among MISSED_BY."""
    return np.searchsorted(list(BANDS.values()), seconds)


def _missed_by(observed: Table) -> Figures:
    """How many clocks were missed by how much."""
    bands = _band(observed.seconds[_is_missed(observed)])
    return {"n": len(bands), "bands": {name: rate(many(bands == at), len(bands)) for at, name in enumerate(MISSED_BY)}}


def _while_missed(waited: Table) -> Figures:
    """The sum of the time after each missed clock was due, and whose it was. Two clocks of a ticket count their time each."""
    whole = many(waited.seconds)
    sums = {part: many(waited.seconds[waited.part == code(part)]) for part in WAITED_ON}
    return {
        "seconds": whole,
        "parts": {part: {"seconds": n, "share": n / whole if whole else None} for part, n in sums.items()},
    }


def attainment(states: Array) -> Figures:
    """Achieved of the decided; what still runs within target, or ended unanswered within it, is shown, not counted."""
    achieved, breached, pending, cancelled = (
        many(states == state) for state in (ACHIEVED, BREACHED, PENDING, CANCELLED)
    )
    return rate(achieved, achieved + breached) | {"pending": pending, "cancelled": cancelled}


STATES = {
    "achieved": _("Target reached: {target}"),
    "breached": _("Target missed: {target}"),
    "pending": _("Running within the target: {target}"),
    "cancelled": _("Ended unanswered within the target: {target}"),
}


def clock_of(target: str, state: str) -> str:
    """What the tickets with a clock of this target in this state are called in addresses."""
    return f"{target}.{state}"


def _clocks(target: str, state: str) -> Count:
    title = format_lazy(STATES[state], target=TARGETS[target])
    return Count(
        title, lambda seen, view: (seen.kind == CLOCK) & (seen.target == code(target)) & (seen.state == code(state))
    )


def now_of(target: str, what: str) -> str:
    """What the tickets with a running clock of this target are called that is over it, or due soon."""
    return f"{what}.{target}"


def _now(title: Any, includes: Callable[[Table, ReportScope], Array], target: str) -> Count:
    title = format_lazy(title, target=TARGETS[target])
    return Count(title, lambda seen, view: includes(seen, view) & (seen.target == code(target)))


def _by(band: str) -> Count:
    at = MISSED_BY.index(band)
    return Count(_("Target missed by so much"), lambda seen, view: _is_missed(seen) & (_band(seen.seconds) == at))


def _waited(title: Promise, part: str) -> Count:
    return Count(title, lambda seen, view: (seen.kind == WAIT) & (seen.part == code(part)))


NOW: dict[str, tuple[Any, Callable[[Table, ReportScope], Array]]] = {
    "breached_now": (_("Over the target now: {target}"), lambda seen, view: _is_breached_now(seen)),
    "due_soon": (_("Due in the next 24 business hours: {target}"), _is_due_soon),
}
WAITED = {
    "us": _("Waited on us after a target was missed"),
    "third_party": _("Waited on a third party after a target was missed"),
    "customer": _("Waited on the customer after a target was missed"),
}


COUNTS = {clock_of(target, state): _clocks(target, state) for target in TARGETS for state in STATES} | {
    "breached_now": Count(_("Over a target now"), lambda seen, view: _is_breached_now(seen)),
    "due_soon": Count(_("With a target due in the next 24 business hours"), _is_due_soon),
    **{now_of(target, what): _now(title, of, target) for target in TARGETS for what, (title, of) in NOW.items()},
    **{f"by.{band}": _by(band) for band in MISSED_BY},
    **{f"while.{part}": _waited(title, part) for part, title in WAITED.items()},
    "decided": Count(_("With a decided target"), lambda seen, view: _is_decided(seen)),
    "met": Count(
        _("With a decided target and none missed"),
        lambda seen, view: _is_decided(seen) & ~np.isin(seen.ticket, seen.ticket[_is_missed(seen)]),
    ),
    "breached": Count(_("With a target missed"), lambda seen, view: _is_missed(seen)),
}
REPORT = Report(observe, figures, ("clocks", "running", "overdue"), also_unresolved=True, counts=COUNTS)
