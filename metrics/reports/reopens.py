"""How often "resolved" was not the end: back within 30 days of the first resolution (definitions 6).

A new ticket of the same issue counts for the older ticket, and so for that one's group, however the report is split.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
from django.utils.translation import gettext_lazy as _

from metrics.facts import Facts
from metrics.facts.table import NONE, Array, Table, joined
from metrics.measures import Figures
from metrics.reports.shapes import many, rate
from metrics.reports.view import Count, Report, ReportScope
from tickets.events.contact import CONTACTS
from tickets.events.resolution import Resolved
from tickets.rules.lifecycle import DAY

WITHIN = 30 * DAY
SILENT_WITHIN = 7 * DAY
Begun = tuple[int, int]  # a ticket and its start
CameBack = Mapping[int, Mapping[int, int]]


def observe(facts: Facts, view: ReportScope) -> Table:
    """The tickets first resolved in the period and 30 days ago: whether they came back, and as which new tickets of the same issue.

    Those new tickets are rows as well, not `in_cohort`, so that a part of a split in which there are only such is told with its 0 of 0.
    """
    returns = facts.returns
    seen = returns.where(view.covers(returns.resolved_at) & (view.as_of - returns.resolved_at >= WITHIN))
    reopened = (seen.back_after != NONE) & (seen.back_after <= WITHIN)
    back = facts.once("came back", _came_back)
    cohort = seen.having(reopened=reopened, came_back=_each(seen.ticket, back), in_cohort=np.ones(len(seen), "?"))
    return joined(cohort, _news(cohort, back))


def figures(observed: Table, view: ReportScope) -> Figures:
    """Reopened ones of the cohort; beside them the new tickets that were the same issue, back within a week."""
    new = {ticket for some in observed.came_back for ticket in some}
    return rate(many(observed.reopened), many(observed.in_cohort)) | {"silent_reopens": len(new)}


def _news(cohort: Table, back: CameBack) -> Table:
    """The new tickets that are the issues of this cohort, and none of it themselves."""
    starts = {new: back[old][new] for old in cohort.ticket.tolist() if old in back for new in back[old]}
    of_others = sorted(starts.keys() - set(cohort.ticket.tolist()))
    nothing = np.full(len(of_others), NONE)
    return Table(
        {
            "ticket": np.array(of_others, dtype="i8"),
            "start": np.array([starts[new] for new in of_others], dtype="i8"),
            "resolved_at": nothing,
            "back_after": nothing,
            "reopened": np.zeros(len(of_others), "?"),
            "came_back": _each(nothing, {}),
            "in_cohort": np.zeros(len(of_others), "?"),
        }
    )


def _each(tickets: Array, came_back: CameBack) -> Array:
    found = np.empty(len(tickets), dtype=object)
    found[:] = [came_back.get(ticket, ()) for ticket in tickets.tolist()]
    return found


def _came_back(facts: Facts) -> CameBack:
    """By a ticket, the new ones that were its issue again within a week of one of its resolutions, with their starts."""
    found: defaultdict[int, dict[int, int]] = defaultdict(dict)
    linked = _same_issues(facts)
    starts = {ticket: start for pair in linked for ticket, start in pair}
    resolved = facts.begun("resolutions", np.array(sorted(set(starts.values())), dtype="i8"))
    for (new, start), (old, _start) in ((a, b) for pair in linked for a, b in (pair, pair[::-1])):
        since = (
            start - resolved.at[np.searchsorted(resolved.ticket, old) : np.searchsorted(resolved.ticket, old, "right")]
        )
        if ((since >= 0) & (since <= SILENT_WITHIN)).any():
            found[old][new] = start
    return found


def _same_issues(facts: Facts) -> list[tuple[Begun, Begun]]:
    """Every linked pair of tickets, each with its start: it does not matter on which of the two the link was set."""
    links, names = facts.links, facts.names
    called = dict(zip(names.name.tolist(), names.ticket.tolist(), strict=True))
    others = np.array([called.get(other, other) for other in links.other.tolist()], dtype="i8")
    starts = facts.source.starts(np.unique(others))
    return [
        ((ticket, start), (other, starts[other]))
        for ticket, start, other in zip(links.ticket.tolist(), links.start.tolist(), others.tolist(), strict=True)
        if other in starts and other != ticket
    ]


COUNTS = {
    "resolved": Count(_("First resolved in the period and 30 days old"), lambda seen, view: seen.in_cohort),
    "reopened": Count(_("Reopened within 30 days"), lambda seen, view: seen.reopened),
}
REPORT = Report(
    observe,
    figures,
    ("returns", "links", "names"),
    ("resolutions",),
    kinds=CONTACTS | {Resolved.name},
    when="from",
    counts=COUNTS,
)
