"""When people turn to us and when we answer, by weekday and hour at the desk; and what everybody has on their hands now.

Arrivals are contacts of the period (definitions 2, Contacts), by their first line. An answer is a human one of the period; answers
of one session at most 60 minutes apart are one, as in an update gap, so that a chat is one arrival and one answer, not forty.
Open is what is unresolved as of the instant looked at, and owed is each promise that is owed then (definitions 1.4), broken or
not and on a resolved ticket too; both are the ticket's owner's, or nobody's.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from metrics.digests.splits import WEEKDAYS, local
from metrics.facts import Facts
from metrics.facts.relation import TICKET
from metrics.facts.table import NONE, Array, Table, each, joined
from metrics.measures import Figures
from metrics.reports.grouping import GROUPS, NOBODY, called
from metrics.reports.shapes import many, rate
from metrics.reports.view import Count, Report, ReportScope

HOURS = 24
WEEK = len(WEEKDAYS) * HOURS
ARRIVAL, ANSWER, OPEN_TICKET, OWED_PROMISE = range(4)


def observe(facts: Facts, view: ReportScope) -> Table:
    """Any ticket that counts, whenever it started: its arrivals and answers of the period, and what it is to its owner now.

    `kind`: which of the four a row is; `slot`: the hour of the week from Monday midnight on; `in_hours`: we were open; `owner`.
    """
    arrivals = facts.arrivals.where(view.covers(facts.arrivals.at))
    answers = facts.answers.where(view.covers(facts.answers.at))
    rows = [(ARRIVAL, arrivals, arrivals.at), (ANSWER, answers, answers.at)]
    rows += [(OPEN_TICKET, facts.open, None), (OWED_PROMISE, facts.owed, None)]
    return joined(*(_rows(facts, view, kind, table, at) for kind, table, at in rows))


def _rows(facts: Facts, view: ReportScope, kind: int, table: Table, at: Array | None) -> Table:
    nothing = np.full(len(table), NONE)
    seen = Table({TICKET: table.ticket, "start": table.start, "kind": np.full(len(table), kind)})
    if at is None:
        return seen.having(slot=nothing, in_hours=np.zeros(len(table), "?"), owner=facts.part("owner", seen))
    slots, in_hours = _slots(at, view)
    return seen.having(slot=slots, in_hours=in_hours & (kind == ARRIVAL), owner=nothing)


def _slots(at: Array, view: ReportScope) -> tuple[Array, Array]:
    """The hour of the week of each instant on the desk's own clock, and whether we were open.

    Each quarter of an hour is looked up once: clocks are changed at none but its edges, and so is what hour it is. Opening hours can
    begin at any second.
    """
    quarters, places = np.unique(at // QUARTER, return_inverse=True)
    told = [local(quarter * QUARTER, view.desk) for quarter in quarters.tolist()]
    slots = np.array([one.weekday() * HOURS + one.hour for one in told], dtype="i8")
    instants, of_each = np.unique(at, return_inverse=True)
    in_hours = np.array([view.desk.calendar.is_open(one) for one in instants.tolist()], dtype="?")
    return slots[places], in_hours[of_each]


QUARTER = 900  # seconds


def figures(observed: Table, view: ReportScope) -> Figures:
    """Arrivals against answers, and everybody's load, the heaviest first."""
    arrivals, answers, open_, owed = (observed.where(observed.kind == kind) for kind in range(4))
    return {
        "arrivals": {
            "n": len(arrivals),
            "in_opening_hours": rate(many(arrivals.in_hours), len(arrivals)),
            "by_hour": _by_hour(arrivals.slot),
        },
        "answers": {"n": len(answers), "by_hour": _by_hour(answers.slot)},
        "open": len(open_),
        "owed": len(owed),
        "owners": _owners(open_.owner, owed.owner, view),
    }


def _by_hour(slots: Array) -> dict[str, list[int]]:
    """How many in each hour of each weekday."""
    count = np.bincount(slots, minlength=WEEK).reshape(len(WEEKDAYS), HOURS).tolist()
    return dict(zip(WEEKDAYS, count, strict=True))


def _owners(open_: Array, owed: Array, view: ReportScope) -> list[Figures]:
    """Whoever has something that is open or owed; `none` is nobody."""
    owners = np.unique(np.concatenate([open_, owed]))
    loads = zip(owners.tolist(), each(owners, open_).tolist(), each(owners, owed).tolist(), strict=True)
    named = {owner: called(value, view.people) for owner, value in view.whose(owners).items()}
    told = [{"owner": named[owner], "open": n, "owed": m} for owner, n, m in loads]
    return sorted(told, key=lambda load: (-load["open"], -load["owed"], load["owner"]))


READ = ("arrivals", "answers", "open", "owed")


def hour_of(what: str, day: str, hour: int) -> str:
    """What the tickets with an arrival or an answer in an hour of a weekday are called in addresses."""
    return f"{what}.{day}.{hour:02}"


def _in_each_hour(what: str, kind: int, title: Promise) -> dict[str, Count]:
    return {
        hour_of(what, name, hour): _in_slot(title, kind, day * HOURS + hour)
        for day, name in enumerate(WEEKDAYS)
        for hour in range(HOURS)
    }


def _in_slot(title: Promise, kind: int, slot: int) -> Count:
    return Count(title, lambda seen, view: (seen.kind == kind) & (seen.slot == slot))


def _whose(title: Promise, kind: int) -> Callable[[str], Count]:
    """By the owner's number; `none` is nobody."""
    return lambda owner: Count(
        title,
        lambda seen, view: (
            (seen.kind == kind) & (seen.owner == GROUPS["owner"].part(None if owner == NOBODY else owner))
        ),
    )


COUNTS = {
    "arrivals": Count(_("With a contact in the period"), lambda seen, view: seen.kind == ARRIVAL),
    "in_hours": Count(_("With a contact in opening hours"), lambda seen, view: seen.in_hours),
    "answers": Count(_("With an answer in the period"), lambda seen, view: seen.kind == ANSWER),
    "open": Count(_("Unresolved tickets"), lambda seen, view: seen.kind == OPEN_TICKET),
    "owed": Count(_("Tickets with a promise that is owed"), lambda seen, view: seen.kind == OWED_PROMISE),
    **_in_each_hour("arrivals", ARRIVAL, _("With a contact in this hour of the week")),
    **_in_each_hour("answers", ANSWER, _("With an answer in this hour of the week")),
}
VALUED = {
    "open": _whose(_("Unresolved tickets of one owner"), OPEN_TICKET),
    "owed": _whose(_("Tickets of one owner with a promise that is owed"), OWED_PROMISE),
}
REPORT = Report(observe, figures, READ, when="any", counts=COUNTS, valued=VALUED, names_people=True)
