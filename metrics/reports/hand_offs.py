"""How often tickets were handed on, and whose customers were sent round (definitions 2, Hand-offs).

A **runaround** is a ticket that was handed on at least twice, or whose customer changed the channel by force (definitions 2,
Channel switches) or was asked again for a fact that we knew (definitions 4): each has the customer begin anew.
"""

from __future__ import annotations

import numpy as np
from django.utils.translation import gettext_lazy as _

from metrics.facts import Facts
from metrics.facts.table import NONE, Table
from metrics.measures import Figures
from metrics.reports.shapes import many, rate
from metrics.reports.view import Count, Report, ReportScope

RUN_AROUND = 2  # hand-offs


def observe(facts: Facts, view: ReportScope) -> Table:
    """The tickets started in the period: how often each was handed on, and what else had its customer begin anew."""
    handed, contacts, repeats = facts.handed_on, facts.contacts, facts.repeats
    seen = handed.where(view.covers(handed.start))
    forced = contacts.ticket[contacts.chaser & (contacts.before != NONE) & (contacts.before != contacts.channel)]
    often, forced_switch = seen.times >= RUN_AROUND, np.isin(seen.ticket, forced)
    asked_again = np.isin(seen.ticket, repeats.ticket[repeats.asked_again > 0])
    return seen.having(
        often=often, forced_switch=forced_switch, asked_again=asked_again, runaround=often | forced_switch | asked_again
    )


def figures(observed: Table, view: ReportScope) -> Figures:
    """Hand-offs a ticket, the shares handed on once or more and twice or more, and the runaround with what it came of.

    One ticket may have several causes; `causes` count tickets.
    """
    n, total = len(observed), many(observed.times)
    return {
        "n": n,
        "handoffs": total,
        "per_ticket": total / n if n else None,
        "at_least_one": rate(many(observed.times >= 1), n),
        "at_least_two": rate(many(observed.often), n),
        "runaround": rate(many(observed.runaround), n)
        | {
            "causes": {
                "handed_on_twice": many(observed.often),
                "forced_switch": many(observed.forced_switch),
                "asked_again": many(observed.asked_again),
            }
        },
    }


COUNTS = {
    "started": Count(_("Tickets started in the period"), lambda seen, view: np.ones(len(seen), "?")),
    "handed_on": Count(_("Handed on at least once"), lambda seen, view: seen.times >= 1),
    "handed_on_twice": Count(_("Handed on at least twice"), lambda seen, view: seen.often),
    "forced_switch": Count(_("With a forced change of channel"), lambda seen, view: seen.forced_switch),
    "asked_again": Count(_("Asked again for a fact that we knew"), lambda seen, view: seen.asked_again),
    "runaround": Count(_("With a runaround"), lambda seen, view: seen.runaround),
}
REPORT = Report(observe, figures, ("handed_on", "contacts", "repeats"), counts=COUNTS)
