"""How often "resolved" was not the end: back within 30 days of the first resolution (definitions 6).

A new ticket of the same issue counts for the older ticket, and so for that one's group, however the report is split.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
from django.utils.translation import gettext_lazy as _

from metrics.facts import Facts
from metrics.facts.table import NONE, Array, Table, distinct, joined
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
    new = {ticket for some in observed.came_back[observed.came_back.astype("?")] for ticket in some}
    return rate(many(observed.reopened), many(observed.in_cohort)) | {"silent_reopens": len(new)}


def _news(cohort: Table, back: CameBack) -> Table:
    """The new tickets that are the issues of this cohort, and none of it themselves."""
    came_back = cohort.ticket[np.isin(cohort.ticket, list(back))].tolist()
    starts = {new: start for old in came_back for new, start in back[old].items()}
    of_others = np.setdiff1d(np.array(list(starts), dtype="i8"), cohort.ticket)
    nothing = np.full(len(of_others), NONE)
    return Table(
        {
            "ticket": of_others,
            "start": np.array([starts[new] for new in of_others.tolist()], dtype="i8"),
            "resolved_at": nothing,
            "back_after": nothing,
            "reopened": np.zeros(len(of_others), "?"),
            "came_back": _each(nothing, {}),
            "in_cohort": np.zeros(len(of_others), "?"),
        }
    )


def _each(tickets: Array, came_back: CameBack) -> Array:
    found = np.empty(len(tickets), dtype=object)
    found.fill(())
    for place in np.flatnonzero(np.isin(tickets, list(came_back))).tolist():
        found[place] = tuple(came_back[int(tickets[place])])
    return found


def _came_back(facts: Facts) -> CameBack:
    """By a ticket, the new ones that were its issue again within a week of one of its resolutions, with their starts."""
    found: defaultdict[int, dict[int, int]] = defaultdict(dict)
    linked = _same_issues(facts)
    olds = np.array([old for _new, old in linked], dtype="i8").reshape(-1, 2)
    resolved = facts.begun("resolutions", olds[:, 1])
    first, end = (np.searchsorted(resolved.ticket, olds[:, 0], side).tolist() for side in ("left", "right"))
    for ((new, start), (old, _start)), low, high in zip(linked, first, end, strict=True):
        since = start - resolved.at[low:high]
        if ((since >= 0) & (since <= SILENT_WITHIN)).any():
            found[old][new] = start
    return found


def _same_issues(facts: Facts) -> list[tuple[Begun, Begun]]:
    """Every linked pair of tickets, each with its start, of which the second was resolved in the time looked at.

    It does not matter on which of the two the link was set.
    """
    links, names = facts.links, facts.names
    called = dict(zip(names.name.tolist(), names.ticket.tolist(), strict=True))
    others = np.array([called.get(other, other) for other in links.other.tolist()], dtype="i8")
    tickets, resolved = links.ticket, facts.returns.ticket
    is_back, is_forth = np.isin(others, resolved), np.isin(tickets, resolved)
    starts = facts.source.starts(distinct(others[is_back | is_forth]))
    begun = {**dict(zip(tickets.tolist(), links.start.tolist(), strict=True)), **starts}
    pairs = [
        *zip(tickets[is_back].tolist(), others[is_back].tolist(), strict=True),
        *zip(others[is_forth].tolist(), tickets[is_forth].tolist(), strict=True),
    ]
    return [
        ((new, begun[new]), (old, begun[old])) for new, old in pairs if new in begun and old in begun and new != old
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
